//! Counts a word with the means of Rust's standard library, sequentially and with rayon; and all
//! words, into a HashMap.
use pyo3::prelude::*;
use rayon::prelude::*;
use std::collections::HashMap;

fn count_in_line(line: &str, needle: &str) -> usize {
    line.split(' ').filter(|word| *word == needle).count()
}

#[pymodule]
mod word_count_rust_peer {
    use super::*;

    #[pyfunction]
    fn search(py: Python<'_>, contents: &str, needle: &str) -> usize {
        py.detach(|| contents.par_lines().map(|line| count_in_line(line, needle)).sum())
    }

    #[pyfunction]
    fn search_sequential(contents: &str, needle: &str) -> usize {
        contents.lines().map(|line| count_in_line(line, needle)).sum()
    }

    #[pyfunction]
    fn count_words(contents: &str) -> HashMap<&str, usize> {
        let mut table = HashMap::new();
        for word in contents.split_whitespace() {
            *table.entry(word).or_insert(0) += 1;
        }
        table
    }
}

//! Counts a word with the means of Rust's standard library, sequentially and with rayon; and all
//! words, into a hash map with a fast hash.
use pyo3::prelude::*;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

type Table<'a> = FxHashMap<&'a str, usize>;

fn add_words<'a>(mut table: Table<'a>, text: &'a str) -> Table<'a> {
    for word in text.split_whitespace() {
        *table.entry(word).or_insert(0) += 1;
    }
    table
}

fn merged<'a>(mut table: Table<'a>, other: Table<'a>) -> Table<'a> {
    if table.len() < other.len() {
        return merged(other, table);
    }
    for (word, count) in other {
        *table.entry(word).or_insert(0) += count;
    }
    table
}

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
    fn count_words<'a>(py: Python<'_>, contents: &'a str) -> Table<'a> {
        py.detach(|| {
            contents.par_lines().fold(Table::default, add_words).reduce(Table::default, merged)
        })
    }

    #[pyfunction]
    fn count_words_sequential(contents: &str) -> Table<'_> {
        add_words(Table::default(), contents)
    }
}

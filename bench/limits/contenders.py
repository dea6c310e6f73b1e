"""Who is measured: the machine's limit, this package, and its peers where they are installed.

A peer is an entry of CONTENDERS, and the function it names. It is called with the workload's text,
needle and keywords, and imports its library by itself. In the group "table" there is no needle.
"""

import ctypes
import importlib
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import cycle
from typing import Any

import word_count
from bench.harness.c_library import kernels, library, text_of
from bench.harness.cases import Call, Contender
from word_count import _native

MEGABYTE = 1_000_000


def reader(threads: int, contents: str, *_needle: str, **_words: object) -> Call:
    """Return a call that only reads the text's bytes."""
    text = text_of(contents)
    return Call(library().limit_read, (text.units, text.length * text.width, threads))


def kernel(name: str, contents: str, needle: str) -> Call:
    """Return a call that counts with one kernel, on one thread."""
    pointers = [ctypes.byref(text_of(string)) for string in (contents, needle)]
    return Call(library().limit_count, (name.encode(), *pointers))


def function_of(module: str, name: str, *arguments: str) -> Call:
    """Return a call of a function of a module that need not be installed."""
    return Call(getattr(importlib.import_module(module), name), arguments)


@cache
def two_threads(pinned: bool) -> ThreadPoolExecutor:  # noqa: FBT001
    """Return an executor of two threads, each on a CPU of its own if pinned, for the process."""
    cpus = cycle(sorted(os.sched_getaffinity(0))) if pinned else None

    def pin() -> None:
        if cpus:
            os.sched_setaffinity(0, {next(cpus)})  # of this thread

    return ThreadPoolExecutor(max_workers=2, initializer=pin)


def twice(contents: str, needle: str, *, pinned: bool = False) -> int:
    """Count on two Python threads at once."""
    function = word_count.search_sequential_allow_threads
    calls = [two_threads(pinned).submit(function, contents, needle) for _ in range(2)]
    one, two = (call.result() for call in calls)
    assert one == two
    return one


def naive(contents: str, needle: str) -> int:
    """Count with the guide's loop."""
    total = 0
    for line in contents.splitlines():
        for word in line.split(" "):
            if word == needle:
                total += 1
    return total


def by_regular_expression(contents: str, needle: str) -> int:
    """Count matches between separators."""
    pattern = rf"(?:(?<=[ \n])|\A){re.escape(needle)}(?= |\r?\n|\Z)"
    return sum(1 for _ in re.finditer(pattern, contents))


def by_counter(contents: str, needle: str) -> int:
    """Count all words to know of one."""
    return Counter(contents.split())[needle]


def by_str_count(contents: str, needle: str) -> int:
    """Count the needle inside of words as well."""
    return contents.count(needle) if needle else 0


def by_polars(contents: str, needle: str) -> int:
    """Count matches between word boundaries."""
    import polars as pl

    pattern = rf"(?m)(?:^|\b){re.escape(needle)}(?:\b|$)"
    return int(pl.Series([contents]).str.count_matches(pattern)[0])


def by_pyarrow(contents: str, needle: str) -> int:
    """Compare all words, as Arrow splits them."""
    import pyarrow as pa
    from pyarrow import compute

    words = compute.list_flatten(compute.utf8_split_whitespace(pa.array([contents])))
    return int(compute.sum(compute.equal(words, needle)).as_py() or 0)


def found_words(
    contents: str, needle: str, *, words: str = r"[^ \n]+", ignore_case: bool = False
) -> int:
    """Count as the definition of words= says; for words between spaces, nearly."""
    if ignore_case:
        contents, needle = contents.lower(), needle.lower()
    return re.findall(words, contents).count(needle)


def table_of_words(contents: str, *, words: str, ignore_case: bool = False) -> Counter[str]:
    """Count all words as the definition of words= says."""
    return Counter(re.findall(words, contents.lower() if ignore_case else contents))


def table_of_split(contents: str, **_words: object) -> Counter[str]:
    """Count all words between white space."""
    return Counter(contents.split())


def table_of_polars(contents: str, *, words: str, **_case: bool) -> Any:
    """Count all words as polars does, to a data frame."""
    import polars as pl

    return pl.Series("word", [contents]).str.extract_all(words).explode().value_counts()


def table_of_pyarrow(contents: str, **_words: object) -> Any:
    """Count all words as Arrow splits them, at white space."""
    import pyarrow as pa
    from pyarrow import compute

    words = compute.utf8_split_whitespace(pa.array([contents]))
    return compute.value_counts(compute.list_flatten(words))


def table_of_duckdb(contents: str, *, words: str, **_case: bool) -> Any:
    """Count all words by SQL."""
    import duckdb

    query = "select word, count(*) from (select unnest(regexp_extract_all(?, ?)) word) group by 1"
    return duckdb.execute(query, [contents, words]).fetchall()


def table_of_scikit_learn(contents: str, *, words: str, ignore_case: bool = False) -> Any:
    """Count all words to a sparse matrix of one row, and a vocabulary."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(token_pattern=words, lowercase=ignore_case)
    counts = vectorizer.fit_transform([contents])
    return vectorizer, counts


def table_of_rust(function: str, contents: str, **_words: object) -> Call:
    """Count all words between white space, to a hash map and from that to a dict."""
    return function_of("word_count_rust_peer", function, contents)


def scikit_learn_counts(table: Any) -> dict[str, int]:
    """Return a table of scikit-learn's as a dict."""
    vectorizer, counts = table
    return dict(zip(vectorizer.get_feature_names_out(), counts.toarray()[0].tolist(), strict=True))


READING = ("guide", "memory", "dense", "sizes", "words", "table")
OURS = ("guide", "memory", "dense", "short", "sizes", "words")
LONG = ("guide", "memory", "dense")
PEERS = ("guide", "dense")

CONTENDERS = [
    Contender("reading, 1 thread", partial(reader, 1), READING, prepares=True),
    Contender("reading, all threads", partial(reader, _native.thread_count()), READING,
              prepares=True, parallel=True),
    Contender("search", word_count.search, OURS, parallel=True),
    Contender("search_sequential", word_count.search_sequential, OURS),
    Contender("search_sequential_allow_threads, twice", twice, ("guide", "memory"),
              counts=2, parallel=True),
    *([Contender("the same, each thread on its own CPU", partial(twice, pinned=True),
                 ("guide", "memory"), counts=2, parallel=True)]
      if hasattr(os, "sched_setaffinity") else []),
    *(Contender(f"kernel {name}", partial(kernel, name), LONG, prepares=True)
      for name in kernels()),
    Contender("PyO3 + rayon, parallel", partial(function_of, "word_count_rust_peer", "search"),
              PEERS, prepares=True, parallel=True, largest=100 * MEGABYTE,
              needs="word_count_rust_peer"),
    Contender("PyO3, sequential",
              partial(function_of, "word_count_rust_peer", "search_sequential"), PEERS,
              prepares=True, largest=100 * MEGABYTE, needs="word_count_rust_peer"),
    Contender("StringZilla count", partial(function_of, "stringzilla", "count"), PEERS,
              prepares=True, largest=100 * MEGABYTE, exact=False, needs="stringzilla"),
    Contender("polars", by_polars, ("guide",), largest=MEGABYTE, exact=False, needs="polars"),
    Contender("pyarrow", by_pyarrow, ("guide",), largest=MEGABYTE, exact=False, needs="pyarrow"),
    Contender("search_py", word_count.search_py, PEERS, largest=100 * MEGABYTE),
    Contender("naive loop", naive, ("guide",), largest=MEGABYTE),
    Contender("re", by_regular_expression, ("guide",), largest=MEGABYTE),
    Contender("Counter(split)", by_counter, ("guide",), largest=MEGABYTE, exact=False),
    Contender("str.count", by_str_count, (*PEERS, "short"), largest=100 * MEGABYTE, exact=False),

    Contender("re.findall(words).count", found_words, ("words",), largest=4 * MEGABYTE,
              exact=False),

    Contender("count_words", word_count.count_words, ("table",), parallel=True),
    Contender("count_words, 1 thread", partial(word_count.count_words, threads=1), ("table",)),
    Contender("Counter(re.findall(words))", table_of_words, ("table",), largest=MEGABYTE),
    Contender("Counter(text.split())", table_of_split, ("table",), exact=False),
    Contender("scikit-learn", table_of_scikit_learn, ("table",), largest=MEGABYTE,
              exact=False, needs="sklearn", answer=scikit_learn_counts),
    Contender("polars", table_of_polars, ("table",), exact=False, needs="polars",
              answer=lambda table: dict(table.iter_rows())),
    Contender("pyarrow", table_of_pyarrow, ("table",), exact=False, needs="pyarrow"),
    Contender("DuckDB", table_of_duckdb, ("table",), exact=False, needs="duckdb", answer=dict),
    Contender("Rust, rayon", partial(table_of_rust, "count_words"), ("table",), prepares=True,
              exact=False, parallel=True, needs="word_count_rust_peer"),
    Contender("Rust, sequential", partial(table_of_rust, "count_words_sequential"), ("table",),
              prepares=True, exact=False, needs="word_count_rust_peer"),
]  # fmt: skip

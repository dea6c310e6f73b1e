"""Texts of more units than 31 and 32 bits can number."""

import pytest
from functions import Counter

import word_count

FUNCTIONS: list[Counter] = [
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("letter", "units"),
    [("s", 2**32 + 1000), ("λ", 2**31 + 1000), ("😀", 2**31 + 1000)],
    ids=["one byte, 2^32", "two bytes, 2^31", "four bytes, 2^31"],
)
def test_enormous_texts(letter: str, units: int) -> None:
    """The last word lies beyond the power of two; another is cut by it."""
    line = f"i{letter} it "
    times = units // len(line)
    contents = line * times + f"a{letter}"
    assert len(contents) > units - len(line)
    for function in FUNCTIONS:
        assert function(contents, f"i{letter}") == times
        assert function(contents, f"a{letter}") == 1
        assert function(contents, "") == 0

"""Every function against the counts that Rust's standard library gives."""

import pytest
from functions import Counter, cases


@pytest.mark.parametrize(("name", "number"), [("exhaustive", 28_665), ("random", 200)])
def test_all_cases(count: Counter, name: str, number: int) -> None:
    wrong = []
    total = 0
    for contents, needle, expected in cases(name):
        total += 1
        if (got := count(contents, needle)) != expected:
            wrong.append((contents, needle, expected, got))
    assert wrong == []
    assert total == number


@pytest.mark.parametrize("repeats", [1_000, 100_000])
def test_long_text_of_every_separator(count: Counter, repeats: int) -> None:
    """Long enough for many chunks and all the threads there are."""
    assert count("is this is\r\n it is\n\nis\r \r\n" * repeats, "is") == 3 * repeats
    assert count("é is λ\n" * repeats, "λ") == repeats
    assert count("é is 😀\n" * repeats, "😀") == repeats

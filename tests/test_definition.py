"""What a word is: the consequences of the definition, and that all functions agree on it."""

from pathlib import Path

import pytest
from functions import COUNTERS, Counter, examples
from hypothesis import given
from hypothesis import strategies as st
from isolated import run

from word_count import search, search_py

SEPARATORS = ["\n", "\r\n", " "]
ORDINARY = ["\t", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\xa0", "\u2028", "\u2029", "\u3000"]


@pytest.mark.parametrize("needle", ["", "a", " ", "\n", "\r", "word"])
def test_empty_contents_hold_no_word(count: Counter, needle: str) -> None:
    assert count("", needle) == 0


@pytest.mark.parametrize(
    ("contents", "empty_words"),
    [(" ", 2), ("  ", 3), ("\n", 1), ("\n\n", 2), ("\r\n", 1), ("a b", 0), ("a  b", 1),
     ("a ", 1), (" a", 1), ("a\n", 0), ("a \n", 1), ("\r", 0), ("\n ", 3), ("\r\r\n", 0)],
)  # fmt: skip
def test_empty_needle_counts_empty_words(count: Counter, contents: str, empty_words: int) -> None:
    assert count(contents, "") == empty_words


@pytest.mark.parametrize("needle", [" ", "\n", "a b", "a\nb", "a ", "\na", "a\r\nb"])
def test_needle_with_a_separator_occurs_nowhere(count: Counter, needle: str) -> None:
    assert count(f"{needle} {needle}\n{needle}", needle) == 0


@pytest.mark.parametrize(
    ("contents", "times"),
    [("foo\r", 1), ("foo\r bar", 1), ("foo\r\r\n", 1), ("foo\r\n", 0), ("foo", 0), ("foo\r\nx", 0)],
)
def test_needle_that_ends_in_a_carriage_return(count: Counter, contents: str, times: int) -> None:
    assert count(contents, "foo\r") == times


def test_case_matters(count: Counter) -> None:
    assert count("Is is IS iS", "is") == 1


def test_words_are_whole(count: Counter) -> None:
    assert count("this is island is, (is) is", "is") == 2


@pytest.mark.parametrize("ordinary", ORDINARY)
def test_no_other_character_separates(count: Counter, ordinary: str) -> None:
    assert count(f"a{ordinary}a", "a") == 0
    assert count(f"a {ordinary} a", ordinary) == 1


@pytest.mark.parametrize(
    "character",  # ruff reads surrogates as one and the same
    ["\0", "\ud800", "\udfff", "é", "λ", "\uffff", "😀", "\U0010ffff"],  # noqa: PT014
)
def test_every_character_is_ordinary(count: Counter, character: str) -> None:
    word = f"a{character}b"
    assert count(f"{word} {word}\r\n{character}\n{word}", word) == 3
    assert count(f"{word} {character}\n", character) == 1


def test_needle_wider_than_the_text_occurs_nowhere(count: Counter) -> None:
    assert count("a b", "λ") == 0
    assert count("aλ b", "😀") == 0


def test_needle_narrower_than_the_text_is_widened(count: Counter) -> None:
    assert count("é λ é", "é") == 2
    assert count("é 😀 é " + "é" * 100, "é" * 100) == 1


@pytest.mark.parametrize("length", [1, 2, 3, 62, 63, 64, 65, 1000])
def test_needle_of_any_length(count: Counter, length: int) -> None:
    needle = "n" * length
    contents = f"{needle} {needle}n\r\n{needle}\n{needle[1:]}m {needle}"
    assert count(contents, needle) == search_py(contents, needle) == 3


def test_needle_longer_than_the_text(count: Counter) -> None:
    assert count("a", "a" * 1000) == 0


PEAK = """
import word_count
needle, text = "x" * {needle}, "😀" + "x" * {text} + " a"
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak is that of now
assert word_count.search(text, needle) == 0
with open("/proc/self/status") as status:
    peak, now = (int(line.split()[1]) for line in status if line[:5] in ("VmHWM", "VmRSS"))
print(peak - now)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="no /proc")
@pytest.mark.parametrize(("needle", "text"), [(100_000_000, 0), (10_000_000, 20_000_000)])
def test_a_needle_of_another_width_is_not_copied(needle: int, text: int) -> None:
    """Nor looked at, where it is longer than the text."""
    assert int(run("-c", PEAK.format(needle=needle, text=text))) < 2_000  # kB


units = st.one_of(
    st.sampled_from([*SEPARATORS, "a", "b", "\r"]),
    st.sampled_from(ORDINARY),
    st.characters(),
    st.characters(categories=["Cs"]),
)
words = st.text(st.sampled_from("ab\rλ😀\xe9"), max_size=70)


@st.composite
def texts_and_needles(draw: st.DrawFn) -> tuple[str, str]:
    """Draw texts dense with the needle and its near misses, at any alignment, of any kind."""
    needle = draw(words)
    pieces = st.one_of(st.just(needle), st.sampled_from(SEPARATORS), units, words)
    contents = "".join(draw(st.lists(pieces, max_size=200)))
    return contents * draw(st.sampled_from([1, 1, 1, 50])), needle


@given(texts_and_needles())
@examples(300)
def test_all_functions_agree(text: tuple[str, str]) -> None:
    counts = {name: count(*text) for name, count in COUNTERS.items()}
    assert set(counts.values()) == {search_py(*text)}


@pytest.mark.large
@given(
    texts_and_needles().filter(lambda text: text[0] != ""),
    st.integers(1, 40),
    st.integers(10_000_000, 20_000_000),  # long enough for workers to be woken
)
@examples(8)
def test_any_number_of_threads_agrees_on_long_texts(
    text: tuple[str, str], threads: int, length: int
) -> None:
    contents = text[0] * (length // len(text[0]))
    assert search(contents, text[1], threads=threads) == search_py(contents, text[1])

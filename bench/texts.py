"""The texts of the benchmarks."""

import contextlib
import io
import random
from collections.abc import Iterator
from functools import cache

ZEN_LENGTH = 857


@cache
def zen() -> str:
    """Return the Zen of Python, as Python's own module prints it."""
    with contextlib.redirect_stdout(io.StringIO()):
        import this  # noqa: PLC0415
    decode = {ord(letter): shifted for letter, shifted in this.d.items()}
    return this.s.translate(decode) + "\n"


def zen_of(length: int) -> str:
    """Return the first length characters of the Zen, repeated."""
    return (zen() * (length // ZEN_LENGTH + 1))[:length]


def natural_lines(lines: int, words: int, vocabulary: int = 20_000) -> Iterator[str]:
    """Yield lines of so many words, as frequent as in a natural language; "is" is one of them."""
    chosen = random.Random(1)  # noqa: S311
    known = [
        "".join(chosen.choices("etaoinshrdlu", k=chosen.randint(2, 9))) for _ in range(vocabulary)
    ]
    known[0] = "is"
    weights = [1 / (rank + 1) for rank in range(vocabulary)]
    for _ in range(lines):
        yield " ".join(chosen.choices(known, weights, k=words)) + "\n"


def drawn_words(words: int, vocabulary: int, *, as_in_a_language: bool) -> str:
    """Return words drawn from as many different ones: equally frequent, or as in a language.

    Frequent words are short, and the n-th is 1/n as frequent as the first (Zipf's law).
    """
    known = [short_name(rank) for rank in range(vocabulary)]
    weights = [1 / (rank + 1) for rank in range(vocabulary)] if as_in_a_language else None
    return " ".join(random.Random(1).choices(known, weights, k=words))  # noqa: S311


def short_name(number: int) -> str:
    """Return a word for each number; those of small numbers are short."""
    letters = "etaoinshrdlu"
    rest, digit = divmod(number, len(letters))
    return (short_name(rest - 1) if rest else "") + letters[digit]

"""The texts of the benchmarks."""

import contextlib
import io
import random
import subprocess
from collections.abc import Iterator
from functools import cache

ZEN_LENGTH = 857

# The first article of the Universal Declaration of Human Rights (United Nations).
GREEK = """Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.
Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα
αδελφοσύνης.
"""
CHINESE = """人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。
"""
LATIN_LETTERS, CYRILLIC_LETTERS = "etaoinshrdlu", "оеаинтсрвлкм"


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


def natural_lines(
    lines: int, words: int, vocabulary: int = 20_000, letters: str = LATIN_LETTERS
) -> Iterator[str]:
    """Yield lines of so many words, as frequent as in a natural language; "is" is one of them."""
    chosen = random.Random(1)  # noqa: S311
    known = ["".join(chosen.choices(letters, k=chosen.randint(2, 9))) for _ in range(vocabulary)]
    known[0] = "is"
    weights = [1 / (rank + 1) for rank in range(vocabulary)]
    for _ in range(lines):
        yield " ".join(chosen.choices(known, weights, k=words)) + "\n"


def numbered_lines(lines: int, words: int, vocabulary: int) -> Iterator[str]:
    """Yield lines of so many words, of which each of the vocabulary is as frequent as any other."""
    chosen = random.Random(1)  # noqa: S311
    for _ in range(lines):
        yield " ".join(f"w{chosen.randrange(vocabulary)}" for _ in range(words)) + "\n"


def english(times: int) -> str:
    """Return the King James Bible so many times, from Debian's bible-kjv, or as much of the Zen."""
    try:
        bible = subprocess.run(["bible", "-f", "gen1:1-rev22:21"], capture_output=True, check=True)
    except OSError:
        return zen() * (5_000 * times)
    return bible.stdout.decode() * times


def accented(every: int) -> str:
    """Return the Zen 1,000 times, in which one character of so many is not ASCII."""
    characters = list(zen() * 1000)
    characters[::every] = "é" * len(characters[::every])
    return "".join(characters)


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

"""The texts and needles of the limits rig, by group."""

from collections.abc import Callable
from functools import partial

from bench.harness.cases import Workload
from bench.texts import (
    CHINESE,
    CYRILLIC_LETTERS,
    GREEK,
    LATIN_LETTERS,
    ZEN_LENGTH,
    english,
    natural_lines,
    numbered_lines,
    zen,
    zen_of,
)

BIG = 1_000_000
LARGE = 100_000


def count(
    name: str, needle: str, make: Callable[[], str], *, quick: bool = False, **keywords: object
) -> Workload:
    """Count a needle in a text."""
    return Workload(name, lambda: (make(), needle), keywords, quick)


def count_all(
    name: str, make: Callable[[], str], *, quick: bool = False, **keywords: object
) -> Workload:
    """Count every word of a text."""
    return Workload(name, lambda: (make(),), keywords, quick)


def repeated(line: str, length: int = ZEN_LENGTH * LARGE) -> Callable[[], str]:
    """Make about length characters of the same line."""
    return lambda: line * (length // len(line))


def zens(times: int, old: str = "", new: str = "") -> Callable[[], str]:
    """Make the Zen times times, with old replaced by new."""
    return lambda: (zen().replace(old, new) if old else zen()) * times


def natural(words: int, vocabulary: int, letters: str = LATIN_LETTERS) -> Callable[[], str]:
    """Make a text of so many words, of a vocabulary of so many, some more frequent than others."""
    return lambda: "".join(natural_lines(words // 1000, 1000, vocabulary, letters))


def uniform(words: int, vocabulary: int) -> Callable[[], str]:
    """Make a text of so many words, of which so many differ, each as frequent as any other."""
    return lambda: "".join(numbered_lines(words // 1000, 1000, vocabulary))


def widened(text: str, width: int) -> str:
    """Make all characters of the text take width bytes, by one more word at its end."""
    return text + {1: "", 2: " λ", 4: " 😀"}[width]


def repeated_wide(line: str, length: int, width: int) -> str:
    """Make about length characters of the same line, each of width bytes."""
    return widened(line * (length // len(line)), width)


def overlapping(width: int) -> list[Workload]:
    """Return texts in which candidates for a long needle begin every few characters."""
    needles = {
        "a ": ("a" + "x" * 15 + "a", "a" + "x" * 59 + "a"),
        "ab ": ("a" + "x" * 60 + "byyy",),
    }
    length = ZEN_LENGTH * LARGE // width
    return [
        count(
            f"{line!r} over and over, a needle of {len(needle)} like it, {width} bytes a character",
            needle,
            partial(repeated_wide, line, length, width),
        )
        for line, these in needles.items()
        for needle in these
    ]


def half_the_text(width: int) -> Workload:
    """Return a text of twice a needle of one-byte characters, of which it is one of wider ones."""
    half = "a" * (ZEN_LENGTH * LARGE // 2 // width)
    name = f"the needle is half the text, {width} bytes a character"
    return count(name, half, lambda: widened(f"{half} {half}", width))


SHORT = (0, 5, 44, 100, 300, 1_000, 4_096)
KIBIBYTES = (16, 64, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536, 262144)
LONG_WORD = "incomprehensibilities-of-implementation"
NEARLY = LONG_WORD.replace("ties", "tics")
HALF = "a" * (ZEN_LENGTH * LARGE // 2)
ORDINARY = "an ordinary text"  # what the dense ones are compared with

WORKLOADS: dict[str, list[Workload]] = {
    "guide": [
        count("zen x1", "is", zens(1), quick=True),
        count("zen x1,000", "is", zens(1_000), quick=True),
        count("zen x100,000", "is", zens(LARGE), quick=True),
    ],
    "memory": [
        count("zen x1,000,000, frequent", "is", zens(BIG), quick=True),
        count("zen x1,000,000, 14 letters", "implementation", zens(BIG), quick=True),
        count("zen x1,000,000, rare", "Dutch.", zens(BIG)),
        count("zen x1,000,000, absent", "xyzzy", zens(BIG)),
        count("zen x1,000,000, long", LONG_WORD, zens(BIG)),
        count("one line, 857 MB", "is", zens(BIG, "\n", " ")),
        count("Latin-1, 857 MB", "is", zens(BIG, "a", "ä")),
        count("two-byte, 857 MB", "is", zens(BIG // 2, "a", "λ"), quick=True),
        count("four-byte, 857 MB", "is", zens(BIG // 4, "a", "😀"), quick=True),
    ],
    "dense": [
        count(ORDINARY, "is", zens(LARGE), quick=True),
        count("is is is ...", "is", repeated("is "), quick=True),
        count("word word word ...", "word", repeated("word "), quick=True),
        count("wxrd wxrd wxrd ...", "word", repeated("wxrd ")),
        count("18-letter words", "abcdefghijklmnopqr", repeated("abcdefghijklmnopqr ")),
        count("39-letter words", LONG_WORD, repeated(LONG_WORD + " ")),
        count("the needle's prefix", LONG_WORD, repeated(LONG_WORD[:-1] + " ")),
        count("nearly the needle", LONG_WORD, repeated(NEARLY + " ")),
        count("the needle is half the text", HALF, lambda: f"{HALF} {HALF}"),
        *(workload for width in (1, 2, 4) for workload in overlapping(width)),
        *(half_the_text(width) for width in (2, 4)),
        count("only spaces", "is", repeated(" ")),
        count("only spaces, empty needle", "", repeated(" ")),
        count("only newlines", "is", repeated("\n")),
        count("only carriage returns", "is", repeated("\r")),
    ],
    "short": [count(f"{n:,} characters", "is", partial(zen_of, n)) for n in SHORT],
    "sizes": [count(f"{n:,} KiB", "is", partial(zen_of, n * 1024)) for n in KIBIBYTES],
    "words": [
        count(name, needle, make, quick=quick, **keywords)
        for what, needle, make, quick in (
            ("zen x1,000", "is", zens(1_000), True),
            ("zen x1,000,000", "is", zens(BIG), False),
            ("Greek, 1 MB", "και", lambda: GREEK * 4_500, True),
            ("Chinese, 1 MB", "人人生而自由", lambda: CHINESE * 12_000, True),
            ("four-byte, 3.4 MB", "is", zens(1_000, "a", "😀"), False),
        )
        for name, keywords in (
            (what, {}),
            (rf"{what}, \w+", {"words": r"\w+"}),
            (rf"{what}, \w+, any case", {"words": r"\w+", "ignore_case": True}),
        )
    ],
    "table": [
        count_all(r"English, 88 MB, \S+", partial(english, 20), words=r"\S+", quick=True),
        count_all(r"English, 88 MB, \w+", partial(english, 20), words=r"\w+"),
        count_all(
            r"English, 88 MB, \w+, any case", partial(english, 20), words=r"\w+", ignore_case=True
        ),
        count_all(
            r"Russian letters, 40 MB, \w+",
            natural(3_000_000, 60_000, CYRILLIC_LETTERS),
            words=r"\w+",
        ),
        count_all("10 distinct words", natural(10_000_000, 10), words=r"\S+"),
        count_all("10,000 distinct words", natural(10_000_000, 10_000), words=r"\S+"),
        count_all("100,000 distinct words", natural(10_000_000, 100_000), words=r"\S+"),
        count_all("10 words, as frequent", uniform(10_000_000, 10), words=r"\S+"),
        count_all("10,000 words, as frequent", uniform(10_000_000, 10_000), words=r"\S+"),
        count_all("2,000,000 words, as frequent", uniform(10_000_000, 2_000_000), words=r"\S+"),
        count_all("800 characters", lambda: zen_of(800), words=r"\w+", quick=True),
    ],
}

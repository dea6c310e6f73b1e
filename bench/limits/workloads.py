"""The texts and needles of the limits rig, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.zen import zen

ZEN_LENGTH = 857
BIG = 1_000_000
LARGE = 100_000


@dataclass(frozen=True)
class Workload:
    """A needle and how to make the text to count it in."""

    name: str
    group: str
    needle: str
    make: Callable[[], str]
    quick: bool = False


def repeated(line: str, length: int = ZEN_LENGTH * LARGE) -> Callable[[], str]:
    """Make about length characters of the same line."""
    return lambda: line * (length // len(line))


def zens(times: int, old: str = "", new: str = "") -> Callable[[], str]:
    """Make the Zen times times, with old replaced by new."""
    return lambda: (zen().replace(old, new) if old else zen()) * times


def zen_of(length: int) -> Callable[[], str]:
    """Make the first length characters of the Zen, repeated."""
    return lambda: (zen() * (length // ZEN_LENGTH + 1))[:length]


def widened(text: str, width: int) -> str:
    """Make all characters of the text take width bytes, by one more word at its end."""
    return text + {1: "", 2: " λ", 4: " 😀"}[width]


def repeated_wide(line: str, length: int, width: int) -> str:
    """Make about length characters of the same line, each of width bytes."""
    return widened(line * (length // len(line)), width)


def overlapping(width: int) -> list[Workload]:
    """Give texts in which candidates for a long needle begin every few characters."""
    needles = {
        "a ": ("a" + "x" * 15 + "a", "a" + "x" * 59 + "a"),
        "ab ": ("a" + "x" * 60 + "byyy",),
    }
    length = ZEN_LENGTH * LARGE // width
    return [
        Workload(
            f"{line!r} over and over, a needle of {len(needle)} like it, {width} bytes a character",
            "dense",
            needle,
            partial(repeated_wide, line, length, width),
        )
        for line, these in needles.items()
        for needle in these
    ]


def half_the_text(width: int) -> Workload:
    """Give a text of twice a needle of one-byte characters, of which it is one of wider ones."""
    half = "a" * (ZEN_LENGTH * LARGE // 2 // width)
    name = f"the needle is half the text, {width} bytes a character"
    return Workload(name, "dense", half, lambda: widened(f"{half} {half}", width))


SHORT = (0, 5, 44, 100, 300, 1_000, 4_096)
KIBIBYTES = (16, 64, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536, 262144)
LONG_WORD = "incomprehensibilities-of-implementation"
NEARLY = LONG_WORD.replace("ties", "tics")
HALF = "a" * (ZEN_LENGTH * LARGE // 2)
ORDINARY = "zen x100,000"  # what the dense ones are compared with

WORKLOADS = [
    Workload("zen x1", "guide", "is", zens(1), quick=True),
    Workload("zen x1,000", "guide", "is", zens(1_000), quick=True),
    Workload(ORDINARY, "guide", "is", zens(LARGE), quick=True),
    Workload("zen x1,000,000, frequent", "memory", "is", zens(BIG), quick=True),
    Workload("zen x1,000,000, rare", "memory", "Dutch.", zens(BIG)),
    Workload("zen x1,000,000, absent", "memory", "xyzzy", zens(BIG), quick=True),
    Workload("zen x1,000,000, long", "memory", LONG_WORD, zens(BIG)),
    Workload("one line, 857 MB", "memory", "is", zens(BIG, "\n", " ")),
    Workload("Latin-1, 857 MB", "memory", "is", zens(BIG, "a", "ä")),
    Workload("two-byte, 857 MB", "memory", "is", zens(BIG // 2, "a", "λ"), quick=True),
    Workload("four-byte, 857 MB", "memory", "is", zens(BIG // 4, "a", "😀"), quick=True),
    Workload("is is is ...", "dense", "is", repeated("is "), quick=True),
    Workload("word word word ...", "dense", "word", repeated("word "), quick=True),
    Workload("wxrd wxrd wxrd ...", "dense", "word", repeated("wxrd ")),
    Workload("18-letter words", "dense", "abcdefghijklmnopqr", repeated("abcdefghijklmnopqr ")),
    Workload("39-letter words", "dense", LONG_WORD, repeated(LONG_WORD + " ")),
    Workload("the needle's prefix", "dense", LONG_WORD, repeated(LONG_WORD[:-1] + " ")),
    Workload("nearly the needle", "dense", LONG_WORD, repeated(NEARLY + " ")),
    Workload("the needle is half the text", "dense", HALF, lambda: f"{HALF} {HALF}"),
    *(workload for width in (1, 2, 4) for workload in overlapping(width)),
    *(half_the_text(width) for width in (2, 4)),
    Workload("only spaces", "dense", "is", repeated(" ")),
    Workload("only spaces, empty needle", "dense", "", repeated(" ")),
    Workload("only newlines", "dense", "is", repeated("\n")),
    Workload("only carriage returns", "dense", "is", repeated("\r")),
    *(Workload(f"{n:,} characters", "short", "is", zen_of(n)) for n in SHORT),
    *(Workload(f"{n:,} KiB", "sizes", "is", zen_of(n * 1024)) for n in KIBIBYTES),
]

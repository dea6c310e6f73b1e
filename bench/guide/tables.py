"""What is measured for the chapter on tables: the ways to count every word of a text."""

import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bench.harness.c_library import build
from bench.texts import natural_lines, numbered_lines

TABLES = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "tables" / "tables.py"


class Drawn(NamedTuple):
    """A text of words drawn from a vocabulary: equally frequent, or as in a language."""

    vocabulary: int
    as_in_a_language: bool = False
    words: int = 1_000_000

    def only_text(self) -> tuple[bytes]:
        """Return the text, in lines of ten words, as the only argument of a workload."""
        lines = natural_lines if self.as_in_a_language else numbered_lines
        return ("".join(lines(self.words // 10, 10, self.vocabulary)).encode(),)

    def text_and_capacity(self) -> tuple[bytes, int]:
        """Return the text, and slots for a table that cannot grow: a power of two.

        At most half of them will be used.
        """
        return *self.only_text(), 1 << (2 * self.vocabulary).bit_length()


@cache
def tables() -> Any:  # noqa: ANN401
    """Return the guide's tables.py."""
    spec = importlib.util.spec_from_file_location("tables", TABLES)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def library() -> Any:  # noqa: ANN401
    """Build and load the guide's tables.c."""
    return tables().load(build("tables.so"))


def entries_by(way: str, threads: int, text: bytes, capacity: int) -> tuple[bytes, bytes]:
    """Count in C, and make no Python objects of words; return what counter_of() takes."""
    return text, tables().count_entries(library(), way, text, threads, capacity)


def counter_of(counted: tuple[bytes, bytes]) -> Counter[bytes]:
    """Make Python objects of words and counts."""
    counter: Counter[bytes] = tables().counter_of(*counted)
    return counter


def counter_by_tables(threads: int, text: bytes) -> Counter[bytes]:
    """Count by a table for each thread, and make a Counter."""
    return counter_of(entries_by("count_own", threads, text, 0))


def counter_by_dict(text: bytes) -> Counter[bytes]:
    """Count as one does in Python."""
    return Counter(text.split())


def count_all(apart: int, threads: int, text: bytes) -> int:
    """Count words without telling them apart, by counters that lie so many bytes apart."""
    counted: int = library().count_all(text, len(text), threads, apart)
    return counted

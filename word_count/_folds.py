"""What ignore_case= means to the extension module: which characters are the same but for case.

Python's own str says so: there are no tables of Unicode here. This module is imported when it is
first needed.
"""

from __future__ import annotations

from word_count._native import Fold, code_points
from word_count._pages import BYTES, PAGE, pages_for
from word_count._pure import fold

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Iterable

CASED_PAGES = 0x20000 // PAGE  # beyond the second plane none has case; a test goes through all


def fold_for(width: int) -> Fold:
    """Return the folds of texts with units of so many bytes, or BYTES."""
    if width == BYTES:
        return Fold(tuple((byte + 32, byte) for byte in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 1)
    pages = pages_for(width)
    cased = _cased(code_points(min(pages, CASED_PAGES) * PAGE))
    return Fold(_groups((ord(fold(character)), ord(character)) for character in cased), pages)


def table_fold(characters: list[str]) -> Fold:
    """Return the folds of bytes, each of which stands for the character at its place."""
    first = {character: byte for byte, character in enumerate(characters)}
    folds = ((first.setdefault(fold(c), byte), byte) for byte, c in enumerate(characters))
    return Fold(_groups(folds), 1)


def _cased(characters: str) -> Iterable[str]:
    """Yield the characters that may fold to others, or others to them."""
    size = len(characters)
    for part in (size,) if size == PAGE else (4096, PAGE):
        kept = []
        for i in range(0, len(characters), part):
            some = characters[i : i + part]
            if some.lower() != some or some.upper() != some:
                kept.append(some)
        characters = "".join(kept)
    return characters


def _groups(folds: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Gather pairs of what a unit folds to and the unit into groups, what they fold to first."""
    groups: dict[int, list[int]] = {}
    for to, unit in folds:
        group = groups.setdefault(to, [to])
        if unit != to:
            group.append(unit)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)

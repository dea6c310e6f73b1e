"""What ignore_case= means to the extension module: which characters are the same but for case.

Python's own str says so: there are no tables of Unicode here. This module is imported when it is
first needed.
"""

from __future__ import annotations

from word_count._native import Fold, cased
from word_count._pages import BYTES, PAGE, pages_for
from word_count._pure import fold

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CASED_PAGES = 0x20000 // PAGE  # beyond the second plane none has case; a test goes through all


def fold_for(width: int) -> Fold:
    """Return the folds of texts with units of so many bytes, or BYTES."""
    if width == BYTES:
        return Fold(tuple(letter.lower() + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 1)
    pages = pages_for(width)
    return Fold(tuple(groups_of(pages).values()), pages)


def table_fold(characters: list[str]) -> Fold:
    """Return the folds of bytes, each of which stands for the character at its place."""
    units = [chr(byte) for byte in range(len(characters))]
    first = dict(zip(characters, units, strict=True))
    folds = (first.setdefault(fold(c), unit) for c, unit in zip(characters, units, strict=True))
    return Fold(tuple(_groups(folds, units).values()), 1)


def groups_of(pages: int) -> dict[str, str]:
    """Return characters of so many pages that are the same but for case, by what they fold to."""
    characters = cased(min(pages, CASED_PAGES) * PAGE)
    return _groups(_folded(characters), characters)


def _folded(characters: Sequence[str]) -> Sequence[str]:
    """Fold characters as fold() does, but all at once; a NUL is none of them.

    Between NULs they have no neighbours, by which the lower case of a capital sigma is chosen.
    """
    for change in str.upper, str.lower:
        changed = change("\0".join(characters)).split("\0")
        characters = [
            new if len(new) == 1 else old for old, new in zip(characters, changed, strict=True)
        ]
    return characters


def _groups(folded: Iterable[str], characters: Iterable[str]) -> dict[str, str]:
    """Gather characters into groups, by what they fold to, which comes first in its group."""
    groups: dict[str, str] = {}
    for to, character in zip(folded, characters, strict=True):
        if character != to:
            groups[to] = groups.get(to, to) + character
    return groups

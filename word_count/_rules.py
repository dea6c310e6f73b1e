"""Encodings where words= or ignore_case= say what a word is.

Then it matters which characters the bytes of a file stand for. Those of UTF-8 are found where they
are. Where each byte is a character, 256 of them are a table. All other encodings are decoded, and
each character is a unit. Invalid text is what the error handler surrogateescape makes of it, or
in UTF-16 and UTF-32 replace.
"""

from __future__ import annotations

import codecs
from itertools import chain

from word_count._encodings import BOMS, NATIVE, ONE_BYTE, UTF_8, WIDTHS, Encoding
from word_count._native import rule_for
from word_count._pages import BYTES, PAGES
from word_count._pure import fold

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from word_count._encodings import Rule
    from word_count._types import Words

WIDEST = 4  # bytes in a unit that any character fits into
_NATIVE_BOMS = {"utf-16": codecs.BOM_UTF16, "utf-32": codecs.BOM_UTF32}  # in the machine's order


def encoding_for(
    name: str, words: Words | None, *, ignore_case: bool, of_bytes: bool, function: str
) -> Encoding:
    """Return the encoding of that name for needles of str, or of bytes; TypeError, ValueError.

    Needles of bytes are looked for in the bytes of a file, whatever they stand for.
    """
    known = Encoding(name).name
    if known in ONE_BYTE and not of_bytes:
        return _Table(name, words, ignore_case=ignore_case, function=function)
    class_, folds = rule_for(words, ignore_case, BYTES if of_bytes else WIDEST, function)
    if of_bytes:
        return _Bytes(name, (class_, folds, False))
    is_utf8 = known in UTF_8  # whose characters the extension module knows
    return (Encoding if is_utf8 else _Decoded)(name, (class_, folds, is_utf8))


class _Bytes(Encoding):
    """Bytes as they are: only ASCII has classes and case."""

    def __init__(self, name: str, rule: Rule) -> None:
        super().__init__(name, rule)
        self.width = 1

    def _must_decode(self) -> bool:
        return False


class _Decoded(Encoding):
    """Any other encoding."""

    output = f"utf-32-{NATIVE}"
    output_width = WIDEST
    errors = "surrogateescape"
    _groups: dict[str, str] | None = None  # of all characters, once they are asked for

    def __init__(self, name: str, rule: Rule) -> None:
        super().__init__(name, rule)
        if self.name in WIDTHS:  # where no byte stands for itself
            self.errors = "replace"

    def _must_decode(self) -> bool:
        return True

    def _may_have(self, character: str) -> bool:
        is_there = super()._may_have(character)
        if not is_there and self.rule[1] is not None:
            from word_count._folds import groups_of  # noqa: PLC0415 - seldom needed

            self._groups = self._groups or groups_of(PAGES)
            is_there = any(map(super()._may_have, self._groups.get(fold(character), "")))
        return is_there

    def decoded(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text in blocks of the output encoding.

        UTF-16 and UTF-32 without a byte order mark are in the machine's order, as for
        bytes.decode(). Incremental decoders need the mark, so one is put first.
        """
        if self.name in _NATIVE_BOMS:
            blocks = iter(blocks)
            head = next(blocks, b"")  # of a few bytes at least, unless it is all
            has_bom = not head or head.startswith(tuple(BOMS[self.name]))
            blocks = chain((head if has_bom else _NATIVE_BOMS[self.name] + head,), blocks)
        return super().decoded(blocks)


class _Table(Encoding):
    """An encoding in which each byte is a character."""

    def __init__(self, name: str, words: Words | None, *, ignore_case: bool, function: str) -> None:
        super().__init__(name)
        characters = [bytes([byte]).decode(name, "surrogateescape") for byte in range(256)]
        self._bytes = {character: byte for byte, character in enumerate(characters)}
        self._folds = ignore_case
        self.table_decode = lambda word: word.decode(name, "surrogateescape")
        class_ = folds = None
        if words is not None:
            from word_count._words import table_class  # noqa: PLC0415 - needs re

            class_ = table_class(words, characters, function)
        if ignore_case:
            from word_count._folds import table_fold  # noqa: PLC0415

            self._bytes = {fold(character): byte for character, byte in self._bytes.items()}
            folds = table_fold(characters)
        self.rule = class_, folds, False

    def written(self, word: str) -> bytes | None:
        """Return a word's bytes, in some case if that does not matter."""
        characters = map(fold, word) if self._folds else word
        found = [self._bytes.get(character, -1) for character in characters]
        return None if -1 in found else bytes(found)

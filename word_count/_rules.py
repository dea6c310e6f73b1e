"""Encodings where words= or ignore_case= say what a word is.

Then it matters which characters the bytes of a file stand for. Those of UTF-8 are found where they
are. Where each byte is a character, 256 of them are a table. All other encodings are decoded, and
each character is a unit. Invalid text is what the error handler surrogateescape makes of it.
"""

from __future__ import annotations

from word_count import _words
from word_count._encodings import NATIVE, ONE_BYTE, UTF_8, Encoding
from word_count._pure import fold

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from word_count._encodings import Rule
    from word_count._types import Words

WIDEST = 4  # bytes in a unit that any character fits into


def encoding_for(
    name: str, words: Words | None, *, ignore_case: bool, of_bytes: bool, function: str
) -> Encoding:
    """Return the encoding of that name for needles of str, or of bytes; TypeError, ValueError.

    Needles of bytes are looked for in the bytes of a file, whatever they stand for.
    """
    if words is not None:
        _words.pattern_of(words, is_bytes=of_bytes, function=function)
    known = Encoding(name).name
    if of_bytes:
        return _Bytes(name, words, ignore_case=ignore_case)
    if known in UTF_8:
        return _Utf8(name, words, ignore_case=ignore_case)
    if known in ONE_BYTE:
        return _Table(name, words, ignore_case=ignore_case)
    return _Decoded(name, words, ignore_case=ignore_case)


def _rule(words: Words | None, width: int, *, ignore_case: bool, is_utf8: bool = False) -> Rule:
    class_ = None if words is None else _words.class_for(words, width)
    return class_, _words.fold_for(width) if ignore_case else None, is_utf8


class _Bytes(Encoding):
    """Bytes as they are: only ASCII has classes and case."""

    def __init__(self, name: str, words: Words | None, *, ignore_case: bool) -> None:
        super().__init__(name)
        self.width = 1
        self.rule = _rule(words, _words.BYTES, ignore_case=ignore_case)

    def _must_decode(self) -> bool:
        return False


class _Utf8(Encoding):
    """UTF-8, whose characters the extension module knows."""

    def __init__(self, name: str, words: Words | None, *, ignore_case: bool) -> None:
        super().__init__(name)
        self.rule = _rule(words, WIDEST, ignore_case=ignore_case, is_utf8=True)


class _Table(Encoding):
    """An encoding in which each byte is a character."""

    def __init__(self, name: str, words: Words | None, *, ignore_case: bool) -> None:
        super().__init__(name)
        characters = [bytes([byte]).decode(name, "surrogateescape") for byte in range(256)]
        self._bytes = {character: byte for byte, character in enumerate(characters)}
        self._folds = ignore_case
        self.table_decode = lambda word: word.decode(name, "surrogateescape")
        if ignore_case:
            self._bytes = {fold(character): byte for character, byte in self._bytes.items()}
        class_ = None if words is None else _words.table_class(words, characters)
        self.rule = class_, _words.table_fold(characters) if ignore_case else None, False

    def written(self, word: str) -> bytes | None:
        """Return a word's bytes, in some case if that does not matter."""
        characters = map(fold, word) if self._folds else word
        found = [self._bytes.get(character, -1) for character in characters]
        return None if -1 in found else bytes(found)


class _Decoded(Encoding):
    """Any other encoding."""

    output = f"utf-32-{NATIVE}"
    output_width = WIDEST
    errors = "surrogateescape"

    def __init__(self, name: str, words: Words | None, *, ignore_case: bool) -> None:
        super().__init__(name)
        self.rule = _rule(words, WIDEST, ignore_case=ignore_case)

    def _must_decode(self) -> bool:
        return True

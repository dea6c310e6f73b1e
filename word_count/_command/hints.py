"""Why a count is 0 that should not be: what is said of it on standard error."""

from __future__ import annotations

import codecs
import itertools

from word_count._command.walk import STANDARD_INPUT
from word_count._files import head_of

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from word_count._command.options import Options
    from word_count._encodings import Encoding

# How compressed files begin; what reads zip is another program.
MAGIC = {
    b"\x1f\x8b\x08": "gzip",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    **{b"BZh%c" % level + block: "bz2"
       for level in b"123456789" for block in (b"1AY&SY", b"\x17rE8P\x90")},
}  # fmt: skip
MARKS = {  # that of UTF-32 begins as that of UTF-16 does
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF8: "utf-8-sig",
}


# Short files are counted without a look at how they begin. Where their count is 0, so many of them
# are opened again: few enough for that not to be noticed.
LOOKS = 1000
MOST_TOLD = 10  # words that cannot be found


class Hints:
    """What there is to say of the needles, and of the inputs that were named on the command line.

    Not of what is found in directories, or is in a list: that may be anything.
    """

    def __init__(self, options: Options, encoding: Encoding) -> None:
        self._encoding = encoding
        self._asked = options.encoding
        self._words = options.words
        self._ignore_case = options.ignore_case
        self._may_decompress = options.compression != "none"
        named = options.paths or [STANDARD_INPUT]
        self._named = frozenset(named if options.files_from is None else ())
        self._looks = LOOKS
        found = {word: reason for word in options.needles if (reason := self._of_needle(word))}
        if found and len(found) == len(options.needles):
            self._named = frozenset()  # that explains all counts
        self.of_needles = _told(found)

    def of_input(self, name: str, head: bytes, *, was_compressed: bool = False) -> str | None:
        """Say why an input that begins with head, and has a count of 0, was misread, if it was."""
        if name not in self._named:
            return None
        compression = None if was_compressed else _first_of(MAGIC, head)
        if compression and self._may_decompress:
            means = f"--compression {compression} would read it"
            if compression == "zip":
                means = "count in the output of unzip -p instead"
            return f"holds {compression} data: {means}"
        marked = _first_of(MARKS, head) or ""
        meant = marked.rpartition("-")[0]  # which reads any order by the mark
        if meant and self._encoding.name not in (marked, meant):
            mark = f"begins with the mark of {meant} and was read as {self._asked}"
            return f"{mark}: --encoding {meant} would read it"
        return None

    def of_short_file(self, name: str) -> str | None:
        """Say the same of a regular file, after another look at it."""
        if name not in self._named or not self._looks:
            return None
        self._looks -= 1
        return self.of_input(name, head_of(name))

    def _of_needle(self, word: str) -> str | None:
        """Say why a word cannot be in any text, if it cannot."""
        if self._words is None and (" " in word or "\n" in word):
            return "holds a space or a newline, as no word does: its count is 0"
        if not self._encoding.may_have(word):
            return f"cannot be in a text of {self._asked}: its count is 0"
        if self._words is None or not self._is_absent(word):
            return None
        missing = [character for character in dict.fromkeys(word) if self._is_absent(character)]
        from word_count._command.advice import reason_for  # noqa: PLC0415 - needs re

        return reason_for(word, "".join(missing), self._words, ignore_case=self._ignore_case)

    def _is_absent(self, word: str) -> bool:
        (needle,) = self._encoding.needles((word,), b"")
        return needle.is_absent


def _told(reasons: dict[str, str]) -> list[str]:
    """Return the lines that tell why words cannot be found, the last for those that are many."""
    lines = [f"{word!r} {reason}" for word, reason in itertools.islice(reasons.items(), MOST_TOLD)]
    more = len(reasons) - len(lines)
    if more > 0:
        lines.append(f"and {more:,} more words that cannot be found")
    return lines


def _first_of(names: dict[bytes, str], head: bytes) -> str | None:
    return next((name for begin, name in names.items() if head.startswith(begin)), None)

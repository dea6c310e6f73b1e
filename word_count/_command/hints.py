"""Why a count is 0 that should not be: what is said of it on standard error."""

from __future__ import annotations

import codecs

from word_count._command.walk import STANDARD_INPUT
from word_count._files import head_of

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from argparse import Namespace

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
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8",
}


# Short files are counted without a look at how they begin. Where their count is 0, so many of them
# are opened again: few enough for that not to be noticed.
LOOKS = 1000


class Hints:
    """What there is to say of the needle, and of the inputs that were named on the command line.

    Not of what is found in directories, or is in a list: that may be anything.
    """

    def __init__(self, options: Namespace, encoding: Encoding) -> None:
        self._encoding = encoding
        self._asked = options.encoding
        self._may_decompress = options.compression != "none"
        named = options.paths or [STANDARD_INPUT]
        self._named = frozenset(named if options.files_from is None else ())
        self._looks = LOOKS
        self.of_needle = self._of_needle(options.needle)
        if self.of_needle:
            self._named = frozenset()  # that explains all counts

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
        meant = _first_of(MARKS, head)
        if meant and not self._encoding.name.startswith(meant):
            mark = f"begins with the mark of {meant} and was read as {self._asked}"
            return f"{mark}: --encoding {meant} would read it"
        return None

    def of_short_file(self, name: str) -> str | None:
        """Say the same of a regular file, after another look at it."""
        if name not in self._named or not self._looks:
            return None
        self._looks -= 1
        return self.of_input(name, head_of(name))

    def _of_needle(self, needle: str) -> str | None:
        if " " in needle or "\n" in needle:
            return "NEEDLE holds a space or a newline, as no word does: the count is 0"
        if self._encoding.is_decoded or self._encoding.written(needle) is not None:
            return None
        return f"NEEDLE cannot be in a text of {self._asked}: the count is 0"


def _first_of(names: dict[bytes, str], head: bytes) -> str | None:
    return next((name for begin, name in names.items() if head.startswith(begin)), None)

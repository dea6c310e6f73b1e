"""Compressed files, decompressed a block at a time; the work is Python's own libraries'."""

from __future__ import annotations

import errno
import os

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from collections.abc import Callable, Iterator
    from lzma import LZMADecompressor

    _Name = str | bytes | None

SUFFIXES = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}  # as in pandas
_ENDS = tuple(SUFFIXES)
NAMES = ("infer", *SUFFIXES.values())

# Read at once, and given at once: where a block costs little beside what is done to it, and the
# memory for both does not show beside the interpreter's.
COMPRESSED_BLOCK = 128 * 1024
BLOCK = 512 * 1024

# Bytes that decompressing xz may take: an archive of a few bytes can declare a dictionary of 4 GiB.
# `xz -9` needs 65 MiB. The library for zstd has a limit of its own: a window of 128 MiB.
XZ_MEMORY = 256 << 20
# What the libraries say where a limit is exceeded, and what to do then.
LIMITS = {
    "Memory usage limit exceeded": "256 MiB of memory; count in the output of xz -dc instead",
    "Frame requires too much memory": "128 MiB of memory; count in the output of "
    "zstd -dc --long=31 instead",
}


class _Gzip:
    """A member of a gzip file, shown as the other libraries show theirs. zlib checks its sum."""

    def __init__(self) -> None:
        import zlib  # noqa: PLC0415 - as all here: what is not needed is not imported

        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _tools_for(
    compression: str,
) -> tuple[Callable[[], _Gzip | BZ2Decompressor | LZMADecompressor], type[Exception]]:
    """Return what makes a decompressor for one member, and what that raises for damaged data."""
    if compression == "gzip":
        import zlib  # noqa: PLC0415

        return _Gzip, zlib.error
    if compression == "bz2":
        import bz2  # noqa: PLC0415

        return bz2.BZ2Decompressor, OSError
    if compression == "xz":
        import lzma  # noqa: PLC0415

        return lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY), lzma.LZMAError
    try:
        from compression import zstd  # noqa: PLC0415
    except ImportError:
        try:
            from backports import zstd  # noqa: PLC0415
        except ImportError:
            message = "zstd needs Python 3.14, or backports.zstd: pip install backports.zstd"
            raise ModuleNotFoundError(message, name="backports.zstd") from None
    return zstd.ZstdDecompressor, zstd.ZstdError


def compression_of(path: str | bytes) -> str | None:
    """Return the compression that the suffix of a path stands for."""
    name = path if isinstance(path, str) else os.fsdecode(path)
    if not name.lower().endswith(_ENDS):  # less than half of splitext's time
        return None
    return SUFFIXES.get(os.path.splitext(name)[1].lower())  # noqa: PTH122 - not of ".gz"


def _error_for(compression: str, reason: str, name: _Name) -> OSError:
    """Return the error for data that a library refused for that reason."""
    for words, limit in LIMITS.items():
        if words in reason:
            return OSError(errno.ENOMEM, f"{compression} data that needs more than {limit}", name)
    return OSError(errno.EBADMSG, f"Damaged {compression} data ({reason})", name)


def decompressed(
    read: Callable[[int], bytes], compression: str, name: _Name = None
) -> Iterator[bytes]:
    """Yield what is in an archive, all of its members, block by block.

    read(n) gives up to n bytes of it, none at its end. An empty file is an empty text, and zeros
    between members are padding. OSError, with the file's name, if the archive is damaged, ends too
    early, or needs too much memory.
    """
    make, error = _tools_for(compression)
    member = None
    data, padding = b"", b""
    while data or (data := read(COMPRESSED_BLOCK)):
        if member is None:
            data = data.lstrip(padding)
            if not data:
                continue
            member, padding = make(), b"\0"
        try:
            yield member.decompress(data, BLOCK)
            while not member.eof and not member.needs_input:
                yield member.decompress(b"", BLOCK)
        except error as reason:
            raise _error_for(compression, str(reason), name) from reason
        data = b""
        if member.eof:
            data, member = member.unused_data, None
    if member is not None:
        raise OSError(errno.EBADMSG, f"Incomplete {compression} data", name)

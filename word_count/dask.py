"""Counting in files that outgrow a machine, on Dask: pip install word-count-ext[dask].

Each task reads a block of whole lines where its worker is and counts it there with the GIL
released, so that no text travels and a worker's threads count at once.
"""

import codecs
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from os import PathLike
from typing import IO, Any, AnyStr

import fsspec
from dask.delayed import Delayed, delayed
from dask.utils import parse_bytes
from fsspec.compression import compr
from fsspec.core import OpenFile
from fsspec.utils import read_block

from word_count import search_sequential_allow_threads
from word_count._encodings import BYTES, Encoding

__all__ = ["search"]

_Path = str | PathLike[str]

_PIECE = 16 << 20  # units read at once of what cannot be read in blocks
_FAN_IN = 16  # counts added by one task


def search(
    urlpath: _Path | Sequence[_Path],
    needle: str,
    *,
    blocksize: int | str | None = "64 MiB",
    encoding: str = "utf-8",
    storage_options: dict[str, Any] | None = None,
) -> Delayed:
    r"""Count the words that equal needle in the files at urlpath, as word_count.search() does.

    Gives a lazy value: compute() on it counts, on whichever of Dask's schedulers is in use.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from word_count.dask import search
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("one.txt", "two.txt"):
    ...         _ = Path(folder, name).write_text("now is better\nis it?\n")
    ...     search(f"{folder}/*.txt", "is").compute(scheduler="threads")
    4

    Parameters: urlpath is a path or a URL that fsspec knows, which may have wildcards, or a list of
    them; storage_options go to its file system. blocksize is how many bytes of a file make a task,
    a number or a text such as "64 MiB"; None makes each file one. Blocks are cut at line ends, so a
    longer line makes a longer block. Files that are compressed (by their suffix), whose size or
    parts the file system cannot give, or whose encoding does not show its line ends in single bytes
    (UTF-16, UTF-32 and a few more) are read by one task each, in pieces.

    In the other encodings needle is encoded and bytes are compared; invalid text is no error. A
    needle that the encoding cannot express occurs in no text.

    Raises TypeError for a needle that is no str, ValueError for a blocksize below 1, LookupError
    for an unknown encoding, FileNotFoundError where there is no file, all before anything is read;
    computing raises what reading a file raises, and UnicodeError where text is decoded.
    """
    if not isinstance(needle, str):
        message = f"search() argument 'needle' must be str, not {type(needle).__name__}"
        raise TypeError(message)
    size = None if blocksize is None else parse_bytes(blocksize)
    if size is not None and size < 1:
        message = f"search() argument 'blocksize' must be at least 1, not {blocksize!r}"
        raise ValueError(message)
    files = fsspec.open_files(urlpath, mode="rb", compression="infer", **(storage_options or {}))
    if not files:
        message = f"search() argument 'urlpath' matches no file: {urlpath!r}"
        raise FileNotFoundError(message)
    word = _encoded(needle, encoding)
    counts: list[Any] = [0]
    for file in files:
        counts += _counts(file, word, size, encoding)
    return _sum(counts)


def _encoded(needle: str, encoding: str) -> str | bytes:
    """Give the bytes to look for, or the needle itself where texts must be decoded."""
    known = Encoding(encoding)
    return known.units(needle, b"").needle if known.name in BYTES else needle


def _counts(file: OpenFile, word: str | bytes, size: int | None, encoding: str) -> list[Delayed]:
    """Give the counts of a file's blocks, or the one count of a file that has none."""
    length = file.fs.info(file.path).get("size")
    if file.compression or isinstance(word, str) or size is None or not _has_parts(file, length):
        return [delayed(count_file, pure=False)(file, word, encoding)]
    count = delayed(count_block, pure=False)
    return [count(file, begin, size, word, encoding) for begin in range(0, length, size)]


def _is_http(file: OpenFile) -> bool:
    return "http" in file.fs.protocol


def _has_parts(file: OpenFile, length: int | None) -> bool:
    """Say whether parts of a file can be read. Not all web servers give any, or say so."""
    if length is None:
        return False
    if length <= 1 or not _is_http(file):
        return True
    try:
        with file.fs.open(file.path, block_size=1, cache_type="none") as opened:
            opened.seek(1)
            opened.read(1)
    except ValueError:
        return False
    return True


def count_block(file: OpenFile, begin: int, size: int, word: bytes, encoding: str) -> int:
    """Count in the lines that belong to a block, on a worker."""
    with copy(file) as opened:  # what it has opened is its state, and threads share it
        block = read_block(opened, begin, size, b"\n")
    return search_sequential_allow_threads(
        _unmarked(block, encoding) if begin == 0 else block, word
    )


def count_file(file: OpenFile, word: str | bytes, encoding: str) -> int:
    """Count in a whole file, on a worker, some lines at a time."""
    with _opened(file) as opened:
        if isinstance(word, str):
            text = io.TextIOWrapper(opened, encoding=encoding, newline="")
            return sum(search_sequential_allow_threads(part, word) for part in _lines(text, "\n"))
        parts = _lines(opened, b"\n")
        count = search_sequential_allow_threads(_unmarked(next(parts), encoding), word)
        return count + sum(search_sequential_allow_threads(part, word) for part in parts)


@contextmanager
def _opened(file: OpenFile) -> Iterator[Any]:
    """Open a file to be read from beginning to end."""
    if not _is_http(file):
        with copy(file) as opened:
            yield opened
        return
    with file.fs.open(file.path, block_size=0) as response:  # 0: in one request
        yield compr[file.compression](response, mode="rb")


def _lines(stream: IO[AnyStr], newline: AnyStr) -> Iterator[AnyStr]:
    """Read all of a stream in parts that end with a line, except the last, which may be empty."""
    parts: list[AnyStr] = []
    while piece := stream.read(_PIECE):
        if cut := piece.rfind(newline) + 1:
            parts.append(piece[:cut])
            yield newline[:0].join(parts)
            parts, piece = [], piece[cut:]
        parts.append(piece)
    yield newline[:0].join(parts)


def _unmarked(text: bytes, encoding: str) -> bytes:
    """Give the beginning of a file without its byte order mark, where the encoding calls it one."""
    mark = codecs.lookup(encoding).name == "utf-8-sig"
    return text.removeprefix(codecs.BOM_UTF8) if mark else text


def _sum(counts: list[Any]) -> Delayed:
    """Add up in a tree, so that no task waits for all."""
    add = delayed(sum, pure=False)
    while len(counts) > _FAN_IN:
        counts = [add(counts[i : i + _FAN_IN]) for i in range(0, len(counts), _FAN_IN)]
    total: Delayed = add(counts)
    return total

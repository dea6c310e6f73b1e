"""Counting in files that outgrow a machine, on Dask. It needs dask[distributed] and fsspec.

Each task reads a block of whole lines where its worker is and counts it there with the GIL
released, so that no text travels and a worker's threads count at once.
"""

import codecs
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any

import fsspec
from dask.delayed import Delayed, delayed
from dask.utils import parse_bytes
from fsspec.compression import compr
from fsspec.core import OpenFile
from fsspec.implementations.local import LocalFileSystem
from fsspec.utils import read_block

from word_count import _archives, _words, search_file
from word_count._encodings import BYTES, Encoding

if TYPE_CHECKING:
    from word_count._pure import StrWords

__all__ = ["search"]

_Path = str | PathLike[str]
_Options = dict[str, Any]  # of search_file()

_FAN_IN = 16  # counts added by one task


def search(  # noqa: PLR0913 - its options are the interface
    urlpath: _Path | Iterable[_Path],
    needle: str,
    *,
    words: "StrWords | None" = None,
    ignore_case: object = False,
    blocksize: int | str | None = "64 MiB",
    encoding: str = "utf-8",
    storage_options: dict[str, Any] | None = None,
) -> Delayed:
    r"""Count the words that equal needle in the files at urlpath, as word_count.search() does.

    Parameters
    ----------
    urlpath : path, URL, or list of them
        What fsspec knows, which may have * as a wildcard for files.
    needle : str
        The word to count.
    words : str or re.Pattern, optional
        What a word is, as for word_count.search().
    ignore_case : bool, optional
        Whether characters are the same that differ only in case, as for word_count.search().
    blocksize : int, str or None, optional
        How many bytes of a file make a task, a number or a text such as "64 MiB"; None makes each
        file one. Blocks are cut at line ends, so a longer line makes a longer block. Files that are
        compressed (by their suffix), whose size or parts the file system cannot give, whose
        encoding does not show its line ends in single bytes (UTF-16, UTF-32 and a few more), or
        whose words may contain line ends are read by one task each, in pieces.
    encoding : str, optional
        The encoding of the files. Encodings and compressions are those of search_file(), and
        fsspec's others.
    storage_options : dict, optional
        Options of the file system.

    Returns
    -------
    dask.delayed.Delayed
        A lazy value: compute() on it counts, on whichever of Dask's schedulers is in use. Computing
        raises what reading a file raises, and UnicodeDecodeError where search_file() does.

    Raises
    ------
    TypeError
        For a needle that is no str, and other wrong types.
    LookupError
        For an unknown encoding.
    FileNotFoundError
        Where there is no file, for each path in a list.
    IsADirectoryError
        For a directory.
    ValueError
        For words that are no class of characters followed by "+", a blocksize below 1, and for what
        has no size, such as a FIFO or a file of /proc. All before anything is counted.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from word_count.dask import search
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("one.txt", "two.txt"):
    ...         _ = Path(folder, name).write_text("now is better\nis it?\n")
    ...     search(f"{folder}/*.txt", "is").compute(scheduler="threads")
    4

    """
    if not isinstance(needle, str):
        message = f"search() argument 'needle' must be str, not {type(needle).__name__}"
        raise TypeError(message)
    size = None if blocksize is None else parse_bytes(blocksize)
    if size is not None and size < 1:
        message = f"search() argument 'blocksize' must be at least 1, not {blocksize!r}"
        raise ValueError(message)
    options = {"words": words, "ignore_case": bool(ignore_case), "encoding": encoding}
    if not _may_be_cut(words, encoding):
        size = None
    counts: list[Any] = [0]
    for file in _files(urlpath, storage_options or {}):
        counts += _counts(file, needle, size, options)
    return _sum(counts)


def _may_be_cut(words: "StrWords | None", encoding: str) -> bool:
    """Say whether a text may be cut after each byte of a newline, and no word be cut by that."""
    known = Encoding(encoding)
    if words is None:
        return known.name in BYTES
    pattern: Any = _words.pattern_of(words)
    return known.name in BYTES and not pattern.fullmatch("\n")


def _files(urlpath: _Path | Iterable[_Path], storage_options: dict[str, Any]) -> Iterator[OpenFile]:
    """Yield the files at urlpath; each path in a list is what it would be alone.

    In a list, fsspec would take [ and ? for wildcards too, and directories for matches.
    """
    if isinstance(urlpath, str | bytes | PathLike) or not isinstance(urlpath, Iterable):
        urlpath = [urlpath]
    paths = list(urlpath)
    for path in paths:
        if not isinstance(path, str | PathLike):
            wanted = "a path, a URL, or a list of them"
            message = f"search() argument 'urlpath' must be {wanted}, not {type(path).__name__}"
            raise TypeError(message)
        found = fsspec.open_files(path, mode="rb", compression="infer", **storage_options)
        if not found:
            message = f"search() argument 'urlpath' matches no file: {path!r}"
            raise FileNotFoundError(message)
        yield from found
    if not paths:
        message = "search() argument 'urlpath' is an empty list"
        raise FileNotFoundError(message)


def _counts(file: OpenFile, word: str, size: int | None, options: _Options) -> list[Delayed]:
    """Return the counts of a file's blocks, or the one count of a file that has none."""
    length = _length(file)  # raises for what has none
    whole = [delayed(count_file, pure=False)(file, word, options)]
    if size is None or length is None:
        return whole
    if file.compression or _archives.compression_of(file.path):
        return whole
    if not _has_parts(file, length):
        return whole
    count = delayed(count_block, pure=False)
    return [count(file, begin, size, word, options) for begin in range(0, length, size)]


def _length(file: OpenFile) -> int | None:
    """Return the size of a file, None where a web server does not say it."""
    info = file.fs.info(file.path)
    size: int | None = info.get("size")
    kind = info.get("type")
    if kind == "directory":
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), file.path)
    if kind == "other" or (size == 0 and isinstance(file.fs, LocalFileSystem) and _gives(file)):
        message = f"search() argument 'urlpath' names no file with a size: {file.path!r}; "
        raise ValueError(message + "to count in it call word_count.search_file()")
    return size


def _gives(file: OpenFile) -> bool:
    """Say whether there is something in a file that says it is empty, as those of /proc do."""
    with open(file.path, "rb", buffering=0) as opened:  # noqa: PTH123 - fsspec seeks in it
        return bool(opened.read(1))


def _is_http(file: OpenFile) -> bool:
    return "http" in file.fs.protocol


def _has_parts(file: OpenFile, length: int) -> bool:
    """Say whether parts of a file can be read. Not all web servers give any, or say so."""
    if length <= 1 or not _is_http(file):
        return True
    try:
        with file.fs.open(file.path, block_size=1, cache_type="none") as opened:
            opened.seek(1)
            opened.read(1)
    except ValueError:
        return False
    return True


def count_block(file: OpenFile, begin: int, size: int, word: str, options: _Options) -> int:
    """Count in the lines that belong to a block, on a worker."""
    with copy(file) as opened:  # what it has opened is its state, and threads share it
        block = read_block(opened, begin, size, b"\n")
    if begin > 0 and codecs.lookup(options["encoding"]).name == "utf-8-sig":
        options = {**options, "encoding": "utf-8"}  # only a file's first block begins with a mark
    return search_file(BytesIO(block), word, **options)


def count_file(file: OpenFile, word: str, options: _Options) -> int:
    """Count in a whole file, on a worker, as search_file() does."""
    compression = _archives.compression_of(file.path)
    file = copy(file)  # what it has opened is its state, and threads share it
    file.compression = None if compression else file.compression  # lz4 and others are fsspec's
    try:
        with _opened(file) as opened:
            return search_file(opened, word, compression=compression, **options)
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = file.path
        raise


@contextmanager
def _opened(file: OpenFile) -> Iterator[Any]:
    """Open a file to be read from beginning to end."""
    if not _is_http(file):
        with file as opened:
            yield opened
        return
    with file.fs.open(file.path, block_size=0) as response:  # 0: in one request
        yield compr[file.compression](response, mode="rb")


def _sum(counts: list[Any]) -> Delayed:
    """Add up in a tree, so that no task waits for all."""
    add = delayed(sum, pure=False)
    while len(counts) > _FAN_IN:
        counts = [add(counts[i : i + _FAN_IN]) for i in range(0, len(counts), _FAN_IN)]
    total: Delayed = add(counts)
    return total

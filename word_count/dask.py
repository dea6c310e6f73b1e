"""Counting in files that outgrow a machine, on Dask. It needs dask[distributed] and fsspec.

Each task reads a block of whole lines where its worker is and counts it there with the GIL
released, so that no text travels and a worker's threads count at once.
"""

import codecs
import errno
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import fsspec
from dask.delayed import Delayed, delayed
from dask.utils import parse_bytes
from fsspec.compression import compr
from fsspec.core import OpenFile
from fsspec.implementations.local import LocalFileSystem
from fsspec.utils import read_block

from word_count import _archives, _words, count_words_file, search_file
from word_count._encodings import BYTES, Encoding
from word_count._tables import WORDS, vocabulary_of

if TYPE_CHECKING:
    from word_count._types import StrWords

__all__ = ["count_words", "search"]

_Path = str | PathLike[str]
_Options = dict[str, Any]  # of search_file(), or count_words_file()
_Count = int | Counter[str]

_FAN_IN = 16  # results added by one task


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
    options = {"words": words, "ignore_case": bool(ignore_case), "encoding": encoding}
    task = _Task(search_file, {**options, "needle": needle}, "search")
    size = _size(blocksize, options, task)
    counts: list[Any] = [0]
    for file in _files(urlpath, storage_options or {}, task):
        counts += _counts(file, size, task)
    return _added(counts, sum)


def count_words(  # noqa: PLR0913 - its options are the interface
    urlpath: _Path | Iterable[_Path],
    *,
    words: "StrWords | None" = WORDS,
    ignore_case: object = False,
    vocabulary: Iterable[str] | None = None,
    blocksize: int | str | None = "64 MiB",
    encoding: str = "utf-8",
    storage_options: dict[str, Any] | None = None,
) -> Delayed:
    r"""Count each word in the files at urlpath, as word_count.count_words() does.

    Parameters
    ----------
    urlpath, blocksize, encoding, storage_options
        As for search().
    words, ignore_case
        As for word_count.count_words().
    vocabulary : iterable of str, optional
        The only words to count, as for word_count.count_words().

    Returns
    -------
    dask.delayed.Delayed
        A lazy value, whose compute() gives a collections.Counter; of a vocabulary in its order.
        What travels between workers are tables of distinct words, which are added in a tree.

    Raises
    ------
    TypeError, LookupError, FileNotFoundError, IsADirectoryError, ValueError
        As search() does; also for a vocabulary that word_count.count_words() refuses, or that has
        words of bytes. All before anything is counted.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from word_count.dask import count_words
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("one.txt", "two.txt"):
    ...         _ = Path(folder, name).write_text("Now is better.\nIs it?\n")
    ...     lazy = count_words(f"{folder}/*.txt", ignore_case=True)
    ...     lazy.compute(scheduler="threads").most_common(1)
    [('is', 4)]

    """
    options = {"words": words, "ignore_case": bool(ignore_case), "encoding": encoding}
    task = _Task(count_words_file, dict(options), "count_words")
    known: tuple[str, ...] = ()
    if vocabulary is not None:
        known = _vocabulary(vocabulary, ignore_case=bool(ignore_case))
        task.options["vocabulary"] = delayed(known, traverse=False, pure=False)  # sent once
    size = _size(blocksize, options, task)
    counts: list[Any] = [Counter(dict.fromkeys(known, 0))]
    for file in _files(urlpath, storage_options or {}, task):
        counts += _counts(file, size, task)
    return _added(counts, sum_counters)


class _Task(NamedTuple):
    """What is done with each block: a function of word_count for files, and its options."""

    function: Callable[..., _Count]
    options: _Options
    name: str  # of the function of this module, for messages


def _vocabulary(vocabulary: Iterable[str], *, ignore_case: bool) -> tuple[str, ...]:
    known = vocabulary_of(vocabulary, "count_words", ignore_case=ignore_case)
    if known and isinstance(known[0], bytes):
        message = "count_words() argument 'vocabulary' must have words of str, not bytes"
        raise TypeError(message)
    return known


def _size(blocksize: int | str | None, options: _Options, task: _Task) -> int | None:
    """Return the size of blocks, None where a file makes one; TypeError, ValueError, LookupError.

    ValueError also for words that are none.
    """
    size: int | None = None if blocksize is None else parse_bytes(blocksize)
    if size is not None and size < 1:
        message = f"{task.name}() argument 'blocksize' must be at least 1, not {blocksize!r}"
        raise ValueError(message)
    return size if _may_be_cut(options["words"], options["encoding"], task) else None


def _may_be_cut(words: "StrWords | None", encoding: str, task: _Task) -> bool:
    """Say whether a text may be cut after each byte of a newline, and no word be cut by that."""
    known = Encoding(encoding)
    if words is None:
        return known.name in BYTES
    pattern: Any = _words.pattern_of(words, function=task.name)
    return known.name in BYTES and not pattern.fullmatch("\n")


def _files(
    urlpath: _Path | Iterable[_Path], storage_options: dict[str, Any], task: _Task
) -> Iterator[OpenFile]:
    """Yield the files at urlpath; each path in a list is what it would be alone.

    In a list, fsspec would take [ and ? for wildcards too, and directories for matches.
    """
    if isinstance(urlpath, str | bytes | PathLike) or not isinstance(urlpath, Iterable):
        urlpath = [urlpath]
    paths = list(urlpath)
    for path in paths:
        if not isinstance(path, str | PathLike):
            wanted = "a path, a URL, or a list of them"
            message = (
                f"{task.name}() argument 'urlpath' must be {wanted}, not {type(path).__name__}"
            )
            raise TypeError(message)
        found = fsspec.open_files(path, mode="rb", compression="infer", **storage_options)
        if not found:
            message = f"{task.name}() argument 'urlpath' matches no file: {path!r}"
            raise FileNotFoundError(message)
        yield from found
    if not paths:
        message = f"{task.name}() argument 'urlpath' is an empty list"
        raise FileNotFoundError(message)


def _counts(file: OpenFile, size: int | None, task: _Task) -> list[Delayed]:
    """Return what comes of a file's blocks, or of a file that has none."""
    length = _length(file, task)  # raises for what has none
    function, options, _ = task
    whole = [delayed(count_file, pure=False)(file, function, options)]
    if size is None or length is None:
        return whole
    if file.compression or _archives.compression_of(file.path):
        return whole
    if not _has_parts(file, length):
        return whole
    count = delayed(count_block, pure=False)
    return [count(file, begin, size, function, options) for begin in range(0, length, size)]


def _length(file: OpenFile, task: _Task) -> int | None:
    """Return the size of a file, None where a web server does not say it."""
    info = file.fs.info(file.path)
    size: int | None = info.get("size")
    kind = info.get("type")
    if kind == "directory":
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), file.path)
    if kind == "other" or (size == 0 and isinstance(file.fs, LocalFileSystem) and _gives(file)):
        message = f"{task.name}() argument 'urlpath' names no file with a size: {file.path!r}; "
        message += f"to count in it call word_count.{task.function.__name__}()"
        raise ValueError(message)
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


def count_block(
    file: OpenFile, begin: int, size: int, function: Callable[..., _Count], options: _Options
) -> _Count:
    """Count in the lines that belong to a block, on a worker."""
    with copy(file) as opened:  # what it has opened is its state, and threads share it
        block = read_block(opened, begin, size, b"\n")
    if begin > 0 and codecs.lookup(options["encoding"]).name == "utf-8-sig":
        options = {**options, "encoding": "utf-8"}  # only a file's first block begins with a mark
    return function(BytesIO(block), **options)


def count_file(file: OpenFile, function: Callable[..., _Count], options: _Options) -> _Count:
    """Count in a whole file, on a worker, as the functions for files do."""
    compression = _archives.compression_of(file.path)
    file = copy(file)  # what it has opened is its state, and threads share it
    file.compression = None if compression else file.compression  # lz4 and others are fsspec's
    try:
        with _opened(file) as opened:
            return function(opened, compression=compression, **options)
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


def sum_counters(counters: list[Counter[str]]) -> Counter[str]:
    """Add Counters up, on a worker. Zeros are kept, and the order of the first one."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _added(counts: list[Any], function: Callable[[list[Any]], Any]) -> Delayed:
    """Add up in a tree, so that no task waits for all."""
    add = delayed(function, pure=False)
    while len(counts) > _FAN_IN:
        counts = [add(counts[i : i + _FAN_IN]) for i in range(0, len(counts), _FAN_IN)]
    total: Delayed = add(counts)
    return total

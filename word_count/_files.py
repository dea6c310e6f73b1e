"""search_file: what is opened, and which of the extension module's readers counts in it."""

from __future__ import annotations

import errno
import os
import stat
import time
from itertools import chain

from word_count import _archives, _native
from word_count._encodings import Encoding

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import FileIO
    from typing import Any, Protocol, SupportsIndex

    from _typeshed import StrOrBytesPath, SupportsRead

    from word_count._types import Words

    class Target(Protocol):
        """What takes the words of a text: of a regular file, a descriptor, or blocks of bytes."""

        @property
        def encoding(self) -> Encoding:
            """Say which bytes make a unit of text, and whether they are to be decoded."""

        def begin(self, head: bytes) -> None: ...
        def take_file(self, *arguments: Any) -> None: ...  # noqa: ANN401 - Table's
        def take_descriptor(self, *arguments: Any) -> None: ...  # noqa: ANN401
        def take_blocks(self, blocks: Iterable[bytes]) -> None: ...


BLOCK = 256 * 1024  # bytes asked of a file object at a time
HEAD = 16  # bytes that tell by a mark, or by magic, what a text is
SLICE = 50  # milliseconds for which a pipe is waited for before signals are looked for


def search_file(  # noqa: PLR0913 - its options are the interface
    file: StrOrBytesPath | SupportsRead[bytes],
    needle: str | bytes,
    *,
    words: Words | None = None,
    ignore_case: object = False,
    encoding: str = "utf-8",
    compression: str | None = "infer",
    threads: SupportsIndex | None = None,
    progress: Callable[[int, int | None], object] | None = None,
) -> int:
    r"""Count the words of a file that equal needle, as search() does, without reading it whole.

    Parameters
    ----------
    file : path or binary file object
        What to count in. A file object is read from where it stands to its end.
    needle : str or bytes
        The word to count; bytes as they would be in the file.
    words : str, bytes or re.Pattern, optional
        What a word is, as for search(); of the same kind as needle. A pattern of bytes is for the
        file's bytes whatever its encoding, and knows only ASCII.
    ignore_case : bool, optional
        Whether characters are the same that differ only in case, as for search().
    encoding : str, optional
        The encoding of the file. Words are compared as bytes, so invalid UTF-8 is no error, where
        the encoding's space and newline are ASCII's (UTF-8, Latin-1, cp125x, EUC, GBK ...), and in
        units of their own in UTF-16 and UTF-32. Other encodings are decoded (docs/files.md). With
        words or ignore_case, invalid text is read as by the error handler surrogateescape.
    compression : {"infer", "gzip", "bz2", "xz", "zstd"} or None, optional
        How the file is compressed. "infer" goes by the suffix of its path (.gz, .bz2, .xz, .zst);
        None reads it as it is.
    threads : int, optional
        How many threads may read a regular file; by default as many as search() uses.
    progress : callable, optional
        Called with the bytes read of the file and their number, None if unknown, at most ten times
        a second and on the calling thread. What it raises ends the count.

    Returns
    -------
    int
        The count, in O(file size) time, and memory for a few blocks of the file. Bytes appended
        to a regular file after it was opened, or truncated during the read, are not counted.

    Raises
    ------
    TypeError, ValueError
        For wrong arguments.
    LookupError
        For an unknown encoding.
    OSError
        As open() and read() do, with the file's name; also for damaged or incomplete compressed
        data, and for an archive that needs too much memory.
    UnicodeDecodeError
        For invalid text, where an encoding is decoded and neither words nor ignore_case is given.
    ModuleNotFoundError
        For zstd without its module.
    RuntimeError
        For a file object whose read() raises StopIteration.

    Notes
    -----
    Any number of threads may call it. The GIL is released while a file is read and counted. What a
    signal handler raises, such as KeyboardInterrupt, ends it within 0.1 s.

    Examples
    --------
    >>> import tempfile
    >>> from word_count import search_file
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(b"now is better than never\nis it?")
    ...     file.flush()
    ...     search_file(file.name, "is")
    2

    """
    _require(isinstance(needle, str | bytes), "needle", "str or bytes", needle)
    needles = Needles((needle,), encoding, words=words, ignore_case=bool(ignore_case))
    Job(needles, threads, progress).read(file, compression)
    return needles.counts[0]


class Needles:
    """Words that are counted in a file, all in one pass."""

    def __init__(
        self,
        words_to_count: tuple[str | bytes, ...],
        encoding: str,
        *,
        words: Words | None = None,
        ignore_case: bool = False,
    ) -> None:
        _require(isinstance(encoding, str), "encoding", "str", encoding)
        self._words = words_to_count
        self.counts: tuple[int, ...] = ()
        self.needles: tuple[_native.Needle, ...] = ()
        if words is None and not ignore_case:
            self.encoding = Encoding(encoding)
        else:
            from word_count._rules import encoding_for  # noqa: PLC0415 - needs re

            of_bytes = isinstance(words_to_count[0], bytes)
            self.encoding = encoding_for(
                encoding, words, ignore_case=ignore_case, of_bytes=of_bytes, function="search_file"
            )

    def begin(self, head: bytes) -> None:
        """Prepare for a text that begins with head."""
        self.needles = self.encoding.needles(self._words, head)

    def take_file(self, *arguments: Any) -> None:  # noqa: ANN401 - count_file's
        """Count in a regular file."""
        self.counts = _native.count_file(self.needles, *arguments)

    def take_descriptor(self, *arguments: Any) -> None:  # noqa: ANN401
        """Count in what a descriptor gives."""
        self.counts = _native.count_descriptor(self.needles, *arguments)

    def take_blocks(self, blocks: Iterable[bytes]) -> None:
        """Count in blocks."""
        self.counts = _native.count_blocks(self.needles, blocks)


class Job:
    """What is to be done with the words of a file, in whatever file."""

    PROGRESS_INTERVAL = 0.1  # seconds

    def __init__(
        self,
        target: Target,
        threads: SupportsIndex | None,
        progress: Callable[[int, int | None], object] | None,
        *,
        function: str = "search_file",
        keeps_head: bool = False,
    ) -> None:
        self._function = function
        _require(
            progress is None or callable(progress),
            "progress",
            "callable or None",
            progress,
            function,
        )
        self.target = target
        self.encoding = target.encoding
        self.threads = _native.thread_count(threads, function)
        self.progress = progress
        self.head = b""  # of the text: HEAD bytes or more, or all of it, where that is looked at
        self._keeps_head = keeps_head or self.encoding.has_bom

    def read(self, file: StrOrBytesPath | SupportsRead[bytes], compression: str | None) -> None:
        """Read what a user gives."""
        if compression not in (None, *_archives.NAMES):
            names = ", ".join(map(repr, _archives.NAMES))
            message = f"{self._function}() argument 'compression' must be {names} or None, not "
            raise ValueError(message + repr(compression))
        if isinstance(file, str | bytes | os.PathLike):
            self.read_path(os.fspath(file), compression)
            return
        wanted = "a path or a binary file object"
        _require(hasattr(file, "read"), "file", wanted, file, self._function)
        compression = None if compression == "infer" else compression
        self._read(_checked(file, self._function), compression, self._reporter(None), None)

    def read_path(self, path: str | bytes, compression: str | None) -> None:
        """Read a file by its path."""
        if compression == "infer":
            compression = _archives.compression_of(path)
        try:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - for paths of bytes
                self.read_file(file, compression, path)
        except UnicodeDecodeError as error:
            error.add_note(f"in file {path!r}")
            raise

    def read_file(
        self, file: FileIO, compression: str | None, name: str | bytes | None = None
    ) -> None:
        """Read a file of any kind, unbuffered, from where it stands; name is for OSError."""
        descriptor = file.fileno()
        status = os.fstat(descriptor)
        is_regular = stat.S_ISREG(status.st_mode)
        size = status.st_size if is_regular else 0
        report = self._reporter(size or None)  # files of /proc have no size, but contents
        if compression or self.encoding.is_decoded:
            read = _naming(file.read if is_regular else waiting_read(file), name)
            self._read(read, compression, report, name)
        elif size and file.tell() == 0:
            self.head = _naming(os.pread, name)(descriptor, HEAD, 0) if self._keeps_head else b""
            self.target.begin(self.head)
            begin = min(len(self.encoding.bom(self.head)), size)
            self.target.take_file(descriptor, begin, size, self.threads, report, name)
        else:
            self._read_stream(file, report, name)

    def _read_stream(
        self, file: FileIO, report: Callable[[int], object] | None, name: str | bytes | None
    ) -> None:
        if self._keeps_head:
            self.head, _ = _beginning(_blocks(_naming(waiting_read(file), name), HEAD))
        self.target.begin(self.head)
        rest = self.head[len(self.encoding.bom(self.head)) :]
        if self._keeps_head and len(self.head) < HEAD:
            # That was all; to read on would wait for a terminal's next end.
            self.target.take_blocks((rest,))
        else:
            self.target.take_descriptor(file.fileno(), rest, report, name)

    def _read(
        self,
        read: Callable[[int], bytes],
        compression: str | None,
        report: Callable[[int], object] | None,
        name: str | bytes | None,
    ) -> None:
        """Read what read(n) returns, up to n bytes at a time and none at the end."""
        if report:
            read = _reporting(read, report)
        blocks = _blocks(read)
        if compression:
            blocks = _archives.decompressed(read, compression, name)
        self.head, blocks = _beginning(blocks)
        self.target.begin(self.head)
        blocks = chain((self.head[len(self.encoding.bom(self.head)) :],), blocks)
        if self.encoding.is_decoded:
            blocks = self.encoding.decoded(blocks)
        self.target.take_blocks(blocks)

    def _reporter(self, total: int | None) -> Callable[[int], object] | None:
        """Give what tells progress of the bytes done, but not too often."""
        progress = self.progress
        if progress is None:
            return None
        due = time.monotonic() + self.PROGRESS_INTERVAL

        def report(done: int) -> None:
            nonlocal due
            now = time.monotonic()
            if now >= due:
                due = now + self.PROGRESS_INTERVAL
                progress(done, total)

        return report


def head_of(path: str) -> bytes:
    """Return the first bytes of a regular file, HEAD of them at most; none if it is none now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            return os.pread(descriptor, HEAD, 0)
        finally:
            os.close(descriptor)
    except OSError:
        return b""


def waiting_read(file: FileIO) -> Callable[[int], bytes]:
    """Return the read of an unbuffered file that is waited for, whether it blocks or not.

    It waits as stream.c does: for a while at a time, so that Python can run signal handlers,
    whichever thread the signal went to.
    """
    from select import POLLIN, poll  # noqa: PLC0415 - needed for pipes and terminals only

    polled = poll()
    polled.register(file, POLLIN)

    def read(size: int) -> bytes:
        while True:
            while not polled.poll(SLICE):
                pass
            data: bytes | None = file.read(size)
            if data is not None:
                return data

    return read


def _naming(read: Callable[..., bytes], name: str | bytes | None) -> Callable[..., bytes]:
    """Return a read whose OSErrors have the file's name."""

    def naming(*arguments: int) -> bytes:
        try:
            return read(*arguments)
        except OSError as error:
            error.filename = name
            raise

    return naming


def _blocks(read: Callable[[int], bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Yield what read(size) returns until that is empty.

    This is a generator, so a StopIteration from read is a RuntimeError; iter(read, b"") would take
    it for the end.
    """
    while block := read(size):
        yield block


def _beginning(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Give the first blocks, HEAD bytes at least or all there are, and the blocks after them."""
    head = b""
    while len(head) < HEAD and (block := next(blocks, None)) is not None:
        head += block
    return head, blocks


def _reporting(
    read: Callable[[int], bytes], report: Callable[[int], object]
) -> Callable[[int], bytes]:
    """Give a read that reports how much has been read."""
    done = 0

    def reporting(size: int) -> bytes:
        nonlocal done
        data = read(size)
        done += len(data)
        report(done)
        return data

    return reporting


def _checked(file: SupportsRead[bytes], function: str) -> Callable[[int], bytes]:
    """Return the read of a user's file object, which then returns bytes or raises an error."""

    def read(size: int) -> bytes:
        try:
            data: object = file.read(size)
        except StopIteration as error:
            message = f"{function}() argument 'file' has failed: its read() raised StopIteration"
            raise RuntimeError(message) from error
        if data is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if isinstance(data, bytes):
            return data
        if isinstance(data, bytearray | memoryview):
            return bytes(data)
        came = type(data).__name__
        message = f"{function}() argument 'file' must be opened for bytes, its read() gave {came}"
        raise TypeError(message)

    return read


def _require(
    right: bool,  # noqa: FBT001 - reads as a sentence
    name: str,
    wanted: str,
    value: object,
    function: str = "search_file",
) -> None:
    if not right:
        came = "None" if value is None else type(value).__name__
        message = f"{function}() argument {name!r} must be {wanted}, not {came}"
        raise TypeError(message)

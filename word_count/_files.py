"""What is opened to be read, and which of the extension module's readers reads it."""

from __future__ import annotations

import errno
import os
import stat
import time
from itertools import chain

from word_count import _archives, _native

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import FileIO
    from typing import Any, Protocol, SupportsIndex

    from _typeshed import StrOrBytesPath, SupportsRead

    from word_count._encodings import Encoding

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
HEAD = 16  # bytes that tell by a BOM, or by magic, what a text is
SLICE = 50  # milliseconds for which a pipe is waited for before signals are looked for


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
        require(
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
        require(hasattr(file, "read"), "file", wanted, file, self._function)
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
        """Return a function that reports the bytes done, at most ten times a second."""
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
    """Return the first bytes of a regular file, at most HEAD; b"" if it cannot be read now."""
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
    """Return the first blocks, HEAD bytes at least or all there are, and the blocks after them."""
    head = b""
    while len(head) < HEAD and (block := next(blocks, None)) is not None:
        head += block
    return head, blocks


def _reporting(
    read: Callable[[int], bytes], report: Callable[[int], object]
) -> Callable[[int], bytes]:
    """Return a read that reports how much has been read."""
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


def require(
    right: bool,  # noqa: FBT001 - reads as a sentence
    name: str,
    wanted: str,
    value: object,
    function: str,
) -> None:
    """Raise TypeError, unless an argument is right."""
    if not right:
        came = "None" if value is None else type(value).__name__
        message = f"{function}() argument {name!r} must be {wanted}, not {came}"
        raise TypeError(message)

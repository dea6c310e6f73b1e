"""search_file: words are counted in a file."""

from __future__ import annotations

from word_count import _native
from word_count._encodings import Encoding
from word_count._files import Job, require

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, SupportsIndex

    from _typeshed import StrOrBytesPath, SupportsRead

    from word_count._types import Words


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
        The encoding of the file. In UTF-8, Latin-1, cp125x, EUC, GBK and others whose space and
        newline are ASCII's, words are compared as bytes; in UTF-16 and UTF-32, as units of 2 and 4
        bytes. There invalid text is no error. Other encodings are decoded (docs/files.md). With
        words or ignore_case, invalid text is read as by the error handler surrogateescape, or in
        UTF-16 and UTF-32 replace.
    compression : {"infer", "gzip", "bz2", "xz", "zstd"} or None, optional
        How the file is compressed. "infer" goes by the suffix of its path (.gz, .bz2, .xz, .zst);
        None reads it as it is.
    threads : int, optional
        How many threads may read a regular file; by default as many as search() uses.
    progress : callable, optional
        Called with the number of bytes read so far and the file's size, None if unknown, at most
        ten times a second and on the calling thread. What it raises ends the count.

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
    require(isinstance(needle, str | bytes), "needle", "str or bytes", needle, "search_file")
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
        require(isinstance(encoding, str), "encoding", "str", encoding, "search_file")
        self._words = words_to_count
        self.counts: tuple[int, ...] = ()
        self.needles: tuple[_native.Needle, ...] = ()
        if words is None and not ignore_case:
            self.encoding = Encoding(encoding)
        else:
            from word_count._rules import encoding_for  # noqa: PLC0415 - seldom needed

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

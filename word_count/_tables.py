"""count_words and count_words_file, by the extension module's tables."""

from __future__ import annotations

from word_count import _native
from word_count._files import Job
from word_count._pure import fold_word

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable
    from typing import Any, SupportsIndex

    from _typeshed import ReadableBuffer, StrOrBytesPath, SupportsRead

    from word_count._types import Words

FILE_FUNCTION = "count_words_file"
WORDS = r"\w+"
WORDS_OF_BYTES = rb"\w+"


def count_words(
    contents: str | ReadableBuffer,
    *,
    words: Words | None = WORDS,
    ignore_case: object = False,
    vocabulary: Iterable[str] | Iterable[bytes] | None = None,
    threads: SupportsIndex | None = None,
) -> Counter[Any]:
    r"""Count each word of contents, on all cores.

    Parameters
    ----------
    contents : str or bytes-like object
        The text, as for search(). Nothing of it is copied but a copy of each distinct word.
    words : str, bytes or re.Pattern, optional
        What a word is, as for search(): r"\w+" unless told otherwise, of bytes rb"\w+". None: the
        pieces of lines between single spaces, empty ones too.
    ignore_case : bool, optional
        Whether characters are the same that differ only in case. Words are then counted, and are
        in the result, in the case that their characters fold to: lower case, where there is one.
    vocabulary : iterable of str or bytes, optional
        The only words to count. Each is in the result as it is given, also with a count of 0, in
        this order.
    threads : int, optional
        How many threads may work, as for search().

    Returns
    -------
    collections.Counter
        The words, of the kind of contents, and their counts; in no particular order without a
        vocabulary. In O(len(contents)) time; the memory follows the number of distinct words.

    Raises
    ------
    TypeError
        For arguments of other types, also for words or a vocabulary of another kind than
        contents, and for a vocabulary that is one str or bytes.
    ValueError
        For words that are no class of characters followed by "+", for a vocabulary with a word
        twice, and for threads below 1.
    BufferError
        For a buffer that is not contiguous.

    Notes
    -----
    Any number of threads may call it. The GIL is released but for texts under 512 bytes, and for
    making objects of the result.
    What a signal handler raises, such as KeyboardInterrupt, ends it within 0.1 s.

    Examples
    --------
    >>> from word_count import count_words
    >>> count_words("To be, or not to be?", ignore_case=True)["to"]
    2
    >>> count_words("To be, or not to be?", vocabulary=["be", "me"])
    Counter({'be': 2, 'me': 0})

    """
    from collections import Counter  # noqa: PLC0415 - takes a while to import

    counts: Counter[Any] = Counter()
    if words == WORDS and not isinstance(contents, str):
        words = WORDS_OF_BYTES
    if vocabulary is not None:
        vocabulary = vocabulary_of(vocabulary, "count_words", ignore_case=bool(ignore_case))
    _native.count_words(counts, contents, words, ignore_case, vocabulary, threads)
    return counts


def count_words_file(  # noqa: PLR0913 - its options are the interface
    file: StrOrBytesPath | SupportsRead[bytes],
    *,
    words: Words | None = WORDS,
    ignore_case: object = False,
    vocabulary: Iterable[str] | Iterable[bytes] | None = None,
    encoding: str = "utf-8",
    compression: str | None = "infer",
    threads: SupportsIndex | None = None,
    progress: Callable[[int, int | None], object] | None = None,
) -> Counter[Any]:
    r"""Count each word of a file, as count_words() does, without reading it whole.

    Parameters
    ----------
    file, encoding, compression, threads, progress
        As for search_file().
    words, ignore_case, vocabulary
        As for count_words(). With a pattern of bytes, or a vocabulary of bytes, the words are bytes
        of the file, whatever its encoding; only ASCII has classes and case there.

    Returns
    -------
    collections.Counter
        The words and their counts, those of the text that decoding with the error handler
        surrogateescape gives, or in UTF-16 and UTF-32 replace. The memory follows the number of
        distinct words, and the longest.

    Raises
    ------
    TypeError, ValueError, LookupError, OSError, ModuleNotFoundError, RuntimeError
        As count_words() and search_file() do.

    Notes
    -----
    As those of search_file().

    Examples
    --------
    >>> import io
    >>> from word_count import count_words_file
    >>> count_words_file(io.BytesIO(b"to be or not to be"), vocabulary=["be"])
    Counter({'be': 2})

    """
    known = None
    if vocabulary is not None:
        known = vocabulary_of(vocabulary, FILE_FUNCTION, ignore_case=bool(ignore_case))
    table = FileTable(encoding, words, ignore_case=bool(ignore_case), vocabulary=known)
    job = Job(table, threads, progress, function=FILE_FUNCTION)
    job.read(file, compression)
    return table.counter(job.threads)


class FileTable:
    """All words of files, or of those of a vocabulary, in one table."""

    def __init__(
        self,
        encoding: str,
        words: Words | None,
        *,
        ignore_case: bool,
        vocabulary: tuple[Any, ...] | None = None,
    ) -> None:
        from word_count._rules import encoding_for  # noqa: PLC0415 - count_words() needs none

        if not isinstance(encoding, str):
            came = type(encoding).__name__
            message = f"{FILE_FUNCTION}() argument 'encoding' must be str, not {came}"
            raise TypeError(message)
        of_bytes = isinstance(vocabulary[0] if vocabulary else None, bytes)
        if of_bytes and words == WORDS:
            words = WORDS_OF_BYTES
        if not vocabulary and isinstance(getattr(words, "pattern", words), bytes):
            of_bytes = True
        self.encoding = encoding_for(
            encoding, words, ignore_case=ignore_case, of_bytes=of_bytes, function=FILE_FUNCTION
        )
        self._vocabulary = vocabulary
        self._ignores_case = ignore_case
        # The bytes of an encoding of 256 characters are decoded here.
        self._decode = None if of_bytes else self.encoding.table_decode
        width = self.encoding.output_width if self.encoding.is_decoded else 1
        as_bytes = of_bytes or self._decode is not None
        known = None if vocabulary is None else tuple(map(self._written, vocabulary))
        self._table = _native.Table(width, False, *self.encoding.rule, as_bytes, known)  # noqa: FBT003
        self.take_file = self._table.take_file
        self.take_descriptor = self._table.take_descriptor
        self.take_blocks = self._table.take_blocks
        self.take_files = self._table.take_files

    def _written(self, word: str | bytes) -> bytes | None:
        if isinstance(word, bytes):
            return word
        if self.encoding.is_decoded:
            return self.encoding.decoded_word(word)
        return self.encoding.written(word)

    def begin(self, head: bytes) -> None:
        """Prepare for a text that begins with head: there is nothing to prepare."""

    def absorb(self, other: FileTable, threads: int) -> None:
        """Add the counts of another table, which is empty then."""
        self._table.absorb(other._table, threads)

    def clear(self) -> None:
        """Forget all counts."""
        self._table.clear()

    def known(self, threads: int) -> list[int]:
        """Return the counts of the words of the vocabulary, in its order."""
        return self._table.known(threads)

    def counter(self, threads: int) -> Counter[Any]:
        """Return all counts, of a vocabulary in its order."""
        from collections import Counter  # noqa: PLC0415 - takes a while to import

        counts: Counter[Any] = Counter()
        if self._vocabulary is not None:
            counts.update(dict(zip(self._vocabulary, self.known(threads), strict=True)))
            return counts
        if self._decode is None:
            self._table.fill(counts, threads)
            return counts
        found: dict[bytes, int] = {}
        self._table.fill(found, threads)
        for word, count in found.items():
            counts[self._text(word)] += count
        return counts

    def top(self, number: int, threads: int) -> list[tuple[Any, int]]:
        """Return the most frequent words and their counts: by count, then by word."""
        if self._decode is None and self._vocabulary is None:
            return self._table.top(number, threads)
        ranked = sorted(self.counter(threads).items(), key=lambda item: (-item[1], item[0]))
        return ranked[:number]

    def _text(self, word: bytes) -> str:
        text = self._decode(word) if self._decode else ""
        return fold_word(text) if self._ignores_case else text


def vocabulary_of(
    vocabulary: Iterable[Any], function: str, *, ignore_case: bool
) -> tuple[Any, ...]:
    """Return the words of a vocabulary; TypeError or ValueError if they are none."""
    argument = f"{function}() argument 'vocabulary'"
    is_one = isinstance(vocabulary, str | bytes | bytearray | memoryview)
    if is_one or not hasattr(type(vocabulary), "__iter__"):
        came = type(vocabulary).__name__
        message = f"{argument} must be an iterable of words, not {'one ' * is_one}{came}"
        raise TypeError(message)
    words = tuple(vocabulary)
    kinds = {*map(type, words)}
    for kind in (str, bytes):
        if not [other for other in kinds if not issubclass(other, kind)]:
            break
    else:
        came = ", ".join(sorted(kind.__name__ for kind in kinds))
        message = f"{argument} must have words of str, or of bytes, not {came}"
        raise TypeError(message)
    seen = [_folded(word) for word in words] if ignore_case else words
    if len(set(seen)) < len(seen):
        known: set[str | bytes] = set()
        for word, folded in zip(words, seen, strict=True):
            if folded in known:
                message = f"{argument} has {word!r} twice"
                raise ValueError(message)
            known.add(folded)
    return words


def _folded(word: str | bytes) -> str | bytes:
    if isinstance(word, bytes) or word.isascii():
        return word.lower()
    folded: str = fold_word(word)
    return folded

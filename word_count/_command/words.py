"""The words that the command counts: NEEDLE, or those of -e and -f."""

from __future__ import annotations

from word_count._command.walk import listed

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Iterator


def words_in(name: str) -> Iterator[str]:
    """Yield the words in a file, or in standard input, a line each; OSError if it cannot be read.

    Empty lines are no words; the empty word is -e "".
    """
    for number, line in enumerate(listed(name, b"\n")):
        if isinstance(line, OSError):
            raise line
        word = line.removesuffix("\r")
        word = word.removeprefix("\ufeff") if number == 0 else word
        if word:
            yield word


def distinct(words: list[str], *, ignore_case: bool) -> tuple[str, ...]:
    """Return the words without those that are the same as one before."""
    if not ignore_case:
        return tuple(dict.fromkeys(words))
    from word_count._pure import fold_word as fold  # noqa: PLC0415

    by_fold: dict[str, str] = {}
    for word in words:
        by_fold.setdefault(fold(word), word)
    return tuple(by_fold.values())

"""What words= means to the extension module: classes of characters.

Python's own re says which characters a class has: there are no tables of Unicode here, and the
running Python is right by definition. This module is imported when it is first needed, since re
takes longer to import than word_count.
"""

from __future__ import annotations

import re

from word_count._native import Class, code_points
from word_count._pages import BYTES, PAGE, pages_for

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from word_count._types import AnyPattern, Words

# An optional group of flags; an escape, a set, or a character that stands for itself; and "+".
_CLASS = re.compile(
    r"""(?: \(\? [aimsu]+ \) )?
    (?: \\ (?: [wWsSdDafnrtv] | x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8} | N\{[^}]*\}
             | 0[0-7]{0,2} | [^a-zA-Z0-9] )
      | \[ \^? \]? (?: \\. | [^\]\\] )* \]
      | [^\\\[\](){}*+?^$|]
    ) \+""",
    re.VERBOSE | re.DOTALL,
)
_EXAMPLES = r"""such as r"\w+", r"\S+" or r"[\w']+" """.strip()
_MOST_SHOWN = 80  # characters of a wrong pattern
# Beyond the fourth plane no character is a letter, a digit or a space. A test goes through them.
SOME_PAGES = 0x40000 // PAGE
_HIGH = re.compile(r"[\U00040000-\U0010ffff]|\\[UN]")  # may name one of those


def pattern_of(words: Words, *, is_bytes: bool = False, function: str = "search") -> AnyPattern:
    """Return the compiled pattern of a class; TypeError or ValueError if words is none."""
    argument = f"{function}() argument 'words'"
    source = words.pattern if isinstance(words, re.Pattern) else words
    if not isinstance(source, str | bytes):
        came = type(words).__name__
        message = f"{argument} must be None or a pattern {_EXAMPLES}, not {came}"
        raise TypeError(message)
    if isinstance(source, bytes) is not is_bytes:
        text, came = ("bytes", "str") if is_bytes else ("str", "bytes")
        message = f"{argument} must be a {text} pattern because the text is {text}, not {came}"
        raise TypeError(message)
    if not isinstance(words, re.Pattern):  # a subclass may override what re asks it for
        words = source = bytes(source) if isinstance(source, bytes) else str.__str__(source)
    refusal = f"{argument} must be a class of characters and +, {_EXAMPLES}, not "
    if not _CLASS.fullmatch(source.decode("latin-1") if isinstance(source, bytes) else source):
        raise ValueError(refusal + _shown(source))
    try:
        pattern: AnyPattern = re.compile(words)
    except (re.error, OverflowError) as error:
        message = f"{refusal}{_shown(source)} ({error})"
        raise ValueError(message) from None
    if pattern.flags & (re.LOCALE | re.VERBOSE):
        message = f"{argument} must be compiled without re.LOCALE and re.VERBOSE"
        raise ValueError(message)
    return pattern


def _shown(source: str | bytes) -> str:
    return repr(source[:_MOST_SHOWN]) + ("..." if len(source) > _MOST_SHOWN else "")


def class_for(words: Words, width: int, function: str = "search") -> Class:
    """Return the class of a pattern for texts with units of so many bytes, or BYTES.

    Its runs are found among all characters, or those that may differ: in 5 or 20 ms.
    """
    is_bytes = width == BYTES
    pattern: Any = pattern_of(words, is_bytes=is_bytes, function=function)
    if is_bytes:
        return Class(_runs(pattern.finditer(bytes(range(256)))), 1)
    pages = pages_for(width)
    alike = SOME_PAGES if pages > SOME_PAGES and not _HIGH.search(pattern.pattern) else pages
    runs = _runs(pattern.finditer(code_points(alike * PAGE)))
    if pages > alike and pattern.fullmatch(chr(alike * PAGE)):
        runs = (*runs, (alike * PAGE, pages * PAGE))
    return Class(runs, pages)


def _runs(matches: Iterable[re.Match[str]]) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in matches)


def table_class(words: Words, characters: list[str], function: str) -> Class:
    """Return the class for bytes, each of which stands for the character at its place."""
    pattern: Any = pattern_of(words, function=function)
    found = map(pattern.fullmatch, characters)
    return Class(tuple((byte, byte + 1) for byte, match in enumerate(found) if match), 1)

"""Why a word is none by the words that were asked for, and what would count it."""

from __future__ import annotations

import re

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Iterator


def reason_for(word: str, missing: str, words: str, *, ignore_case: bool) -> str:
    """Say why a word is none by a pattern, and by which it would be."""
    if not word:
        return f"is empty, as no word by {words} is: its count is 0"
    reason = f"is no word by {words}, because of {missing!r}: its count is 0"
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    better = next((p for p in _wider(missing, words) if _has(p, word, flags)), None)
    if better is None:
        return reason
    option = "-w" if better == r"\w+" else f"-W {_quoted(better)}"
    return f"{reason}; {option} would count it"


def _has(pattern: str, word: str, flags: re.RegexFlag) -> bool:
    try:
        return bool(re.fullmatch(pattern, word, flags))
    except re.error:  # as after a "-" that stood at the end of a class
        return False


def _wider(missing: str, words: str) -> Iterator[str]:
    """Yield patterns that may have the missing characters, the nearest first."""
    flags, end, body = words.partition(")") if words.startswith("(?") else ("", "", words)
    body = body.removesuffix("+")
    yield r"\w+"
    if any(character.isspace() for character in missing):
        return
    body = body[1:-1] if body.startswith("[") else body
    body = f"{body[:-1]}\\-" if body.endswith("-") and not body.endswith("\\-") else body
    yield f"{flags}{end}[{body}{re.escape(missing)}]+"
    yield r"\S+"


def _quoted(pattern: str) -> str:
    """Return a pattern as it is to be typed in a shell."""
    if not set(pattern) & set('"$`!'):
        return f'"{pattern}"'
    import shlex  # noqa: PLC0415

    return shlex.quote(pattern)

"""Globs: which files under a directory are counted, by their names and paths."""

from __future__ import annotations

import re
from fnmatch import translate

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A set as in [a-z] or [!a-z], an escaped character, or what else means something in a glob.
_TOKEN = re.compile(r"(\[[!^]?\]?[^\]]*\])|\\(.)|(/\*\*/|^\*\*/|/\*\*$|\*+|[?{},\[])", re.DOTALL)
_MEANINGS = {
    "/**/": "/(?:.*/)?",
    "**/": "(?:.*/)?",
    "/**": "/.+",
    "?": "[^/]",
    "{": "(?:",
    "}": ")",
}


def matcher(globs: list[str]) -> Callable[[str, str], bool]:
    """Return whether a name, or the path for globs with a slash, is matched by one of the globs."""
    globs = [glob.rstrip("/") for glob in globs]
    by_name = [translate(glob) for glob in globs if "/" not in glob]
    by_path = [translate(glob.lstrip("/")) for glob in globs if "/" in glob]
    name_matches = re.compile("|".join(by_name) or "(?!)").match
    path_matches = re.compile("|".join(by_path) or "(?!)").match
    return lambda name, path: bool(name_matches(name) or path_matches(path))


class Globs:
    """The globs of -g, which are ripgrep's: those of .gitignore, where "!" leaves out.

    The last that matches decides. A glob without a slash is matched with names, one with a slash
    with paths from the current directory; one that ends with a slash is for directories only.
    ValueError for a glob that has no end.
    """

    def __init__(self, globs: list[str]) -> None:
        self._rules = [_rule(glob) for glob in reversed(globs) if glob.removeprefix("!")]
        self.has_positive = any(chosen for chosen, *_ in self._rules)

    def choose(self, path: str, is_folder: Callable[[], bool]) -> bool | None:
        """Say whether a path is chosen (True), or left out (False), or no glob matches (None)."""
        for chosen, for_folders, matches in self._rules:
            if matches(path) and (not for_folders or is_folder()):
                return chosen
        return None


def _rule(glob: str) -> tuple[bool, bool, Callable[[str], object]]:
    chosen = not glob.startswith("!")
    body = glob.removeprefix("!")
    for_folders = body.endswith("/")
    body = body.rstrip("/")
    anywhere = "" if "/" in body else "(?:.*/)?"
    pattern = anywhere + "".join(_translated(body.removeprefix("/"), glob))
    return chosen, for_folders, re.compile(pattern, re.DOTALL).fullmatch


def _translated(body: str, glob: str) -> Iterator[str]:
    """Yield a glob as pieces of a regular expression."""
    end = depth = 0
    for token in _TOKEN.finditer(body):
        yield re.escape(body[end : token.start()])
        end = token.end()
        characters, escaped, special = token.groups()
        depth += (special == "{") - (special == "}")
        if special == "[" or depth < 0:
            break
        if characters:
            yield _set(characters)
        elif escaped:
            yield re.escape(escaped)
        elif special == ",":
            yield "|" if depth else ","
        else:
            yield _MEANINGS.get(special, "[^/]*")
    else:
        if depth == 0:
            yield re.escape(body[end:])
            return
    unpaired = "[" if depth == 0 else "{" if depth > 0 else "}"
    message = f"{glob!r} has a {unpaired} without its pair; \\{unpaired} stands for itself"
    raise ValueError(message)


def _set(characters: str) -> str:
    """Return a set of characters, never "/", as a regular expression; ranges stay ranges."""
    inner = characters[1:-1]
    negated = "^" if inner[0] in "!^" else ""
    inner = inner[len(negated) :]
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner)
    try:
        re.compile(f"[{escaped}]")
    except re.error:  # a range that ends before it begins
        message = f"{characters!r} is no set of characters"
        raise ValueError(message) from None
    return f"(?!/)[{negated}{escaped}]"

"""Which files the command counts in: those named, those under directories, those in a list."""

from __future__ import annotations

import errno
import os
import sys

from word_count._files import waiting_read

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO

    from word_count._command.globs import Globs
    from word_count._command.options import Options

    _Input = str | OSError  # a path, STANDARD_INPUT, or why there is none: it has the name

STANDARD_INPUT = "-"
OF_VERSION_CONTROL = frozenset({"CVS", "_darcs"})  # and the hidden .git, .hg, .svn, .bzr, .jj …


class Found(str):
    """The path of a file that was found under a directory, not named."""

    __slots__ = ()


def inputs(options: Options) -> Iterator[_Input]:
    """Yield the inputs as they are named, and those found in a directory by name."""
    paths: Iterator[_Input]
    if options.files_from is not None:
        paths = listed(options.files_from, b"\0" if options.null else b"\n")
    else:
        paths = iter(options.paths or ["." if options.recursive else STANDARD_INPUT])
    for path in paths:
        folder = path if options.recursive and isinstance(path, str) else STANDARD_INPUT
        if folder != STANDARD_INPUT and os.path.isdir(folder):  # noqa: PTH112
            yield from _Walk(folder, options)
        else:
            yield path


def typed_inputs(options: Options) -> bool:
    """Say whether what is counted, or the list of it, is typed at a terminal."""
    if STANDARD_INPUT in options.words_from:  # to its end
        return False
    named = options.paths if options.files_from is None else [options.files_from]
    is_read = STANDARD_INPUT in named if named else not options.recursive
    return is_read and sys.stdin is not None and sys.stdin.isatty()


def standard_input() -> FileIO:
    """Open standard input; OSError where it was closed, though its number may be a file's since.

    The same where it can only be written to: the end of such a pipe would be waited for for ever.
    """
    from fcntl import F_GETFL, fcntl  # noqa: PLC0415 - not needed for files

    if sys.stdin is None or fcntl(0, F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return open(0, "rb", buffering=0, closefd=False)


def listed(name: str, end: bytes) -> Iterator[_Input]:
    """Yield what is listed in a file, or in standard input; at last an OSError if there is one."""
    rest: list[bytes] = []  # of a line that goes on: joined once, however many blocks it fills
    try:
        is_standard = name == STANDARD_INPUT
        with standard_input() if is_standard else open(name, "rb", buffering=0) as file:  # noqa: PTH123
            read = waiting_read(file)
            while block := read(65536):
                first, *others = block.split(end)
                rest.append(first)
                if others:
                    lines = (b"".join(rest), *others[:-1])
                    rest = others[-1:]
                    yield from map(os.fsdecode, filter(None, lines))
    except OSError as error:
        yield OSError(error.errno, error.strerror, name)
    if line := b"".join(rest):
        yield os.fsdecode(line)


class _Walk:
    """A walk through one directory, level by level without recursion."""

    def __init__(self, root: str, options: Options) -> None:
        self._root = root
        self._beyond_root = len(os.path.join(root, ""))  # noqa: PTH118
        self._hidden = options.hidden
        self._included = self._excluded = None
        if options.include or options.exclude:
            from word_count._command.globs import matcher  # noqa: PLC0415

            self._included = matcher(options.include) if options.include else None
            self._excluded = matcher(options.exclude) if options.exclude else None
        self._globs: Globs | None = options.globs
        self._from_here = _from_here(root) if self._globs else ""

    def __iter__(self) -> Iterator[_Input]:
        """Yield the regular files under the directory. Symbolic links are not followed."""
        try:
            levels = [_entries(self._root)]
        except OSError as error:
            yield _named(error, self._root)
            return
        while levels:
            for entry in levels[-1]:
                try:  # some file systems have to be asked, beside a name, what it names
                    is_folder, is_input = self._look_at(entry)
                    if is_folder:
                        levels.append(_entries(entry.path))
                        break
                except OSError as error:
                    yield _named(error, entry.path)
                    continue
                if is_input:
                    yield Found(entry.path)
            else:
                levels.pop()

    def _look_at(self, entry: os.DirEntry[str]) -> tuple[bool, bool]:
        """Say whether to count under it, and whether to count in it."""
        name = entry.name
        chosen = self._choose(self._globs, entry) if self._globs else None
        if chosen is False or (self._excluded and self._excluded(name, self._place(entry))):
            return False, False
        is_hidden = name[0] == "." or name in OF_VERSION_CONTROL
        if is_hidden and not self._hidden and not chosen:
            return False, False
        if not entry.is_file(follow_symlinks=False):
            return entry.is_dir(follow_symlinks=False), False
        is_wanted = chosen or not (self._globs and self._globs.has_positive)
        return False, is_wanted and (not self._included or self._included(name, self._place(entry)))

    def _place(self, entry: os.DirEntry[str]) -> str:
        return entry.path[self._beyond_root :]

    def _choose(self, globs: Globs, entry: os.DirEntry[str]) -> bool | None:
        path = self._from_here + self._place(entry)
        return globs.choose(path, lambda: entry.is_dir(follow_symlinks=False))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Return what is in a directory, sorted by name."""
    with os.scandir(folder) as found:
        entries = {entry.name: entry for entry in found}  # quicker than to sort by a key
    return iter([entries[name] for name in sorted(entries)])


def _named(error: OSError, path: str) -> OSError:
    return OSError(error.errno, error.strerror, path)


def _from_here(root: str) -> str:
    """Return the path of a directory from the current one, as the beginning of paths in it."""
    try:
        path = os.path.relpath(root)
    except OSError:  # the current directory is gone
        path = root
    return "" if path == "." else os.path.join(path, "")  # noqa: PTH118

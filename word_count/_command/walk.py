"""Which files the command counts in: those named, those under directories, those in a list."""

from __future__ import annotations

import errno
import os
import sys

from word_count._files import waiting_read

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from io import FileIO

    _Input = str | OSError  # a path, STANDARD_INPUT, or why there is none: it has the name

STANDARD_INPUT = "-"
OF_VERSION_CONTROL = frozenset({"CVS", "_darcs"})  # and the hidden .git, .hg, .svn, .bzr, .jj …


def inputs(options: Namespace) -> Iterator[_Input]:
    """Give what is to be counted in, in the order in which it is named, and found by name."""
    paths: Iterator[_Input]
    if options.files_from is not None:
        paths = _listed(options.files_from, b"\0" if options.null else b"\n")
    else:
        paths = iter(options.paths or ["." if options.recursive else STANDARD_INPUT])
    for path in paths:
        folder = path if options.recursive and isinstance(path, str) else STANDARD_INPUT
        if folder != STANDARD_INPUT and os.path.isdir(folder):  # noqa: PTH112
            yield from _Walk(folder, options)
        else:
            yield path


def typed_inputs(options: Namespace) -> bool:
    """Say whether what is counted, or the list of it, is typed at a terminal."""
    named = options.paths if options.files_from is None else [options.files_from]
    is_read = STANDARD_INPUT in named if named else not options.recursive
    return is_read and sys.stdin is not None and sys.stdin.isatty()


def standard_input() -> FileIO:
    """Open standard input; OSError where it was closed, though its number may be a file's since."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return open(0, "rb", buffering=0, closefd=False)


def _listed(name: str, end: bytes) -> Iterator[_Input]:
    """Give the paths in a file, or in standard input."""
    rest: list[bytes] = []  # of a path that goes on: joined once, however many blocks it fills
    try:
        is_standard = name == STANDARD_INPUT
        with standard_input() if is_standard else open(name, "rb", buffering=0) as file:  # noqa: PTH123
            read = waiting_read(file)
            while block := read(65536):
                first, *others = block.split(end)
                rest.append(first)
                if others:
                    paths = (b"".join(rest), *others[:-1])
                    rest = others[-1:]
                    yield from map(os.fsdecode, filter(None, paths))
    except OSError as error:
        yield OSError(error.errno, error.strerror, name)
    if path := b"".join(rest):
        yield os.fsdecode(path)


class _Walk:
    """A walk through one directory, level by level without recursion."""

    def __init__(self, root: str, options: Namespace) -> None:
        self._root = root
        self._beyond_root = len(os.path.join(root, ""))  # noqa: PTH118
        self._hidden = options.hidden
        self._included = _matcher(options.include)
        self._excluded = _matcher(options.exclude)

    def __iter__(self) -> Iterator[_Input]:
        """Give the regular files under the directory. Symbolic links are not followed."""
        folder = self._root
        levels: list[Iterator[os.DirEntry[str]]] = []
        while True:
            try:
                with os.scandir(folder) as found:
                    levels.append(iter(sorted(found, key=lambda entry: entry.name)))
            except OSError as error:
                yield _named(error, folder)
            while levels:
                entry = next(levels[-1], None)
                if entry is None:
                    levels.pop()
                    continue
                try:  # some file systems have to be asked, beside a name, what it names
                    is_folder, is_input = self._look_at(entry)
                except OSError as error:
                    yield _named(error, entry.path)
                    continue
                if is_folder:
                    folder = entry.path
                    break
                if is_input:
                    yield entry.path
            else:
                return

    def _look_at(self, entry: os.DirEntry[str]) -> tuple[bool, bool]:
        """Say whether to count under it, and whether to count in it."""
        if self._leaves_out(entry):
            return False, False
        if entry.is_dir(follow_symlinks=False):
            return True, False
        return False, entry.is_file(follow_symlinks=False) and self._takes_in(entry)

    def _leaves_out(self, entry: os.DirEntry[str]) -> bool:
        name = entry.name
        if not self._hidden and (name[0] == "." or name in OF_VERSION_CONTROL):
            return True
        return bool(self._excluded and self._excluded(name, entry.path[self._beyond_root :]))

    def _takes_in(self, entry: os.DirEntry[str]) -> bool:
        return not self._included or self._included(entry.name, entry.path[self._beyond_root :])


def _named(error: OSError, path: str) -> OSError:
    return OSError(error.errno, error.strerror, path)


def _matcher(globs: list[str]) -> Callable[[str, str], bool] | None:
    """Give whether a name, or the path for globs with a slash, is matched by one of the globs."""
    if not globs:
        return None
    import re  # noqa: PLC0415
    from fnmatch import translate  # noqa: PLC0415

    globs = [glob.rstrip("/") for glob in globs]
    by_name = [translate(glob) for glob in globs if "/" not in glob]
    by_path = [translate(glob.lstrip("/")) for glob in globs if "/" in glob]
    name_matches = re.compile("|".join(by_name) or "(?!)").match
    path_matches = re.compile("|".join(by_path) or "(?!)").match
    return lambda name, path: bool(name_matches(name) or path_matches(path))

"""What the command prints: counts to standard output, errors to standard error."""

from __future__ import annotations

import os
import sys
from itertools import islice

from word_count._command.walk import STANDARD_INPUT

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TextIO

    from word_count._command.counting import Outcome
    from word_count._command.options import Options

LINES_AT_ONCE = 4096
NAME, TOTAL, NO_COLOR = "\x1b[35m", "\x1b[1m", "\x1b[0m"  # as grep has file names, and bold


class Output:
    """Prints outcomes as they come, or sorted in the end, and what they add up to."""

    def __init__(self, options: Options, *, several: bool) -> None:
        self._words = options.needles
        self._several = several
        self._has_names = several if options.names is None else options.names
        self._lists_names = options.lists_names
        self._leaves_out_zeros = options.lists_names or (
            options.recursive and not options.include_zero
        )
        self._quiet = options.quiet
        self._json = options.json
        self._end = "\0" if options.null else "\n"
        self._colors = _wants_color(options.color)
        self._row = self._row_format(options)
        self._is_terminal = sys.stdout.isatty()
        self._key = _KEYS.get(options.sort)
        self._rows: list[_Row] = []  # kept to be sorted
        self._totals = [0] * len(self._words)
        self._counted = 0
        self._failed = 0

    def _row_format(self, options: Options) -> str:
        """Return the format of a row: of {0} a count, {1} its word and {2} a name."""
        if self._lists_names:
            return "{2}" + self._end
        has_names = self._has_names and not self._quiet
        fields = ["{0}", *["{1}"] * options.has_words, *["{2}"] * has_names]
        return "\t".join(fields) + self._end

    @property
    def failed(self) -> bool:
        """Whether an input could not be read."""
        return self._failed > 0

    @property
    def found_none(self) -> bool:
        """Whether no word was counted."""
        return not any(self._totals)

    def outcome(self, outcome: Outcome) -> None:
        """Print what came of an input."""
        if outcome.is_binary:
            return
        if outcome.error:
            self._failed += 1
            self._error(outcome.name, outcome.error)
            return
        self._counted += 1
        if any(outcome.counts) or not self._leaves_out_zeros:
            self._add(outcome)
        self._show()
        if outcome.hint:
            complain(f"{_shown(outcome.name)}: {outcome.hint}")

    def _show(self) -> None:
        """Have what was printed seen before what is complained of, where somebody looks on."""
        if self._is_terminal:
            sys.stdout.flush()

    def _add(self, outcome: Outcome) -> None:
        # By map, which takes half as long as a comprehension.
        self._totals = list(map(int.__add__, self._totals, outcome.counts))
        if not self._quiet:
            self._print_rows(outcome)

    def _print_rows(self, outcome: Outcome) -> None:
        counts = [sum(outcome.counts)] if self._lists_names else outcome.counts
        for word, count in zip(self._words, counts, strict=False):
            if count == 0 and self._leaves_out_zeros:
                continue
            if self._key:
                self._rows.append(_Row(count, word, outcome.name))
            else:
                self._print(count, word, outcome.name)

    def total(self) -> None:
        """Print what was kept to be sorted, and the totals where there are any."""
        totals = list(map(_Row, self._totals, self._words))
        if self._key:
            self._rows.sort(key=self._key)
            totals.sort(key=self._key)
        for row in self._rows:
            self._print(row.count, row.word, row.name)
        if self._json:
            for row in totals:
                values = {"total": row.count, "counted": self._counted, "failed": self._failed}
                self._print_json(word=row.word, **values)
        elif self._has_total():
            for row in totals:
                self._print(row.count, row.word, row.name, TOTAL)
        sys.stdout.flush()

    def _has_total(self) -> bool:
        if self._quiet:
            return self._counted > 0 or self._several
        return self._several and self._has_names and not self._lists_names

    def _print(self, count: int, word: str, name: str, color: str = NAME) -> None:
        if self._json:
            self._print_json(path=name, word=word, count=count)
        else:
            shown = f"{color}{name}{NO_COLOR}" if self._colors else name
            _write(self._row.format(count, word, shown))

    def _print_json(self, **values: object) -> None:
        import json  # noqa: PLC0415

        _write(json.dumps(values) + "\n")

    def _error(self, name: str, error: Exception) -> None:
        reason = _reason_of(error)
        if self._json and not self._quiet:
            self._print_json(path=name, error=reason)
            self._show()
        complain(f"{_shown(name)}: {reason}")


class _Row:
    """A count of a word, in an input or in all."""

    __slots__ = ("count", "name", "word")

    def __init__(self, count: int, word: str, name: str = "total") -> None:
        self.count = count
        self.word = word
        self.name = name


_KEYS: dict[str, Callable[[_Row], Any]] = {
    "path": lambda row: row.name.split("/"),
    "count": lambda row: -row.count,
}


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def complain(message: str) -> None:
    """Say on standard error what went wrong; a name that is no UTF-8 comes out escaped.

    What cannot be said there is lost: the counts and the exit status are not.
    """
    tell(f"word-count: {message}\n".encode(errors="backslashreplace").decode())


def tell(text: str) -> None:
    """Write to standard error, and see that nothing is left for the interpreter to fail with."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Have what was written to a stream, and what will be, go nowhere."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())


def _reason_of(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, (OSError, ValueError, ImportError)):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _write(text: str) -> None:
    """Write text to standard output; a name that is no UTF-8 comes out as the bytes it is."""
    sys.stdout.buffer.write(os.fsencode(text))


def write_lines(lines: Iterable[str]) -> None:
    """Write lines with words that were found, which may be such as cannot be written here."""
    waiting = iter(lines)
    while some := list(islice(waiting, LINES_AT_ONCE)):
        try:
            _write("".join(some))
        except UnicodeEncodeError:
            sys.stdout.buffer.writelines(map(_encoded, some))


def _encoded(line: str) -> bytes:
    try:
        return os.fsencode(line)
    except UnicodeEncodeError:
        return line.encode(sys.getfilesystemencoding(), "backslashreplace")


def _wants_color(when: str) -> bool:
    if when != "auto":
        return when == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain

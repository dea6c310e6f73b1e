"""What the command prints: counts to standard output, errors to standard error."""

from __future__ import annotations

import os
import sys

from word_count._command.walk import STANDARD_INPUT

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import TextIO

    from word_count._command.counting import Outcome

NAME, TOTAL, NO_COLOR = "\x1b[35m", "\x1b[1m", "\x1b[0m"  # as grep has file names, and bold


class Output:
    """Prints outcomes as they come, and in the end what they add up to."""

    def __init__(self, options: Namespace, *, several: bool) -> None:
        self._several = several
        self._quiet = options.quiet
        self._json = options.json
        self._end = "\0" if options.null else "\n"
        self._colors = _wants_color(options.color)
        self._flush = sys.stdout.isatty()
        self._total = 0
        self._counted = 0
        self._failed = 0

    @property
    def failed(self) -> bool:
        """Whether an input could not be read."""
        return self._failed > 0

    def outcome(self, outcome: Outcome) -> None:
        """Print what came of an input."""
        if outcome.error:
            self._failed += 1
            self._error(outcome.name, outcome.error)
        else:
            self._counted += 1
            self._total += outcome.count
            if self._json and not self._quiet:
                self._print_json(path=outcome.name, count=outcome.count)
            elif self._several and not self._quiet:
                self._print(outcome.count, outcome.name, NAME)
            if outcome.hint:
                complain(f"{_shown(outcome.name)}: {outcome.hint}")

    def total(self) -> None:
        """Print the total; the only count there is, for one input."""
        if self._json:
            self._print_json(total=self._total, counted=self._counted, failed=self._failed)
        elif self._several and not self._quiet:
            self._print(self._total, "total", TOTAL)
        elif self._counted or self._several:
            _write(f"{self._total}{self._end}")
        sys.stdout.flush()

    def _print(self, count: int, name: str, color: str) -> None:
        if self._colors:
            name = f"{color}{name}{NO_COLOR}"
        _write(f"{count}\t{name}{self._end}")
        if self._flush:
            sys.stdout.flush()

    def _print_json(self, **values: object) -> None:
        import json  # noqa: PLC0415

        _write(json.dumps(values) + "\n")

    def _error(self, name: str, error: Exception) -> None:
        reason = _reason_of(error)
        if self._json and not self._quiet:
            self._print_json(path=name, error=reason)
        complain(f"{_shown(name)}: {reason}")


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


def _wants_color(when: str) -> bool:
    if when != "auto":
        return when == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain

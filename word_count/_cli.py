"""The command word-count: counts a word in files or in standard input."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from word_count import __version__, _native, search

STANDARD_INPUT = "-"
EXIT_UNREADABLE = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 128 + signal.SIGINT

DESCRIPTION = """\
Count the words equal to NEEDLE in each FILE, read as UTF-8. A line's words are the pieces
between single spaces, lines end at LF or CR LF, and case matters. For one input the count is
printed, for several a line "count<TAB>name" each and their total."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Nobody reads on; keep the interpreter from saying so when it flushes at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNREADABLE
    return status


def _run(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="word-count", description=DESCRIPTION)
    parser.add_argument("needle", metavar="NEEDLE", help="the word to count")
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help="a text; - or none for standard input"
    )
    try:
        parser.add_argument("--version", action="version", version=_version())
    except ValueError as error:  # WORD_COUNT_NUM_THREADS is no number
        parser.error(str(error))
    options = parser.parse_args(arguments)

    names = options.files or [STANDARD_INPUT]
    counts = [(name, _count(name, options.needle)) for name in names]
    _print_counts([(name, count) for name, count in counts if count is not None], len(names) > 1)
    return 0 if all(count is not None for _, count in counts) else EXIT_UNREADABLE


def _version() -> str:
    threads = _native.thread_count()
    plural = "" if threads == 1 else "s"
    return f"word-count {__version__} (kernel {_native.kernel_name()}, {threads} thread{plural})"


def _count(name: str, needle: str) -> int | None:
    """Count in the input called name; say on standard error why it cannot be, and give None."""
    try:
        return search(_read(name), needle)
    except (OSError, UnicodeDecodeError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "out of memory"
        shown = "standard input" if name == STANDARD_INPUT else name
        line = f"word-count: {shown}: {reason}\n"
        sys.stderr.write(line.encode(errors="backslashreplace").decode())
        return None


def _read(name: str) -> str:
    data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    return data.decode("utf-8")


def _print_counts(counts: list[tuple[str, int]], several: bool) -> None:  # noqa: FBT001
    """Print each count with its name and the total, or the one count there is."""
    if several:
        for name, count in counts:
            _write(f"{count}\t{name}\n")
        _write(f"{sum(count for _, count in counts)}\ttotal\n")
    elif counts:
        _write(f"{counts[0][1]}\n")


def _write(text: str) -> None:
    """Write text to standard output; a name that is no UTF-8 comes out as the bytes it is."""
    sys.stdout.buffer.write(os.fsencode(text))

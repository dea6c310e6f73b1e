"""The command word-count: counts words in files or in standard input."""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Sequence

    from word_count._command.counting import Counting
    from word_count._command.options import Options
    from word_count._command.output import Output

MOST_PASSES = 12  # needles that are faster looked for one by one than by a table
EXIT_UNREADABLE = 1
EXIT_INTERRUPTED = 128 + 2  # as shells have it for SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    if sys.stderr is None:  # where it was closed, no other file is to have its number
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    except MemoryError:  # for a table: that for one input is reported as it comes
        status = EXIT_UNREADABLE
        _complain("out of memory")
    except OSError as error:  # of standard output: those of inputs are reported as they come
        status = EXIT_UNREADABLE
        _give_up_output(error)
    else:
        return status
    if "word_count._command.threads" in sys.modules:
        _flush()
        os._exit(status)  # without other threads, which may wait for pipes that stay silent
    return status


def _flush() -> None:
    """Print what was counted before the end, where that can be printed."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        pass


def _complain(message: str) -> None:
    from word_count._command.output import complain  # noqa: PLC0415

    complain(message)


def _give_up_output(error: OSError) -> None:
    from word_count._command.output import silence  # noqa: PLC0415

    if not isinstance(error, BrokenPipeError):
        _complain(f"standard output: {error.strerror}")
    if sys.stdout is not None:
        silence(sys.stdout)


def _run(arguments: Sequence[str] | None) -> int:
    # Imported here, so that an interrupt during the imports is one of the command's.
    from word_count._command.options import parse  # noqa: PLC0415

    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        options = parse(arguments)
    except SystemExit as end:  # after --help, --version, or what was wrong
        return int(end.code or 0)
    several = options.recursive or options.files_from is not None or len(options.paths) > 1
    counting, output = _plan(options, several=several)
    for hint in counting.hints.of_needles:
        _complain(hint)
    _count(options, counting, output, several=several)
    output.total()
    has_failed = output.failed or (options.fail_if_none and output.found_none)
    return EXIT_UNREADABLE if has_failed else 0


def _plan(options: Options, *, several: bool) -> tuple[Counting, Output]:
    """Return what counts, and what prints it."""
    from word_count._command.counting import Counting  # noqa: PLC0415
    from word_count._command.output import Output  # noqa: PLC0415

    if options.most:
        from word_count._command.tables import Ranking, RankingOutput  # noqa: PLC0415

        ranking = Ranking(options)
        return ranking, RankingOutput(options, ranking)
    output = Output(options, several=several)
    if len(options.needles) > MOST_PASSES:
        from word_count._command.tables import TableCounting, suits_a_table  # noqa: PLC0415

        if suits_a_table(options):
            return TableCounting(options, MOST_PASSES), output
    return Counting(options), output


def _count(options: Options, counting: Counting, output: Output, *, several: bool) -> None:
    from word_count._command.bar import Bar  # noqa: PLC0415
    from word_count._command.walk import inputs, typed_inputs  # noqa: PLC0415

    is_typed = typed_inputs(options)
    if is_typed and not options.paths and options.files_from is None and sys.stderr.isatty():
        _complain("reading standard input (Ctrl-D ends it)")
    names = inputs(options)
    bar = Bar(" files" if several else "B", wanted=options.progress and not is_typed)
    try:
        if not several:
            outcome = counting.one(next(names), bar)
            bar.clear()
            output.outcome(outcome)
            return
        for outcome in counting.all(names, bar):
            bar.clear()
            output.outcome(outcome)
    finally:
        bar.close()

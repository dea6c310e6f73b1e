"""The options of the command word-count: what was given, and what goes together."""

from __future__ import annotations

import sys

from word_count import _native
from word_count._command.arguments import split
from word_count._command.parser import make_parser
from word_count._command.walk import STANDARD_INPUT
from word_count._command.words import distinct, words_in

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command's arguments; SystemExit for --help, --version and wrong ones."""
    parser = make_parser()
    given, others = split(parser, sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    if options.needle or options.paths:  # what argparse takes for no option
        parser.error(f"unrecognized arguments: {' '.join([options.needle, *options.paths])}")
    _settle_table(options, parser)
    _settle_words(options, others, parser)
    _settle_inputs(options, parser)
    if options.lists_names and (options.json or options.quiet):
        parser.error(f"argument -l: not allowed with {'--json' if options.json else '-q'}")
    try:
        options.threads = options.threads or _native.thread_count()
    except ValueError as error:  # WORD_COUNT_NUM_THREADS is no number
        parser.error(str(error))
    return options


def _settle_table(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Set what a word is where none was said, and refuse what --top and --all cannot print."""
    if not options.most:
        options.words = options.words or None
        return
    options.words = r"\w+" if options.words is None else options.words or None
    unsuited = {
        "-q": options.quiet, "-l": options.lists_names, "-H": options.names,
        "--sort": options.sort,
    }  # fmt: skip
    for name, is_given in unsuited.items():
        if is_given:
            parser.error(f"argument {name}: not allowed with --top and --all")


def _settle_words(
    options: argparse.Namespace, others: list[str], parser: argparse.ArgumentParser
) -> None:
    """Set what is counted, and the paths, which are the other arguments but for a NEEDLE."""
    words = options.needles
    options.has_words = bool(options.words_from) or len(words) > 1  # in the output
    try:
        for name in options.words_from:
            words = [*words, *words_in(name)]
    except OSError as error:
        parser.error(f"argument -f/--file: {error.filename}: {error.strerror}")
    if options.words_from and not words:
        parser.error("argument -f/--file: there is no word in it")
    if not words and not options.most:
        if not others:
            parser.error("the following arguments are required: NEEDLE")
        words, others = others[:1], others[1:]
    options.needles = distinct(words, ignore_case=options.ignore_case)
    options.paths = others


def _settle_inputs(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Refuse options that do not go together, and read globs."""
    if options.files_from is not None and options.paths:
        parser.error("argument --files-from: not allowed with PATH")
    if options.files_from == STANDARD_INPUT and STANDARD_INPUT in options.words_from:
        parser.error("argument --files-from: the words are read from standard input")
    for name in ("glob", "include", "exclude", "hidden"):
        if getattr(options, name) and not options.recursive:
            parser.error(f"argument --{name}: needs -r")
    options.globs = None
    if options.glob:
        from word_count._command.globs import Globs  # noqa: PLC0415

        try:
            options.globs = Globs(options.glob)
        except ValueError as error:
            parser.error(f"argument -g/--glob: {error}")

"""The options of the command word-count: what was given, and what goes together."""

from __future__ import annotations

import sys

from word_count import _native
from word_count._command.arguments import set_flags, split
from word_count._command.walk import STANDARD_INPUT
from word_count._command.words import distinct, words_in

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from word_count._command.globs import Globs


class Options:
    """What is to be done: the defaults, until what was given takes their place."""

    def __init__(self) -> None:
        self.needle = ""
        self.needles: tuple[str, ...] = ()
        self.needles_given: list[str] = []
        self.words_from: list[str] = []
        self.has_words = False  # in the output
        self.words: str | None = None
        self.ignore_case = False
        self.most = 0  # words that --top and --all print
        self.paths: list[str] = []
        self.files_from: str | None = None
        self.recursive = False
        self.text = False
        self.hidden = False
        self.glob: list[str] = []
        self.globs: Globs | None = None  # what glob stands for
        self.include: list[str] = []
        self.exclude: list[str] = []
        self.null = False
        self.encoding = "utf-8"
        self.compression = "infer"
        self.threads = 0  # not given, until parse() puts in the default
        self.quiet = False
        self.names: bool | None = None  # whether to print them; None: where there are several
        self.lists_names = False
        self.include_zero = False
        self.sort = ""
        self.json = False
        self.fail_if_none = False
        self.color = "auto"
        self.progress = True


def parse(arguments: Sequence[str] | None) -> Options:
    """Read the command's arguments; SystemExit for --help, --version and wrong ones."""
    options = Options()
    given = sys.argv[1:] if arguments is None else arguments
    others = set_flags(options, given)
    if others is None:
        from word_count._command.parser import make_parser  # noqa: PLC0415 - argparse takes 8 ms

        parser = make_parser()
        given, others = split(parser, given)
        parser.parse_args(given, options)
        if options.needle or options.paths:  # what argparse takes for no option
            parser.error(f"unrecognized arguments: {' '.join([options.needle, *options.paths])}")
    _settle_table(options)
    _settle_words(options, others)
    _settle_inputs(options)
    if options.lists_names and (options.json or options.quiet):
        _refuse(f"argument -l: not allowed with {'--json' if options.json else '-q'}")
    try:
        options.threads = options.threads or _native.thread_count()
    except ValueError as error:  # WORD_COUNT_NUM_THREADS is no number
        _refuse(str(error))
    return options


def _refuse(message: str) -> NoReturn:
    from word_count._command.parser import make_parser  # noqa: PLC0415

    make_parser().error(message)


def _settle_table(options: Options) -> None:
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
            _refuse(f"argument {name}: not allowed with --top and --all")


def _settle_words(options: Options, others: list[str]) -> None:
    """Set what is counted, and the paths, which are the other arguments but for a NEEDLE."""
    words = options.needles_given
    options.has_words = bool(options.words_from) or len(words) > 1  # in the output
    try:
        for name in options.words_from:
            words = [*words, *words_in(name)]
    except OSError as error:
        _refuse(f"argument -f/--file: {error.filename}: {error.strerror}")
    if options.words_from and not words:
        _refuse("argument -f/--file: there is no word in it")
    if not words and not options.most:
        if not others:
            _refuse("the following arguments are required: NEEDLE")
        words, others = others[:1], others[1:]
    options.needles = distinct(words, ignore_case=options.ignore_case)
    options.paths = others


def _settle_inputs(options: Options) -> None:
    """Refuse options that do not go together, and read globs."""
    if options.files_from is not None and options.paths:
        _refuse("argument --files-from: not allowed with PATH")
    if options.files_from == STANDARD_INPUT and STANDARD_INPUT in options.words_from:
        _refuse("argument --files-from: the words are read from standard input")
    for name in ("glob", "include", "exclude", "hidden"):
        if getattr(options, name) and not options.recursive:
            _refuse(f"argument --{name}: needs -r")
    options.globs = None
    if options.glob:
        from word_count._command.globs import Globs  # noqa: PLC0415

        try:
            options.globs = Globs(options.glob)
        except ValueError as error:
            _refuse(f"argument -g/--glob: {error}")

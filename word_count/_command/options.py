"""The options of the command word-count, and its help."""

from __future__ import annotations

import argparse
import sys

from word_count import __version__, _archives, _native
from word_count._command.output import tell
from word_count._command.refusal import EXIT_MISUSED
from word_count._encodings import Encoding

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from _typeshed import SupportsWrite

DESCRIPTION = """\
Count the words equal to NEEDLE in each PATH, or in standard input.

Lines end at LF or CR LF, the words of a line are the pieces between single
spaces, and case matters. For one input the count is printed, for several a line
"count<TAB>name" each and their total. Compressed files (.gz, .bz2, .xz, .zst)
are decompressed."""

EPILOG = """\
examples:
  word-count is book.txt                 how often is "is" a word of the book?
  word-count -r TODO src --include '*.py'
                                         in all Python files under src
  zcat log.gz | word-count ERROR         in what another program writes
  word-count -q ERROR logs/*.gz          the total alone
  find . -name '*.txt' -print0 | word-count -0 --files-from - is
                                         in the files that another program names
  word-count --json is *.txt | jq -r 'select(.count > 9).path'
                                         which books have more than nine?

exit status:
  0  all inputs were read
  1  one or more could not be; they are named on standard error, the others counted
  2  the command was used wrongly
  130  it was interrupted

environment:
  WORD_COUNT_NUM_THREADS  the number of threads where --threads gives none
  NO_COLOR                no colours where --color gives no other answer

Full documentation: docs/command.md in the source of word-count-ext."""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command's arguments; SystemExit for --help, --version and wrong ones."""
    parser = make_parser()
    options, others = parser.parse_known_args(arguments)
    options.paths = [*options.paths, *_paths_among(others, parser)]
    if options.files_from is not None and options.paths:
        parser.error("argument --files-from: not allowed with PATH")
    for name in ("include", "exclude", "hidden"):
        if getattr(options, name) and not options.recursive:
            parser.error(f"argument --{name}: needs -r")
    try:
        options.threads = options.threads or _native.thread_count()
    except ValueError as error:  # WORD_COUNT_NUM_THREADS is no number
        parser.error(str(error))
    return options


def _paths_among(others: list[str], parser: argparse.ArgumentParser) -> list[str]:
    """Give the paths that argparse leaves over where they come after options."""
    end = others.index("--") if "--" in others else len(others)
    unknown = [other for other in others[:end] if other[:1] == "-" and other != "-"]
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return others[:end] + others[end + 1 :]


def make_parser() -> argparse.ArgumentParser:
    """Make the parser, once for a process."""
    parser = _Parser(
        prog="word-count",
        usage="%(prog)s [OPTIONS] NEEDLE [PATH ...]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("needle", metavar="NEEDLE", help="the word to count")
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", default=[], help="a text; - or none for standard input"
    )
    _add_inputs(parser.add_argument_group("inputs"))
    _add_outputs(parser.add_argument_group("output"))
    parser.add_argument(
        "--completion", metavar="SHELL", action=_Completion, choices=_Completion.SHELLS,
        help="print a script for completion in bash, zsh or tcsh (needs shtab)",
    )  # fmt: skip
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="show version, kernel and number of threads"
    )
    return parser


def _add_inputs(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-r", "--recursive", action="store_true",
        help="count in all files under directories, by default the current one",
    )  # fmt: skip
    group.add_argument(
        "--include", metavar="GLOB", action="append", default=[],
        help="with -r: only in files of such names, or paths if it has a /; may be repeated",
    )  # fmt: skip
    group.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[],
        help="with -r: not in files and directories of such names or paths; may be repeated",
    )  # fmt: skip
    group.add_argument(
        "--hidden", action="store_true",
        help="with -r: also in hidden files and directories, and in those of version control",
    )  # fmt: skip
    group.add_argument(
        "--files-from", metavar="FILE", help="read the paths, a line each, from FILE, or - "
    )
    group.add_argument(
        "-0", "--null", action="store_true",
        help="end names with NUL, not with a newline: those that are read and those printed",
    )  # fmt: skip
    group.add_argument(
        "-E", "--encoding", metavar="NAME", default="utf-8", type=_encoding,
        help="the encoding of all inputs and of NEEDLE in them (default: utf-8)",
    )  # fmt: skip
    group.add_argument(
        "--compression", metavar="NAME", default="infer", choices=("none", *_archives.NAMES),
        help="infer (from the suffix, the default), none, gzip, bz2, xz or zstd",
    )  # fmt: skip
    group.add_argument(
        "-j", "--threads", metavar="N", type=_threads,
        help="how many threads may work (default: one for each CPU)",
    )  # fmt: skip


def _add_outputs(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-q", "--quiet", action="store_true", help="print only the total")
    group.add_argument(
        "--json", action="store_true", help="print an object for each input, and one for the total"
    )
    group.add_argument(
        "--color", metavar="WHEN", choices=("auto", "always", "never"), default="auto",
        help="colour names: auto (on a terminal, the default), always or never",
    )  # fmt: skip
    group.add_argument(
        "--no-progress", dest="progress", action="store_false",
        help="no progress bar (without this: on a terminal, after half a second, with tqdm)",
    )  # fmt: skip


def _encoding(name: str) -> str:
    try:
        Encoding(name)
    except (LookupError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name


def _threads(text: str) -> int:
    try:
        return _native.thread_count(int(text), "word-count")
    except ValueError:
        message = f"not a positive integer: {text!r}"
        raise argparse.ArgumentTypeError(message) from None


class _Parser(argparse.ArgumentParser):
    """A parser that does not hide that its help could not be printed, and says the rest if it can.

    Which of these argparse does itself depends on the version of Python.
    """

    def error(self, message: str) -> NoReturn:
        tell(f"{self.format_usage()}{self.prog}: error: {message}\n")
        raise SystemExit(EXIT_MISUSED)

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        (file or sys.stdout).write(self.format_help())


class _Version(argparse.Action):
    """Prints the version, and what is in use: what a report of a fault needs."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        try:
            threads = _native.thread_count()
        except ValueError as error:  # WORD_COUNT_NUM_THREADS is no number
            parser.error(str(error))
        plural = "" if threads == 1 else "s"
        use = f"kernel {_native.kernel_name()}, {threads} thread{plural}"
        sys.stdout.write(f"word-count {__version__} ({use})\n")
        parser.exit()


class _Completion(argparse.Action):
    """Prints the script that shtab makes."""

    SHELLS = ("bash", "zsh", "tcsh")

    def __call__(
        self, parser: argparse.ArgumentParser, _namespace: object, shell: object, *_: object
    ) -> None:
        try:
            import shtab  # noqa: PLC0415
        except ImportError:
            parser.error("--completion needs shtab: pip install shtab")
        sys.stdout.write(shtab.complete(parser, str(shell)) + "\n")
        parser.exit()

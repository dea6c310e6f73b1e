"""The parser of the command word-count: its options, each by itself, and its help.

Their defaults stand in options.py: where there are only flags of one letter, argparse is not
imported.
"""

from __future__ import annotations

import argparse
import os
import sys

from word_count import __version__, _archives, _native
from word_count._command.arguments import AS_TYPED, FLAGS
from word_count._command.output import tell
from word_count._command.refusal import EXIT_MISUSED
from word_count._encodings import Encoding

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import SupportsWrite

COLUMNS = 80  # where there is no terminal to ask

DESCRIPTION = """\
Count the words equal to NEEDLE in each PATH, or in standard input.

Words are the pieces of a line between single spaces; with -w they are runs of
letters, digits and "_", as for grep -w. For one input the count is printed, for
several a line "count<TAB>name" each and their total. Of several words each has
a line: "count<TAB>word", or "count<TAB>word<TAB>name". With --top or --all there
is no NEEDLE: all words of all inputs together are counted, as -w has them.
Compressed files (.gz, .bz2, .xz, .zst) are decompressed."""

EPILOG = """\
examples:
  word-count -w -i him book.txt          how often is "him" a word of the book?
  word-count -w -e he -e she *.txt       two words at once
  word-count -rw TODO -g '*.{py,c}' src  in all Python and C files under src
  zcat log.gz | word-count ERROR         in what another program writes
  word-count -q ERROR logs/*.gz          the total alone
  word-count -rw self --sort count       in which files most?
  word-count --top 20 -i book.txt        which words are most frequent?
  word-count --all -r src > counts       how often is each word in src?
  word-count -W "[\\w']+" "don't" book.txt
                                         where apostrophes are parts of words
  find . -name '*.txt' -print0 | word-count -0 --files-from - is
                                         in the files that another program names
  word-count --json is *.txt | jq -r 'select(.count > 9).path'
                                         which books have more than nine?

exit status:
  0  all inputs were read: unlike grep's, also where no word was counted
  1  one or more could not be (grep: 2); they are named on standard error, the
     others counted. With --fail-if-none also where no word was counted
  2  the command was used wrongly
  130  it was interrupted

environment:
  WORD_COUNT_NUM_THREADS  the number of threads where --threads gives none
  NO_COLOR                no colours where --color gives no other answer

Full documentation: docs/command.md in the source of word-count-ext."""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser, once for a process. What is no option is for its help only."""
    parser = _Parser(
        prog="word-count",
        usage="%(prog)s [OPTIONS] NEEDLE [PATH ...]\n"
        "       %(prog)s [OPTIONS] -e WORD ... | -f FILE [PATH ...]\n"
        "       %(prog)s [OPTIONS] --top N | --all [PATH ...]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=_Formatter,
        add_help=False,
    )
    parser.register("type", None, lambda text: text.removeprefix(AS_TYPED))
    parser.add_argument(
        "needle", metavar="NEEDLE", nargs="?", default="",
        help="the word to count, unless there is -e, -f, --top or --all",
    )  # fmt: skip
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", default=[], help="a text; - or none for standard input"
    )
    _add_words(parser.add_argument_group("words"))
    _add_inputs(parser.add_argument_group("inputs"))
    _add_outputs(parser.add_argument_group("output"))
    _add_others(parser.add_argument_group("other"))
    return parser


def _add_flag(group: argparse._ArgumentGroup, letter: str, name: str, explanation: str) -> None:
    dest, value = FLAGS[letter]
    group.add_argument(
        f"-{letter}", name, dest=dest, action="store_const", const=value, help=explanation
    )


def _add_words(group: argparse._ArgumentGroup) -> None:
    _add_flag(
        group,
        "w",
        "--word-regexp",
        r"words are runs of letters, digits and _: the same as -W '\w+'",
    )
    group.add_argument(
        "-W", "--words", metavar="CLASS+", type=_words,
        help="words are runs of a class of characters, as in Python's re: "
        r"""'\S+' are those between white space, "[\w']+" may have apostrophes, """
        "'' are those between single spaces",
    )  # fmt: skip
    _add_flag(group, "i", "--ignore-case", "take characters that differ only in case for the same")
    group.add_argument(
        "-e", "--needle", metavar="WORD", dest="needles_given", action="append",
        help="count WORD, which may begin with -; may be repeated: all are counted in one pass",
    )  # fmt: skip
    group.add_argument(
        "-f", "--file", metavar="FILE", dest="words_from", action="append",
        help="count the words in FILE, or - for standard input, one a line; may be repeated",
    )  # fmt: skip
    group.add_argument(
        "--top", metavar="N", dest="most", type=_number,
        help="print the N most frequent words of all inputs together: by count, then by word; "
        r"words are \w+ unless -W says otherwise; with -e or -f: only the words that these give",
    )  # fmt: skip
    group.add_argument(
        "--all", dest="most", action="store_const", const=sys.maxsize,
        help="print all words, as --top does; with -e or -f: all that these give",
    )  # fmt: skip


def _add_inputs(group: argparse._ArgumentGroup) -> None:
    _add_flag(
        group,
        "r",
        "--recursive",
        "count in the files under directories, by default the current one; leave out "
        "counts of 0, and binary files: those with a NUL in their first 8,000 bytes",
    )
    _add_flag(group, "a", "--text", "with -r: count in binary files, too")
    group.add_argument(
        "-g", "--glob", metavar="GLOB", action="append",
        help="with -r: only in files that match GLOB, or not in what matches !GLOB, as for "
        "ripgrep; may be repeated: the last that matches decides",
    )  # fmt: skip
    group.add_argument(
        "--include", metavar="GLOB", action="append",
        help="with -r: only in files of such names, or paths if it has a /; may be repeated",
    )  # fmt: skip
    group.add_argument(
        "--exclude", metavar="GLOB", action="append",
        help="with -r: not in files and directories of such names or paths; may be repeated",
    )  # fmt: skip
    group.add_argument(
        "--hidden", action="store_true",
        help="with -r: also in hidden files and directories, and in those of version control",
    )  # fmt: skip
    group.add_argument(
        "--files-from", metavar="FILE", help="read the paths, a line each, from FILE, or - "
    )
    _add_flag(
        group,
        "0",
        "--null",
        "end names with NUL, not with a newline: those that are read and those printed",
    )
    group.add_argument(
        "-E", "--encoding", metavar="NAME", type=_encoding,
        help="the encoding of all inputs and of NEEDLE in them (default: utf-8)",
    )  # fmt: skip
    group.add_argument(
        "--compression", metavar="NAME", choices=("none", *_archives.NAMES),
        help="infer (from the suffix, the default), none, gzip, bz2, xz or zstd",
    )  # fmt: skip
    group.add_argument(
        "-j", "--threads", metavar="N", type=_threads,
        help="how many threads may work (default: one for each CPU)",
    )  # fmt: skip


def _add_outputs(group: argparse._ArgumentGroup) -> None:
    _add_flag(group, "q", "--quiet", "print only the totals")
    _add_flag(group, "c", "--count", "nothing: counts are printed anyway, as by grep -c")
    _add_flag(
        group, "H", "--with-filename", "print the name of an input also if it is the only one"
    )
    _add_flag(group, "h", "--no-filename", "print no names, and no total: a count for each input")
    _add_flag(
        group,
        "l",
        "--files-with-matches",
        "print only the names of the inputs in which a word was counted",
    )
    group.add_argument(
        "--include-zero", action="store_true", help="with -r: print counts of 0, too"
    )
    group.add_argument(
        "--sort", metavar="KEY", choices=("path", "count"),
        help="print by path, or by count, the highest first (without this: as named and found)",
    )  # fmt: skip
    group.add_argument(
        "--json", action="store_true",
        help="print an object for each input and word, and one for each word's total; with "
        "--top and --all one for each word, and one for the inputs",
    )  # fmt: skip
    group.add_argument(
        "--fail-if-none", action="store_true", help="exit with status 1 if no word was counted"
    )
    group.add_argument(
        "--color", metavar="WHEN", choices=("auto", "always", "never"),
        help="colour names: auto (on a terminal, the default), always or never",
    )  # fmt: skip
    group.add_argument(
        "--no-progress", dest="progress", action="store_false",
        help="no progress bar (without this: on a terminal, after half a second, with tqdm)",
    )  # fmt: skip


def _add_others(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--completion", metavar="SHELL", action=_Completion, choices=_Completion.SHELLS,
        help="print a script for completion in bash, zsh, tcsh or fish (needs shtab)",
    )  # fmt: skip
    group.add_argument(
        "--version", action=_Version, nargs=0, help="show version, kernel and number of threads"
    )
    group.add_argument("--help", action="help", help="show this help (-h is as in grep)")


def _words(pattern: str) -> str:
    if not pattern:  # the pieces of lines between single spaces
        return pattern
    from word_count._words import pattern_of  # noqa: PLC0415

    try:
        pattern_of(pattern, is_bytes=False, function="word-count")
    except ValueError:
        wanted = "a class of characters followed by +, such as \\w+, \\S+ or [\\w']+"
        message = f"not {wanted}: {pattern!r}"
        raise argparse.ArgumentTypeError(message) from None
    return pattern


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
        raise _no_number(text) from None


def _number(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise _no_number(text)
    return min(number, sys.maxsize)


def _no_number(text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"not a positive integer: {text!r}")


class _Parser(argparse.ArgumentParser):
    """A parser that does not hide that its help could not be printed, and says the rest if it can.

    Which of these argparse does itself depends on the version of Python.
    """

    def error(self, message: str) -> NoReturn:
        help_wanted = f"Try {self.prog} --help for all options."
        tell(f"{self.format_usage()}{self.prog}: error: {message}\n{help_wanted}\n")
        raise SystemExit(EXIT_MISUSED)

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        (file or sys.stdout).write(self.format_help())


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """A formatter that asks the system for the width, since argparse imports shutil for that."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 0
        super().__init__(prog, width=(columns or COLUMNS) - 2)


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

    SHELLS = ("bash", "zsh", "tcsh", "fish")

    def __call__(
        self, parser: argparse.ArgumentParser, _namespace: object, shell: object, *_: object
    ) -> None:
        try:
            import shtab  # noqa: PLC0415
        except ImportError:
            parser.error("--completion needs shtab: pip install shtab")
        if shell not in shtab.SUPPORTED_SHELLS:
            parser.error(f"--completion {shell} needs a newer shtab: pip install -U shtab")
        for action in parser._actions:  # noqa: SLF001
            if action.metavar in ("PATH", "FILE"):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
        sys.stdout.write(shtab.complete(parser, str(shell)) + "\n")
        parser.exit()

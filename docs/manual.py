"""The man page of the command, from the text of its --help: python docs/manual.py renews it.

What argparse prints depends on the version of Python; this does not.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from word_count import __version__
from word_count._command.parser import make_parser

PAGE = Path(__file__).parent / "word-count.1"
NAME = "count how often words occur in texts"


def main() -> None:
    """Renew the page."""
    PAGE.write_text(manual(), encoding="utf-8")


def manual() -> str:
    """Return the page, in the macros of man(7)."""
    parser = make_parser()
    version = f"word-count {__version__}"
    lines = [f'.TH WORD\\-COUNT 1 "" "{version}" "User Commands"']
    lines += [".SH NAME", f"word\\-count \\- {NAME}", ".SH SYNOPSIS", *_synopsis(parser)]
    lines += [".SH DESCRIPTION", *_paragraphs(parser.description or "")]
    lines += [".SH OPTIONS"]
    for group in parser._action_groups:  # noqa: SLF001
        if actions := group._group_actions:  # noqa: SLF001
            title = "arguments" if group.title == "positional arguments" else group.title
            lines.append(f".SS {(title or '').capitalize()}")
            for action in actions:
                lines += _option(action)
    lines += _sections(parser.epilog or "")
    return "\n".join(lines) + "\n"


def _synopsis(parser: argparse.ArgumentParser) -> Iterator[str]:
    usage = (parser.usage or "") % {"prog": parser.prog}
    for number, line in enumerate(usage.splitlines()):
        if number:
            yield ".br"
        program, _, rest = line.strip().partition(" ")
        yield f".B {_escaped(program)}"
        yield _escaped(rest)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield ".PP"
        yield from map(_escaped, paragraph.splitlines())


def _option(action: argparse.Action) -> Iterator[str]:
    """Yield an option, or what is none, by its names and its help."""
    value = f" \\fI{_escaped(str(action.metavar))}\\fR" if action.metavar else ""
    names = [f"\\fB{_escaped(name)}\\fR" for name in action.option_strings]
    yield ".TP"
    yield f"{', '.join(names)}{value}" if names else value.strip()
    yield _escaped((action.help or "").strip())


def _sections(epilog: str) -> Iterator[str]:
    """Yield what stands below the options, whose lines stay as they are."""
    for section in epilog.split("\n\n"):
        title, _, body = section.partition("\n")
        if title.endswith(":") and body:
            yield f".SH {title.removesuffix(':').upper()}"
            yield ".nf"
            yield from (_escaped(line.removeprefix("  ")) for line in body.splitlines())
            yield ".fi"
        else:
            yield ".SH SEE ALSO"
            yield "grep(1), wc(1)"
            yield ".PP"
            yield from map(_escaped, section.splitlines())


def _escaped(text: str) -> str:
    """Return text so that roff prints it as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return re.sub(r"^\.", r"\\&.", text.replace("~", "\\(ti").replace("^", "\\(ha"))


if __name__ == "__main__":
    main()

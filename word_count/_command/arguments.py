"""Which of the command's arguments are options, and which are not: as in GNU's getopt.

argparse takes no value that begins with "-", and which positional arguments it finds among options
depends on the version of Python.
"""

from __future__ import annotations

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator


AS_TYPED = "\0"  # before a value of "--", which argparse would drop

# Options of one letter without a value, and what they set. Where only these are given, argparse is
# not imported: that takes longer than counting in a book.
FLAGS: dict[str, tuple[str, object]] = {
    "w": ("words", r"\w+"),
    "i": ("ignore_case", True),
    "r": ("recursive", True),
    "a": ("text", True),
    "0": ("null", True),
    "q": ("quiet", True),
    "c": ("counts", True),  # as without it
    "H": ("names", True),
    "h": ("names", False),
    "l": ("lists_names", True),
}


def _is_option(argument: str) -> bool:
    """Say whether an argument before "--" is an option, or "--" itself."""
    return argument[:1] == "-" and argument != "-"


def _others(
    arguments: Iterable[str], take_option: Callable[[str, Iterator[str]], None]
) -> list[str]:
    """Return what is no option; have options taken, each with the arguments that follow it."""
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            others.extend(rest)
        elif _is_option(argument):
            take_option(argument, rest)
        else:
            others.append(argument)
    return others


def set_flags(options: object, arguments: Iterable[str]) -> list[str] | None:
    """Set what FLAGS among arguments say; return what is no option, or None if there are others."""
    letters: list[str] = []
    others = _others(arguments, lambda argument, _rest: letters.extend(argument[1:]))
    if not FLAGS.keys() >= set(letters):
        return None
    for letter in letters:
        setattr(options, *FLAGS[letter])
    return others


def split(parser: argparse.ArgumentParser, arguments: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the options among arguments, each in one piece with its value, and what is none.

    An option that needs a value takes what follows it, whatever it is. Options may follow other
    arguments, up to "--".
    """
    valued = _valued(parser)
    options: list[str] = []

    def take_option(argument: str, rest: Iterator[str]) -> None:
        if argument.startswith("--"):
            options.append(_long(argument, valued, rest))
        else:
            options.extend(_short(argument, valued, rest))

    others = _others(arguments, take_option)
    return options, others


def _valued(parser: argparse.ArgumentParser) -> dict[str, str]:
    """Return the names of options that need a value, each with the option's long name."""
    actions = [action for action in parser._actions if action.nargs is None]  # noqa: SLF001
    return {name: action.option_strings[-1] for action in actions for name in action.option_strings}


def _long(argument: str, valued: dict[str, str], rest: Iterator[str]) -> str:
    """Return a long option with its value; its name may be cut short."""
    if "=" not in argument and any(name.startswith(argument) for name in valued):
        value = next(rest, None)
        return argument if value is None else _joined(argument, value)
    return argument


def _short(argument: str, valued: dict[str, str], rest: Iterator[str]) -> Iterator[str]:
    """Yield a cluster of short options up to the first with a value, and that by its long name."""
    for i, letter in enumerate(argument[1:], 1):
        name = f"-{letter}"
        if name in valued:
            if i > 1:
                yield argument[:i]
            value = argument[i + 1 :] or next(rest, None)
            yield name if value is None else _joined(valued[name], value)
            return
    yield argument


def _joined(name: str, value: str) -> str:
    return f"{name}={AS_TYPED if value == '--' else ''}{value}"

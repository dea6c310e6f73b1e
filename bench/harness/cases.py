"""What a rig is made of: groups of workloads, and the contenders measured on each of them."""

import importlib.util
import shutil
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

Trial = Callable[[], float]


class Call(NamedTuple):
    """A function and what to call it with."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = {}

    def __call__(self) -> object:
        """Call it."""
        return self.function(*self.arguments, **self.keywords)


@dataclass(frozen=True)
class Workload:
    """A question: what every contender of the group is called with."""

    name: str
    make: Callable[[], tuple[Any, ...]]  # the arguments; made when the workload's turn comes
    keywords: Mapping[str, Any] = field(default_factory=dict)  # such as words=r"\w+"
    quick: bool = True  # also measured by --quick


@dataclass(frozen=True)
class Contender:
    """A way to answer a workload's question."""

    name: str
    call: Callable[..., Any]  # called with the arguments and keywords of the workload
    groups: Sequence[str] = ()  # where it takes part, if the rig has one list for all groups
    exact: bool = True  # False: it answers an easier question
    counts: int = 1  # answers given by one call
    parallel: bool = False  # uses several threads
    largest: float = float("inf")  # bytes; larger inputs take it too long
    prepares: bool = False  # call() only returns the function to measure
    answer: Callable[[Any], object] | None = None  # makes the result comparable, untimed
    needs: str = ""  # a module or command without which it is left out

    def bind(self, workload: Workload, arguments: tuple[Any, ...]) -> Call:
        """Return the call that is measured."""
        call = Call(self.call, arguments, workload.keywords)
        return Call(self.call(*arguments, **workload.keywords)) if self.prepares else call

    def is_installed(self) -> bool:
        """Return whether what it needs is there."""
        needs = self.needs
        if not needs or shutil.which(needs):
            return True
        parents = [needs.rpartition(".")[0]] if "." in needs else []
        return all(map(importlib.util.find_spec, [*parents, needs]))


@dataclass(frozen=True)
class Group:
    """Workloads, the contenders compared on each, and how they are measured."""

    name: str
    workloads: Sequence[Workload]
    contenders: Sequence[Contender]
    trial: Callable[[Call], Trial] | None = None  # default: rounds.timed
    keep: Callable[[Sequence[float]], float] = statistics.median
    seconds: float = 0  # for each of the rounds: short calls get more rounds
    rounds: int | None = None  # overrides the rig's


@dataclass(frozen=True)
class Rig:
    """What `python bench measure` needs to know."""

    groups: Callable[[bool], AbstractContextManager[Sequence[Group]]]  # whether --quick
    rounds: int
    quick_rounds: int
    file_name: Callable[[], str]  # of the results, in their folder


def size_of(arguments: Sequence[object]) -> int:
    """Return the bytes of a call's first argument: a str's data, a buffer, a file."""
    contents = arguments[0] if arguments else None
    if isinstance(contents, str):
        return max(0, contents.__sizeof__() - "".__sizeof__())
    if isinstance(contents, Path):
        return contents.stat().st_size if contents.is_file() else 0
    return memoryview(contents).nbytes if isinstance(contents, bytes | memoryview) else 0

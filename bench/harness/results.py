"""What was measured: one JSON schema for all rigs, a result a line."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Machine:
    """A machine, its Python, and what else it did."""

    cpu: str
    cpus: int  # that this process may use
    python: str
    family: str = ""  # of the CPU, its model and stepping
    kernel: str = ""
    word_count: str = ""
    gil: bool = True
    load: float = 0  # by others, at the beginning

    @property
    def python_label(self) -> str:
        """The version as in a command's name, such as 3.13t."""
        return ".".join(self.python.split(".")[:2]) + ("" if self.gil else "t")


@dataclass(frozen=True)
class Result:
    """What a contender took on a workload."""

    group: str
    workload: str
    contender: str
    value: float  # seconds, unless the group says otherwise
    bytes: int = 0  # of the input
    exact: bool = True
    counts: int = 1
    parallel: bool = False
    fastest: float | None = None  # of the rounds
    slowest: float | None = None

    def to_json(self) -> str:
        """Return JSON without what has its default."""
        defaults = {field.name: field.default for field in fields(self)}
        return json.dumps({n: v for n, v in asdict(self).items() if v != defaults[n]})


Rows = dict[str, dict[str, Result]]  # by workload, by contender


@dataclass(frozen=True)
class Run:
    """The results of one run, or of several with --only."""

    machine: Machine
    date: str
    quick: bool
    rounds: int
    results: tuple[Result, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what save() has written."""
        read = json.loads(path.read_text(encoding="utf-8"))
        read["machine"] = Machine(**read["machine"])
        read["results"] = tuple(Result(**result) for result in read["results"])
        return cls(**read)

    def save(self, path: Path) -> None:
        """Write JSON, one result a line."""
        head = asdict(self) | {"results": []}
        lines = ",\n".join(f"  {result.to_json()}" for result in self.results)
        text = json.dumps(head, indent=1).replace('"results": []', f'"results": [\n{lines}\n ]')
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")

    def groups(self) -> list[str]:
        """Return the names of the groups, in order."""
        return list(dict.fromkeys(result.group for result in self.results))

    def rows(self, *groups: str) -> Rows:
        """Return the results of some groups, or of all, by workload and contender."""
        rows: Rows = {}
        for result in self.results:
            if not groups or result.group in groups:
                rows.setdefault(result.workload, {})[result.contender] = result
        return rows

    def values(self, group: str) -> dict[str, dict[str, float]]:
        """Return the bare figures of a group, by workload and contender; KeyError without any."""
        if group not in self.groups():
            raise KeyError(group)
        return {
            workload: {name: result.value for name, result in row.items()}
            for workload, row in self.rows(group).items()
        }


def merged(
    old: Iterable[Result], new: Iterable[Result], order: Sequence[str]
) -> tuple[Result, ...]:
    """Return the old results with those of newly measured groups replaced, in order of the groups.

    Groups that are not in the order come last.
    """
    latest = tuple(new)
    again = {result.group for result in latest}
    place = {group: number for number, group in enumerate(order)}
    results = [*(result for result in old if result.group not in again), *latest]
    return tuple(sorted(results, key=lambda result: place.get(result.group, len(place))))


def kept(path: Path, machine: Machine, only: Iterable[str]) -> tuple[Result, ...]:
    """Return the results of a file but for those to be measured again.

    A file names one machine for all of its results, so they must be of this one.
    """
    old = Run.load(path)
    others = tuple(result for result in old.results if result.group not in set(only))
    if others and (old.machine.cpu, old.machine.cpus) != (machine.cpu, machine.cpus):
        sys.exit(f"{path} is of another machine: measure all groups, or into another folder")
    return others

"""How the limits rig measures: medians, short texts in more rounds, tables in fewer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.harness.cases import Group, Rig
from bench.limits.contenders import CONTENDERS
from bench.limits.workloads import WORKLOADS

ROUNDS_OF_TABLES = 5


@contextmanager
def groups(_quick: bool) -> Iterator[Sequence[Group]]:  # noqa: FBT001
    """Join the workloads with their contenders."""
    yield [
        Group(
            name,
            workloads,
            [c for c in CONTENDERS if name in c.groups],
            seconds=0.03,
            rounds=ROUNDS_OF_TABLES if name == "table" else None,
        )
        for name, workloads in WORKLOADS.items()
    ]


RIG = Rig(groups, rounds=11, quick_rounds=5, file_name=lambda: "limits.json")

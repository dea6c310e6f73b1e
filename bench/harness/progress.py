"""How far a run is, on a terminal."""

from collections.abc import Iterator

from tqdm import tqdm

from bench.harness.cases import Group, Workload


def shown(pairs: list[tuple[Group, Workload]]) -> Iterator[tuple[Group, Workload]]:
    """Yield the workloads of a run, and show which is measured."""
    with tqdm(pairs, unit="workload", disable=None, dynamic_ncols=True) as bar:
        for group, workload in bar:
            bar.set_description(f"{group.name}: {workload.name[:40]}")
            yield group, workload

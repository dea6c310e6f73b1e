"""Runs a rig: measures its groups, and writes what was measured."""

import importlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.harness.cases import Group, Rig
from bench.harness.machine import this_machine
from bench.harness.progress import shown
from bench.harness.results import Run, kept, merged
from bench.harness.rounds import measure


def run(name: str, folder: Path, *, quick: bool, only: Sequence[str] | None) -> None:
    """Measure a rig, or some of its groups; the others' figures then stay."""
    rig: Rig = importlib.import_module(f"bench.{name}.groups").RIG
    path = folder / rig.file_name()
    machine = this_machine()
    old = kept(path, machine, only) if only and path.exists() else ()
    rounds = rig.quick_rounds if quick else rig.rounds
    with rig.groups(quick) as groups:
        new = measure(choose(groups, only), rounds, quick=quick, show=shown)
    results = merged(old, new, [group.name for group in groups])
    date = datetime.now(UTC).date().isoformat()
    Run(machine, date, quick, rounds, results).save(path)


def choose(groups: Sequence[Group], names: Sequence[str] | None) -> list[Group]:
    """Return the groups of those names, or all."""
    known = [group.name for group in groups]
    if unknown := set(names or known) - set(known):
        sys.exit(f"no group {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    return [group for group in groups if group.name in (names or known)]

"""Writes files.md."""

from pathlib import Path

from bench.files import BARE
from bench.harness.results import Run
from bench.harness.tables import caption, milliseconds, table


def report(folder: Path) -> list[str]:
    """Write the tables."""
    (folder / "files.md").write_text(document(Run.load(folder / "files.json")), encoding="utf-8")
    return []


def document(run: Run) -> str:
    """Return the figures as Markdown."""
    about = (
        f"Made by `nox -s bench-files` on {caption(run, detailed=True)}.\n"
        f"Medians of {run.rounds} interleaved rounds, files in the page cache.\n"
        "*Times ours*: the time over that of the table's first line."
    )
    parts = ["# Files, measured", about]
    for group in run.groups():
        for workload, row in run.values(group).items():
            if group == "memory":
                parts += ["## Memory", memory(row)]
            else:
                parts += [f"## {workload}", times(row)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def times(row: dict[str, float]) -> str:
    """Return the times of a group's contenders."""
    ours = next(iter(row.values()))
    rows = [
        [f"`{name}`", milliseconds(seconds), f"{seconds / ours:.2f}"]
        for name, seconds in row.items()
    ]
    return table(["what", "ms", "times ours"], rows)


def memory(row: dict[str, float]) -> str:
    """Return what the command needs beyond an interpreter."""
    rows = [
        [f"`{name}`", f"{(size - row[BARE]) / 1024:.1f}"]
        for name, size in row.items()
        if name != BARE
    ]
    return table(["what", "MiB over a bare interpreter"], rows)

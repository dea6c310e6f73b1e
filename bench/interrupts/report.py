"""Writes interrupts.md."""

from pathlib import Path

from bench.harness.results import Run
from bench.harness.tables import caption, code, milliseconds, table


def report(folder: Path) -> list[str]:
    """Write the table."""
    run = Run.load(folder / "interrupts.json")
    ((text, row),) = run.rows("interrupts").items()
    rows = [
        [code(name), milliseconds(result.value, 0), milliseconds(result.slowest or 0, 0)]
        for name, result in row.items()
    ]
    made = table([text, "median, ms", f"longest of {run.rounds}, ms"], rows)
    by = f"Made by `nox -s bench-interrupts`; {caption(run)}.\n"
    text = f"# How long Ctrl-C waits, measured\n\n{made}\n{by}"
    (folder / "interrupts.md").write_text(text, encoding="utf-8")
    return []

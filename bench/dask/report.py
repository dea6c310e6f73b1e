"""Writes dask.md."""

from pathlib import Path

from bench.harness.results import Run
from bench.harness.tables import caption, code, table


def report(folder: Path) -> list[str]:
    """Write the table."""
    run = Run.load(folder / "dask.json")
    ((workload, row),) = run.values("count").items()
    ours = row["word_count.dask"]
    rows = [[code(name), f"{s:.2f}", f"{s / ours:.1f}"] for name, s in row.items()]
    text = table([workload, "seconds", "times ours"], rows)
    made = f"Made by `nox -s bench-dask`: the fastest of {run.rounds} rounds; {caption(run)}.\n"
    (folder / "dask.md").write_text(f"# Dask, measured\n\n{text}\n{made}", encoding="utf-8")
    return []

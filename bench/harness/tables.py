"""Markdown tables, their captions, and numbers for people."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.harness.results import Run


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in [list(heads), *escaped]]
    lines.insert(1, "|---|" + "--:|" * (len(heads) - 1))
    return "\n".join(lines) + "\n"


def caption(*runs: Run, detailed: bool = False) -> str:
    """Name the machine and the day, and say so if the machine had other work."""
    machines = [run.machine for run in runs]
    first = machines[0]
    load = max(machine.load for machine in machines)
    busy = f", which had other work (load {load:.0f})" if load >= 1 else ""
    family, kernel = "", ""
    if detailed:
        family = f" (family-model-stepping {first.family})"
        kernel = f", kernel {first.kernel}"
    pythons = [machine.python if detailed else machine.python_label for machine in machines]
    date = max(run.date for run in runs)
    cpus = f"{first.cpus} CPUs{busy}{kernel}"
    return f"{first.cpu}{family}, {cpus}, CPython {' and '.join(pythons)}, {date}"


def milliseconds(seconds: float, digits: int = 1) -> str:
    """Return so many digits after the point."""
    return f"{seconds * 1e3:.{digits}f}"


def microseconds(seconds: float) -> str:
    """Return three digits, or all before the point."""
    value = seconds * 1e6
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"  # noqa: PLR2004


def code(name: str) -> str:
    """Return a name as code, what follows a comma as text."""
    head, comma, tail = name.partition(",")
    return f"`{head}`{comma}{tail}"


def put_between(document: Path, mark: str, text: str) -> None:
    """Replace what stands in a document between <!-- mark --> and <!-- /mark -->."""
    old = document.read_text(encoding="utf-8")
    between = rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)"
    new = re.sub(between, lambda _: text, old, flags=re.DOTALL)
    document.write_text(new, encoding="utf-8")

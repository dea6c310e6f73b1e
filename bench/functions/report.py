"""Writes functions.md and four.png from pytest-benchmark's functions.json."""

import json
import sys
from pathlib import Path

from bench.harness.pictures import grouped_bars, picture
from bench.harness.results import Machine, Result, Run
from bench.harness.tables import caption, table

PYTHON = "`search_py`"
TWICE = "`search_sequential_allow_threads`, twice at once on 2 Python threads"
ROWS = {
    "test_word_count_parallel": "`search`",
    "test_word_count_sequential": "`search_sequential`",
    "test_word_count_sequential_twice_with_threads": TWICE,
    "test_word_count_python_sequential": PYTHON,
}


def report(folder: Path) -> list[str]:
    """Write the table and the picture; print the table."""
    run = load(folder / "functions.json")
    rows = run.rows("functions")
    heads = [head for text in rows for head in (f"{text}, ms", "times `search_py`'s speed")]
    lines = [
        [title, *(cell for row in rows.values() for cell in cells(row, title))]
        for title in ROWS.values()
    ]
    text = f"{table(['', *heads], lines)}\nMedians on {caption(run)}.\n"
    (folder / "functions.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    draw(run, folder / "four.png")
    return []


def load(path: Path) -> Run:
    """Return the medians that pytest-benchmark has measured."""
    read = json.loads(path.read_text(encoding="utf-8"))
    info = read["machine_info"]
    cpu = info["cpu"]
    results = []
    for benchmark in read["benchmarks"]:
        name, text = benchmark["name"].removesuffix("]").split("[")
        title, median = ROWS[name], benchmark["stats"]["median"]
        results.append(Result("functions", text, title, median, counts=1 + (title == TWICE)))
    machine = Machine(cpu["brand_raw"], cpu["count"], info["python_version"])
    rounds = min(benchmark["stats"]["rounds"] for benchmark in read["benchmarks"])
    return Run(machine, read["datetime"][:10], quick=False, rounds=rounds, results=tuple(results))


def cells(row: dict[str, Result], title: str) -> list[str]:
    """Return the milliseconds and the gain."""
    return [f"{row[title].value * 1e3:.3f}", f"{gain(row, title):.1f}"]


def gain(row: dict[str, Result], title: str) -> float:
    """Return the speed as a multiple of Python's."""
    return row[title].counts * row[PYTHON].value / row[title].value


def draw(run: Run, path: Path) -> None:
    """Draw the gains, a group of bars for each text."""
    gains = {
        text: [gain(row, title) for title in ROWS.values()] for text, row in run.rows().items()
    }
    titles = [title.replace("`", "").replace(", twice", ",\ntwice") for title in ROWS.values()]
    with picture(path, caption(run), size=(6.4, 3.4)) as axes:
        grouped_bars(axes, titles, gains, lying=True, digits=0)
        axes.invert_yaxis()
        axes.set(xlabel="times search_py's speed")
        axes.margins(x=0.1)
        axes.legend(loc="lower right")

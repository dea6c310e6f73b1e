"""Turns pytest-benchmark's JSON of test_word_count.py into the guide's table and picture.

Usage: guide_table.py RESULTS.json PICTURE.png [DOCUMENT ...]. Prints the table, draws the picture,
and puts the table into the documents, between the lines <!-- bench --> and <!-- /bench -->.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

PYTHON = "test_word_count_python_sequential"
ROWS = {
    "test_word_count_parallel": "`search`",
    "test_word_count_sequential": "`search_sequential`",
    "test_word_count_sequential_twice_with_threads": (
        "`search_sequential_allow_threads`, twice at once on 2 Python threads"
    ),
    PYTHON: "`search_py`",
}


def table(results: dict[str, Any]) -> str:
    """Give the medians as Markdown, with the machine they were measured on."""
    medians = medians_of(results)
    texts = list(medians)
    lines = [
        "| | " + " | ".join(f"{text}, ms | times `search_py`'s speed" for text in texts) + " |",
        "|---|" + "--:|--:|" * len(texts),
    ]
    for name, title in ROWS.items():
        cells = [title]
        for text in texts:
            cells += [f"{medians[text][name] * 1000:.3f}", f"{gain(medians[text], name):.1f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", f"Medians on {machine(results)}."])


def medians_of(results: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Give the seconds of each benchmark by the name of its text."""
    medians: dict[str, dict[str, float]] = {}
    for benchmark in results["benchmarks"]:
        name, text = benchmark["name"].removesuffix("]").split("[")
        medians.setdefault(text, {})[name] = benchmark["stats"]["median"]
    return medians


def gain(medians: dict[str, float], name: str) -> float:
    """Give the speed of a benchmark as a multiple of Python's."""
    calls = 2 if "twice" in name else 1
    return calls * medians[PYTHON] / medians[name]


def machine(results: dict[str, Any]) -> str:
    """Name the machine and the day."""
    info = results["machine_info"]
    return (
        f"{info['cpu']['brand_raw']}, {info['cpu']['count']} CPUs, "
        f"CPython {info['python_version']}, {results['datetime'][:10]}"
    )


def draw(results: dict[str, Any], path: Path) -> None:
    """Draw the gains, a group of bars for each text."""
    mpl.use("agg")
    medians = medians_of(results)
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    height = 0.8 / len(medians)
    for number, (text, row) in enumerate(medians.items()):
        places = [i + (number - (len(medians) - 1) / 2) * height for i in range(len(ROWS))]
        bars = axes.barh(places, [gain(row, name) for name in ROWS], height, label=text)
        axes.bar_label(bars, fmt="%.0f", padding=3, fontsize=8)
    titles = [title.replace("`", "").replace(", twice", ",\ntwice") for title in ROWS.values()]
    axes.set_yticks(range(len(ROWS)), titles)
    axes.invert_yaxis()
    axes.set(xlabel="times search_py's speed")
    axes.margins(x=0.1)
    axes.legend(loc="lower right")
    figure.suptitle(machine(results), fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Print the table, draw the picture, and renew the documents."""
    results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = table(results)
    sys.stdout.write(f"{text}\n")
    draw(results, Path(sys.argv[2]))
    for name in sys.argv[3:]:
        document = Path(name)
        marked = r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)"
        old = document.read_text(encoding="utf-8")
        document.write_text(
            re.sub(marked, lambda _: f"{text}\n", old, flags=re.DOTALL), encoding="utf-8"
        )


if __name__ == "__main__":
    main()

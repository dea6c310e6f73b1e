"""Turns the JSON of the limits rig into Markdown tables and pictures.

Usage: python -m bench.limits.report RESULTS.json FOLDER. Writes FOLDER/limits.md, sizes.png and
peers.png. Ratios are taken within the one run; a machine's noise hits both sides of them.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from bench.limits.workloads import ORDINARY

RUST = "PyO3, sequential"
Times = dict[str, dict[str, dict[str, Any]]]


def main() -> None:
    """Write the tables and pictures."""
    results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    times: Times = {}
    for result in results["results"]:
        times.setdefault(result["workload"], {})[result["contender"]] = result
    (folder / "limits.md").write_text(document(results, times), encoding="utf-8")
    mpl.use("agg")
    draw_sizes(times, folder / "sizes.png", caption(results))
    draw_peers(times, folder / "peers.png", caption(results))


def caption(results: dict[str, Any]) -> str:
    """Name the machine and the day."""
    machine = results["machine"]
    family = "-".join(map(str, machine["family"]))
    return (
        f"{machine['cpu']} (family-model-stepping {family}), {machine['cpus']} CPUs, "
        f"kernel {machine['kernel']}, CPython {machine['python']}, {results['date']}"
    )


def document(results: dict[str, Any], times: Times) -> str:
    """Give all the figures, a table for each group of workloads."""
    lines = [
        "# The limits, measured",
        "",
        f"Made by `nox -s limits` on {caption(results)}.",
        f"Medians of {results['rounds']} interleaved rounds and more.",
        "*Of reading*: the time that a C loop takes to read the same bytes, on as many threads,",
        "over ours. *Easier* marks peers that answer an easier question.",
        "",
    ]
    for group in dict.fromkeys(result["group"] for result in results["results"]):
        for workload, row in times.items():
            if next(iter(row.values()))["group"] == group and group != "sizes":
                lines += table(workload, row)
    lines += dense_table(times)
    lines += sizes_table(times)
    return "\n".join(lines) + "\n"


def table(workload: str, row: dict[str, dict[str, Any]]) -> list[str]:
    """Give one workload's figures."""
    size = next(iter(row.values()))["bytes"]
    lines = [
        f"## {workload} ({size / 1e6:.3g} MB)",
        "",
        "| contender | ms | GB/s | of reading | times Rust's speed |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, result in row.items():
        seconds = result["seconds"] / result["counts"]
        several = name == "search" or "all threads" in name or result["counts"] > 1
        read = row.get("reading, all threads" if several else "reading, 1 thread")
        limit = f"{read['seconds'] / seconds:.2f}" if read else ""
        rust = f"{row[RUST]['seconds'] / seconds:.1f}" if RUST in row else ""
        mark = "" if result["exact"] else " (easier)"
        speed = f"{seconds * 1e3:.4g} | {size / seconds / 1e9:.3g}"
        lines.append(f"| {name}{mark} | {speed} | {limit} | {rust} |")
    return [*lines, ""]


def dense_table(times: Times) -> list[str]:
    """Give what texts made to be slow cost, against an ordinary text of the same size."""
    lines = [
        "## Texts made to be slow",
        "",
        f"`search_sequential`, time for each unit against that of *{ORDINARY}*.",
        "",
        "| text | times as long |",
        "|---|--:|",
    ]
    ordinary = times[ORDINARY]["search_sequential"]
    for workload, row in times.items():
        result = row["search_sequential"]
        if result["group"] == "dense":
            cost = result["seconds"] / result["bytes"] * ordinary["bytes"] / ordinary["seconds"]
            lines.append(f"| {workload} | {cost:.2f} |")
    return [*lines, ""]


def sizes_table(times: Times) -> list[str]:
    """Give search against search_sequential, by size."""
    lines = [
        "## search against search_sequential",
        "",
        "| text | search, us | search_sequential, us | ratio |",
        "|---|--:|--:|--:|",
    ]
    for workload, row in times.items():
        parallel, alone = row["search"]["seconds"], row["search_sequential"]["seconds"]
        ratio = parallel / alone
        lines.append(f"| {workload} | {parallel * 1e6:.4g} | {alone * 1e6:.4g} | {ratio:.3f} |")
    return lines


def draw_sizes(times: Times, path: Path, title: str) -> None:
    """Draw speed against size, with reading as the limit."""
    # Below it, calling the read loop by ctypes takes longer than reading.
    smallest = {"reading, all threads": 1 << 18, "reading, 1 thread": 1 << 18}
    names = [*smallest, "search", "search_sequential"]
    groups = ("sizes", "guide")
    rows = [row for row in times.values() if row["search"]["group"] in groups]
    rows.sort(key=lambda row: row["search"]["bytes"])
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for name, style in zip(names, ["--", ":", "o-", "s-"], strict=True):
        points = [
            (row[name]["bytes"], row[name]["seconds"])
            for row in rows
            if name in row and row[name]["bytes"] >= smallest.get(name, 0)
        ]
        axes.plot(
            [size for size, _ in points],
            [size / seconds / 1e9 for size, seconds in points],
            style,
            label=name,
        )
    axes.set(xscale="log", yscale="log", xlabel="text, bytes", ylabel="GB/s")
    figure.suptitle(title, fontsize=8)
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)


def draw_peers(times: Times, path: Path, title: str) -> None:
    """Draw the time of each contender on the guide's workload."""
    row = times["zen x1,000"]
    bars = sorted(
        (result["seconds"] * 1e3 / result["counts"], name + ("" if result["exact"] else " *"))
        for name, result in row.items()
    )
    figure, axes = plt.subplots(figsize=(8, 0.32 * len(bars) + 1.2), layout="constrained")
    drawn = axes.barh([name for _, name in bars], [ms for ms, _ in bars])
    axes.bar_label(drawn, [f"{ms:.3g}" for ms, _ in bars], padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.set(xscale="log", xlabel="ms for 857 kB (the guide's text); * an easier question")
    axes.margins(x=0.15)
    figure.suptitle(title, fontsize=8)
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()

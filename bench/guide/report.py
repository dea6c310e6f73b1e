"""Turns the JSON of measure.py into the tables and pictures of docs/guide.

Usage: python -m bench.guide.report FOLDER. Reads FOLDER/cpython-*.json, writes FOLDER/*.md and
FOLDER/*.png. Each ratio is of two figures of one run. Where a claim of claims.py does not hold,
the exit status is 1.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from bench.guide.claims import CLAIMS, MINIMAL, RELEASING, TABLES, WITH_GIL, Results, Runs, speedup

FASTEST = "The fastest"


def main() -> int:
    """Write the tables and pictures; say which claims do not hold."""
    folder = Path(sys.argv[1])
    runs: Runs = {}
    for path in folder.glob("cpython-*.json"):
        run = json.loads(path.read_text(encoding="utf-8"))
        runs[run["machine"]["python"]] = run
    runs = dict(sorted(runs.items(), key=lambda item: (int(item[0][2:].strip("t")), item[0])))
    mpl.use("agg")
    for name, write in DOCUMENTS.items():
        try:
            content = write(runs)
        except KeyError as missing:
            sys.stderr.write(f"{name}: not made, no figures from CPython {missing}\n")
            continue
        (folder / f"{name}.md").write_text(content + doubts(name, runs), encoding="utf-8")
    for name, draw in PICTURES.items():
        figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
        draw(runs, axes)
        figure.savefig(folder / f"{name}.png", dpi=150)
    wrong = [claim for claim, holds in CLAIMS.items() if not holds(runs)]
    for claim in wrong:
        sys.stderr.write(f"the guide says, but the figures do not: {claim}\n")
    return 1 if wrong else 0


def doubts(document: str, runs: Runs) -> str:
    """Say which claims a table does not bear out, for the reader to see."""
    wrong = [
        claim for claim, holds in CLAIMS.items() if document in TABLES[claim] and not holds(runs)
    ]
    return "".join(
        f"\n*These figures do not show that {claim}: they are to be made again on idle CPUs.*\n"
        for claim in wrong
    )


def caption(*runs: Results) -> str:
    """Name the machine and the day, and say so if the machine had other work."""
    machine = runs[0]["machine"]
    load = max(run["machine"]["load"] for run in runs)
    busy = f", which had other work (load {load:.0f})" if load >= 1 else ""
    pythons = " and ".join(run["machine"]["python"] for run in runs)
    date = max(run["machine"]["date"] for run in runs)
    return f"{machine['cpu']}, {machine['cpus']} CPUs{busy}, CPython {pythons}, {date}"


def table(heads: list[str], rows: list[list[str]], *runs: Results, kept: str = FASTEST) -> str:
    """Give a Markdown table with its caption."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    of = f" of {runs[0]['rounds']} rounds and more" if kept == FASTEST else ""
    return "\n".join([*lines, "", f"{kept}{of}; {caption(*runs)}.", ""])


def microseconds(seconds: float) -> str:
    """Give three digits, or all before the point."""
    value = seconds * 1e6
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"  # noqa: PLR2004


def two_at_once(run: Results, *names: str) -> str:
    """Give two calls in turn against two threads."""
    rows = []
    for name in names:
        figures = run["two_at_once"][name]
        milliseconds = [f"{figures[case] * 1e3:.1f}" for case in ("in turn", "at once")]
        rows.append([f"`{name}`", *milliseconds, f"{speedup(figures):.2f}"])
    heads = ["two calls", "in turn, ms", "on two threads, ms", "times as fast"]
    return table(heads, rows, run)


def without_gil(runs: Runs) -> str:
    """Give the gain of a second thread, with and without a GIL."""
    rows = [
        [f"`{name}`", *(f"{speedup(run['two_at_once'][name]):.2f}" for run in runs.values())]
        for name in runs[WITH_GIL]["two_at_once"]
    ]
    return table(["two threads, times as fast as one", *runs], rows, *runs.values())


def interpreters(runs: Runs) -> str:
    """Give the gain of a second interpreter."""
    run = next(run for run in [*runs.values(), {}] if run.get("interpreters") or not run)
    if not run:
        raise KeyError("3.14")  # noqa: EM101
    figures = dict(run["interpreters"])
    making = figures.pop("making two")["seconds"]
    rows = []
    for name, row in figures.items():
        milliseconds = [f"{row[case] * 1e3:.1f}" for case in ("in turn", "at once")]
        rows.append(
            [
                f"`{name.replace(',', '`,', 1)}" + "`" * (", " not in name),
                *milliseconds,
                f"{speedup(row):.2f}",
            ]
        )
    heads = ["two calls", "in turn, ms", "in two interpreters, ms", "times as fast"]
    more = f"Making two interpreters that have imported `word_count`: {making * 1e3:.0f} ms.\n"
    return table(heads, rows, run) + "\n" + more


def other_thread(runs: Runs) -> str:
    """Give how long another thread waited."""
    run = runs[WITH_GIL]
    rows = [
        [f"`{name}`" if "." in name else name, f"{seconds * 1e3:.1f}"]
        for name, seconds in run["other_thread"].items()
    ]
    return table(["meanwhile, the main thread does", "longest wait, ms"], rows, run, kept="Medians")


def in_c(runs: Runs) -> str:
    """Give a long text's time on one and on two threads."""
    run = runs[WITH_GIL]
    row = run["parallel"][-1]
    alone, several = row[MINIMAL], row["minimal.search"]
    cells = [f"{row['bytes'] // 1024:,} KiB", f"{alone * 1e3:.1f}", f"{several * 1e3:.1f}"]
    heads = ["text", "one thread, ms", "two threads, ms", "times as fast"]
    return table(heads, [[*cells, f"{alone / several:.2f}"]], run)


def parallel(runs: Runs) -> str:
    """Give parallel against sequential by size."""
    run = runs[WITH_GIL]
    rows = []
    for row in run["parallel"]:
        cells = [f"{row['bytes'] // 1024:,} KiB"]
        for module in ("minimal", "word_count"):
            alone, several = row[f"{module}.search_sequential"], row[f"{module}.search"]
            cells += [microseconds(alone), microseconds(several), f"{several / alone:.2f}"]
        rows.append(cells)
    heads = ["text"]
    for kind in ("threads for each call", "a pool"):
        heads += [f"{kind}: one thread, us", "two, us", "ratio"]
    return table(heads, rows, run)


def short_calls(runs: Runs) -> str:
    """Give what a call takes, by size and company."""
    run = runs[WITH_GIL]
    rows = []
    for row in run["short_calls"]:
        cells = [f"{row['bytes']:,}"]
        for case in ("alone", "in company"):
            keys = [f"{name.removeprefix('minimal.')}, {case}" for name in (MINIMAL, RELEASING)]
            cells += [microseconds(row[key]) for key in keys]
        rows.append(cells)
    heads = ["bytes", "alone: holding, us", "releasing, us", "beside a busy thread: holding, us"]
    return table([*heads, "releasing, us"], rows, run, kept="Medians")


def interrupt(runs: Runs) -> str:
    """Give how long a signal waited for its handler."""
    run = runs[WITH_GIL]
    rows = [[f"`{name}`", f"{seconds * 1e3:.0f}"] for name, seconds in run["interrupt"].items()]
    return table(["counting 343 MB", "signal to handler, ms"], rows, run, kept="Medians")


def draw_two_threads(runs: Runs, axes: Any) -> None:  # noqa: ANN401
    """Draw the gain of a second thread, a group of bars for each function."""
    names = list(runs[WITH_GIL]["two_at_once"])
    width = 0.8 / len(runs)
    for number, (python, run) in enumerate(runs.items()):
        gains = [speedup(run["two_at_once"][name]) for name in names]
        places = [i + (number - (len(runs) - 1) / 2) * width for i in range(len(names))]
        style = {"hatch": "//", "edgecolor": "white"} if not run["machine"]["gil"] else {}
        bars = axes.bar(places, gains, width, label=f"CPython {python}", **style)
        axes.bar_label(bars, fmt="%.1f", fontsize=8)
    labels = [name.replace(".", ".\n").replace("_allow", "\n_allow") for name in names]
    axes.set_xticks(range(len(names)), labels, fontsize=8)
    axes.axhline(1, color="grey", linewidth=0.8)
    axes.set(ylabel="two threads, times as fast as one")
    axes.set_title(caption(*runs.values()), fontsize=8)
    axes.legend(loc="upper left")
    axes.margins(y=0.15)


def draw_parallel(runs: Runs, axes: Any) -> None:  # noqa: ANN401
    """Draw the time on two threads over that on one, by the latter."""
    run = runs[WITH_GIL]
    for module, label in {"minimal": "threads for each call", "word_count": "a pool"}.items():
        alone = [row[f"{module}.search_sequential"] for row in run["parallel"]]
        several = [row[f"{module}.search"] for row in run["parallel"]]
        ratios = [s / a for s, a in zip(several, alone, strict=True)]
        axes.plot([seconds * 1e6 for seconds in alone], ratios, "o-", label=label)
    axes.axhline(1, color="grey", linewidth=0.8)
    axes.set(xscale="log", yscale="log", xlabel="the count on one thread, us")
    axes.set(ylabel="two threads' time over one's")
    axes.set_title(caption(run), fontsize=8)
    axes.legend()


def draw_short_calls(runs: Runs, axes: Any) -> None:  # noqa: ANN401
    """Draw what a call takes by size, alone and in company."""
    run = runs[WITH_GIL]
    for name, mark in {MINIMAL: "s", RELEASING: "o"}.items():
        for case, line in {"alone": ":", "in company": "-"}.items():
            key = f"{name.removeprefix('minimal.')}, {case}"
            shown = "alone" if case == "alone" else "beside a busy thread"
            kind = "holding" if name == MINIMAL else "releasing"
            axes.plot(
                [row["bytes"] for row in run["short_calls"]],
                [row[key] * 1e6 for row in run["short_calls"]],
                f"{mark}{line}",
                color="tab:orange" if name == RELEASING else "tab:blue",
                label=f"{kind} the GIL, {shown}",
            )
    axes.set(xscale="log", yscale="log", xlabel="text, bytes", ylabel="us a call")
    axes.set_title(caption(run), fontsize=8)
    axes.legend()


DOCUMENTS: dict[str, Callable[[Runs], str]] = {
    "gil": lambda runs: two_at_once(runs[WITH_GIL], "search_py"),
    "in-c": in_c,
    "sequential": lambda runs: two_at_once(runs[WITH_GIL], "search_py", MINIMAL),
    "executor": lambda runs: two_at_once(runs[WITH_GIL], "search_py", MINIMAL, RELEASING),
    "without-gil": without_gil,
    "interpreters": interpreters,
    "other-thread": other_thread,
    "parallel": parallel,
    "short-calls": short_calls,
    "interrupt": interrupt,
}

PICTURES: dict[str, Callable[[Runs, Any], None]] = {
    "two-threads": draw_two_threads,
    "parallel": draw_parallel,
    "short-calls": draw_short_calls,
}


if __name__ == "__main__":
    sys.exit(main())

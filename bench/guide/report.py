"""Writes the tables and pictures of docs/guide, and checks what the guide says of the figures."""

from collections.abc import Callable
from pathlib import Path

from bench.guide.claims import (
    DICT,
    MINIMAL,
    RELEASING,
    TABLES,
    WITH_GIL,
    Runs,
    newest,
    speedup,
    unproven,
)
from bench.harness.pictures import grouped_bars, one_line, picture
from bench.harness.results import Run
from bench.harness.tables import caption, code, microseconds, milliseconds, table


def report(folder: Path) -> list[str]:
    """Write the tables and pictures; return what the figures do not show."""
    runs = read(folder)
    wrong = unproven(runs)
    complaints = [f"the guide says, but the figures do not: {claim}" for claim in wrong]
    for name, write in DOCUMENTS.items():
        doubts = [doubt(claim) for claim in wrong if name in TABLES[claim]]
        try:
            text = write(runs) + "".join(doubts)
        except KeyError as missing:
            complaints.append(f"{name}.md: not made, no figures for {missing}")
            continue
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    for name, draw in PICTURES.items():
        try:
            draw(runs, folder / f"{name}.png")
        except KeyError as missing:
            complaints.append(f"{name}.png: not made, no figures for {missing}")
    return complaints


def read(folder: Path) -> Runs:
    """Return the runs of a folder, in the order of their Pythons' versions."""
    runs = {run.machine.python_label: run for run in map(Run.load, folder.glob("cpython-*.json"))}
    return dict(sorted(runs.items(), key=lambda run: (int(run[0][2:].strip("t")), run[0])))


def doubt(claim: str) -> str:
    """Say that a table does not show what is claimed, for the reader to see."""
    return f"\n*These figures do not show that {claim}: they are to be made again on idle CPUs.*\n"


def fastest(heads: list[str], rows: list[list[str]], *runs: Run) -> str:
    """Return a table of fastest rounds, with its caption."""
    kept = f"The fastest of {runs[0].rounds} rounds and more"
    return f"{table(heads, rows)}\n{kept}; {caption(*runs)}.\n"


def medians(heads: list[str], rows: list[list[str]], run: Run) -> str:
    """Return a table of medians, with its caption."""
    return f"{table(heads, rows)}\nMedians; {caption(run)}.\n"


def twice(run: Run, group: str, where: str, *names: str) -> str:
    """Return two calls in turn against two at once."""
    rows = [
        [
            code(name),
            milliseconds(figures["in turn"]),
            milliseconds(figures["at once"]),
            f"{speedup(figures):.2f}",
        ]
        for name, figures in run.values(group).items()
        if name in (names or run.values(group))
    ]
    return fastest(["two calls", "in turn, ms", f"{where}, ms", "times as fast"], rows, run)


def two_threads(*names: str) -> Callable[[Runs], str]:
    """Return what makes the table of these functions on two threads."""
    return lambda runs: twice(runs[WITH_GIL], "two_at_once", "on two threads", *names)


def without_gil(runs: Runs) -> str:
    """Return the gain of a second thread, with and without a GIL."""
    having = {python: run for python, run in runs.items() if "two_at_once" in run.groups()}
    gains = [
        {name: f"{speedup(figures):.2f}" for name, figures in run.values("two_at_once").items()}
        for run in having.values()
    ]
    rows = [[code(name), *(gain[name] for gain in gains)] for name in gains[0]]
    return fastest(["two threads, times as fast as one", *having], rows, *having.values())


def interpreters(runs: Runs) -> str:
    """Return the gain of a second interpreter."""
    run = next((run for run in runs.values() if "interpreters" in run.groups()), None)
    if not run:
        raise KeyError("interpreters")  # noqa: EM101
    making = run.values("making_interpreters")["making two"]["seconds"]
    more = f"Making two interpreters that have imported `word_count`: {making * 1e3:.0f} ms.\n"
    return f"{twice(run, 'interpreters', 'in two interpreters')}\n{more}"


def other_thread(runs: Runs) -> str:
    """Return how long another thread waited."""
    (figures,) = runs[WITH_GIL].values("other_thread").values()
    rows = [
        [code(name) if "." in name else name, milliseconds(seconds)]
        for name, seconds in figures.items()
    ]
    return medians(["meanwhile, the main thread does", "longest wait, ms"], rows, runs[WITH_GIL])


def in_c(runs: Runs) -> str:
    """Return a long text's time on one and on two threads."""
    size, figures = list(runs[WITH_GIL].values("parallel").items())[-1]
    alone, several = figures[MINIMAL], figures["minimal.search"]
    row = [size, milliseconds(alone), milliseconds(several), f"{alone / several:.2f}"]
    heads = ["text", "one thread, ms", "two threads, ms", "times as fast"]
    return fastest(heads, [row], runs[WITH_GIL])


def parallel(runs: Runs) -> str:
    """Return parallel against sequential by size."""
    rows = []
    for size, figures in runs[WITH_GIL].values("parallel").items():
        cells = [size]
        for module in ("minimal", "word_count"):
            alone, several = figures[f"{module}.search_sequential"], figures[f"{module}.search"]
            cells += [microseconds(alone), microseconds(several), f"{several / alone:.2f}"]
        rows.append(cells)
    heads = ["text"]
    for kind in ("threads for each call", "a pool"):
        heads += [f"{kind}: one thread, us", "two, us", "ratio"]
    return fastest(heads, rows, runs[WITH_GIL])


def tables(runs: Runs) -> str:
    """Return what each way to count every word takes on one and on two threads."""
    run = newest(runs, "tables")
    rows = [
        [words, *map(milliseconds, figures.values())]
        for words, figures in run.values("tables").items()
    ]
    heads = ["a million words drawn from"]
    for way in ("`count_locked`", "`count_lock_free`", "`count_own`"):
        heads += [f"{way}: one thread, ms", "two, ms"]
    return fastest(heads, rows, run)


def false_sharing(runs: Runs) -> str:
    """Return what counters in one line take, and in lines of their own."""
    run = newest(runs, "false_sharing")
    (figures,) = run.values("false_sharing").values()
    rows = []
    for where in ("in one line", "in lines of their own"):
        alone, several = (figures[f"{where}, {threads}"] for threads in (1, 2))
        rows.append(
            [where, milliseconds(alone, 2), milliseconds(several, 2), f"{alone / several:.2f}"]
        )
    heads = ["counters", "one thread, ms", "two threads, ms", "times as fast"]
    return fastest(heads, rows, run)


def break_even(runs: Runs) -> str:
    """Return what tables take, and a dict, by the number of words."""
    run = newest(runs, "break_even")
    rows = [
        [words, *map(microseconds, figures.values())]
        for words, figures in run.values("break_even").items()
    ]
    heads = ["words", f"`{DICT}`, us", "`count_own` and a Counter: one thread, us", "two, us"]
    return fastest([*heads, "`word_count.count_words`, us"], rows, run)


def short_calls(runs: Runs) -> str:
    """Return what a call takes, by size and company."""
    rows = [
        [size, *map(microseconds, figures.values())]
        for size, figures in runs[WITH_GIL].values("short_calls").items()
    ]
    heads = ["bytes", "alone: holding, us", "releasing, us", "beside a busy thread: holding, us"]
    return medians([*heads, "releasing, us"], rows, runs[WITH_GIL])


def interrupt(runs: Runs) -> str:
    """Return how long a signal waited for its handler."""
    ((text, figures),) = runs[WITH_GIL].values("interrupt").items()
    rows = [[code(name), milliseconds(seconds, 0)] for name, seconds in figures.items()]
    return medians([f"counting {text}", "signal to handler, ms"], rows, runs[WITH_GIL])


def draw_two_threads(runs: Runs, path: Path) -> None:
    """Draw the gain of a second thread, a group of bars for each function."""
    names = list(runs[WITH_GIL].values("two_at_once"))
    having = {python: run for python, run in runs.items() if "two_at_once" in run.groups()}
    gains = {
        f"CPython {python}": [speedup(run.values("two_at_once")[name]) for name in names]
        for python, run in having.items()
    }
    hatched = {"hatch": "//", "edgecolor": "white"}
    styles = {f"CPython {python}": hatched for python, run in runs.items() if not run.machine.gil}
    labels = [name.replace(".", ".\n").replace("_allow", "\n_allow") for name in names]
    with picture(path, caption(*having.values())) as axes:
        grouped_bars(axes, labels, gains, styles=styles)
        one_line(axes)
        axes.set(ylabel="two threads, times as fast as one")
        axes.legend(loc="upper left")
        axes.margins(y=0.15)


def draw_parallel(runs: Runs, path: Path) -> None:
    """Draw the time on two threads over that on one, by the latter."""
    run = runs[WITH_GIL]
    rows = run.values("parallel").values()
    with picture(path, caption(run)) as axes:
        for module, label in {"minimal": "threads for each call", "word_count": "a pool"}.items():
            alone = [row[f"{module}.search_sequential"] for row in rows]
            ratios = [row[f"{module}.search"] / a for row, a in zip(rows, alone, strict=True)]
            axes.plot([seconds * 1e6 for seconds in alone], ratios, "o-", label=label)
        one_line(axes)
        axes.set(xscale="log", yscale="log", xlabel="the count on one thread, us")
        axes.set(ylabel="two threads' time over one's")
        axes.legend()


def draw_tables(runs: Runs, path: Path) -> None:
    """Draw the gain of a second thread for each way to count every word."""
    run = newest(runs, "tables")
    rows = run.values("tables")
    ways = {"count_locked": "a lock", "count_lock_free": "no lock", "count_own": "a table each"}
    gains = {
        label: [figures[f"{way}, 1"] / figures[f"{way}, 2"] for figures in rows.values()]
        for way, label in ways.items()
    }
    with picture(path, caption(run)) as axes:
        grouped_bars(axes, [words.replace(", ", ",\n", 1) for words in rows], gains)
        one_line(axes)
        axes.set(ylabel="two threads, times as fast as one")
        axes.legend(loc="upper center", ncols=3)
        axes.margins(y=0.25)


def draw_break_even(runs: Runs, path: Path) -> None:
    """Draw the time by tables over that by a dict, by the number of words."""
    run = newest(runs, "break_even")
    rows = run.values("break_even")
    words = [int(number.replace(",", "")) for number in rows]
    with picture(path, caption(run)) as axes:
        for name in next(iter(rows.values())):
            if name != DICT:
                ratios = [row[name] / row[DICT] for row in rows.values()]
                axes.plot(words, ratios, "o-", label=name.replace(", ", ", threads: "))
        one_line(axes)
        axes.set(xscale="log", yscale="log", xlabel="words", ylabel=f"time over that of {DICT}")
        axes.legend()


def draw_short_calls(runs: Runs, path: Path) -> None:
    """Draw what a call takes by size, alone and in company."""
    run = runs[WITH_GIL]
    if "short_calls" not in run.groups():
        raise KeyError("short_calls")  # noqa: EM101
    rows = run.rows("short_calls").values()
    lines = {"alone": (":", "alone"), "in company": ("-", "beside a busy thread")}
    kinds = {MINIMAL: ("s", "tab:blue", "holding"), RELEASING: ("o", "tab:orange", "releasing")}
    with picture(path, caption(run)) as axes:
        for name, (mark, color, kind) in kinds.items():
            for case, (line, shown) in lines.items():
                points = [row[f"{name.removeprefix('minimal.')}, {case}"] for row in rows]
                sizes, seconds = [p.bytes for p in points], [p.value * 1e6 for p in points]
                label = f"{kind} the GIL, {shown}"
                axes.plot(sizes, seconds, f"{mark}{line}", color=color, label=label)
        axes.set(xscale="log", yscale="log", xlabel="text, bytes", ylabel="us a call")
        axes.legend()


DOCUMENTS: dict[str, Callable[[Runs], str]] = {
    "gil": two_threads("search_py"),
    "in-c": in_c,
    "sequential": two_threads("search_py", MINIMAL),
    "executor": two_threads("search_py", MINIMAL, RELEASING),
    "without-gil": without_gil,
    "interpreters": interpreters,
    "other-thread": other_thread,
    "parallel": parallel,
    "tables": tables,
    "false-sharing": false_sharing,
    "break-even": break_even,
    "short-calls": short_calls,
    "interrupt": interrupt,
}

PICTURES: dict[str, Callable[[Runs, Path], None]] = {
    "two-threads": draw_two_threads,
    "parallel": draw_parallel,
    "tables": draw_tables,
    "break-even": draw_break_even,
    "short-calls": draw_short_calls,
}

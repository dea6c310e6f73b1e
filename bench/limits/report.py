"""Writes limits.md, sizes.png and peers.png. Each ratio is of two figures of one run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.harness.pictures import picture
from bench.harness.results import Result, Rows, Run
from bench.harness.tables import caption, table
from bench.limits.groups import ROUNDS_OF_TABLES
from bench.limits.workloads import ORDINARY

# What the last column of a group's tables compares with; in the others, with Rust.
BASELINES = {"words": "re.findall(words).count", "table": "Counter(re.findall(words))"}
RUST = "PyO3, sequential"


def report(folder: Path) -> list[str]:
    """Write the tables and pictures."""
    run = Run.load(folder / "limits.json")
    (folder / "limits.md").write_text(document(run), encoding="utf-8")
    if "guide" in run.groups():  # both pictures show it
        draw_sizes(run, folder / "sizes.png")
        draw_peers(run, folder / "peers.png")
    return []


def document(run: Run) -> str:
    """Return all the figures, a table for each workload."""
    about = (
        f"Made by `nox -s bench-limits` on {caption(run, detailed=True)}.\n"
        f"Medians of {run.rounds} interleaved rounds and more, of tables of {ROUNDS_OF_TABLES}.\n"
        "*Of reading*: the time that a C loop takes to read the same bytes, on as many threads,\n"
        "over ours. *Easier* marks peers that answer an easier question."
    )
    parts = ["# The limits, measured", about]
    for group in run.groups():
        if group != "sizes":
            parts += [part for name, row in run.rows(group).items() for part in detail(name, row)]
    parts += dense_table(run)
    parts += sizes_table(run)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def detail(workload: str, row: dict[str, Result]) -> Iterator[str]:
    """Return one workload's figures."""
    first = next(iter(row.values()))
    base = BASELINES.get(first.group, RUST)
    yield f"## {workload} ({first.bytes / 1e6:.3g} MB)"
    heads = ["contender", "ms", "GB/s", "of reading"]
    heads.append("times Rust's speed" if base == RUST else f"times the speed of `{base}`")
    yield table(heads, [cells(result, row, base) for result in row.values()])


def cells(result: Result, row: dict[str, Result], base: str) -> list[str]:
    """Return a contender's line."""
    seconds = result.value / result.counts
    read = row.get("reading, all threads" if result.parallel else "reading, 1 thread")
    return [
        result.contender + ("" if result.exact else " (easier)"),
        f"{seconds * 1e3:.4g}",
        f"{result.bytes / seconds / 1e9:.3g}",
        f"{read.value / seconds:.2f}" if read else "",
        f"{row[base].value / seconds:.1f}" if base in row else "",
    ]


def dense_table(run: Run) -> Iterator[str]:
    """Return what texts made to be slow cost, against an ordinary text of the same size."""
    dense = run.rows("dense")
    if not dense:
        return
    usual = seconds_a_byte(dense.pop(ORDINARY))
    rows = [[workload, f"{seconds_a_byte(row) / usual:.2f}"] for workload, row in dense.items()]
    yield "## Texts made to be slow"
    yield "`search_sequential`, time for each byte against that of an ordinary text, the Zen."
    yield table(["text", "times as long"], rows)


def seconds_a_byte(row: dict[str, Result]) -> float:
    """Return what search_sequential takes for a byte."""
    result = row["search_sequential"]
    return result.value / result.bytes


def compared(run: Run, groups: Sequence[str] = ()) -> Rows:
    """Return the workloads that search and search_sequential were measured on."""
    rows = run.rows(*groups)
    return {w: row for w, row in rows.items() if {"search", "search_sequential"} <= row.keys()}


def sizes_table(run: Run) -> Iterator[str]:
    """Return search against search_sequential, by size."""
    rows = []
    for workload, row in compared(run).items():
        parallel, alone = row["search"].value, row["search_sequential"].value
        figures = [f"{seconds * 1e6:.4g}" for seconds in (parallel, alone)]
        rows.append([workload, *figures, f"{parallel / alone:.3f}"])
    if not rows:
        return
    yield "## search against search_sequential"
    yield table(["text", "search, us", "search_sequential, us", "ratio"], rows)


def draw_sizes(run: Run, path: Path) -> None:
    """Draw speed against size, with reading as the limit."""
    # Below it, calling the read loop by ctypes takes longer than reading.
    smallest = {"reading, all threads": 1 << 18, "reading, 1 thread": 1 << 18}
    names = [*smallest, "search", "search_sequential"]
    rows = sorted(compared(run, ["sizes", "guide"]).values(), key=lambda row: row["search"].bytes)
    with picture(path, caption(run, detailed=True), size=(8, 4.5)) as axes:
        for name, style in zip(names, ["--", ":", "o-", "s-"], strict=True):
            least = smallest.get(name, 0)
            points = [row[name] for row in rows if name in row and row[name].bytes >= least]
            speeds = [point.bytes / point.value / 1e9 for point in points]
            axes.plot([point.bytes for point in points], speeds, style, label=name)
        axes.set(xscale="log", yscale="log", xlabel="text, bytes", ylabel="GB/s")
        axes.grid(visible=True, alpha=0.3)
        axes.legend()


def draw_peers(run: Run, path: Path) -> None:
    """Draw the time of each contender on the guide's workload."""
    row = run.rows("guide")["zen x1,000"]
    bars = sorted(
        (result.value / result.counts, name + ("" if result.exact else " *"))
        for name, result in row.items()
    )
    with picture(path, caption(run, detailed=True), size=(8, 0.32 * len(bars) + 1.2)) as axes:
        drawn = axes.barh([name for _, name in bars], [seconds * 1e3 for seconds, _ in bars])
        axes.bar_label(drawn, [f"{s * 1e3:.3g}" for s, _ in bars], padding=3, fontsize=8)
        axes.invert_yaxis()
        axes.set(xscale="log", xlabel="ms for 857 kB (the guide's text); * an easier question")
        axes.margins(x=0.15)

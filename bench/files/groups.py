"""How the files rig measures: medians, files in the page cache, memory once."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.files.contenders import ALL_WORDS, FUNCTIONS, LINES, PEAKS
from bench.files.inputs import Files, make_files
from bench.harness.cases import Group, Rig, Workload
from bench.harness.rounds import reported
from word_count import _native


@contextmanager
def groups(quick: bool) -> Iterator[Sequence[Group]]:  # noqa: FBT001
    """Make the files and remove them afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), 10 if quick else 1)
        yield [functions(files["BIG"]), words(files), *commands(files), *memory(files)]


def functions(big: Path) -> Group:
    """Return search_file against reading, on one thread and on all."""
    megabytes = big.stat().st_size / 1e6
    workloads = [
        Workload(
            f"search_file on {megabytes:.0f} MB, threads: {threads}",
            lambda: (big, "is"),
            {"threads": threads},
        )
        for threads in sorted({1, _native.thread_count()})
    ]
    return Group("search_file", workloads, FUNCTIONS)


def words(files: Files) -> Group:
    """Return search_file by words= in UTF-8, of which no, few and many characters are not ASCII."""
    rules: dict[str, dict[str, object]] = {"": {}, r", \w+": {"words": r"\w+"}}
    rules[r", \w+, any case"] = {"words": r"\w+", "ignore_case": True}
    workloads = [
        Workload(f"{share} not ASCII{name}", partial(given, files[file]), {"threads": 1, **rule})
        for share, file in {"0 %": "BIG", "1 %": "1 %", "50 %": "50 %"}.items()
        for name, rule in rules.items()
    ]
    return Group("search_file, words", workloads, FUNCTIONS)


def given(path: Path) -> tuple[Path, str]:
    """Return the arguments of a search."""
    return path, "is"


def commands(files: Files) -> list[Group]:
    """Return the command against other commands, as whole processes."""
    return [
        Group(
            name, [Workload(name, lambda: (files,))], lines, rounds=3 if name == ALL_WORDS else None
        )
        for name, lines in LINES.items()
    ]


def memory(files: Files) -> list[Group]:
    """Return the command's peak of resident memory, in KiB; Linux tells it."""
    workload = Workload("peak, KiB", lambda: (files,))
    group = Group("memory", [workload], PEAKS, trial=reported, rounds=1)
    return [group] if sys.platform == "linux" else []


RIG = Rig(groups, rounds=11, quick_rounds=3, file_name=lambda: "files.json")

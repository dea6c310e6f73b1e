"""Measures counting in files: against reading them, and the command against other commands.

Usage: python bench/files.py FOLDER [--quick]. Writes FOLDER/files.json and FOLDER/files.md. Rounds
are interleaved: in each, every contender runs once, so that a slow spell of the machine hits all of
them; medians are kept. Commands write to a pipe: GNU grep stops at the first match where its output
is /dev/null. Needs 2 GB of temporary space, and of memory for files to stay in the page cache.
"""

import argparse
import ctypes
import gzip
import json
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))  # last: what is installed is measured

from bench.limits.__main__ import machine
from bench.zen import zen
from word_count import _native, search_file

ROOT = Path(__file__).parent.parent
COMMAND = Path(sysconfig.get_path("scripts")) / "word-count"


@dataclass
class Contender:
    """Something to be timed, and what its time is compared with."""

    group: str
    name: str
    run: Callable[[], object]


def main() -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true", help="smaller files, fewer rounds")
    options = parser.parse_args()
    scale, rounds = (10, 3) if options.quick else (1, 11)
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), scale)
        contenders = [*reading(Path(folder), files), *commands(files)]
        seconds: dict[tuple[str, str], list[float]] = {}
        for number in range(rounds + 1):
            for contender in contenders:
                begun = time.perf_counter()
                contender.run()
                if number:  # the first round fills the caches
                    key = contender.group, contender.name
                    seconds.setdefault(key, []).append(time.perf_counter() - begun)
        memory = {line: peak(files, line) for line in MEMORY if sys.platform == "linux"}
        bare = peak(files, "") if memory else 0
    results = {
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        "quick": options.quick,
        "rounds": rounds,
        "seconds": [[*key, statistics.median(times)] for key, times in seconds.items()],
        "memory": {line: size - bare for line, size in memory.items()},
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "files.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (options.folder / "files.md").write_text(document(results), "utf-8")


def make_files(folder: Path, scale: int) -> dict[str, Path]:
    """Make a long file, many short ones, and an archive of a text with natural frequencies."""
    big = folder / "big.txt"
    block = (zen() * 1000).encode()
    with big.open("wb") as file:
        for _ in range(1000 // scale):
            file.write(block)
    many = folder / "many"
    for i in range(10_000 // scale):
        path = many / str(i // 100) / f"{i}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(block[:10_000])
    chosen = random.Random(1)  # noqa: S311
    words = ["".join(chosen.choices("etaoinshrdlu", k=chosen.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    text = folder / "text.gz"
    with gzip.open(text, "wb", compresslevel=6) as archive:
        for _ in range(200 // scale):
            archive.write(" ".join(chosen.choices(["is", *words[1:]], weights, k=160_000)).encode())
            archive.write(b"\n")
    return {"BIG": big, "MANY": many, "ARCHIVE": text}


def reading(folder: Path, files: dict[str, Path]) -> list[Contender]:
    """Give search_file, and the loop in C that only reads."""
    library_path = folder / "pread.so"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    sources = [*(ROOT / "src" / "core").glob("*.c"), ROOT / "bench" / "pread.c"]
    flags = ["-std=c11", "-O3", "-pthread", "-shared", "-fPIC", f"-I{ROOT / 'src' / 'core'}"]
    subprocess.run([compiler, *flags, *map(str, sources), "-o", str(library_path)], check=True)
    library = ctypes.CDLL(str(library_path))
    library.limit_pread.restype = ctypes.c_bool
    big = files["BIG"]
    size = ctypes.c_size_t(big.stat().st_size)
    found = []

    def read(threads: int) -> None:
        descriptor = os.open(big, os.O_RDONLY)
        assert library.limit_pread(descriptor, size, ctypes.c_uint(threads))
        os.close(descriptor)

    for threads in sorted({1, _native.thread_count()}):
        count = partial(search_file, big, "is", threads=threads)
        group = f"search_file on {size.value / 1e6:.0f} MB, threads: {threads}"
        found += [
            Contender(group, "search_file", count),
            Contender(group, "only pread", partial(read, threads)),
        ]
    return found


# The group, and the command lines in it; the first is compared with the others.
COMMANDS = {
    "one long file": [
        "word-count is BIG", "rg -c -w is BIG", "grep -c -w is BIG", "wc -l BIG",
    ],
    "the same, by a pipe": ["cat BIG | word-count is", "cat BIG | wc -l"],
    "many short files": [
        "word-count -r is MANY", "rg --no-ignore -c -w is MANY", "grep -r -c -w is MANY",
    ],
    "an archive": ["word-count is ARCHIVE", "zcat ARCHIVE | wc -l", "zgrep -c -w is ARCHIVE"],
    "start-up": ["word-count --version", "python -c pass"],
}  # fmt: skip
MEMORY = ["is BIG", "-j 256 is BIG", "-r is MANY", "is ARCHIVE"]
# Not getrusage's figure: to that, a process inherits what its parent had when it was made.
PEAK = """
import sys
try:
    if len(sys.argv) > 1:
        from word_count._command.main import main
        main(sys.argv[1:])
finally:
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    print(peak.split()[1], file=sys.stderr)
"""


def filled(line: str, files: dict[str, Path]) -> str:
    """Give a command line with the paths of what its words stand for."""
    own = {"word-count": COMMAND, "python": Path(sys.executable), **files}
    return " ".join(shlex.quote(str(own[word])) if word in own else word for word in line.split())


def commands(files: dict[str, Path]) -> list[Contender]:
    """Give the command, and other people's that are installed."""
    found = []
    for group, lines in COMMANDS.items():
        for line in lines:
            programs = {part.split()[0] for part in line.split("|")}
            if all(shutil.which(name) for name in programs - {"word-count", "python"}):
                found.append(Contender(group, line, partial(shell, filled(line, files))))
    return found


def shell(line: str) -> None:
    """Run a command line; read what it prints."""
    subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, check=True)


def peak(files: dict[str, Path], line: str) -> int:
    """Give the most memory, in KiB, that the command had resident; without arguments, Python."""
    command = [sys.executable, "-c", PEAK, *shlex.split(filled(line, files))]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stderr)


def document(results: dict[str, Any]) -> str:
    """Give the figures as Markdown."""
    about = results["machine"]
    lines = [
        "# Files, measured",
        "",
        f"Made by `nox -s files` on {about['cpu']}, {about['cpus']} CPUs, kernel",
        f"{about['kernel']}, CPython {about['python']}, {results['date']}.",
        f"Medians of {results['rounds']} interleaved rounds, files in the page cache.",
        "*Times ours*: the time of the table's first line, so often.",
        "",
    ]
    groups: dict[str, list[tuple[str, float]]] = {}
    for group, name, seconds in results["seconds"]:
        groups.setdefault(group, []).append((name, seconds))
    for group, rows in groups.items():
        lines += [f"## {group}", "", "| what | ms | times ours |", "|---|--:|--:|"]
        ours = rows[0][1]
        for name, seconds in rows:
            what = name.replace("|", "\\|")
            lines.append(f"| `{what}` | {seconds * 1e3:.1f} | {seconds / ours:.2f} |")
        lines.append("")
    lines += ["## Memory", "", "| what | MiB over a bare interpreter |", "|---|--:|"]
    for name, size in results["memory"].items():
        lines.append(f"| `word-count {name}` | {size / 1024:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

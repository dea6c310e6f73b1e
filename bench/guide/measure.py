"""Measures what the chapters of docs/guide claim, on the Python that runs it; writes JSON.

Usage: python -m bench.guide.measure FOLDER [--quick] [--only CHAPTER ...]. Writes
FOLDER/cpython-VERSION.json. Needs the guide's teaching extension (pip install docs/guide/minimal).
Whatever is compared is measured in interleaved rounds of one run. Of what a thing takes, the
fastest round is kept, which other work on the machine has disturbed least; of how long something
waits, the median.
"""

import argparse
import concurrent.futures
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import minimal

import word_count
from bench.zen import zen

NEEDLE = "is"
Action = Callable[[], object]
Figures = dict[str, Any]

InterpreterPoolExecutor: Any = getattr(concurrent.futures, "InterpreterPoolExecutor", None)

FUNCTIONS: dict[str, Callable[[str, str], int]] = {
    "search_py": word_count.search_py,
    "minimal.search_sequential": minimal.search_sequential,
    "minimal.search_sequential_allow_threads": minimal.search_sequential_allow_threads,
    "word_count.search_sequential": word_count.search_sequential,
    "word_count.search_sequential_allow_threads": word_count.search_sequential_allow_threads,
}


def main() -> None:
    """Measure every chapter, or those asked for; figures of the others stay as they are."""
    sections: dict[str, Callable[[int], Any]] = {
        "two_at_once": two_at_once,
        "interpreters": interpreters,
        "other_thread": other_thread,
        "parallel": parallel,
        "short_calls": short_calls,
        "interrupt": interrupt,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("--only", nargs="+", choices=sections, default=list(sections))
    options = parser.parse_args()
    rounds = 3 if options.quick else 15
    here = machine()
    path = options.folder / f"cpython-{here['python']}.json"
    results: Figures = {}
    if path.exists():
        results = json.loads(path.read_text(encoding="utf-8"))
    results |= {"machine": here, "rounds": rounds}
    results |= {name: sections[name](rounds) for name in options.only}
    options.folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def has_gil() -> bool:
    """Say whether this Python has a GIL."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def machine() -> Figures:
    """Say what was measured on."""
    version = ".".join(map(str, sys.version_info[:2]))
    models = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cpus": word_count._native.thread_count(),  # noqa: SLF001
        "python": version if has_gil() else f"{version}t",
        "release": platform.python_version(),
        "gil": has_gil(),
        "date": datetime.now(UTC).date().isoformat(),
        "load": round(os.getloadavg()[0], 1),  # by others, at the beginning
    }


def timed(action: Action) -> float:
    """Give the seconds that action takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def fastest(actions: dict[str, Action], rounds: int) -> dict[str, float]:
    """Give the least seconds of each in rounds in which each runs once.

    There are as many as asked for, and more for as long as half a second each would take: on a
    machine with other work, a short action then meets a moment when all its CPUs are free.
    """
    least = dict.fromkeys(actions, float("inf"))
    begun = time.perf_counter()
    done = 0
    while done < rounds or time.perf_counter() - begun < rounds / 2:
        for name, action in actions.items():
            least[name] = min(least[name], timed(action))
        done += 1
    return least


def two_at_once(rounds: int) -> Figures:
    """Compare two calls one after the other with two on two threads (gil, executor)."""
    short, long = zen() * 4_000, zen() * 50_000
    figures = {}
    with ThreadPoolExecutor(max_workers=2) as executor:
        for name, function in FUNCTIONS.items():
            text = long if name.startswith("word_count") else short
            actions: dict[str, Action] = {
                "in turn": partial(in_turn, function, text),
                "at once": partial(at_once, executor, function, text),
            }
            figures[name] = fastest(actions, rounds)
    return figures


def in_turn(function: Callable[..., int], *arguments: object) -> None:
    """Count twice."""
    function(*arguments, NEEDLE)
    function(*arguments, NEEDLE)


def at_once(executor: Executor, function: Callable[..., int], *arguments: object) -> None:
    """Count twice, each on a thread or interpreter of the executor."""
    futures = [executor.submit(function, *arguments, NEEDLE) for _ in range(2)]
    wait_for(futures)
    for future in futures:
        future.result()


def interpreters(rounds: int) -> Figures:
    """Compare two calls in turn with two in two interpreters, by how the text gets there."""
    if not InterpreterPoolExecutor:
        return {}
    text = zen() * 4_000
    view = memoryview(text.encode())
    functions = {
        "search_py": (word_count.search_py, text),
        "minimal.search_sequential, str": (minimal.search_sequential, text),
        "minimal.search_sequential, memoryview": (minimal.search_sequential, view),
    }
    figures = {}
    with InterpreterPoolExecutor(max_workers=2) as executor:
        for name, (function, contents) in functions.items():
            actions: dict[str, Action] = {
                "in turn": partial(in_turn, function, contents),
                "at once": partial(at_once, executor, function, contents),
            }
            figures[name] = fastest(actions, rounds)
    figures["making two"] = {"seconds": min(making_two() for _ in range(rounds))}
    return figures


def making_two() -> float:
    """Give the seconds until two new interpreters have imported word_count."""
    begun = time.perf_counter()
    with InterpreterPoolExecutor(max_workers=2) as executor:
        at_once(executor, word_count.search_sequential, "")
    return time.perf_counter() - begun


def other_thread(rounds: int) -> Figures:
    """See how long a count keeps a thread from running that wakes each millisecond (releasing)."""
    text = zen() * 60_000
    gaps: dict[str, list[float]] = {name: [] for name in ("nothing", *FUNCTIONS)}
    del gaps["search_py"]
    for _ in range(rounds):
        for name, longest in gaps.items():
            if name == "nothing":
                longest.append(longest_gap(partial(time.sleep, 0.05)))
            else:
                longest.append(longest_gap(partial(FUNCTIONS[name], text, NEEDLE)))
    return {name: statistics.median(longest) for name, longest in gaps.items()}


def longest_gap(action: Action) -> float:
    """Give the longest time between two wake-ups of another thread while action runs."""
    stop = threading.Event()
    wakes: list[float] = []

    def wake() -> None:
        while not stop.is_set():
            wakes.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=wake)
    thread.start()
    time.sleep(0.01)
    action()
    time.sleep(0.002)
    stop.set()
    thread.join()
    return max(late - early for early, late in pairwise(wakes))


def parallel(rounds: int) -> list[Figures]:
    """Compare parallel with sequential by size: threads for each call, and a pool (pool)."""
    figures = []
    for kibibytes in (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536):
        text = (zen() * (kibibytes * 1024 // len(zen()) + 1))[: kibibytes * 1024]
        times = max(1, 4096 // kibibytes)
        actions: dict[str, Action] = {
            f"{module.__name__}.{name}": partial(repeat, getattr(module, name), text, times)
            for module in (minimal, word_count)
            for name in ("search", "search_sequential")
        }
        seconds = fastest(actions, max(1, rounds // 2))
        figures.append(
            {"bytes": len(text), **{name: value / times for name, value in seconds.items()}}
        )
    return figures


def repeat(function: Callable[[str, str], int], text: str, times: int) -> None:
    """Count several times."""
    for _ in range(times):
        function(text, NEEDLE)


def short_calls(rounds: int) -> list[Figures]:
    """See what a call takes by size, alone and beside a thread that computes (when not to)."""
    functions = (minimal.search_sequential, minimal.search_sequential_allow_threads)
    figures = []
    for size in (44, 1_000, 10_000, 100_000, 1_000_000):
        text = (zen() * 1200)[:size]
        row: Figures = {"bytes": size}
        for case, company in {"alone": no_thread, "in company": busy_thread}.items():
            samples: dict[str, list[float]] = {function.__name__: [] for function in functions}
            with company():
                for _ in range(rounds):
                    for function in functions:
                        samples[function.__name__].append(seconds_a_call(function, text))
            for name, seconds in samples.items():
                row[f"{name}, {case}"] = statistics.median(seconds)
        figures.append(row)
    return figures


def seconds_a_call(function: Callable[[str, str], int], text: str) -> float:
    """Give what a call takes on average over a time in which the GIL changes hands often."""
    begun = time.perf_counter()
    calls = 0
    while (elapsed := time.perf_counter() - begun) < 0.05:  # noqa: PLR2004
        repeat(function, text, 10)
        calls += 10
    return elapsed / calls


@contextmanager
def busy_thread() -> Iterator[None]:
    """Keep another thread computing in Python."""
    stop = threading.Event()

    def compute() -> None:
        while not stop.is_set():
            sum(range(1000))

    thread = threading.Thread(target=compute)
    thread.start()
    yield
    stop.set()
    thread.join()


@contextmanager
def no_thread() -> Iterator[None]:
    """Keep nobody busy."""
    yield


INTERRUPTED = """
import signal, sys, time
from bench.zen import zen
import minimal, word_count

def handler(number, frame):
    global handled
    handled = time.monotonic()
    raise KeyboardInterrupt

text = zen() * 400_000
signal.signal(signal.SIGALRM, handler)
begun = time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    {function}(text, "is")
    time.sleep(1)
except KeyboardInterrupt:
    print(handled - begun - 0.02)
"""


def interrupt(rounds: int) -> Figures:
    """See how long a signal waits for its handler while 343 MB are counted (signals)."""
    names = ["minimal.search_sequential_allow_threads", *list(FUNCTIONS)[3:], "word_count.search"]
    # The slowest kernel, so that the count takes longer than a signal may wait.
    environment = {**os.environ, "WORD_COUNT_KERNEL": "portable"}
    waits: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(max(3, rounds // 3)):
        for name, seconds in waits.items():
            command = [sys.executable, "-c", INTERRUPTED.format(function=name)]
            output = subprocess.check_output(command, env=environment, text=True)
            seconds.append(float(output))
    return {name: statistics.median(seconds) for name, seconds in waits.items()}


if __name__ == "__main__":
    main()

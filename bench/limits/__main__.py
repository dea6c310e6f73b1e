"""Measures the machine's limit, this package and its peers in one run; writes JSON.

Usage: python -m bench.limits RESULTS.json [--quick]. Rounds are interleaved: in each, every
contender counts once (short counts: many times over), so that a slow spell of the machine hits
all of them; medians over the rounds are kept.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cpuinfo
from tqdm import tqdm

import word_count
from bench.limits.contenders import Contender, contenders
from bench.limits.workloads import WORKLOADS, Workload
from word_count import _native

SHORTEST_SAMPLE = 300e-6  # seconds: below it, clock and interruptions would be measured
NOISY_BELOW = 1_000_000  # bytes: so short a text is over too fast for a few rounds to be enough


def main() -> None:
    """Measure every workload."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer workloads and rounds")
    options = parser.parse_args()
    workloads = [w for w in WORKLOADS if w.quick or not options.quick]
    rounds = 5 if options.quick else 11
    measured = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=2) as executor:
        everyone = contenders(Path(folder), executor)
        for workload in tqdm(workloads, desc="limits", unit="workload", file=sys.stderr):
            measured += measure(workload, everyone, rounds)
    results = {
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        "quick": options.quick,
        "rounds": rounds,
        "results": measured,
    }
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Say what was measured on."""
    info = cpuinfo.get_cpu_info()
    return {
        "cpu": info["brand_raw"],
        "family": [info.get(key) for key in ("family", "model", "stepping")],
        "cpus": _native.thread_count(),
        "kernel": _native.kernel_name(),
        "python": platform.python_version(),
        "word_count": word_count.__version__,
    }


def measure(workload: Workload, everyone: list[Contender], rounds: int) -> list[dict[str, Any]]:
    """Measure all who can take part in a workload."""
    contents = workload.make()
    size = contents.__sizeof__() - "".__sizeof__()
    expected = word_count.search_sequential(contents, workload.needle)
    taking_part = [c for c in everyone if workload.group in c.groups and size <= c.largest]
    repeats: dict[str, int] = {}
    samples: dict[str, list[float]] = {contender.name: [] for contender in taking_part}
    for contender in taking_part:
        count = contender.call(contents, workload.needle)
        if contender.exact and count not in (None, expected * contender.counts):
            message = f"{contender.name} counts {count}, not {expected}"
            raise AssertionError(message)
        once = timed(contender, contents, workload.needle, 1)
        repeats[contender.name] = max(1, int(SHORTEST_SAMPLE / once))
    for _ in range(rounds * (5 if size < NOISY_BELOW else 1)):
        for contender in taking_part:
            times = repeats[contender.name]
            samples[contender.name].append(
                timed(contender, contents, workload.needle, times) / times
            )
    return [
        {
            "workload": workload.name,
            "group": workload.group,
            "contender": contender.name,
            "exact": contender.exact,
            "counts": contender.counts,
            "bytes": max(0, size),
            "seconds": statistics.median(samples[contender.name]),
        }
        for contender in taking_part
    ]


def timed(contender: Contender, contents: str, needle: str, times: int) -> float:
    """Give the seconds that times calls take."""
    call = contender.call
    begun = time.perf_counter()
    for _ in range(times):
        call(contents, needle)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

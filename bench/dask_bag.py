"""Compares word_count.dask with what is written with dask.bag today, on one local cluster.

Usage: python -m bench.dask_bag RESULTS.json [--megabytes N]. One file of the Zen of Python over and
over is counted by both in each of three rounds, after a round on a thousandth of it; the fastest
rounds are compared. Each worker is a process with one thread, which suits the bag: its work is
Python's.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dask.bag
from distributed import Client, LocalCluster

import word_count.dask
from bench.zen import zen

NEEDLE = "is"
BLOCKS = "64 MiB"


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--megabytes", type=int, default=1000)
    options = parser.parse_args()
    results: dict[str, Any] = {
        "megabytes": options.megabytes,
        "workers": len(os.sched_getaffinity(0)),
        "date": datetime.now(UTC).date().isoformat(),
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=results["workers"], threads_per_worker=1, dashboard_address=None
        ) as cluster,
        Client(cluster),
    ):
        small = write(Path(folder, "small"), options.megabytes * 1_000)
        large = write(Path(folder, "large"), options.megabytes * 1_000_000)
        for name, way in WAYS.items():
            way(small)
            results[name] = float("inf")
        for _ in range(3):
            counts = set()
            for name, way in WAYS.items():
                begun = time.perf_counter()
                counts.add(way(large))
                results[name] = min(results[name], time.perf_counter() - begun)
            assert len(counts) == 1, counts
    ratio = results["dask.bag"] / results["word_count.dask"]
    results |= {name: round(results[name], 3) for name in WAYS} | {"ratio": round(ratio, 1)}
    text = json.dumps(results, indent=1) + "\n"
    options.results.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def write(path: Path, size: int) -> str:
    """Write a text of about that many bytes."""
    lines = zen().encode() * 1_000
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(lines)
    return str(path)


def count_bag(path: str) -> int:
    """Count as people do: split lines into words, and keep those that are the needle."""
    words = dask.bag.read_text(path, blocksize=BLOCKS).str.split().flatten()
    count: int = words.filter(lambda word: word == NEEDLE).count().compute()
    return count


def count_here(path: str) -> int:
    """Count by word_count.dask."""
    count: int = word_count.dask.search(path, NEEDLE, blocksize=BLOCKS).compute()
    return count


WAYS: dict[str, Callable[[str], int]] = {"dask.bag": count_bag, "word_count.dask": count_here}


if __name__ == "__main__":
    main()

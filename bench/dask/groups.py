"""How the Dask rig measures: on one local cluster, the fastest rounds.

One file of the Zen of Python over and over is counted. Each worker is a process with one thread,
which suits the bag: its work is Python's. A first round fills the caches.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import dask.bag
from distributed import Client, LocalCluster

import word_count.dask
from bench.harness.cases import Contender, Group, Rig, Workload
from bench.texts import zen

BLOCKS = "64 MiB"


def count_bag(path: str, needle: str) -> int:
    """Count as people do: split lines into words, and keep those that are the needle."""
    words = dask.bag.read_text(path, blocksize=BLOCKS).str.split().flatten()
    count: int = words.filter(lambda word: word == needle).count().compute()
    return count


def count_here(path: str, needle: str, **words: Any) -> int:  # noqa: ANN401
    """Count by word_count.dask."""
    count: int = word_count.dask.search(path, needle, blocksize=BLOCKS, **words).compute()
    return count


CONTENDERS = [Contender("dask.bag", count_bag), Contender("word_count.dask", count_here)]


def write(path: Path, size: int) -> str:
    """Write a text of about that many bytes."""
    lines = zen().encode() * 1_000
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(lines)
    return str(path)


@contextmanager
def groups(quick: bool) -> Iterator[Sequence[Group]]:  # noqa: FBT001
    """Write the file, and start the cluster."""
    workers = len(os.sched_getaffinity(0))
    megabytes = 50 if quick else 1_000
    name = f"{megabytes:,} MB, workers: {workers}"
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        large = partial(write, Path(folder, "large"), megabytes * 1_000_000)
        yield [Group("count", [Workload(name, lambda: (large(), "is"))], CONTENDERS, keep=min)]


RIG = Rig(groups, rounds=3, quick_rounds=2, file_name=lambda: "dask.json")

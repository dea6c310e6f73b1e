"""Compares two builds of the extension: both are loaded into one process, and count in turns."""

import importlib.util
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import ModuleType

from bench.harness.cases import Contender, Group, Workload
from bench.harness.rounds import measure_workload

ROUNDS = 40


def load(path: Path) -> ModuleType:
    """Load an extension module that is not where Python would look for it."""
    spec = importlib.util.spec_from_file_location("word_count._native", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no extension module of this Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compare(old: Path, new: Path, text: str, words: Iterable[str]) -> None:
    """Count each word on one thread; print medians, and how many times as fast the new build is."""
    builds = [Contender(str(path), load(path).search_sequential) for path in (old, new)]
    for word in words:
        workload = Workload(word, partial(tuple, (text, word)))
        was, now = measure_workload(Group("builds", [workload], builds), workload, ROUNDS)
        speeds = " ".join(f"{result.value / result.bytes * 1e12:6.1f}" for result in (was, now))
        print(f"{word:20} {speeds} ps a byte, {was.value / now.value:.2f} times as fast")

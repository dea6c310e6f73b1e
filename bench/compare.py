"""Compares two builds of the extension: `python bench/compare.py OLD.so NEW.so FILE WORD ...`.

Both are loaded into one process and count in turns, on one thread, so that what slows the machine
slows both. Prints the shortest times, and how many times as fast the new one is, by medians.
"""

import importlib.util
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType

ROUNDS = 40


def load(path: str) -> ModuleType:
    """Load an extension module that is not where Python would look for it."""
    spec = importlib.util.spec_from_file_location("word_count._native", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no extension module of this Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compare(old: ModuleType, new: ModuleType, contents: str, word: str) -> None:
    """Count a word in turns; print a line."""
    times: dict[ModuleType, list[float]] = {old: [], new: []}
    for n in range(ROUNDS):
        counts = set()
        for module in (old, new) if n % 2 else (new, old):
            begun = perf_counter()
            counts.add(module.search_sequential(contents, word))
            times[module].append(perf_counter() - begun)
        if len(counts) != 1:
            raise SystemExit(f"{word}: they count {counts}")
    was, now = (min(times[module]) / len(contents) * 1e12 for module in (old, new))
    ratio = median(times[old]) / median(times[new])
    print(f"{word:20} {was:6.1f} {now:6.1f} ps a character, {ratio:.2f} times as fast")


if __name__ == "__main__":
    if len(sys.argv) < 5:  # noqa: PLR2004
        raise SystemExit(__doc__)
    old_so, new_so, file, *words = sys.argv[1:]
    builds = load(old_so), load(new_so)
    text = Path(file).read_text(encoding="utf-8")
    for searched in words:
        compare(*builds, text, searched)

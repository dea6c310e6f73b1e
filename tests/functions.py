"""What is tested: the functions, every public way to count, by name; and the conformance cases."""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hypothesis import settings

import word_count

Counter = Callable[..., int]  # of str or bytes-like contents and needle

FUNCTIONS: list[Callable[..., int]] = [
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
    word_count.search_py,
]

COUNTERS: dict[str, Counter] = {
    "search": word_count.search,
    "search-1": partial(word_count.search, threads=1),
    "search-2": partial(word_count.search, threads=2),
    "search-7": partial(word_count.search, threads=7),
    "search_sequential": word_count.search_sequential,
    "search_sequential_allow_threads": word_count.search_sequential_allow_threads,
    "search_py": word_count.search_py,
}

DATA = Path(__file__).parent / "data"


def examples(many: int) -> settings:
    """Try so many examples; a fifth by `--hypothesis-profile=brief` (conftest.py)."""
    share = settings().max_examples / 100  # 100 is Hypothesis's own default
    return settings(max_examples=max(1, int(many * share)), deadline=None)


def cases(name: str) -> Iterator[tuple[str, str, int]]:
    """Read (contents, needle, count) of the conformance cases in the file called name."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            yield case["contents"], case["needle"], case["count"]

"""The four ways to count, side by side: the benchmarks of PyO3's guide, and on a longer text.

The text is the Zen of Python 1,000 times (858 kB), as in the guide, where a call takes less time
than it takes to hand it to a thread; and 100,000 times, where two threads show their worth.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.texts import zen
from word_count import (
    search,
    search_py,
    search_sequential,
    search_sequential_allow_threads,
)

NEEDLE = "is"
HITS_IN_ZEN = 10


@pytest.fixture(scope="session", params=[1_000, 100_000], ids=lambda repeats: f"zen-x{repeats}")
def repeats(request: pytest.FixtureRequest) -> int:
    """Return how many times the Zen is repeated."""
    times: int = request.param
    return times


@pytest.fixture(scope="session")
def contents(repeats: int) -> str:
    """Return the text."""
    return zen() * repeats


@pytest.fixture(scope="session")
def executor() -> Iterator[ThreadPoolExecutor]:
    """Yield two threads."""
    with ThreadPoolExecutor(max_workers=2) as threads:
        yield threads


def test_word_count_parallel(benchmark: BenchmarkFixture, contents: str, repeats: int) -> None:
    """Count on all cores."""
    assert benchmark(search, contents, NEEDLE) == HITS_IN_ZEN * repeats


def test_word_count_sequential(benchmark: BenchmarkFixture, contents: str, repeats: int) -> None:
    """Count on one core."""
    assert benchmark(search_sequential, contents, NEEDLE) == HITS_IN_ZEN * repeats


def test_word_count_sequential_twice_with_threads(
    benchmark: BenchmarkFixture, contents: str, repeats: int, executor: ThreadPoolExecutor
) -> None:
    """Count twice, on a Python thread each."""

    def count_twice() -> int:
        one = executor.submit(search_sequential_allow_threads, contents, NEEDLE)
        two = executor.submit(search_sequential_allow_threads, contents, NEEDLE)
        return one.result() + two.result()

    assert benchmark(count_twice) == 2 * HITS_IN_ZEN * repeats


def test_word_count_python_sequential(
    benchmark: BenchmarkFixture, contents: str, repeats: int
) -> None:
    """Count in pure Python."""
    assert benchmark(search_py, contents, NEEDLE) == HITS_IN_ZEN * repeats

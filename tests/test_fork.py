"""Forks: before the first call, after it, and while others count; multiprocessing."""

import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest
from isolated import HAS_PROC, SANITIZED, run, run_program

import word_count

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
allocates_during_forks = pytest.mark.skipif(
    SANITIZED, reason="a sanitizer's allocator leaves its locks as they are in a child"
)
LONG_TEXT = "is as\r\n" * 3_000_000
NUMBERS = " ".join(map(str, range(100_000)))


def fork_and_count(needle: str = "is", *, threads: int = 4) -> None:
    """Fork; require that the child counts right, with workers of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        right = word_count.search(LONG_TEXT, needle, threads=threads) == 3_000_000
        workers = len(os.listdir("/proc/self/task")) - 1 if HAS_PROC else threads - 1
        os._exit(0 if right and workers == threads - 1 else 1)
    assert os.waitpid(child, 0)[1] == 0


def fork_and_count_words() -> None:
    """Fork; require that the child makes the right table, on several threads."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        right = word_count.count_words(NUMBERS, threads=3) == dict.fromkeys(NUMBERS.split(), 1)
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_fork_of_an_idle_pool(rounds: Callable[[int, int], int]) -> None:
    """The pool's workers are gone before the fork, so CPython sees no threads to warn of."""
    for _ in range(rounds(100, 1_000)):
        assert word_count.search(LONG_TEXT, "absent", threads=4) == 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fork_and_count()


BEFORE_THE_FIRST_CALL = """
import os, word_count
text = "is as\\r\\n" * 3_000_000
child = os.fork()
if child == 0:
    os._exit(word_count.search(text, "is", threads=4) != 3_000_000)
assert os.waitpid(child, 0)[1] == 0
print(word_count.search(text, "as", threads=4))
"""


def test_fork_before_the_first_call() -> None:
    assert run("-W", "error", "-c", BEFORE_THE_FIRST_CALL) == "3000000\n"


@pytest.mark.parametrize(
    "name", ["search", "search_file", pytest.param("count_words", marks=allocates_during_forks)]
)
def test_fork_during_the_first_call(name: str, rounds: Callable[[int, int], int]) -> None:
    """The pool's fork handlers are in place before its lock can be taken, so no child hangs."""
    assert run_program("first_calls", rounds(100, 5_000), name, timeout=3_600) == "0\n"


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_fork_while_other_threads_count(rounds: Callable[[int, int], int]) -> None:
    stop = threading.Event()
    wrong = []

    def count() -> None:
        while not stop.is_set():
            if (got := word_count.search(LONG_TEXT, "is", threads=3)) != 3_000_000:
                wrong.append(got)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(rounds(20, 1_000)):
            fork_and_count("as", threads=2)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@allocates_during_forks
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_fork_while_other_threads_make_tables(rounds: Callable[[int, int], int]) -> None:
    """Half-made tables are left behind in the child, which makes its own."""
    stop = threading.Event()
    expected = dict.fromkeys(NUMBERS.split(), 1)
    wrong = []

    def count() -> None:
        while not stop.is_set():
            if word_count.count_words(NUMBERS, threads=3) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(rounds(5, 500)):
            fork_and_count_words()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_forks_from_several_threads_at_once(rounds: Callable[[int, int], int]) -> None:
    """All three retire the workers: each worker is joined by one of them only."""
    failures = []

    def fork_again_and_again() -> None:
        try:
            for _ in range(rounds(10, 200)):
                fork_and_count()
        except AssertionError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=fork_again_and_again) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_multiprocessing(method: str) -> None:
    assert word_count.search(LONG_TEXT, "is", threads=4) == 3_000_000
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        counts = executor.map(word_count.search, [LONG_TEXT] * 4, ["is", "as", "", "absent"])
        assert list(counts) == [3_000_000, 3_000_000, 0, 0]
    assert word_count.search(LONG_TEXT, "is", threads=4) == 3_000_000

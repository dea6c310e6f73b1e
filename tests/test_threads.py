"""Threads: who holds the GIL, and many callers at once."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from functions import COUNTERS, Counter

import word_count

GIL = getattr(sys, "_is_gil_enabled", lambda: True)()
LONG_TEXT = "is as\r\n" * 3_000_000
RELEASING = ["search", "search_sequential_allow_threads"]


@pytest.fixture
def ticks() -> Iterator[Callable[[], int]]:
    """Let a thread count up for as long as it gets the GIL; give the way to read its count.

    The GIL changes hands only where it is given up: by the thread, after each tick, and by what
    is tested, or not.
    """
    count = 0
    stop = threading.Event()

    def tick() -> None:
        nonlocal count
        while not stop.is_set():
            count += 1
            time.sleep(0)

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=tick)
    thread.start()
    sys.setswitchinterval(1000)
    yield lambda: count
    sys.setswitchinterval(interval)
    stop.set()
    thread.join()


@pytest.mark.skipif(not GIL, reason="no GIL to hold")
def test_no_other_thread_runs_during_search_sequential(ticks: Callable[[], int]) -> None:
    before = ticks()
    word_count.search_sequential(LONG_TEXT, "is")
    assert ticks() == before


@pytest.mark.parametrize("name", RELEASING)
def test_other_threads_run_while_the_gil_is_released(name: str, ticks: Callable[[], int]) -> None:
    for _ in range(1000):
        before = ticks()
        COUNTERS[name](LONG_TEXT, "is")
        if ticks() > before:
            return
    pytest.fail("the other thread never ran")


def test_two_submissions_to_an_executor() -> None:
    with ThreadPoolExecutor(max_workers=2) as executor:
        function = word_count.search_sequential_allow_threads
        futures = [executor.submit(function, LONG_TEXT, word) for word in ("is", "as")]
        assert [future.result() for future in futures] == [3_000_000, 3_000_000]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of threads")
def test_long_texts_wake_workers_and_short_ones_do_not() -> None:
    """Shown in a process of its own: here, others may have woken them."""
    program = (
        "import os, word_count\n"
        "for times in (100, 10_000_000):\n"
        "    word_count.search('is it\\n' * times, 'is', threads=3)\n"
        "    print(len(os.listdir('/proc/self/task')))\n"
    )
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert output == "1\n3\n"


def test_sixteen_threads_share_one_text(count: Counter) -> None:
    lines = 30_000 if count is word_count.search_py else 300_000  # it is slow, and shares nothing
    text = "is it\r\n" * lines
    barrier = threading.Barrier(16)

    def count_together(needle: str) -> int:
        barrier.wait()
        return count(text, needle)

    needles = ["is", "it", "", "absent"] * 4
    with ThreadPoolExecutor(max_workers=16) as executor:
        assert list(executor.map(count_together, needles)) == [lines, lines, 0, 0] * 4


@pytest.mark.parametrize("callers", [2, 16])
def test_many_threads_call_at_once(count: Counter, callers: int) -> None:
    lines, rounds = (15_000, 1) if count is word_count.search_py else (150_000, 5)
    texts = [f"w{i} is {i}\n" * (1000 + lines * (i % 3)) for i in range(callers)]
    with ThreadPoolExecutor(max_workers=callers) as executor:
        futures = [
            executor.submit(count, texts[i], word)
            for _ in range(rounds)
            for i in range(callers)
            for word in (f"w{i}", "absent")
        ]
        expected = [
            len(texts[i].split("\n")) - 1 if word else 0
            for _ in range(rounds)
            for i in range(callers)
            for word in (1, 0)
        ]
        assert [future.result() for future in futures] == expected


def test_detached_is_another_name() -> None:
    assert word_count.search_sequential_detached is word_count.search_sequential_allow_threads

"""Threads: who holds the GIL, many callers at once, forks, signals."""

import os
import signal
import subprocess
import sys
import threading
import time
import warnings
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


@pytest.mark.parametrize("callers", [2, 16])
def test_many_threads_call_at_once(count: Counter, callers: int) -> None:
    texts = [f"w{i} is {i}\n" * (1000 + 150_000 * (i % 3)) for i in range(callers)]
    with ThreadPoolExecutor(max_workers=callers) as executor:
        futures = [
            executor.submit(count, texts[i], word)
            for _ in range(5)
            for i in range(callers)
            for word in (f"w{i}", "absent")
        ]
        expected = [
            len(texts[i].split("\n")) - 1 if word else 0
            for _ in range(5)
            for i in range(callers)
            for word in (1, 0)
        ]
        assert [future.result() for future in futures] == expected


def test_detached_is_another_name() -> None:
    assert word_count.search_sequential_detached is word_count.search_sequential_allow_threads


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_fork_of_an_idle_pool() -> None:
    """The pool's workers are gone before the fork, so CPython sees no threads to warn of."""
    for _ in range(100):
        assert word_count.search(LONG_TEXT, "absent", threads=4) == 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            child = os.fork()
        if child == 0:
            signal.alarm(20)
            right = word_count.search(LONG_TEXT, "is", threads=4) == 3_000_000
            os._exit(0 if right else 1)
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_fork_while_another_thread_counts() -> None:
    stop = threading.Event()
    wrong = []

    def count() -> None:
        while not stop.is_set():
            if (got := word_count.search(LONG_TEXT, "is", threads=3)) != 3_000_000:
                wrong.append(got)

    thread = threading.Thread(target=count)
    thread.start()
    for _ in range(20):
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            os._exit(0 if word_count.search(LONG_TEXT, "as", threads=2) == 3_000_000 else 1)
        assert os.waitpid(child, 0)[1] == 0
    stop.set()
    thread.join()
    assert wrong == []


INTERRUPTED = """
import signal, sys, word_count

def stop(number, frame):
    assert word_count.search("is it\\n" * 100_000, "is") == 100_000
    raise KeyboardInterrupt

def record(frame, event, function):
    if event in ("c_return", "c_exception") and function is word_count.{name}:
        events.append(event)

text = "is as\\r\\n" * 200_000_000
events = []
signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.005)
sys.setprofile(record)
try:
    word_count.{name}(text, "is"{more})
except KeyboardInterrupt:
    sys.setprofile(None)
    print(*events)
assert word_count.{name}(text, "is"{more}) == 200_000_000
"""


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("search", ", threads=2"),
        ("search_sequential", ""),
        ("search_sequential_allow_threads", ""),
    ],
)
def test_signal_handler_runs_while_counting_and_may_raise(name: str, more: str) -> None:
    """The call itself fails: a handler that ran after it would raise, too, but the call return.

    With the slowest kernel the count takes several times as long as a signal takes to be noticed.
    """
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(name=name, more=more)],
        env={**os.environ, "WORD_COUNT_KERNEL": "portable"},
        capture_output=True,
        text=True,
        check=False,
    )
    # The handler's own count returns while the profiler looks on; then the call fails.
    inner = "c_return " if name == "search" else ""
    assert (result.stdout, result.stderr) == (f"{inner}c_exception\n", "")


def test_workers_leave_signals_to_python() -> None:
    """A signal sent to the process while workers exist is handled by the main thread."""
    handled = []
    before = signal.signal(signal.SIGUSR1, lambda *_: handled.append(threading.get_ident()))
    try:
        word_count.search(LONG_TEXT, "is", threads=8)
        for _ in range(100):
            os.kill(os.getpid(), signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert set(handled) == {threading.main_thread().ident}

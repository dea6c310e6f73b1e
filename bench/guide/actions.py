"""What is measured for the chapters of docs/guide."""

import concurrent.futures
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

import word_count
from bench.harness.cases import Call, Trial

ROOT = Path(__file__).resolve().parent.parent.parent
Count = Callable[..., int]
InterpreterPoolExecutor: Any = getattr(concurrent.futures, "InterpreterPoolExecutor", None)


def in_turn(function: Count, contents: object, needle: str) -> None:
    """Count twice."""
    function(contents, needle)
    function(contents, needle)


def at_once(executor: Executor, function: Count, contents: object, needle: str) -> None:
    """Count twice, each on a thread or interpreter of the executor."""
    calls = [executor.submit(function, contents, needle) for _ in range(2)]
    concurrent.futures.wait(calls)
    for call in calls:
        call.result()


def make_two_interpreters() -> None:
    """Make two interpreters, and wait until both have imported word_count."""
    with InterpreterPoolExecutor(max_workers=2) as executor:
        at_once(executor, word_count.search_sequential, "", "is")


def longest_wait(call: Call) -> Trial:
    """Return a trial that gives how long the call keeps another thread from running.

    The other thread wakes each millisecond.
    """

    def trial() -> float:
        stop = threading.Event()
        wakes: list[float] = []

        def wake() -> None:
            while not stop.is_set():
                wakes.append(time.perf_counter())
                time.sleep(0.001)

        thread = threading.Thread(target=wake)
        thread.start()
        time.sleep(0.01)
        call()
        time.sleep(0.002)
        stop.set()
        thread.join()
        return max(late - early for early, late in pairwise(wakes))

    return trial


def sleep(_contents: str, _needle: str) -> None:
    """Count nothing, for as long as others count."""
    time.sleep(0.05)


def seconds_a_call(
    function: Count, company: Callable[[], AbstractContextManager[None]], contents: str, needle: str
) -> float:
    """Return what a call takes on average over a time in which the GIL changes hands often."""
    with company():
        begun = time.perf_counter()
        calls = 0
        while (elapsed := time.perf_counter() - begun) < 0.05:  # noqa: PLR2004
            for _ in range(10):
                function(contents, needle)
            calls += 10
    return elapsed / calls


@contextmanager
def busy_thread() -> Iterator[None]:
    """Keep another thread computing in Python."""
    stop = threading.Event()

    def compute() -> None:
        while not stop.is_set():
            sum(range(1000))

    thread = threading.Thread(target=compute)
    thread.start()
    yield
    stop.set()
    thread.join()


COMPANY: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "alone": nullcontext,
    "in company": busy_thread,
}

INTERRUPTED = """
import signal, sys, time
import minimal, word_count
sys.path.append({root!r})
from bench.texts import zen

def handler(number, frame):
    global handled
    handled = time.monotonic()
    raise KeyboardInterrupt

text = zen() * {zens}
signal.signal(signal.SIGALRM, handler)
begun = time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    {function}(text, "is")
    time.sleep(1)
except KeyboardInterrupt:
    print(handled - begun - 0.02)
"""


def wait_of_signal(function: str, zens: int) -> float:
    """Return how long a signal waits for its handler during a count, in a process of its own.

    With the slowest kernel, so that the count takes longer than a signal may wait.
    """
    program = INTERRUPTED.format(function=function, zens=zens, root=str(ROOT))
    environment = {**os.environ, "WORD_COUNT_KERNEL": "portable"}
    command = [sys.executable, "-P", "-c", program]
    return float(subprocess.check_output(command, env=environment, text=True))

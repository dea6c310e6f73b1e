"""Nothing leaks: references on a debug build of CPython, memory on any."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from isolated import run

import word_count
from word_count import _native

Path_ = Callable[[], object]
FUNCTIONS: list[Callable[..., int]] = [
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
    word_count.search_py,
]


class Index:
    """An index that fails."""

    def __index__(self) -> int:
        raise OSError


def paths() -> dict[str, Path_]:
    """Give every way through the binding, those that fail included."""
    paths: dict[str, Path_] = {}
    for function in FUNCTIONS:
        name = function.__name__
        paths |= {
            f"{name}": lambda f=function: f("is it", "is"),
            f"{name}, by name": lambda f=function: f(needle="is", contents="is it"),
            f"{name}, widened": lambda f=function: f("is λ is", "is"),
            f"{name}, too wide": lambda f=function: f("is it", "λ"),
            f"{name}, contents of another type": lambda f=function: f(1, "is"),
            f"{name}, needle of another type": lambda f=function: f("is λ", None),
            f"{name}, nothing": lambda f=function: f(),
            f"{name}, too much": lambda f=function: f("is", "is", 1, 2),
            f"{name}, unknown": lambda f=function: f("is", "is", haystack="is"),
            f"{name}, twice": lambda f=function: f("is", "is", needle="is"),
        }
    for threads in (1, 2, 10**30, 0, -(10**30), "two", Index()):
        paths[f"threads={threads!r:.20}"] = lambda t=threads: word_count.search(  # type: ignore[misc]
            "is λ", "is", threads=t
        )
    paths["released"] = lambda: word_count.search_sequential_allow_threads(LONG, "is")
    paths["kernel_list"] = _native.kernel_list
    paths["kernel_name"] = _native.kernel_name
    paths["thread_count"] = _native.thread_count
    return paths


LONG = "λ is " * 20_000
PATHS = paths()


def call(path: Path_, times: int) -> None:
    for _ in range(times):
        try:
            path()
        except (TypeError, ValueError, OSError):
            pass


@pytest.mark.skipif(not hasattr(sys, "gettotalrefcount"), reason="no debug build of CPython")
@pytest.mark.parametrize("name", PATHS)
def test_references_are_steady(name: str) -> None:
    """10,000 calls change the number of all references by no more than noise."""
    total: Callable[[], int] = sys.gettotalrefcount  # type: ignore[attr-defined]
    times = 1_000 if name == "released" else 10_000
    call(PATHS[name], 100)
    gc.collect()
    before = total()
    call(PATHS[name], times)
    gc.collect()
    assert abs(total() - before) < times // 100


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")
@pytest.mark.parametrize("name", PATHS)
def test_memory_is_steady(name: str, rounds: Callable[[int, int], int]) -> None:
    """A leak of 16 bytes a call, the least that malloc gives, would be seen."""
    times = rounds(100_000, 1_000_000) // (100 if name == "released" else 1)
    call(PATHS[name], times // 10)
    gc.collect()
    before = resident_bytes()
    call(PATHS[name], times)
    gc.collect()
    assert resident_bytes() - before < 10 * times


INTERRUPTED = """
import gc, resource, signal, sys
import word_count

class Stop(Exception):
    pass

def stop(number, frame):
    raise Stop

def statm():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

signal.signal(signal.SIGALRM, stop)
text = "λs as\\r\\n" * 30_000_000
needle = "as" + "x" * 100_000  # widened for each call
stopped = 0
for name in {names}:
    function = getattr(word_count, name)
    for i in range({rounds} + 5):
        if i == 5:
            gc.collect()
            before = statm()
        signal.setitimer(signal.ITIMER_REAL, 0.001)
        try:
            function(text, needle)
        except Stop:
            stopped += 1
        signal.setitimer(signal.ITIMER_REAL, 0)
    gc.collect()
    assert statm() - before < {rounds} * 50_000, (name, statm() - before)
print("right" if stopped > {rounds} else stopped)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")
def test_interrupted_calls_leak_nothing(rounds: Callable[[int, int], int]) -> None:
    names = ["search", "search_sequential", "search_sequential_allow_threads"]
    program = INTERRUPTED.format(names=names, rounds=rounds(20, 200))
    assert run(program, WORD_COUNT_KERNEL="portable") == "right\n"

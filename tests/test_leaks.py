"""Nothing leaks: references on a debug build of CPython, memory on any."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from isolated import DEBUG_BUILD, needs_proc, run_program

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


@pytest.mark.skipif(not DEBUG_BUILD, reason="no debug build of CPython")
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


@needs_proc
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


@needs_proc
@pytest.mark.parametrize("function", FUNCTIONS[:-1], ids=lambda function: function.__name__)
def test_interrupted_calls_leak_nothing(
    function: Callable[..., int], rounds: Callable[[int, int], int]
) -> None:
    times = rounds(10, 200)
    report = run_program("interrupted", times, function.__name__, WORD_COUNT_KERNEL="portable")
    ended, grown = map(int, report.split())
    assert ended > times // 2
    assert grown < times * 50_000

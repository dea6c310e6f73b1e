"""Nothing leaks: references on a debug build of CPython, memory on any."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from functions import FUNCTIONS
from isolated import DEBUG_BUILD, SANITIZED, needs_proc, run_program

import word_count
from word_count import _native

Function = Callable[..., int]
Way = Callable[[], object]

keeps_freed_memory = pytest.mark.skipif(
    SANITIZED, reason="a sanitizer keeps freed memory, to see who uses it"
)
LONG_TEXT = "λ is " * 20_000


class Index:
    """An index that fails."""

    def __index__(self) -> int:
        raise OSError


def ways_through(function: Function) -> dict[str, Way]:
    """Give the ways that a call may go, those that fail included."""
    return {
        "positional": partial(function, "is it", "is"),
        "by name": partial(function, needle="is", contents="is it"),
        "widened": partial(function, "is λ is", "is"),
        "too wide": partial(function, "is it", "λ"),
        "contents of another type": partial(function, 1, "is"),
        "needle of another type": partial(function, "is λ", None),
        "nothing": function,
        "too much": partial(function, "is", "is", 1, 2),
        "unknown": partial(function, "is", "is", haystack="is"),
        "twice": partial(function, "is", "is", needle="is"),
    }


WAYS: dict[str, Way] = {
    f"{function.__name__}, {name}": way
    for function in FUNCTIONS
    for name, way in ways_through(function).items()
} | {
    f"threads={threads!r:.20}": partial(word_count.search, "is λ", "is", threads=threads)
    for threads in (1, 2, 10**30, 0, -(10**30))
} | {
    "threads of another type": partial(cast("Function", word_count.search), "is", "", threads="2"),
    "threads that fail": partial(word_count.search, "is λ", "is", threads=Index()),
    "released": partial(word_count.search_sequential_allow_threads, LONG_TEXT, "is"),
    "kernel_list": _native.kernel_list,
    "kernel_name": _native.kernel_name,
    "thread_count": _native.thread_count,
}  # fmt: skip


def call(way: Way, times: int) -> None:
    for _ in range(times):
        with suppress(TypeError, ValueError, OSError):
            way()


@pytest.mark.skipif(not DEBUG_BUILD, reason="no debug build of CPython")
@pytest.mark.parametrize("name", WAYS)
def test_references_are_steady(name: str) -> None:
    """10,000 calls change the number of all references by no more than noise."""
    total: Callable[[], int] = vars(sys)["gettotalrefcount"]
    times = 1_000 if name == "released" else 10_000
    call(WAYS[name], 100)
    gc.collect()
    before = total()
    call(WAYS[name], times)
    gc.collect()
    assert abs(total() - before) < times // 100


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@needs_proc
@keeps_freed_memory
@pytest.mark.parametrize("name", WAYS)
def test_memory_is_steady(name: str, rounds: Callable[[int, int], int]) -> None:
    """A leak of 16 bytes a call, the least that malloc gives, would be seen."""
    times = rounds(100_000, 1_000_000) // (100 if name == "released" else 1)
    call(WAYS[name], times // 10)
    gc.collect()
    before = resident_bytes()
    call(WAYS[name], times)
    gc.collect()
    assert resident_bytes() - before < 10 * times


@needs_proc
@keeps_freed_memory
@pytest.mark.parametrize("function", FUNCTIONS[:-1], ids=lambda function: function.__name__)
def test_interrupted_calls_leak_nothing(
    function: Function, rounds: Callable[[int, int], int]
) -> None:
    times = rounds(10, 200)
    report = run_program("interrupted", times, function.__name__, WORD_COUNT_KERNEL="portable")
    ended, grown = map(int, report.split())
    assert ended > times // 2
    assert grown < times * 50_000

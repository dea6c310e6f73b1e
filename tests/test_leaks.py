"""Nothing leaks: references on a debug build of CPython, memory on any."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from functions import FUNCTIONS
from isolated import DEBUG_BUILD, SANITIZED, needs_proc, run, run_program

import word_count
from word_count import _native

Function = Callable[..., int]
Way = Callable[[], object]

keeps_freed_memory = pytest.mark.skipif(
    SANITIZED, reason="a sanitizer keeps freed memory, to see who uses it"
)
LONG_TEXT = "λ is " * 20_000
SLOW = {"released", "words of a file", "words of bytes", "words of a failing file"}


class Index:
    """An index that fails."""

    def __index__(self) -> int:
        raise OSError


def table_of(*arguments: object, **options: object) -> object:
    """Return all that a table gives that took some words."""
    make = cast("Callable[..., Any]", _native.Table)
    table, other = make(*arguments, **options), make(*arguments, **options)
    table.take_blocks([b"is it ", b"a_word_that_is_not_in_its_slot" * 2])
    other.take_blocks([b"is it "])
    table.absorb(other, 1)
    counts: dict[object, int] = {}
    table.fill(counts, 1)
    return counts, table.top(2, 1), table.known(1), table.take_files((b"/dev/null", b"/none"), 1)


def ways_of_tables() -> dict[str, Way]:
    """Return the ways that words are put into tables."""
    words, file = word_count.count_words, word_count.count_words_file
    wrong: Any = [b"a"], ["a", "a"], ["a", 1], "a", 1
    vocabulary = (b"is", None, b"a_word_that_is_not_in_its_slot" * 2)
    count: Any = _native.count_words
    one, known = partial(count, {}), (1, False, None, None, False, True, vocabulary)
    ways: dict[str, Any] = {
        "words": partial(words, "is it λ"),
        "words by a class": partial(words, b"is it", words=rb"\S+", ignore_case=True),
        "words that fold to others": partial(words, "\xb5 K", ignore_case=True),
        "words of a vocabulary": partial(words, "is it", vocabulary=["is", "λ"], ignore_case=True),
        "words of a file": lambda: file(BytesIO(b"is it"), vocabulary=["is", "λ"]),
        "words of bytes": lambda: file(BytesIO(b"is it"), words=rb"\w+"),
        "words of a failing file": lambda: file(BytesIO(b"is it"), encoding="cp437", progress=fail),
        "words that are no class": partial(words, "is", words="is"),
        "words, threads that fail": partial(words, "is", threads=Index()),
        "a word of another kind": partial(one, "is it", None, False, (b"is",), None),
        "a word twice": partial(one, "is it", None, False, ("is", "it", "is"), None),
        "a dict with such a word": lambda: count({"is": 1}, "is", None, 0, None, 1),
        "a dict with another value": lambda: count({"is": ""}, "is", None, 0, None, 1),
        "a table": table_of,
        "a table of bytes": partial(table_of, 1, False, None, None, False, True),
        "a table with a vocabulary": partial(table_of, *known),
        "a table with a word twice": partial(table_of, 1, 0, None, None, 0, 0, (b"a", b"a")),
        "a table by name": partial(table_of, width=1),
        "a table without blocks": lambda: _native.Table().take_blocks(cast("Any", ["is"])),
        "a table in use": lambda: _native.Table().absorb(_native.Table(2), 1),
    } | {
        f"a wrong vocabulary: {vocabulary}": partial(words, "is", vocabulary=vocabulary)
        for vocabulary in wrong
    }  # fmt: skip
    return ways


def fail(*_: object) -> None:
    raise OSError


def ways_through(function: Function) -> dict[str, Way]:
    """Return the ways that a call may go, those that fail included."""
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
} | ways_of_tables()  # fmt: skip


def call(way: Way, times: int) -> None:
    for _ in range(times):
        with suppress(TypeError, ValueError, OSError):
            way()


@pytest.mark.skipif(not DEBUG_BUILD, reason="no debug build of CPython")
@pytest.mark.parametrize("name", WAYS)
def test_references_are_steady(name: str) -> None:
    """10,000 calls change the number of all references by no more than noise."""
    total: Callable[[], int] = vars(sys)["gettotalrefcount"]
    times = 1_000 if name in SLOW else 10_000
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
@pytest.mark.once  # elsewhere references are counted
@pytest.mark.parametrize("name", WAYS)
def test_memory_is_steady(name: str, rounds: Callable[[int, int], int]) -> None:
    """A leak of 16 bytes a call, the least that malloc gives, would be seen."""
    times = rounds(50_000, 1_000_000) // (100 if name in SLOW else 1)
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


LAST_REFERENCE = """
import gc, sys, weakref
import word_count
from word_count import _native
word_count.count_words("a b", ignore_case=True)
needle, table = _native.Needle(b"a"), _native.Table()
module = weakref.ref(_native)
del word_count, _native, needle, table
for name in [name for name in sys.modules if name.startswith("word_count")]:
    del sys.modules[name]
gc.collect()
print(module())
"""


def test_the_module_goes_with_its_last_reference() -> None:
    """It keeps classes and folds, whose types refer to it: a cycle, which CPython must find."""
    assert run("-c", LAST_REFERENCE) == "None\n"

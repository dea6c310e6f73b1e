"""Bytes-like contents: what counts, what is refused, and who holds the buffer for how long."""

import array
import ctypes
import mmap
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from functions import COUNTERS, FUNCTIONS, Counter, cases, examples
from hypothesis import given
from hypothesis import strategies as st

from word_count import search_py

TEXT = b"is this is\r\n is it\n\nis\r \r\nis"


class Bytes(bytes):
    """A bytes that pretends in every method that a count could call."""

    __slots__ = ()

    def __len__(self) -> int:
        return 1_000_000

    def split(self, *_: object, **__: object) -> list[bytes]:
        return [b"is"] * 100


def in_map(data: bytes) -> mmap.mmap:
    mapping = mmap.mmap(-1, len(data))
    mapping.write(data)
    return mapping


def in_rows(data: bytes) -> memoryview:
    """Return the data in two dimensions."""
    return memoryview(data).cast("B", [2, len(data) // 2])


MAKERS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "subclass": Bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "slice": lambda data: memoryview(b"x" + data + b"x")[1:-1],
    "signed": lambda data: memoryview(data).cast("b"),
    "char": lambda data: memoryview(data).cast("c"),
    "rows": in_rows,
    "mmap": in_map,
    "array": lambda data: array.array("B", data),
    "ctypes": lambda data: (ctypes.c_char * len(data)).from_buffer_copy(data),
}


@cache
def expected_in(contents: bytes) -> int:
    return search_py(contents, b"is")


@pytest.mark.parametrize("maker", MAKERS)
def test_contents_of_every_type(count: Counter, maker: str) -> None:
    make = MAKERS[maker]
    # search_py has one way for all lengths, and takes a second for the long text.
    for repeats in (1,) if count is search_py else (1, 20_000):
        contents = TEXT * 2 * repeats
        assert count(make(contents), make(b"is")) == expected_in(contents)
        assert count(make(contents), b"is") == expected_in(contents)


@pytest.mark.extra
@pytest.mark.parametrize("module", ["numpy", "pyarrow"])
def test_other_peoples_buffers(function: Callable[..., int], module: str) -> None:
    imported = pytest.importorskip(module)
    if module == "numpy":
        rows = imported.frombuffer(TEXT * 2, dtype="u1").reshape(2, -1)
        assert function(rows, b"is") == search_py(TEXT * 2, b"is")
        with pytest.raises(BufferError, match=r"'contents' must be contiguous, not .*ndarray"):
            function(rows.T, b"is")
        with pytest.raises(TypeError, match=r"items of 1 byte, not .*ndarray with items of 8"):
            function(imported.zeros(3), b"is")
    else:
        assert function(imported.py_buffer(TEXT), imported.py_buffer(b"is")) == 4


@pytest.mark.parametrize("name", ["exhaustive", "random"])
def test_all_cases_as_bytes(count: Counter, name: str) -> None:
    for contents, needle, expected in cases(name):
        try:
            data = contents.encode(), needle.encode()
        except UnicodeEncodeError:
            continue
        assert count(*data) == expected


@given(st.text(st.sampled_from("ab \n\r"), max_size=300), st.text(st.sampled_from("ab\r")))
@examples(200)
def test_bytes_count_as_their_characters(contents: str, needle: str) -> None:
    expected = search_py(contents, needle)
    for count in COUNTERS.values():
        assert count(contents.encode(), needle.encode()) == expected


def test_no_other_byte_separates(count: Counter) -> None:
    """Those that str.split() or bytes.split() would take for space, and NEL in Latin-1."""
    for byte in set(range(256)) - set(b" \n"):
        word = bytes([byte])
        assert count(b"a" + word + b"a a", b"a") == 1
        assert count(b"a " + word + b" a", word) == (3 if word == b"a" else 1)


def test_str_with_bytes(function: Callable[..., int]) -> None:
    name = function.__name__
    with pytest.raises(TypeError) as caught:
        function("a", b"a")
    message = f"{name}() argument 'needle' must be str because contents is str, not bytes"
    assert str(caught.value) == message
    with pytest.raises(TypeError) as caught:
        function(bytearray(b"a"), "a")
    message = (
        f"{name}() argument 'needle' must be a bytes-like object because contents is one, not str"
    )
    assert str(caught.value) == message


WIDE = {
    "int": array.array("i", [1]),
    "short": array.array("h", [1]),
    "empty": array.array("d"),
    "ctypes": (ctypes.c_uint16 * 3)(),
}


@pytest.mark.parametrize("wide", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("argument", ["contents", "needle"])
def test_items_wider_than_a_byte(function: Callable[..., int], argument: str, wide: Any) -> None:  # noqa: ANN401
    size = memoryview(wide).itemsize
    with pytest.raises(TypeError) as caught:
        function(**{"contents": b"a", "needle": b"a", argument: wide})
    start = f"{function.__name__}() argument '{argument}' must have items of 1 byte, not "
    assert str(caught.value).startswith(start)
    assert str(caught.value).endswith(f"{type(wide).__name__} with items of {size}")


@pytest.mark.parametrize("argument", ["contents", "needle"])
def test_buffers_with_gaps(function: Callable[..., int], argument: str) -> None:
    gaps = memoryview(b"abcdef")[::2]
    with pytest.raises(BufferError) as caught:
        function(**{"contents": b"a", "needle": b"a", argument: gaps})
    assert str(caught.value) == (
        f"{function.__name__}() argument '{argument}' must be contiguous, "
        "not memoryview with gaps or in another order"
    )


def test_what_an_object_says_of_its_buffer_is_passed_on(function: Callable[..., int]) -> None:
    view = memoryview(b"a")
    view.release()
    with pytest.raises(ValueError, match="released memoryview"):
        function(view, b"a")
    mapping = in_map(b"a")
    mapping.close()
    with pytest.raises(ValueError, match="closed"):
        function(b"a", mapping)


def test_the_buffer_is_released_on_every_path(function: Callable[..., int]) -> None:
    contents, needle = bytearray(b"a b a"), bytearray(b"a")
    assert function(contents, needle) == 2
    for bad in ("a", None, memoryview(b"abc")[::2], array.array("i", [1])):
        with pytest.raises((TypeError, BufferError)):
            function(contents, bad)
        with pytest.raises((TypeError, BufferError)):
            function(bad, needle)
    if function is FUNCTIONS[0]:
        for threads in (0, "2"):
            with pytest.raises((TypeError, ValueError), match="threads"):
                function(contents, needle, threads=threads)
    contents.append(0)  # a BufferError if anybody held it still
    needle.append(0)


INTERRUPTED = """
import signal, sys, word_count

def stop(*_):
    try:
        text.append(0)
    except BufferError:
        print("held")
    raise KeyboardInterrupt

text = bytearray(b"is as\\r\\n" * 50_000_000)  # 0.2 s for two threads of 2026
signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.005)
try:
    word_count.{name}(text, b"is"{more})
except KeyboardInterrupt:
    text.append(0)
    print("released")
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers")
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("search", ", threads=2"),
        ("search_sequential", ""),
        ("search_sequential_allow_threads", ""),
    ],
)
def test_the_buffer_is_held_while_counting_and_released_by_a_signal(name: str, more: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(name=name, more=more)],
        env={**os.environ, "WORD_COUNT_KERNEL": "portable"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("held\nreleased\n", "")


@pytest.mark.parametrize(
    "needle", [b"is", b"words", b"a word longer than a mask".replace(b" ", b"-")]
)
def test_contents_written_to_while_they_are_counted(needle: bytes) -> None:
    """Any count is right, a crash is not; what is written makes candidates come and go."""
    contents = bytearray((needle + b" ") * 300_000)
    one, two = (needle + b" ") * 1000, (b" " + needle) * 1000
    stop = threading.Event()

    def write() -> None:
        with memoryview(contents) as view:
            while not stop.is_set():
                for k in range(0, len(contents) - len(one), len(one)):
                    view[k : k + len(one)] = one if view[k] == two[0] else two

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(20):
            for count in (COUNTERS["search-2"], COUNTERS["search_sequential_allow_threads"]):
                assert 0 <= count(contents, needle) <= 300_000
    finally:
        stop.set()
        thread.join()


def test_a_mapped_file(count: Counter, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(TEXT * 1000)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapping:
        assert count(mapping, b"is") == search_py(TEXT * 1000, b"is")

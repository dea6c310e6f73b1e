"""Tests of the teaching extension: pytest, in its folder, once it is installed."""

import os
import random
import sys
import sysconfig
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import minimal
import pytest

NO_GIL = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
FUNCTIONS = [minimal.search, minimal.search_sequential, minimal.search_sequential_allow_threads]


def search_py(contents, needle):
    """Count by the definition; everything else is tested against it."""
    lines = contents.split("\n")
    last = lines.pop()
    count = sum(line.removesuffix("\r").split(" ").count(needle) for line in lines)
    return count + (last.split(" ").count(needle) if last else 0)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_counts_as_the_definition_does(function):
    generator = random.Random(7)
    for _ in range(20_000):
        contents = "".join(generator.choices("a \r\nä", k=generator.randrange(12)))
        needle = "".join(generator.choices("a \r\nä", k=generator.randrange(3)))
        assert function(contents, needle) == search_py(contents, needle), (contents, needle)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_refuses_what_is_no_text(function):
    with pytest.raises(TypeError, match=r"must be|bytes-like object is required"):
        function(1, "is")


def test_lets_go_of_its_buffers():
    contents, needle = bytearray(b"is it"), bytearray(b"is")
    for function in FUNCTIONS:
        assert function(contents, needle) == 1
        with pytest.raises(TypeError):
            function(contents, 1)
    contents.append(0)  # a buffer still held would raise BufferError
    needle.append(0)


@pytest.mark.skipif(NO_GIL, reason="before 3.14 a bytearray is not safe there")
@pytest.mark.parametrize("held", ["contents", "needle"])
def test_holds_its_buffers(held):
    texts = {"contents": bytearray(b"is it\n" * 1_000_000), "needle": bytearray(b"is")}
    with ThreadPoolExecutor(max_workers=1) as executor:
        for _ in range(1000):
            count = executor.submit(minimal.search_sequential_allow_threads, *texts.values())
            while not count.done():
                try:
                    texts[held].append(ord(" "))
                    texts[held].pop()
                except BufferError:
                    assert count.result() == 1_000_000
                    return
    pytest.fail("it could always be resized")


@pytest.mark.parametrize("written", ["contents", "needle"])
def test_bytes_may_be_written_meanwhile(written):
    """The count may be that of neither text, but it is a count."""
    texts = {"contents": bytearray(b"is it\n" * 1_000_000), "needle": bytearray(b"is")}
    with ThreadPoolExecutor(max_workers=1) as executor:
        count = executor.submit(minimal.search, *texts.values())
        while not count.done():
            texts[written][:2] = b"a "
            texts[written][:2] = b"is"
        assert 0 <= count.result() <= 1_000_000


def test_sixteen_threads_count_right():
    texts = ["is it\n" * (1_000 * i) for i in range(16)]
    with ThreadPoolExecutor(max_workers=16) as executor:
        for function in FUNCTIONS * 4:
            assert list(executor.map(function, texts, ["is"] * 16)) == [
                1_000 * i for i in range(16)
            ]


@pytest.mark.parametrize("function", [minimal.search, minimal.search_sequential_allow_threads])
def test_another_thread_runs_meanwhile(function):
    """With so long a switch interval, nobody gets the GIL who is not given it."""
    contents, ticks, stop = "is it\n" * 1_000_000, [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(None)
            time.sleep(0)

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=tick)
    thread.start()
    sys.setswitchinterval(1000)
    try:
        for _ in range(1000):
            before = len(ticks)
            function(contents, "is")
            if len(ticks) > before:
                return
        pytest.fail("the other thread never ran")
    finally:
        sys.setswitchinterval(interval)
        stop.set()
        thread.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_counts_in_a_forked_child():
    minimal.search("is it\n" * 1_000_000, "is")
    child = os.fork()
    if child == 0:
        os._exit(minimal.search("is it\n" * 100, "is") != 100)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not NO_GIL, reason="it has a GIL")
def test_importing_it_leaves_the_gil_off():
    assert not sys._is_gil_enabled()

"""Bad input: the exception a Python user expects, naming the function, the argument, the value."""

import gc
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import pytest
from functions import FUNCTIONS

import word_count
from word_count import _native


@pytest.mark.parametrize("value", [None, 1, 1.5, ["a"], ("a",), object()])
@pytest.mark.parametrize(
    ("argument", "wanted"),
    [("contents", "str or a bytes-like object"), ("needle", "str because contents is str")],
)
def test_wrong_type(
    function: Callable[..., int], argument: str, wanted: str, value: object
) -> None:
    arguments = {"contents": "a", "needle": "a", argument: value}
    came = "None" if value is None else type(value).__name__
    message = f"{function.__name__}() argument '{argument}' must be {wanted}, not {came}"
    for positional, named in [((), arguments), (tuple(arguments.values()), {})]:
        with pytest.raises(TypeError) as caught:
            function(*positional, **named)
        assert str(caught.value) == message


class Readable:
    """What has nothing of a file but a read."""

    read = None


def test_a_file_for_contents(function: Callable[..., int], tmp_path: Path) -> None:
    """The error says what counts in files."""
    path = tmp_path / "text"
    path.touch()
    with path.open("rb") as binary, path.open() as text:
        for value in (path, binary, text, io.BytesIO(), Readable()):
            # C names the modules of its types: _io.BytesIO
            came = rf"(_io\.)?{type(value).__name__}"
            with pytest.raises(TypeError) as caught:
                function(value, "is")
            wanted = r"str or a bytes-like object"
            message = rf"{function.__name__}\(\) argument 'contents' must be {wanted}, not {came}"
            hint = r"; to count in a file call search_file\(\)"
            assert re.fullmatch(message + hint, str(caught.value))
            with pytest.raises(TypeError) as caught:
                function("is", value)
            assert "search_file" not in str(caught.value)


class Broken:
    """An object that fails when it is asked for a read."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError(name)


def test_contents_that_cannot_be_asked(function: Callable[..., int]) -> None:
    with pytest.raises(TypeError, match=r"must be str or a bytes-like object, not Broken$"):
        function(Broken(), "is")


def test_a_mapped_file_has_a_read_and_is_bytes(
    function: Callable[..., int], tmp_path: Path
) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"is it is")
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as contents:
        assert function(contents, b"is") == 2


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        ((), {}, "missing required argument 'contents' (pos 1)"),
        (("a",), {}, "missing required argument 'needle' (pos 2)"),
        ((), {"needle": "a"}, "missing required argument 'contents' (pos 1)"),
        (("a", "b", "c", "d"), {}, "(4 given)"),
        (("a",), {"contents": "a", "needle": "b"}, "given by name ('contents') and position (1)"),
        (("a",), {"haystack": "c"}, "missing required argument 'needle' (pos 2)"),
        (("a", "b"), {"λ": "c"}, "'λ'"),
    ],
)
def test_wrong_arguments_fail_as_in_cpython(
    positional: tuple[str, ...], named: dict[str, str], message: str
) -> None:
    """The C functions say what CPython's own parser says; search_py what a def says."""
    for function in (word_count.search_sequential, word_count.search_sequential_allow_threads):
        with pytest.raises(TypeError) as caught:
            function(*positional, **named)
        assert message in str(caught.value)
        assert f"{function.__name__}()" in str(caught.value)
    for other in (word_count.search, word_count.search_py):
        with pytest.raises(TypeError, match=rf"{other.__name__}\(\)"):
            other(*positional, **named)


def test_unknown_and_duplicate_arguments_are_named() -> None:
    search: Callable[..., int] = word_count.search
    with pytest.raises(TypeError, match="'thread'"):
        search("a", "b", thread=2)
    with pytest.raises(
        TypeError, match=r"search\(\) given by name \('needle'\) and position \(2\)"
    ):
        search("a", "b", needle="c")


class Name(str):
    """A name that is found where another is looked for."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("contents")


def test_a_name_that_pretends_to_be_another_is_refused() -> None:
    for function in FUNCTIONS[:-1]:
        with pytest.raises(TypeError, match=rf"{function.__name__}\(\) got arguments it cannot"):
            function(**{Name("x"): "a", "needle": "a"})


def test_three_positional_arguments_are_one_too_many(function: Callable[..., int]) -> None:
    with pytest.raises(TypeError, match=rf"{function.__name__}\(\) takes .*\(?3"):
        function("a", "b", 2)


def test_arguments_by_name_in_any_order(function: Callable[..., int]) -> None:
    assert function(needle="a", contents="a b a") == 2
    assert function("a b a", needle="a") == 2


def test_only_search_takes_threads() -> None:
    for function in FUNCTIONS[1:]:
        with pytest.raises(TypeError, match=rf"{function.__name__}\(\)"):
            function("a", "a", threads=1)


@pytest.mark.parametrize("threads", [0, -1, -(10**30)])
def test_threads_below_one(threads: int) -> None:
    with pytest.raises(ValueError, match="argument 'threads' must be at least 1") as caught:
        word_count.search("a", "a", threads=threads)
    assert str(caught.value).endswith(f"not {threads}")


@pytest.mark.parametrize("threads", ["2", 1.5, b"2", [2]])
def test_threads_not_an_integer(threads: Any) -> None:  # noqa: ANN401
    message = rf"search\(\) argument 'threads' must be int or None, not {type(threads).__name__}"
    with pytest.raises(TypeError, match=message):
        word_count.search("a", "a", threads=threads)


class Index:
    """An object that stands for an integer, or fails to."""

    def __init__(self, value: int | Exception) -> None:
        self.value = value

    def __index__(self) -> int:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


def test_threads_may_be_anything_that_is_an_integer() -> None:
    assert word_count.search("a", "a", threads=Index(2)) == 1
    assert word_count.search("a", "a", threads=None) == 1
    with pytest.raises(OSError, match="broken"):
        word_count.search("a", "a", threads=Index(OSError("broken")))


class Meddler:
    """An index that counts, collects garbage, and lets go of what is being counted."""

    def __init__(self, held: list[str]) -> None:
        self.held = held

    def __index__(self) -> int:
        self.held.clear()
        gc.collect()
        return word_count.search("a " * 100_000, "a", threads=2) // 50_000


def test_threads_may_meddle_while_they_are_asked() -> None:
    """The call holds its own references: those of others may go."""
    held = ["λ a " * 100_000, str(b"a", "ascii")]
    assert word_count.search(held[0], held[1], threads=Meddler(held)) == 100_000
    assert held == []


def test_strings_of_any_origin(function: Callable[..., int]) -> None:
    """Constants and interned, shared and new ones are read alike, and left as they were."""
    word = str(b"word", "ascii")
    texts = ["word", sys.intern("word word"), word, f"{word} {word}", "λword word"[5:]]
    assert [function(text, word) for text in texts] == [1, 2, 1, 2, 1]
    assert texts == ["word", "word word", "word", "word word", " word"]
    assert function(word, word) == 1


@pytest.mark.parametrize("threads", [1_000, 2**31, 2**64, 10**100])
def test_enormous_threads_are_served_by_those_there_are(threads: int) -> None:
    assert word_count.search("a b\n" * 5_000_000, "a", threads=threads) == 5_000_000


class Text(str):
    """A str that pretends in every method that a count could call."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __len__(self) -> int:
        return 1_000_000

    def __str__(self) -> str:
        return "other"

    def split(self, *_: object, **__: object) -> list[str]:
        return ["is"] * 100

    def removesuffix(self, _: str) -> str:
        return "is"


def test_a_str_subclass_counts_as_its_characters(function: Callable[..., int]) -> None:
    assert function(Text("a is\nis"), Text("is")) == 2
    assert function("a b", Text("is")) == 0


@pytest.mark.parametrize("setting", ["0", "-1", "two", "", "1.5", " 2", "2 ", "+2", "0x2"])
def test_number_of_threads_in_the_environment_is_bad(setting: str) -> None:
    program = (
        "import word_count\n"
        "for _ in range(2):\n"
        "    try: word_count.search('a' * 100_000, 'a')\n"
        "    except ValueError as error: print(error)\n"
        "print(word_count.search('a', 'a', threads=2), word_count.search_sequential('a', 'a'))\n"
    )
    message = f"WORD_COUNT_NUM_THREADS must be a positive integer, not {setting!r}\n"
    assert run(program, WORD_COUNT_NUM_THREADS=setting) == message * 2 + "1 1\n"


@pytest.mark.parametrize(("setting", "threads"), [("1", "1"), ("3", "3"), ("9" * 30, "256")])
def test_number_of_threads_in_the_environment(setting: str, threads: str) -> None:
    program = "from word_count import _native; print(_native.thread_count())"
    assert run(program, WORD_COUNT_NUM_THREADS=setting) == f"{threads}\n"


def test_kernel_in_the_environment() -> None:
    program = "from word_count import _native; print(_native.kernel_name())"
    kernels = _native.kernel_list()
    assert kernels[-1] == "portable"
    for kernel in kernels:
        assert run(program, WORD_COUNT_KERNEL=kernel) == f"{kernel}\n"
    assert run(program, WORD_COUNT_KERNEL="") == f"{kernels[0]}\n"
    program = "try: import word_count\nexcept ImportError as error: print(error)"
    assert run(program, WORD_COUNT_KERNEL="mmx").startswith(
        "WORD_COUNT_KERNEL is 'mmx', and this CPU has ['"
    )


def run(program: str, **environment: str) -> str:
    """Run a Python program in a process of its own; give what it printed."""
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout

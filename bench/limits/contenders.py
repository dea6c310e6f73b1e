"""Who is measured: the machine's limit, this package, and its peers where they are installed."""

import ctypes
import importlib
import re
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import word_count

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1_000_000
Call = Callable[[str, str], object]


@dataclass(frozen=True)
class Contender:
    """A way to count, or to read; exact says whether it answers the same question."""

    name: str
    call: Call
    largest: int = 10**12  # bytes of text that are not too much to ask
    groups: tuple[str, ...] = ("guide", "memory", "dense")
    exact: bool = True
    counts: int = 1  # counts in a call


class _Text(ctypes.Structure):
    _fields_ = (("units", ctypes.c_void_p), ("length", ctypes.c_size_t), ("width", ctypes.c_uint))


def data_of(contents: str) -> _Text:
    """Point to a str's characters where they lie (PEP 393: after the header, before a zero)."""
    widest = max(map(ord, contents[:1_000]), default=0)
    width = 1 if widest < 1 << 8 else 2 if widest < 1 << 16 else 4
    address = id(contents) + contents.__sizeof__() - (len(contents) + 1) * width
    return _Text(address, len(contents), width)


class Located:
    """Remembers where the latest text's characters are: looking takes longer than many a count.

    And it must be done before others ask for the text's UTF-8, which changes its reported size.
    """

    def __init__(self) -> None:
        self._contents: str | None = None
        self._text = _Text()

    def __call__(self, contents: str) -> _Text:
        """Point to the characters of contents."""
        if contents is not self._contents:
            self._contents, self._text = contents, data_of(contents)
        return self._text


located = Located()


def build_library(folder: Path) -> ctypes.CDLL:
    """Compile the core and the read loop."""
    output = folder / "limits.so"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    sources = [*(ROOT / "src" / "core").glob("*.c"), Path(__file__).parent / "read.c"]
    flags = ["-std=gnu11", "-O3", "-pthread", "-shared", "-fPIC", f"-I{ROOT / 'src' / 'core'}"]
    command = [compiler, *flags, *map(str, sources), "-o", str(output)]
    subprocess.run(command, check=True)
    library = ctypes.CDLL(str(output))
    library.wc_count.restype = ctypes.c_size_t
    library.wc_kernel_list.restype = ctypes.c_char_p
    library.limit_read.restype = ctypes.c_uint64
    return library


def limit(library: ctypes.CDLL, threads: int) -> Call:
    """Read the text's bytes."""

    def read(contents: str, _needle: str) -> None:
        text = located(contents)
        size = ctypes.c_size_t(text.length * text.width)
        library.limit_read(ctypes.c_void_p(text.units), size, ctypes.c_uint(threads))

    return read


def kernel(library: ctypes.CDLL, name: bytes) -> Call:
    """Count with one kernel, on one thread."""

    def count(contents: str, needle: str) -> int:
        library.wc_kernel_choose(name)
        text, word = located(contents), data_of(needle)
        prepared = ctypes.create_string_buffer(8192)  # a wc_needle is smaller
        lines = ctypes.create_string_buffer(64)  # wc_words, all zeros: lines and single spaces
        library.wc_needle_prepare(prepared, ctypes.byref(word), text.width, lines)
        begin, end = ctypes.c_size_t(0), ctypes.c_size_t(text.length + 1)
        result: int = library.wc_count(ctypes.byref(text), prepared, begin, end)
        return result

    return count


def naive(contents: str, needle: str) -> int:
    """Count with the guide's loop."""
    total = 0
    for line in contents.splitlines():
        for word in line.split(" "):
            if word == needle:
                total += 1
    return total


def by_regular_expression(contents: str, needle: str) -> int:
    """Count matches between separators."""
    pattern = rf"(?:(?<=[ \n])|\A){re.escape(needle)}(?= |\r?\n|\Z)"
    return sum(1 for _ in re.finditer(pattern, contents))


def by_counter(contents: str, needle: str) -> int:
    """Count all words to know of one."""
    return Counter(contents.split())[needle]


def twice(executor: ThreadPoolExecutor) -> Call:
    """Submit two counts to two threads."""

    def count(contents: str, needle: str) -> int:
        function = word_count.search_sequential_allow_threads
        one = executor.submit(function, contents, needle)
        two = executor.submit(function, contents, needle)
        return one.result() + two.result()

    return count


def _optional(module: str) -> Any:  # noqa: ANN401
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def peers() -> list[Contender]:
    """Give those that are installed."""
    found = []
    if rust := _optional("word_count_rust_peer"):
        found += [
            Contender("PyO3 + rayon, parallel", rust.search, 100 * MEGABYTE),
            Contender("PyO3, sequential", rust.search_sequential, 100 * MEGABYTE),
        ]
    if zilla := _optional("stringzilla"):
        found.append(Contender("StringZilla count", zilla.count, 100 * MEGABYTE, exact=False))
    if polars := _optional("polars"):

        def count_by_polars(contents: str, needle: str) -> int:
            pattern = rf"(?m)(?:^|\b){re.escape(needle)}(?:\b|$)"
            return int(polars.Series([contents]).str.count_matches(pattern)[0])

        found.append(Contender("polars", count_by_polars, MEGABYTE, ("guide",), exact=False))
    if compute := _optional("pyarrow.compute"):
        pyarrow = importlib.import_module("pyarrow")

        def count_by_pyarrow(contents: str, needle: str) -> int:
            words = compute.list_flatten(compute.utf8_split_whitespace(pyarrow.array([contents])))
            return int(compute.sum(compute.equal(words, needle)).as_py() or 0)

        found.append(Contender("pyarrow", count_by_pyarrow, MEGABYTE, ("guide",), exact=False))
    return found


def contenders(folder: Path, executor: ThreadPoolExecutor) -> list[Contender]:
    """Give all, the limits first."""
    library = build_library(folder)
    kernels: list[bytes] = []
    while name := library.wc_kernel_list(ctypes.c_size_t(len(kernels))):
        kernels.append(name)
    everywhere = ("guide", "memory", "dense", "short", "sizes")
    reading = ("guide", "memory", "dense", "sizes")
    small = ("guide",)
    return [
        Contender("reading, 1 thread", limit(library, 1), groups=reading),
        Contender("reading, all threads", limit(library, 0), groups=reading),
        Contender("search", word_count.search, groups=everywhere),
        Contender("search_sequential", word_count.search_sequential, groups=everywhere),
        Contender("search_sequential_allow_threads, twice", twice(executor),
                  groups=("guide", "memory"), counts=2),
        *(Contender(f"kernel {name.decode()}", kernel(library, name)) for name in kernels),
        *peers(),
        Contender("search_py", word_count.search_py, 100 * MEGABYTE, ("guide", "dense")),
        Contender("naive loop", naive, MEGABYTE, small),
        Contender("re", by_regular_expression, MEGABYTE, small),
        Contender("Counter(split)", by_counter, MEGABYTE, small, exact=False),
        Contender("str.count", lambda c, n: c.count(n) if n else 0, 100 * MEGABYTE,
                  ("guide", "dense", "short"), exact=False),
    ]  # fmt: skip

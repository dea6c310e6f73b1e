"""What goes wrong with files: the error, its file's name, signals, and what is left behind."""

import errno
import gzip
import io
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from core_library import library
from isolated import needs_faults
from isolated import run as run_python

from word_count import _native, search_file, search_py
from word_count._native import Needle


def run(program: str, timeout: float = 60, **environment: str) -> str:
    """Run a program in a process of its own; give what it printed."""
    return run_python("-c", program, timeout=timeout, **environment)


@pytest.mark.parametrize("file", [None, 1, 1.5, ["a"], object()])
def test_neither_a_path_nor_a_file(file: Any) -> None:  # noqa: ANN401
    came = "None" if file is None else type(file).__name__
    with pytest.raises(TypeError) as caught:
        search_file(file, "a")
    wanted = "a path or a binary file object"
    assert str(caught.value) == f"search_file() argument 'file' must be {wanted}, not {came}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"needle": None}, "argument 'needle' must be str or bytes, not None"),
        ({"needle": 1}, "argument 'needle' must be str or bytes, not int"),
        ({"encoding": None}, "argument 'encoding' must be str, not None"),
        ({"threads": "2"}, "argument 'threads' must be int or None, not str"),
        ({"progress": 1}, "argument 'progress' must be callable or None, not int"),
    ],
)
def test_wrong_types(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        search_file(**{"file": "/dev/null", "needle": "a", **arguments})
    assert str(caught.value) == f"search_file() {message}"


def test_wrong_values() -> None:
    with pytest.raises(ValueError, match="argument 'threads' must be at least 1, not 0"):
        search_file("/dev/null", "a", threads=0)
    with pytest.raises(ValueError, match=r"'compression' must be 'infer', .* None, not 'zip'"):
        search_file("/dev/null", "a", compression="zip")
    with pytest.raises(ValueError, match="null"):
        search_file("a\0b", "a")


def test_a_file_of_text() -> None:
    text: Any = io.StringIO("is")
    with pytest.raises(TypeError, match=r"must be opened for bytes, its read\(\) gave str"):
        search_file(text, "is")


def test_a_read_that_fails() -> None:
    class Broken(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError(errno.EIO, "broken")

    with pytest.raises(OSError, match="broken"):
        search_file(Broken(), "is")


@pytest.mark.parametrize(
    "options",
    [{}, {"encoding": "utf-8-sig"}, {"encoding": "utf-16"}, {"encoding": "utf-7"},
     {"compression": "gzip"}, {"progress": lambda _done, _total: None}],
)  # fmt: skip
def test_a_read_that_raises_stop_iteration(options: dict[str, Any]) -> None:
    """As next() does at the end of an iterator: no end of the file, and no count."""

    class Stopping(io.RawIOBase):
        def __init__(self) -> None:
            data = gzip.compress(b"is " * 100) if "compression" in options else b"is " * 100
            self._blocks = iter([data[:20], data[20:40]])

        def read(self, _size: int = -1) -> bytes:
            return next(self._blocks)

    with pytest.raises(RuntimeError, match=r"'file'.* read\(\) raised StopIteration"):
        search_file(Stopping(), "is", **options)


def test_progress_that_raises_stop_iteration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("word_count._files.Job.PROGRESS_INTERVAL", 0)

    def progress(_done: int, _total: int | None) -> None:
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        search_file(io.BytesIO(b"is"), "is", progress=progress)


def test_missing_and_directory(tmp_path: Path) -> None:
    for path, error in ((tmp_path / "none", FileNotFoundError), (tmp_path, IsADirectoryError)):
        for name in (path, os.fsencode(path)):
            with pytest.raises(error) as caught:
                search_file(name, "a")
            assert caught.value.filename == os.fspath(name)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Do without the rights of root, who may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"is")
    path.chmod(0)
    with unprivileged(), pytest.raises(PermissionError) as caught:
        search_file(path, "is")
    assert caught.value.filename == str(path)


def test_one_of_many_files_that_may_not_be_read() -> None:
    """It can be seen, in a folder of everybody's, but not be opened."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        paths = [Path(folder) / "secret", Path(folder) / "open"]
        for path, mode in zip(paths, (0, 0o644), strict=True):
            path.write_bytes(b"is")
            path.chmod(mode)
        with unprivileged():
            counts = _native.count_files((Needle(b"is"),), tuple(map(os.fsencode, paths)), 1)
    error, count = counts
    assert isinstance(error, PermissionError)
    assert (error.filename, count) == (str(paths[0]), (1,))


def test_many_files_with_byte_order_marks(tmp_path: Path) -> None:
    """They are skipped only where that is asked for, and only where they are whole."""
    texts = ["\ufeffis is", "is", "", "\ufeff", "is \ufeff", "\ufeff\ufeff"]
    texts += ["\ufeff\n", "\ufeff" + "is " * 80_000]
    paths = []
    for i, text in enumerate(texts):
        (tmp_path / str(i)).write_bytes(text.encode())
        paths.append(os.fsencode(tmp_path / str(i)))
    for word in ("is", "", "\ufeff"):
        for skip in (False, True):
            expected = [(search_py(text.removeprefix("\ufeff" * skip), word),) for text in texts]
            needles = (Needle(word.encode()),)
            assert _native.count_files(needles, tuple(paths), 2, skip) == expected
    (tmp_path / "cut").write_bytes(b"\xef\xbb")
    cut = (os.fsencode(tmp_path / "cut"),)
    assert _native.count_files((Needle(b"\xef\xbb"),), cut, 1, True) == [(1,)]  # noqa: FBT003


def test_a_part_of_a_file_that_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"is")
    with path.open("rb") as file, pytest.raises(ValueError, match="no such part"):
        _native.count_file((Needle(b"is"),), file.fileno(), 2, 1, 1, None, None)


@pytest.fixture(scope="module")
def broken_reads() -> Path:
    """Build the library that makes reads fail."""
    return library("reads.so")


@needs_faults
@pytest.mark.parametrize("kind", ["regular", "decoded", "compressed"])
def test_input_output_error(tmp_path: Path, broken_reads: Path, kind: str) -> None:
    """In the middle of the file, whichever way it is read; and nothing is left open."""
    path = tmp_path / "text.broken"
    path.write_bytes(b"is " * 1_000_000)
    options = {"needle": "is"}
    if kind == "compressed":
        path.write_bytes(gzip.compress(os.urandom(3_000_000)))
        options["compression"] = "gzip"
    if kind == "decoded":
        options["encoding"] = "utf-7"
    program = (
        "import os; from word_count import search_file\n"
        "descriptors = os.listdir('/proc/self/fd')\n"
        f"try: print(search_file({str(path)!r}, **{options!r}))\n"
        "except OSError as error: print(repr(error), error.filename)\n"
        "assert os.listdir('/proc/self/fd') == descriptors\n"
    )
    output = run(program, LD_PRELOAD=str(broken_reads), BROKEN_FROM="1500000")
    assert output == f"OSError(5, 'Input/output error') {path}\n"
    assert "OSError" not in run(program, LD_PRELOAD=str(broken_reads))


@needs_faults
def test_input_output_error_in_one_of_many_files(tmp_path: Path, broken_reads: Path) -> None:
    paths = [tmp_path / name for name in ("one", "two.broken", "three")]
    for path in paths:
        path.write_bytes(b"is " * 1000)
    program = (
        "from word_count._native import Needle, count_files\n"
        f"print(count_files((Needle(b'is'),), {tuple(map(os.fsencode, paths))!r}, 2))\n"
    )
    output = run(program, LD_PRELOAD=str(broken_reads), BROKEN_FROM="1500")
    assert output == "[(1000,), OSError(5, 'Input/output error'), (1000,)]\n"


@needs_faults
@pytest.mark.parametrize("words", [30_000, 100, 0])
@pytest.mark.parametrize("were_regular", [False, True])
def test_one_of_many_files_is_replaced_as_it_is_opened(
    tmp_path: Path, broken_reads: Path, words: int, *, were_regular: bool
) -> None:
    """Whether it is looked at by name first or not, all of the file that was opened is counted."""
    path = tmp_path / "text.replaced"
    path.write_bytes(b"is " * 1000)
    path.with_name(f"{path.name}.new").write_bytes(b"is " * words)
    program = (
        "from word_count import _native\n"
        f"files = ({os.fsencode(path)!r},)\n"
        f"options = (1, False, False, {were_regular})\n"
        "print(_native.count_files((_native.Needle(b'is'),), files, *options))\n"
    )
    assert run(program, LD_PRELOAD=str(broken_reads)) == f"[({words},)]\n"
    assert path.stat().st_size == 3 * words


# Signals

INTERRUPTED = """
import os, signal, sys, threading
from word_count import _native, search_file, search_py

def interrupt():
    # To this thread, not to the main one: its wait must end by itself.
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
{prepare}
descriptors = len(os.listdir("/dev/fd"))
timer = threading.Timer(0.2, interrupt)
timer.start()
try:
    print(search_file(file, "is", **{options}))
except KeyboardInterrupt:
    print("interrupted", len(os.listdir("/dev/fd")) - descriptors)
timer.join()
"""
SILENT = "reader, writer = os.pipe(); file = f'/dev/fd/{reader}'"


@pytest.mark.parametrize(
    ("prepare", "options"),
    [
        (SILENT, {}),
        (SILENT, {"encoding": "utf-8-sig"}),
        (SILENT, {"encoding": "utf-7"}),
        (SILENT, {"compression": "gzip"}),
        ("file = '/dev/zero'", {}),
        ("file = '/dev/zero'", {"encoding": "utf-7"}),
    ],
    ids=["silent", "silent, marked", "silent, decoded", "silent, compressed", "endless",
         "endless, decoded"],
)  # fmt: skip
def test_interrupt(prepare: str, options: dict[str, str]) -> None:
    assert run(INTERRUPTED.format(prepare=prepare, options=options)) == "interrupted 0\n"


@pytest.mark.parametrize("threads", [1, 2])
def test_interrupt_of_a_sparse_file_of_a_tebibyte(tmp_path: Path, threads: int) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            pytest.skip("no file system for such files")
    program = INTERRUPTED.format(prepare=f"file = {str(path)!r}", options={"threads": threads})
    assert run(program, timeout=20) == "interrupted 0\n"


def test_a_handler_that_returns_lets_the_reading_go_on() -> None:
    """PEP 475: what a signal interrupts is taken up again."""
    program = """
import os, signal, threading, time
from word_count import _native, search_file, search_py
signals = []
signal.signal(signal.SIGALRM, lambda *_: signals.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
reader, writer = os.pipe()

def write():
    for _ in range(50):
        os.write(writer, b"is it is ")
        before = len(signals)
        while len(signals) == before:
            time.sleep(0.001)
    os.close(writer)

thread = threading.Thread(target=write)
thread.start()
print(search_file(f"/dev/fd/{reader}", "is"))
thread.join()
signal.setitimer(signal.ITIMER_REAL, 0)
"""
    assert run(program) == "100\n"


def test_two_threads_wait_for_pipes_while_others_run() -> None:
    """The GIL is given up while a pipe is waited for."""
    pipes = [os.pipe() for _ in range(2)]
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda r=reader: counts.append(search_file(f"/dev/fd/{r}", "is")))
        for reader, _ in pipes
    ]
    for thread in threads:
        thread.start()
    for reader, writer in pipes:
        os.write(writer, b"is it is")
        os.close(writer)
        del reader
    for thread in threads:
        thread.join()
    for reader, _ in pipes:
        os.close(reader)
    assert counts == [2, 2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_fork_while_another_thread_reads(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"is it " * 3_000_000)
    stop = threading.Event()
    wrong = []

    def count() -> None:
        while not stop.is_set():
            if (got := search_file(path, "is", threads=3)) != 3_000_000:
                wrong.append(got)

    thread = threading.Thread(target=count)
    thread.start()
    for _ in range(10):
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            os._exit(0 if search_file(path, "it", threads=2) == 3_000_000 else 1)
        assert os.waitpid(child, 0)[1] == 0
    stop.set()
    thread.join()
    assert wrong == []


# Memory

# Not getrusage's: to that, a process inherits what its parent had when it was made.
PEAK = """
{imports}
{count}
with open("/proc/self/status") as status:
    print(next(line for line in status if line.startswith("VmHWM:")).split()[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
@pytest.mark.skipif(bool(os.environ.get("LD_PRELOAD")), reason="a sanitizer's memory is its own")
@pytest.mark.parametrize(
    ("kind", "threads"),
    [("regular", 1), ("regular", 256), ("gzip", 2), ("pipe", 2), ("decoded", 2)],
)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str, threads: int) -> None:
    path = tmp_path / ("text.gz" if kind == "gzip" else "text")
    if kind == "gzip":
        path.write_bytes(gzip.compress(b"is it " * 20_000_000, 1))
    else:
        with path.open("wb") as file:
            file.truncate(40_000_000 if kind == "decoded" else 400_000_000)
    options = f"threads={threads}" + (", encoding='utf-7'" if kind == "decoded" else "")
    count = f"word_count.search_file({str(path)!r}, 'is', {options})"
    if kind == "pipe":
        count = f"import subprocess; p = subprocess.Popen(['cat', {str(path)!r}], stdout=-1)\n"
        count += f"word_count.search_file(p.stdout, 'is', {options}); p.wait(); p.stdout.close()"
    imports = "import subprocess" if kind == "pipe" else ""
    bare = int(run(PEAK.format(imports=imports, count="")))
    peak = int(run(PEAK.format(imports="import word_count", count=count)))
    assert peak - bare < 16 * 1024  # KiB

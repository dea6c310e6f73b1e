"""The command on directories, lists, many files, terminals; test_cli.py has the rest."""

import bz2
import codecs
import contextlib
import gzip
import io
import json
import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from functions import examples
from hypothesis import given
from hypothesis import strategies as st

from word_count import _native
from word_count._command.arguments import FLAGS
from word_count._command.bar import Bar
from word_count._command.main import main
from word_count._command.options import Options, parse

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "word_count"]


def run(
    *arguments: str | Path, cwd: Path | None = None, text: bytes = b"", status: int = 0
) -> bytes:
    """Run the command; require its exit status; give what it printed."""
    result = subprocess.run(
        [*COMMAND, *arguments], input=text, capture_output=True, check=False, cwd=cwd, timeout=60
    )
    assert result.returncode == status, result.stderr
    assert bool(result.stderr) == bool(status)
    return result.stdout


def lines(output: bytes) -> list[str]:
    """Return the lines of names that were printed, without the total."""
    *counts, total = output.decode().splitlines()
    assert total.endswith("\ttotal")
    return [line.split("\t")[1] for line in counts]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a directory of files that each hold "is" twice."""
    for name in (
        "a.txt", "b.md", ".hidden.txt", ".git/config", "CVS/Root", "src/a.py", "src/b.txt",
        "src/deep/c.txt", "src/deep/.secret/d.txt", "build/e.txt",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"is it is")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "linked").symlink_to("src")
    os.mkfifo(tmp_path / "fifo")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], "./a.txt ./b.md ./build/e.txt ./src/a.py ./src/b.txt ./src/deep/c.txt"),
        (["src"], "src/a.py src/b.txt src/deep/c.txt"),
        (["src/"], "src/a.py src/b.txt src/deep/c.txt"),
        (["b.md", "src/deep"], "b.md src/deep/c.txt"),
        (["--include", "*.py"], "./src/a.py"),
        (["--include", "*.py", "--include=*.md"], "./b.md ./src/a.py"),
        (["--include=src/*.txt"], "./src/b.txt ./src/deep/c.txt"),
        (["--exclude", "*.txt"], "./b.md ./src/a.py"),
        (["--exclude", "deep", "--exclude=build/", "--include=*.txt"],
         "./a.txt ./src/b.txt"),
        (["--exclude=src/deep"], "./a.txt ./b.md ./build/e.txt ./src/a.py ./src/b.txt"),
        (["--hidden", "--include=*.txt", "src"], "src/b.txt src/deep/.secret/d.txt src/deep/c.txt"),
        ([".git"], ".git/config"),
        (["--hidden", "--exclude=src", "--exclude=[ab]*"],
         "./.git/config ./.hidden.txt ./CVS/Root"),
    ],
)  # fmt: skip
def test_directories(tree: Path, arguments: list[str], names: str) -> None:
    output = run("-r", "is", *arguments, cwd=tree)
    assert lines(output) == names.split()
    assert output.startswith(b"2\t")


def test_a_directory_that_may_not_be_read_is_named(tree: Path) -> None:
    """As root may read everything: a directory that is gone, in a list."""
    listed = f"{tree / 'src'}\n{tree / 'gone'}\n".encode()
    output = run("-r", "is", "--files-from=-", text=listed, status=1)
    assert len(lines(output)) == 3


def test_lists_of_files(tree: Path) -> None:
    names = ["a.txt", "b.md", "src/a.py"]
    (tree / "list").write_text("\n".join(names) + "\n", encoding="utf-8")
    assert lines(run("is", "--files-from", "list", cwd=tree)) == names
    text = "\n".join(names).encode()
    assert lines(run("is", "--files-from=-", cwd=tree, text=text)) == names
    assert lines(run("-r", "is", "--files-from=-", cwd=tree, text=b"src\n\na.txt")) == [
        "src/a.py", "src/b.txt", "src/deep/c.txt", "a.txt",
    ]  # fmt: skip
    assert run("is", "--files-from=-", text=b"") == b"0\ttotal\n"
    assert run("is", "--files-from=gone", cwd=tree, status=1) == b"0\ttotal\n"
    assert run("is", "--files-from=gone", "a.txt", cwd=tree, status=2) == b""


class Copied(bytes):
    """A block whose copies, by being added to others, are counted."""

    total = 0

    def __radd__(self, other: bytes) -> "Copied":
        Copied.total += len(other) + len(self)
        return Copied(other[:] + self[:])


def test_a_list_without_line_ends_is_copied_once(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """And a name may be cut anywhere."""
    for size in (1, 7, 65536):
        listed = b"a.txt\n" + b"x" * 65536 + b"\nb.md\n\nsrc/a.py"
        blocks = iter([Copied(listed[i : i + size]) for i in range(0, len(listed), size)])
        monkeypatch.setattr(
            "word_count._command.walk.waiting_read", lambda _, b=blocks: lambda _: next(b, b"")
        )
        monkeypatch.chdir(tree)
        Copied.total = 0
        assert main(["is", "--files-from=a.txt"]) == 1
        assert Copied.total < 4 * len(listed)
        output, errors = capfd.readouterr()
        assert output == "2\ta.txt\n2\tb.md\n2\tsrc/a.py\n6\ttotal\n"
        assert errors == f"word-count: {'x' * 65536}: File name too long\n"


@pytest.mark.parametrize("standard", ["file", "pipe"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-7"])
def test_standard_input_is_read_once(tree: Path, standard: str, encoding: str) -> None:
    """As by wc and cat, a second mention finds it at its end."""
    command = [*COMMAND, "is", "-E", encoding, "-", "a.txt", "-"]
    with (tree / "b.md").open("rb") as file:
        feed: dict[str, Any] = {"stdin": file} if standard == "file" else {"input": b"is it is"}
        result = subprocess.run(command, **feed, capture_output=True, check=False, cwd=tree)
    assert (result.returncode, result.stdout) == (0, b"2\t-\n2\ta.txt\n0\t-\n4\ttotal\n")
    assert result.stderr == b"word-count: standard input: named again, but it was read already\n"


def test_standard_input_in_a_list_that_is_read_from_it(tree: Path) -> None:
    result = subprocess.run(
        [*COMMAND, "is", "--files-from=-"],
        input=b"a.txt\n-\nb.md\n", capture_output=True, check=False, cwd=tree,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, b"2\ta.txt\n2\tb.md\n4\ttotal\n")
    assert result.stderr == b"word-count: standard input: the paths are read from it\n"


def test_names_that_end_with_nul(tree: Path) -> None:
    strange = tree / "two\nlines\t"
    strange.write_bytes(b"is")
    text = b"a.txt\0" + os.fsencode(strange.name)
    output = run("-0", "is", "--files-from=-", cwd=tree, text=text)
    assert output == b"2\ta.txt\x001\t" + os.fsencode(strange.name) + b"\x003\ttotal\0"


def test_only_the_total(tree: Path) -> None:
    assert run("-q", "is", "a.txt", "b.md", cwd=tree) == b"4\n"
    assert run("-rq", "is", cwd=tree) == b"12\n"
    assert run("-q", "is", text=b"is") == b"1\n"
    assert run("-q", "is", "a.txt", "gone", cwd=tree, status=1) == b"2\n"


def test_json(tree: Path) -> None:
    output = run("--json", "is", "a.txt", "gone", "src/a.py", cwd=tree, status=1)
    assert list(map(json.loads, output.splitlines())) == [
        {"path": "a.txt", "word": "is", "count": 2},
        {"path": "gone", "error": "No such file or directory"},
        {"path": "src/a.py", "word": "is", "count": 2},
        {"word": "is", "total": 4, "counted": 2, "failed": 1},
    ]
    output = run("--json", "is", text=b"is")
    assert list(map(json.loads, output.splitlines())) == [
        {"path": "-", "word": "is", "count": 1},
        {"word": "is", "total": 1, "counted": 1, "failed": 0},
    ]
    assert json.loads(run("--json", "-q", "is", "a.txt", cwd=tree))["total"] == 2
    name = os.fsdecode(b"caf\xe9")
    (tree / name).write_bytes(b"is")
    first = json.loads(run("--json", "is", name, cwd=tree).splitlines()[0])
    assert first == {"path": name, "word": "is", "count": 1}


def test_options_among_paths(tree: Path) -> None:
    for arguments in (
        ["is", "-q", "a.txt", "b.md"], ["is", "a.txt", "-q", "b.md"], ["is", "a.txt", "b.md", "-q"],
        ["-q", "--", "is", "a.txt", "b.md"], ["-q", "is", "--", "a.txt", "b.md"],
    ):  # fmt: skip
        assert run(*arguments, cwd=tree) == b"4\n"
    assert run("is", "a.txt", "-q", "b.md", "--nonsense", cwd=tree, status=2) == b""


def test_encodings_and_compressed_files(tmp_path: Path) -> None:
    text = "is λ is\n" * 1000
    (tmp_path / "16").write_bytes(text.encode("utf-16"))
    (tmp_path / "7").write_bytes(text.encode("utf-7"))
    (tmp_path / "x.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "x.bz2").write_bytes(bz2.compress(text.encode()))
    for name, encoding in (("16", "utf-16"), ("7", "utf-7"), ("x.gz", "utf-8")):
        for word, count in (("is", 2000), ("λ", 1000)):
            output = run("-E", encoding, word, name, cwd=tmp_path)
            assert output == b"%d\n" % count
            output = run(word, name, name, "--encoding", encoding, cwd=tmp_path)
            assert output.endswith(b"\n%d\ttotal\n" % (2 * count))
    archive = (tmp_path / "x.gz").read_bytes()
    assert run("is", "--compression=gzip", text=archive) == b"2000\n"
    assert run("is", "-", "x.bz2", cwd=tmp_path, text=b"is") == b"1\t-\n2000\tx.bz2\n2001\ttotal\n"
    assert run("is", "--compression=none", "x.gz", cwd=tmp_path) == b"0\n"


@pytest.mark.parametrize("encoding", [[], ["-E", "UTF8"], ["-E", "utf-8-sig"]])
@pytest.mark.parametrize(
    ("text", "word", "count"),
    [
        ("is it\n\ufeffis is", "is", 2), ("is it\n\ufeffis is", "\ufeffis", 1), ("", "", 0),
        ("", "\ufeff", 0), ("\n", "", 1), ("\ufeff", "\ufeff", 1), ("is", "is", 1),
        ("is\n" + "x" * 600_000, "is", 1),
    ],
)  # fmt: skip
def test_a_byte_order_mark_is_no_text(
    tmp_path: Path, encoding: list[str], text: str, word: str, count: int
) -> None:
    """At the beginning of an input, of whatever kind it is; elsewhere it is a character."""
    data = text.encode("utf-8-sig")
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "file.gz").write_bytes(gzip.compress(data))
    options = [*encoding, "--", word]
    for inputs in (["file"], ["file.gz"], ["-"]):
        assert run(*options, *inputs, cwd=tmp_path, text=data) == b"%d\n" % count
    output = run("-q", *options, "file", "file.gz", "-", "file", cwd=tmp_path, text=data)
    assert output == b"%d\n" % (4 * count)
    with (tmp_path / "file").open("rb") as file:
        result = subprocess.run([*COMMAND, *options], stdin=file, capture_output=True, check=False)
    assert (result.stdout, result.stderr) == (b"%d\n" % count, b"")


@pytest.mark.parametrize("cut", [1, 2])
def test_what_begins_as_a_byte_order_mark_does_is_text(tmp_path: Path, cut: int) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(codecs.BOM_UTF8[:cut])
    word = os.fsdecode(codecs.BOM_UTF8[:cut])
    assert run(word, "a", "b", cwd=tmp_path) == b"1\ta\n1\tb\n2\ttotal\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--encoding", "no such", "is"], b"unknown encoding: no such"),
        (["--threads", "0", "is"], b"not a positive integer: '0'"),
        (["--threads", "many", "is"], b"not a positive integer: 'many'"),
        (["--compression", "zip", "is"], b"invalid choice: 'zip'"),
        (["--color", "blue", "is"], b"invalid choice: 'blue'"),
        ([], b"error: the following arguments are required: NEEDLE\n"),
        (["is", "--include=*.c"], b"error: argument --include: needs -r\n"),
        (["is", "a.txt", "--exclude=*.c"], b"error: argument --exclude: needs -r\n"),
        (["--hidden", "is"], b"error: argument --hidden: needs -r\n"),
    ],
)
def test_wrong_usage_says_what_is_wrong(arguments: list[str], reason: bytes) -> None:
    result = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, timeout=60)
    assert result.returncode == 2
    assert reason in result.stderr


def test_many_files_of_all_kinds(tmp_path: Path) -> None:
    """Batches, long files, archives and pipes among each other, in the order they are named."""
    names = []
    for i in range(1500):
        suffix = ".gz" if i % 97 == 0 else ""
        path = tmp_path / f"{i:04}{suffix}"
        data = b"is " * (i if i % 500 != 250 else 200_000)
        path.write_bytes(gzip.compress(data) if suffix else data)
        names.append((path, 200_000 if i % 500 == 250 else i))
    names.insert(700, (tmp_path / "gone", -1))
    text = "\n".join(str(path) for path, _ in names).encode()
    for threads in ("1", "2", "5"):
        output = run("is", "--files-from=-", "-j", threads, text=text, status=1).decode()
        expected = [f"{count}\t{path}" for path, count in names if count >= 0]
        total = sum(max(count, 0) for _, count in names)
        assert output.splitlines() == [*expected, f"{total}\ttotal"]


REFUSED = """
import sys, threading
from word_count._command.main import main

class Refused(threading.Thread):
    left = {left}

    def start(self):
        if Refused.left == 0:
            raise RuntimeError("can't start new thread")
        Refused.left -= 1
        super().start()

threading.Thread = Refused
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("left", [0, 1, 3])
def test_threads_of_python_that_cannot_be_started(tmp_path: Path, left: int) -> None:
    """They are done without; and each input is read once, even if its thread was refused."""
    names = [tmp_path / f"{i}.gz" for i in range(20)]
    for i, path in enumerate(names):
        path.write_bytes(gzip.compress(b"is " * i))
    os.mkfifo(tmp_path / "fifo")
    names.insert(5, tmp_path / "fifo")
    command = [sys.executable, "-c", REFUSED.format(left=left), "is", "-j4", *map(str, names)]
    with subprocess.Popen(["sh", "-c", 'printf "is is" >"$0"', tmp_path / "fifo"]) as feeder:
        result = subprocess.run(command, capture_output=True, check=False, timeout=60)
        feeder.kill()
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.splitlines()[-1] == b"192\ttotal"
    assert lines(result.stdout) == list(map(str, names))


def test_memory_refused_for_many_files(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(_native, "count_files", refuse)
    (tree / "x.gz").write_bytes(gzip.compress(b"is"))
    assert main(["is", str(tree / "a.txt"), str(tree / "x.gz"), str(tree / "b.md")]) == 1
    output, errors = capfd.readouterr()
    assert output == f"1\t{tree / 'x.gz'}\n1\ttotal\n"
    assert errors.splitlines() == [
        f"word-count: {tree / name}: out of memory" for name in ("a.txt", "b.md")
    ]


UNKNOWN_KINDS = """
import os, sys
from word_count._command.main import main

class Entry:
    "An entry of a file system that does not tell kinds, in a directory that may be listed only."

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)

    def is_dir(self, *, follow_symlinks):
        raise PermissionError(13, "Permission denied", self.path)

    is_file = is_dir

scandir = os.scandir

class Listing:
    def __init__(self, folder):
        self._secret = folder.endswith("/b")
        self._found = scandir(folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._found.close()

    def __iter__(self):
        if self._secret and {broken}:
            raise OSError(5, "Input/output error")
        for entry in self._found:
            yield Entry(entry.path) if self._secret else entry

os.scandir = Listing
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("broken", [False, True])
def test_a_directory_whose_entries_cannot_be_looked_at(
    tmp_path: Path,
    broken: bool,  # noqa: FBT001
) -> None:
    for name in ("a/1", "b/2", "b/3", "c/4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"is")
    result = subprocess.run(
        [sys.executable, "-c", UNKNOWN_KINDS.format(broken=broken), "-r", "is"],
        capture_output=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, b"1\t./a/1\n1\t./c/4\n2\ttotal\n")
    assert result.stderr.decode().splitlines() == (
        ["word-count: ./b: Input/output error"]
        if broken
        else [f"word-count: ./b/{i}: Permission denied" for i in (2, 3)]
    )


def test_one_silent_pipe_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """The files after it are counted, shown where it is read from only after one of them."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    (tmp_path / "file").write_bytes(b"is")
    with subprocess.Popen(
        [*COMMAND, "is", fifo, tmp_path / "file"], stdout=subprocess.PIPE, cwd=tmp_path
    ) as process:
        with fifo.open("wb") as pipe:
            pipe.write(b"is is")
        assert process.stdout
        output = process.stdout.read()
    assert output == f"2\t{fifo}\n1\t{tmp_path / 'file'}\n3\ttotal\n".encode()


def test_counts_are_shown_as_soon_as_they_are_known(tmp_path: Path) -> None:
    """Of an archive, while the list of files goes on."""
    for name in ("one.gz", "two.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"is"))
    with subprocess.Popen(
        [*COMMAND, "is", "--files-from=-", "--color=never"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"one.gz\n")
        process.stdin.flush()
        while not select.select([process.stdout], [], [], 0.05)[0]:
            process.stdin.write(b"two.gz\n" * 200)
            process.stdin.flush()
        assert process.stdout.readline() == b"1\tone.gz\n"
        process.stdin.close()
        assert process.stdout.read().endswith(b"\ttotal\n")


@pytest.mark.parametrize("several", [False, True])
def test_interrupt_while_pipes_are_silent(tmp_path: Path, several: bool) -> None:  # noqa: FBT001
    fifos = [tmp_path / f"fifo{i}" for i in range(3 if several else 1)]
    for fifo in fifos:
        os.mkfifo(fifo)
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from word_count._command.main import main; raise SystemExit(main())"
    )
    command = [sys.executable, "-c", program, "is", *map(str, fifos)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        fifos[0].open("wb"),  # the command has opened it, too
    ):
        time.sleep(0.2)  # and now waits for what is written
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"")


def test_a_path_that_no_file_can_have(tree: Path) -> None:
    listed = b"a.txt\nb\0.md\nsrc/a.py"
    assert len(lines(run("is", "--files-from=-", cwd=tree, text=listed, status=1))) == 2


def test_directories_deeper_than_python_recurses(tmp_path: Path) -> None:
    """Where pathlib and shutil would give up."""
    folder = str(tmp_path / "d")
    os.mkdir(folder)  # noqa: PTH102
    for _ in range(1100):
        folder += "/d"
        os.mkdir(folder)  # noqa: PTH102
    with open(f"{folder}/file", "wb") as file:  # noqa: PTH123
        file.write(b"is")
    try:
        assert run("-rq", "is", tmp_path) == b"1\n"
    finally:
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_closed_pipe_ends_it_while_others_wait(tmp_path: Path) -> None:
    """The counts before the FIFO, which nobody writes to, are more than a pipe's buffer holds."""
    os.mkfifo(tmp_path / "z")
    for i in range(1100):
        (tmp_path / f"{i:0200}").write_bytes(b"is")
    listed = b"\n".join(sorted(os.fsencode(path) for path in tmp_path.iterdir()))
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:  # noqa: PTH123
        result = subprocess.run(
            [*COMMAND, "is", "--files-from=-"],
            input=listed + b"\n" + listed,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert (result.returncode, result.stderr) == (1, b"")


# Terminals


def on_terminal(
    arguments: list[str | Path],
    feed: Callable[[int], object] | None = None,
    *,
    is_typed: bool = False,
    status: int = 0,
    **environment: str,
) -> str:
    """Run the command on a terminal, its standard input a pipe unless is_typed; give what it shows.

    feed writes to its standard input, or types.
    """
    primary, secondary = pty.openpty()
    termios.tcsetwinsize(secondary, (24, 80))
    reader, writer = (secondary, primary) if is_typed else os.pipe()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=reader,
        stdout=secondary,
        stderr=secondary,
        env={**os.environ, "TERM": "xterm", **environment},
    ) as process:
        for descriptor in {secondary, reader}:
            os.close(descriptor)
        if feed:
            feed(writer)
        if not is_typed:
            os.close(writer)
        shown = b""
        try:
            while select.select([primary], [], [], 20)[0] and (data := os.read(primary, 4096)):
                shown += data
        except OSError:  # EIO: nobody has the other end
            pass
        os.close(primary)  # which ends what still reads
    assert process.returncode == status
    return shown.decode()


def test_rows_are_shown_before_what_is_said_of_them(tmp_path: Path) -> None:
    """Both come on the same terminal; standard output is buffered but for what the command does."""
    (tmp_path / "wide").write_bytes("is".encode("utf-16"))
    paths = [tmp_path / "wide", tmp_path / "missing"]
    shown = on_terminal(["--json", "is", *paths], status=1, PYTHONUNBUFFERED="")
    lines = [line[:8] for line in shown.splitlines()]
    assert lines == ['{"path":', "word-cou", '{"path":', "word-cou", '{"word":']


def slowly(writer: int) -> None:
    """Feed the command for as long as it takes to start, and for a bar to be worth showing."""
    for _ in range(32):
        os.write(writer, b"is it ")
        time.sleep(0.05)


@pytest.mark.extra
def test_progress_on_a_terminal() -> None:
    pytest.importorskip("tqdm")
    shown = on_terminal(["is"], slowly)
    assert "B/s" in shown
    assert shown.rstrip().endswith("32")
    shown = on_terminal(["--all"], slowly)
    assert "B/s" in shown
    assert shown.rstrip().endswith("32\tis\r\n32\tit")
    assert "B/s" not in on_terminal(["is", "--no-progress"], slowly)
    assert "B/s" not in on_terminal(["is"])


@pytest.mark.extra
def test_progress_while_slow_inputs_are_waited_for(tmp_path: Path) -> None:
    """Those that threads count: archives, and pipes as here."""
    pytest.importorskip("tqdm")
    fifos = [tmp_path / "one", tmp_path / "two"]
    for fifo in fifos:
        os.mkfifo(fifo)

    def feed(_: int) -> None:
        for fifo in fifos:
            with fifo.open("wb") as pipe:
                slowly(pipe.fileno())

    shown = on_terminal(["is", *fifos], feed)
    assert "/2.00 [" in shown
    assert shown.endswith("\r64\t\x1b[1mtotal\x1b[0m\r\n")


def type_slowly(terminal: int) -> None:
    """Type lines for as long as it takes for a bar to be worth showing, and end them."""
    for _ in range(16):
        os.write(terminal, b"is it\n")
        time.sleep(0.05)
    os.write(terminal, b"\x04")


@pytest.mark.parametrize("arguments", [["is"], ["is", "-"], ["-q", "is", "-", os.devnull]])
def test_what_is_typed_is_not_drawn_over(arguments: list[str | Path]) -> None:
    """Where no input was named, a line says what is waited for."""
    shown = on_terminal(arguments, type_slowly, is_typed=True)
    prompt = "word-count: reading standard input (Ctrl-D ends it)\r\n"
    assert shown.count(prompt) == (len(arguments) == 1)
    assert shown.replace(prompt, "") == "is it\r\n" * 16 + "16\r\n"


@pytest.mark.parametrize("typed", [b"\x04", b"is\n\x04", b"is\x04\x04", b"is it\nis\n\x04"])
def test_what_is_typed_ends_where_it_is_ended(typed: bytes) -> None:
    """Also where it is shorter than what is looked at for a mark: no second end is waited for."""
    for encoding in ("utf-8", "latin-1", "utf-7"):
        arguments: list[str | Path] = ["-E", encoding, "is", "-"]
        shown = on_terminal(arguments, lambda terminal: os.write(terminal, typed), is_typed=True)
        assert shown.splitlines()[-1].removeprefix("is") == str(typed.count(b"is"))


def test_paths_that_are_typed_are_not_drawn_over() -> None:
    def feed(terminal: int) -> None:
        time.sleep(0.7)
        os.write(terminal, f"{os.devnull}\n\x04".encode())

    shown = on_terminal(["-q", "is", "--files-from=-"], feed, is_typed=True)
    assert shown == f"{os.devnull}\r\n0\r\n"


def test_no_progress_in_a_pipe() -> None:
    """Not even where the bar would have been shown long ago."""
    reader, writer = os.pipe()
    with subprocess.Popen(
        [*COMMAND, "is"], stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.close(reader)
        slowly(writer)
        os.close(writer)
        assert process.communicate(timeout=60) == (b"32\n", b"")


@pytest.mark.extra
def test_no_progress_before_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    tqdm = pytest.importorskip("tqdm")
    opened = []
    now = 0.0
    monkeypatch.setattr("word_count._command.bar.time.monotonic", lambda: now)
    monkeypatch.setattr(
        "word_count._command.bar.sys", SimpleNamespace(stdout=Screen, stderr=Screen)
    )

    def opening(**_: object) -> MagicMock:
        opened.append(now)
        return MagicMock(n=0)

    monkeypatch.setattr(tqdm, "tqdm", opening)
    bar = Bar("B", wanted=True)
    for tenths in range(10):
        now = tenths / 10
        bar(tenths, 10)
    assert opened == [0.5]


class Screen:
    """A stream that is a terminal."""

    @staticmethod
    def isatty() -> bool:
        return True


def test_no_progress_without_tqdm(tmp_path: Path) -> None:
    (tmp_path / "tqdm.py").write_text("raise ImportError", encoding="utf-8")
    shown = on_terminal(["is"], slowly, PYTHONPATH=str(tmp_path))
    assert shown == "32\r\n"


def test_colours(tree: Path) -> None:
    colored = f"\x1b[35m{tree / 'a.txt'}\x1b[0m"
    paths = [tree / "a.txt", tree / "b.md"]
    assert colored in on_terminal(["is", *paths])
    assert colored not in on_terminal(["is", *paths], NO_COLOR="1")
    assert colored not in on_terminal(["is", *paths, "--color=never"])
    assert colored.encode() not in run("is", *paths)
    assert colored.encode() in run("is", *paths, "--color=always")


# Help


def test_help_has_examples_and_exit_statuses() -> None:
    output = run("--help").decode()
    for word in ("examples:", "exit status:", "--files-from FILE", "NO_COLOR"):
        assert word in output
    assert all(len(line) <= 88 for line in output.splitlines())


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq")
def test_the_example_with_jq(tmp_path: Path) -> None:
    for name, times in (("one.txt", 9), ("two.txt", 10)):
        (tmp_path / name).write_bytes(b"is " * times)
    (tmp_path / "three.txt").mkdir()
    example = next(line for line in run("--help").decode().splitlines() if "| jq" in line)
    command = example.replace("word-count", shlex.join(COMMAND))
    result = subprocess.run(
        ["sh", "-c", command], capture_output=True, check=False, cwd=tmp_path, timeout=60
    )
    assert (result.stdout, result.stderr) == (
        b"two.txt\n",
        b"word-count: three.txt: Is a directory\n",
    )


@pytest.mark.extra
@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh", "fish"])
def test_completion(shell: str) -> None:
    pytest.importorskip("shtab")
    assert b"files-from" in run("--completion", shell)


def test_completion_without_shtab(tmp_path: Path) -> None:
    (tmp_path / "shtab.py").write_text("raise ImportError", encoding="utf-8")
    result = subprocess.run(
        [*COMMAND, "--completion", "bash"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert result.returncode == 2
    assert b"pip install shtab" in result.stderr


def test_a_batch_that_fails_is_the_error_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of the first batch are counted on another thread: nobody waits for it for ever."""

    def fail(*_: object) -> list[object]:
        raise RuntimeError

    (tmp_path / "a").write_text("is", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("word_count._native.count_files", fail)
    assert main(["-j2", "-q", "is", *["a"] * 600]) == 1
    assert capsys.readouterr().err == "word-count: a: RuntimeError: \n" * 600


def test_an_interrupt_leaves_what_was_counted(tmp_path: Path) -> None:
    """It waits for more names when it comes, and the output is not full."""
    (tmp_path / "a").write_text("is", encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "-j2", "is", "--files-from=-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"a\n" * 1_500)
        process.stdin.flush()
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        lines = process.stdout.read().splitlines()
        assert process.wait(timeout=60) == 130
    assert len(lines) >= 512
    assert set(lines) == {b"1\ta"}


@pytest.mark.parametrize(
    "arguments", [["--version"], ["is", os.devnull], ["-wi", "-c", "is", os.devnull]]
)
def test_start_imports_no_more_than_it_needs(arguments: list[str]) -> None:
    """What takes long to import is imported where it is used: argparse where options need it."""
    program = (
        "import sys; from word_count._command.main import main\n"
        f"main({arguments})\n"
        "slow = {'typing', 'pathlib', 'json', 'tqdm', 'shtab', 'signal', 'threading', 'shutil',\n"
        "    'fnmatch', 'shlex', 'word_count._words', 'word_count._command.globs',\n"
        "    'word_count._command.tables'}\n"
        f"if '--version' not in {arguments}:\n"
        "    slow |= {'argparse', 're', 'locale', 'collections', 'functools'}\n"
        "print(*slow & {*sys.modules}, *(n for n in sys.modules if 'concurrent' in n))\n"
    )
    program = f"import sys; sys.path[:] = {sys.path!r}\n{program}"
    result = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[1] == ""


def parsed(*arguments: str) -> object:
    """Return all options, or the exit status, and what was complained of."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            options = vars(parse(arguments))
        except SystemExit as refusal:
            return refusal.code, said.getvalue()
    return {name: options[name] for name in vars(Options()) if name != "progress"}


@examples(300)
@given(
    st.lists(
        st.one_of(
            st.text(sorted(FLAGS), min_size=1, max_size=3).map("-{}".format),
            st.sampled_from(["is", "a b", "-", "--", "", "-wx", "-1", "--w"]),
        )
    )
)
def test_flags_mean_what_they_do_beside_other_options(arguments: list[str]) -> None:
    """Alone they are read without argparse."""
    assert parsed(*arguments) == parsed("--no-progress", *arguments)


def test_batches_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes keep their order, whoever counts them, and however many batches wait."""
    from word_count._command import counting, walk  # noqa: PLC0415

    monkeypatch.setattr(counting, "BATCH", 4)
    monkeypatch.setattr(counting, "LARGE_BATCH", 8)
    monkeypatch.setattr(counting, "MANY", 16)
    names = [tmp_path / f"{i:03}" for i in range(100)]
    for i, name in enumerate(names):
        if i % 7:
            name.write_text("is " * i, encoding="utf-8")
    options = parse(["-j2", "is", *map(str, names)])
    outcomes = list(counting.Counting(options).all(walk.inputs(options), lambda *_: None))
    assert [outcome.name for outcome in outcomes] == [str(name) for name in names]
    for i, outcome in enumerate(outcomes):
        assert (outcome.counts == (i,)) if i % 7 else isinstance(outcome.error, FileNotFoundError)

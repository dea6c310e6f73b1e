"""The command, run as a user runs it: a process with arguments, files and standard streams."""

import codecs
import gzip
import os
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

import word_count
from word_count import _native

SCRIPT = Path(sysconfig.get_path("scripts")) / "word-count"
COMMANDS = {"module": [sys.executable, "-m", "word_count"], "script": [str(SCRIPT)]}


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> list[str]:
    """Return both ways to start the command."""
    if request.param == "script" and not SCRIPT.exists():
        pytest.skip("word_count is not installed with its script")
    return COMMANDS[request.param]


def run(
    *arguments: str | Path, text: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command on arguments with text on its standard input."""
    return subprocess.run(
        [*COMMANDS["module"], *arguments],
        input=text,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write two texts."""
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    paths[0].write_bytes("now is better\nis λ\r\nthis".encode())
    paths[1].write_bytes(b"is\n")
    return paths


def test_one_input_prints_its_count(command: list[str], files: list[Path]) -> None:
    result = subprocess.run([*command, "is", files[0]], capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"2\n", b"")


def test_several_inputs_print_names_and_a_total(files: list[Path]) -> None:
    result = run("is", *files)
    assert result.stdout.decode() == f"2\t{files[0]}\n1\t{files[1]}\n3\ttotal\n"
    assert result.returncode == 0


@pytest.mark.parametrize("arguments", [["is"], ["is", "-"]])
def test_standard_input(arguments: list[str]) -> None:
    result = run(*arguments, text=b"is\nis it")
    assert (result.returncode, result.stdout) == (0, b"2\n")


def test_standard_input_among_files(files: list[Path]) -> None:
    result = run("is", "-", files[1], text=b"is is")
    assert result.stdout.decode() == f"2\t-\n1\t{files[1]}\n3\ttotal\n"


TEXT = b"is it " * 5


@pytest.mark.parametrize(
    ("arguments", "data"),
    [
        ([], TEXT),
        (["-E", "utf-8-sig"], codecs.BOM_UTF8 + TEXT),
        (["-E", "utf-16"], TEXT.decode().encode("utf-16")),
        (["-E", "utf-7"], TEXT),
        (["--compression", "gzip"], gzip.compress(TEXT)),
        (["-q", "--files-from=-"], b"two.txt\n" * 5),
    ],
    ids=["bytes", "after a mark", "units", "decoded", "decompressed", "a list"],
)
def test_standard_input_that_does_not_block(
    files: list[Path], arguments: list[str], data: bytes
) -> None:
    """It has nothing to give at first, and later more than once."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    with subprocess.Popen(
        [*COMMANDS["module"], "is", *arguments],
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=files[0].parent,
    ) as process:
        os.close(reader)
        for i in range(0, len(data), 8):
            time.sleep(0.2 if i < 20 else 0)
            os.write(writer, data[i : i + 8])
        os.close(writer)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, b"5\n", b"")


def test_needle_of_any_characters(files: list[Path]) -> None:
    assert run("λ", files[0]).stdout == b"1\n"
    assert run("", text=b"a  b").stdout == b"1\n"
    assert run("--", "-x", text=b"a -x b").stdout == b"1\n"


def test_what_cannot_be_read_is_named_and_the_rest_counted(
    tmp_path: Path, files: list[Path]
) -> None:
    missing, archive = tmp_path / "missing.txt", tmp_path / "text.gz"
    archive.write_bytes(gzip.compress(b"is is")[:-3])
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"is \xe9 is")
    result = run("is", files[0], missing, tmp_path, archive, latin, files[1])
    assert result.returncode == 1
    expected = f"2\t{files[0]}\n2\t{latin}\n1\t{files[1]}\n5\ttotal\n"
    assert result.stdout.decode() == expected
    lines = result.stderr.decode().splitlines()
    assert lines == [
        f"word-count: {missing}: No such file or directory",
        f"word-count: {tmp_path}: Is a directory",
        f"word-count: {archive}: Incomplete gzip data",
    ]


def test_one_unreadable_input_prints_no_count(tmp_path: Path) -> None:
    result = run("is", tmp_path / "missing")
    assert (result.returncode, result.stdout) == (1, b"")
    result = run("is", "--encoding", "hz", text=b"\xff")
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr.startswith(b"word-count: standard input: 'hz' codec can't decode")


def test_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9"
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(b"is")
    result = run("is", os.fsdecode(name), os.fsdecode(name + b"-missing"))
    assert (result.returncode, result.stdout) == (1, b"1\t" + name + b"\n1\ttotal\n")
    assert b"caf" in result.stderr


def test_version_names_kernel_and_threads() -> None:
    result = run("--version", WORD_COUNT_NUM_THREADS="3")
    kernel = _native.kernel_name()
    expected = f"word-count {word_count.__version__} (kernel {kernel}, 3 threads)\n"
    assert (result.returncode, result.stdout.decode()) == (0, expected)


@pytest.mark.parametrize("arguments", [[], ["--nonsense", "is"]])
def test_bad_usage(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"usage: word-count")


def test_bad_number_of_threads_in_the_environment() -> None:
    result = run("is", text=b"is", WORD_COUNT_NUM_THREADS="none")
    assert result.returncode == 2
    assert b"WORD_COUNT_NUM_THREADS must be a positive integer, not 'none'" in result.stderr


def test_bad_kernel_in_the_environment(command: list[str]) -> None:
    environment = {**os.environ, "WORD_COUNT_KERNEL": "mmx"}
    for arguments in ("is", "-"), ("--version",):
        result = subprocess.run(
            [*command, *arguments], capture_output=True, env=environment, text=True, check=False
        )
        assert (result.returncode, result.stdout) == (2, "")
        expected = (
            f"word-count: WORD_COUNT_KERNEL is 'mmx', and this CPU has {_native.kernel_list()}"
        )
        assert result.stderr == f"{expected}\n"


def test_help() -> None:
    result = run("--help")
    assert result.returncode == 0
    assert b"NEEDLE" in result.stdout


def redirected(
    redirection: str, *arguments: str | Path, **environment: str
) -> tuple[int, str, str]:
    """Run the command by a shell that redirects its streams; give status, output and errors."""
    result = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *COMMANDS["module"], *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **environment},
        text=True,
        check=False,
        timeout=60,
    )
    return result.returncode, result.stdout, result.stderr


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("redirection", ["2>&-", pytest.param("2>/dev/full", marks=needs_full)])
def test_errors_that_cannot_be_told(files: list[Path], redirection: str, unbuffered: str) -> None:
    """They are lost, but not the counts, and not the status."""
    environment = {"PYTHONUNBUFFERED": unbuffered}
    output = f"2\t{files[0]}\n1\t{files[1]}\n3\ttotal\n"
    missing = files[0].with_name("missing")
    result = redirected(redirection, "is", files[0], missing, missing, files[1], **environment)
    assert result == (1, output, "")
    assert redirected(redirection, "is", *files, **environment) == (0, output, "")
    assert redirected(redirection, "is", files[1], **environment) == (0, "1\n", "")
    assert redirected(redirection, "--nonsense", **environment) == (2, "", "")
    assert redirected(f">&- {redirection}", "is", *files, **environment) == (1, "", "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("redirection", "reason"),
    [(">&-", "Bad file descriptor"),
     pytest.param(">/dev/full", "No space left on device", marks=needs_full)],
)  # fmt: skip
def test_output_that_cannot_be_written(
    files: list[Path], redirection: str, reason: str, unbuffered: str
) -> None:
    environment = {"PYTHONUNBUFFERED": unbuffered}
    for arguments in (["is", *files], ["is", files[0]], ["--help"], ["--version"]):
        status, _, errors = redirected(redirection, *arguments, **environment)
        assert (status, errors) == (1, f"word-count: standard output: {reason}\n")


def test_standard_input_that_is_closed(files: list[Path]) -> None:
    """It is an input that cannot be read, also where another file has its number by then."""
    error = "word-count: standard input: Bad file descriptor\n"
    assert redirected("<&-", "is") == (1, "", error)
    assert redirected("<&-", "is", "--files-from=-") == (1, "0\ttotal\n", error)
    fifo = files[0].with_name("fifo.gz")
    os.mkfifo(fifo)
    archive = files[0].with_suffix(".gz")
    archive.write_bytes(gzip.compress(b"is"))
    feed = '{ sleep 0.2; cat "$0"; sleep 0.2; } >"$1"'
    with subprocess.Popen(["sh", "-c", feed, archive, fifo]) as feeder:
        result = redirected("<&-", "is", fifo, "-")  # the command opens the FIFO as number 0
        feeder.kill()
    assert result == (1, f"1\t{fifo}\n1\ttotal\n", error)


def test_standard_input_that_is_written_to() -> None:
    """The end of a pipe that is written to: to wait for it would never end."""
    error = "word-count: standard input: Bad file descriptor\n"
    for options in (["is"], ["-w", "is"], ["-E", "utf-7", "is"], ["--top=1"]):
        assert redirected("<&1", *options)[::2] == (1, error)


def test_closed_pipe_is_no_traceback(files: list[Path]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:  # noqa: PTH123
        result = subprocess.run(
            [*COMMANDS["module"], "is", *files],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert (result.returncode, result.stderr) == (1, b"")


def test_interrupt_is_no_traceback() -> None:
    # A shell may have started the tests with SIGINT ignored.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from word_count._command.main import main; raise SystemExit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "is"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write(b"is" * 100_000)  # returns once the command reads: a pipe holds less
    process.stdin.flush()
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"")

"""word-count --top and --all, and needles that are counted by a table: against count_words_py."""

import gzip
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from word_count import _native, count_words_py
from word_count._command import main, tables
from word_count._command.output import write_lines
from word_count._tables import FileTable

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "word_count"]
TEXT = "To be, or not to be: don't!\r\nÉté été  \N{GREEK SMALL LETTER LAMDA}x_1 3.14\n\nbe  to"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command in a directory with a text: status, output and errors."""
    (tmp_path / "text").write_text(TEXT, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main.main(arguments)
        return status, *capfd.readouterr()

    return run


def listed(text: str, most: int | None = None, **options: Any) -> str:  # noqa: ANN401
    """Return what is to be printed of a text."""
    ranked = sorted(count_words_py(text, **options).items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{count}\t{word}\n" for word, count in ranked[:most])


def some_text(size: int, seed: int = 1) -> str:
    """Return a text of words whose numbers differ, and which are cut into lines."""
    source = random.Random(seed)  # noqa: S311
    words = [f"w{i}é" if i % 7 == 0 else f"W{i}" for i in range(500)]
    found = source.choices(words, [1 / (i + 1) for i in range(500)], k=size // 5)
    return "".join(word + source.choice([" ", ", ", "\n", "\r\n", "-"]) for word in found)


# What is printed


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ([], {}), (["-w"], {}), (["-i"], {"ignore_case": True}),
        (["-W", r"\S+"], {"words": r"\S+"}), (["-W", ""], {"words": None}),
        (["-iW", r"[\w']+"], {"words": r"[\w']+", "ignore_case": True}),
        (["-w", "-W", "", "-i"], {"words": None, "ignore_case": True}),
    ],
)  # fmt: skip
def test_all_words_by_each_rule(run: Run, options: list[str], rule: dict[str, Any]) -> None:
    """In one input and in several together, and the first of them."""
    assert run("--all", *options, "text") == (0, listed(TEXT, **rule), "")
    counts = count_words_py(TEXT, **rule)
    twice = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    expected = "".join(f"{2 * count}\t{word}\n" for word, count in twice)
    assert run("--all", *options, "text", "text") == (0, expected, "")
    for most in (1, 2, 3, len(counts), len(counts) + 1, 10**30):
        some = "".join(expected.splitlines(keepends=True)[:most])
        assert run("--top", str(most), "text", *options, "text") == (0, some, "")


def test_the_rule_of_single_spaces_has_a_name(run: Run) -> None:
    assert run("-w", "-W", "", "be", "text") == (0, "1\n", "")
    assert run("-w", "be", "text") == (0, "3\n", "")
    assert run("--words=", "be,", "text") == (0, "1\n", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1", "cp1253", "utf-7", "gb18030"])
@pytest.mark.parametrize("size", [300, 600_000])
def test_inputs_of_all_kinds_together(run: Run, tmp_path: Path, encoding: str, size: int) -> None:
    """Files, archives, pipes and standard input, short and long; an error is that of one input."""
    text = some_text(size).replace("é", "é" if encoding != "cp1253" else "ή")
    data = text.encode(encoding)
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "file.gz").write_bytes(gzip.compress(data))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(data)[:-9])
    os.mkfifo(tmp_path / "fifo")
    feeder = threading.Thread(target=lambda: (tmp_path / "fifo").write_bytes(data))
    feeder.start()
    status, output, errors = run(
        "--all", "-iE", encoding, "file", "gone", "file.gz", "cut.gz", "fifo", "file"
    )
    feeder.join()
    expected = count_words_py(text, ignore_case=True)
    found = {word: int(count) for count, word in re.findall("(.*)\t(.*)\n", output)}
    assert found == {word: 4 * count for word, count in expected.items()}
    assert (status, sorted(errors.splitlines())) == (1, [
        "word-count: cut.gz: Incomplete gzip data", "word-count: gone: No such file or directory",
    ])  # fmt: skip
    with (tmp_path / "file").open("rb") as file:
        command = [*COMMAND, "--top=7", "-i", "-E", encoding]
        result = subprocess.run(command, stdin=file, capture_output=True, check=True)
    assert result.stdout.decode() == listed(text, 7, ignore_case=True)
    assert run("--top=7", "-iE", encoding, "file.gz")[1] == listed(text, 7, ignore_case=True)


def test_many_files_under_directories(run: Run, tmp_path: Path) -> None:
    """More than are taken at a time, with archives and binary files, and lists of them."""
    expected: Counter[str] = Counter()
    for i in range(1100):
        text = some_text(i % 90 if i % 500 else 300_000, i)
        path = tmp_path / "many" / f"{i:04}{'.gz' if i % 97 == 0 else '.c' if i % 3 else ''}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
        expected += count_words_py(text)
    (tmp_path / "many" / "binary").write_bytes(b"be \0 be")
    assert dict(expected) == as_counts(run("--all", "-r", "many", "-j3")[1])
    binary = Counter(be=2) + expected
    assert as_counts(run("--all", "-ra", "many", "-j1")[1]) == binary
    (tmp_path / "list").write_text("\n".join(map(str, (tmp_path / "many").iterdir())))
    assert as_counts(run("--all", "--files-from", "list")[1]) == binary
    some = as_counts(run("--all", "-r", "-g", "*.c", "many")[1])
    assert some.total() == sum(
        count_words_py(path.read_text()).total() for path in (tmp_path / "many").glob("*.c")
    )


def as_counts(output: str) -> "Counter[str]":
    """Return the counts that were printed."""
    pairs = (line.split("\t") for line in output.splitlines())
    return Counter({word: int(count) for count, word in pairs})


def test_words_of_a_vocabulary(run: Run, tmp_path: Path) -> None:
    """Zeros, too; each in the form in which it was given first."""
    (tmp_path / "list").write_text("to\nTO\nx\n", encoding="utf-8")
    words = ["-e", "be", "-e", "été", "-f", "list"]
    vocabulary = ["be", "été", "to", "TO", "x"]
    assert run("--all", *words, "text")[:2] == (0, listed(TEXT, vocabulary=vocabulary))
    assert run("--top=2", *words, "text", "text")[1] == "6\tbe\n4\tto\n"
    words[1] = "BE"
    folded = listed(TEXT, vocabulary=["BE", "été", "to", "x"], ignore_case=True)
    assert run("--all", "-i", *words, "text") == (0, folded, "")
    status, output, errors = run("--all", "-e", "don't", "-e", "be", "text")
    assert (status, output) == (0, "3\tbe\n0\tdon't\n")
    assert errors.startswith('word-count: "don\'t" is no word by \\w+')
    for encoding in ("latin-1", "utf-16"):
        (tmp_path / "other").write_bytes(TEXT.replace("λ", "l").encode(encoding))
        assert run("--all", "-iE", encoding, *words, "other") == (0, folded, "")


def test_as_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"a\xff a\xff\tb")
    status, output, errors = run("--json", "--top=2", "-W", "[^ ]+", "bytes", "gone")
    assert (status, errors) == (1, "word-count: gone: No such file or directory\n")
    assert list(map(json.loads, output.splitlines())) == [
        {"path": "gone", "error": "No such file or directory"},
        {"word": "a\udcff", "count": 1},
        {"word": "a\udcff\tb", "count": 1},
        {"counted": 1, "failed": 1},
    ]
    assert run("--json", "--all", os.devnull)[1] == '{"counted": 1, "failed": 0}\n'


def test_words_that_no_line_or_locale_can_have(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff \xff b\nc")
    result = subprocess.run(
        [*COMMAND, "--all", "-0W", "[^ ]+", "bytes"], capture_output=True, check=True
    )
    assert result.stdout == b"2\t\xff\x001\tb\nc\0"
    (tmp_path / "lone").write_bytes("\ud800 \ud800 é".encode("utf-7", "surrogatepass"))
    assert run("--all", "-W", r"\S+", "-E", "utf-7", "lone") == (0, "2\t\\ud800\n1\té\n", "")


def test_a_byte_order_mark_is_no_word(run: Run, tmp_path: Path) -> None:
    for name in ("short", "long"):
        text = "be be" if name == "short" else " ".join(["be"] * 200_000)
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        assert run("--all", "-W", r"\S+", name) == (0, f"{text.count('b')}\tbe\n", "")
    assert run("--all", "-W", r"\S+", "short", "long", "short")[1] == "200004\tbe\n"
    needles = [f"-e{word}" for word in ["be", *map(str, range(50))]]
    assert run(*needles, "-j1", "short", "short")[1].startswith("2\tbe\tshort\n")


def test_lines_are_written_in_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    expected = [f"{i}\n" if i % 3000 else f"{i} \ud800\n" for i in range(10_000)]
    write_lines(expected)
    sys.stdout.flush()
    assert capfd.readouterr().out == "".join(expected).replace("\ud800", "\\ud800")


# Status, errors and hints


def test_status(run: Run, tmp_path: Path) -> None:
    assert run("--all", os.devnull) == (0, "", "")
    assert run("--fail-if-none", "--all", os.devnull)[0] == 1
    assert run("--fail-if-none", "--all", "text")[0] == 0
    assert run("--fail-if-none", "--all", "-e", "x", "text") == (1, "0\tx\n", "")
    said = "word-count: gone: No such file or directory\n"
    assert run("--all", "-e", "x", "gone") == (1, "", said)
    (tmp_path / "cut.gz").write_bytes(gzip.compress(TEXT.encode())[:-1])
    assert run("--all", "cut.gz") == (1, "", "word-count: cut.gz: Incomplete gzip data\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("--top", "argument --top: expected one argument"),
        ("--top 0 text", "argument --top: not a positive integer: '0'"),
        ("--top -1 text", "argument --top: not a positive integer: '-1'"),
        ("--top text", "argument --top: not a positive integer: 'text'"),
        ("--all -q text", "argument -q: not allowed with --top and --all"),
        ("--top 1 -l text", "argument -l: not allowed with --top and --all"),
        ("--top 1 -H text", "argument -H: not allowed with --top and --all"),
        ("--all --sort count", "argument --sort: not allowed with --top and --all"),
        ("--all -g *.c", "argument --glob: needs -r"),
    ],
)
def test_wrong_usage(run: Run, arguments: str, reason: str) -> None:
    status, output, errors = run(*arguments.split())
    assert (status, output) == (2, "")
    assert f"word-count: error: {reason}" in errors


def test_inputs_that_were_misread_are_named(run: Run, tmp_path: Path) -> None:
    """Though words are found in them, short and long."""
    for size in (100, 400_000):
        (tmp_path / "archive").write_bytes(gzip.compress(os.urandom(size)))
        (tmp_path / "wide").write_bytes(some_text(size).encode("utf-16"))
        errors = run("--top=1", "archive", "wide", "text")[2].splitlines()
        assert errors[0] == "word-count: archive: holds gzip data: --compression gzip would read it"
        assert errors[1].startswith("word-count: wide: begins with the mark of utf-16")
        assert len(errors) == 2


@pytest.mark.parametrize("function", ["take_files", "absorb", "top"])
def test_refused_memory(run: Run, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    """The status says so, and no wrong count is printed."""

    def refuse(*_: object) -> None:
        raise MemoryError

    class Refusing(FileTable):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            super().__init__(*arguments, **options)
            setattr(self, function, refuse)

    monkeypatch.setattr(tables, "FileTable", Refusing)
    # With which it would end this process, lest it wait for threads.
    monkeypatch.delitem(sys.modules, "word_count._command.threads", raising=False)
    inputs = ["text", "text"] if function == "take_files" else ["text"]
    for needles in ([], ["-e", "be"]) if function != "top" else ([],):
        status, output, errors = run("--all", *needles, *inputs)
        assert (status, output) == (1, "")
        assert "out of memory" in errors
        assert "Traceback" not in errors


def test_only_words_that_are_printed_become_objects(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(FileTable, "counter")
    assert run("--top=1", "text") == (0, "3\tbe\n", "")


# Many needles


@pytest.mark.parametrize(
    "options", [[], ["-w"], ["-i"], ["-iW", r"[\w-]+"], ["-wE", "utf-16"], ["-wE", "latin-1"],
                ["-E", "latin-1"], ["-E", "utf-16"]],
)  # fmt: skip
@pytest.mark.parametrize("threads", ["1", "3"])
def test_a_table_counts_needles_as_passes_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], threads: str
) -> None:
    """In files short and long, archives and pipes; what is printed is the same."""
    encoding = options[1] if options and options[0][-1] == "E" else "utf-8"
    for name, size in (("short", 2000), ("long", 400_000), ("none", 0)):
        data = some_text(size, size).encode(encoding)
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    (tmp_path / "binary").write_bytes(b"W1 \0")
    words = [f"W{i}" for i in range(1, 40)] + ["w0é", "w7é,", "W8-W9", "", "a b", "W3\r", "w1", "λ"]
    (tmp_path / "list").write_text("\n".join([*words, "W1"]), encoding="utf-8")
    given = ["-f", "list", "-e", "", *options, "-j", threads]
    for inputs in (["short"], ["long"], ["long.gz"], ["short", "gone", "-", "long.gz", "none"],
                   ["-r", "."], ["-q", "short", "long"], ["--json", "short", "none"]):  # fmt: skip
        used: list[object] = []
        monkeypatch.setattr(FileTable, "known", spy(FileTable.known, used))
        monkeypatch.setattr(sys, "stdin", None)
        by_table = run(*given, *inputs)
        if options not in (["-E", "latin-1"], ["-E", "utf-16"]):
            assert used
        with monkeypatch.context() as patch:
            patch.setattr(main, "MOST_PASSES", 10**9)
            used.clear()
            assert run(*given, *inputs) == by_table
            assert not used


def spy(function: Callable[..., Any], calls: list[object]) -> Callable[..., Any]:
    """Return a function that notes that it is called."""

    def noting(*arguments: Any) -> Any:  # noqa: ANN401
        calls.append(arguments)
        return function(*arguments)

    return noting


def test_few_needles_are_counted_by_passes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(FileTable, "known")
    words = [f"-eW{i}" for i in range(main.MOST_PASSES)]
    assert run(*words, "text")[0] == 0


def test_short_files_are_shared_out_until_needles_are_many(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(_native, "count_files", spy(_native.count_files, calls))
    for number, is_shared in ((main.MOST_PASSES * 2, True), (main.MOST_PASSES * 2 + 1, False)):
        calls.clear()
        words = [f"-eW{i}" for i in range(number)]
        assert run(*words, "-j2", "text", "text")[0] == 0
        assert bool(calls) is is_shared


def test_a_word_of_a_vocabulary_in_files_one_after_another(run: Run, tmp_path: Path) -> None:
    """What a table has of one is not in the next."""
    words = [f"w{i}" for i in range(100)]
    (tmp_path / "list").write_text("\n".join(words), encoding="utf-8")
    for i in range(100):
        (tmp_path / f"{i:02}").write_text(f"(w{i})" * (i % 7), encoding="utf-8")
    output = run("-wf", "list", "-rg", "[0-9][0-9]", "-j1")[1]
    rows = [line.split("\t") for line in output.splitlines() if "total" not in line]
    assert rows == [[str(i % 7), f"w{i}", f"./{i:02}"] for i in range(100) if i % 7]

"""The command's words: -w, -W, -i, -e, -f, and what is said of needles that are no words."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from word_count._command import arguments, hints
from word_count._command.main import main
from word_count._command.parser import make_parser

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "word_count"]
TEXT = """\
Him, him and "HIM": don't! Don't; DON’T.
snake_case snake-case 3.14 x=him
καὶ Καὶ ΚΑὶ him\r
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command among some texts; it gives status, output and errors."""
    (tmp_path / "text").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "other").write_text("him him", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capfd.readouterr()

    return run


def run_on(text: bytes, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Run the command in a process, with text on its standard input."""
    result = subprocess.run(
        [*COMMAND, *arguments], input=text, capture_output=True, check=False, cwd=cwd, timeout=60
    )
    return result.returncode, result.stdout.decode(), result.stderr.decode()


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ("him", 2), ("-w him", 3), ("-w -i him", 5), ("-wi him", 5), ("-i him", 2), ("-iw HIM", 5),
        ("--word-regexp --ignore-case him", 5), ("-W \\S+ him", 2), (r"-W\S+ him", 2),
        (r"--words=[^\s,]+ him", 2), (r"--words [\w=]+ x=him", 1), (r"-W [\w']+ -i don't", 2),
        (r"-W (?a)\w+ him", 3), ("-w καὶ", 1), ("-wi καὶ", 3), ("-w snake_case", 1),
        ("-w snake", 1), ("-w 14", 1), (r"-w -W [\w-]+ snake-case", 1),
        (r"-W [\w-]+ -w snake", 1), ("-W [a-z]+ -i HIM", 3),
    ],
)  # fmt: skip
def test_words_and_case(run: Run, options: str, count: int) -> None:
    """Under the last rule that is given; in one input and among others."""
    assert run(*options.split(" "), "text") == (0, f"{count}\n", "")
    _, output, errors = run(*options.split(" "), "text", "other", "-j2")
    assert (output.splitlines()[0], errors) == (f"{count}\ttext", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-be", "iso8859-7", "utf-7"])
def test_words_in_encodings(run: Run, tmp_path: Path, encoding: str) -> None:
    """In archives, too, and from standard input, each word in one pass over it."""
    text = "Λόγος λόγος: ΛΌΓΟΣ! ΕΙΜΙ-ειμι?"
    (tmp_path / "greek").write_bytes(text.encode(encoding))
    (tmp_path / "greek.gz").write_bytes(gzip.compress(text.encode(encoding)))
    options = ["-w", "-i", "-E", encoding, "-e", "λόγος", "-e", "ειμι"]
    expected = "3\tλόγος\tgreek\n2\tειμι\tgreek\n3\tλόγος\tgreek.gz\n2\tειμι\tgreek.gz\n"
    expected += "6\tλόγος\ttotal\n4\tειμι\ttotal\n"
    assert run(*options, "greek", "greek.gz") == (0, expected, "")
    assert run(*options, "greek") == (0, "3\tλόγος\n2\tειμι\n", "")
    data = text.encode(encoding)
    assert run_on(data, *options, cwd=tmp_path) == (0, "3\tλόγος\n2\tειμι\n", "")


def test_several_words(run: Run) -> None:
    words = ["-we", "him", "-e", "Him", "-e", "gone"]
    one = "3\thim\n1\tHim\n0\tgone\n"
    assert run(*words, "text") == (0, one, "")
    assert run(*words, "-q", "text") == (0, one, "")
    totals = "5\thim\ttotal\n1\tHim\ttotal\n0\tgone\ttotal\n"
    text = "3\thim\ttext\n1\tHim\ttext\n0\tgone\ttext\n"
    other = "2\thim\tother\n0\tHim\tother\n0\tgone\tother\n"
    assert run(*words, "text", "other") == (0, text + other + totals, "")
    assert run(*words, "-q", "text", "other") == (0, "5\thim\n1\tHim\n0\tgone\n", "")
    assert run(*words, "-h", "text", "other") == (0, one + "2\thim\n0\tHim\n0\tgone\n", "")
    assert run(*words, "-H", "text") == (0, text, "")
    assert run(*words, "-l", "text", "other") == (0, "text\nother\n", "")
    assert run("-l", "-e", "gone", *words, "text", "other") == (0, "text\nother\n", "")
    assert run(*words, "-r", "--sort", "count") == (
        0, "3\thim\t./text\n2\thim\t./other\n1\tHim\t./text\n" + totals, "",
    )  # fmt: skip


def test_several_words_as_json(run: Run) -> None:
    status, output, errors = run("--json", "-w", "-e", "him", "-e", "Him", "text", "gone")
    assert (status, errors) == (1, "word-count: gone: No such file or directory\n")
    assert list(map(json.loads, output.splitlines())) == [
        {"path": "text", "word": "him", "count": 3},
        {"path": "text", "word": "Him", "count": 1},
        {"path": "gone", "error": "No such file or directory"},
        {"word": "him", "total": 3, "counted": 1, "failed": 1},
        {"word": "Him", "total": 1, "counted": 1, "failed": 1},
    ]


def test_a_word_that_is_given_twice_is_one(run: Run) -> None:
    """Also where only case differs, which does not matter then."""
    assert run("-e", "him", "-e", "Him", "-e", "him", "text") == (0, "2\thim\n0\tHim\n", "")
    assert run("-wi", "-e", "Him", "-e", "him", "-e", "and", "text") == (0, "5\tHim\n1\tand\n", "")


def test_words_of_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"\xef\xbb\xbfhim\r\n\nHim\n-x\nand")
    expected = "3\thim\n1\tHim\n0\t-x\n1\tand\n"
    for options in (["-W", r"[\w-]+"], ["--words", r"[\w-]+"]):
        assert run(*options, "-f", "list", "text") == (0, expected, "")
        assert run(*options, "--file=list", "text") == (0, expected, "")
    words = ["-e", "x", "-f", "list", "-f", "more"]
    (tmp_path / "more").write_text("14\nhim\n", encoding="utf-8")
    assert run("-w", *words, "text")[1] == "1\tx\n3\thim\n1\tHim\n0\t-x\n1\tand\n1\t14\n"
    (tmp_path / "one").write_text("him", encoding="utf-8")
    assert run("-f", "one", "text") == (0, "2\thim\n", "")  # however many there are in it


def test_words_from_standard_input(run: Run, tmp_path: Path) -> None:
    """Which is no text then, and no list of paths."""
    assert run_on(b"him\nand\n", "-wf-", "text", cwd=tmp_path) == (0, "3\thim\n1\tand\n", "")
    assert run_on(b"him", "-f", "-", "-r", cwd=tmp_path)[1].endswith("4\thim\ttotal\n")
    said = "word-count: standard input: the words are read from it\n"
    assert run_on(b"him", "-f", "-", cwd=tmp_path) == (1, "", said)
    assert run_on(b"him", "-f-", "-", "other", cwd=tmp_path) == (
        1, "2\thim\tother\n2\thim\ttotal\n", said,
    )  # fmt: skip
    assert run_on(b"him", "-f-", "--files-from=-", cwd=tmp_path)[0] == 2
    assert run("-f", "gone", "text")[0] == 2


def test_many_words_at_once(run: Run, tmp_path: Path) -> None:
    """Each in its place, over more files than are counted at a time."""
    words = [f"w{i}" for i in range(300)]
    (tmp_path / "list").write_text("\n".join(words), encoding="utf-8")
    (tmp_path / "many").mkdir()
    for i in range(600):
        (tmp_path / "many" / f"{i:03}").write_text(f"(w{i})" * (i % 7), encoding="utf-8")
    status, output, _ = run("-w", "-f", "list", "-r", "many")
    assert status == 0
    found = [line.split("\t") for line in output.splitlines() if "total" not in line]
    assert found == [[str(i % 7), f"w{i}", f"many/{i:03}"] for i in range(300) if i % 7]
    totals = [line for line in output.splitlines() if "total" in line]
    assert totals == [f"{i % 7}\tw{i}\ttotal" for i in range(300)]


# What begins with "-", and what is a path


@pytest.mark.parametrize(
    ("given", "options", "others"),
    [
        ("-e -x a", "--needle=-x", "a"), ("-e-x a", "--needle=-x", "a"),
        ("-we -- a", "-w --needle=\0--", "a"), ("--needle -w a", "--needle=-w", "a"),
        ("--needle=-w a", "--needle=-w", "a"), ("--need -w a", "--need=-w", "a"),
        ("-e=x", "--needle==x", ""), ("a -w b -- -i", "-w", "a b -i"), ("- -w -", "-w", "- -"),
        ("-e", "-e", ""), ("-we", "-w -e", ""), ("--needle", "--needle", ""),
        ("-rqEutf-8 a", "-rq --encoding=utf-8", "a"), ("--include-zero a", "--include-zero", "a"),
        ("--include a b", "--include=a", "b"), ("--no a", "--no", "a"), ("-5 a", "-5", "a"),
        ("-wic him a", "-wic", "him a"), ("-- -e -- x", "", "-e -- x"),
    ],
)  # fmt: skip
def test_options_are_told_from_others_as_gnu_does(given: str, options: str, others: str) -> None:
    found = arguments.split(make_parser(), given.split())
    assert found == (options.split(), others.split())


def test_an_empty_word_and_values_with_spaces() -> None:
    found = arguments.split(make_parser(), ["-e", "", "-we", "a b", "--needle", ""])
    assert found == (["--needle=", "-w", "--needle=a b", "--needle="], [])


def test_needles_that_begin_with_a_dash(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dashes").write_text("-x -x -- -e -w  -1", encoding="utf-8")
    for word, count in (("-x", 2), ("--", 1), ("-e", 1), ("-w", 1), ("-1", 1), ("", 1)):
        assert run("-e", word, "dashes") == (0, f"{count}\n", "")
        assert run("--", word, "dashes") == (0, f"{count}\n", "")
        assert run("dashes", "-e", word, "-H") == (0, f"{count}\tdashes\n", "")
    assert run("--", "-x", "--", "dashes")[0] == 1  # a file named "--"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("-w", "the following arguments are required: NEEDLE"),
        ("-h", "the following arguments are required: NEEDLE"),
        ("-e", "argument -e/--needle: expected one argument"),
        ("-f gone", "argument -f/--file: gone: No such file or directory"),
        ("-f empty", "argument -f/--file: there is no word in it"),
        ("-5 is", "unrecognized arguments: -5"),
        ("-W x is", r"argument -W/--words: not a class of characters followed by +, such as \w+"),
        (r"-W (\w+)+ is", "argument -W/--words: not a class"),
        ("-W [z-a]+ is", "argument -W/--words: not a class"),
        ("--words=+ is", "argument -W/--words: not a class"),
    ],
)  # fmt: skip
def test_wrong_usage(run: Run, tmp_path: Path, arguments: str, reason: str) -> None:
    (tmp_path / "empty").write_text("\n\n", encoding="utf-8")
    status, output, errors = run(*arguments.split(" "))
    assert (status, output) == (2, "")
    assert f"word-count: error: {reason}" in errors
    assert errors.endswith("Try word-count --help for all options.\n")


# Needles that are no words


def _w(pattern: str) -> str:
    return f'-W "{pattern}"'


BECAUSE = r"is no word by \w+, because of "


@pytest.mark.parametrize(
    ("options", "word", "reason", "better"),
    [
        ("-w", "don't", f"""{BECAUSE}"'\"""", _w(r"[\w']+")),
        ("-wi", "don't", f"""{BECAUSE}"'\"""", _w(r"[\w']+")),
        ("-w", "a-b]", f"{BECAUSE}'-]'", _w(r"[\w\-\]]+")),
        ("-w", 'a"$', f"""{BECAUSE}'"$'""", r"""-W '[\w"\$]+'"""),
        ("-W [\\w']+", "a-b", r"is no word by [\w']+, because of '-'", _w(r"[\w'\-]+")),
        ("-iW [a-z9]+", "DON'T", """is no word by [a-z9]+, because of "'\"""", _w("[a-z9']+")),
        (r"-W \d+", "x", r"is no word by \d+, because of 'x'", "-w"),
        (r"-W [^-]+", "a-b", "is no word by [^-]+, because of '-'", _w(r"\S+")),
        (r"-W (?a)\w+", "é!", r"is no word by (?a)\w+, because of 'é!'", r"-W '(?a)[\wé!]+'"),
        (r"-W [\w-]+", "a,b", r"is no word by [\w-]+, because of ','", _w(r"[\w\-,]+")),
        (r"-W [\w\\-]+", "a,b", r"is no word by [\w\\-]+, because of ','", _w(r"\S+")),
        ("-w", "new york", f"{BECAUSE}' '", ""),
        ("-w", "", r"is empty, as no word by \w+ is", ""),
        ("-w -E latin-1", "λ", "cannot be in a text of latin-1", ""),
        ("-i -E latin-1", "λ", "cannot be in a text of latin-1", ""),
        ("-w -E shift_jis", "ğ", "cannot be in a text of shift_jis", ""),
        ("-w -E shift_jis", "¥", "cannot be in a text of shift_jis", ""),
        ("-i -E euc_kr", "€ğ", "cannot be in a text of euc_kr", ""),
        ("-E cp932", "ğ", "cannot be in a text of cp932", ""),
        ("-w -E utf-16", "a.b", f"{BECAUSE}'.'", _w(r"[\w\.]+")),
        ("-i", "new york", "holds a space or a newline, as no word does", ""),
    ],
)  # fmt: skip
def test_a_needle_that_is_no_word(
    run: Run, options: str, word: str, reason: str, better: str
) -> None:
    """One line says why, and what would count it, which does."""
    errors = f"word-count: {word!r} {reason}: its count is 0"
    errors += f"; {better} would count it\n" if better else "\n"
    options_ = options.split()
    assert run(*options_, "--", word, os.devnull) == (0, "0\n", errors)
    assert run(*options_, "-qe", word, "-e", "9", os.devnull)[2] == errors
    if better:
        line = f'exec "$0" -m word_count -i {better} -e "$1"'
        result = subprocess.run(
            ["sh", "-c", line, sys.executable, word],
            input=f" {word.lower()} ".encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert (result.stdout, result.stderr) == (b"1\n", b"")


@pytest.mark.parametrize(
    ("options", "word"),
    [(r"-W [a-z]+ -i", "HIM"), ("-w", "\u017f_9"), (r"-W \S+", "don't"), (r"-W [\w\s]+", "a b"),
     ("-w", "é"), ("-wi -E latin-1", "É")],
)  # fmt: skip
def test_nothing_is_said_of_what_may_be_found(run: Run, options: str, word: str) -> None:
    assert run(*options.split(), word, os.devnull) == (0, "0\n", "")


def test_of_many_needles_that_are_no_words_some_are_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "MOST_TOLD", 2)
    (tmp_path / "list").write_text("a-1\nb-2\nx\nc-3\nd-4\n", encoding="utf-8")
    status, output, errors = run("-w", "-f", "list", "text")
    assert (status, output) == (0, "0\ta-1\n0\tb-2\n1\tx\n0\tc-3\n0\td-4\n")
    first, second, last = errors.splitlines()
    assert first.startswith("word-count: 'a-1' is no word")
    assert second.startswith("word-count: 'b-2' is no word")
    assert last == "word-count: and 2 more words that cannot be found"


def test_inputs_are_explained_where_not_all_needles_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(gzip.compress(b"him"))
    said = "word-count: archive: holds gzip data: --compression gzip would read it\n"
    assert run("-w", "-e", "him", "-e", "a-b", "archive")[2].endswith(f"would count it\n{said}")
    assert said not in run("-w", "-e", "a-b", "archive")[2]
    assert run("-we", "him", "-e", "x9", "--compression=gzip", "archive")[2] == ""

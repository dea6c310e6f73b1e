"""What the command has of grep and ripgrep: names, zeros, binary files, globs, order, status."""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from word_count._command import counting
from word_count._command.globs import Globs
from word_count._command.main import main

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "word_count"]
FILES = {
    "a.c": 1, "b.txt": 0, "README": 2, ".hidden.c": 1, ".github/x.yml": 1,
    "src/a.c": 3, "src/b.h": 1, "src/deep/c.c": 4, "src/deep/d.py": 0, "src-x/e.c": 1,
}  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command in a directory of FILES; it gives status, output and errors."""
    for name, count in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("it is\n" * count, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capfd.readouterr()

    return run


def names(output: str) -> str:
    """Return the names that were printed, without the total, and without "./" before them."""
    *counts, total = output.splitlines()
    assert total.endswith("\ttotal")
    return " ".join(line.split("\t")[1].removeprefix("./") for line in counts)


# Names and zeros


def test_names_of_inputs(run: Run) -> None:
    assert run("is", "a.c")[1] == "1\n"
    assert run("is", "-H", "a.c")[1] == "1\ta.c\n"
    assert run("-c", "is", "--with-filename", "a.c")[1] == "1\ta.c\n"
    assert run("is", "a.c", "b.txt")[1] == "1\ta.c\n0\tb.txt\n1\ttotal\n"
    assert run("-h", "is", "a.c", "b.txt")[1] == "1\n0\n"
    assert run("-H", "is", "--no-filename", "a.c", "README")[1] == "1\n2\n"
    assert run("-h", "is", "-H", "a.c")[1] == "1\ta.c\n"
    assert run("-hr", "is", "src")[1] == "3\n1\n4\n"
    assert run("-hq", "is", "a.c", "README")[1] == "3\n"
    assert run("-H0", "is", "a.c")[1] == "1\ta.c\0"
    result = subprocess.run([*COMMAND, "-cH", "is"], input=b"is", capture_output=True, check=True)
    assert result.stdout == b"1\t-\n"


def test_zeros_are_left_out_of_what_is_recursive(run: Run) -> None:
    """Of what is named, too; the total knows them."""
    assert run("is", "-r", "src")[1] == "3\tsrc/a.c\n1\tsrc/b.h\n4\tsrc/deep/c.c\n8\ttotal\n"
    assert names(run("is", "-r", "src/deep", "b.txt", "a.c")[1]) == "src/deep/c.c a.c"
    everything = "src/a.c src/b.h src/deep/c.c src/deep/d.py"
    assert names(run("is", "-r", "src", "--include-zero")[1]) == everything
    assert names(run("is", "--include-zero", "b.txt", "a.c")[1]) == "b.txt a.c"
    assert run("gone", "-r") == (0, "0\ttotal\n", "")
    found = list(map(json.loads, run("--json", "is", "-r", "src/deep")[1].splitlines()))
    assert found == [
        {"path": "src/deep/c.c", "word": "is", "count": 4},
        {"word": "is", "total": 4, "counted": 2, "failed": 0},
    ]


def test_names_of_inputs_with_matches(run: Run) -> None:
    assert run("-l", "is", "a.c", "b.txt", "README") == (0, "a.c\nREADME\n", "")
    assert run("-rl", "is", "src")[1] == "src/a.c\nsrc/b.h\nsrc/deep/c.c\n"
    assert run("--files-with-matches", "is", "a.c")[1] == "a.c\n"
    assert run("-l", "is", "b.txt")[1] == ""
    assert run("-l0", "is", "a.c", "README")[1] == "a.c\0README\0"
    assert run("-l", "is", "b.txt", "gone") == (
        1, "", "word-count: gone: No such file or directory\n",
    )  # fmt: skip
    assert run("-l", "--include-zero", "-r", "is", "src/deep")[1] == "src/deep/c.c\n"
    assert run("-rl", "--sort=count", "is", "src")[1] == "src/deep/c.c\nsrc/a.c\nsrc/b.h\n"
    colored = run("-l", "--color=always", "is", "a.c")[1]
    assert colored == "\x1b[35ma.c\x1b[0m\n"


@pytest.mark.parametrize("other", ["--json", "-q"])
def test_names_alone_are_neither_totals_nor_objects(run: Run, other: str) -> None:
    status, output, errors = run("-l", other, "is", "a.c")
    assert (status, output) == (2, "")
    assert f"error: argument -l: not allowed with {other}\n" in errors


def test_order(run: Run) -> None:
    found = "README a.c src/a.c src/b.h src/deep/c.c src-x/e.c"  # by the names in each directory
    assert names(run("-r", "is")[1]) == found
    given = ["src/deep/c.c", "a.c", "src-x/e.c", "gone", "src/a.c", "b.txt", "README"]
    status, output, errors = run("is", *given)
    assert names(output) == "src/deep/c.c a.c src-x/e.c src/a.c b.txt README"
    _, output, _ = run("--sort", "path", "is", *given)
    assert names(output) == "README a.c b.txt src/a.c src/deep/c.c src-x/e.c"
    assert run("--sort=count", "is", *given) == (
        1,
        "4\tsrc/deep/c.c\n3\tsrc/a.c\n2\tREADME\n1\ta.c\n1\tsrc-x/e.c\n0\tb.txt\n11\ttotal\n",
        errors,
    )
    assert run("--sort=count", "-h", "is", "a.c", "README")[1] == "2\n1\n"
    output = run("--sort=count", "--json", "is", "a.c", "README")[1]
    assert [json.loads(line).get("count") for line in output.splitlines()] == [2, 1, None]
    assert status == 1


def test_order_of_words(run: Run) -> None:
    words = ["-e", "no", "-e", "is", "-e", "it"]
    assert run("--sort=count", *words, "a.c")[1] == "1\tis\n1\tit\n0\tno\n"
    assert run("--sort=count", "-q", *words, "a.c", "README")[1] == "3\tis\n3\tit\n0\tno\n"
    assert run("--sort=path", *words, "README", "a.c")[1].split("\n")[:4] == [
        "0\tno\tREADME", "2\tis\tREADME", "2\tit\tREADME", "0\tno\ta.c",
    ]  # fmt: skip


def test_status_without_a_match(run: Run) -> None:
    for arguments in (["gone", "a.c"], ["gone", "-r"], ["-q", "gone", "a.c", "b.txt"]):
        assert run(*arguments)[0] == 0
        assert run("--fail-if-none", *arguments) == (1, *run(*arguments)[1:])
    assert run("--fail-if-none", "is", "b.txt", "a.c")[0] == 0
    assert run("--fail-if-none", "-l", "-e", "gone", "-e", "is", "a.c")[0] == 0


# Binary files


@pytest.fixture
def binaries(tmp_path: Path) -> Path:
    """Make files with a NUL byte, early and late, short and long, and archives of such."""
    folder = tmp_path / "bin"
    folder.mkdir()
    early, late, long = b"is \0 is", b"is ".ljust(8000) + b"\0is", b"is ".ljust(1_000_000)
    for name, data in (
        ("early", early), ("last", b"is ".ljust(7999) + b"\0"), ("late", late),
        ("long-early", early + long), ("long-late", late + long), ("text", b"is"), ("none", b""),
    ):  # fmt: skip
        (folder / name).write_bytes(data)
        (folder / f"{name}.gz").write_bytes(gzip.compress(data))
    (folder / "16").write_bytes("is".encode("utf-16"))
    (folder / "damaged.gz").write_bytes(b"\x1f\x8b")
    return folder


def test_binary_files_are_skipped(run: Run, binaries: Path) -> None:
    """Where they are found, short and long, in archives, too; a few bytes tell."""
    texts = "late late.gz long-late long-late.gz text text.gz"
    status, output, errors = run("-r", "-W", r"\w+", "is", "bin")
    assert (status, names(output)) == (1, " ".join(f"bin/{name}" for name in texts.split()))
    assert errors == "word-count: bin/damaged.gz: Incomplete gzip data\n"
    (binaries / "damaged.gz").unlink()
    output = run("-r", "--json", "is", "bin")[1]
    assert json.loads(output.splitlines()[-1])["counted"] == len(texts.split()) + 2  # none, none.gz
    assert names(run("-ra", "-w", "is", "bin")[1]).split() == sorted(
        f"bin/{path.name}" for path in binaries.iterdir() if path.name[:4] not in ("none", "16")
    )


def test_binary_files_that_are_named_are_counted(run: Run, binaries: Path) -> None:
    assert binaries.name == "bin"
    named = ["bin/early", "bin/early.gz", "bin/long-early"]
    assert names(run("-rw", "is", *named, "src/deep")[1]).split() == [*named, "src/deep/c.c"]
    assert run("-w", "is", "bin/early", "bin/early.gz")[1].startswith("2\tbin/early\n2\t")
    Path("list").write_text("\n".join([*named, "bin"]), encoding="utf-8")
    output = run("-rwl", "is", "--files-from", "list")[1].split()
    assert output[:3] == named
    assert not set(output[3:]) & set(named)


def test_units_of_several_bytes_have_nul_bytes(run: Run, binaries: Path) -> None:
    (binaries / "swapped").write_bytes("\ufeffis".encode("utf-16-be"))
    (binaries / "damaged.gz").unlink()
    assert {"bin/16", "bin/swapped"} <= set(run("-rl", "-E", "utf-16", "is", "bin")[1].split())


def test_a_file_that_is_gone_when_it_is_looked_at_is_an_error(run: Run) -> None:
    assert counting._is_binary("gone", None) is False  # noqa: SLF001
    assert counting._is_binary("gone.gz", "gzip") is False  # noqa: SLF001
    assert run("-r", "is", "gone") == (
        1, "0\ttotal\n", "word-count: gone: No such file or directory\n",
    )  # fmt: skip


# Globs


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["*.c"], ".hidden.c a.c src/a.c src/deep/c.c src-x/e.c"),
        (["src/*.c"], "src/a.c"),
        (["/a.c"], "a.c"),
        (["!src"], "README a.c src-x/e.c"),
        (["!src/"], "README a.c src-x/e.c"),
        (["!a.c/"], "README a.c src/a.c src/b.h src/deep/c.c src-x/e.c"),
        (["*.c", "!deep"], ".hidden.c a.c src/a.c src-x/e.c"),
        (["!*.c", "a.c"], "a.c src/a.c"),
        (["*.{c,h}", "!.*"], "a.c src/a.c src/b.h src/deep/c.c src-x/e.c"),
        (["src/**"], "src/a.c src/b.h src/deep/c.c"),
        (["**/deep/*"], "src/deep/c.c"),
        (["src/**/*.c"], "src/a.c src/deep/c.c"),
        ([".github"], ""),
        ([".*", "*.yml"], ".github/x.yml .hidden.c"),
        (["[a-b].?"], "a.c src/a.c src/b.h"),
        (["[!ab].c"], "src/deep/c.c src-x/e.c"),
        (["[^ab].c"], "src/deep/c.c src-x/e.c"),
        (["deep/c.c"], ""),
        (["src?x/*"], "src-x/e.c"),
        (["src?deep/*"], ""),
        ([""], "README a.c src/a.c src/b.h src/deep/c.c src-x/e.c"),
        (["README", "--include=*.c"], ""),
        (["*.c", "--exclude=src", "--include=a*"], "a.c"),
        (["*.c", "--exclude=.*"], "a.c src/a.c src/deep/c.c src-x/e.c"),
    ],
)  # fmt: skip
def test_globs(run: Run, globs: list[str], expected: str) -> None:
    options = [glob if glob[:2] == "--" else f"-g{glob}" for glob in globs]
    options = [option if option != "-g" else "--glob=" for option in options]
    assert names(run("-r", "is", *options)[1]) == expected
    here = str(Path.cwd())
    assert names(run("-r", "is", *options, here)[1].replace(f"{here}/", "")) == expected
    assert names(run("-r", "is", *options, "a.c")[1]) == "a.c"  # it is named
    if shutil.which("rg") and "--" not in "".join(options):
        arguments = ["rg", "-c", "--sort=path", *options, "is"]
        result = subprocess.run(arguments, capture_output=True, check=False, text=True)
        found = sorted(line.partition(":")[0] for line in result.stdout.splitlines())
        assert sorted(expected.split()) == found


def test_globs_under_other_directories(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are those from the current one, as for ripgrep."""
    assert names(run("-r", "is", "-g", "src/*.c", "src")[1]) == "src/a.c"
    assert names(run("-r", "is", "-g", "deep/*.c", "src")[1]) == ""
    monkeypatch.chdir("src")
    assert names(run("-r", "is", "-g", "../src-x/*", "..")[1]) == "../src-x/e.c"
    assert names(run("-r", "is", "-g", "deep/*", "../src")[1]) == "../src/deep/c.c"


@pytest.mark.parametrize("glob", ["[a", "a{b,c", "a}", "}{", "x{a,[b}", "!{"])
def test_globs_without_an_end(run: Run, glob: str) -> None:
    status, output, errors = run("-r", "is", "-g", glob)
    assert (status, output) == (2, "")
    assert f"error: argument -g/--glob: {glob!r} has a " in errors
    assert run("-r", "is", "-g", "[z-a]")[0] == 2
    assert "argument --glob: needs -r" in run("is", "-g", "*.c")[2]


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a\\*", "a*", True), ("a\\*", "ab", False), ("\\!x", "!x", True), ("[]]", "]", True),
        ("[!]]", "a", True), ("a,b", "a,b", True), ("{a,b{c,d}}", "bd", True), ("{,a}b", "b", True),
        ("[a-c-]", "-", True), ("[\\]", "\\", True), ("a**b", "axxb", True), ("a**b", "a/b", False),
        ("**", "a/b", True), ("*", "a\nb", True), ("x/**", "x", False), ("[&&]", "&", True),
        ("A", "a", False), ("a[/]b", "a/b", False), ("é?", "é\udcff", True),
    ],
)  # fmt: skip
def test_what_globs_match(glob: str, path: str, matches: bool) -> None:  # noqa: FBT001
    assert bool(Globs([glob]).choose(path, lambda: False)) is matches


# Documents


def test_help_tells_the_difference_from_grep() -> None:
    output = subprocess.run([*COMMAND, "--help"], capture_output=True, check=True).stdout.decode()
    assert "0  all inputs were read: unlike grep's, also where no word was counted" in output
    assert "  --fail-if-none        exit with status 1 if no word was counted\n" in output


@pytest.mark.extra
def test_completion_for_fish_names_options_and_files() -> None:
    pytest.importorskip("shtab")
    script = subprocess.run(
        [*COMMAND, "--completion", "fish"], capture_output=True, check=True
    ).stdout.decode()
    for name in ("ignore-case", "files-with-matches", "sort"):
        assert f"-l {name}" in script

"""What the command says of a count of 0 that is not what was asked for: on standard error only."""

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from word_count import _native
from word_count._command import hints as _hints
from word_count._command.main import main

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "word_count"]
TEXT = "is λ is\n"


def run(*arguments: str, cwd: Path, text: bytes = b"") -> tuple[bytes, str]:
    """Run the command, which succeeds; give its output and what it says on standard error."""
    result = subprocess.run(
        [*COMMAND, *arguments], input=text, capture_output=True, check=True, cwd=cwd, timeout=60
    )
    return result.stdout, result.stderr.decode()


def zipped() -> bytes:
    """Make a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("text", TEXT)
    return data.getvalue()


def meant_as(encoding: str, read_as: str) -> str:
    """Return what is said of a text that begins with a mark of encoding."""
    hint = f"begins with the mark of {encoding} and was read as {read_as}"
    return f"{hint}: --encoding {encoding} would read it"


UNREAD = {
    "gzip": (gzip.compress(TEXT.encode()), "holds gzip data: --compression gzip would read it"),
    "bz2": (bz2.compress(TEXT.encode()), "holds bz2 data: --compression bz2 would read it"),
    "empty bz2": (bz2.compress(b""), "holds bz2 data: --compression bz2 would read it"),
    "xz": (lzma.compress(TEXT.encode()), "holds xz data: --compression xz would read it"),
    "zstd": (b"\x28\xb5\x2f\xfd...", "holds zstd data: --compression zstd would read it"),
    "zip": (zipped(), "holds zip data: count in the output of unzip -p instead"),
    **{
        f"{encoding}{order}": (
            "\ufeff".encode(f"{encoding}-{order}") + TEXT.encode(f"{encoding}-{order}"),
            meant_as(encoding, "utf-8"),
        )
        for encoding in ("utf-16", "utf-32")
        for order in ("le", "be")
    },
}


@pytest.mark.parametrize("kind", UNREAD)
def test_what_was_not_read_as_it_was_meant(tmp_path: Path, kind: str) -> None:
    """For one input or several, of whatever kind."""
    data, hint = UNREAD[kind]
    (tmp_path / "one").write_bytes(data)
    (tmp_path / "long").write_bytes(data + bytes(300_000))
    (tmp_path / "two").write_bytes(b"it")
    said = f"word-count: one: {hint}\n"
    assert run("it", "one", cwd=tmp_path) == (b"0\n", said)
    assert run("-q", "it", "one", cwd=tmp_path) == (b"0\n", said)
    assert run("it", "two", "one", cwd=tmp_path) == (b"1\ttwo\n0\tone\n1\ttotal\n", said)
    assert run("it", "long", cwd=tmp_path) == (b"0\n", said.replace("one", "long"))
    output, errors = run("it", "long", "one", "long", "--json", cwd=tmp_path)
    assert output.count(b"\n") == 4
    long = said.replace("one", "long")
    assert errors == f"{long}{said}{long}"
    said = said.replace("one", "standard input")
    assert run("it", cwd=tmp_path, text=data) == (b"0\n", said)
    assert run("-q", "it", "-", "two", cwd=tmp_path, text=data) == (b"1\n", said)
    with (tmp_path / "long").open("rb") as file:
        result = subprocess.run([*COMMAND, "it"], stdin=file, capture_output=True, check=True)
    assert (result.stdout, result.stderr.decode()) == (b"0\n", said)


def test_a_mark_under_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "8").write_bytes(TEXT.encode("utf-8-sig"))
    (tmp_path / "16").write_bytes(TEXT.encode("utf-16"))
    (tmp_path / "16.gz").write_bytes(gzip.compress(TEXT.encode("utf-16")))
    (tmp_path / "32").write_bytes(TEXT.encode("utf-32"))
    (tmp_path / "16-be").write_bytes(UNREAD["utf-16be"][0])
    (tmp_path / "32-be").write_bytes(UNREAD["utf-32be"][0])
    for name, encoding, word, meant in (
        ("8", "iso8859-7", "λ", "utf-8"),
        ("8", "utf-16", "is", "utf-8"),
        ("16", "latin-1", "is", "utf-16"),
        ("16", "cp500", "is", "utf-16"),
        ("16", "utf-32-le", "is", "utf-16"),
        ("16.gz", "utf-8", "is", "utf-16"),
        ("32", "utf-16", "is", "utf-32"),
        ("16-be", "utf-16-le", "is", "utf-16"),
        ("32-be", "utf-32-le", "is", "utf-32"),
    ):
        hint = f"word-count: {name}: {meant_as(meant, encoding)}\n"
        assert run("-E", encoding, word, name, cwd=tmp_path) == (b"0\n", hint)
        output, errors = run("-qE", encoding, word, name, "/dev/null", cwd=tmp_path)
        assert (output, errors) == (b"0\n", hint)


def test_nothing_is_said_where_nothing_is_amiss(tmp_path: Path) -> None:
    data = UNREAD["gzip"][0]
    (tmp_path / "archive").write_bytes(data)
    (tmp_path / "marked").write_bytes(TEXT.encode("utf-16"))
    (tmp_path / "text").write_bytes(b"\x1f\x8b\x08 is")
    (tmp_path / "bz").write_bytes(b"BZh91 and so on")
    (tmp_path / "empty").touch()
    (tmp_path / "twice.gz").write_bytes(gzip.compress(data))
    for arguments in (
        ["is", "text", "text"],  # a count that is not 0 may be right
        ["it", "bz", "empty"],
        ["is", "--compression=none", "archive", "archive"],
        ["is", "--compression=gzip", "archive"],
        ["-E", "utf-16", "x", "marked", "marked"],
        ["-E", "utf-16-le", "x", "marked"],
        ["-r", "is", "."],  # what is found may be anything
    ):
        assert run(*arguments, cwd=tmp_path)[1] == ""
    angstrom = "\u212b".encode("shift_jis")  # which has no other that folds to "å"
    assert run("-E", "shift_jis", "-i", "å", cwd=tmp_path, text=angstrom) == (b"1\n", "")
    for text in (b"archive\nmarked\n", b"archive"):
        assert run("is", "--files-from=-", cwd=tmp_path, text=text)[1] == ""
    hint = "holds gzip data: --compression gzip would read it"
    assert run("-r", "is", ".", "archive", cwd=tmp_path)[1] == f"word-count: archive: {hint}\n"


def test_files_that_are_counted_in_batches_are_looked_at_up_to_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    names = [str(tmp_path / str(i)) for i in range(5)]
    for name in names:
        Path(name).write_bytes(UNREAD["xz"][0])
    monkeypatch.setattr(_hints, "LOOKS", 3)
    assert main(["it", *names]) == 0
    said = [f"word-count: {name}: {UNREAD['xz'][1]}" for name in names[:3]]
    assert capfd.readouterr().err.splitlines() == said


def test_a_file_that_is_gone_when_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_native, "count_files", lambda _, paths, *__: [(0,)] * len(paths))
    assert main(["is", str(tmp_path / "gone"), str(tmp_path)]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("needle", "encoding", "reason"),
    [
        ("now is", "utf-8", "holds a space or a newline, as no word does"),
        ("is\n", "utf-8", "holds a space or a newline, as no word does"),
        (" ", "utf-16", "holds a space or a newline, as no word does"),
        ("λ", "latin-1", "cannot be in a text of latin-1"),
        ("¥", "shift_jis", "cannot be in a text of shift_jis"),
    ],
)
def test_a_needle_that_is_no_word(tmp_path: Path, needle: str, encoding: str, reason: str) -> None:
    """It is said once, and at once; of the inputs there is nothing to say then."""
    (tmp_path / "one").write_bytes(UNREAD["xz"][0])
    said = f"word-count: {needle!r} {reason}: its count is 0\n"
    for inputs in (["one"], ["one", "one"], ["--json", "one"], ["-q", "-r", "."]):
        output, errors = run("-E", encoding, needle, *inputs, cwd=tmp_path)
        assert b"0" in output
        assert errors == said
    assert run("-E", encoding, needle, cwd=tmp_path, text=b"is")[1] == said


@pytest.mark.parametrize("needle", ["", "is\r", "\t", "\udcff"])
def test_a_needle_that_is_strange_but_may_be_found(tmp_path: Path, needle: str) -> None:
    assert run(needle, cwd=tmp_path, text=b"x") == (b"0\n", "")

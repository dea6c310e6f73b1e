"""The programs that docs/corpus.md shows print what it says they print."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
RECIPES = sorted((ROOT / "docs" / "recipes" / "corpus").glob("*.out"))


def run(*arguments: str | Path) -> str:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("expected", RECIPES, ids=lambda path: path.stem)
def test_recipe_prints_what_is_committed(expected: Path) -> None:
    assert run("-W", "error", expected.with_suffix(".py")) == expected.read_text(encoding="utf-8")


def test_the_command_prints_the_same_frequent_words() -> None:
    texts = (ROOT / "docs" / "recipes" / "corpus" / "texts").glob("*.txt")
    output = run("-m", "word_count", "-i", "--top", "5", *texts)
    expected = (ROOT / "docs" / "recipes" / "corpus" / "frequent.out").read_text(encoding="utf-8")
    assert output.replace("\t", " ") == expected.split("\n", 1)[1]


def test_ranks_are_counted_as_they_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "recipes" / "corpus"))
    ranks = importlib.import_module("ranks")
    monkeypatch.setattr(ranks, "FOLDER", tmp_path)
    text = tmp_path / "text.txt"
    text.write_text("To be, or not to be: to sleep")
    ranks.count("Hamlet", str(text))
    assert ranks.read() == ("Hamlet", [3, 2, 1, 1, 1])

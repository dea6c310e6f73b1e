"""docs/words.md: the definitions of a word are those of the functions and of other programs."""

import doctest
import os
import runpy
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
DEFINITIONS = runpy.run_path(str(ROOT / "docs" / "definitions.py"))
LINES: list[tuple[str, list[str], list[str]]] = DEFINITIONS["LINES"]
OURS: dict[str | None, Callable[[str], list[str]]] = DEFINITIONS["OURS"]


@pytest.mark.parametrize("words", OURS)
def test_functions_count_the_words_of_the_page(
    words: str | None, function: Callable[..., int]
) -> None:
    for line, _, _ in LINES:
        found = Counter(OURS[words](line))
        asked = {word for split in OURS.values() for word in split(line)}
        for word in asked:
            assert function(line, word, words=words) == found[word]


def output_of(*command: str, text: str) -> str:
    """Run a GNU program where characters are Unicode's; skip where there is none."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        version = subprocess.run([command[0], "--version"], capture_output=True, check=True).stdout
        locales = subprocess.run(["locale", "-a"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(f"no GNU {command[0]}")
    if b"GNU" not in version or b"C.utf8" not in locales:
        pytest.skip(f"no GNU {command[0]} or no locale C.UTF-8")
    result = subprocess.run(
        command, input=text.encode(), capture_output=True, check=False, env=environment
    )
    return result.stdout.decode()


def test_words_of_grep() -> None:
    for line, by_grep, _ in LINES:
        found = output_of("grep", "-o", r"\w\+", text=line).split()
        assert found == (by_grep or OURS[r"\w+"](line))
        for word in set(found):
            same = output_of("grep", "-ow", word, text=line).split()
            assert len(same) == found.count(word)


def test_words_of_wc() -> None:
    for line, _, _ in LINES:
        assert int(output_of("wc", "-w", text=line)) == len(OURS[r"\S+"](line))


def test_words_of_unicode() -> None:
    """By a library that knows UAX #29, if it is at hand: pip install uniseg."""
    uniseg = pytest.importorskip("uniseg.wordbreak")
    for line, _, by_unicode in LINES:
        found = [word for word in uniseg.words(line) if any(map(str.isalnum, word))]
        assert found == by_unicode


def test_examples() -> None:
    failures, tries = doctest.testfile(str(ROOT / "docs" / "words.md"), module_relative=False)
    assert failures == 0
    assert tries > 0

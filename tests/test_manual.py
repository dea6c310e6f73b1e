"""The man page: that it is renewed with the command's help, and that it can be read."""

import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "word-count.1"


def test_the_page_has_the_text_of_help() -> None:
    """If not: python docs/manual.py."""
    manual = runpy.run_path(str(ROOT / "docs" / "manual.py"))["manual"]
    assert manual() == PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff")
def test_the_page_can_be_read() -> None:
    """Without a warning, and what is typed comes out as it is to be typed."""
    command = ["groff", "-man", "-ww", "-Tascii", "-P-cbou", str(PAGE)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    for line in (
        "word-count -rw TODO -g '*.{py,c}' src",
        """word-count -W "[\\w']+" "don't" book.txt""",
        "word-count --json is *.txt | jq -r 'select(.count > 9).path'",
    ):
        assert line in result.stdout


def test_the_page_is_in_wheels() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        folders = tomllib.load(file)["tool"]["setuptools"]["data-files"]
    assert folders == {"share/man/man1": ["docs/word-count.1"]}

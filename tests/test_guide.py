"""The guide: its teaching extension is built and counts right, its fragments are of tested files.

The extension's own tests, which readers copy, run here too, and so does each example.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from core_library import HAS_COMPILER
from functions import cases

GUIDE = Path(__file__).parent.parent / "docs" / "guide"
MINIMAL = GUIDE / "minimal"
PAGES = sorted(GUIDE.glob("*.md"))
EXAMPLES = sorted(path for path in MINIMAL.glob("*.py") if path.name != "setup.py")
FUNCTIONS = ["search", "search_sequential", "search_sequential_allow_threads"]
FRAGMENT = re.compile(r"^<!-- \[\[\[cog .*?^<!-- \[\[\[end\]\]\] -->$", re.DOTALL | re.MULTILINE)
CHAPTER = re.compile(r"^(\d+)\. \[(.*)\]\((.*)\)$", re.MULTILINE)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the teaching extension by its setup.py; give the folder it is in."""
    pytest.importorskip("setuptools", reason="no setuptools to build it with")
    if not HAS_COMPILER:
        pytest.skip("no C compiler")
    output = tmp_path_factory.mktemp("minimal")
    command = [sys.executable, "setup.py", "-q", "build_ext"]
    command += ["--build-lib", str(output), "--build-temp", str(output / "temp")]
    flags = {"CFLAGS": "-Wall -Wextra -Wshadow -Wconversion -Werror"}
    subprocess.run(command, cwd=MINIMAL, env={**os.environ, **flags}, check=True)
    return output


@pytest.fixture(scope="session")
def minimal(folder: Path) -> ModuleType:
    """Give the teaching extension."""
    (path,) = folder.glob("minimal.*")
    spec = importlib.util.spec_from_file_location("minimal", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("file", ["exhaustive", "random"])
def test_minimal_agrees_with_rust(minimal: ModuleType, name: str, file: str) -> None:
    function = getattr(minimal, name)
    tried = 0
    for contents, needle, count in cases(file):
        try:
            arguments = contents.encode(), needle.encode()
        except UnicodeEncodeError:  # a lone surrogate has no UTF-8
            continue
        assert function(contents, needle) == function(*arguments) == count, (contents, needle)
        tried += 1
    assert tried > 100


def test_minimal_stays_small() -> None:
    lines = (MINIMAL / "minimal.c").read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line.strip() and not line.lstrip().startswith(("/*", "* "))]
    assert len(code) <= 145


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples(folder: Path, example: Path) -> None:
    """An example states what it prints in comments; a file of tests is run by pytest."""
    is_tests = example.name.startswith("test_")
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if is_tests else []
    result = subprocess.run(
        [sys.executable, *arguments, str(example)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if example.name == "interpreters.py" and sys.version_info < (3, 14):
        assert (result.returncode, result.stdout) == (1, "")
        assert re.fullmatch(r"interpreters\.py needs CPython 3\.14, .*\n", result.stderr)
        return
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    printed = re.findall(r"print\(.*\)  # (.*)$", example.read_text(encoding="utf-8"), re.MULTILINE)
    if printed:
        assert result.stdout.splitlines() == printed
    elif not is_tests:
        assert result.stdout.startswith("True ")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_code_in_the_guide_is_of_tested_files(page: Path) -> None:
    """It stands where cog puts it, and tests/test_docs.py has cog compare it with its file."""
    text = page.read_text(encoding="utf-8")
    assert "```" not in FRAGMENT.sub("", text), "pasted code"


def test_chapters_are_listed_in_order() -> None:
    """The guide's first page lists every chapter, by number and title."""
    listed = CHAPTER.findall((GUIDE / "index.md").read_text(encoding="utf-8"))
    assert [int(number) for number, _, _ in listed] == list(range(1, len(PAGES)))
    titles = {
        page.name: page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        for page in PAGES
        if page.name != "index.md"
    }
    assert {name: title for _, title, name in listed} == titles


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_chapters_are_called_by_their_numbers(page: Path) -> None:
    listed = CHAPTER.findall((GUIDE / "index.md").read_text(encoding="utf-8"))
    numbers = {name: number for number, _, name in listed}
    text = page.read_text(encoding="utf-8")
    for number, name in re.findall(r"\[(?:[Cc]hapter )?(\d+)\]\((.*?)\)", text):
        assert numbers[name] == number
    here = int(numbers.get(page.name, "0"))
    for direction, name in re.findall(r"\[[Tt]he (next|last) chapter\]\((.*?)\)", text):
        assert int(numbers[name]) == here + (1 if direction == "next" else -1)

"""The guide: its C code is built and counts right, its fragments are of tested files.

The teaching extension's own tests, which readers copy, run here too, and so does each example.
"""

import importlib.util
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from core_library import HAS_COMPILER, library
from functions import cases

GUIDE = Path(__file__).parent.parent / "docs" / "guide"
MINIMAL = GUIDE / "minimal"
TABLES = GUIDE / "tables"
PAGES = sorted(GUIDE.glob("*.md"))
EXAMPLES = sorted(path for path in MINIMAL.glob("*.py") if path.name != "setup.py")
FUNCTIONS = ["search", "search_sequential", "search_sequential_allow_threads"]
WAYS = ["count_locked", "count_lock_free", "count_own"]
FRAGMENT = re.compile(r"^<!-- \[\[\[cog .*?^<!-- \[\[\[end\]\]\] -->$", re.DOTALL | re.MULTILINE)
CHAPTER = re.compile(r"^(\d+)\. \[(.*)\]\((.*)\)$", re.MULTILINE)
once = pytest.mark.once


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
    """Return the teaching extension."""
    (path,) = folder.glob("minimal.*")
    return module_of(path)


def module_of(path: Path) -> ModuleType:
    """Import a file that is not on the path."""
    spec = importlib.util.spec_from_file_location(path.name.partition(".")[0], path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Tables:
    """The guide's tables.c, called as its tables.py does."""

    def __init__(self) -> None:
        """Build the library and load it."""
        self._module: Any = module_of(TABLES / "tables.py")
        self._library = self._module.load(library("tables.so"))

    def count(self, way: str, text: bytes, threads: int, capacity: int = 1024) -> Counter[bytes]:
        """Count every word in one of three ways."""
        entries = self._module.count_entries(self._library, way, text, threads, capacity)
        counter: Counter[bytes] = self._module.counter_of(text, entries)
        assert len(counter) == len(entries) // self._module.ENTRY.size, "a word has two entries"
        return counter

    def count_all(self, text: bytes, threads: int, apart: int) -> int:
        """Count words without telling them apart."""
        counted: int = self._library.count_all(text, len(text), threads, apart)
        return counted


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Return the guide's tables."""
    if not HAS_COMPILER:
        pytest.skip("no C compiler")
    return Tables()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("file", [pytest.param("exhaustive", marks=once), "random"])
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


@once
@pytest.mark.parametrize("threads", [1, 2, 3, 64])
@pytest.mark.parametrize("way", WAYS)
def test_tables_count_as_a_dict_does(tables: Tables, way: str, threads: int) -> None:
    """Short texts are cut inside words and between them; a text may be shorter than a share."""
    generator = random.Random(7)  # noqa: S311
    for _ in range(500 if threads < 64 else 100):
        pieces = [b"a", b"b", b"ab", b" ", b"\n", b"\t", b"\r", b"\x0b", b"\x0c", b"\0", b"\xe4"]
        text = b"".join(generator.choices(pieces, k=generator.randrange(40)))
        assert tables.count(way, text, threads) == Counter(text.replace(b"\0", b" ").split()), text


@once
@pytest.mark.parametrize("way", WAYS)
def test_tables_of_many_words_lose_none(tables: Tables, way: str) -> None:
    """Threads meet at every slot, new and old, while tables grow."""
    names = [b"%x" % number for number in range(30_000)]
    generator = random.Random(7)  # noqa: S311
    for _ in range(5):
        text = b" ".join(generator.choices(names, k=60_000))
        assert tables.count(way, text, threads=8, capacity=1 << 16) == Counter(text.split())


@once
def test_threads_that_want_the_same_slot_both_get_one(tables: Tables) -> None:
    """Where a table is nearly full, all new words want the few slots that are free."""
    text = b" ".join(b"%x" % number for number in range(4096))
    for _ in range(200):
        counted = tables.count("count_lock_free", text, threads=4, capacity=4096)
        assert set(counted.values()) == {1}
        assert len(counted) == 4096


@once
def test_a_table_that_cannot_grow_may_be_full(tables: Tables) -> None:
    assert tables.count("count_lock_free", b"a b c d a", 2, capacity=4) == Counter(
        b"a b c d a".split()
    )
    with pytest.raises(MemoryError):
        tables.count("count_lock_free", b"a b c d e", 2, capacity=4)


@once
@pytest.mark.parametrize("threads", [1, 2, 64])
@pytest.mark.parametrize("apart", [8, 128])
def test_counters_near_and_far_count_all_words(tables: Tables, threads: int, apart: int) -> None:
    assert tables.count_all(b" a bc\n" * 1000, threads, apart) == 2000


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
def test_steps_of_tables(tmp_path: Path) -> None:
    """They build tables.c and run tables.py, in a folder that has both."""
    folder = shutil.copytree(TABLES, tmp_path / "tables", ignore=shutil.ignore_patterns("*.so"))
    steps = (folder / "steps.sh").read_text(encoding="utf-8").replace("python3", sys.executable)
    printed = subprocess.check_output(["sh", "-ec", steps], cwd=folder, text=True)
    assert printed == "".join(f"{way} 1000000 500000\n" for way in WAYS)


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

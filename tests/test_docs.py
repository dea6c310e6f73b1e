"""What the documents say is run: examples in README and docstrings, and the test command."""

import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import word_count
from word_count import _native, _pure, _search_file, _tables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
# Pages that only the site can show: they are made of other documents and of docstrings.
OF_THE_SITE = {"index.md", "reference.md", "contributing.md", "security.md", "changelog.md"}
PAGES = sorted(
    path
    for path in ROOT.glob("docs/**/*.md")
    if str(path.relative_to(ROOT / "docs")) not in OF_THE_SITE
)
PROGRAM = re.compile(r"^```python\n(?!>>>)(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "module",
    [word_count, _native, _pure, _search_file, _tables],
    ids=lambda module: module.__name__,
)
def test_docstrings_examples(module: object) -> None:
    finder = doctest.DocTestFinder()
    runner = doctest.DocTestRunner()
    for name in dir(module):
        value = getattr(module, name)
        if callable(value) and value.__doc__:
            test = finder.find(value, name, module=False, globs={})
            for example in test:
                runner.run(example)
    assert runner.failures == 0
    assert runner.tries > 0


@pytest.mark.parametrize("name", word_count.__all__)
def test_public_names_have_docstrings_that_help_shows(name: str) -> None:
    if name == "__version__":
        return
    function = getattr(word_count, name)
    assert inspect.signature(function).parameters
    for section in ("Parameters", "Returns", "Raises", "Examples"):
        assert re.search(rf"^ *{section}\n *-+$", function.__doc__, re.MULTILINE), section
    assert "TypeError" in function.__doc__
    assert ">>>" in function.__doc__


def test_readmes_programs_can_be_pasted() -> None:
    """Without prompts; test_readme_programs runs them."""
    assert ">>>" not in README


@pytest.mark.parametrize(
    "program",
    [program for program in PROGRAM.findall(README + FILES) if "print(" in program],
    ids=lambda program: program.splitlines()[0],
)
def test_readme_programs(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A program in README.md states what it prints in comments at the ends of its lines."""
    exec(compile(program, "README.md", "exec"), {})  # noqa: S102
    printed = re.findall(r"print\(.*\)  # (.*)$", program, re.MULTILINE)
    assert printed
    assert capsys.readouterr().out.splitlines() == printed


@pytest.mark.parametrize(
    "session", re.findall(r"^```console\n\$ (.*?)^```", README, re.DOTALL | re.MULTILINE)
)
def test_readme_commands(session: str) -> None:
    command, output = session.split("\n", 1)
    command = command.replace("word-count", f"'{sys.executable}' -m word_count")
    result = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == output


def test_ci_runs_the_readmes_test_command() -> None:
    """The second command of README.md is what .ci/run runs, word for word."""
    commands = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    test_command = next(command.strip() for command in commands if "pytest" in command)
    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_ci_names_sessions_that_exist() -> None:
    """What .ci/run and the workflows hand to nox are sessions of noxfile.py."""
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    named = set()
    for path in [ROOT / ".ci" / "run", *(ROOT / ".github" / "workflows").glob("*.yml")]:
        text = re.sub(r"\$\{\{.*?\}\}|\$\w+", "", path.read_text(encoding="utf-8"))
        for names in re.findall(r"(?:nox -s |session: \[)(.*)|sessions\+?=\(([\w\s.-]+)", text):
            named |= set(re.findall(r"\b[a-z][\w.-]+", " ".join(names).partition(" --")[0]))
    named = {re.sub(r"-(?:python)?(?:3\.\d+[td]?)?$", "", name) for name in named}
    assert {"lint", "tests", "tests-wheel", "docs", "docs-minimal"} <= named
    sessions = re.findall(r"^@nox\.session(?:\(.*?\))?\ndef (\w+)\(session", noxfile, re.MULTILINE)
    sessions += re.findall(r"^@nox\.session\(.*?name=\"(.*?)\"", noxfile, re.MULTILINE)
    assert named <= set(sessions)


def test_what_is_said_to_be_installed_can_be() -> None:
    """Not as an extra of this project, which is on no index."""
    texts = [*ROOT.glob("word_count/*.py"), *ROOT.glob("docs/*.md"), *ROOT.glob("*.md")]
    assert [str(path) for path in texts if "word-count-ext[" in path.read_text("utf-8")] == []


def test_fragments_are_those_of_their_files() -> None:
    """What pages show of other files; `cog -r @docs/cog.txt` renews it."""
    pytest.importorskip("cogapp")
    command = [sys.executable, "-m", "cogapp", "--check", "--diff", "@docs/cog.txt"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_are_plain_markdown(page: Path) -> None:
    """They can be read in the repository: no directives, no roles, no links without text."""
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^ *(?:```|:::)\{.*|\{\w+\}`.*|\[\]\(.*?\)", text, re.MULTILINE) == []
    outside = re.sub(r"^ *```.*?^ *```|`[^`]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", outside):
        assert (page.parent / target).exists(), target

"""The project's chores: `nox -l` lists them, `nox` runs the tests on every CPython found."""

import os
from pathlib import Path

import nox

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "uv|venv"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15", "3.13t", "3.14t", "3.15t"]
C_FOLDERS = {"src", "tests", "bench", "docs"}
WARNINGS = "-Wall -Wextra -Wshadow -Wconversion -Werror"


def install(session: nox.Session, extras: str, *more: str) -> None:
    """Build the package in place and install it; in CI, warnings of the compiler are errors."""
    environment = {"CFLAGS": WARNINGS} if os.environ.get("CI") else {}
    session.install("-e", f".[{extras}]", *more, env=environment)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on each CPython found."""
    # Newer ones have no wheel for 3.13t and need a Rust compiler there.
    hypothesis = ["hypothesis==6.155.0"] if session.python == "3.13t" else []
    install(session, "test", *hypothesis)
    session.run("pytest", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Compare the four functions as the guide does; `-- README.md` renews its table."""
    install(session, "test")
    results = str(Path(session.create_tmp()) / "results.json")
    session.run("pytest", "bench", "--benchmark-enable", f"--benchmark-json={results}")
    session.run("python", "bench/guide_table.py", results, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and types of the Python code, the stubs, and the format of the C code."""
    install(session, "test,lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("stubtest", "word_count")
    sources = sorted(str(path) for path in Path().glob("*/**/*.[ch]") if path.parts[0] in C_FOLDERS)
    session.run("clang-format", "--dry-run", "--Werror", *sources)

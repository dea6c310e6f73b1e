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
    result = subprocess.run([program], capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.endswith(" 0 failures\n")


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

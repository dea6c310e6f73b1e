"""The core without Python: its own test program, and sums over partitions of a text."""

import pytest
from core_library import HAS_COMPILER, ROOT, Core, make
from functions import cases, examples
from hypothesis import given
from hypothesis import strategies as st

from word_count import search_py

pytestmark = pytest.mark.once

needs_compiler = pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler")


@needs_compiler
def test_own_test_program() -> None:
    """A sample of it; in full by nox -s coverage."""
    assert make("test").endswith(" 0 failures\n")


@needs_compiler
def test_inputs_that_fuzzing_found() -> None:
    """The seeds of `nox -s fuzz`: each takes a way through the kernels that no other takes."""
    seeds = list((ROOT / "tests" / "fuzz" / "corpus").iterdir())
    assert make("replay") == f"{len(seeds)} files replayed\n"
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
@examples(500)
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

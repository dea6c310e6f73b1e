"""What all tests share."""

import sys
from pathlib import Path

import pytest
from core_library import HAS_COMPILER, Core
from functions import COUNTERS, Counter

import word_count
from word_count import _native


def pytest_report_header() -> str:
    """Say what is tested: the kernel, the threads, whether there is a GIL."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return (
        f"word_count {word_count.__version__}: kernel {_native.kernel_name()}, "
        f"{_native.thread_count()} threads, {'with' if gil else 'without'} the GIL"
    )


@pytest.fixture(params=COUNTERS)
def count(request: pytest.FixtureRequest) -> Counter:
    """Give each of the public ways to count in turn."""
    return COUNTERS[request.param]


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Core:
    """Give the core as a library of its own."""
    if not HAS_COMPILER:
        pytest.skip("no C compiler")
    return Core(Path(tmp_path_factory.mktemp("core")))

"""What all tests share."""

import signal
import sys
from collections.abc import Callable

import pytest
from core_library import HAS_COMPILER, Core
from functions import COUNTERS, FUNCTIONS, Counter
from hypothesis import settings

import word_count
from word_count import _native

# A fifth of the examples of each test, for runs beside one that tries all.
settings.register_profile("brief", max_examples=20)


def pytest_configure() -> None:
    """Let processes of tests be interrupted: in a background job of a shell they ignore SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Say what is tested: the kernel, the threads, whether there is a GIL."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return (
        f"word_count {word_count.__version__}: kernel {_native.kernel_name()}, "
        f"{_native.thread_count()} threads, {'with' if gil else 'without'} the GIL"
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long: the forms of the tests that take minutes and gigabytes."""
    parser.addoption("--long", action="store_true", help="many more rounds, and enormous texts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow, unless --long is given."""
    if not config.getoption("long"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: give --long"))


@pytest.fixture
def rounds(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """Return the way to choose between a few rounds and, with --long, many."""
    long: bool = pytestconfig.getoption("long")
    return lambda few, many: many if long else few


@pytest.fixture(params=FUNCTIONS, ids=lambda function: function.__name__)
def function(request: pytest.FixtureRequest) -> Callable[..., int]:
    """Return each of the four functions in turn."""
    chosen: Callable[..., int] = request.param
    return chosen


@pytest.fixture(params=COUNTERS)
def count(request: pytest.FixtureRequest) -> Counter:
    """Return each of the public ways to count in turn."""
    return COUNTERS[request.param]


@pytest.fixture(scope="session")
def core() -> Core:
    """Return the core as a library of its own."""
    if not HAS_COMPILER:
        pytest.skip("no C compiler")
    return Core()

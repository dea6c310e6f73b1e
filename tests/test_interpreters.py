"""Subinterpreters with a GIL each; free-threaded CPython; the end of the interpreter."""

import sys
from collections.abc import Callable

import pytest
from isolated import DEBUG_BUILD, FREE_THREADED, needs_proc, run, run_program


@needs_proc
@pytest.mark.skipif(sys.version_info < (3, 12), reason="one GIL for all interpreters before 3.12")
def test_eight_interpreters_at_once_again_and_again(rounds: Callable[[int, int], int]) -> None:
    """They count right, and leave nothing behind."""
    assert run_program("interpreters", rounds(7 if DEBUG_BUILD else 2, 50), timeout=900) == ""


@pytest.mark.skipif(not FREE_THREADED, reason="there is a GIL")
def test_importing_leaves_the_gil_off() -> None:
    """CPython would switch it on, with a warning, for a module that does not declare itself."""
    program = "import sys, word_count; print(sys._is_gil_enabled())"
    assert run("-W", "error", "-c", program) == "False\n"


FIRST_CALL = "import word_count; print(word_count.search('is as\\r\\n' * 3_000_000, 'is'))"


@pytest.mark.skipif(
    FREE_THREADED and sys.version_info < (3, 14),
    reason="CPython stops daemon threads that hold the lock of sys.modules, and then waits for it",
)
@pytest.mark.parametrize("end", ["return", "os._exit", "exception"])
def test_an_end_with_daemon_threads_inside(end: str, rounds: Callable[[int, int], int]) -> None:
    """No hang, no crash, no message."""
    for _ in range(rounds(3, 200)):
        assert run_program("daemons", end, timeout=60) == ""


def test_an_end_directly_after_the_first_call(rounds: Callable[[int, int], int]) -> None:
    for _ in range(rounds(5, 200)):
        assert run("-c", FIRST_CALL, timeout=60) == "3000000\n"

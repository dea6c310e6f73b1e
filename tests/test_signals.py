"""Signals while counting: they are noticed, may raise, may count, and leave nothing behind."""

import os
import signal
import threading

import pytest
from isolated import run_program

import word_count

FUNCTIONS = ["search", "search_sequential", "search_sequential_allow_threads"]
ENDS = {
    "interrupt": "c_exception KeyboardInterrupt\n",
    "raise": "c_exception Stop\n",
    "count": "c_return 100000000\n",
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("how", ENDS)
def test_signal_handler_runs_while_counting(name: str, how: str) -> None:
    """With the slowest kernel the count takes several times as long as a signal's notice."""
    assert run_program("signalled", how, name, WORD_COUNT_KERNEL="portable") == ENDS[how]


def test_workers_leave_signals_to_python() -> None:
    """A signal sent to the process while workers exist is handled by the main thread."""
    handled = []
    before = signal.signal(signal.SIGUSR1, lambda *_: handled.append(threading.get_ident()))
    try:
        word_count.search("is as\r\n" * 3_000_000, "is", threads=8)
        for _ in range(100):
            os.kill(os.getpid(), signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert set(handled) == {threading.main_thread().ident}

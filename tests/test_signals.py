"""Signals while counting: they are noticed, may raise, may count, and leave nothing behind."""

import os
import re
import signal
from pathlib import Path

import pytest
from isolated import needs_proc, run_program

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


def blocked_signals(thread: str) -> int:
    status = Path(f"/proc/self/task/{thread}/status").read_text(encoding="ascii")
    return int(re.findall("SigBlk:\t([0-9a-f]+)", status)[0], 16)


@needs_proc
def test_workers_block_all_signals() -> None:
    """So the system gives them to Python's threads, whose calls they can interrupt."""
    others = set(os.listdir("/proc/self/task"))
    word_count.search("is as\r\n" * 3_000_000, "is", threads=20)
    workers = set(os.listdir("/proc/self/task")) - others
    assert workers
    for worker in workers:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGUSR1):
            assert blocked_signals(worker) & 1 << (number - 1)

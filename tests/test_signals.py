"""Signals while counting: they are noticed, may raise, may count, and leave nothing behind."""

import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
from isolated import SANITIZED, needs_proc, run, run_program

import word_count

OF_THE_THREAD = {
    signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT, signal.SIGTRAP,
    signal.SIGSYS,
}  # fmt: skip
FUNCTIONS = ["search", "search_sequential", "search_sequential_allow_threads"]
ENDS = {
    "interrupt": "c_exception KeyboardInterrupt\n",
    "raise": "c_exception Stop\n",
    "count": "c_return all\n",
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("how", ENDS)
def test_signal_handler_runs_while_counting(name: str, how: str) -> None:
    """The slowest kernel and few threads, so that a text of moderate length takes long."""
    output = run_program(
        "signalled", how, name, WORD_COUNT_KERNEL="portable", WORD_COUNT_NUM_THREADS="2"
    )
    assert output == ENDS[how]


PHASES = ["take", "merge", "fill", "known", "top", "count", "vocabulary", "file"]


@pytest.mark.parametrize("phase", PHASES)
def test_tables_are_interrupted_and_go_on(phase: str) -> None:
    """While words are taken, merged and made into objects; what was taken before is kept."""
    ended, _ = run_program("interrupted_tables", phase).split()
    assert ended == "3"


def blocked_signals(thread: str) -> set[int]:
    """Read them once the thread has begun: until then glibc blocks all."""
    deadline = time.monotonic() + 30
    while True:
        status = Path(f"/proc/self/task/{thread}/status").read_text(encoding="ascii")
        mask = int(re.findall("SigBlk:\t([0-9a-f]+)", status)[0], 16)
        blocked = {int(number) for number in signal.valid_signals() if mask & 1 << (number - 1)}
        if signal.SIGSEGV not in blocked or time.monotonic() > deadline:
            return blocked - {signal.SIGKILL, signal.SIGSTOP}
        time.sleep(0.01)


@needs_proc
def test_workers_block_the_signals_of_others() -> None:
    """So the system gives them to Python's threads, whose calls they can interrupt.

    Those that a thread brings upon itself stay open, for faulthandler to tell of them.
    """
    word_count.search("is as\r\n" * 3_000_000, "is", threads=20)
    others = {str(thread.native_id) for thread in threading.enumerate()}
    workers = set(os.listdir("/proc/self/task")) - others
    assert workers
    for worker in workers:
        expected = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP} - OF_THE_THREAD
        assert blocked_signals(worker) == expected


@needs_proc
@pytest.mark.skipif(SANITIZED, reason="a sanitizer's memory is its own")
def test_workers_have_small_stacks() -> None:
    """256 of them with the default of 8 MiB would need more than 1 GiB beyond what is in use."""
    program = (
        "import os, re, resource, word_count\n"
        "text = 'is as ' * 20_000_000\n"
        "in_use = 1024 * int(re.search('VmSize:(.*)kB', open('/proc/self/status').read())[1])\n"
        "resource.setrlimit(resource.RLIMIT_AS, (in_use + 2**30,) * 2)\n"
        "word_count.search(text, 'is', threads=256)\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    assert run("-c", program) == "256\n"

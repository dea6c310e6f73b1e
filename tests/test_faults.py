"""Refused memory and threads, and CPUs that come and go."""

import os
import sys
from collections.abc import Callable

import pytest
from core_library import library
from isolated import (
    DEBUG_BUILD,
    FREE_THREADED,
    needs_faults,
    needs_proc,
    run_program,
)


@pytest.fixture(scope="module")
def faults() -> str:
    """Return the library to be preloaded."""
    return str(library("faults.so"))


@needs_faults
@pytest.mark.skipif(FREE_THREADED, reason="free-threaded CPython has its own malloc only")
@pytest.mark.skipif(DEBUG_BUILD, reason="CPython's own loop fails its assertions without memory")
@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="CPython damages its heap by itself, in str.lower"
)
def test_memory_refused_at_every_turn_is_a_memory_error(faults: str) -> None:
    report = run_program("refused_memory", LD_PRELOAD=faults, PYTHONMALLOC="malloc")
    refusals, grown = map(int, report.split())
    assert refusals > 5000
    assert grown < 20_000  # the smallest table is 8 KiB, and hundreds were refused a part


@needs_faults
@needs_proc
def test_threads_refused_are_done_without_and_tried_again(
    faults: str, rounds: Callable[[int, int], int]
) -> None:
    run_program("refused_threads", rounds(10, 1000), LD_PRELOAD=faults)


@needs_proc
@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_process_at_its_limit_of_threads_counts_alone() -> None:
    assert run_program("thread_limit") == "1\n8\n"


@needs_proc
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity")
def test_one_cpu_needs_no_workers_and_changes_are_seen() -> None:
    """Workers once started stay, asleep."""
    cpus = len(os.sched_getaffinity(0))
    assert run_program("affinity") == f"1 {cpus} {cpus}\n"


@needs_faults
def test_a_machine_with_thousands_of_cpus_and_one_without_affinity(faults: str) -> None:
    affinity, online = len(os.sched_getaffinity(0)), os.cpu_count()
    counts = run_program("many_cpus", LD_PRELOAD=faults)
    assert counts == f"{affinity} {affinity} {online}\n"

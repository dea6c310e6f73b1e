"""How the interrupts rig measures: the signal comes at a random time in the call."""

import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import word_count
from bench.harness.cases import Call, Contender, Group, Rig, Trial, Workload

FUNCTIONS = (
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
)


def interrupted(call: Call) -> Trial:
    """Return a trial that gives the seconds that an interrupted call goes on after its signal."""
    begun = time.perf_counter()
    call()
    whole = time.perf_counter() - begun

    def trial() -> float:
        while True:
            after = random.uniform(0.05, 0.9) * whole  # noqa: S311
            begun = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, after)
            try:
                call()
            except KeyboardInterrupt:
                return time.perf_counter() - begun - after
            signal.setitimer(signal.ITIMER_REAL, 0)

    return trial


@contextmanager
def groups(quick: bool) -> Iterator[Sequence[Group]]:  # noqa: FBT001
    """Let a timer's signal raise KeyboardInterrupt."""
    gigabytes = 0.4 if quick else 4
    text = "is as\r\n" * int(gigabytes * 1e9 / 7)
    workloads = [Workload(f"{gigabytes:g} GB", lambda: (text, "is"))]
    contenders = [Contender(function.__name__, function) for function in FUNCTIONS]
    old = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield [Group("interrupts", workloads, contenders, interrupted)]
    signal.signal(signal.SIGALRM, old)


RIG = Rig(groups, rounds=50, quick_rounds=5, file_name=lambda: "interrupts.json")

"""What the chapters of docs/guide say of the figures in words, as tests of the figures.

Loose enough for a noisy machine of two CPUs, tight enough to tell yes from no.
"""

from collections.abc import Callable

from bench.harness.results import Run

Runs = dict[str, Run]  # by Python

WITH_GIL = "3.13"  # whose figures the chapters on the GIL show
MINIMAL = "minimal.search_sequential"
RELEASING = "minimal.search_sequential_allow_threads"


def speedup(figures: dict[str, float]) -> float:
    """Return how many times as fast two calls at once are as the same in turn."""
    return figures["in turn"] / figures["at once"]


def gain(runs: Runs, function: str) -> float:
    """Return the speedup of two calls on two threads, under the GIL."""
    return speedup(runs[WITH_GIL].values("two_at_once")[function])


def at(runs: Runs, group: str, workload: int) -> dict[str, float]:
    """Return the figures of a group's n-th workload, under the GIL."""
    return list(runs[WITH_GIL].values(group).values())[workload]


# Each claim, in words, and the tables (report.py's documents) that show it.
TABLES = {
    "a second thread gains nothing for Python code under the GIL": ["gil"],
    "nor for C code that holds it": ["sequential"],
    "it does for C code that releases it": ["executor"],
    "without a GIL a second thread gains for every function in C": ["without-gil"],
    "another thread waits for a count that holds the GIL, not for one that releases it": [
        "other-thread"
    ],
    "threads for each call lose on short texts and win on long ones": ["in-c", "parallel"],
    "releasing the GIL beside a busy thread makes a 10 us call many times slower": ["short-calls"],
    "two interpreters that hold a GIL each count at once": ["interpreters"],
    "minimal lets a signal wait till its end, word_count for 0.1 s at most": ["interrupt"],
}

CLAIMS: dict[str, Callable[[Runs], bool]] = {
    "a second thread gains nothing for Python code under the GIL": lambda runs: (
        gain(runs, "search_py") < 1.25
    ),
    "nor for C code that holds it": lambda runs: gain(runs, MINIMAL) < 1.25,
    "it does for C code that releases it": lambda runs: gain(runs, RELEASING) > 1.5,
    "without a GIL a second thread gains for every function in C": lambda runs: all(
        speedup(figures) > 1.4
        for run in runs.values()
        if not run.machine.gil
        for name, figures in run.values("two_at_once").items()
        if name != "search_py"
    ),
    "another thread waits for a count that holds the GIL, not for one that releases it": (
        lambda runs: (
            at(runs, "other_thread", 0)[MINIMAL] > 5 * at(runs, "other_thread", 0)[RELEASING]
        )
    ),
    "threads for each call lose on short texts and win on long ones": lambda runs: (
        at(runs, "parallel", 0)["minimal.search"] > 10 * at(runs, "parallel", 0)[MINIMAL]
        and at(runs, "parallel", -1)["minimal.search"] < 0.8 * at(runs, "parallel", -1)[MINIMAL]
    ),
    "releasing the GIL beside a busy thread makes a 10 us call many times slower": lambda runs: (
        at(runs, "short_calls", 2)["search_sequential_allow_threads, in company"]
        > 10 * at(runs, "short_calls", 2)["search_sequential, in company"]
    ),
    "two interpreters that hold a GIL each count at once": lambda runs: all(
        speedup(run.values("interpreters")["minimal.search_sequential, memoryview"]) > 1.4
        for run in runs.values()
        if "interpreters" in run.groups()
    ),
    "minimal lets a signal wait till its end, word_count for 0.1 s at most": lambda runs: (
        at(runs, "interrupt", 0)[RELEASING] > 0.1
        and all(
            seconds < 0.1 for name, seconds in at(runs, "interrupt", 0).items() if name != RELEASING
        )
    ),
}


def unproven(runs: Runs) -> list[str]:
    """Return the claims that the figures do not show, or that there are no figures for."""

    def holds(claim: str) -> bool:
        try:
            return CLAIMS[claim](runs)
        except KeyError:
            return False

    return [claim for claim in CLAIMS if not holds(claim)]

"""What the chapters of docs/guide say of the figures in words, as tests of the figures.

Loose enough for a noisy machine of two CPUs, tight enough to tell yes from no.
"""

from collections.abc import Callable
from typing import Any

Results = dict[str, Any]
Runs = dict[str, Results]

WITH_GIL = "3.13"  # whose figures the chapters on the GIL show
MINIMAL = "minimal.search_sequential"
RELEASING = "minimal.search_sequential_allow_threads"


def speedup(figures: dict[str, float]) -> float:
    """Give how many times as fast two calls at once are as the same in turn."""
    return figures["in turn"] / figures["at once"]


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
        speedup(runs[WITH_GIL]["two_at_once"]["search_py"]) < 1.25
    ),
    "nor for C code that holds it": lambda runs: (
        speedup(runs[WITH_GIL]["two_at_once"][MINIMAL]) < 1.25
    ),
    "it does for C code that releases it": lambda runs: (
        speedup(runs[WITH_GIL]["two_at_once"][RELEASING]) > 1.5
    ),
    "without a GIL a second thread gains for every function in C": lambda runs: all(
        speedup(figures) > 1.4
        for run in runs.values()
        if not run["machine"]["gil"]
        for name, figures in run["two_at_once"].items()
        if name != "search_py"
    ),
    "another thread waits for a count that holds the GIL, not for one that releases it": (
        lambda runs: (
            runs[WITH_GIL]["other_thread"][MINIMAL] > 5 * runs[WITH_GIL]["other_thread"][RELEASING]
        )
    ),
    "threads for each call lose on short texts and win on long ones": lambda runs: (
        runs[WITH_GIL]["parallel"][0]["minimal.search"]
        > 10 * runs[WITH_GIL]["parallel"][0][MINIMAL]
        and runs[WITH_GIL]["parallel"][-1]["minimal.search"]
        < 0.8 * runs[WITH_GIL]["parallel"][-1][MINIMAL]
    ),
    "releasing the GIL beside a busy thread makes a 10 us call many times slower": lambda runs: (
        runs[WITH_GIL]["short_calls"][2]["search_sequential_allow_threads, in company"]
        > 10 * runs[WITH_GIL]["short_calls"][2]["search_sequential, in company"]
    ),
    "two interpreters that hold a GIL each count at once": lambda runs: all(
        speedup(run["interpreters"]["minimal.search_sequential, memoryview"]) > 1.4
        for run in runs.values()
        if run["interpreters"]
    ),
    "minimal lets a signal wait till its end, word_count for 0.1 s at most": lambda runs: (
        runs[WITH_GIL]["interrupt"][RELEASING] > 0.1
        and all(
            seconds < 0.1
            for name, seconds in runs[WITH_GIL]["interrupt"].items()
            if name != RELEASING
        )
    ),
}

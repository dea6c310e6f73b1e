"""What the chapters of docs/guide say of the figures in words, as tests of the figures.

Loose enough for a noisy machine of two CPUs, tight enough to tell yes from no.
"""

from collections.abc import Callable

from bench.harness.results import Run

Runs = dict[str, Run]  # by Python

WITH_GIL = "3.13"  # whose figures the chapters on the GIL show
MINIMAL = "minimal.search_sequential"
RELEASING = "minimal.search_sequential_allow_threads"
DICT, OWN = "Counter(text.split())", "count_own, 1"


def speedup(figures: dict[str, float]) -> float:
    """Return how many times as fast two calls at once are as the same in turn."""
    return figures["in turn"] / figures["at once"]


def gain(runs: Runs, function: str) -> float:
    """Return the speedup of two calls on two threads, under the GIL."""
    return speedup(runs[WITH_GIL].values("two_at_once")[function])


def at(runs: Runs, group: str, workload: int) -> dict[str, float]:
    """Return the figures of a group's n-th workload, under the GIL."""
    return list(runs[WITH_GIL].values(group).values())[workload]


def newest(runs: Runs, group: str) -> Run:
    """Return the newest run of a group whose figures hardly depend on the Python."""
    having = [run for run in runs.values() if group in run.groups()]
    if not having:
        raise KeyError(group)
    return max(having, key=lambda run: run.date)


def of(runs: Runs, group: str, workload: int) -> dict[str, float]:
    """Return the figures of such a group's n-th workload."""
    return list(newest(runs, group).values(group).values())[workload]


def gain_of(runs: Runs, way: str, workload: int) -> float:
    """Return how many times as fast a way to count every word is on two threads as on one."""
    figures = of(runs, "tables", workload)
    return figures[f"{way}, 1"] / figures[f"{way}, 2"]


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
    "a second thread gains nothing for a table under a lock": ["tables"],
    "a lock costs a thread that is alone, too": ["tables"],
    "a second thread gains for a table for each thread where words are frequent": ["tables"],
    "a second thread gains nothing for a table without a lock where all words are frequent": [
        "tables"
    ],
    "a second thread gains less for a table for each thread where most words are rare": ["tables"],
    "a second thread gains for a table without a lock where most words are rare": ["tables"],
    "counters in one cache line slow two threads down": ["false-sharing"],
    "a dict is faster on short texts, tables are on long ones": ["break-even"],
    "count_words is ahead of a dict from ten thousand words on": ["break-even"],
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
    "a second thread gains nothing for a table under a lock": lambda runs: all(
        gain_of(runs, "count_locked", n) < 1.25 for n in range(3)
    ),
    "a lock costs a thread that is alone, too": lambda runs: (
        of(runs, "tables", 0)["count_locked, 1"] > 1.3 * of(runs, "tables", 0)["count_own, 1"]
    ),
    "a second thread gains for a table for each thread where words are frequent": lambda runs: all(
        gain_of(runs, "count_own", n) > 1.3 for n in range(2)
    ),
    "a second thread gains less for a table for each thread where most words are rare": (
        lambda runs: gain_of(runs, "count_own", 2) < gain_of(runs, "count_own", 0)
    ),
    "a second thread gains nothing for a table without a lock where all words are frequent": (
        lambda runs: gain_of(runs, "count_lock_free", 0) < 1.25
    ),
    "a second thread gains for a table without a lock where most words are rare": lambda runs: (
        gain_of(runs, "count_lock_free", 2) > 1.2
    ),
    "counters in one cache line slow two threads down": lambda runs: (
        of(runs, "false_sharing", 0)["in one line, 2"]
        > 1.5 * of(runs, "false_sharing", 0)["in lines of their own, 2"]
    ),
    "a dict is faster on short texts, tables are on long ones": lambda runs: (
        all(of(runs, "break_even", n)[DICT] < of(runs, "break_even", n)[OWN] for n in range(3))
        and all(
            of(runs, "break_even", n)[DICT] > 1.5 * of(runs, "break_even", n)[OWN] for n in (4, 5)
        )
    ),
    "count_words is ahead of a dict from ten thousand words on": lambda runs: all(
        of(runs, "break_even", n)[DICT] > of(runs, "break_even", n)["word_count.count_words"]
        for n in (3, 4, 5)
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

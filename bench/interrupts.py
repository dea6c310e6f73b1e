"""Measures how long Ctrl-C waits: from the signal until the call has failed, for each function.

Usage: python bench/interrupts.py [GIGABYTES [TIMES]]. The signal comes at a random time in the
call, from a timer of the process. Prints a Markdown table; medians and the longest.
"""

import random
import signal
import statistics
import sys
import time
from collections.abc import Callable

import word_count

FUNCTIONS: list[Callable[[str, str], int]] = [
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
]


def waits(function: Callable[[str, str], int], contents: str, times: int) -> list[float]:
    """Give the seconds that each of so many interrupted calls went on after its signal."""
    begun = time.perf_counter()
    function(contents, "is")
    whole = time.perf_counter() - begun
    result: list[float] = []
    while len(result) < times:
        after = random.uniform(0.05, 0.9) * whole  # noqa: S311
        begun = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, after)
        try:
            function(contents, "is")
        except KeyboardInterrupt:
            result.append(time.perf_counter() - begun - after)
        signal.setitimer(signal.ITIMER_REAL, 0)
    return result


def main() -> None:
    """Measure and print."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 4
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 50  # noqa: PLR2004
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    contents = "is as\r\n" * int(gigabytes * 1e9 / 7)
    print(f"| {gigabytes:g} GB | median, ms | longest of {times}, ms |\n|---|--:|--:|")
    for function in FUNCTIONS:
        waited = sorted(waits(function, contents, times))
        print(f"| `{function.__name__}` | {statistics.median(waited) * 1e3:.0f} "
              f"| {waited[-1] * 1e3:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()

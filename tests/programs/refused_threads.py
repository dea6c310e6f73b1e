"""refused_threads.py TIMES: counts in processes that may start none, one, or a few threads.

The library of tests/faults is preloaded. Each process is forked without workers, counts with as
many as it gets, and once more with as many as it wants.
"""

import os
import random
import sys

from faults import refuse_threads

import word_count

WORKERS = 7


def threads():
    return len(os.listdir("/proc/self/task"))


def count(text, allowed):
    before = threads()
    refuse_threads(allowed)
    for needle in ("is", "as"):
        assert word_count.search(text, needle, threads=WORKERS + 1) == 4_000_000
    assert threads() == before + min(allowed, WORKERS), (threads(), before, allowed)
    refuse_threads(-1)
    assert word_count.search(text, "is", threads=WORKERS + 1) == 4_000_000
    assert threads() == before + WORKERS, (threads(), before)


text = "is as\r\n" * 4_000_000
random.seed(7)
for allowed in [0, 1, *(random.randrange(WORKERS) for _ in range(int(sys.argv[1])))]:
    child = os.fork()
    if child == 0:
        count(text, allowed)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

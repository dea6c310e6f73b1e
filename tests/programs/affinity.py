"""Counts on one CPU, on all, and on one again; prints how many threads there were each time."""

import os

import word_count


def threads():
    return len(os.listdir("/proc/self/task"))


text = "is as\r\n" * 4_000_000
everything = os.sched_getaffinity(0)
seen = []
for cpus in ({min(everything)}, everything, {max(everything)}):
    os.sched_setaffinity(0, cpus)
    assert word_count._native.thread_count() == len(cpus)
    assert word_count.search(text, "is") == 4_000_000
    seen.append(threads())
print(*seen)

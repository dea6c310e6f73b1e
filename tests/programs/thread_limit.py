"""Counts with RLIMIT_NPROC used up, and with it lifted; prints how many threads there were."""

import os
import resource

import word_count


def threads():
    return len(os.listdir("/proc/self/task"))


text = "is as\r\n" * 4_000_000
if os.geteuid() == 0:
    os.setuid(65_534)  # the limit does not bind root
hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
for limit in (0, hard):
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
    assert word_count.search(text, "is", threads=8) == 4_000_000
    print(threads())

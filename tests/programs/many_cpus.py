"""Prints how many CPUs there are: as ever, with more than fit in a small mask, and with no mask.

The library of tests/faults is preloaded.
"""

from faults import set_affinity_fault

from word_count import _native

counts = []
for mask_bytes in (0, 1024, -1):
    set_affinity_fault(mask_bytes)
    counts.append(_native.thread_count())
print(*counts)

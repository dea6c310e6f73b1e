"""interrupted.py TIMES FUNCTION: calls that a signal handler ends by an exception, TIMES times.

Prints how many were ended, and by how many bytes the process has grown in the meantime. The
needle is long, and in another width than the text: each call holds a copy of it.
"""

import gc
import resource
import signal
import sys

import word_count

WARM_UP = 5


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


times, function = int(sys.argv[1]), getattr(word_count, sys.argv[2])
signal.signal(signal.SIGALRM, stop)
text = "λs as\r\n" * 30_000_000
needle = "as" + "x" * 100_000
ended = 0
for i in range(WARM_UP + times):
    if i == WARM_UP:
        gc.collect()
        before, ended = resident_bytes(), 0
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.001)
        function(text, needle)
    except Stop:
        ended += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
gc.collect()
print(ended, resident_bytes() - before)

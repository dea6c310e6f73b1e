"""first_calls.py TIMES FUNCTION: forks while another thread makes the process's first call.

FUNCTION is "search", "search_file" or "count_words". Each trial is a process of its own, in which
no worker has been started yet. The child that is forked there counts, too; prints how many did not
get it right within some seconds.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter  # count_words imports it
from contextlib import suppress

import word_count

# CPython 3.12 and later warn of what is tested here.
warnings.filterwarnings("ignore", ".*multi-threaded", DeprecationWarning)

# Seconds: about as long as the other thread takes to start its workers.
LONGEST_WAIT = {"search": 600e-6, "search_file": 2e-3, "count_words": 2e-3}
PATIENCE = 20  # seconds


def count():
    if function == "search":
        return word_count.search(text, "is", threads=2)
    if function == "count_words":
        return word_count.count_words(text, threads=2)["is"]
    return word_count.search_file(file.name, "is", threads=2)


def stay_on_cpu(number):
    """Else the scheduler may put the thread on its maker's CPU for milliseconds."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {number})


def call_first():
    stay_on_cpu(1)
    while not begun:
        pass
    time.sleep(0)
    count()


def trial(wait):
    """Call on one thread, fork on another; exit with 1 if the child fails."""
    global begun
    stay_on_cpu(0)
    thread = threading.Thread(target=call_first)
    thread.start()
    time.sleep(0.001)
    begun, due = True, time.perf_counter() + wait
    while time.perf_counter() < due:
        pass
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        os._exit(count() != WORDS)
    failed = os.waitpid(child, 0)[1] != 0
    thread.join()
    os._exit(failed)


times, function = int(sys.argv[1]), sys.argv[2]
WORDS = 1_000_000 if function == "count_words" else 6_000_000  # enough for two threads
text = "is as\r\n" * WORDS
assert Counter
begun, failures = False, 0
sys.setswitchinterval(1e-6)
with tempfile.NamedTemporaryFile("w", newline="") as file:
    file.write(text)
    file.flush()
    for _ in range(times):
        wait = random.uniform(0, LONGEST_WAIT[function])
        process = os.fork()
        if process == 0:
            trial(wait)
        failures += os.waitpid(process, 0)[1] != 0
print(failures)

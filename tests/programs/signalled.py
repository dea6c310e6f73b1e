"""signalled.py HOW FUNCTION: a signal comes while a long text is counted.

HOW says what its handler does: "interrupt" is Python's own for SIGINT, "raise" raises, "count"
counts itself and returns. Prints how the call ended, seen from outside, and what it gave: "all", or
an exception.
"""

import signal
import sys
import timeit

import word_count

SECONDS = 0.2  # that a count takes: four times as long as until a signal is noticed
how, function = sys.argv[1], getattr(word_count, sys.argv[2])


def long_text():
    """Return a text, and how often "is" is in it."""
    hits = 2_000_000
    # The shortest of three: one may have waited for a CPU.
    sample = "is as\r\n" * hits
    timer = timeit.Timer(lambda: function(sample, "is"))
    hits = int(hits * SECONDS / min(timer.repeat(repeat=3, number=1)))
    return "is as\r\n" * hits, hits


text, hits = long_text()
events, handled = [], []


class Stop(Exception):
    pass


def handle(number, frame):
    sys.setprofile(None)
    handled.append(word_count.search("is it\n" * 100_000, "is"))
    sys.setprofile(record)
    if how == "raise":
        raise Stop


def record(frame, event, called):
    # A handler that ran after the call would raise, too; but the call itself would return.
    if event in ("c_return", "c_exception") and called is function:
        events.append(event)


# A timer, not a thread: that would not get to run while the GIL is held.
signal.signal(signal.SIGALRM, signal.default_int_handler if how == "interrupt" else handle)
sys.setprofile(record)
signal.setitimer(signal.ITIMER_REAL, 0.005)
try:
    result = function(text, "is")
except (KeyboardInterrupt, Stop) as error:
    result = type(error).__name__
sys.setprofile(None)
assert function(text, "is") == hits
assert handled == ([] if how == "interrupt" else [100_000])
print(*events, "all" if result == hits else result)

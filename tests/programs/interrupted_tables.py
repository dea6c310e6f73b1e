"""interrupted_tables.py PHASE: a signal handler raises while a table of many words is busy.

PHASE is "take", "merge", "fill", "known", "top", "count", "vocabulary" or "file". Each call is
tried again with the signal a bit later, until some were ended in it. Then the table goes on:
nothing is lost. Prints how many were ended, and the longest time in ms from the signal to the
exception.
"""

import io
import os
import signal
import sys
import tempfile
import time

import word_count
from word_count import _native

# A merge takes several slices of 50 ms, so that some parts are merged when signals are looked for.
# With a sanitizer that is preloaded, one of fewer words does so, too.
WORDS = 400_000 if sys.argv[1] != "merge" or os.environ.get("LD_PRELOAD") else 1_500_000
WANTED = 3


class Stop(Exception):
    pass


def stop(number, frame):
    global handled
    handled = time.perf_counter()
    raise Stop


def new_table(vocabulary=None):
    return _native.Table(1, False, None, None, False, True, vocabulary)


def due():
    """Since when the signal has been waiting."""
    return sent + wait


def ended(call):
    """Call it with a signal on its way; return whether that ended it."""
    global sent
    signal.setitimer(signal.ITIMER_REAL, wait)
    sent = time.perf_counter()
    try:
        call()
    except Stop:
        late.append(handled - due())
        return True
    signal.setitimer(signal.ITIMER_REAL, 0)
    return False


def check(table, times):
    """Nothing is lost, and nothing is there twice."""
    counts = {}
    table.fill(counts, 2)
    assert len(counts) == WORDS
    assert {*counts.values()} == {times}


def check_after_take():
    """Require that what was taken before the signal is a beginning of the text."""
    table = new_table()
    if not ended(lambda: table.take_blocks(io.BytesIO(text))):
        return False
    counts = {}
    table.fill(counts, 2)
    assert {*counts.values()} <= {0, 1}
    return len(counts) < WORDS


def check_merge():
    table, other = new_table(), new_table()
    for some in (table, other):
        some.take_blocks(pieces)
    was_ended = ended(lambda: table.absorb(other, 1))
    if was_ended:
        # Whether the other's words had been moved depends on when the signal came.
        with tempfile.TemporaryFile() as file:
            file.write(text)
            file.flush()  # by several threads, of which each has a table
            table.take_file(file.fileno(), 0, len(text), 3, None, None)
        counts = {}
        table.fill(counts, 2)
        other.fill(left := {}, 1)
        assert len(counts) == WORDS
        assert {*counts.values()} == ({2} if left else {3})
    return was_ended


def check_fill():
    table = new_table()
    table.take_blocks(pieces)
    counts = {}
    was_ended = ended(lambda: table.fill(counts, 2))
    if was_ended:
        assert len(counts) < WORDS
        table.take_blocks(pieces)
        check(table, 2)
    return was_ended


def check_known():
    table = new_table(distinct)
    table.take_blocks(pieces)
    was_ended = ended(lambda: table.known(2))
    assert table.known(2) == [1] * WORDS
    return was_ended


def check_top():
    table = new_table()
    table.take_blocks(pieces)
    was_ended = ended(lambda: table.top(WORDS, 2))
    assert len(table.top(WORDS, 1)) == WORDS
    return was_ended


def check_count():
    return ended(lambda: word_count.count_words(text))


def check_vocabulary():
    return ended(lambda: _native.count_words({}, text, None, None, distinct, None))


def check_file():
    return ended(lambda: word_count.count_words_file(io.BytesIO(text)))


sent = handled = 0.0
late = []
distinct = tuple(b"%d" % i for i in range(WORDS))
text = b" ".join(distinct)
pieces = [text]
check_phase = globals()["check_" + {"take": "after_take"}.get(sys.argv[1], sys.argv[1])]
signal.signal(signal.SIGALRM, stop)
times, wait = 0, 0.002
for _ in range(40):
    try:
        times += check_phase()
    except Stop:  # between two calls
        signal.setitimer(signal.ITIMER_REAL, 0)
    if times == WANTED:
        break
    wait = wait * 1.6 if wait < 0.1 else 0.003
print(times, round(1000 * max(late)))

"""interpreters.py TIMES: eight subinterpreters at once, TIMES times, each with a GIL of its own.

Each counts with every function. On debug builds they leave nothing behind, or no more than without
the extension module. Those of other builds keep some megabytes each by themselves, and more for
every module that is imported.
"""

import resource
import statistics
import sys
import threading

try:
    import _interpreters

    def create():
        return _interpreters.create("isolated")

    execute = _interpreters.exec
except ImportError:
    import _xxsubinterpreters as _interpreters

    create, execute = _interpreters.create, _interpreters.run_string

COUNT = """
text, long = "is λ is\\r\\n", "is it\\n" * 100_000
for function in functions:
    assert function(text, "is") == 2
    assert function(long, "is") == 100_000
    try:
        function(None, "is")
    except TypeError:
        continue
    raise AssertionError(function)
numbers = " ".join(map(str, range(50_000)))
for text, known in ((numbers, {"1": 1}), (long, {"is": 100_000})):
    assert count_words(text)[[*known][0]] == known[[*known][0]]
    assert count_words(text, vocabulary=[*known], ignore_case=True) == known
"""
WITH = """
import word_count
from word_count import count_words
functions = (word_count.search, word_count.search_sequential,
             word_count.search_sequential_allow_threads, word_count.search_py)
"""
WITHOUT = """
with open("word_count/_pure.py") as file:
    exec(file.read())
functions = (search_py,) * 4
from collections import Counter
def count_words(text, vocabulary=None, ignore_case=False):
    words = Counter(text.split())
    return {word: words[word] for word in vocabulary or words}
"""
failures = []


def live(program):
    """Create an interpreter, run the program in it, and destroy it."""
    interpreter = create()
    try:
        if failed := execute(interpreter, program):
            failures.append(failed)
    except BaseException as error:  # noqa: BLE001
        failures.append(error)
    finally:
        _interpreters.destroy(interpreter)


def generation(program):
    threads = [threading.Thread(target=live, args=(program,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def growth(program, times):
    """Return by how many bytes the median generation grows the process: the first ones do more."""
    grown = []
    for _ in range(times):
        before = resident_bytes()
        generation(program)
        grown.append(resident_bytes() - before)
    return statistics.median(grown)


# A page for each interpreter. Growth is measured in pages, and some come and go; the state of a
# module takes more.
ALLOWED = 8 * resource.getpagesize()
times = int(sys.argv[1])
grown = growth(WITH + COUNT, times)
if hasattr(sys, "gettotalrefcount") and grown > ALLOWED:
    without = growth(WITHOUT + COUNT, times)
    assert grown < without + ALLOWED, (grown, without)
assert not failures, failures

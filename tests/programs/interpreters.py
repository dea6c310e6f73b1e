"""interpreters.py TIMES: eight subinterpreters at once, TIMES times, each with a GIL of its own.

Each counts with every function. Prints by how many bytes the process has grown, and by how many
it grows where the interpreters do the same without the extension module.
"""

import resource
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
"""
WITH = """
import word_count
functions = (word_count.search, word_count.search_sequential,
             word_count.search_sequential_allow_threads, word_count.search_py)
"""
WITHOUT = """
with open("word_count/_pure.py") as file:
    exec(file.read())
functions = (search_py,) * 4
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
    for _ in range(times):
        generation(program)
    before = resident_bytes()
    for _ in range(times):
        generation(program)
    return resident_bytes() - before


times = int(sys.argv[1])
print(growth(WITH + COUNT, times), growth(WITHOUT + COUNT, times))
assert not failures, failures

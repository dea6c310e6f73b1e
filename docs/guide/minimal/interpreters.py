"""Two counts at once in two interpreters, each with a GIL of its own.

Needs minimal, and CPython 3.14.
"""

import sys

if sys.version_info < (3, 14):
    sys.exit("interpreters.py needs CPython 3.14, which added InterpreterPoolExecutor")

from concurrent.futures import InterpreterPoolExecutor

from minimal import search_sequential

contents = memoryview(b"is this is\n" * 500_000)  # lent to the interpreters, not copied

with InterpreterPoolExecutor(max_workers=2) as executor:
    one = executor.submit(search_sequential, contents, b"is")
    two = executor.submit(search_sequential, contents, b"this")
    print(one.result() + two.result())  # 1500000

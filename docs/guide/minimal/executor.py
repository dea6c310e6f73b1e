"""Two counts at once, on two threads of Python's own.

Needs minimal, and so CPython 3.11.
"""

from concurrent.futures import ThreadPoolExecutor

from minimal import search_sequential_allow_threads

contents = "is this is\n" * 500_000

with ThreadPoolExecutor(max_workers=2) as executor:
    one = executor.submit(search_sequential_allow_threads, contents, "is")
    two = executor.submit(search_sequential_allow_threads, contents, "this")
    print(one.result() + two.result())  # 1500000

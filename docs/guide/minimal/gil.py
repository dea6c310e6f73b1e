"""Two threads that compute in Python take as long as one that does the work of both.

Needs any CPython 3; without a GIL (3.13t and the like) it shows the contrary.
"""

import time
from concurrent.futures import ThreadPoolExecutor


def search_py(contents: str, needle: str) -> int:
    """Count in Python: the lines' pieces between single spaces."""
    return sum(line.split(" ").count(needle) for line in contents.split("\n"))


contents = "is this is\n" * 500_000

begun = time.perf_counter()
in_turn = [search_py(contents, "is"), search_py(contents, "is")]
one_thread = time.perf_counter() - begun

begun = time.perf_counter()
with ThreadPoolExecutor(max_workers=2) as executor:
    at_once = list(executor.map(search_py, [contents] * 2, ["is"] * 2))
two_threads = time.perf_counter() - begun

print(in_turn == at_once, f"{one_thread / two_threads:.1f} times as fast on two threads")

"""Counts every word of a text by tables.so, which steps.sh builds from tables.c.

Needs CPython 3.11 or newer. The calls go through ctypes, which releases the GIL for each.
"""

import ctypes
import struct
from collections import Counter
from pathlib import Path

WAYS = ["count_locked", "count_lock_free", "count_own"]
ENTRY = struct.Struct("NNN")  # where a word first stands, its size, its count


def load(path: Path) -> ctypes.CDLL:
    """Load the library, and say what its functions take and return."""
    library = ctypes.CDLL(str(path))
    text = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint]
    for way in WAYS:
        function = getattr(library, way)
        function.argtypes = [*text, ctypes.POINTER(ctypes.c_size_t)]
        function.restype = ctypes.c_void_p
    library.count_lock_free.argtypes += [ctypes.c_size_t]
    library.count_all.argtypes = [*text, ctypes.c_size_t]
    library.count_all.restype = ctypes.c_size_t
    library.release.argtypes = [ctypes.c_void_p]
    return library


def count_entries(
    library: ctypes.CDLL, way: str, text: bytes, threads: int, capacity: int = 1024
) -> bytes:
    """Count in one of three ways. The capacity is that of the table without a lock."""
    length = ctypes.c_size_t()
    more = [capacity] if way == "count_lock_free" else []
    entries = getattr(library, way)(text, len(text), threads, ctypes.byref(length), *more)
    if not entries:
        raise MemoryError
    try:
        return ctypes.string_at(entries, length.value * ENTRY.size)
    finally:
        library.release(entries)


def counter_of(text: bytes, entries: bytes) -> Counter[bytes]:
    """Make Python objects of words and counts."""
    found = ENTRY.iter_unpack(entries)
    return Counter({text[begin : begin + size]: count for begin, size, count in found})


if __name__ == "__main__":
    library = load(Path(__file__).with_name("tables.so"))
    text = b"is this is\n" * 500_000
    for way in WAYS:
        counts = counter_of(text, count_entries(library, way, text, threads=2))
        print(way, counts[b"is"], counts[b"this"])

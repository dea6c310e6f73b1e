"""Each way through the binding, with each block of memory that it asks for refused in turn.

The library of tests/faults is preloaded, and PYTHONMALLOC=malloc. A call must fail with
MemoryError, or give what it always gives. Prints how many blocks were refused.
"""

import array
import gc
import os

from faults import block_was_refused, refuse_block

import word_count

gc.disable()
TEXTS = ["is it\n" * 20_000, "is λ " * 20_000, "", "is"]
NEEDLES = ["is", "λ", "", "no such word", "x" * 1000]

# What CPython's loop says when it has itself failed without saying why. Of a function that does
# so it says "... returned NULL without setting an exception".
PYTHON_FAILED = (SystemError, "error return without exception set")


def no_free_dicts():
    """Take all dictionaries that CPython keeps for reuse, for as long as the result lives."""
    return [{} for _ in range(90)]


def paths():
    for name in ("search", "search_sequential", "search_sequential_allow_threads"):
        function = getattr(word_count, name)
        for text in TEXTS:
            for needle in NEEDLES:
                yield lambda f=function, t=text, n=needle: f(t, n)
        yield lambda f=function: f(1, "is")
        yield lambda f=function: f("is", None)
        yield lambda f=function: f("is")
        yield lambda f=function: f("is", haystack="is")
        yield lambda f=function: f(*range(30))  # tuples of 20 and more are not kept either
        yield lambda f=function: [no_free_dicts(), f(a=1, b=2, c=3, d=4, e=5, g=7, h=8)]
        for contents in (b"is it " * 20_000, memoryview(b"is it")[::2], array.array("i"), "is"):
            yield lambda f=function, c=contents: f(c, b"is")
    yield from reading(word_count._native)
    yield lambda: word_count.search("is it " * 100, "is", threads=0)
    yield lambda: word_count.search("is it " * 100, "is", threads="two")
    yield lambda: word_count.search("is it " * 100_000, "is", threads=2)
    yield word_count._native.kernel_list


def reading(native):
    """Yield the ways through the functions that read."""
    file = os.open(__file__, os.O_RDONLY)
    size, empty = os.fstat(file).st_size, os.open(os.devnull, os.O_RDONLY)
    word = (native.Needle(b"is"),)
    two = (*word, native.Needle(b"it"))
    for progress in (None, len, lambda done: done):
        yield lambda p=progress: native.count_file(word, file, 0, size, 2, p, "name")
        yield lambda p=progress: native.count_descriptor(word, empty, b"is", p, "name")
    for needle in ((b"is", 2), (b"i", 2), (b"is", 3), (None, 4), (1, 1), (), (b"x" * 100_000, 1)):
        yield lambda n=needle: type(native.Needle(*n))
    yield lambda: native.Needle(word=b"is")
    yield lambda: native.count_file(two, file, 0, size, 1, None, None)
    for wrong in ((), (1,), (*word, native.Needle(b"is", 2))):
        yield lambda w=wrong: native.count_file(w, file, 0, size, 1, None, None)
    for needle in (native.Needle(b"is", 2, 1), native.Needle(b"x" * 100_000), native.Needle(None)):
        yield lambda n=needle: native.count_file((n,), file, 0, size, 1, None, None)
        yield lambda n=needle: native.count_blocks((n,), [b"is", b" is" * 200_000, b"x" * 600_000])
        yield lambda n=needle: native.count_descriptor((n,), empty, b"", None, None)
    for name in ("name", None):
        yield lambda n=name: native.count_file(word, -1, 0, size, 2, None, n)
        yield lambda n=name: native.count_descriptor(word, -1, b"", None, n)
    yield lambda: native.count_file(word, file, 2, 1, 2, None, None)
    for blocks in (["is"], None, [b"is" * 100_000]):
        yield lambda b=blocks: native.count_blocks(word, b)
    path = os.fsencode(__file__)
    for paths in ((path, b"/none", b"/"), (path, "is"), (), [path]):
        yield lambda p=paths: [*map(str, native.count_files(word, p, 2))]
    for wrong in ((), ("is",), (1, 2, 3)):
        for name in ("count_file", "count_files", "count_descriptor", "count_blocks"):
            yield lambda n=name, w=wrong: getattr(native, n)(*w)
    yield from rules(native)
    yield native.thread_count
    yield lambda: native.thread_count("two", "search_file")


def rules(native):
    """Yield the ways through what words= and ignore_case= need."""
    for pages in (1, 256, 0x1100):
        yield lambda p=pages: type(native.Class(((48, 58), (65, 91), (99, 100)), p))
        yield lambda p=pages: type(native.Fold(((97, 65), (107, 75, 0x212A)), p))
    for wrong in ((), (1, 1), ((), 0), (((1,),), 1), (((1, 300),), 1), (((1, -1),), 1)):
        yield lambda w=wrong: type(native.Class(*w))
        yield lambda w=wrong: type(native.Fold(*w))
    letters = native.Class(((65, 91), (97, 123)), 0x1100)
    fold = native.Fold(((97, 65),), 0x1100)
    yield lambda: native.Needle(b"is", 1, False, letters, fold, True).is_absent
    yield lambda: native.Needle(b"is", 1, False, fold, letters)
    yield lambda: native.code_points(1000)
    for text, words in (("is λ", r"\w+"), (b"is", rb"\w+"), ("is", "a"), ("is", 1), ("is", b"a+")):
        for function in (word_count.search, word_count.search_sequential):
            needle = text[:2]
            yield lambda f=function, t=text, n=needle, w=words: f(t, n, words=w, ignore_case=True)


def outcome(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001
        return type(error), str(error)


refusals = 0
for path in paths():
    expected = outcome(path)
    for after in range(10_000):
        try:
            refuse_block(after)
            got = outcome(path)
        except MemoryError:  # from the lines above, not from what they call
            got = (MemoryError,)
        if not block_was_refused():
            break
        refusals += 1
        assert got in (expected, PYTHON_FAILED) or got[0] is MemoryError, (after, got, expected)
    assert got == expected, (after, got, expected)
print(refusals)

"""Each way through the binding, with each block of memory that it asks for refused in turn.

The library of tests/faults is preloaded, and PYTHONMALLOC=malloc. A call must fail with
MemoryError, or give what it always gives. Prints how many blocks were refused.
"""

import gc

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
    yield lambda: word_count.search("is it " * 100, "is", threads=0)
    yield lambda: word_count.search("is it " * 100, "is", threads="two")
    yield lambda: word_count.search("is it " * 100_000, "is", threads=2)
    yield word_count._native.kernel_list


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

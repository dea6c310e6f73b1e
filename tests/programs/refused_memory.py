"""Each way through the binding, with each block of memory that it asks for refused in turn.

The library of tests/faults is preloaded, and PYTHONMALLOC=malloc. A call must fail with
MemoryError, or give what it always gives. Prints how many blocks were refused, and by how many
bytes the memory in use has grown in a second round through the tables.
"""

import array
import ctypes
import errno
import gc
import io
import os

from faults import block_was_refused, refuse_block

import word_count

gc.disable()
TEXTS = ["is it\n" * 20_000, "is λ " * 20_000, "", "is"]
NEEDLES = ["is", "λ", "", "no such word", "x" * 1000]

# What CPython's loop says when it has itself failed without saying why: of a function that does so
# "... returned NULL without setting an exception". The function must be one of Python's then.
PYTHON_FAILED = (SystemError, "error return without exception set")
FUNCTION_OF_PYTHON = "<function "
NO_MEMORY = os.strerror(errno.ENOMEM)


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
    yield from tables(native)
    yield from files()
    yield native.thread_count
    yield lambda: native.thread_count("two", "search_file")


def rules(native):
    """Yield the ways through what words= and ignore_case= need."""
    for pages in (1, 256, 0x1100):
        yield lambda p=pages: type(native.Class(((48, 58), (65, 91), (99, 100)), p))
        yield lambda p=pages: type(native.Fold(("aA", "kK\u212a"), p))
    for wrong in ((), (1, 1), ((), 0), (((1,),), 1), (((1, 300),), 1), (((1, -1),), 1)):
        yield lambda w=wrong: type(native.Class(*w))
    for wrong in ((), (1, 1), ((), 0), ((1,), 1), (("a",), 1), (("aAbBc",), 1)):
        yield lambda w=wrong: type(native.Fold(*w))
    letters = native.Class(((65, 91), (97, 123)), 0x1100)
    fold = native.Fold(("aA",), 0x1100)
    yield lambda: native.Needle(b"is", 1, False, letters, fold, True).is_absent
    yield lambda: type(native.Needle(b"is", 1, False, fold, letters))
    yield lambda: native.code_points(1000)
    yield lambda: native.cased(1000)
    yield lambda: type(native.rule_for(r"\w+", True, 4, "f"))
    for text, words in (("is λ", r"\w+"), (b"is", rb"\w+"), ("is", "a"), ("is", 1), ("is", b"a+")):
        for function in (word_count.search, word_count.search_sequential):
            needle = text[:2]
            yield lambda f=function, t=text, n=needle, w=words: f(t, n, words=w, ignore_case=True)


LONG = b"a_word_that_is_not_in_its_slot_"
FEW = b" ".join(b"%d %s%d" % (i, LONG * (i % 3), i) for i in range(140))
MANY = b" ".join(b"%d" % (i * 7_919) for i in range(41_000))  # a table of them is divided


def table_of(native, *blocks, width=1, vocabulary=None, rule=(None, None, False), as_bytes=True):
    table = native.Table(width, False, *rule, as_bytes, vocabulary)
    if blocks:
        table.take_blocks(blocks)
    return table


def merged(native, one, other, **options):
    """Return what two tables give that are merged: the words of each in a table of their own."""
    table = table_of(native, *one, **options)
    table.absorb(table_of(native, *other, **options), 1)
    return table.top(3, 1)


def tables(native):
    """Yield the ways through tables, with all rules, and with a vocabulary."""
    letters = native.Class(((48, 58), (65, 91), (97, 123), (0x3B1, 0x3C9)), 0x1100)
    fold = native.Fold(("aA", "kK\u212a", "\u03bc\xb5"), 0x1100)
    file = os.open(__file__, os.O_RDONLY)
    size, path = os.fstat(file).st_size, os.fsencode(__file__)
    words = tuple(FEW.split()[::2])

    def filled(*blocks, **options):
        counts = {}
        table_of(native, *blocks, **options).fill(counts, 1)
        return counts

    def taken(method, *arguments):
        table = table_of(native)
        results = getattr(table, method)(*arguments)
        return str(results), table.top(3, 1)

    yield lambda: filled(FEW)
    yield lambda: taken("take_blocks", [MANY])
    yield lambda: filled(FEW, rule=(letters, fold, True), as_bytes=False)
    yield lambda: filled(b"\xb5k K " * 9, LONG * 9, rule=(letters, fold, False), as_bytes=False)
    yield lambda: filled("λ is μΜ ".encode("utf-32-le") * 9, width=4, as_bytes=False)
    yield lambda: filled("λ is μΜ ".encode("utf-16-le") * 9, width=2, as_bytes=False)
    yield lambda: table_of(native, FEW, vocabulary=(*words, None)).known(1)
    yield lambda: table_of(native, FEW, vocabulary=words, rule=(None, fold, False)).known(1)
    yield lambda: table_of(native, vocabulary=()).known(1)
    yield lambda: merged(native, [FEW], [MANY[:9_000]])
    yield lambda: merged(native, [MANY], [FEW])
    yield lambda: merged(native, [], [FEW], vocabulary=words)
    yield lambda: merged(native, [b"a"], [FEW], vocabulary=words)
    yield lambda: merged(native, [b"a"], [b"b" * 600_000, b" b"], rule=(letters, fold, True))
    yield lambda: taken("take_file", file, 0, size, 1, len, "name")
    yield lambda: taken("take_file", -1, 0, size, 1, None, "name")
    yield lambda: taken("take_descriptor", -1, b"is it", None, None)
    yield lambda: taken("take_files", (path,) * 3, 1)
    for wrong in ((3,), (1, False, 1), (1, False, None, None, False, True, ("a",)), ("a",)):
        yield lambda w=wrong: type(native.Table(*w))
    yield lambda: table_of(native, vocabulary=(b"a", b"a"))
    yield lambda: table_of(native, b"a", width=2).absorb(table_of(native, b"a"), 1)
    for text in ("is it λ Is " * 30, FEW, FEW.decode(), "\xb5 k " * 10_000):
        pattern = r"\w+" if isinstance(text, str) else rb"\w+"
        known = text.split()[::2][:100]
        known = [*dict.fromkeys(word.lower() for word in known)]
        for rule in (None, pattern):
            for folds in (False, True):
                options = {"words": rule, "ignore_case": folds, "threads": 1}
                yield lambda t=text, o=options: word_count.count_words(t, **o)
                yield lambda t=text, o=options, v=known: word_count.count_words(
                    t, vocabulary=v, **o
                )
    for options in ({"vocabulary": ["is", "is"]}, {"vocabulary": [b"is"]}, {"words": "is"}):
        yield lambda o=options: word_count.count_words("is it", **o)
    yield lambda: word_count.count_words(
        "\xb5 K", ignore_case=True, vocabulary=["λ", "μ", "\u212a"]
    )


def files():
    """Yield the ways through count_words_file."""
    for encoding in ("utf-8", "latin-1", "utf-16"):
        data = "is it K k \xb5".encode(encoding, "replace")
        for options in ({}, {"vocabulary": ["is", "it", "λ"], "ignore_case": True}):
            options |= {"encoding": encoding, "threads": 1}
            yield lambda d=data, o=options: word_count.count_words_file(io.BytesIO(d), **o)


class Mallinfo(ctypes.Structure):
    """What mallinfo2 gives."""

    _fields_ = [
        (name, ctypes.c_size_t) for name in ("a", *"bcd", "hblkhd", *"fg", "uordblks", *"ij")
    ]


def bytes_in_use():
    function = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if not function:  # before glibc 2.33
        return 0
    function.restype = Mallinfo
    gc.collect()
    info = function()
    return info.uordblks + info.hblkhd


def outcome(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001
        return type(error), str(error)


def refuse_each(path):
    """Go a way with each of its blocks refused in turn; return how many there were."""
    expected = outcome(path)
    for after in range(10_000):
        try:
            refuse_block(after)
            got = outcome(path)
        except MemoryError:  # from the lines above, not from what they call
            got = (MemoryError,)
        if not block_was_refused():
            break
        assert (
            got in (expected, PYTHON_FAILED)
            or got[0] is MemoryError
            or (got[0] is SystemError and got[1].startswith(FUNCTION_OF_PYTHON))
            or NO_MEMORY in str(got)  # of one of many files
        ), (after, got, expected)
    assert got == expected, (after, got, expected)
    return after


refusals = sum(map(refuse_each, paths()))
ways = [*tables(word_count._native)]
before = bytes_in_use()
for way in ways:
    refuse_each(way)
print(refusals, bytes_in_use() - before)

"""count_words, count_words_file and Table, against re.findall and Counter."""

import os
import re
import tempfile
import threading
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from functions import examples
from hypothesis import given
from hypothesis import strategies as st
from test_words import CLASSES, ENCODINGS, HARD, NEEDLES, Rule, Str, byte_classes, cases, rules

from word_count import _native, count_words, count_words_file, count_words_py, search
from word_count._encodings import ONE_BYTE
from word_count._pure import fold_word

Table = Counter[Any]


def words_of(contents: Any, words: Any) -> list[Any]:
    """Return the words; by the rule of lines what is between separators, none after the last."""
    if words is not None:
        found: list[Any] = re.findall(words, contents)
        return found
    is_str = isinstance(contents, str)
    pieces: list[Any] = re.split(r" |\r?\n" if is_str else rb" |\r?\n", contents)
    return pieces[:-1] if contents[-1:] in ("", b"", "\n", b"\n") else pieces


def table_of(contents: Any, words: Any = r"\w+", *, ignore_case: bool = False) -> Table:
    """Return the table of DESIGN, section 7."""
    found = words_of(contents, words)
    return Counter(map(fold_word, found) if ignore_case else found)


def distinct(words: list[Any], *, ignore_case: bool) -> list[Any]:
    """Leave out words that were there before."""
    first = {fold_word(word) if ignore_case else word: word for word in reversed(words)}
    return [*reversed(first.values())]


def known_of(table: Table, vocabulary: list[Any], *, ignore_case: bool) -> list[tuple[Any, int]]:
    """Return the items of the Counter of a vocabulary, in their order."""
    return [(word, table[fold_word(word) if ignore_case else word]) for word in vocabulary]


class Pieces(BytesIO):
    """A file that gives so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        """Begin at the beginning."""
        super().__init__(data)
        self.size = size

    def read(self, wanted: int | None = -1) -> bytes:  # noqa: ARG002
        """Return the next bytes, however many are wanted."""
        return super().read(self.size)


# In memory


@given(cases(), rules, st.sampled_from([None, 1, 2, 7, 300]), st.lists(st.sampled_from(NEEDLES)))
@examples(400)
def test_all_words(
    case: tuple[str, str], rule: Rule, threads: int | None, others: list[str]
) -> None:
    contents, needle = case
    expected = table_of(contents, **rule)
    assert count_words_py(contents, **rule) == expected
    assert count_words(contents, threads=threads, **rule) == expected
    ignore_case = rule["ignore_case"]
    for word in [needle, *[*expected][:3]]:
        as_counted = fold_word(word) if ignore_case else word
        assert search(contents, word, **rule) == expected[as_counted]
    vocabulary = distinct([*others, needle, *[*expected][::2]], ignore_case=ignore_case)
    items = known_of(expected, vocabulary, ignore_case=ignore_case)
    for count in (count_words, count_words_py):
        counts = count(contents, vocabulary=vocabulary, **rule)
        assert [*counts.items()] == items, count.__name__
        assert type(counts) is Counter


byte_texts = st.lists(
    st.sampled_from([b"is", b"IS", b"\xe9", b"\xc9", b" ", b"\r\n", b"\r", b",", b"k", b"_" * 17])
    | st.binary(max_size=40)
)


@given(byte_texts, st.sampled_from(byte_classes), st.booleans(), st.sampled_from([1, 50]))
@examples(300)
def test_bytes(texts: list[bytes], words: bytes | None, ignore_case: bool, times: int) -> None:  # noqa: FBT001
    contents = b"".join(texts) * times
    expected = table_of(contents, words, ignore_case=ignore_case)
    rule: Rule = {"words": words, "ignore_case": ignore_case}
    for kind in (bytes, bytearray, memoryview):
        assert count_words(kind(contents), **rule) == expected
    assert count_words(array("b", contents), threads=3, **rule) == expected
    assert count_words_py(contents, **rule) == expected
    assert count_words_file(BytesIO(contents), vocabulary=[b""], **rule) == {b"": expected[b""]}
    if words is not None:
        assert count_words_file(Pieces(contents, 7), **rule) == expected
    vocabulary = distinct([b"K", b"nowhere", *expected, b"IS"], ignore_case=ignore_case)
    items = known_of(expected, vocabulary, ignore_case=ignore_case)
    assert [*count_words(contents, vocabulary=vocabulary, **rule).items()] == items
    file = Pieces(contents, 7)
    assert [*count_words_file(file, vocabulary=vocabulary, **rule).items()] == items


@pytest.mark.large
@given(cases(), rules, st.integers(1, 9))
@examples(30)
def test_long_texts_on_any_number_of_threads(
    case: tuple[str, str], rule: Rule, threads: int
) -> None:
    contents = case[0] * (700_000 // (len(case[0]) + 1))
    expected = table_of(contents, **rule)
    assert count_words(contents, threads=threads, **rule) == expected


@pytest.mark.unicode
@pytest.mark.parametrize(
    "characters",
    [range(0x100), range(0, 0x10000, 2), range(0x10000, 0x20000, 3), range(0, 0x110000, 67)],
    ids=str,
)
def test_every_character_is_a_word_or_is_not(characters: range) -> None:
    contents = "".join(f"a{chr(c)} " for c in characters)
    for words in (*CLASSES[:5], None):
        for ignore_case in (False, True):
            expected = table_of(contents, words, ignore_case=ignore_case)
            assert count_words(contents, words=words, ignore_case=ignore_case) == expected


@pytest.mark.parametrize("beyond", ["", "λ", "😀"])
def test_vocabularies_of_any_width(beyond: str) -> None:
    """Characters of another width than the text's fold to some of it, and it has some of them."""
    contents = f"K k s S \xb5 \xe5 \xff {beyond}"
    vocabulary = ["\u212a", "\u017f", "\u03bc", "\u212b", "\u0178", "λ", "😀", "\U00010400", "ab"]
    expected = table_of(contents, ignore_case=True)
    items = known_of(expected, vocabulary, ignore_case=True)
    options: Rule = {"vocabulary": vocabulary, "ignore_case": True}
    assert [*count_words(contents, **options).items()] == items
    assert [count for _, count in items[:5]] == [2, 2, 1, 1, 1]
    for encoding in ("utf-8", "utf-16", "utf-32-le"):
        file = BytesIO(contents.encode(encoding))
        assert [*count_words_file(file, encoding=encoding, **options).items()] == items
    exact = count_words(contents, vocabulary=vocabulary)
    assert [*exact.values()] == [0, 0, 0, 0, 0, int(beyond == "λ"), 0, 0, 0]
    assert count_words("\xb5\xb5 \xb5", ignore_case=True) == {"\u03bc\u03bc": 1, "\u03bc": 1}


# Files


@given(cases(), rules, st.sampled_from(ENCODINGS), st.integers(1, 9))
@examples(300)
def test_files(case: tuple[str, str], rule: Rule, encoding: str, size: int) -> None:
    """Read in pieces, in any encoding, with words that the encoding cannot write."""
    contents, needle = case
    data = contents.encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass")
    expected = table_of(data.decode(encoding, "surrogateescape"), **rule)
    assert count_words_file(Pieces(data, size), encoding=encoding, **rule) == expected
    ignore_case = rule["ignore_case"]
    vocabulary = distinct([needle, *NEEDLES, *[*expected][::2]], ignore_case=ignore_case)
    items = known_of(expected, vocabulary, ignore_case=ignore_case)
    file = Pieces(data, size)
    counts = count_words_file(file, encoding=encoding, vocabulary=vocabulary, **rule)
    assert [*counts.items()] == items


INVALID = [
    b"\xc3",
    b"\xa9",
    b"\xe2\x84",
    b"\xaa",
    b"\xed\xa0\x80",
    b"\xf0\x90",
    b"\xff",
    b"K",
    b" ",
]


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from(INVALID), max_size=60).map(b"".join),
    st.sampled_from([None, *CLASSES]),
    st.booleans(),
    st.integers(1, 9),
)
@examples(400)
def test_invalid_utf_8(data: bytes, words: str | None, ignore_case: bool, size: int) -> None:  # noqa: FBT001
    expected = table_of(data.decode("utf-8", "surrogateescape"), words, ignore_case=ignore_case)
    rule: Rule = {"words": words, "ignore_case": ignore_case}
    assert count_words_file(Pieces(data, size), **rule) == expected
    counts = count_words_file(BytesIO(data), vocabulary=[*expected], **rule)
    assert [*counts.items()] == [*expected.items()]


@pytest.mark.parametrize("encoding", sorted(ONE_BYTE))
def test_each_byte_of_an_encoding(encoding: str) -> None:
    data = b"".join(b"a%c %c%c\n" % (byte, byte, byte ^ 32) for byte in range(256))
    text = data.decode(encoding, "surrogateescape")
    for words in (r"\w+", r"[^\w]+", None):
        for ignore_case in (False, True):
            rule: Rule = {"words": words, "ignore_case": ignore_case}
            expected = table_of(text, **rule)
            assert count_words_file(BytesIO(data), encoding=encoding, **rule) == expected
            vocabulary = [*expected, "\U000e0001"]
            file = BytesIO(data)
            counts = count_words_file(file, encoding=encoding, vocabulary=vocabulary, **rule)
            assert [*counts.items()] == [*expected.items(), ("\U000e0001", 0)]


def test_regular_files(tmp_path: Path) -> None:
    """Blocks of a file are read by several threads; words go across their edges."""
    path = tmp_path / "text"
    text = "Κόσμος κόσμος, kiss KISS it's 中文 中文中文中文中文中文 " * 7_000
    for shift in range(2):
        contents = "é" * shift + text
        data = contents.encode()
        path.write_bytes(data)
        for words in (r"\w+", r"\S+", None):
            for ignore_case in (False, True):
                expected = table_of(contents, words, ignore_case=ignore_case)
                rule: Rule = {"words": words, "ignore_case": ignore_case}
                assert count_words_file(path, threads=2, **rule) == expected
        bytes_of = table_of(data, rb"\w+")
        assert count_words_file(path, threads=3, words=rb"\w+") == bytes_of
        path.write_bytes(contents.encode("utf-16"))
        expected = table_of(contents, ignore_case=True)
        assert count_words_file(path, encoding="utf-16", ignore_case=True) == expected


@pytest.mark.parametrize("words", [r"\w+", r"[^\w]+", None])
def test_edges_of_windows_and_blocks(words: str | None, tmp_path: Path) -> None:
    """They come after each byte of characters, line ends and invalid text."""
    some = b"\xc3\xa9\xf0\x90\x90\xa8\r\n\r\n \xe2\x84\xaa \xe2\x84 \xf0\x90\x90\r\r\n"
    data = some * (12 * 262_144 // len(some))
    path = tmp_path / "text"
    path.write_bytes(data)
    expected = table_of(data.decode("utf-8", "surrogateescape"), words)
    assert count_words_file(Pieces(data, 65_537), words=words) == expected
    assert count_words_file(path, words=words, threads=2) == expected


def test_a_file_that_is_cut_or_replaced_meanwhile(tmp_path: Path) -> None:
    """What was there is counted, of the file that was opened."""
    path, size = tmp_path / "text", 64 * 1024 * 1024
    path.write_bytes(b"is it " * (size // 6))

    def cut(done: int, total: int | None) -> None:
        assert total is not None
        if done < total:
            os.truncate(path, done // 6 * 6)

    def replace(done: int, total: int | None) -> None:  # noqa: ARG001
        (tmp_path / "other").write_bytes(b"another")
        (tmp_path / "other").rename(path)

    counts = count_words_file(path, progress=cut, threads=1)
    assert counts["is"] >= counts["it"] > 0
    assert {*counts} <= {"is", "it", "i"}
    path.write_bytes(b"is it " * (size // 6))
    expected = Counter({"is": size // 6, "it": size // 6})
    assert count_words_file(path, progress=replace, threads=1) == expected


# Words made to hurt


@pytest.mark.parametrize(
    "length",
    [1, 15, 16, 17, 63, 64, 65, 2047, 2048, pytest.param(262_143, marks=pytest.mark.large)],
)
def test_long_words(length: int, tmp_path: Path) -> None:
    """In each width, folded and not, through memory, a stream and a file."""
    for unit in ("x", "\xe9", "λ", "𐐨"):
        word = unit * length
        contents = f"{word} y {word[1:]}y {word}"
        expected = table_of(contents)
        assert count_words(contents, threads=2) == expected
        folded = table_of(contents.upper(), ignore_case=True)
        assert count_words(contents.upper(), threads=2, ignore_case=True) == folded
        vocabulary = [word, word + "z"]
        assert [*count_words(contents, vocabulary=vocabulary).values()] == [2, 0]
    data = contents.encode()
    path = tmp_path / "text"
    path.write_bytes(data)
    assert count_words_file(path, threads=2) == expected
    assert count_words_file(BytesIO(data), ignore_case=True) == expected
    assert count_words_file(path, threads=2, vocabulary=[word]) == {word: 2}


@pytest.mark.large
def test_a_word_of_a_hundred_megabytes(tmp_path: Path) -> None:
    """It is looked at a few times, not once for each piece of it."""
    word = b"x" * 100_000_000
    contents = b"a " + word + b" a"
    expected = {b"a": 2, word: 1}
    assert count_words(contents, threads=2) == expected
    assert count_words_file(Pieces(contents, 65_536), words=rb"\w+") == expected
    path = tmp_path / "text"
    path.write_bytes(contents)
    assert count_words_file(path, words=rb"\w+", threads=2) == expected


def test_one_word_and_nothing_but_separators() -> None:
    for contents in (
        "",
        " ",
        "\n",
        "a",
        "\r",
        "\r\n",
        "a" * 300_000,
        " " * 300_000,
        "\n" * 300_000,
    ):
        for words in (*CLASSES, None):
            expected = table_of(contents, words)
            assert count_words(contents, words=words, threads=2) == expected


MULTIPLIERS = [0x9E3779B97F4A7C15, 0xA0761D6478BD642F, 0x100000001B3, 0x517CC1B727220A95, 1 << 40]


def colliding(kind: str, number: int) -> Iterator[bytes]:
    """Yield different words that a hash without a secret may not tell apart; none has a NUL."""
    if kind == "numbers":
        return (b"%d" % i for i in range(number))
    if kind == "same ends":
        return (b"the_same_beginning%09dthe_same_end_of_the_word" % i for i in range(number))
    if kind == "one bit":
        return (
            b"a" * (i // 64) + b"b" + b"a" * (number // 64 - i // 64) for i in range(0, number, 64)
        )
    if kind == "blocks in another order":
        return (b"".join(b"%016d" % (i >> k & 1) for k in range(17)) for i in range(number))
    multiplier = int(kind)
    return (b"%016x" % (i * multiplier % (1 << 64)) for i in range(number))


@pytest.mark.parametrize(
    "kind",
    ["numbers", "same ends", "one bit", "blocks in another order", *map(str, MULTIPLIERS)],
)
def test_words_that_are_alike(kind: str) -> None:
    """As many different words as there are, the tables of two threads merged."""
    found = [*colliding(kind, 60_000)]
    contents = b"\n".join(found * 2)
    expected = Counter(found * 2)
    assert count_words(contents, words=rb"\S+", threads=2) == expected
    vocabulary = [*expected][::2]
    counts = count_words(contents, words=rb"\S+", vocabulary=vocabulary, threads=2)
    assert counts == dict.fromkeys(vocabulary, expected[found[0]])


def test_raw_words_that_are_multiples_of_multipliers() -> None:
    """Units of four bytes, of which each word has two to four: all bits of the first 16 bytes."""
    contents = " ".join(
        "".join(chr(i * m >> shift & 0xFFFF | 0x10000) for shift in (0, 16, 32, 48)[: 2 + i % 3])
        for m in MULTIPLIERS
        for i in range(20_000)
    )
    expected = table_of(contents, r"\S+")
    assert count_words(contents, words=r"\S+", threads=2) == expected


def test_a_buffer_that_is_written_to() -> None:
    """Any counts, but of words that were there; nothing else breaks."""
    contents = bytearray(b"the words of this text change_while_they_are_counted " * 60_000)
    stop = threading.Event()

    def write() -> None:
        i = 0
        while not stop.is_set():
            contents[i % len(contents)] = b" a_"[i % 3]
            i += 7_919

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for ignore_case in (False, True) * 3:
            counts = count_words(contents, threads=2, ignore_case=ignore_case)
            assert counts.total() > 0
    finally:
        stop.set()
        writer.join()


# Bad input


class Text(str):
    """A str of a subclass."""

    __slots__ = ()


def raising() -> Iterator[str]:
    """Return a word, and fail."""
    yield "a"
    raise ZeroDivisionError


FUNCTIONS: list[tuple[str, Callable[..., Table]]] = [
    ("count_words", lambda **options: count_words("a b a", **options)),
    ("count_words_file", lambda **options: count_words_file(BytesIO(b"a b a"), **options)),
]
with_function = pytest.mark.parametrize(
    ("name", "count"), FUNCTIONS, ids=lambda value: str(value)[:16]
)


@with_function
@pytest.mark.parametrize(
    ("vocabulary", "message"),
    [
        ("ab", "must be an iterable of words, not one str"),
        (b"ab", "must be an iterable of words, not one bytes"),
        (bytearray(b"ab"), "must be an iterable of words, not one bytearray"),
        (memoryview(b"ab"), "must be an iterable of words, not one memoryview"),
        (Text("ab"), "must be an iterable of words, not one Text"),
        (1, "must be an iterable of words, not int"),
        (str, "must be an iterable of words, not type"),
        (["a", 1], "must have words of str, or of bytes, not int, str"),
        (["a", None], "must have words of str, or of bytes, not NoneType, str"),
        (["a", b"b"], "must have words of str, or of bytes, not bytes, str"),
        ([bytearray(b"a")], "must have words of str, or of bytes, not bytearray"),
        ([["a"]], "must have words of str, or of bytes, not list"),
    ],
)
def test_vocabularies_that_are_none(
    name: str, count: Callable[..., Table], vocabulary: object, message: str
) -> None:
    with pytest.raises(TypeError, match=rf"^{name}\(\) argument 'vocabulary' {message}$"):
        count(vocabulary=vocabulary)


@with_function
def test_doubles(name: str, count: Callable[..., Table]) -> None:
    message = rf"^{name}\(\) argument 'vocabulary' has %s twice$"
    with pytest.raises(ValueError, match=message % "'a'"):
        count(vocabulary=["b", "a", "c", "a"])
    for one, other in (
        ("k", "K"),
        ("K", "\u212a"),
        ("\u212a", "k"),
        ("\xb5", "μ"),
        ("\u03c2", "\u03c3"),
    ):
        assert [*count(vocabulary=[one, other])] == [one, other]
        with pytest.raises(ValueError, match=message % f"'{other}'"):
            count(vocabulary=["x", one, other], ignore_case=True)
    assert [*count(vocabulary=["ß", "ss", "ẞ"])] == ["ß", "ss", "ẞ"]


def test_doubles_of_bytes() -> None:
    for count in (count_words, lambda data, **options: count_words_file(BytesIO(data), **options)):
        assert count(b"A a", vocabulary=[b"a", b"A"]) == {b"a": 1, b"A": 1}
        with pytest.raises(ValueError, match="has b'A' twice"):
            count(b"A a", vocabulary=[b"a", b"A"], ignore_case=True)
        same = count(b"\xe9 \xc9", words=rb"\S+", vocabulary=[b"\xe9", b"\xc9"], ignore_case=True)
        assert same == {b"\xe9": 1, b"\xc9": 1}


@with_function
def test_vocabularies_of_all_kinds(name: str, count: Callable[..., Table]) -> None:
    """Iterables that can be gone through once, and their order; words that no text has."""
    assert name
    words = ["z", "a b", "", "a", "a\n", "nowhere"]
    expected = [("z", 0), ("a b", 0), ("", 0), ("a", 2), ("a\n", 0), ("nowhere", 0)]
    for kind in (list, tuple, iter, dict.fromkeys, lambda words: (word for word in words)):
        assert [*count(vocabulary=kind(words)).items()] == expected
    assert [*count(vocabulary=[], words=r"\S+").items()] == []
    assert count(vocabulary={"a", "b"}) == {"a": 2, "b": 1}
    assert count(vocabulary=[Text("a")]) == {"a": 2}
    with pytest.raises(ZeroDivisionError):
        count(vocabulary=raising())
    with pytest.raises(ZeroDivisionError):
        count(vocabulary=[Str("a")])


def test_words_of_another_kind_than_the_text() -> None:
    text: Any
    word: Any
    for text, word in (("a", b"a"), (b"a", "a"), (bytearray(b"a"), "a")):
        for _ in range(3):
            with pytest.raises(TypeError, match=r"'vocabulary' must have words of (str|bytes) bec"):
                count_words(text, vocabulary=[word])
    with pytest.raises(TypeError, match="argument 'words' must be"):
        count_words("a", words=rb"\w+")
    with pytest.raises(TypeError, match="argument 'words' must be"):
        count_words_file(BytesIO(b"a"), words=rb"\w+", vocabulary=["a"])
    with pytest.raises(TypeError, match="argument 'words' must be"):
        count_words_file(BytesIO(b"a"), words=r"\S+", vocabulary=[b"a"])


@pytest.mark.parametrize("contents", [None, 1, ["a"], BytesIO(b"a"), Path("a"), array("i", [1])])
def test_contents_of_another_kind(contents: Any) -> None:
    for name, count in (("count_words", count_words), ("count_words_py", count_words_py)):
        with pytest.raises(TypeError, match=rf"^{name}\(\) argument 'contents' must"):
            count(contents)
    with pytest.raises(BufferError):
        count_words(memoryview(b"abcd")[::2])


def test_threads_of_another_kind() -> None:
    for threads in (0, -1):
        with pytest.raises(ValueError, match=r"count_words(_file)?\(\) argument 'threads'"):
            count_words("a", threads=threads)
        with pytest.raises(ValueError, match=r"count_words_file\(\) argument 'threads'"):
            count_words_file(BytesIO(b"a"), threads=threads)
    with pytest.raises(TypeError):
        count_words("a", threads="2")  # type: ignore[arg-type]


# Table


def test_a_table_of_many_texts() -> None:
    """It goes on from one to the next, and to another table."""
    tables = [_native.Table(1, False, None, None, False, True) for _ in range(3)]
    long = b"a word that is not in its slot".replace(b" ", b"_")
    for i, table in enumerate(tables):
        table.take_blocks([b"a b ", long, b"\n", b"%d" % i])
        with tempfile.TemporaryFile() as file:
            file.write(b"b " * 1000)
            file.flush()
            table.take_file(file.fileno(), 0, 2000, 2, None, None)
    tables[0].absorb(tables[1], 1)
    tables[0].absorb(tables[2], 2)
    del tables[1:]
    counts: dict[bytes, int] = {}
    tables[0].fill(counts, 2)
    once = dict.fromkeys((b"0", b"1", b"2"), 1)
    assert counts == {b"a": 3, b"b": 3003, long: 3, b"": 3} | once
    assert tables[0].top(2, 1) == [(b"b", 3003), (b"", 3)]


def vocabulary_table(words: tuple[bytes | None, ...]) -> _native.Table:
    """Return a table of bytes by the rule of lines, with a vocabulary."""
    return _native.Table(1, False, None, None, False, True, words)


def test_a_table_outlives_what_it_absorbed() -> None:
    """Also a table that had counted nothing, whose vocabulary has words that are not in slots."""
    words = tuple(b"a_word_that_is_not_in_its_slot_%d" % i for i in range(1000))
    for first in ([], [[b"x"]]):
        table = vocabulary_table(words)
        for blocks in first:
            table.take_blocks(blocks)
        for _ in range(3):
            other = vocabulary_table(tuple(bytes(bytearray(word)) for word in words))
            other.take_blocks([b" ".join(words)])
            table.absorb(other, 1)
            del other
            garbage = [bytes(70_000) for _ in range(50)]
            assert garbage
            table.take_blocks([b" ".join(words)])
        assert table.known(1) == [6] * 1000
        with pytest.raises(RuntimeError, match="one thread at a time"):
            table.absorb(table, 1)


def test_a_table_is_used_by_one_thread_at_a_time() -> None:
    table = vocabulary_table((b"a", None))

    def use_again() -> Iterator[bytes]:
        yield b"a "
        for use in (
            lambda: table.take_blocks([b"a"]),
            lambda: table.take_files((b"/dev/null",), 1),
            lambda: table.take_file(0, 0, 0, 1, None, None),
            lambda: table.take_descriptor(0, b"", None, None),
            lambda: table.absorb(vocabulary_table(()), 1),
            lambda: vocabulary_table(()).absorb(table, 1),
            lambda: table.fill({}, 1),
            lambda: table.known(1),
            lambda: table.top(1, 1),
        ):
            with pytest.raises(RuntimeError, match="one thread at a time"):
                use()
        yield b"a"

    table.take_blocks(use_again())
    assert table.known(1) == [2, 0]


def test_sixteen_threads_at_once() -> None:
    """Each with a table of its own, and all with one that they share."""
    shared = _native.Table(1, False, None, None, False, True)
    barrier = threading.Barrier(16)
    text = "is it\r\n" * 100_000

    def count(i: int) -> tuple[Table, int]:
        barrier.wait()
        refused = 0
        for _ in range(20):
            try:
                shared.take_blocks([b"a " * 40_000])
            except RuntimeError:
                refused += 1
        return count_words(f"{text} w{i}", threads=1 + i % 3), refused

    with ThreadPoolExecutor(16) as executor:
        results = [*executor.map(count, range(16))]
    for i, (counts, _) in enumerate(results):
        assert counts == {"is": 100_000, "it": 100_000, f"w{i}": 1}
    taken = 16 * 20 - sum(refused for _, refused in results)
    counts_of_all: dict[bytes, int] = {}
    shared.fill(counts_of_all, 2)
    assert counts_of_all[b"a"] == taken * 40_000


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((3,), ValueError), ((0,), ValueError), ((2, False, None, None, True), ValueError),
        ((1, False, 1), TypeError), ((1, False, None, 1), TypeError), (("1",), TypeError),
        ((1, False, None, None, False, True, [b"a"]), TypeError),
        ((1, False, None, None, False, True, ("a",)), TypeError),
        ((1, False, None, None, False, True, (b"a", b"a")), ValueError),
        ((-1,), ValueError), (tuple(range(9)), TypeError),
    ],
)  # fmt: skip
def test_tables_that_cannot_be(arguments: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        _native.Table(*arguments)


def test_tables_refuse_what_they_cannot_take() -> None:
    table = _native.Table()
    with pytest.raises(TypeError):
        _native.Table(width=1)  # type: ignore[call-arg]
    with pytest.raises(OSError, match="Bad file descriptor"):
        table.take_file(-1, 0, 10, 1, None, "name")
    with pytest.raises(OSError, match="Bad file descriptor"):
        table.take_descriptor(-1, b"", None, "name")
    with pytest.raises(ValueError, match="no such part"):
        table.take_file(0, 2, 1, 1, None, None)
    wrong: list[Callable[[Any], object]] = [
        table.take_blocks, lambda other: table.absorb(other, 1),
        lambda other: table.take_blocks([other]), lambda other: table.fill(other, 1),
        table.known, lambda other: table.top(other, 1),
        lambda other: table.take_files((other,), 1),
        lambda other: table.take_files(cast("Any", [other]), 1),
    ]  # fmt: skip
    for call in wrong:
        for other in (None, "a", 1.5):
            with pytest.raises(TypeError):
                call(other)
    assert table.known(1) == []
    assert table.top(5, 1) == table.top(-1, 1) == []
    assert table.top(10**9, 2) == []


some_words = st.sampled_from(HARD.split()) | st.text("aλ😀", min_size=1, max_size=3)


@given(st.lists(some_words, max_size=300), st.integers(0, 50))
@examples(200)
def test_the_top(words: list[str], number: int) -> None:
    """By count, then by word, as Python compares them."""
    contents = " ".join(words)
    expected = sorted(table_of(contents, r"\S+").items(), key=lambda item: (-item[1], item[0]))
    table = _native.Table(4)
    data = contents.encode("utf-32-le", "surrogatepass")
    table.take_blocks([data])
    assert table.top(number, 1) == [item for item in expected if item[0]][:number]

"""The core's sources: any division of a text into reads and blocks gives the count of the whole.

src/Makefile builds it with a window and blocks of 64 bytes, so that a text of a few hundred units
has many edges for words to lie across.
"""

import ctypes
import sys
import tempfile

import pytest
from core_library import HAS_COMPILER, library
from functions import cases, examples
from hypothesis import given
from hypothesis import strategies as st

from word_count import search_py

pytestmark = pytest.mark.once

NATIVE = sys.byteorder[0] + "e"
SWAPPED = {"le": "be", "be": "le"}[NATIVE]
SECOND = 1_000_000_000


def encoded(text: str, width: int, *, swapped: bool = False) -> bytes:
    """Return the text in units of that width."""
    order = SWAPPED if swapped else NATIVE
    codec = {1: "latin-1", 2: f"utf-16-{order}", 4: f"utf-32-{order}"}[width]
    return text.encode(codec, "surrogatepass")


class Sources:
    """The functions of tests/sources/sources.c, with windows and blocks of 64 bytes."""

    def __init__(self) -> None:
        """Build and load them."""
        built = ctypes.CDLL(str(library("sources.so")))
        self._pieces, self._file = built.sources_pieces, built.sources_file
        self._pieces.restype = self._file.restype = ctypes.c_size_t

    def pieces(
        self, data: bytes, reads: list[int], word: str, width: int = 1, *, swapped: bool = False
    ) -> int:
        """Count in data that comes in reads of those sizes."""
        needle = encoded(word, width)
        return int(
            self._pieces(
                data, ctypes.c_size_t(len(data)), (ctypes.c_size_t * len(reads))(*reads),
                ctypes.c_size_t(len(reads)), needle, ctypes.c_size_t(len(needle) // width),
                ctypes.c_uint(width), ctypes.c_bool(swapped),
            )
        )  # fmt: skip

    def file(  # noqa: PLR0913
        self,
        data: bytes,
        word: str,
        width: int = 1,
        *,
        swapped: bool = False,
        threads: int = 1,
        begin: int = 0,
        end: int | None = None,
        budget_ns: int = SECOND,
    ) -> int:
        """Count in the bytes [begin, end) of a file of that data."""
        needle = encoded(word, width)
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            return int(
                self._file(
                    ctypes.c_int(file.fileno()), ctypes.c_uint64(begin),
                    ctypes.c_uint64(len(data) if end is None else end), ctypes.c_uint64(budget_ns),
                    ctypes.c_uint(threads), needle, ctypes.c_size_t(len(needle) // width),
                    ctypes.c_uint(width), ctypes.c_bool(swapped),
                )
            )  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> Sources:
    """Return the core's sources, in blocks of 64 bytes."""
    if not HAS_COMPILER:
        pytest.skip("no C compiler")
    return Sources()


@st.composite
def texts_and_words(draw: st.DrawFn) -> tuple[str, str]:
    """Draw texts of many blocks, dense with the word, its near misses and every separator."""
    word = draw(st.text(st.sampled_from("ab\r"), max_size=90))
    pieces = st.sampled_from([word, word, word[1:], word + "\r", " ", " ", "\n", "\r\n", "\r", "a"])
    return "".join(draw(st.lists(pieces, max_size=150))), word


@given(
    texts_and_words(),
    st.lists(st.integers(1, 200), min_size=1, max_size=20),
    st.sampled_from([1, 2, 4]),
    st.booleans(),
)
@examples(1000)
def test_any_division_into_reads(
    sources: Sources,
    text: tuple[str, str],
    reads: list[int],
    width: int,
    swapped: bool,  # noqa: FBT001
) -> None:
    data = encoded(text[0], width, swapped=swapped)
    expected = search_py(*text)
    assert sources.pieces(data, reads, text[1], width, swapped=swapped) == expected
    assert sources.file(data, text[1], width, swapped=swapped) == expected


def test_every_place_of_a_word_at_an_edge(sources: Sources) -> None:
    """Every length of word and every ending, begun at every place around two edges."""
    for word in ("", "\r", "a", "ab", "abc", "a" * 17, "b" * 40, "a" * 61, "ab" * 35, "a" * 200):
        for ending in ("", " ", "\n", "\r", "\r\n", "\r\r\n", " \n", "a"):
            for start in (*range(70), *range(100, 200, 7)):
                text = "x" * start + " " + word + ending
                for contents in (text, text + " " + word, text + "\n" * 70):
                    expected = search_py(contents, word)
                    data = contents.encode()
                    assert sources.pieces(data, [1000], word) == expected
                    assert sources.file(data, word) == expected


def test_conformance(sources: Sources) -> None:
    for contents, word, expected in cases("random"):
        for width, reads in ((4, [7]), (4, [1000])):
            data = encoded(contents, width)
            assert sources.pieces(data, reads, word, width) == expected
            assert sources.file(data, word, width) == expected


@pytest.mark.parametrize("threads", [2, 5, 40])
def test_many_threads_and_slices(sources: Sources, threads: int) -> None:
    """A slice of no time is one block for each thread, so that counts are added up many times."""
    text = "is this is\r\n it is\n\nis\r \r\n" * 20_000
    expected = search_py(text, "is")
    for budget in (0, SECOND):
        counted = sources.file(text.encode(), "is", threads=threads, budget_ns=budget)
        assert counted == expected


def test_part_of_a_file(sources: Sources) -> None:
    data = b"is is is\nis " * 30
    for begin in (*range(10), 100, len(data)):
        for end in range(begin, len(data), 13):
            part = data[begin:end].decode()
            assert sources.file(data, "is", begin=begin, end=end) == search_py(part, "is")


def test_a_file_that_ends_early(sources: Sources) -> None:
    """What was cut off between the opening and the read is not there."""
    for length in (*range(70), 128, 129, 191):
        data = (b"is it is  \n" * 20)[:length]
        for word in ("is", ""):
            expected = search_py(data.decode(), word)
            assert sources.file(data, word, end=300) == expected
            assert sources.file(data, word, end=300, threads=3) == expected


@pytest.mark.parametrize("width", [2, 4])
@pytest.mark.parametrize("swapped", [False, True])
def test_bytes_that_are_no_whole_unit(sources: Sources, width: int, swapped: bool) -> None:  # noqa: FBT001
    """They stand for the replacement character, as decoders have it."""
    for spaces in (0, 1, 62, 63, 64):
        text = " " * spaces + "is is"
        data = encoded(text, width, swapped=swapped)
        for more in range(1, width):
            for word, expected in (("is", 1), ("is\ufffd", 1)):
                counts = (
                    sources.pieces(data + b"x" * more, [3], word, width, swapped=swapped),
                    sources.file(data + b"x" * more, word, width, swapped=swapped),
                )
                assert counts == (expected, expected)


def test_descriptor_that_cannot_be_read(sources: Sources) -> None:
    with tempfile.TemporaryFile("wb") as closed:
        descriptor = closed.fileno()
    failed = ctypes.c_size_t(-1).value
    arguments = (ctypes.c_uint64(0), ctypes.c_uint64(1000), ctypes.c_uint64(SECOND))
    needle = (b"is", ctypes.c_size_t(2), ctypes.c_uint(1), ctypes.c_bool(False))  # noqa: FBT003
    assert sources._file(ctypes.c_int(descriptor), *arguments, ctypes.c_uint(3), *needle) == failed  # noqa: SLF001

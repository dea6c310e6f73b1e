"""search_file: every kind of file, compression and encoding, and what goes wrong with them."""

import bz2
import codecs
import errno
import fcntl
import gzip
import importlib
import io
import lzma
import os
import socket
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from functions import cases, examples
from hypothesis import given
from hypothesis import strategies as st

from word_count import _encodings, search_file, search_py

TEXT = "is this is\r\n is it\n\nis\r λé \r\nis"
LONG = TEXT * 40_000  # 1.3 MB: several blocks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that is not there yet."""
    return tmp_path / "text"


def zstd() -> Any:  # noqa: ANN401
    """Return the module for zstd, wherever it is."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            pass
    pytest.skip("no module for zstd")


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: bytes(
        zstd().compress(data, options={zstd().CompressionParameter.checksum_flag: 1})
    ),
}
SUFFIXES = {"gzip": ".gz", "bz2": ".bz2", "xz": ".xz", "zstd": ".zst"}


@contextmanager
def writer(give: Callable[[], object]) -> Iterator[None]:
    """Let another thread write meanwhile."""
    thread = threading.Thread(target=give)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def write_in_pieces(descriptor: int, data: bytes) -> None:
    """Write data in pieces of many sizes, and close."""
    with open(descriptor, "wb", buffering=0) as pipe:
        size = 1
        while data:
            data = data[pipe.write(data[:size]) :]
            size = size * 3 % 99_991


# Paths and file objects


def test_paths_of_every_type(path: Path) -> None:
    path.write_text(TEXT, encoding="utf-8", newline="")
    for file in (path, str(path), os.fsencode(path)):
        for word in ("is", "", "λé", "absent", " "):
            assert search_file(file, word) == search_py(TEXT, word)
            assert search_file(file, word.encode()) == search_py(TEXT, word)


@pytest.mark.parametrize("threads", [None, 1, 2, 40])
def test_files_of_many_blocks(path: Path, threads: int | None) -> None:
    path.write_text(LONG, encoding="utf-8", newline="")
    for word in ("is", "", "this"):
        assert search_file(path, word, threads=threads) == search_py(LONG, word)


@pytest.mark.parametrize(
    "length", [1000, 70_000, 300_000, pytest.param(2_000_000, marks=pytest.mark.large)]
)
def test_needle_longer_than_a_buffer(path: Path, length: int) -> None:
    word = "n" * length
    text = f"{word} {word}n\n{word[1:]}m {word}\r\n{word} {word[1:]}"
    path.write_text(text, newline="")
    assert search_file(path, word) == search_py(text, word) == 3
    with path.open("rb") as file:
        assert search_file(file, word) == 3
    with path.open("rb") as file, subprocess.Popen(["cat"], stdin=file, stdout=-1) as cat:
        assert cat.stdout
        assert search_file(f"/dev/fd/{cat.stdout.fileno()}", word) == 3


def test_empty_file(path: Path) -> None:
    path.touch()
    for word in ("is", ""):
        assert search_file(path, word) == 0
        assert search_file(io.BytesIO(), word) == 0


class Unhurried(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self._size = 1

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        self._size = self._size % 7 + 1
        data = self._data.read(min(self._size, len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def test_file_objects(path: Path) -> None:
    data = TEXT.encode()
    path.write_bytes(data)
    expected = search_py(TEXT, "is")
    with path.open("rb") as file:
        assert search_file(file, "is") == expected
        assert search_file(file, "is") == 0  # it is read from where it stands
        file.seek(3)
        assert search_file(file, "is") == expected - 1
    assert search_file(io.BytesIO(data), "is") == expected
    assert search_file(Unhurried(data), "is") == expected
    with tempfile.NamedTemporaryFile() as temporary:
        temporary.write(data)
        temporary.seek(0)
        assert search_file(temporary, "is") == expected


@given(st.text(st.sampled_from("ab \n\r"), max_size=300), st.text(st.sampled_from("ab\r")))
@examples(100)
def test_any_text_in_any_reads(text: str, word: str) -> None:
    assert search_file(Unhurried(text.encode()), word) == search_py(text, word)


def test_conformance(path: Path) -> None:
    for contents, word, expected in cases("random"):
        path.write_bytes(contents.encode("utf-32", "surrogatepass"))
        assert search_file(path, word, encoding="utf-32") == expected


# What is not a regular file


def test_pipe() -> None:
    data = LONG.encode()
    for buffering in (0, -1):
        reader, end = os.pipe()
        give = partial(write_in_pieces, end, data)
        with writer(give), open(reader, "rb", buffering=buffering) as pipe:  # noqa: PTH123
            assert search_file(pipe, "is") == search_py(LONG, "is")
    reader, end = os.pipe()
    with writer(partial(write_in_pieces, end, data)):
        assert search_file(f"/dev/fd/{reader}", "is") == search_py(LONG, "is")
    os.close(reader)


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="Linux's")
@pytest.mark.parametrize("size", [4096, 1 << 20])
def test_a_pipe_is_made_to_hold_more_but_not_less(size: int) -> None:
    reader, end = os.pipe()
    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, size)
    os.write(end, b"is it")
    os.close(end)
    assert search_file(f"/dev/fd/{reader}", "is") == 1
    assert fcntl.fcntl(reader, fcntl.F_GETPIPE_SZ) == max(size, 256 * 1024)
    os.close(reader)


def test_pipe_that_does_not_block() -> None:
    """A path to it is waited for; a file object says what it says to all."""
    reader, end = os.pipe()
    os.set_blocking(reader, False)
    with open(reader, "rb", buffering=0) as pipe, pytest.raises(BlockingIOError):  # noqa: PTH123
        search_file(pipe, "is")
    os.close(end)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-7"])
def test_fifo(path: Path, encoding: str) -> None:
    os.mkfifo(path)
    data = (TEXT * 3000).encode(encoding)
    with writer(lambda: write_in_pieces(os.open(path, os.O_WRONLY), data)):
        assert search_file(path, "is", encoding=encoding) == search_py(TEXT * 3000, "is")


def test_socket() -> None:
    one, two = socket.socketpair()

    def send() -> None:
        two.sendall(LONG.encode())
        two.close()

    with writer(send), one.makefile("rb") as file:
        assert search_file(file, "is") == search_py(LONG, "is")
    one.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
def test_files_of_proc() -> None:
    """They say that they are empty."""
    assert Path("/proc/self/status").stat().st_size == 0
    assert search_file("/proc/self/status", f"Pid:\t{os.getpid()}") == 1
    assert search_file("/proc/self/status", f"Pid:\t{os.getpid()}", encoding="utf-8-sig") == 1


def test_terminal() -> None:
    primary, secondary = os.openpty()
    os.write(primary, b"is it\nis\n\x04")
    assert search_file(os.ttyname(secondary), "is") == 2
    os.close(primary)
    os.close(secondary)


@pytest.mark.large
def test_dev_zero_up_to_a_limit() -> None:
    limit = 50_000_000
    head = subprocess.Popen(["head", "-c", str(limit), "/dev/zero"], stdout=subprocess.PIPE)
    with head:
        assert head.stdout
        assert search_file(head.stdout, "\0" * limit) == 1

    def enough(done: int, total: int | None) -> None:
        assert total is None
        assert done > 0
        raise EnoughError

    with pytest.raises(EnoughError):
        search_file("/dev/zero", "is", progress=enough)


# Files that change while they are read

CHANGE = """
import os, sys
print(flush=True)
with open(sys.argv[1], "rb+", buffering=0) as file:
    while True:
        {change}
"""


@pytest.mark.parametrize(
    ("change", "least", "most"),
    [
        ("file.truncate(1000 * 3); file.seek(0); file.write(b'is ' * 2_000_000)", 0, 2_000_000),
        ("file.seek(0, 2); file.write(b'is ' * 1000) if file.tell() < 20_000_000 else 0",
         2_000_000, 6_668_000),
    ],
    ids=["cut short", "growing"],
)  # fmt: skip
def test_a_file_that_another_process_changes(
    path: Path, change: str, least: int, most: int
) -> None:
    path.write_bytes(b"is " * 2_000_000)
    program = CHANGE.format(change=change)
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            counts = [search_file(path, "is", threads=1 + i % 2) for i in range(100)]
        finally:
            process.kill()
    assert all(least <= count <= most for count in counts)


def test_a_file_that_is_replaced(path: Path) -> None:
    """What was opened is counted, whatever has its name since."""
    path.write_bytes(b"is " * 2_000_000)
    other = path.with_name("other")

    def replace() -> None:
        for _ in range(100):
            other.write_bytes(b"it ")
            other.replace(path)

    with writer(replace):
        counts = {search_file(path, "is") for _ in range(30)}
    assert counts <= {0, 2_000_000}


# Compression


@pytest.mark.parametrize("compression", COMPRESS)
def test_compressed_by_suffix_or_by_name(tmp_path: Path, compression: str) -> None:
    compress = COMPRESS[compression]
    expected = search_py(LONG, "is")
    named = tmp_path / f"text.txt{SUFFIXES[compression]}"
    named.write_bytes(compress(LONG.encode()))
    assert search_file(named, "is") == expected
    assert search_file(os.fsencode(named), "is", compression=compression) == expected
    assert search_file(named, "is", compression=None) < expected
    upper = named.rename(named.with_suffix(SUFFIXES[compression].upper()))
    assert search_file(upper, "is") == expected
    other = upper.rename(tmp_path / "text")
    assert search_file(other, "is", compression=compression) == expected
    with other.open("rb") as file:
        assert search_file(file, "is", compression=compression) == expected


@pytest.mark.parametrize("compression", COMPRESS)
def test_several_members_in_one_archive(compression: str) -> None:
    compress = COMPRESS[compression]
    pieces = [TEXT.encode(), b"", LONG.encode()[:500_001], b"i", b"s is"]
    archive = b"".join(map(compress, pieces))
    whole = b"".join(pieces)
    for file in (io.BytesIO(archive), Unhurried(archive)):
        assert search_file(file, "is", compression=compression) == search_py(whole, b"is")
    padded = compress(b"is ") + b"\0" * 512 + compress(b"is") + b"\0" * 1024
    assert search_file(io.BytesIO(padded), "is", compression=compression) == 2


@pytest.mark.parametrize("compression", COMPRESS)
def test_empty_archives(compression: str) -> None:
    for archive in (b"", COMPRESS[compression](b"")):
        assert search_file(io.BytesIO(archive), "", compression=compression) == 0


@pytest.mark.large
@pytest.mark.parametrize("compression", COMPRESS)
def test_much_from_little(compression: str) -> None:
    """A block of the archive may hold many of the text."""
    archive = COMPRESS[compression](b"is " * 5_000_000)
    assert search_file(io.BytesIO(archive), "is", compression=compression) == 5_000_000


@pytest.mark.parametrize("compression", COMPRESS)
def test_incomplete_and_damaged_archives(tmp_path: Path, compression: str) -> None:
    archive = COMPRESS[compression](os.urandom(1000) + LONG.encode())
    damaged = bytearray(archive)
    damaged[len(archive) // 2] ^= 0xFF
    broken = tmp_path / f"broken{SUFFIXES[compression]}"
    for data in (
        *(archive[:cut] for cut in (1, 3, 10, 100, len(archive) // 2, len(archive) - 1)),
        archive + archive[:7],
        bytes(damaged),
        archive + b"and more",
        b"no archive at all",
    ):
        broken.write_bytes(data)
        with pytest.raises(OSError, match=f"(Damaged|Incomplete) {compression} data") as caught:
            search_file(broken, "is")
        assert caught.value.filename == str(broken)
        assert str(broken) in str(caught.value)
        assert caught.value.errno == errno.EBADMSG


def xz_with_dictionary(code: int) -> bytes:
    """Make an archive of b"is is" that declares a dictionary, by the code of its size."""
    archive = bytearray(lzma.compress(b"is is"))
    header = slice(12, 12 + 4 * (archive[12] + 1))  # of the one block, after that of the stream
    block = archive[header]
    block[block.index(b"\x21\x01") + 2] = code  # 0x21: LZMA2, which has one byte of properties
    block[-4:] = zlib.crc32(block[:-4]).to_bytes(4, "little")
    archive[header] = block
    return bytes(archive)


def zstd_with_window(log: int) -> bytes:
    """Make an archive of b"is is" that declares a window of 1 << log bytes."""
    compressor = zstd().ZstdCompressor(options={zstd().CompressionParameter.window_log: log})
    return bytes(compressor.compress(b"is is") + compressor.flush())


@pytest.mark.parametrize(
    ("suffix", "make", "most", "more", "limit"),
    [
        (".xz", xz_with_dictionary, 31, 32, "256 MiB"),  # 192 MiB, 256 MiB
        (".xz", xz_with_dictionary, 28, 40, "256 MiB"),  # 64 MiB, as xz -9 has it; 4 GiB
        (".zst", zstd_with_window, 27, 28, "128 MiB"),
    ],
)
def test_archives_that_need_much_memory(  # noqa: PLR0913, PLR0917
    tmp_path: Path, suffix: str, make: Callable[[int], bytes], most: int, more: int, limit: str
) -> None:
    """So much is taken; what says that it needs more is refused before it gets any."""
    archive = tmp_path / f"text{suffix}"
    archive.write_bytes(make(most))
    assert search_file(archive, "is") == 2
    archive.write_bytes(make(more))
    with pytest.raises(OSError, match=f"more than {limit} .* -dc") as caught:
        search_file(archive, "is")
    assert caught.value.errno == errno.ENOMEM
    assert caught.value.filename == str(archive)


def test_zstd_without_a_module_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("compression", "compression.zstd", "backports", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    archive = tmp_path / "text.zst"
    archive.touch()
    with pytest.raises(ModuleNotFoundError, match=r"pip install backports\.zstd"):
        search_file(archive, "is")


# Encodings

JAPANESE = ["euc_jp", "shift_jis", "cp932", "iso2022_jp", "euc_jis_2004", "shift_jisx0213"]
CHINESE = ["gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "hz"]
KOREAN = ["euc_kr", "cp949", "johab", "iso2022_kr"]
UNICODE = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "utf-7", "gb18030", "unicode_escape", "raw_unicode_escape",
]  # fmt: skip
SINGLE = [
    *sorted(_encodings.BYTES - {*JAPANESE, *CHINESE, *KOREAN, *UNICODE}),
    "cp037", "cp500", "cp1140", "cp1006", "mac_arabic", "mac_farsi", "latin-1", "U8",
]  # fmt: skip
WORDS = {
    **dict.fromkeys(SINGLE, ""),
    **dict.fromkeys(UNICODE, "λé😀"),
    **dict.fromkeys(JAPANESE, "表ソ日本"),
    **dict.fromkeys(CHINESE, "中文十"),
    **dict.fromkeys(KOREAN, "한국어"),
    "raw_unicode_escape": "λé",
}


def characters_of(encoding: str) -> str:
    """Return what a single-byte encoding can write besides ASCII, without separators."""
    decoded = bytes(range(256)).decode(encoding, "ignore")
    return "".join(sorted({c for c in decoded if c > "\x7f"}))


@pytest.mark.parametrize(
    ("encoding", "repeats"),
    [
        *((encoding, 1) for encoding in sorted(WORDS)),
        *(pytest.param(encoding, 15_000, marks=pytest.mark.large)
          for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-be", "utf-32", "utf-8-sig",
                           "utf-7", "euc_jp", "big5")),
    ],
)  # fmt: skip
def test_every_encoding(path: Path, encoding: str, repeats: int) -> None:
    special = WORDS[encoding] or characters_of(encoding)[:40] or "ascii"
    text = f"is this {special}\r\n is it{special} {special}\n\nis\r x{special} \r\n" * repeats
    path.write_bytes(text.encode(encoding))
    for word in ("is", "", special, special[:1], "is\r"):
        expected = search_py(text, word)
        assert search_file(path, word, encoding=encoding) == expected
        written = word.encode(encoding.removesuffix("-sig"))
        if encoding in ("utf-16", "utf-32"):
            written = written[int(encoding[-2:]) // 8 :]
        assert search_file(path, written, encoding=encoding) == expected
        with path.open("rb") as file:
            assert search_file(file, word, encoding=encoding) == expected


@pytest.mark.parametrize("width", [2, 4])
@pytest.mark.parametrize("order", ["le", "be"])
def test_byte_order_marks(path: Path, width: int, order: str) -> None:
    """UTF-16 and UTF-32 go by their mark; with the order in their name, it is a character."""
    bare = f"utf-{8 * width}"
    mark = "\ufeff".encode(f"{bare}-{order}")
    text = "is λ is\n"
    path.write_bytes(mark + text.encode(f"{bare}-{order}"))
    assert search_file(path, "is", encoding=bare) == 2
    assert search_file(path, "is", encoding=f"{bare}-{order}") == 1
    assert search_file(path, "\ufeffis", encoding=f"{bare}-{order}") == 1
    path.write_bytes(text.encode(f"{bare}-{sys.byteorder[0]}e"))
    assert search_file(path, "is", encoding=bare) == 2


def test_marks_and_short_files(path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        for text in ("", "i", "is"):
            data = text.encode(encoding)
            for end in range(len(data) + 1):
                path.write_bytes(data[:end])
                expected = data[:end].decode(encoding, "replace")
                assert search_file(path, "is", encoding=encoding) == search_py(expected, "is")
    path.write_bytes(b"is is")
    assert search_file(path, "is", encoding="utf-8-sig") == 2
    path.write_bytes(codecs.BOM_UTF8 + b"is is")
    assert search_file(path, "is", encoding="utf-8") == 1


def test_invalid_utf8_is_compared_as_bytes(path: Path) -> None:
    path.write_bytes(b"caf\xe9 \xff caf\xe9\n")
    assert search_file(path, b"caf\xe9") == 2
    assert search_file(path, "caf\udce9") == 2  # as decoders with surrogateescape have it
    assert search_file(path, "café") == 0


def test_needle_that_the_encoding_cannot_write(path: Path) -> None:
    path.write_bytes(b"a ? b")
    for encoding in ("latin-1", "ascii", "cp1252", "euc_jp"):
        assert search_file(path, "😀", encoding=encoding) == 0
    assert search_file(path, "\ud800") == 0
    assert search_file(path, b"odd", encoding="utf-16") == 0


@pytest.mark.parametrize("encoding", ["no such", "rot13", "hex", "locale"])
def test_unknown_encodings(path: Path, encoding: str) -> None:
    path.write_bytes(b"is")
    with pytest.raises(LookupError, match=encoding):
        search_file(path, "is", encoding=encoding)


def test_what_a_decoder_cannot_decode_names_the_file(path: Path) -> None:
    path.write_bytes(b"is \x1b$B\xff\xff")
    with pytest.raises(UnicodeDecodeError) as caught:
        search_file(path, "is", encoding="iso2022_jp")
    assert caught.value.__notes__ == [f"in file {str(path)!r}"]


# Progress


class EnoughError(Exception):
    """Raised by a callback."""


def test_progress(path: Path) -> None:
    size = 1_000_000_000
    with path.open("wb") as file:
        file.truncate(size)
    calls = []

    def progress(done: int, total: int | None) -> None:
        assert threading.current_thread() is threading.main_thread()
        calls.append((done, total))
        if len(calls) == 3:
            raise EnoughError

    def count() -> None:
        while True:  # until three tenths of a second have been counted in
            search_file(path, "is", progress=progress, threads=1)

    with pytest.raises(EnoughError):
        count()
    assert all(0 < done <= size and total == size for done, total in calls)


def test_progress_is_called_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes on by a hundredth of a second with each look at it."""
    hundredths = iter(range(1_000_000))
    monkeypatch.setattr("word_count._files.time.monotonic", lambda: next(hundredths) / 100)
    calls: list[tuple[int, int | None]] = []
    data = os.urandom(100 * 256 * 1024)
    search_file(io.BytesIO(data), "is", progress=lambda *call: calls.append(call))
    assert 9 <= len(calls) <= 10
    assert [total for _, total in calls] == [None] * len(calls)
    assert calls == sorted(calls)


def test_progress_in_an_archive_is_that_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(1_000_000))
    monkeypatch.setattr("word_count._files.time.monotonic", lambda: next(seconds))
    archive = tmp_path / "text.gz"
    archive.write_bytes(gzip.compress(os.urandom(1_000_000)))
    size = archive.stat().st_size
    calls: list[tuple[int, int | None]] = []
    search_file(archive, "is", progress=lambda *call: calls.append(call))
    assert calls[-1] == (size, size)
    assert calls == sorted(calls)


def test_what_progress_raises_is_not_about_the_file() -> None:
    def progress(_done: int, _total: int | None) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(BrokenPipeError) as caught:
        search_file("/dev/zero", "is", progress=progress)
    assert caught.value.filename is None

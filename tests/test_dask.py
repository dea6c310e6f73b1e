"""word_count.dask: any blocks of any files, on each of Dask's schedulers, add up to the count."""

import bz2
import gzip
import io
import lzma
import os
import signal
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from word_count import count_words_py, search_py

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

import fsspec  # noqa: E402
from dask.diagnostics import ProgressBar  # noqa: E402

import word_count.dask  # noqa: E402
from word_count.dask import count_words, search  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning"
)
TEXTS = st.text(alphabet="a \r\nä\u0a20\U0001f40d", max_size=60)
NEEDLES = st.sampled_from(["", "a", "aa", "ä", "a\r", "\r", "\u0a20", " ", "\n"])
ENCODINGS = [
    "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "utf-7",
]  # fmt: skip


def count(*arguments: Any, **options: Any) -> int:
    """Count on this thread."""
    total: int = search(*arguments, **options).compute(scheduler="sync")
    return total


@pytest.fixture(scope="module")
def memory() -> Iterator[Callable[[bytes], str]]:
    """Return a way to make a file in memory, by its contents; give its URL."""
    files = fsspec.filesystem("memory")

    def make(contents: bytes) -> str:
        files.pipe_file("/text", contents)
        return "memory://text"

    yield make
    files.store.clear()


@given(contents=TEXTS, needle=NEEDLES, size=st.integers(1, 70), encoding=st.sampled_from(ENCODINGS))
def test_any_blocks_add_up(
    memory: Callable[[bytes], str], contents: str, needle: str, size: int, encoding: str
) -> None:
    url = memory(contents.encode(encoding))
    assert count(url, needle, blocksize=size, encoding=encoding) == search_py(contents, needle)


@given(
    contents=TEXTS, needle=NEEDLES, piece=st.integers(1, 70), encoding=st.sampled_from(ENCODINGS)
)
def test_any_pieces_add_up(
    memory: Callable[[bytes], str], contents: str, needle: str, piece: int, encoding: str
) -> None:
    url = memory(contents.encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_count._files, "BLOCK", piece)  # noqa: SLF001
        got = count(url, needle, blocksize=None, encoding=encoding)
    assert got == search_py(contents, needle)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "koi8-r", "mac-arabic", "cp500", "hz"])
@given(
    parts=st.lists(st.sampled_from([b"a", b" ", b"\xa0", b"\r", b"\n", b"\x40", b"\x25", b"~"])),
    needle=NEEDLES,
)
def test_encodings_by_their_own_decoder(
    memory: Callable[[bytes], str], encoding: str, parts: list[bytes], needle: str
) -> None:
    """A space is what the encoding calls one: in Mac Arabic 0xA0 too, in EBCDIC 0x40."""
    data = b"".join(parts)
    try:
        contents = data.decode(encoding)
    except UnicodeDecodeError:
        reject()
    got = count(memory(data), needle, blocksize=3, encoding=encoding)
    assert got == search_py(contents, needle)


def test_a_byte_order_mark_is_skipped_where_the_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("is\nis it", encoding="utf-8-sig")
    for blocksize in (1, None):
        assert count(path, "is", blocksize=blocksize, encoding="utf-8-sig") == 2
        assert count(path, "is", blocksize=blocksize) == 1


@pytest.mark.parametrize(("suffix", "compress"), [
    (".gz", gzip.compress),
    (".bz2", bz2.compress),
    (".xz", lzma.compress),
])  # fmt: skip
def test_compressed_files_beside_plain_ones(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    text = b"is it\r\nis  is" * 1000
    (tmp_path / f"one{suffix}").write_bytes(compress(text))
    (tmp_path / "two").write_bytes(text)
    one = count(tmp_path / "two", "is", blocksize=100)
    assert one == search_py(text.decode(), "is")
    assert count(str(tmp_path / "*"), "is", blocksize=100) == 2 * one


def test_a_truncated_archive_gives_no_count(tmp_path: Path) -> None:
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(b"is " * 10_000)[:-20])
    with pytest.raises(OSError, match="Incomplete gzip data") as caught:
        count(path, "is")
    assert caught.value.filename == str(path)


def test_an_archive_that_asks_for_gigabytes(tmp_path: Path) -> None:
    """It is refused as search_file() refuses it."""
    path = tmp_path / "text.xz"
    header = b"\x02\x00\x21\x01\x28\0\0\0"  # of a block whose dictionary has 4 GiB
    stream = lzma.compress(b"is")
    path.write_bytes(stream[:12] + header + zlib.crc32(header).to_bytes(4, "little") + stream[24:])
    with pytest.raises(OSError, match="more than 256 MiB"):
        count(path, "is")


def test_zstd_is_never_taken_for_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where fsspec does not know the suffix, having no module for it."""
    monkeypatch.delitem(fsspec.utils.compressions, "zst", raising=False)
    for name in ("compression", "compression.zstd", "backports", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    path = tmp_path / "text.zst"
    path.write_bytes(b"is")
    with pytest.raises(ModuleNotFoundError, match=r"backports\.zstd"):
        count(path, "is")


def test_a_line_longer_than_a_block(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("is " * 100_000 + "\nis\n" + "is " * 100_000)
    assert count(path, "is", blocksize="1 KiB") == 200_001


def test_empty_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert count(tmp_path / "empty", "") == 0
    assert count(tmp_path / "empty", "is", blocksize=None) == 0
    assert count(tmp_path / "empty", "is", encoding="utf-16") == 0
    for options in ({}, {"blocksize": None}, {"encoding": "utf-32"}):
        with pytest.raises(FileNotFoundError, match="missing"):
            search(tmp_path / "missing", "is", **options)
    with pytest.raises(FileNotFoundError, match="matches no file"):
        search(str(tmp_path / "none*"), "is")


def test_a_glob_of_1000_files(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number:03}.txt").write_text("is it\n" * number)
    lazy = search(f"{tmp_path}/*.txt", "is")
    assert lazy.compute(scheduler="threads") == sum(range(1000))
    depth = 0
    keys = {lazy.key}
    while keys := {key for k in keys for key in lazy.dask.get_all_dependencies()[k]}:
        depth += 1
    assert depth == 3  # files, sums of 16, sums of those, the sum


def test_a_list_of_paths(tmp_path: Path) -> None:
    """Each is what it would be alone: only * is a wildcard, and no directory is a match."""
    names = ["one", "two", "y[1].txt", "y1.txt", "folder/three", "folder/below/four"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("is it")
    assert count([tmp_path / "one", tmp_path / "two"], "is") == 2
    for urlpath, expected in (
        (f"{tmp_path}/y[1].txt", 1), (f"{tmp_path}/folder/*", 1), (f"{tmp_path}/y*", 2),
    ):  # fmt: skip
        assert count(urlpath, "is") == expected
        assert count([urlpath], "is") == expected
        assert count((urlpath, str(tmp_path / "one")), "is") == expected + 1
    with pytest.raises(FileNotFoundError, match=r"matches no file: '.*/none\*'"):
        search([tmp_path / "one", f"{tmp_path}/none*"], "is")
    with pytest.raises(FileNotFoundError, match=r"is an empty list"):
        search([], "is")


def test_what_has_no_size(tmp_path: Path) -> None:
    """No block of it can be read, or read again: to count nothing would be a wrong answer."""
    os.mkfifo(tmp_path / "fifo")
    paths = [
        tmp_path / "fifo",
        *filter(Path.exists, [Path("/dev/null"), Path("/proc/self/status")]),
    ]
    for path in paths:
        for urlpath in (path, [path]):
            with pytest.raises(ValueError, match=rf"no file with a size: '{path}'.*search_file\("):
                search(urlpath, "is")
    for urlpath in (tmp_path, [tmp_path]):
        with pytest.raises(IsADirectoryError) as caught:
            search(urlpath, "is")
        assert caught.value.filename == str(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((b"is",), {}, TypeError, "'needle' must be str, not bytes"),
        (("is",), {"urlpath": [b"x"]}, TypeError, "'urlpath' must be .* a list of them, not bytes"),
        (("is",), {"urlpath": 1}, TypeError, "'urlpath' must be .* a list of them, not int"),
        (("is",), {"blocksize": 0}, ValueError, "'blocksize' must be at least 1, not 0"),
        (("is",), {"blocksize": "much"}, ValueError, "much"),
        (("is",), {"encoding": "klingon"}, LookupError, "klingon"),
        (("is",), {"encoding": "hex"}, LookupError, "hex"),
    ],
)
def test_bad_arguments(
    arguments: tuple[Any], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        search(options.pop("urlpath", __file__), *arguments, **options)


def test_invalid_text(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"is \xff is")
    assert count(path, "is") == 2
    path.write_bytes("is is".encode("utf-16") + b" ")
    assert count(path, "is", encoding="utf-16") == 1
    path.write_bytes(b"\x1b$B\xff")
    with pytest.raises(UnicodeDecodeError):
        count(path, "is", encoding="iso2022_jp")


@pytest.mark.parametrize("encoding", ["unicode_escape", "utf-16"])
def test_texts_are_decoded_as_search_file_decodes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """Python's own streams cut octal escapes in two, and demand a byte order mark of UTF-16."""
    path = tmp_path / "text"
    unmarked = "is ".encode(f"utf-16-{sys.byteorder[0]}e")
    path.write_bytes(10_000 * (b"\\151\\163 " if encoding == "unicode_escape" else unmarked))
    monkeypatch.setattr(word_count._files, "BLOCK", 1000)  # noqa: SLF001
    assert count(path, "is", encoding=encoding) == 10_000


def test_a_needle_that_the_encoding_cannot_express(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("? ?")
    assert count(path, "\u0a20", encoding="latin-1") == 0


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_local_schedulers_and_their_progress_bar(tmp_path: Path, scheduler: str) -> None:
    path = tmp_path / "text"
    path.write_text("is it\n" * 10_000)
    shown = io.StringIO()
    with ProgressBar(out=shown):
        got = search(path, "is", blocksize=7_000).compute(scheduler=scheduler, num_workers=2)
    assert got == 10_000
    assert "100% Completed" in shown.getvalue()


# All words


WORDS = st.sampled_from([r"\w+", r"\S+", r"[a\n]+", r"[^ ]+", None])


def counts(*arguments: Any, **options: Any) -> "Counter[str]":
    """Count all words on this thread."""
    counter: Counter[str] = count_words(*arguments, **options).compute(scheduler="sync")
    assert type(counter) is Counter
    return counter


@given(
    contents=TEXTS, words=WORDS, size=st.integers(1, 70), encoding=st.sampled_from(ENCODINGS),
    ignore_case=st.booleans(),
)  # fmt: skip
def test_all_words_of_any_blocks_add_up(  # noqa: PLR0913, PLR0917 - what hypothesis gives
    memory: Callable[[bytes], str],
    contents: str,
    words: str | None,
    size: int,
    encoding: str,
    ignore_case: bool,  # noqa: FBT001
) -> None:
    """Those with line ends in them, too; and each word of a vocabulary, zeros too, in its order."""
    url = memory(contents.encode(encoding))
    options: dict[str, Any] = {"words": words, "ignore_case": ignore_case}
    expected = count_words_py(contents, **options)
    assert counts(url, blocksize=size, encoding=encoding, **options) == expected
    for vocabulary in (["\u0a20", "a", "", "\n", "a\na"], ()):
        got = counts(url, blocksize=size, encoding=encoding, vocabulary=iter(vocabulary), **options)
        known = count_words_py(contents, vocabulary=vocabulary, **options)
        assert list(got.items()) == list(known.items())


@pytest.mark.parametrize("encoding", ["latin-1", "koi8-r", "cp500", "utf-7", "utf-16", "gb18030"])
def test_all_words_in_encodings(tmp_path: Path, encoding: str) -> None:
    """With wildcards, in archives, too."""
    letters = "\u0416\u0436" if encoding == "koi8-r" else "\xc4\xe4"
    if encoding == "gb18030":
        letters = "\u4e00\u4e01"
    text = f"{letters} is, {letters[0]}-Is\r\n\n{letters[1]}" * 200
    (tmp_path / "one").write_bytes(text.encode(encoding))
    (tmp_path / "two.gz").write_bytes(gzip.compress(text.encode(encoding)))
    for ignore_case in (False, True):
        expected = count_words_py(2 * f"{text}\n", ignore_case=ignore_case)
        for size in (100, None):
            options: dict[str, Any] = {"encoding": encoding, "blocksize": size}
            got = counts(f"{tmp_path}/*", ignore_case=ignore_case, **options)
            assert got == expected


def test_all_words_of_many_files_are_added_in_a_tree(tmp_path: Path) -> None:
    """Whose tasks have one vocabulary among them."""
    for number in range(300):
        (tmp_path / f"{number:03}.txt").write_text(f"it-w{number % 7}\n")
    vocabulary = ["w9", "it", *(f"w{i}" for i in range(6, -1, -1))]
    lazy = count_words(f"{tmp_path}/*.txt", vocabulary=vocabulary)
    known = [task for task in dict(lazy.dask).values() if "w9" in str(task)]
    assert len(known) <= 2  # with the zeros
    got = lazy.compute(scheduler="threads")
    assert list(got) == vocabulary
    assert got == {"w9": 0, "it": 300, **{f"w{i}": 43 - (i == 6) for i in range(7)}}
    keys, depth = {lazy.key}, 0
    while keys := {key for k in keys for key in lazy.dask.get_all_dependencies()[k]}:
        depth += 1
    assert depth == 4  # the vocabulary, files, sums of 16, sums of those, the sum


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_all_words_on_local_schedulers(tmp_path: Path, scheduler: str) -> None:
    path = tmp_path / "text"
    path.write_text("is it, Is\n" * 10_000)
    lazy = count_words(path, blocksize=7_000, ignore_case=True, vocabulary=["It", "x", "iS"])
    got = lazy.compute(scheduler=scheduler, num_workers=2)
    assert list(got.items()) == [("It", 10_000), ("x", 0), ("iS", 20_000)]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"vocabulary": "is"}, TypeError, r"count_words\(\) argument 'vocabulary' must be an iter"),
        ({"vocabulary": 3}, TypeError, "'vocabulary' must be an iterable"),
        ({"vocabulary": [b"is"]}, TypeError, "'vocabulary' must have words of str, not bytes"),
        ({"vocabulary": ["is", 3]}, TypeError, "'vocabulary' must have words"),
        ({"vocabulary": ["is", "is"]}, ValueError, "has 'is' twice"),
        ({"vocabulary": ["is", "IS"], "ignore_case": 1}, ValueError, "has 'IS' twice"),
        ({"words": "x"}, ValueError, r"count_words\(\) argument 'words' must be a class"),
        ({"words": rb"\w+"}, TypeError, "'words' must be a str pattern"),
        ({"urlpath": []}, FileNotFoundError, r"count_words\(\) argument 'urlpath' is an empty"),
        ({"urlpath": "/dev/null"}, ValueError, r"call word_count.count_words_file\(\)"),
        ({"urlpath": 1}, TypeError, r"count_words\(\) argument 'urlpath' must be"),
        ({"blocksize": 0}, ValueError, r"count_words\(\) argument 'blocksize'"),
        ({"encoding": "klingon"}, LookupError, "klingon"),
        ({"words": None, "encoding": "klingon"}, LookupError, "klingon"),
    ],
)
def test_bad_arguments_for_all_words(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """Before anything is counted."""
    with pytest.raises(error, match=message):
        count_words(options.pop("urlpath", __file__), **options)


class RangeHandler(BaseHTTPRequestHandler):
    """Serves one text, in parts too."""

    text = b"is it\n" * 10_000

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with the part that is asked for."""
        body = self.text
        if wanted := self.headers["Range"]:
            first, last = wanted.removeprefix("bytes=").split("-")
            body = body[int(first) : int(last) + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(self.text)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep still."""


class WholeHandler(SimpleHTTPRequestHandler):
    """Serves files, whole ones only, as Python's own server does."""

    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Return a way to start a web server on loopback, by its handler; give its URL."""
    servers = []

    def start(handler: Any) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_http(serve: Callable[[Any], str], tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    lazy = search(f"{serve(RangeHandler)}/text", "is", blocksize=7_000)
    assert len(lazy.dask) > 8
    assert lazy.compute(scheduler="threads") == 10_000

    text = RangeHandler.text * 200  # 12 MB: fsspec would ask for a shorter one whole
    (tmp_path / "text").write_bytes(text)
    (tmp_path / "text.gz").write_bytes(gzip.compress(text))
    url = serve(partial(WholeHandler, directory=str(tmp_path)))
    assert count([f"{url}/text", f"{url}/text.gz"], "is", blocksize="1 MB") == 4_000_000
    with pytest.raises(FileNotFoundError):
        search(f"{url}/missing", "is")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Yield three workers, a process each. They wait 3 s for one that is gone, not 30."""
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "3s"}),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=2, dashboard_address=None
        ) as workers,
    ):
        yield workers


def test_a_cluster(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("is it\n" * 100_000)
    (tmp_path / "text.gz").write_bytes(gzip.compress(b"is it\n" * 100_000))
    with distributed.Client(cluster):
        assert search(f"{tmp_path}/*", "is", blocksize="50 kB").compute() == 200_000


@pytest.mark.parametrize(
    ("count_lazily", "expected"),
    [
        (partial(search, needle="is"), 2_000_000),
        (count_words, {"is": 2_000_000, "it": 2_000_000}),
        (partial(count_words, vocabulary=["x", "is"]), {"x": 0, "is": 2_000_000}),
    ],
    ids=["search", "count_words", "vocabulary"],
)
def test_a_worker_killed_in_the_middle(
    cluster: Any, tmp_path: Path, count_lazily: Callable[..., Any], expected: object
) -> None:
    """Its results and the task in its hands are lost, and made again elsewhere."""
    path = tmp_path / "text"
    path.write_text("is it\n" * 2_000_000)
    with distributed.Client(cluster) as client:
        for _ in range(5):
            future = client.compute(count_lazily(path, blocksize="30 kB"))
            while not any(name.startswith("count_block") for name in finished(cluster)):
                time.sleep(0.001)
            victim = next(iter(client.run(os.getpid).values()))
            os.kill(victim, signal.SIGKILL)
            in_the_middle = not future.done()
            assert future.result(timeout=60) == expected
            if in_the_middle:
                return
    pytest.fail("the count was always over first")


def finished(cluster: Any) -> list[str]:
    """Return the names of tasks whose results workers hold."""
    tasks = list(cluster.scheduler.tasks.values())
    return [str(task.key) for task in tasks if task.state == "memory"]

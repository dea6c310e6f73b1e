"""What word_count._encodings says of Python's codecs, held against all of their characters."""

import codecs
import encodings
import random
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from word_count import _folds, search_file, search_py
from word_count._encodings import BYTES, ONE_WAY, UNREAD, Encoding
from word_count._pages import PAGES
from word_count._pure import fold
from word_count._rules import encoding_for

# What may begin a sequence of several bytes, in the encodings that have such, and how they go on.
ANY, HIGH, DIGIT = range(0x100), range(0x80, 0x100), range(0x30, 0x3A)
SEVERAL: dict[str, list[tuple[Iterable[int], ...]]] = {
    "cp949": [(ANY,), (HIGH, ANY)],
    "euc_jp": [(ANY,), (HIGH, ANY), ([0x8F], ANY, ANY)],
    "euc_kr": [(ANY,), (HIGH, ANY)],
    "gb18030": [(ANY,), (HIGH, ANY), (HIGH, DIGIT, HIGH, DIGIT)],
    "gb2312": [(ANY,), (HIGH, ANY)],
    "gbk": [(ANY,), (HIGH, ANY)],
    "shift_jis": [(ANY,), (HIGH, ANY)],
}
WRITTEN_TWICE = {"euc_jp": {"~"}}  # docs/files.md names it, and EUC-KR's syllables in letters


CHARACTERS = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))


def sequences(encoding: str, *others: Iterable[int]) -> Iterator[bytes]:
    """Yield all bytes that might be one character, for all but Unicode's own encodings."""
    for ranges in SEVERAL.get(encoding, [others or (ANY,)]):
        yield from map(bytes, product(*ranges))


@pytest.mark.unicode
@pytest.mark.parametrize("encoding", sorted(BYTES))
def test_each_character_is_written_in_one_way(encoding: str) -> None:
    """And read as it is written, so that to compare bytes is to compare characters."""
    characters = CHARACTERS
    for character in UNREAD.get(encoding, ""):
        assert character.encode(encoding).decode(encoding, "replace") != character
        characters = characters.replace(character, "")
    data = characters.encode(encoding, "ignore")
    read = data.decode(encoding)
    assert "".join(sorted(set(read))) == read
    assert read.encode(encoding) == data
    assert " \n\r".encode(encoding).removeprefix(codecs.BOM_UTF8) == b" \n\r"
    if encoding not in ("utf-8", "utf-8-sig"):
        ways = [
            (sequence.decode(encoding, "replace"), sequence) for sequence in sequences(encoding)
        ]
        others = {c for c, way in ways if len(c) == 1 and c.encode(encoding, "ignore") != way}
        assert others - {"\ufffd"} == WRITTEN_TWICE.get(encoding, set())


def is_of_text(encoding: str) -> bool:
    """Whether it is one of text, that can be decoded in blocks."""
    try:
        Encoding(encoding)
    except (LookupError, UnicodeError):
        return False
    return True


GROUPS = _folds.groups_of(PAGES)
OF_TEXT = [codec.name for codec in iter_modules(encodings.__path__) if is_of_text(codec.name)]


@pytest.mark.unicode
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # unicode_escape has some
@pytest.mark.parametrize("encoding", OF_TEXT)
def test_what_is_read_can_be_written(encoding: str) -> None:
    """Or the command would say of words that are counted that no text has them."""
    name = Encoding(encoding).name
    read = {c for data in sequences(name, ANY, ANY) for c in data.decode(encoding, "ignore")}
    assert all(c.encode(encoding, "ignore") for c in read) == (name not in ONE_WAY)
    folded = encoding_for(encoding, None, ignore_case=True, of_bytes=False, function="search")
    alike = {same for c in read for same in GROUPS.get(fold(c), c)}
    assert all(map(Encoding(encoding).may_have, read))
    assert all(map(folded.may_have, alike))


@pytest.mark.parametrize(("encoding", "word"), [
    ("shift_jis", "¥"), ("shift_jis", "a‾"), ("euc_jp", "¥"), ("euc_jp", "‾"), ("euc_kr", "\u3164"),
])  # fmt: skip
def test_a_character_that_is_written_as_another_is_never_found(
    tmp_path: Path, encoding: str, word: str
) -> None:
    """No text in the encoding has it: what it is written as is read as another."""
    path = tmp_path / "text"
    path.write_bytes(f"{word} a\\ \\ ~ a~ ¥ ‾".encode(encoding, "replace"))
    assert search_py(path.read_bytes().decode(encoding, "replace"), word) == 0
    assert search_file(path, word, encoding=encoding) == 0
    assert search_file(path, "\\", encoding=encoding) >= 1


# Decoders

TOKENS: dict[str, list[bytes]] = {
    "utf-7": [b"+", b"-", b"A", b"/", b"2D3eAA", b"+AOk-", b"TnBO", b" ", b"\n", b"\\"],
    "hz": [b"~{", b"~}", b"~~", b"~\n", b"VP", b"ND", b" ", b"a", b"\n"],
    "unicode_escape": [
        b"\\", b"1", b"73", b"u", b"0", b"x", b"U", b"N{DIGIT ONE}", b"\\u0041", b"\\101", b"\xe9",
    ],
    "raw_unicode_escape": [b"\\", b"u", b"U", b"0041", b"00000041", b"a", b"\xe9", b" ", b"\n"],
}  # fmt: skip
SHIFTS = [b"\x1b$B", b"\x1b(B", b"\x1b$(O", b"\x1b$)C", b"\x0e", b"\x0f", b"!!", b"F|", b" ", b"\n"]
for name in ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_kr"):
    TOKENS[name] = SHIFTS
for name in ("big5", "big5hkscs", "cp932", "cp950", "euc_jis_2004", "johab", "cp500"):
    TOKENS[name] = [bytes([i]) for i in range(256)]


def decoded(encoding: str, data: bytes, size: int) -> str | None:
    """Decode data in blocks of that size; None where it is no text."""
    blocks = (data[i : i + size] for i in range(0, len(data), size))
    try:
        return b"".join(Encoding(encoding).decoded(blocks)).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


@pytest.mark.filterwarnings("ignore:(?s).*escape sequence:DeprecationWarning")
@pytest.mark.parametrize("encoding", TOKENS)
def test_a_decoder_gives_the_same_wherever_it_is_interrupted(encoding: str) -> None:
    assert Encoding(encoding).is_decoded
    choose = random.Random(1)  # noqa: S311
    for _ in range(500):
        data = b"".join(choose.choices(TOKENS[encoding], k=choose.randint(1, 12)))
        whole = decoded(encoding, data, len(data))
        try:
            assert whole == data.decode(encoding)
        except UnicodeDecodeError:
            assert whole is None
        assert {decoded(encoding, data, size) for size in (1, 2, 3, 5)} == {whole}


@pytest.mark.parametrize("encoding", ["idna", "punycode"])
def test_encodings_of_domain_names_are_refused(encoding: str) -> None:
    """Their decoders are right only for what comes at once."""
    with pytest.raises(LookupError, match=rf"'{encoding}' cannot be decoded .* call search\(\)"):
        search_file("/dev/null", "is", encoding=encoding)


def test_an_encoding_that_cannot_be_decoded_in_blocks_is_refused() -> None:
    ascii_codec = codecs.lookup("ascii")
    whole = codecs.CodecInfo(ascii_codec.encode, ascii_codec.decode, name="whole")
    codecs.register(find := {"whole": whole}.get)
    try:
        with pytest.raises(LookupError, match="'whole' cannot be decoded"):
            search_file("/dev/null", "is", encoding="whole")
    finally:
        codecs.unregister(find)


class Watched(codecs.IncrementalDecoder):
    """UTF-7's decoder, which adds up the bytes that it is made to decode."""

    make = staticmethod(codecs.getincrementaldecoder("utf-7"))
    decoded = 0

    def __init__(self, errors: str) -> None:
        self._decoder = self.make(errors)

    def decode(self, data: Any, final: bool = False) -> str:  # noqa: ANN401, FBT001, FBT002
        Watched.decoded += len(self.getstate()[0]) + len(data)
        return self._decoder.decode(data, final)

    def getstate(self) -> tuple[bytes, int]:
        return self._decoder.getstate()


def test_a_decoder_does_not_decode_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What UTF-7's holds back, its longest run in base64, it decodes again with what follows."""
    run = b"+" + b"TnBOcE5w" * 60_000 + b"-"
    text = run + b" is " + run
    monkeypatch.setattr(codecs, "getincrementaldecoder", lambda _: Watched)
    blocks = (text[i : i + 1000] for i in range(0, len(text), 1000))
    assert b"".join(Encoding("utf-7").decoded(blocks)).decode() == text.decode("utf-7")
    assert Watched.decoded < 4 * len(text)


def test_what_a_decoder_holds_back_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"is +" + b"TnBOcE5w" * 3_000_000)
    with pytest.raises(UnicodeDecodeError, match="longer than 8 MiB") as caught:
        search_file(path, "is", encoding="utf-7")
    assert caught.value.__notes__ == [f"in file {str(path)!r}"]

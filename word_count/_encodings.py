"""Which bytes of a file make a unit of text, by its encoding: what search_file needs to know.

In most encodings the bytes of space and newline stand for nothing else, and a word is always the
same bytes; then words can be compared without decoding. UTF-16 and UTF-32 are the same in units
of two and four bytes. All others are decoded.
"""

from __future__ import annotations

import codecs
import sys

from word_count._native import Needle

TYPE_CHECKING = False  # to import typing takes longer than to import word_count
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from word_count._native import Class, Fold

    Rule = tuple[Class | None, Fold | None, bool]

# No character here has the byte of a space or a newline in it, and each is written in one way.
# Not among them are encodings with shift states (ISO-2022-*, HZ, UTF-7), those in which a space
# is another byte (EBCDIC: cp037 …), and those with two ways to write a character (Big5, cp932,
# cp950, Johab, cp1006, MacArabic …). EUC-JP and EUC-KR have a second way for characters that
# nobody writes so: "~" as JIS X 0212 has it, and syllables by their letters.
_ONE_BYTE = """
    ascii cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863
    cp864 cp865 cp866 cp869 cp874 cp1125 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
    cp1257 cp1258 hp-roman8 iso8859-1 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15
    iso8859-16 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9
    koi8-r koi8-t koi8-u kz1048 mac-croatian mac-cyrillic mac-greek mac-iceland mac-latin2
    mac-roman mac-turkish ptcp154 tis-620
"""
ONE_BYTE = frozenset(_ONE_BYTE.split())  # in each character
UTF_8 = frozenset({"utf-8", "utf-8-sig"})
BYTES = ONE_BYTE | UTF_8 | {"cp949", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "shift_jis"}
WIDTHS = {f"utf-{8 * width}{order}": width for width in (2, 4) for order in ("", "-le", "-be")}
ORDERS = {"le": "little", "be": "big"}
NATIVE = sys.byteorder[0] + "e"
BOMS = {
    "utf-8-sig": {codecs.BOM_UTF8: ""},
    "utf-16": {codecs.BOM_UTF16_LE: "le", codecs.BOM_UTF16_BE: "be"},
    "utf-32": {codecs.BOM_UTF32_LE: "le", codecs.BOM_UTF32_BE: "be"},
}
# Characters that are written as others, so no text has them when it is read.
UNREAD = {"euc_jp": "\xa5\u203e", "euc_kr": "\u3164", "shift_jis": "\xa5\u203e"}
# Encodings that read characters which they cannot write.
_ONE_WAY = """
    big5hkscs euc_jis_2004 euc_jisx0213 iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004
    iso2022_jp_3 iso2022_jp_ext iso2022_kr shift_jis_2004 shift_jisx0213
"""
ONE_WAY = frozenset(_ONE_WAY.split())
# Encodings of domain names, which Python decodes wrongly unless all of a text comes at once.
OF_DOMAIN_NAMES = frozenset({"idna", "punycode"})
MOST_HELD = 8 << 20  # bytes that a decoder may hold back until it sees how they go on


class Encoding:
    """An encoding by its name, where words are those between spaces, and case matters.

    LookupError as codecs gives it if there is none. Subclasses in _rules.py are for other words.
    """

    output = "utf-8"  # what is decoded is counted in
    output_width = 1
    errors = "strict"  # how invalid text is decoded
    table_decode: Callable[[bytes], str] | None = None  # where each byte is a character of a table

    def __init__(self, name: str, rule: Rule = (None, None, False)) -> None:
        self.rule = rule  # what is a word, and the same word, for needles
        "".encode(name)  # a LookupError also for codecs that are not for text
        self._asked = name
        codec = codecs.lookup(name)
        self.name = codec.name
        self.has_bom = self.name in BOMS  # its text may begin with what is no text
        self.width = WIDTHS.get(self.name, 1)  # bytes in a unit, where it is not decoded
        self.is_decoded = self._must_decode()
        has_blocks = codec.incrementaldecoder and self.name not in OF_DOMAIN_NAMES
        if self.is_decoded and not has_blocks:
            message = f"{name!r} cannot be decoded in blocks; decode the text, and call search()"
            raise LookupError(message)

    def _must_decode(self) -> bool:
        return self.name not in BYTES and self.name not in WIDTHS

    def bom(self, head: bytes) -> bytes:
        """Return the byte order mark with which a text begins that begins with head."""
        known = () if self.is_decoded else BOMS.get(self.name, ())  # decoders know it themselves
        return next(filter(head.startswith, known), b"")

    def needles(self, words: Iterable[str | bytes], head: bytes) -> tuple[Needle, ...]:
        """Return what to look for in a text that begins with head.

        A word of bytes is as it would be in the file.
        """
        if self.is_decoded:
            width = self.output_width
            decoded = map(self.decoded_word, words)
            return tuple(Needle(word, width, False, *self.rule) for word in decoded)  # noqa: FBT003
        order = BOMS.get(self.name, {}).get(self.bom(head), "") or self.name[-2:]
        swapped = self.width > 1 and ORDERS.get(order, sys.byteorder) != sys.byteorder
        found = []
        for word in words:
            units = self.written(word) if isinstance(word, str) else word
            if isinstance(word, bytes) and swapped:
                units = _swapped(word, self.width)
            found.append(Needle(units, self.width, swapped, *self.rule))
        return tuple(found)

    def decoded_word(self, word: str | bytes) -> bytes:
        """Return a word as it is in what text is decoded to."""
        text = word if isinstance(word, str) else word.decode(self._asked)
        return text.encode(self.output, "surrogatepass")

    def written(self, word: str) -> bytes | None:
        """Return the bytes of a word; in units of several, they are in the machine's order.

        None if no text has it: the encoding cannot represent it, or reads it as another.
        """
        if self.width > 1 and not self.is_decoded:
            return word.encode(f"utf-{8 * self.width}-{NATIVE}", "surrogatepass")
        if any(character in word for character in UNREAD.get(self.name, "")):
            return None
        try:
            name = self._asked if self.name != "utf-8-sig" else "utf-8"
            return word.encode(name, "surrogateescape")
        except UnicodeEncodeError:
            return None

    def may_have(self, word: str) -> bool:
        """Say whether a text may have a word, as far as that is known."""
        if not self.is_decoded:
            return self.written(word) is not None
        return self.name in ONE_WAY or all(map(self._may_have, word))

    def _may_have(self, character: str) -> bool:
        return self.written(character) is not None

    def decoded(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text in blocks of this encoding as blocks of the output encoding.

        A decoder decodes what it holds back again, with what comes next: so it is given at least
        as much as it holds, lest time grow with the square of that.
        """
        decoder = codecs.getincrementaldecoder(self._asked)(self.errors)
        waiting: list[bytes] = []
        size = held = 0
        for block in _with_whole_octals(blocks) if self.name == "unicode-escape" else blocks:
            waiting.append(block)
            size += len(block)
            if size >= held:
                yield decoder.decode(b"".join(waiting)).encode(self.output, "surrogatepass")
                waiting, size, held = [], 0, self._held_by(decoder)
        rest = decoder.decode(b"".join(waiting), True)  # noqa: FBT003
        yield rest.encode(self.output, "surrogatepass")

    def _held_by(self, decoder: codecs.IncrementalDecoder) -> int:
        held = decoder.getstate()[0]
        if len(held) > MOST_HELD:
            reason = f"a sequence longer than {MOST_HELD >> 20} MiB"
            raise UnicodeDecodeError(self.name, held[:1], 0, 1, reason)
        return len(held)


def _with_whole_octals(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks that end in no backslash with one or two digits after it.

    Python's decoder of unicode_escape takes those for a whole escape, as they are at the end of a
    text, though a third digit may follow. Other escapes it holds back itself.
    """
    rest = b""
    for block in blocks:
        joined = rest + block
        end = joined.rfind(b"\\", max(len(joined) - 3, 0))
        end = end if end >= 0 else len(joined)
        rest = joined[end:]
        yield joined[:end]
    yield rest


def _swapped(needle: bytes, width: int) -> bytes:
    """Turn the bytes of each unit around; of no whole units there is nothing to turn."""
    if len(needle) % width:
        return needle
    turned = bytearray(needle)
    for i in range(width):
        turned[i::width] = needle[width - 1 - i :: width]
    return bytes(turned)

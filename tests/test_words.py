"""words= and ignore_case= of all functions, against their definition in Python."""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from functions import COUNTERS, FUNCTIONS, Counter, examples
from hypothesis import given
from hypothesis import strategies as st
from isolated import run

from word_count import (
    _folds,
    _native,
    _words,
    count_words_file,
    count_words_py,
    search,
    search_file,
    search_py,
)
from word_count._encodings import ONE_BYTE
from word_count._pure import fold, fold_word

CLASSES = [
    r"\w+",
    r"\S+",
    r"[\w']+",
    r"[^,;\s]+",
    r"[^\w]+",
    "[a-z]+",
    r"\W+",
    "a+",
    ".+",
    r"\x00+",
]
CLASSES += [
    "(?a)\\w+",
    "(?i)[a-z]+",
    "[^]]+",
    "[]a]+",
    r"[\]a]+",
    "[^a]+",
    "[ \n]+",
    "[é-λ]+",
    "[^\U000e0020-\U000effff]+",
    "[a\U000e0001]+",
    r"[^\U000e0001]+",
]

# Of those characters that differ in case some are the only ones of their kind, others three or
# four; some separate words by one class and not by another; some are long in UTF-8.
HARD = (
    "kKK sSſ İIiı ςσΣ ßẞ µμΜ θΘϑϴ åÅÅ \x1c\x85\xa0\u2028\u3000 é\u0301 \u200d \ud800\udc80 "
    "𐐀𐐨 😀 中 '_-,.0٣"
)
NEEDLES = [
    "",
    "a",
    "is",
    "k",
    "ſ",
    "İ",
    "ς",
    "ß",
    "µ",
    "μ",
    "ϴ",
    "Å",
    "𐐀",
    "kiss",
    "don't",
    "a b",
    "\ud800",
]


def twin(contents: str, needle: str, words: str | None, *, ignore_case: bool) -> int:
    """Return the count of the definition (DESIGN: re.findall, and fold)."""
    if words is None:
        return search_py(contents, needle, ignore_case=ignore_case)
    found = re.findall(words, contents)
    if not ignore_case:
        return found.count(needle)
    return [fold_word(word) for word in found].count(fold_word(needle))


pieces = st.one_of(
    st.sampled_from(NEEDLES),
    st.sampled_from(HARD),
    st.sampled_from([" ", "\n", "\r\n", ",", "_", "K", "S", "I"]),
    st.characters(),
    st.characters(categories=["Cs"]),
    st.text("aksiſKλΛ", max_size=70),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text of any width, dense with the needle in other cases, and the needle."""
    needle = draw(st.one_of(st.sampled_from(NEEDLES), st.text("aksiſKλΛς", max_size=70), pieces))
    cased: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
        [str, str.upper, str.lower, str.swapcase, str.title]
    )
    some = st.one_of(cased.map(lambda case: case(needle)), pieces)
    contents = "".join(draw(st.lists(some, max_size=150)))
    limit = draw(st.sampled_from([0x100, 0x10000, 0x110000]))
    contents = "".join(c for c in contents if ord(c) < limit)
    return contents * draw(st.sampled_from([1, 1, 1, 40])), needle


Rule = dict[str, Any]
rules: st.SearchStrategy[Rule] = st.fixed_dictionaries(
    {"words": st.sampled_from([None, *CLASSES]), "ignore_case": st.booleans()}
)


@given(cases(), rules)
@examples(600)
def test_all_functions_agree(case: tuple[str, str], rule: Rule) -> None:
    expected = twin(*case, **rule)
    counts = {name: count(*case, **rule) for name, count in COUNTERS.items()}
    assert counts == dict.fromkeys(counts, expected)


byte_classes = [
    None,
    rb"\w+",
    rb"\S+",
    rb"[^,;\s]+",
    rb"[a-z\xe9]+",
    rb"(?i)[a-z]+",
    rb"\W+",
    b"a+",
]


@given(
    st.lists(
        st.sampled_from([b"is", b"IS", b"iS", b"\xe9", b"\xc9", b" ", b"\n", b",", b"k", b"_"])
    ),
    st.sampled_from([b"is", b"IS", b"\xe9", b"", b"k_", b"isis"]),
    st.sampled_from(byte_classes),
    st.booleans(),
    st.sampled_from([1, 50]),
)
@examples(200)
def test_bytes(
    texts: list[bytes],
    needle: bytes,
    words: bytes | None,
    ignore_case: bool,
    times: int,  # noqa: FBT001
) -> None:
    contents = b"".join(texts) * times
    expected = search_py(contents, needle, words=words, ignore_case=ignore_case)
    if words is not None:
        found = re.findall(words, contents)
        found = [word.lower() for word in found] if ignore_case else found
        assert expected == found.count(needle.lower() if ignore_case else needle)
    for count in COUNTERS.values():
        assert count(contents, needle, words=words, ignore_case=ignore_case) == expected
    assert search_file(BytesIO(contents), needle, words=words, ignore_case=ignore_case) == expected


@pytest.mark.large
@given(cases(), rules, st.integers(1, 9))
@examples(30)
def test_long_texts_on_any_number_of_threads(
    case: tuple[str, str], rule: Rule, threads: int
) -> None:
    contents = case[0] * (1_500_000 // (len(case[0]) + 1))
    expected = twin(contents, case[1], **rule)
    assert search(contents, case[1], threads=threads, **rule) == expected


# Every character


SURROGATES = "".join(map(chr, range(0xD800, 0xE000)))


@cache
def between_letters(limit: int) -> tuple[str, bytes]:
    """Return a text of all characters below a limit that are in UTF-8, and what it is there."""
    characters = (chr(c) for c in range(limit) if not 0xD800 <= c < 0xE000)
    text = "".join(f"aa{c}aa\n" for c in characters)
    return text, text.encode()


@pytest.mark.unicode
@pytest.mark.parametrize("words", CLASSES)
@pytest.mark.parametrize("limit", [0x100, 0x10000, 0x110000])
def test_every_character_is_in_a_class_or_is_not(words: str, limit: int) -> None:
    """Each one between letters: whether it separates them shows."""
    text, data = between_letters(limit)
    expected = re.findall(words, text).count("aa")
    assert search(text, "aa", words=words) == expected
    assert search_file(BytesIO(data), "aa", words=words) == expected


@pytest.mark.unicode
@pytest.mark.parametrize("words", CLASSES)
@pytest.mark.parametrize("limit", [0x100, 0x10000, 0x110000])
def test_every_character_between_spaces(words: str, limit: int) -> None:
    contents = " ".join(map(chr, range(limit)))
    found = re.findall(words, contents)
    for needle in ("a", "é", "0", " ", "\u200b"):
        assert search(contents, needle, words=words) == found.count(needle)


@pytest.mark.parametrize("words", CLASSES)
@pytest.mark.parametrize("beyond", ["", "\U0010ffff"])
def test_surrogates_between_letters(words: str, beyond: str) -> None:
    contents = "".join(f"aa{c}aa\n" for c in SURROGATES) + beyond
    assert search(contents, "aa", words=words) == re.findall(words, contents).count("aa")


@pytest.mark.unicode
def test_every_character_folds() -> None:
    """A text of all that have case, each a word, has each as often as it has variants."""
    cased = [
        c for c in map(chr, range(0x110000)) if fold(c) != c or c.upper() != c or c.lower() != c
    ]
    contents = "\n".join(cased)
    folded = list(map(fold, cased))
    for character in cased:
        expected = folded.count(fold(character))
        assert search(contents, character, ignore_case=True) == expected, hex(ord(character))
        assert search(f"({character})", character, words=r"\S+", ignore_case=True) == 0
    data = contents.encode()
    for character in cased[::7]:
        expected = folded.count(fold(character))
        assert search_file(BytesIO(data), character, ignore_case=True) == expected


@pytest.mark.unicode
def test_folding_is_what_re_ignores_but_for_a_few() -> None:
    """The exceptions are those that the documentation names."""
    known = {frozenset("İI"), frozenset("İi"), frozenset("İı"), frozenset("Iı"), frozenset("iı")}
    known |= {frozenset("\u0390\u1fd3"), frozenset("\u03b0\u1fe3"), frozenset("\ufb05\ufb06")}
    groups: dict[str, list[str]] = {}
    for c in map(chr, range(0x110000)):
        groups.setdefault(fold(c), []).append(c)
    assert max(map(len, groups.values())) == 4
    others = set()
    for group in groups.values():
        for c in group if len(group) > 1 else ():
            pattern = re.compile(re.escape(c), re.IGNORECASE)
            others |= {frozenset({c, d}) for d in group if not pattern.fullmatch(d)}
    cased = [c for group in groups.values() if len(group) > 1 for c in group]
    cased += list("İıΐΰﬅﬆ\u1fd3\u1fe3")
    text = "".join(cased)
    for c in {fold(c) for c in cased}:
        for d in re.findall(re.escape(c), text, re.IGNORECASE):
            if fold(c) != fold(d):
                others.add(frozenset({c, d}))
    assert others <= known, others - known


@pytest.mark.parametrize("place", [0, 1, 61, 62, 63, 64, 125, 126, 200])
@pytest.mark.parametrize(("wide", "narrow"), ["ŁA", "KK", "\U00010141Ł", "\U00010041A", "Kk"])
def test_wide_needles_of_any_length(wide: str, narrow: str, place: int) -> None:
    """A character that does not fit into the text's units is not what these would hold of it."""
    for end in ("", "b" * 100):
        contents = f"{'a' * place}{narrow}{end} {narrow}"
        needle = f"{'a' * place}{wide}{end}"
        for rule in (None, r"\w+", r"\S+"):
            for folds in (False, True):
                expected = twin(contents, needle, rule, ignore_case=folds)
                for function in FUNCTIONS:
                    count = function(contents, needle, words=rule, ignore_case=folds)
                    assert count == expected


def test_no_character_beyond_the_second_plane_has_case() -> None:
    """Or the tables of folds, which are made page by page, would take longer."""
    assert all(fold(chr(c)) == chr(c) for c in range(0x20000, 0x110000))


# Files

ENCODINGS = ["utf-8", "utf-8-sig", "latin-1", "cp1251", "cp1253", "koi8-r", "ascii", "utf-16"]
ENCODINGS += ["utf-16-le", "utf-32", "utf-32-be", "gb18030", "shift_jis", "euc_jp", "cp037", "big5"]


@given(cases(), rules, st.sampled_from(ENCODINGS), st.integers(1, 9))
@examples(600)
def test_files(case: tuple[str, str], rule: Rule, encoding: str, size: int) -> None:
    """Read in pieces, in any encoding; where neither is given, as before."""
    if rule == {"words": None, "ignore_case": False}:
        return
    contents, needle = case
    data = contents.encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass")
    read = data.decode(encoding, "surrogateescape")
    expected = twin(read, needle, **rule)

    class Pieces(BytesIO):
        def read(self, wanted: int | None = -1) -> bytes:  # noqa: ARG002
            return super().read(size)

    assert search_file(Pieces(data), needle, encoding=encoding, **rule) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("contents", ["is is", "is \ud800 is\udc00 is", ""])
def test_invalid_utf_16_and_32(encoding: str, contents: str) -> None:
    """It may end in the middle of a unit, as without words=."""
    data = contents.encode(encoding, "surrogatepass") + b"a"
    read = data.decode(encoding, "replace")
    for rule in (r"\w+", r"\S+", None):
        expected = search_py(read, "is", words=rule, ignore_case=True)
        options: Any = {"words": rule, "ignore_case": True, "encoding": encoding}
        assert search_file(BytesIO(data), "is", **options) == expected
    assert count_words_file(BytesIO(data), encoding=encoding) == count_words_py(read)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_without_a_byte_order_mark_it_is_the_machines_order(encoding: str) -> None:
    """As for bytes.decode(), though not for incremental decoders."""
    for text in ("is it λ", "\ufeffis", "i", ""):
        data = text.encode(f"{encoding}-{sys.byteorder[0]}e")
        for words, ignore_case in ((None, False), (r"\w+", False), (None, True)):
            rule: Rule = {"words": words, "ignore_case": ignore_case}
            expected = twin(data.decode(encoding), "is", **rule)
            assert search_file(BytesIO(data), "is", encoding=encoding, **rule) == expected


@pytest.mark.parametrize("encoding", sorted(ONE_BYTE))
def test_each_byte_of_an_encoding_is_one_character(encoding: str) -> None:
    characters = [bytes([byte]).decode(encoding, "surrogateescape") for byte in range(256)]
    assert {*map(len, characters)} == {1}
    data = b"".join(b"aa%caa\n" % byte for byte in range(256))
    text = "".join(f"aa{character}aa\n" for character in characters)
    for words in CLASSES:
        expected = re.findall(words, text).count("aa")
        assert search_file(BytesIO(data), "aa", encoding=encoding, words=words) == expected
    data, text = bytes(range(256)), "".join(characters)
    for word in "kåеλſK":
        expected = search_py(" ".join(text), word, ignore_case=True)
        spaced = b" ".join(bytes([byte]) for byte in data)
        assert search_file(BytesIO(spaced), word, encoding=encoding, ignore_case=True) == expected


@given(st.binary(max_size=200), st.sampled_from(CLASSES), st.booleans(), st.integers(1, 5))
@examples(300)
def test_invalid_utf_8(data: bytes, words: str, ignore_case: bool, times: int) -> None:  # noqa: FBT001
    data *= times
    text = data.decode("utf-8", "surrogateescape")
    for needle in {"a", *re.findall(words, text)[:5]}:
        expected = twin(text, needle, words, ignore_case=ignore_case)
        options: Rule = {"words": words, "ignore_case": ignore_case}
        assert search_file(BytesIO(data), needle, **options) == expected


def test_regular_files(tmp_path: Path) -> None:
    """Blocks of a file are read by several threads; words go across their edges."""
    path = tmp_path / "text"
    text = "Κόσμος κόσμος, kiss KISS it's 中文 " * 8_000
    for shift in range(5):
        contents = "é" * shift + text
        path.write_text(contents, encoding="utf-8")
        for words in (r"\w+", r"\S+"):
            folded = list(map(fold_word, re.findall(words, contents)))
            for needle in ("κόσμος", "ΚΌΣΜΟΣ", "kiss", "it", "中文", "it's"):
                expected = folded.count(fold_word(needle))
                count = search_file(path, needle, threads=2, words=words, ignore_case=True)
                assert count == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_bytes_are_looked_for_as_they_are(encoding: str) -> None:
    data = b"Is it, is\xff\0"
    options: Rule = {"encoding": encoding, "words": rb"\w+", "ignore_case": True}
    assert search_file(BytesIO(data), b"is", **options) == 2


# Errors

WRONG = [
    ("", ValueError), ("+", ValueError), (r"\w", ValueError), (r"\w+?", ValueError),
    (r"\w++", ValueError), (r"(\w)+", ValueError), (r"(?:\w)+", ValueError),
    (r"\w+\s+", ValueError),
    (r"\b+", ValueError), (r"\B+", ValueError), (r"\Z+", ValueError), (r"\1+", ValueError),
    ("^+", ValueError), ("$+", ValueError), ("a|b+", ValueError), ("[a+", ValueError),
    ("[z-a]+", ValueError), (r"\N{no such}+", ValueError), ("[" * 10_000 + "+", ValueError),
    ("(?x)a +", ValueError), (r"a{2}+", ValueError), ("ab+", ValueError), (r"\w+$", ValueError),
    (r"\q+", ValueError), (r"(?L)\w+", ValueError), ("\\", ValueError), (r"\+", ValueError),
    (b"\\w+", TypeError), (re.compile(b"\\w+"), TypeError), (1, TypeError), (["a+"], TypeError),
    (re.compile("a +", re.VERBOSE), ValueError), (object(), TypeError),
]  # fmt: skip


@pytest.mark.parametrize("count", FUNCTIONS)
@pytest.mark.parametrize(("words", "error"), WRONG)
def test_words_that_are_no_class(
    count: Callable[..., int], words: object, error: type[Exception]
) -> None:
    with pytest.raises(error, match=rf"^{count.__name__}\(\) argument 'words' must be"):
        count("text", "text", words=words)


def test_words_that_are_no_class_of_bytes(count: Counter) -> None:
    for words in (r"\w+", re.compile(r"\w+")):
        with pytest.raises(TypeError, match="a bytes pattern because the text is bytes, not str"):
            count(b"text", b"text", words=words)
    for wrong in (rb"\w", re.compile(rb"\w+", re.LOCALE), rb"\u0041+"):
        with pytest.raises(ValueError, match="argument 'words' must be"):
            count(b"text", b"text", words=wrong)


@pytest.mark.parametrize(("words", "error"), WRONG)
def test_words_of_a_file_that_are_no_class(words: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^search_file\(\) argument 'words' must be"):
        search_file(BytesIO(b"text"), "text", words=words)


def test_messages_say_what_is_possible() -> None:
    with pytest.raises(ValueError, match=r"such as r\"\\w\+\", .* not 'word'$"):
        search("text", "text", words="word")
    with pytest.raises(ValueError, match=r"bad character range z-a at position 1"):
        search("text", "text", words="[z-a]+")
    with pytest.raises(ValueError, match=r"not '\[{80}'\.\.\.$"):
        search("text", "text", words="[" * 1_000_000)


class Undecided:
    """An object that has no truth."""

    def __bool__(self) -> bool:
        """Refuse to say."""
        raise ZeroDivisionError


def test_ignore_case_takes_any_truth_value(count: Counter) -> None:
    value: object
    for value in (1, "yes", [0], True):
        assert count("IS", "is", ignore_case=value) == 1
    for value in (0, "", None, False):
        assert count("IS", "is", ignore_case=value) == 0
    with pytest.raises(ZeroDivisionError):
        count("IS", "is", ignore_case=Undecided())


def test_words_and_case_are_given_by_name(count: Counter) -> None:
    with pytest.raises(TypeError, match="positional"):
        count("a", "a", r"\w+")


class Str(str):
    """A str that is asked for nothing."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Fail."""
        raise ZeroDivisionError

    def __eq__(self, other: object) -> bool:
        """Fail."""
        raise ZeroDivisionError


def test_patterns_of_a_subclass(count: Counter) -> None:
    assert count("is, it", "is", words=Str(r"\w+")) == 1


class Liar(str):
    """A str that says it is another."""

    __slots__ = ()

    def __str__(self) -> str:
        """Lie."""
        return "[a]+"


def test_compiled_patterns_of_a_subclass(count: Counter) -> None:
    high = "\U00050000"  # where patterns that do not name it are not asked for each character
    assert count(f"{high} {high}", high, words=re.compile(Liar(f"[{high}]+"))) == 2


@pytest.mark.parametrize("count", [search, search_py])
def test_many_patterns(count: Counter) -> None:
    """More of them than are kept: by one table for all functions, and by one for search_py."""
    for _ in range(2):
        for c in range(0x4E00, 0x4E00 + 150):
            assert count(f"a{chr(c)}b", chr(c), words=f"{chr(c)}+") == 1


def test_flags_of_a_compiled_pattern_count(count: Counter) -> None:
    ascii_words = re.compile(r"\w+", re.ASCII)
    assert count("isé is", "is", words=r"\w+") == 1
    assert count("isé is", "is", words=ascii_words) == 2
    assert count("isé is", "is", words="(?a)\\w+") == 2


def test_the_usual_words_need_no_re() -> None:
    """To import it takes longer than most texts; others would be the same, one by one."""
    program = (
        "import io, sys, word_count\n"
        "how = {'words': r'\\w+', 'ignore_case': True}\n"
        "print(word_count.search('Is it', 'is', **how), word_count.count_words(b'it'),"
        " word_count.search_file(io.BytesIO(b'Is it'), 'is', **how), 're' in sys.modules)"
    )
    said = run("-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {program}")
    assert said == "1 Counter({b'it': 1}) 1 False\n"
    for words in (b"\\w+\0", b"\\w"):
        with pytest.raises(ValueError, match="class of characters"):
            search(b"is it", b"is", words=words)


def test_a_class_is_made_once_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = _words.class_for

    def class_for(words: str, width: int, function: str) -> _native.Class:
        made.append(words)
        return real(words, width, function)

    monkeypatch.setattr(_words, "class_for", class_for)
    for _ in range(3):
        assert search("a", "a", words="[abxyz]+") == 1
        assert search("a", "a", words=re.compile("[abxyz]+")) == 1
        assert search(b"a", b"a", words=b"[abxyz]+") == 1
    assert len(made) == 3


def test_the_extension_refuses_what_is_no_class() -> None:
    wrong: Any
    group: Any
    for wrong in (((0, 257),), ((0,),), (1,), ((0, -1),), ((0, 2**40),)):
        with pytest.raises((TypeError, ValueError, OverflowError)):
            _native.Class(wrong, 1)
    for pages in (0, 0x1101, -1):
        with pytest.raises((ValueError, OverflowError)):
            _native.Class((), pages)
    for group in ("a", "abcde", ("a", "b"), b"ab", 1):
        with pytest.raises((TypeError, ValueError, OverflowError)):
            _native.Fold((group,), 1)
    with pytest.raises(ValueError, match="no units of 3 bytes"):
        _native.rule_for(None, False, 3, "search")  # noqa: FBT003
    with pytest.raises(ValueError, match=r"^top\(\) argument 'words' must be a class"):
        _native.rule_for("w", False, 4, "top")  # noqa: FBT003
    one_page = _native.Class((), 1)
    with pytest.raises(ValueError, match="more than one page"):
        _native.Needle(b"", 1, False, one_page, None, True)  # noqa: FBT003


def test_several_needles_in_one_pass() -> None:
    options = (1, False, _words.class_for(r"\w+", 4), _folds.fold_for(4), True)
    needles = tuple(_native.Needle(word, *options) for word in (b"is", b"it", b"nowhere"))
    blocks = [b"Is it? ", b"i", b"s it isn't"]
    assert _native.count_blocks(needles, blocks) == (2, 2, 0)
    other = _native.Needle(b"is")
    wrong: Any
    for wrong in ((), (other, needles[0]), ("is",)):
        with pytest.raises(TypeError):
            _native.count_blocks(wrong, blocks)


def test_neither_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys, word_count; print('re' in sys.modules, 'word_count._words' in sys.modules)"
    )
    assert (
        run("-I", "-S", "-c", f"import sys; sys.path = {sys.path!r}; {program}") == "False False\n"
    )


def test_names_of_characters(count: Counter) -> None:
    """Any escape of re's is understood."""
    name = unicodedata.name("λ")
    for words in (rf"\N{{{name}}}+", r"\u03bb+", r"\U000003bb+", "λ+", r"[\u03bb]+"):
        assert count("aλλb", "λλ", words=words) == 1
    assert count("a\tb", "\t", words=r"\t+") == count("a\tb", "\t", words=r"\x09+") == 1
    assert count("a.b", ".", words=r"\.+") == count("a\0b", "\0", words=r"\0+") == 1

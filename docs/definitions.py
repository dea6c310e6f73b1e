"""The table of docs/words.md: what each definition of a word makes of a few tricky lines.

python docs/definitions.py renews it. The words of grep, wc and Unicode's UAX #29 are written down
here, in the forms in which the tests compare them with those programs, where there are any.
"""

import re
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).parent / "words.md"
BEGIN, END = "<!-- definitions -->\n", "<!-- /definitions -->"


def by_lines(text: str) -> list[str]:
    """Return the words between single spaces, as Rust's lines() and split(' ') give them."""
    lines = re.split(r"\r?\n", text)
    if not lines[-1]:
        lines.pop()
    return [word for line in lines for word in line.split(" ")]


OURS: dict[str | None, Callable[[str], list[str]]] = {
    None: by_lines,
    r"\S+": str.split,
    r"\w+": re.compile(r"\w+").findall,
    r"[\w'’]+": re.compile(r"[\w'’]+").findall,  # noqa: RUF001
}

# A line, what `grep -o '\w\+'` gives where it is not what \w+ gives, and the words by UAX #29.
LINES: list[tuple[str, str, list[str] | None, list[str]]] = [
    ("punctuation", 'Stop! he said, "stop".', None, ["Stop", "he", "said", "stop"]),
    ("apostrophes", "don't 'tis O’Neill's", None, ["don't", "tis", "O’Neill's"]),  # noqa: RUF001
    ("hyphens", "well-known e-mail - ok", None, ["well", "known", "e", "mail", "ok"]),
    ("tab, two spaces", "a\tb  c", None, ["a", "b", "c"]),
    ("CR LF, CR", "one\r\ntwo\rthree", None, ["one", "two", "three"]),
    ("no-break space", "10\xa0km away", None, ["10", "km", "away"]),
    (
        "combining marks",
        "cafe\u0301 café नमस्ते",
        ["cafe", "café", "नमस", "ते"],
        ["cafe\u0301", "café", "नमस्ते"],
    ),
    (
        "CJK",
        "我们喜欢猫 東京タワー",
        None,
        ["我", "们", "喜", "欢", "猫", "東", "京", "タワー"],
    ),
    ("numbers", "3.14 1,000 0x1F 7th -5", None, ["3.14", "1,000", "0x1F", "7th", "5"]),
    ("underscores", "snake_case __init__ x.y", None, ["snake_case", "__init__", "x.y"]),
]
INVISIBLE = {"\t": r"\t", "\r": r"\r", "\n": r"\n", "\xa0": r"\xa0", "\u0301": r"\u0301"}


def table() -> str:
    """Return the table, a row for each line."""
    heads = ["the default", r"`\S+`", r"`\w+`", r"`[\w'’]+`", "`grep -w`", "`wc -w`", "UAX #29"]  # noqa: RUF001
    rows = [["line", *heads], ["---"] * (len(heads) + 1)]
    for name, line, by_grep, by_unicode in LINES:
        found = [split(line) for split in OURS.values()]
        spaced, runs = found[1], found[2]
        cells = [*found, runs if by_grep is None else by_grep]
        rows.append([f"{name}<br>{_shown(line)}", *map(_cell, cells), str(len(spaced))])
        rows[-1].append(_cell(by_unicode))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(words: list[str]) -> str:
    return " ".join(_shown(word) if word else "∅" for word in words)


def _shown(text: str) -> str:
    return f"`{''.join(INVISIBLE.get(character, character) for character in text)}`"


def main() -> None:
    """Renew the table."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + table() + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()

# ruff: noqa: RUF001 - the typographic apostrophe looks like another
"""The table of docs/words.md: what each definition of a word makes of a few tricky lines.

cog puts it there. The words of grep, wc and Unicode's UAX #29 are written down here; tests compare
them with what those give, where they are at hand.
"""

import re
from collections.abc import Callable


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
    r"[\w'’]+": re.compile(r"[\w'’]+").findall,
}

# A line, the words by grep where they are not those of \w+, and the words by UAX #29.
LINES: list[tuple[str, list[str], list[str]]] = [
    ('Stop! he said, "stop".', [], ["Stop", "he", "said", "stop"]),
    ("don't 'tis O’Neill's", [], ["don't", "tis", "O’Neill's"]),
    ("well-known e-mail - ok", [], ["well", "known", "e", "mail", "ok"]),
    ("a\tb  c", [], ["a", "b", "c"]),
    ("one\r\ntwo\rthree", [], ["one", "two", "three"]),
    ("10\xa0km away", [], ["10", "km", "away"]),
    (
        "cafe\u0301 café नमस्ते",
        ["cafe", "café", "नमस", "ते"],
        ["cafe\u0301", "café", "नमस्ते"],
    ),
    ("我们喜欢猫 東京タワー", [], ["我", "们", "喜", "欢", "猫", "東", "京", "タワー"]),
    ("3.14 1,000 0x1F 7th -5", [], ["3.14", "1,000", "0x1F", "7th", "5"]),
    ("snake_case __init__ x.y", [], ["snake_case", "__init__", "x.y"]),
]
INVISIBLE = {"\t": r"\t", "\r": r"\r", "\n": r"\n", "\xa0": r"\xa0", "\u0301": r"\u0301"}


def table() -> None:
    """Print the table, a row for each line."""
    ours = ["the default", *(f"`{words}`" for words in OURS if words)]
    rows = [["", *ours, "`grep -w`", "`wc -w`", "UAX #29"], ["---"] * (len(ours) + 4)]
    for line, by_grep, by_unicode in LINES:
        found = [split(line) for split in OURS.values()]
        _, spaced, runs, _ = found
        cells = [[line], *found, by_grep or runs]
        rows.append([*map(_cell, cells), str(len(spaced)), _cell(by_unicode)])
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


def _cell(words: list[str]) -> str:
    return " ".join(_shown(word) if word else "∅" for word in words)


def _shown(text: str) -> str:
    return f"`{''.join(INVISIBLE.get(character, character) for character in text)}`"

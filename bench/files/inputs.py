"""The files that are read: they take 4 GB of temporary space."""

import gzip
from pathlib import Path

from bench.texts import accented, english, natural_lines, zen

Files = dict[str, Path]


def make_files(folder: Path, scale: int) -> Files:
    """Make them, smaller by a factor."""
    block = (zen() * 1000).encode()
    big = folder / "big.txt"
    with big.open("wb") as file:
        for _ in range(1000 // scale):
            file.write(block)
    many = folder / "many"
    for i in range(10_000 // scale):
        path = many / str(i // 100) / f"{i}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(block[:10_000])
    make_tree(folder / "tree", 46_000 // scale)
    text = folder / "text.gz"
    with gzip.open(text, "wb", compresslevel=6) as archive:
        archive.writelines(line.encode() for line in natural_lines(200 // scale, 160_000))
    chapter, book = folder / "chapter.txt", folder / "book.txt"
    chapter.write_text(english(1), encoding="utf-8")
    book.write_text(english(20 // scale), encoding="utf-8")
    mixed = {}
    for share, every in {"1 %": 100, "50 %": 2}.items():
        mixed[share] = folder / f"mixed_{every}.txt"
        mixed[share].write_text(accented(every) * (100 // scale), encoding="utf-8")
    return {
        "BIG": big,
        "MANY": many,
        "TREE": folder / "tree",
        "ARCHIVE": text,
        "CHAPTER": chapter,
        "BOOK": book,
        **mixed,
    }


def make_tree(root: Path, number: int) -> None:
    """Make files as /usr/share/doc has them: 7 in a directory, most of 1 to 4 kB, some of 1 MB."""
    text = english(1).encode()
    for i in range(number):
        path = root / str(i // 560) / str(i // 7 % 80) / f"{i}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        begin = i * 7919 % 1_000_003
        path.write_bytes(text[begin : begin + 1_000_000 // (1 + begin % 1000)])

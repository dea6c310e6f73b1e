"""The counts of a text's words by rank: `ranks.py count TITLE TEXT` or `ranks.py draw`.

The first counts all words of a file into ranks.json, which holds no words: only pairs of a count
and of how many words have it, the highest count first. The second draws ranks.png from it; it needs
matplotlib. Made from Debian's bible-kjv, without the numbers of the verses:

    bible -f gen1:1-rev22:21 | cut -d ' ' -f 2- > kjv.txt
    python docs/recipes/corpus/ranks.py count "The King James Bible" kjv.txt
    python docs/recipes/corpus/ranks.py draw
"""

import json
import sys
from collections import Counter
from itertools import accumulate, chain, repeat
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Do what the command line says."""
    match sys.argv[1:]:
        case ["count", title, text]:
            count(title, text)
        case ["draw"]:
            draw()
        case _:
            sys.exit(__doc__)


def count(title: str, text: str) -> None:
    """Write ranks.json."""
    from word_count import count_words_file

    counts = count_words_file(text, ignore_case=True)
    pairs = sorted(Counter(counts.values()).items(), reverse=True)
    ranks = {"title": title, "counts": pairs}
    (FOLDER / "ranks.json").write_text(json.dumps(ranks) + "\n", encoding="utf-8")


def read() -> tuple[str, list[int]]:
    """Return the title, and the counts by rank."""
    ranks = json.loads((FOLDER / "ranks.json").read_text(encoding="utf-8"))
    counts = chain.from_iterable(repeat(count, words) for count, words in ranks["counts"])
    return ranks["title"], list(counts)


def table() -> None:
    """Print what the most frequent words make up of the text, as Markdown."""
    title, counts = read()
    shares = [100 * covered / sum(counts) for covered in accumulate(counts)]
    print("| the most frequent words | the last of them occurs, times | all of them, of the text |")
    print("|--:|--:|--:|")
    for rank in (10, 100, 1_000, 5_000, len(counts)):
        print(f"| {rank:,} | {counts[rank - 1]:,} | {shares[rank - 1]:.1f} % |")
    print(f"\n{title} has {sum(counts):,} words, of which {len(counts):,} are different. Of these,")
    print(f"{counts.count(1):,} occur once.")


def draw() -> None:
    """Draw ranks.png."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.use("agg")
    title, counts = read()
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    ranks = range(1, len(counts) + 1)
    axes.loglog(ranks, counts, marker=".", markersize=3, linewidth=0.8, label="counts")
    # Through rank 100: the first words are fewer than the law says, in this text as in others.
    law = [100 * counts[99] / rank for rank in ranks]
    axes.loglog(ranks, law, color="grey", linewidth=0.8, label="1 / rank (Zipf's law)")
    axes.set_xlabel("rank of the word")
    axes.set_ylabel("how often it occurs")
    axes.legend()
    figure.suptitle(f"{title}: {len(counts):,} different words of {sum(counts):,}", fontsize=8)
    figure.savefig(FOLDER / "ranks.png", dpi=150)


if __name__ == "__main__":
    main()

"""Two vocabularies of a text for a language model, from the counts of its words only."""

from collections import Counter
from itertools import pairwise

from word_count import count_words_file


def frequent_words(counts: Counter[str], size: int) -> list[str]:
    """Return the most frequent words, and a token for all others."""
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return ["<unk>", *words[: size - 1]]


def merges(counts: Counter[str], size: int) -> list[tuple[str, str]]:
    """Return the merges of byte-pair encoding: the most frequent pair of parts, again and again."""
    split = {word: tuple(word) for word in counts}  # into letters, at first
    learned: list[tuple[str, str]] = []
    while len(learned) < size:
        pairs: Counter[tuple[str, str]] = Counter()
        for word, parts in split.items():
            for pair in pairwise(parts):
                pairs[pair] += counts[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learned.append(best)
        split = {word: merged(parts, best) for word, parts in split.items()}
    return learned


def merged(parts: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """Join each occurrence of a pair of parts."""
    joined: list[str] = []
    for part in parts:
        if joined and (joined[-1], part) == pair:
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


counts = count_words_file("docs/recipes/corpus/texts/two_cities.txt", ignore_case=True)
vocabulary = frequent_words(counts, 8)
known = sum(counts[word] for word in vocabulary)
print(*vocabulary)
print(f"{known} of {counts.total()} words are in it")
print(*("+".join(pair) for pair in merges(counts, 8)))

"""The most frequent words of a folder of texts."""

from collections import Counter
from pathlib import Path

from word_count import count_words_file


def count_folder(folder: Path) -> Counter[str]:
    """Count the words of all texts together."""
    total: Counter[str] = Counter()
    for path in folder.glob("*.txt"):
        total.update(count_words_file(path, ignore_case=True))
    return total


counts = count_folder(Path("docs/recipes/corpus/texts"))
print(counts.total(), "words,", len(counts), "of them different")
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]:
    print(count, word)

"""Counts made on several machines, added up."""

import json
import tempfile
from collections import Counter
from pathlib import Path

from word_count import count_words_file


def save(counts: Counter[str], path: Path) -> None:
    """Write the counts of one machine."""
    path.write_text(json.dumps(counts), encoding="ascii")


def merge(paths: list[Path]) -> Counter[str]:
    """Add up the counts of all machines."""
    total: Counter[str] = Counter()
    for path in paths:
        total.update(json.loads(path.read_text(encoding="ascii")))
    return total


with tempfile.TemporaryDirectory() as shared:
    for number, text in enumerate(("pride", "two_cities", "whale")):  # on a machine each
        counts = count_words_file(f"docs/recipes/corpus/texts/{text}.txt", ignore_case=True)
        save(counts, Path(shared, f"{number}.json"))
    total = merge(sorted(Path(shared).glob("*.json")))
print(total.total(), total["the"], total["little"])

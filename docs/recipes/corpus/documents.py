"""In how many documents of a folder each word occurs."""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from word_count import count_words_file

paths = sorted(Path("docs/recipes/corpus/texts").glob("*.txt"))
count = partial(count_words_file, ignore_case=True, threads=1)  # one thread for each document
frequencies: Counter[str] = Counter()
with ThreadPoolExecutor() as executor:
    for counts in executor.map(count, paths):
        frequencies.update(counts.keys())  # each word once, however often it occurs

everywhere = sorted(word for word, number in frequencies.items() if number == len(paths))
print("in all documents:", *everywhere)
for word in ("the", "little", "times"):
    weight = math.log(len(paths) / frequencies[word])  # the "idf" of tf-idf
    print(f"{word}: in {frequencies[word]} of {len(paths)}, idf {weight:.2f}")

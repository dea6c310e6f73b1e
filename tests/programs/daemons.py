"""daemons.py END: daemon threads are inside each function when the interpreter ends.

END is "return", "os._exit" or "exception".
"""

import io
import os
import sys
import threading
import time

import word_count

text = "is as\r\n" * 3_000_000
numbers = " ".join(map(str, range(300_000)))
begun = threading.Event()


def count_forever(function):
    contents = text[:100_000] if function is word_count.search_py else text  # it is slow
    begun.set()
    while True:
        function(contents, "is")


def count_words(text, vocabulary):
    word_count.count_words(text)
    word_count.count_words(text[:100_000], vocabulary=[vocabulary])


def make_tables(text, word):
    word_count.count_words_file(io.BytesIO(text[: len(text) // 8].encode()))
    word_count.count_words(numbers)


for function in (
    word_count.search,
    word_count.search_sequential,
    word_count.search_sequential_allow_threads,
    word_count.search_py,
    count_words,
    make_tables,
):
    for _ in range(2):
        threading.Thread(target=count_forever, args=(function,), daemon=True).start()
begun.wait()
time.sleep(0.02)
if sys.argv[1] == "os._exit":
    os._exit(0)
if sys.argv[1] == "exception":
    raise SystemExit(0)

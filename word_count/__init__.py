r"""Count how often a word occurs in a text.

search(contents, needle) counts on all cores; search_sequential on one, holding the GIL;
search_sequential_allow_threads on one, with the GIL released, so that several calls run at once
on as many Python threads; search_py in pure Python; search_file counts in a file without reading it
whole. All give the same count: lines end at "\n" or "\r\n", the words of a line are the pieces
between single spaces, and the words equal to needle are counted.

count_words(contents) counts all words, or those of a vocabulary, on all cores; count_words_py in
pure Python; count_words_file in a file. Their words are runs of letters, digits and "_".
"""

from word_count._pure import count_words_py, search_py
from word_count._version import __version__

try:
    from word_count._native import search, search_sequential, search_sequential_allow_threads
except ModuleNotFoundError:
    raise ImportError(  # noqa: TRY003
        "word_count's extension module is not built here; in a clone of its repository, "  # noqa: EM101
        "build it in place with: pip install -e ."
    ) from None
except ImportError:  # WORD_COUNT_KERNEL names no kernel of this CPU
    from word_count._command import refusal

    refusal.end_command()
    raise
else:
    from word_count._search_file import search_file
    from word_count._tables import count_words, count_words_file

search_sequential_detached = search_sequential_allow_threads

__all__ = [
    "__version__",
    "count_words",
    "count_words_file",
    "count_words_py",
    "search",
    "search_file",
    "search_py",
    "search_sequential",
    "search_sequential_allow_threads",
    "search_sequential_detached",
]

"""How the command counts by a table of words: all words, or many that were asked for."""

from __future__ import annotations

import sys
from _thread import allocate_lock
from functools import partial

from word_count._command.counting import Counting, encoding_name
from word_count._command.output import Output, write_lines
from word_count._encodings import UTF_8, Encoding
from word_count._tables import FileTable

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from word_count._command.counting import Outcome, _Progress
    from word_count._command.options import Options
    from word_count._files import Target


def suits_a_table(options: Options) -> bool:
    """Say whether a table would compare the needles as a pass for each does.

    Where it is spaces that end words, not all encodings are decoded for a pass.
    """
    has_rules = options.words is not None or options.ignore_case
    return has_rules or Encoding(options.encoding).name in UTF_8


class TableCounting(Counting):
    """Counts many words: by a table for each input, whose vocabulary they are.

    A table is used for one input after another, but by one thread at a time.
    """

    def __init__(self, options: Options, most_passes: int = 0) -> None:
        self._free: list[FileTable] = []
        super().__init__(options)
        # A table takes short files one by one; a pass for each needle is shared out over threads.
        self._takes_short_files = len(options.needles) > most_passes * self._threads

    def _new_table(self) -> FileTable:
        options = self._options
        return FileTable(
            encoding_name(options),
            options.words,
            ignore_case=options.ignore_case,
            vocabulary=options.needles or None,
        )

    def _target(self) -> tuple[Target, Callable[[], tuple[int, ...]]]:
        try:
            table = self._free.pop()
        except IndexError:
            table = self._new_table()
        return table, partial(self._counts_in, table)

    def _counts_in(self, table: FileTable) -> tuple[int, ...]:
        counts = tuple(table.known(self._threads))
        table.clear()
        self._free.append(table)
        return counts

    def _take_batch(self, batch: list[Outcome], progress: _Progress) -> None:
        if not self._takes_short_files:
            super()._take_batch(batch, progress)
            return
        for outcome in batch:
            self._count_alone(outcome, progress)


class Ranking(TableCounting):
    """Counts all words, or those of a vocabulary, in all inputs together.

    An input that cannot be read to its end adds nothing, so each has a table of its own until then;
    short files, which are read before they are taken, have not.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._all = self._new_table()
        self._lock = allocate_lock()  # of the table
        super().__init__(options)
        self._takes_short_files = False

    def _encoding(self) -> Encoding:
        return self._all.encoding

    def _counts_in(self, table: FileTable) -> tuple[int, ...]:
        with self._lock:
            self._all.absorb(table, self._threads)
        self._free.append(table)
        return ()

    def _take_files(self, paths: tuple[bytes, ...], *, all_found: bool) -> list[Any]:
        with self._lock:
            return self._all.take_files(
                paths, self._threads, self._rules.has_bom, self._skips_binary, all_found
            )

    def words(self) -> list[tuple[str, int]]:
        """Return the words that are to be printed, and their counts."""
        return self._all.top(self._options.most, self._threads)


class RankingOutput(Output):
    """Prints words and their counts in the end, and meanwhile only what went wrong."""

    def __init__(self, options: Options, ranking: Ranking) -> None:
        super().__init__(options, several=True)
        self._ranking = ranking
        self._has_found = False

    @property
    def found_none(self) -> bool:
        """Whether no word was counted."""
        return not self._has_found

    def _add(self, outcome: Outcome) -> None:
        """Keep nothing: the words are in the ranking's table."""

    def total(self) -> None:
        """Print the words."""
        words = self._ranking.words() if self._counted or not self._failed else []
        self._has_found = bool(words) and words[0][1] > 0
        if self._json:
            for word, count in words:
                self._print_json(word=word, count=count)
            self._print_json(counted=self._counted, failed=self._failed)
        else:
            write_lines(f"{count}\t{word}{self._end}" for word, count in words)
        sys.stdout.flush()

"""How the command shares its files out over threads."""

from __future__ import annotations

import os

from word_count import _native
from word_count._archives import compression_of, decompressed
from word_count._command.hints import Hints
from word_count._command.walk import STANDARD_INPUT, Found, standard_input
from word_count._encodings import Encoding
from word_count._files import Job
from word_count._search_file import Needles

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from word_count._command.options import Options
    from word_count._command.threads import Task, Threads
    from word_count._command.walk import _Input
    from word_count._files import Target
    from word_count._native import Needle

    _Progress = Callable[[int, int | None], object]

# Files handed to the pool at a time: enough for it to be worth waking, few enough for counts to be
# seen soon. After MANY outcomes batches are larger, so that threads seldom wait for each other.
BATCH = 512
LARGE_BATCH = 2048
MANY = 4096
BINARY_BYTES = 8000  # that a NUL is looked for in: WC_BINARY_BYTES of the core


class Outcome:
    """What came of an input: its counts, or the error that it could not be read for."""

    counts: tuple[int, ...] = ()  # one for each word; of a ranking none
    error: Exception | None = None
    hint: str | None = None  # why the count may not be what was asked for
    is_binary = False  # and left out
    is_counted = False  # or cannot be
    task: Task | None = None  # that counts it, where it is a thread's

    def __init__(self, name: str) -> None:
        self.name = name

    def settle(self, count: Callable[[], tuple[int, ...]]) -> None:
        """Count, and keep what came of it: whatever it is, the other inputs are counted."""
        try:
            self.counts = count()
        except Exception as error:  # noqa: BLE001
            self.error = error
        self.is_counted = True


class Counting:
    """Counts words in any number of inputs, all words in one pass over each."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._compression = None if options.compression == "none" else options.compression
        self._threads = options.threads
        self._none = (0,) * len(options.needles)
        self._is_read_for = _use_of_standard_input(options)
        self._has_standard_input = False  # two readers would share out what is in it
        self._workers: Threads | None = None
        self._batches: Threads | None = None  # of one thread
        self._waiting: list[Task] = []  # batches that it was given
        self._rules = self._encoding()
        # Units of two bytes and more hold NUL bytes in any text.
        self._skips_binary = options.recursive and not options.text and self._rules.width == 1
        # Whether the text of a file is its bytes, but for a BOM.
        self._has_plain_files = not self._rules.is_decoded and self._rules.width == 1
        self._plain: tuple[Needle, ...] | None = None  # what to look for there
        self.hints = Hints(options, self._rules)

    def _encoding(self) -> Encoding:
        """Return what tells which bytes are words."""
        return self._needles().encoding

    def _needles(self) -> Needles:
        options = self._options
        return Needles(
            options.needles,
            encoding_name(options),
            words=options.words,
            ignore_case=options.ignore_case,
        )

    def _target(self) -> tuple[Target, Callable[[], tuple[int, ...]]]:
        """Return what takes the words of one input, and what then gives the count of each."""
        needles = self._needles()
        return needles, lambda: needles.counts

    def _take_files(self, paths: tuple[bytes, ...], *, all_found: bool) -> list[Any]:
        """Take many files; give their counts, or what _native.count_files() gives for others."""
        if self._plain is None:
            self._plain = self._rules.needles(self._options.needles, b"")
        return _native.count_files(
            self._plain, paths, self._threads, self._rules.has_bom, self._skips_binary, all_found
        )

    def _outcome_for(self, name: _Input) -> Outcome:
        """Return what is to come of an input; or what has, where it is not to be read."""
        if isinstance(name, OSError):
            outcome = Outcome(os.fsdecode(name.filename))
            outcome.error, outcome.is_counted = name, True
            return outcome
        outcome = Outcome(name)
        if name == STANDARD_INPUT:
            if self._is_read_for:
                outcome.error = ValueError(f"the {self._is_read_for} are read from it")
            elif self._has_standard_input:
                outcome.hint = "named again, but it was read already"
                outcome.counts = self._none
            outcome.is_counted = bool(outcome.error or outcome.hint)
            self._has_standard_input = True
        return outcome

    def one(self, name: _Input, progress: _Progress | None = None) -> Outcome:
        """Count in one input, on this thread and as many others as may help."""
        outcome = self._outcome_for(name)
        if not outcome.is_counted:
            outcome.settle(lambda: self._count(outcome, progress))
        return outcome

    def all(self, names: Iterable[_Input], progress: _Progress) -> Iterator[Outcome]:
        """Count in many inputs; give what comes of them in their order, as soon as it is known.

        progress is called now and then with the number of outcomes given, and how many there will
        be, None until all names are known. Short files are counted by the pool, many at a time,
        while the names of the next ones are found; long ones by the pool, one at a time. Whatever
        else there is, pipes and compressed files, takes its time on a thread of its own.
        """
        from collections import deque  # noqa: PLC0415 - as is all that takes a millisecond

        outcomes: deque[Outcome] = deque()
        batch: list[Outcome] = []
        given, total, size = 0, None, BATCH

        def alive(_done: int = 0, _total: int | None = None) -> None:
            progress(given, total)

        for name in names:
            outcomes.append(self._begin(name, batch))
            if len(batch) == size:
                self._count_behind(batch, alive)
                batch, size = [], BATCH if given < MANY else LARGE_BATCH
            if outcomes[0].is_counted:
                while outcomes and outcomes[0].is_counted:
                    yield outcomes.popleft()
                    given += 1
                alive()
        total = given + len(outcomes)
        self._wait_for_batches(alive)
        self._count_batch(batch, alive)
        for outcome in outcomes:
            if self._workers and outcome.task:
                self._workers.wait_for(outcome.task, alive)
            yield outcome
            given += 1
            alive()

    def _count_behind(self, batch: list[Outcome], progress: _Progress) -> None:
        """Count in a batch in the background.

        First waits for earlier batches: for all, or where batches are large for all but one.
        """
        if self._threads == 1:
            self._count_batch(batch, progress)
            return
        if self._batches is None:
            self._batches = self._new_threads(1)
            self._workers = self._workers or self._new_threads(self._threads)
        self._wait_for_batches(progress, most=1 if len(batch) == LARGE_BATCH else 0)
        task = self._batches.add(lambda: self._count_batch(batch, lambda *_: None))
        self._waiting.append(task)

    def _new_threads(self, most: int) -> Threads:
        from word_count._command.threads import Threads  # noqa: PLC0415 - not needed for one input

        return Threads(most)

    def _wait_for_batches(self, progress: _Progress, most: int = 0) -> None:
        while self._batches and len(self._waiting) > most:
            self._batches.wait_for(self._waiting.pop(0), lambda: progress(0, None))

    def _begin(self, name: _Input, batch: list[Outcome]) -> Outcome:
        """Return what is to come of an input; put it among those of a batch, or on a thread."""
        outcome = Outcome(name) if isinstance(name, Found) else self._outcome_for(name)
        if not outcome.is_counted:
            if self._is_plain(outcome.name):
                batch.append(outcome)
            else:
                self._hand_over(outcome)
        return outcome

    def _count(self, outcome: Outcome, progress: _Progress | None = None) -> tuple[int, ...]:
        name = outcome.name
        compression = self._compression_of(name)
        if self._skips_binary and isinstance(name, Found) and _is_binary(name, compression):
            outcome.is_binary = True
            return self._none
        target, counts_of_it = self._target()
        job = Job(target, self._threads, progress, keeps_head=True)
        if name == STANDARD_INPUT:
            with standard_input() as file:
                job.read_file(file, compression)
        else:
            job.read_path(name, compression)
        counts = counts_of_it()
        if not any(counts):
            is_compressed = compression is not None
            outcome.hint = self.hints.of_input(name, job.head, was_compressed=is_compressed)
        return counts

    def _compression_of(self, name: str) -> str | None:
        return compression_of(name) if self._compression == "infer" else self._compression

    def _is_plain(self, name: str) -> bool:
        """Whether a file, if it is regular, can be counted as it lies there."""
        is_path = isinstance(name, Found) or (name != STANDARD_INPUT and "\0" not in name)
        return is_path and self._has_plain_files and not self._compression_of(name)

    def _count_batch(self, batch: list[Outcome], progress: _Progress) -> None:
        """Count in short files and long ones; hand over what is no regular file.

        What fails here is the error of all that are not counted yet: nobody waits for ever.
        """
        try:
            if batch:
                self._take_batch(batch, progress)
        except Exception as error:  # noqa: BLE001
            for outcome in batch:
                if not outcome.is_counted and outcome.task is None:
                    outcome.error, outcome.is_counted = error, True

    def _take_batch(self, batch: list[Outcome], progress: _Progress) -> None:
        paths = tuple([os.fsencode(outcome.name) for outcome in batch])
        results = self._take_files(paths, all_found=all(map(_is_found, batch)))
        for outcome, result in zip(batch, results, strict=True):
            if result is None or (result is False and not _is_found(outcome)):
                self._count_alone(outcome, progress)
                continue
            if isinstance(result, OSError):
                outcome.error = result
            elif result is False:
                outcome.is_binary = True
            else:
                outcome.counts = result
                if not any(result) and not _is_found(outcome):
                    outcome.hint = self.hints.of_short_file(outcome.name)
            outcome.is_counted = True  # last: another thread prints it then

    def _count_alone(self, outcome: Outcome, progress: _Progress) -> None:
        if os.path.isfile(outcome.name):  # noqa: PTH113 - faster than pathlib to import
            outcome.settle(lambda: self._count(outcome, progress))
        else:
            self._hand_over(outcome)

    def _hand_over(self, outcome: Outcome) -> None:
        self._workers = self._workers or self._new_threads(self._threads)
        outcome.task = self._workers.add(lambda: outcome.settle(lambda: self._count(outcome)))


def _is_found(outcome: Outcome) -> bool:
    return isinstance(outcome.name, Found)


def encoding_name(options: Options) -> str:
    """Return the encoding of inputs; of UTF-8 the one in which a BOM is no text."""
    name: str = options.encoding
    return "utf-8-sig" if Encoding(name).name == "utf-8" else name


def _use_of_standard_input(options: Options) -> str:
    """Return what is read from standard input, so that it is no text; nothing if it may be one."""
    if STANDARD_INPUT in options.words_from:
        return "words"
    return "paths" if options.files_from == STANDARD_INPUT else ""


def _is_binary(path: str, compression: str | None) -> bool:
    """Say whether a NUL byte is where _native.count_files() looks for one, in what it holds."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - faster than pathlib to import
            if not compression:
                return b"\0" in file.read(BINARY_BYTES)
            blocks = decompressed(file.read, compression)
            return b"\0" in next(filter(None, blocks), b"")[:BINARY_BYTES]
    except Exception:  # noqa: BLE001 - counting will meet it, too, and says so
        return False

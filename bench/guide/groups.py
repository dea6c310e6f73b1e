"""How the guide rig measures.

Of what a call takes, the fastest round is kept, which other work on the machine has disturbed
least; of how long something waits, the median. Needs the guide's teaching extension, minimal.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import minimal

import word_count
from bench.guide.actions import (
    COMPANY,
    InterpreterPoolExecutor,
    at_once,
    in_turn,
    longest_wait,
    make_two_interpreters,
    seconds_a_call,
    sleep,
    wait_of_signal,
)
from bench.guide.tables import (
    Drawn,
    count_all,
    counter_by_dict,
    counter_by_tables,
    counter_of,
    entries_by,
)
from bench.harness.cases import Contender, Group, Rig, Workload
from bench.harness.machine import this_machine
from bench.harness.rounds import reported
from bench.texts import zen, zen_of

NEEDLE = "is"
SHORT, LONG = 4_000, 50_000  # Zens: about as long a count by minimal, and by word_count
KIBIBYTES = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536)
CHARACTERS = (44, 1_000, 10_000, 100_000, 1_000_000)

FUNCTIONS: dict[str, Callable[..., int]] = {
    "search_py": word_count.search_py,
    "minimal.search_sequential": minimal.search_sequential,
    "minimal.search_sequential_allow_threads": minimal.search_sequential_allow_threads,
    "word_count.search_sequential": word_count.search_sequential,
    "word_count.search_sequential_allow_threads": word_count.search_sequential_allow_threads,
}
IN_C = dict(list(FUNCTIONS.items())[1:])
MINIMAL = (minimal.search_sequential, minimal.search_sequential_allow_threads)
WAYS = ("count_locked", "count_lock_free", "count_own")
DRAWN = {
    "10 words, equally frequent": Drawn(10),
    "20,000 words, as in a language": Drawn(20_000, as_in_a_language=True),
    "50,000 words, equally frequent": Drawn(50_000),
}
APART = {"in one line": 8, "in lines of their own": 128}  # bytes
WORDS = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
INTERRUPTED = (
    "minimal.search_sequential_allow_threads",
    "word_count.search_sequential",
    "word_count.search_sequential_allow_threads",
    "word_count.search",
)


def question(name: str, make: Callable[[], str]) -> Workload:
    """Count in a text."""
    return Workload(name, lambda: (make(), NEEDLE))


def question_to(name: str, function: Callable[..., int], make: Callable[[], object]) -> Workload:
    """Count in a text by this function."""
    return Workload(name, lambda: (function, make(), NEEDLE))


def twice(executor: Executor) -> list[Contender]:
    """Return two calls one after the other, and two on the executor."""
    return [Contender("in turn", in_turn), Contender("at once", partial(at_once, executor))]


def fastest(
    name: str, workloads: Sequence[Workload], contenders: Sequence[Contender], seconds: float = 0.5
) -> Group:
    """Return a group of which the fastest rounds are kept.

    The rounds go on for half a second each: on a machine with other work, a short call then meets a
    moment when all its CPUs are free.
    """
    return Group(name, workloads, contenders, keep=min, seconds=seconds)


def on_two_threads(executor: Executor) -> Group:
    """Compare two calls in turn with two on two threads (gil, executor, free-threaded)."""
    zens = {name: LONG if name.startswith("word_count") else SHORT for name in FUNCTIONS}
    workloads = [
        question_to(name, function, partial(zen().__mul__, zens[name]))
        for name, function in FUNCTIONS.items()
    ]
    return fastest("two_at_once", workloads, twice(executor))


def in_two_interpreters(executor: Executor) -> list[Group]:
    """Compare two calls in turn with two in two interpreters, by how the text gets there."""
    text = zen() * SHORT
    by_minimal = minimal.search_sequential
    workloads = [
        question_to("search_py", word_count.search_py, lambda: text),
        question_to("minimal.search_sequential, str", by_minimal, lambda: text),
        question_to(
            "minimal.search_sequential, memoryview", by_minimal, lambda: memoryview(text.encode())
        ),
    ]
    making = [Contender("seconds", make_two_interpreters)]
    return [
        fastest("interpreters", workloads, twice(executor)),
        fastest("making_interpreters", [Workload("making two", tuple)], making, seconds=0),
    ]


def for_another_thread() -> Group:
    """See how long a count keeps a thread from running that wakes each millisecond (releasing)."""
    counting = [Contender(name, function) for name, function in IN_C.items()]
    workloads = [question("51 MB", lambda: zen() * 60_000)]
    return Group("other_thread", workloads, [Contender("nothing", sleep), *counting], longest_wait)


def parallel() -> Group:
    """Compare parallel with sequential by size: threads for each call, and a pool (pool)."""
    contenders = [
        Contender(f"{module.__name__}.{name}", getattr(module, name))
        for module in (minimal, word_count)
        for name in ("search", "search_sequential")
    ]
    workloads = [question(f"{n:,} KiB", partial(zen_of, n * 1024)) for n in KIBIBYTES]
    return fastest("parallel", workloads, contenders, seconds=0.25)


def tables() -> Group:
    """Compare three ways to count every word, on one thread and on two (tables)."""
    contenders = [
        Contender(f"{way}, {threads}", partial(entries_by, way, threads), answer=counter_of)
        for way in WAYS
        for threads in (1, 2)
    ]
    workloads = [Workload(name, drawn.text_and_capacity) for name, drawn in DRAWN.items()]
    return fastest("tables", workloads, contenders)


def false_sharing() -> Group:
    """Compare counters in one cache line with counters in lines of their own (tables)."""
    contenders = [
        Contender(f"{name}, {threads}", partial(count_all, apart, threads))
        for name, apart in APART.items()
        for threads in (1, 2)
    ]
    return fastest(
        "false_sharing", [Workload("words of a letter", Drawn(10).only_text)], contenders
    )


def break_even() -> Group:
    """Compare tables in C with a dict in Python by the number of words (tables)."""
    contenders = [
        Contender("Counter(text.split())", counter_by_dict),
        *(Contender(f"count_own, {n}", partial(counter_by_tables, n)) for n in (1, 2)),
        Contender("word_count.count_words", partial(word_count.count_words, words=rb"\S+")),
    ]
    texts = [Drawn(20_000, as_in_a_language=True, words=n) for n in WORDS]
    workloads = [Workload(f"{drawn.words:,}", drawn.only_text) for drawn in texts]
    return fastest("break_even", workloads, contenders, seconds=0.25)


def short_calls() -> Group:
    """See what a call takes by size, alone and beside a thread that computes (when not to)."""
    contenders = [
        Contender(f"{function.__name__}, {case}", partial(seconds_a_call, function, company))
        for case, company in COMPANY.items()
        for function in MINIMAL
    ]
    workloads = [question(f"{n:,}", partial(zen_of, n)) for n in CHARACTERS]
    return Group("short_calls", workloads, contenders, reported)


def interrupt() -> Group:
    """See how long a signal waits for its handler (signals)."""
    contenders = [Contender(name, partial(wait_of_signal, name)) for name in INTERRUPTED]
    workloads = [Workload("343 MB", lambda: (400_000,))]
    return Group("interrupt", workloads, contenders, reported, rounds=5)


@contextmanager
def groups(_quick: bool) -> Iterator[Sequence[Group]]:  # noqa: FBT001
    """Start what the groups need."""
    others = [
        for_another_thread(),
        parallel(),
        *(tables(), false_sharing(), break_even()),
        short_calls(),
        interrupt(),
    ]
    with ThreadPoolExecutor(max_workers=2) as threads:
        if not InterpreterPoolExecutor:
            yield [on_two_threads(threads), *others]
            return
        with InterpreterPoolExecutor(max_workers=2) as interpreters:
            yield [on_two_threads(threads), *in_two_interpreters(interpreters), *others]


def file_name() -> str:
    """Return a name for each CPython."""
    return f"cpython-{this_machine().python_label}.json"


RIG = Rig(groups, rounds=15, quick_rounds=3, file_name=file_name)

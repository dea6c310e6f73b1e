"""The harness: who is called with what, when, and what is kept."""

import re
from functools import partial
from pathlib import Path

import pytest

from bench.harness.cases import Contender, Group, Workload
from bench.harness.results import Machine, Result, Run, kept, merged
from bench.harness.rounds import interleave, measure
from bench.harness.tables import table

WORDS = Workload("words", lambda: ("a b, a", "a"), {"words": r"\w+"})


def count(contents: str, needle: str, *, words: str) -> int:
    """Count as words= says."""
    return re.findall(words, contents).count(needle)


def count_pieces(contents: str, needle: str, **_words: str) -> int:
    """Count pieces between white space and its like, which is another question."""
    return contents.split(" b").count(needle)


def test_keywords_of_a_workload_reach_every_contender() -> None:
    """An exact one of another answer would be refused."""
    group = Group("words", [WORDS], [Contender("one", count), Contender("two", count)])
    results = measure([group], rounds=1)
    assert [(r.group, r.workload, r.contender, r.bytes) for r in results] == [
        ("words", "words", "one", 6),
        ("words", "words", "two", 6),
    ]
    assert all(result.value > 0 for result in results)


def test_contenders_that_are_exact_must_agree() -> None:
    """Those that answer an easier question need not."""
    exact, other = Contender("exact", count), Contender("other", count_pieces)
    easier = Contender("other", count_pieces, exact=False)
    assert len(measure([Group("", [WORDS], [exact, easier])], rounds=1)) == len([exact, easier])
    with pytest.raises(AssertionError, match="other does not give the answer of exact"):
        measure([Group("", [WORDS], [exact, other])], rounds=1)


def test_what_is_not_installed_or_takes_too_long_is_left_out() -> None:
    """A text is too large for it, or its library is missing."""
    contenders = [
        Contender("small", count, largest=5),
        Contender("missing", count, needs="no_such.module"),
        Contender("here", count, needs="json.decoder"),
    ]
    results = measure([Group("", [WORDS], contenders)], rounds=1)
    assert [result.contender for result in results] == ["here"]


def test_what_prepares_is_prepared_once_and_not_measured() -> None:
    """The function that it returns is measured."""
    prepared = []

    def prepare(*_arguments: object, **_words: str) -> object:
        prepared.append(1)
        return lambda: 2

    measure([Group("", [WORDS], [Contender("", prepare, prepares=True)])], rounds=3)
    assert prepared == [1]


def test_rounds_are_interleaved() -> None:
    """In each, everyone has one turn."""
    turns: list[str] = []

    def trial(name: str) -> float:
        turns.append(name)
        return 1.0

    trials = {name: partial(trial, name) for name in "ab"}
    assert interleave(trials, rounds=2, seconds=0) == {"a": [1.0, 1.0], "b": [1.0, 1.0]}
    assert turns == list("abab")


def test_results_come_back_from_their_file(tmp_path: Path) -> None:
    """Also those of groups that were not measured again, in their places, or no longer exist."""
    old, new = Result("a", "text", "one", 1.5), Result("b", "text", "one", 2.5, parallel=True)
    newer = Result("b", "text", "one", 0.5, fastest=0.25)
    gone, last = Result("gone", "text", "one", 3.5), Result("c", "text", "one", 4.5)
    results = merged([gone, new, last, old], [newer], ["a", "b", "c"])
    assert results == (old, newer, last, gone)
    run = Run(Machine("CPU", 2, "3.13.1", gil=False), "2026-01-01", quick=False, rounds=3,
              results=merged([old, new], [newer], ["a", "b"]))  # fmt: skip
    assert run.results == (old, newer)
    run.save(tmp_path / "run.json")
    assert Run.load(tmp_path / "run.json") == run
    assert run.values("b") == {"text": {"one": 0.5}}
    assert run.values("a") == {"text": {"one": 1.5}}
    assert run.machine.python_label == "3.13t"


def test_results_of_another_machine_are_not_mixed_with_this_ones(tmp_path: Path) -> None:
    """A file names one machine for all of its results."""
    here, there = Machine("CPU", 2, "3.13.1"), Machine("another", 2, "3.13.1")
    result = Result("a", "text", "one", 1.5)
    path = tmp_path / "run.json"
    Run(here, "2026-01-01", quick=False, rounds=3, results=(result,)).save(path)
    assert kept(path, here, only=["b"]) == (result,)
    assert kept(path, there, only=["a"]) == ()
    with pytest.raises(SystemExit, match="another machine"):
        kept(path, there, only=["b"])


def test_a_table_escapes_pipes() -> None:
    """A command line has some."""
    assert table(["what", "ms"], [["cat | wc", "1"]]).splitlines() == [
        "| what | ms |",
        "|---|--:|",
        "| cat \\| wc | 1 |",
    ]

"""Interleaved rounds: in each, every contender has one turn.

A slow spell of the machine so hits all contenders, and their ratios hold. This is what pyperf and
hyperfine do not do: both finish one benchmark before they begin the next.
"""

import time
import timeit
from collections.abc import Callable, Iterable, Mapping

from bench.harness.cases import Call, Contender, Group, Trial, Workload, size_of
from bench.harness.results import Result

SHORTEST_SAMPLE = 300e-6  # seconds: shorter ones would measure the clock and interruptions


def timed(call: Call) -> Trial:
    """Return a trial that gives the seconds a call takes.

    Short calls are repeated, after one that is not timed. So a text that fits into a cache is
    found there, whoever had the turn before.
    """
    positional = [f"a{i}" for i in range(len(call.arguments))]
    statement = f"call({', '.join(positional + [f'{k}={k}' for k in call.keywords])})"
    names = {"call": call.function, **call.keywords}
    names |= dict(zip(positional, call.arguments, strict=True))
    timer = timeit.Timer(statement, globals=names)
    seconds = timer.timeit(1)
    if seconds < SHORTEST_SAMPLE:
        seconds = timer.timeit(1)  # now without cache misses
    times = max(1, int(SHORTEST_SAMPLE / seconds))

    def trial() -> float:
        if times > 1:
            timer.timeit(1)
        return timer.timeit(times) / times

    return trial


def reported(call: Call) -> Trial:
    """Return a trial that gives what the call returns: it measures by itself."""
    return call  # type: ignore[return-value]


def interleave(trials: Mapping[str, Trial], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Run every trial once a round; stop after so many rounds and so many seconds for each."""
    samples: dict[str, list[float]] = {name: [] for name in trials}
    begun = time.perf_counter()
    done = 0
    while done < rounds or time.perf_counter() - begun < seconds * rounds:
        for name, trial in trials.items():
            samples[name].append(trial())
        done += 1
    return samples


def measure_workload(group: Group, workload: Workload, rounds: int) -> list[Result]:
    """Measure everyone who takes part in a workload."""
    arguments = workload.make()
    size = size_of(arguments)
    taking_part = [c for c in group.contenders if size <= c.largest and c.is_installed()]
    calls = {contender: contender.bind(workload, arguments) for contender in taking_part}
    if group.trial is None:
        check_answers(calls)
    trial = group.trial or timed
    trials = {contender.name: trial(call) for contender, call in calls.items()}
    samples = interleave(trials, group.rounds or rounds, group.seconds)
    return [
        Result(
            group.name,
            workload.name,
            contender.name,
            group.keep(samples[contender.name]),
            size,
            contender.exact,
            contender.counts,
            contender.parallel,
            min(samples[contender.name]),
            max(samples[contender.name]),
        )
        for contender in taking_part
    ]


def check_answers(calls: Mapping[Contender, Call]) -> None:
    """Call each once, which also fills the caches; those that are exact must agree."""
    first: tuple[str, object] | None = None
    for contender, call in calls.items():
        answer = call()
        if not contender.exact or answer is None:
            continue
        answer = contender.answer(answer) if contender.answer else answer
        first = first or (contender.name, answer)
        if answer != first[1]:
            message = f"{contender.name} does not give the answer of {first[0]}"
            raise AssertionError(message)


def measure(
    groups: Iterable[Group],
    rounds: int,
    *,
    quick: bool = False,
    show: Callable[[list[tuple[Group, Workload]]], Iterable[tuple[Group, Workload]]] = iter,
) -> list[Result]:
    """Measure all workloads; show wraps them to show how far it is."""
    pairs = [(group, w) for group in groups for w in group.workloads if w.quick or not quick]
    results: list[Result] = []
    for group, workload in show(pairs):
        results += measure_workload(group, workload, rounds)
    return results

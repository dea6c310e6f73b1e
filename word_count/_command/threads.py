"""Threads of Python's for what waits or is decompressed, as far as they can be had."""

from __future__ import annotations

import threading
from collections import deque

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from collections.abc import Callable

INTERVAL = 0.1  # seconds between two looks at what is waited for


class Task:
    """What is to be done once, by one thread or another."""

    def __init__(self, run: Callable[[], object]) -> None:
        self.run = run
        self.done = threading.Event()


class Threads:
    """Runs tasks in their order, on a number of threads that end when there is nothing to do.

    A thread that cannot be started is done without; where there is none at all, the one that waits
    runs the tasks. So no task is lost, and none is run twice: it is in the queue until it is taken.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._running = 0
        self._lock = threading.Lock()
        self._tasks: deque[Task] = deque()

    def add(self, run: Callable[[], object]) -> Task:
        """Have it run, by and by. It raises nothing."""
        task = Task(run)
        with self._lock:
            self._tasks.append(task)
            missing = self._running < self._most
            self._running += missing
        if missing:
            try:
                threading.Thread(target=self._work, daemon=True).start()
            except RuntimeError:  # "can't start new thread"
                with self._lock:
                    self._running -= 1
        return task

    def wait_for(self, task: Task, alive: Callable[[], object]) -> None:
        """Return when the task is done; call alive now and then."""
        while not task.done.is_set():
            if self._running or not self._run_next():
                task.done.wait(INTERVAL)
            alive()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._tasks:
                    self._running -= 1
                    return
                task = self._tasks.popleft()
            _run(task)

    def _run_next(self) -> bool:
        with self._lock:
            task = self._tasks.popleft() if self._tasks else None
        if task:
            _run(task)
        return task is not None


def _run(task: Task) -> None:
    task.run()
    task.done.set()

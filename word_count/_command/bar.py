"""The command's progress bar: tqdm's, where it is installed, and where somebody looks on."""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False  # to import typing takes longer than the command's other imports
if TYPE_CHECKING:
    from tqdm import tqdm as _tqdm

WORTH_SHOWING = 0.5  # seconds of work


class Bar:
    """A bar that appears when the work has taken a while, and leaves no trace."""

    def __init__(self, unit: str, *, wanted: bool) -> None:
        self._wanted = wanted and sys.stderr.isatty() and sys.stdout.isatty()
        self._unit = unit
        self._due = time.monotonic() + WORTH_SHOWING
        self._bar: _tqdm[None] | None = None

    def __call__(self, done: int, total: int | None) -> None:
        """Show how much is done."""
        if self._wanted and time.monotonic() >= self._due:
            if self._bar is None:
                self._open(total)
            if self._bar is not None:
                self._bar.total = total
                self._bar.update(done - self._bar.n)

    def _open(self, total: int | None) -> None:
        try:
            from tqdm import tqdm  # noqa: PLC0415 - it takes 50 ms
        except ImportError:
            self._wanted = False
            return
        tqdm.monitor_interval = 0  # no thread that watches over it
        self._bar = tqdm(
            total=total, unit=self._unit, unit_scale=True, leave=False, dynamic_ncols=True
        )

    def clear(self) -> None:
        """Make way for what is printed."""
        if self._bar is not None:
            self._bar.clear()

    def close(self) -> None:
        """Take it away."""
        if self._bar is not None:
            self._bar.close()

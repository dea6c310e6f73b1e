"""Pictures, by matplotlib, without a display."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

Axes = Any  # matplotlib need not be installed where types are checked


@contextmanager
def picture(path: Path, title: str, *, size: tuple[float, float] = (6.4, 3.8)) -> Iterator[Axes]:
    """Yield axes to draw on; save them under a small title."""
    mpl.use("agg")
    figure, axes = plt.subplots(figsize=size, layout="constrained")
    yield axes
    figure.suptitle(title, fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def grouped_bars(  # noqa: PLR0913
    axes: Axes,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    lying: bool = False,
    digits: int = 1,
    styles: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Draw a group of bars for each label, with a bar for each of the series."""
    width = 0.8 / len(series)
    for number, (name, values) in enumerate(series.items()):
        offset = (number - (len(series) - 1) / 2) * width
        places = [i + offset for i in range(len(labels))]
        draw = axes.barh if lying else axes.bar
        bars = draw(places, values, width, label=name, **(styles or {}).get(name, {}))
        axes.bar_label(bars, fmt=f"%.{digits}f", padding=3 if lying else 0, fontsize=8)
    set_ticks = axes.set_yticks if lying else axes.set_xticks
    set_ticks(range(len(labels)), labels, fontsize=8)


def one_line(axes: Axes) -> None:
    """Draw the line at 1: no gain, no loss."""
    axes.axhline(1, color="grey", linewidth=0.8)

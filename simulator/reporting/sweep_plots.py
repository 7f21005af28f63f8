"""Figures of a sweep: main effects, interactions, heat maps, scatter and sensitivity indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.reporting.style import INK, MUTED, axes, color, legend, panels, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Means at the values of a factor, with half-widths (NaN without)."""

    name: str
    values: tuple[str, ...]
    mean: Numbers
    half_width: Numbers


def main_effects(lines: Sequence[Line], unit: str, ax: Axes | None = None) -> Axes:
    """One panel per factor: the mean at each of its values, on one scale."""
    made = panels(ax, 3.2, columns=max(len(lines), 1))
    for k, (ax, line) in enumerate(zip(made, lines, strict=False)):
        _line(ax, line, color(k))
        ax.set_title(_short(line.name), fontsize=10.5, pad=6)
    made[0].set_ylabel(unit)
    return made[0]


def interaction(
    lines: Sequence[Line], across: str, by: str, unit: str, ax: Axes | None = None
) -> Axes:
    """A line a value of one factor over the values of another; parallel lines do not interact."""
    ax = axes(ax, 3.6)
    for k, line in enumerate(lines):
        _line(ax, line, color(k), label=f"{_short(by)} = {line.name}")
    ax.set_xlabel(across)
    ax.set_ylabel(unit)
    legend(ax)
    return ax


def _line(ax: Axes, line: Line, hue: str, label: str | None = None) -> None:
    x = np.arange(len(line.values))
    ax.errorbar(
        x, line.mean, yerr=np.nan_to_num(line.half_width), color=hue, marker="o", capsize=3,
        label=label,
    )  # fmt: skip
    step = -(-len(x) // 9)
    ax.set_xticks(x[::step], line.values[::step])
    if len(x) > 4:
        ax.tick_params(axis="x", labelrotation=45)


def heat_map(
    mean: Numbers,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    names: tuple[str, str],
    unit: str,
    ax: Axes | None = None,
) -> Axes:
    """A cell for each pair of values; `names` are those of the rows' and the columns' factor."""
    ax = axes(ax, 1.6 + 0.36 * len(rows))
    image = ax.imshow(mean, cmap="cividis", aspect="auto")
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlabel(names[1])
    ax.set_ylabel(names[0])
    if mean.size <= 150:
        middle = (np.nanmin(mean) + np.nanmax(mean)) / 2
        for (i, j), value in np.ndenumerate(mean):
            shade = "white" if value < middle else INK
            ax.text(j, i, plain(float(value)), ha="center", va="center", color=shade, fontsize=9)
    ax.figure.colorbar(image, ax=ax, label=unit)
    return ax


def scatter(
    x: Sequence[Numbers], names: Sequence[str], y: Numbers, unit: str, ax: Axes | None = None
) -> Axes:
    """One panel per factor: every point's mean over the factor's value."""
    made = panels(ax, 3.2, columns=len(x))
    for k, (ax, values, name) in enumerate(zip(made, x, names, strict=True)):
        ax.plot(values, y, "o", color=color(k), alpha=0.5, markersize=4)
        ax.set_xlabel(_short(name))
    made[0].set_ylabel(unit)
    return made[0]


@dataclass(frozen=True)
class IndexBar:
    """A factor's index with its interval, and perhaps a second one."""

    name: str
    value: float
    low: float
    high: float


def indices(groups: Sequence[tuple[str, Sequence[IndexBar]]], ax: Axes | None = None) -> Axes:
    """One row per factor, the largest on top, a mark a kind of index with its interval."""
    order = [bar.name for bar in sorted(groups[0][1], key=lambda bar: bar.value)]
    ax = axes(ax, 1.2 + 0.5 * len(order))
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for k, (title, bars) in enumerate(groups):
        y = np.array([order.index(bar.name) for bar in bars]) - 0.14 * k
        ax.hlines(y, [b.low for b in bars], [b.high for b in bars], color=color(k), linewidth=2.4)
        ax.plot([b.value for b in bars], y, "o", color=color(k), label=title)
    ax.set_yticks(range(len(order)), order)
    ax.set_ylim(-0.6, len(order) - 0.4)
    legend(ax)
    return ax


def _short(path: str) -> str:
    """The end of a path, where it is long."""
    return path if len(path) <= 28 else "..." + path[-25:]

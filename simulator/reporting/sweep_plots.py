"""Figures of a sweep: main effects, interactions, heat maps, scatter and sensitivity indices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.reporting.map_cells import in_cells, powered
from simulator.reporting.style import (
    INK,
    MARKERS,
    MUTED,
    VERDICT_MARKS,
    Bounds,
    axes,
    color,
    error_bars,
    legend,
    panels,
    readable_on,
    scale,
    target_words,
)
from simulator.reporting.ticks import roomy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.reporting.experiment_plots import AtTarget

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Means at the values of a factor, with half-widths (NaN without)."""

    name: str
    values: tuple[str, ...]
    mean: Numbers
    half_width: Numbers


def main_effects(
    lines: Sequence[Line],
    unit: str,
    bounds: Bounds,
    goal: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One panel per factor: the mean at each of its values, on one scale; the goal is dashed."""
    made = panels(ax, 3.2, columns=max(len(lines), 1))
    for k, (ax, line) in enumerate(zip(made, lines, strict=False)):
        _line(ax, line, color(k), bounds, panels=len(made))
        ax.set_title(_wrapped(line.name, len(made)), fontsize=10.5, pad=6)
    made[0].set_ylabel(unit)
    _goal(made, goal, unit)
    return made[0]


def _goal(made: Sequence[Axes], goal: float | None, unit: str) -> None:
    """The target through all panels, named beside the last of them."""
    if goal is None:
        return
    for ax in made:
        ax.axhline(goal, color=INK, linewidth=1, linestyle="--",
                   label=target_words(goal, unit) if ax is made[-1] else None)  # fmt: skip
    legend(made[-1])


def interaction(
    lines: Sequence[Line],
    across: str,
    by: str,
    unit: str,
    bounds: Bounds,
    goal: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A line per value of one factor over the values of another; parallel lines do not interact.

    The `goal` is dashed. Lines stand a little beside each other, so that none hides another.
    """
    ax = axes(ax, 3.6)
    for k, line in enumerate(lines):
        beside = 0.04 * (k - (len(lines) - 1) / 2)
        label = fill(f"{by} = {line.name}", LEGEND)
        _line(ax, line, color(k), bounds, label, MARKERS[k % 9], beside)
    ax.set_xlabel(across)
    ax.set_ylabel(unit)
    _goal([ax], goal, unit)
    legend(ax)
    return ax


def _line(
    ax: Axes,
    line: Line,
    hue: str,
    bounds: Bounds,
    label: str | None = None,
    marker: str = "o",
    beside: float = 0.0,
    panels: int = 1,
) -> None:
    x = np.arange(len(line.values))
    ax.errorbar(
        x + beside, line.mean, yerr=error_bars(line.mean, line.half_width, bounds), color=hue,
        marker=marker, capsize=3, label=label,
    )  # fmt: skip
    _values(ax, line.values, panels)


def _values(ax: Axes, values: Sequence[str], panels: int = 1) -> None:
    """The values of a factor along the axis of one of several panels, as many as have room.

    Words are turned where that leaves out fewer of them.
    """
    x, longest = np.arange(len(values)), max(map(len, values), default=1)
    most = min(LINE // panels // (longest + 2), 9)
    turned = longest > 6 and most < min(len(x), 9)
    step = -(-len(x) // max(9 // panels if turned else most, 2))
    ax.set_xticks(x[::step], values[::step])
    ax.fmt_xdata = partial(_value_at, values)
    if turned:
        ax.tick_params(axis="x", labelrotation=45)


def _value_at(values: Sequence[str], place: float) -> str:
    return values[min(max(round(place), 0), len(values) - 1)]


def edges(told: Sequence[str]) -> list[tuple[int, int]]:
    """Where a target breaks: from a value that meets it to the nearest that misses or is open."""
    spans = []
    for k, verdict in enumerate(told):
        for step in (-1, 1) if verdict == "met" else ():
            at = k + step
            while 0 <= at + step < len(told) and told[at] == told[at + step] == "undecided":
                at += step
            further = at + step
            if 0 <= further < len(told) and (told[at], told[further]) == ("undecided", "missed"):
                at = further
            if 0 <= at < len(told) and told[at] != "met":
                spans.append((min(k, at), max(k, at)))
    return sorted(set(spans))


def met_line(
    line: Line,
    told: Sequence[str],
    goal: float,
    unit: str,
    bounds: Bounds,
    ranges: Sequence[tuple[float, float]] = (),
    ranged: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A target's figure at each value of the one factor, marked by the verdict there.

    `ranges` are what single periods go from and to at each value, `ranged` their name.
    """
    ax = axes(ax, 3.6)
    x, half = np.arange(len(line.values)), error_bars(line.mean, line.half_width, bounds)
    for edge in edges(told) if all(map(_amount, line.values)) else ():
        breaks = "it breaks from {} to {}".format(*(line.values[at] for at in edge))
        ax.axvspan(*edge, color="#F0F0F0", zorder=0, label=breaks)
    ax.plot(x, line.mean, color=MUTED, linewidth=1)
    for k, (low, high) in enumerate(ranges):
        ax.plot([k + 0.07, k + 0.07], [low, high], "_-", color=MUTED, linewidth=1.1, markersize=6,
                label=None if k else ranged)  # fmt: skip
    for verdict, (marker, hue) in VERDICT_MARKS.items():
        mine = np.array([each == verdict for each in told])
        if mine.any():
            ax.errorbar(
                x[mine], line.mean[mine], yerr=half[:, mine], color=hue, marker=marker,
                markersize=8, linestyle="none", elinewidth=3, capsize=0,
                label=f"{verdict}: the mean and its interval",
            )  # fmt: skip
    ax.axhline(goal, color=INK, linewidth=1, linestyle="--", label=target_words(goal, unit))
    _values(ax, line.values)
    ax.set_xlabel(line.name)
    ax.set_ylabel(unit)
    legend(ax)
    return ax


def _amount(value: str) -> bool:
    """Whether a value is an amount, with or without a unit, so that one lies between two."""
    return re.match(r"[−-]?[\d.,]+(\s|%|$)", value) is not None


LINE, LEGEND = 60, 32
"""Letters across a figure with a legend beside it, and across the legend."""
WASHES = {"met": "#CDEBDF", "missed": "#F9D9C6", "undecided": "#FBF0CF"}
SIGNS = {"met": "✓", "missed": "✗", "undecided": "?"}


MOST_RANGED = 7
"""Columns of a map in whose cells there is room for a range."""


def met_map(
    mean: Numbers,
    told: Sequence[Sequence[str]],
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    names: tuple[str, str],
    ranges: Numbers | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A cell for each pair of values: the figure, and whether the targets are met.

    `ranges` (rows, columns, 2) are written below the figures where there is room. A thick line
    parts the cells that meet the targets from those that do not: the edge.
    """
    from matplotlib.colors import ListedColormap

    ranges = ranges if len(columns) <= MOST_RANGED else None
    known = [] if ranges is None else list(ranges.reshape(mean.size, -1))
    numbers = [float(each) for each in (*mean.ravel(), *np.ravel(known))]
    shown, power, size = in_cells(numbers, len(columns), ranged=ranges is not None)
    ax = axes(ax, 1.6 + (0.42 if ranges is None else 0.58) * len(rows))
    order = list(WASHES)
    shade = np.array([[order.index(verdict) for verdict in row] for row in told])
    washes = ListedColormap([WASHES[verdict] for verdict in order])
    ax.imshow(shade, cmap=washes, vmin=-0.5, vmax=2.5, aspect="auto")
    for k, (i, j) in enumerate(np.ndindex(mean.shape)):
        middle, told_ends = shown[k], shown[mean.size + 2 * k :][: 0 if ranges is None else 2]
        text = f"{SIGNS[told[i][j]]} {middle}"
        if told_ends:
            text += "\n{} to {}".format(*told_ends)
        ax.text(j, i, text, ha="center", va="center", color=INK, fontsize=size)
    powered(ax, power)
    met = shade == order.index("met")
    for i, j in np.argwhere(met[:, 1:] != met[:, :-1]):
        ax.plot([j + 0.5, j + 0.5], [i - 0.5, i + 0.5], color=INK, linewidth=2.2)
    for i, j in np.argwhere(met[1:] != met[:-1]):
        ax.plot([j - 0.5, j + 0.5], [i + 0.5, i + 0.5], color=INK, linewidth=2.2)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlabel(names[1])
    ax.set_ylabel(names[0])
    return ax


def heat_map(
    mean: Numbers,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    names: tuple[str, str],
    unit: str,
    met: npt.NDArray[np.bool_] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A cell for each pair of values; `names` are those of the rows' and the columns' factor.

    The cells that are `met` have a mark, the smallest mean the lightest color of the scale.
    """
    ax = axes(ax, 2.2 + 0.36 * len(rows))
    image = ax.imshow(mean, cmap="cividis", aspect="auto")
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlabel(names[1])
    ax.set_ylabel(names[0])
    if mean.size <= 150:
        shades = image.to_rgba(mean).tolist()
        shown, power, size = in_cells([float(each) for each in mean.ravel()], len(columns) + 1)
        powered(ax, power)
        for k, (i, j) in enumerate(np.ndindex(mean.shape)):
            shade = readable_on(shades[i][j])
            sign = f"{SIGNS['met']} " if met is not None and met[i, j] else ""
            ax.text(j, i, f"{sign}{shown[k]}", ha="center", va="center", color=shade,
                    fontsize=min(size, 9))  # fmt: skip
    scale(ax, image, unit)
    return ax


def scatter(
    x: Sequence[Numbers],
    names: Sequence[str],
    y: Numbers,
    unit: str,
    goal: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One panel per factor: every point's mean over the factor's value; the goal is dashed."""
    made = panels(ax, 3.2, columns=len(x))
    for k, (ax, values, name) in enumerate(zip(made, x, names, strict=True)):
        ax.plot(values, y, "o", color=color(k), markersize=4)
        ax.xaxis.set_major_locator(roomy(whole=not np.any(values % 1)))
        ax.set_xlabel(_wrapped(name, len(made)))
    made[0].set_ylabel(unit)
    _goal(made, goal, unit)
    return made[0]


@dataclass(frozen=True)
class IndexBar:
    """A factor's index with its interval, and perhaps a second one."""

    name: str
    value: float
    low: float
    high: float


def indices(
    groups: Sequence[tuple[str, Sequence[IndexBar]]],
    axis: str = "",
    target: AtTarget | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One row per factor, the largest on top, a mark per kind of index with its interval.

    `target` stands below, where there is one.
    """
    names = dict.fromkeys(bar.name for _, bars in groups for bar in bars)
    largest = {bar.name: bar.value for bar in groups[0][1]}
    order = sorted(names, key=lambda name: largest.get(name, 0.0))
    height = 1.2 + 0.5 * len(order)
    if target is None:
        ax = axes(ax, height)
    else:
        ax, below = panels(ax, height + 1.6, (height, 1.2))
        target.draw(below)
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for k, (title, bars) in enumerate(groups):
        y = np.array([order.index(bar.name) for bar in bars]) - 0.2 * k + 0.1 * (len(groups) - 1)
        ax.hlines(y, [b.low for b in bars], [b.high for b in bars], color=color(k), linewidth=2.4)
        ax.plot([b.value for b in bars], y, MARKERS[k % 9], color=color(k), label=title)
    ax.set_yticks(range(len(order)), order)
    ax.set_ylim(-0.6, len(order) - 0.4)
    ax.set_xlabel(axis)
    legend(ax)
    return ax


def _wrapped(name: str, panels: int) -> str:
    """A name in lines that are no longer than a panel beside others is wide; units stay with it."""
    return fill(name.replace(", %", ",\u00a0%"), max(LINE // panels, 12))

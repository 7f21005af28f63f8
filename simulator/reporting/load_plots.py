"""Figures of weekdays and hours: the map of load, heads needed, orders of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.reporting.curves import groups, spread
from simulator.reporting.dates import WEEKDAYS, week_axis
from simulator.reporting.style import (
    ALARM,
    INK,
    LONGEST_LANE,
    MOST_LANES,
    VERDICT_MARKS,
    axes,
    color,
    lanes,
    lanes_height,
    legend,
    nothing,
    scale,
    shortened,
    step_edges,
    styled,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CLASSES = (
    ("up to 50 %", 0.5, "#DCEAF5"),
    ("to 75 %", 0.75, "#9CC5E3"),
    ("to 90 %", 0.9, "#4A97CC"),
    ("to 100 %", 1.0, "#0B5A94"),
    ("more than can be done", np.inf, ALARM),
)
"""Loads of the map: up to which, and in which color; darker is fuller, orange is too much."""
ROWS = len(WEEKDAYS) + 2
"""Of a group in the map: its name, the days, and a gap."""


@styled()
def load_map(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Load by hour of the day and weekday, a block for each group; white where nobody is there."""
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    names = groups(series, "load_by_hour_of_week", MOST_LANES)
    ax = axes(ax, 0.9 + 1.45 * max(len(names), 1))
    ax.set_title("Load by weekday and hour")
    if not names:
        return nothing(ax, "nobody is ever there")
    colors = ListedColormap([shade for _, _, shade in CLASSES])
    norm = BoundaryNorm([0.0, *(top + 1e-9 for _, top, _ in CLASSES[:-1]), 1e9], len(CLASSES))
    ticks, labels = [], []
    for k, name in enumerate(names):
        week = spread(series, "load_by_hour_of_week", name)
        cells = np.full(168, np.nan)
        cells[week.x.astype(np.int64)] = week.mean
        top = ROWS * k + 1
        ax.pcolormesh(
            np.arange(25), top + np.arange(8), np.ma.masked_invalid(cells.reshape(7, 24)),
            cmap=colors, norm=norm, edgecolors="white", linewidth=0.8,
        )  # fmt: skip
        fullest = int(np.nanargmax(cells))
        text = f"{shortened(name, LONGEST_LANE)}: at most {100 * cells[fullest]:,.0f} %, "
        text += f"{WEEKDAYS[fullest // 24]} from "
        text += f"{fullest % 24}:00"
        ax.text(0, top - 0.15, text, va="bottom", ha="left", fontsize=10, fontweight="bold")
        ticks += [top + day + 0.5 for day in range(7)]
        labels += list(WEEKDAYS)
    ax.set_yticks(ticks, labels)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(ROWS * len(names) - 0.8, -0.1)
    ax.set_xlim(0, 24)
    ax.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    marks = [Patch(facecolor=shade, label=text) for text, _, shade in CLASSES]
    ax.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.005, 1.0), borderaxespad=0)
    return ax


@styled()
def heads_needed(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Heads needed (filled, orange where too few are there) and scheduled (line) by hour."""
    names = groups(series, "heads_planned_by_hour_of_week", MOST_LANES)
    ax = axes(ax, lanes_height(len(names)))
    ax.set_title("Heads needed and scheduled by hour of the week")
    if not names:
        return nothing(ax, "nobody is scheduled")
    names = [
        name for name in names
        if spread(series, "heads_planned_by_hour_of_week", name).mean.max() > 0
        or spread(series, "heads_needed_by_hour_of_week", name).mean.max(initial=0.0) > 0
    ]  # fmt: skip
    if not names:
        return nothing(ax, "nobody is scheduled, and nobody needed")
    there = [spread(series, "heads_planned_by_hour_of_week", name) for name in names]
    needed = [spread(series, "heads_needed_by_hour_of_week", name).mean for name in names]
    tops = [
        float(max(c.mean.max(), n.max(initial=0.0))) for c, n in zip(there, needed, strict=True)
    ]
    titles = [_title(*each) for each in zip(names, needed, (c.mean for c in there), strict=True)]
    short = any((n > c.mean).any() for n, c in zip(needed, there, strict=True))
    for k, lane in enumerate(lanes(ax, titles, tops)):
        x = np.append(there[k].x, there[k].x[-1] + 1)
        within = np.minimum(needed[k], there[k].mean)
        for heads, base, shade, text in (
            (within, np.zeros(len(within)), color(0), "needed"),
            (needed[k], within, ALARM, "needed, not scheduled" if short else None),
        ):
            ax.fill_between(
                x, lane.at(step_edges(base)), lane.at(step_edges(heads)), step="post", color=shade,
                alpha=0.75, linewidth=0, label=text if k == 0 else None, zorder=2,
            )  # fmt: skip
        ax.step(
            x, lane.at(step_edges(there[k].mean)), where="post", color=INK, linewidth=1.1,
            label="scheduled" if k == 0 else None, zorder=3,
        )  # fmt: skip
    week_axis(ax)
    ax.set_ylabel("heads")
    legend(ax)
    return ax


def _title(name: str, needed: np.ndarray, there: np.ndarray) -> str:
    """With what is needed most, and how many are scheduled in that hour."""
    most = int(np.argmax(needed))
    short = needed[most] > there[most]
    places = 2 if short and f"{needed[most]:.1f}" == f"{there[most]:.1f}" else 1
    told = f"{needed[most]:,.{places}f} needed, where {there[most]:,.{places}f} are scheduled"
    return f"{shortened(name, LONGEST_LANE)}: at most {told}"


@dataclass(frozen=True)
class LoadBar:
    """The share of somebody's time, or of a carrier's room, that is needed, and its verdict.

    `share` is infinite where nobody is there; `verdict` is met, missed or undecided.
    """

    name: str
    share: float
    verdict: str


FARTHEST = 2.0
"""Load at which a bar is cut, so that the others can still be told apart (assumption)."""
BAR_WORDS = {"met": "fits", "undecided": "full, or short on some shifts", "missed": "too much"}


def load_bars(bars: Sequence[LoadBar], ax: Axes | None = None) -> Axes:
    """What is needed of what is there, in the order given, with all of it as a dashed line."""
    ax = axes(ax, 1.3 + 0.38 * len(bars))
    longest = max(1.1, *(min(bar.share, FARTHEST) for bar in bars))
    for k, bar in enumerate(bars):
        length, shade = 100 * min(bar.share, FARTHEST), VERDICT_MARKS[bar.verdict][1]
        ax.barh(k, length, height=0.62, color=shade, zorder=2)
        told = f"{100 * bar.share:,.0f} %" if np.isfinite(bar.share) else "nobody there"
        ax.text(length + longest, k, told, va="center", ha="left", fontsize=10, zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2})  # fmt: skip
    ax.axvline(100, color=INK, linestyle="--", linewidth=1.1, zorder=3, label="all there is: 100 %")
    for verdict in dict.fromkeys(bar.verdict for bar in bars):
        ax.plot([], [], "s", color=VERDICT_MARKS[verdict][1], label=BAR_WORDS[verdict])
    ax.set_yticks(range(len(bars)), [bar.name for bar in bars])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(bars) - 0.4, -0.6)
    ax.set_xlim(0, (115 if all(np.isfinite(bar.share) for bar in bars) else 135) * longest)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("needed, % of what is there")
    legend(ax)
    return ax


def week_map(week: npt.NDArray[np.float64], ax: Axes | None = None) -> Axes:
    """(7, 24) mean orders in each hour from Monday 0 h; the darker, the more."""
    ax = axes(ax, 2.9)
    ax.set_title("Orders by weekday and hour")
    mesh = ax.pcolormesh(
        np.arange(25), np.arange(8), week, cmap="Blues", vmin=0, edgecolors="white",
        linewidth=0.8,
    )  # fmt: skip
    ax.set_yticks(np.arange(7) + 0.5, list(WEEKDAYS))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(7, 0)
    ax.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.fmt_xdata = lambda hour: f"{int(hour)}:00"
    scale(ax, mesh, "orders an hour")
    return ax

"""Fans: how a number of orders may go on, from where it is, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.dates import date_label, date_ticks
from simulator.reporting.moments import day_text
from simulator.reporting.style import (
    ALARM,
    INK,
    LONGEST_LANE,
    MUTED,
    Numbers,
    axes,
    color,
    lanes,
    lanes_height,
    legend,
    nothing,
    shortened,
    sided,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMED = 8
"""Pick-ups that are named above a figure."""
MOST_ROOMY = 8
"""Chances beside each of which a number with its unit has room."""
MOST_MARKED = 40
"""Pick-ups that are marked in it."""
DAY = timedelta(days=1)
_CLOSE = 0.11
"""Names whose pick-ups are nearer by this share of the axis stand one above the other."""


@dataclass(frozen=True)
class Fan:
    """A band around its median, a value for each moment."""

    name: str
    low: Numbers
    mid: Numbers
    high: Numbers


@dataclass(frozen=True)
class Target:
    """So many orders at most, or at least, so many hours after the beginning."""

    hour: float
    orders: float
    at_most: bool


@dataclass(frozen=True)
class Window:
    """The hours of a forecast, what the clock on the wall shows at one, and (hour, carrier)."""

    hours: Numbers
    shown: Callable[[float], datetime]
    pick_ups: tuple[tuple[float, str], ...] = ()


@styled()
def fan(
    window: Window,
    parts: Sequence[Fan],
    target: Target | None,
    where: str,
    band: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Bands over time of one number, with what is aimed at and the pick-ups; `band` names them."""
    ax = axes(ax)
    for k, part in enumerate(parts):
        ax.fill_between(window.hours, part.low, part.high, color=color(k), alpha=0.2, linewidth=0)
        ax.plot(window.hours, part.mid, color=color(k), linestyle=("-", "--")[k % 2],
                label=f"{part.name}: median")  # fmt: skip
    if band:
        ax.fill_between([], [], color=MUTED, alpha=0.25, linewidth=0, label=f"band: {band}")
    _pick_ups(ax, window, named=True)
    if target is not None:
        most = "at most" if target.at_most else "at least"
        at = f"{window.shown(target.hour):%H:%M}"
        ax.axhline(target.orders, color=ALARM, linewidth=1, linestyle=(0, (5, 3)), zorder=4)
        ax.plot(
            [target.hour], [target.orders], "v" if target.at_most else "^", color=ALARM,
            markersize=8, zorder=6, clip_on=False, label=f"{most} {target.orders:,.0f} at {at}",
        )  # fmt: skip
    ax.set_ylabel(f"orders {where}")
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.grid(axis="y")
    ax.set_ylim(bottom=0)
    _time(ax, window)
    legend(ax)
    return ax


@styled()
def stages(window: Window, parts: Sequence[Fan], band: str = "", ax: Axes | None = None) -> Axes:
    """A lane with its own scale for each number that is ever more than nothing; `band` as above."""
    drawn = [part for part in parts if part.high.max(initial=0) > 0]
    ax = axes(ax, lanes_height(len(drawn)))
    if not drawn:
        return nothing(ax, "nobody waits at any stage")
    names = [shortened(part.name, LONGEST_LANE) for part in drawn]
    made = lanes(ax, names, [float(part.high.max()) for part in drawn])
    for k, (lane, part) in enumerate(zip(made, drawn, strict=True)):
        low, mid, high = (lane.at(values) for values in (part.low, part.mid, part.high))
        ax.fill_between(window.hours, low, high, color=color(k), alpha=0.22, linewidth=0, zorder=2)
        ax.plot(window.hours, mid, color=color(k), zorder=3)
    if band:
        ax.plot([], [], color=MUTED, label="median")
        ax.fill_between([], [], color=MUTED, alpha=0.25, linewidth=0, label=f"band: {band}")
    legend(ax)
    _pick_ups(ax, window, named=False)
    ax.set_ylabel("orders")
    _time(ax, window)
    return ax


@styled()
def chances(
    names: Sequence[str],
    shares: Sequence[float],
    intervals: Sequence[tuple[float, float]],
    enough: float,
    what: str,
    ax: Axes | None = None,
) -> Axes:
    """A chance, 0 to 100 %, by what is called, with the one that is enough as a line.

    Each has its interval, cut where no chance can be.
    """
    ax = axes(ax)
    x = np.arange(len(names))
    middle = 100 * np.array(shares)
    bounds = 100 * np.array(intervals).T
    bars = np.maximum(np.abs(bounds - middle), 0)
    ax.axhline(100 * enough, color=ALARM, linewidth=1, linestyle=(0, (5, 3)),
               label=f"enough: {100 * enough:.0f} %")  # fmt: skip
    ax.errorbar(x, middle, yerr=bars, fmt="o", color=color(0), capsize=4, clip_on=False, zorder=4,
                label="share of the futures\nand its interval")  # fmt: skip
    many = len(names) > MOST_ROOMY
    for place, share in zip(x, middle, strict=True):
        ax.annotate(
            f"{share:.0f}" if many else f"{share:.0f} %", (place, share), (6 if many else 8, 0),
            textcoords="offset points", va="center", color=INK, fontsize=9 if many else 10.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    ax.set_xticks(x, names)
    ax.set_xlim(-0.5, len(names) - 0.3)
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 20), [f"{k} %" for k in range(0, 101, 20)])
    ax.set_xlabel(what)
    ax.set_ylabel(sided("chance", True))
    legend(ax)
    return ax


def _pick_ups(ax: Axes, window: Window, *, named: bool) -> None:
    """A dotted line each; names above the axes, those of near ones one above the other."""
    if len(window.pick_ups) > MOST_MARKED:
        return
    last, level = -1.0, 0
    for hour, carrier in window.pick_ups:
        ax.axvline(hour, color=MUTED, linewidth=0.9, linestyle=":", zorder=1)
        if not named or len(window.pick_ups) > MOST_NAMED:
            continue
        level = level + 1 if hour - last < _CLOSE * float(window.hours[-1]) else 0
        last = hour
        ax.annotate(
            f"{carrier} {window.shown(hour):%H:%M}", (hour, 1), (0, 3 + 12 * level),
            xycoords=ax.get_xaxis_transform(), textcoords="offset points", ha="center",
            va="bottom", fontsize=9, color=MUTED,
        )  # fmt: skip


def _time(ax: Axes, window: Window) -> None:
    """Hours of the clock on the wall, and below them the day or days."""
    end = float(window.hours[-1])
    first, last = window.shown(0.0), window.shown(end)
    ticks = [
        (_hour_of(moment, first, window, end), label) for moment, label in date_ticks(first, last)
    ]
    ax.set_xticks([hour for hour, _ in ticks], [label for _, label in ticks])
    ax.set_xlim(0, end)
    days = day_text(first.date())
    ax.fmt_xdata = lambda hour: _told(window.shown(float(hour)), first)
    ax.set_xlabel(days if first.date() == last.date() else f"{days} to {day_text(last.date())}")


def _told(moment: datetime, first: datetime) -> str:
    """'21:45', on another day than the first 'Fri 13 Mar 06:00'."""
    time = f"{moment:%H:%M}"
    return time if moment.date() == first.date() else f"{date_label(moment, DAY)} {time}"


def _hour_of(moment: datetime, first: datetime, window: Window, end: float) -> float:
    """Hours after the beginning at which the wall shows a moment, the clock put in between too."""
    hour = (moment - first) / timedelta(hours=1)
    late = (window.shown(min(max(hour, 0.0), end)) - moment) / timedelta(hours=1)
    return hour - late if 0 <= hour <= end else hour

"""Figures of experiments: paired differences, cost against service, gains, backlogs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better
from simulator.reporting.dates import RunClock, days, time_axis
from simulator.reporting.style import (
    INK,
    MUTED,
    PALETTE,
    VERDICT_MARKS,
    Bounds,
    axes,
    error_bars,
    legend,
    panels,
    shortened,
    sided,
    target_words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]
STROKE = 0.7
"""How opaque the strokes of single replications are: still 3:1 from white."""
LONGEST_NAME = 36
"""Letters of a line of a name at an axis; what is cut off stands in the tables."""


@dataclass(frozen=True)
class Bar:
    """A difference with its half-width, and the values it is the mean of.

    It can be `most` at the most, either way: shares differ by 100 points.
    """

    name: str
    mean: float
    half_width: float
    values: Numbers
    most: float = inf


@dataclass(frozen=True)
class Panel:
    """The differences of one KPI; `better` says which of its sides is the good one."""

    title: str
    bars: Sequence[Bar]
    better: Better = "neutral"


def differences(shown: Sequence[Panel], ax: Axes | None = None) -> Axes:
    """One panel per KPI, one row per alternative: each pair's difference, mean and interval."""
    rows = [max(len(panel.bars), 1) for panel in shown]
    height = 0.9 + sum(0.42 * n + 0.95 for n in rows)
    made = panels(ax, height, [n + 1.4 for n in rows])
    for ax, panel in zip(made, shown, strict=True):
        ax.set_title(panel.title, fontsize=10.5, pad=5)
        ax.axvline(0, color=MUTED, linewidth=0.9)
        for k, bar in enumerate(panel.bars):
            _dot(ax, bar, len(panel.bars) - 1 - k, PALETTE[0])
        _rows(ax, [bar.name for bar in panel.bars])
        _sides(ax, panel.better)
    return made[0]


def _sides(ax: Axes, better: Better) -> None:
    """'better' and 'worse' at the ends of the axis below, where one of them is."""
    if better == "neutral":
        return
    sides = ("← worse", "better →") if better == "higher" else ("← better", "worse →")
    for x, side in zip((0.0, 1.0), sides, strict=True):
        ax.text(
            x, 0.02, side, transform=ax.transAxes, fontsize=9.5, color=MUTED, va="bottom",
            ha="left" if x == 0 else "right", zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def _rows(ax: Axes, names: Sequence[str], lines: int = 2) -> None:
    """A name per row, the first on top, in at most so many lines."""
    ax.set_yticks(range(len(names)), [row_name(name, lines) for name in reversed(names)])
    ax.set_ylim(-0.9, max(len(names), 1) - 0.3)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


@dataclass(frozen=True)
class Standing:
    """One alternative and a target: the mean, its half-width, and what periods range over."""

    name: str
    mean: float
    half_width: float
    low: float
    high: float
    verdict: str


def standings(
    rows: Sequence[Standing],
    goal: float,
    axis: str,
    ranged: str,
    bounds: Bounds,
    ax: Axes | None = None,
) -> Axes:
    """Where each alternative stands to a target: the mean's interval within the periods' range."""
    lines = 2 if ax is None else 1
    tight = len(rows) > 6 and all(len(row.name) <= LONGEST_NAME for row in rows)
    ax = axes(ax, 1.4 + (0.3 if tight else 0.42) * max(len(rows), 1))
    ax.axvline(goal, color=INK, linewidth=1, linestyle="--", label=target_words(goal, axis))
    told = set()
    for k, row in enumerate(rows):
        y = len(rows) - 1 - k
        marker, hue = VERDICT_MARKS[row.verdict]
        ax.plot([row.low, row.high], [y - 0.2, y - 0.2], "|-", color=MUTED, linewidth=1.1,
                markersize=6, label=None if k else ranged)  # fmt: skip
        half = error_bars(np.array([row.mean]), np.array([row.half_width]), bounds)
        ax.errorbar(
            [row.mean], [y], xerr=half, fmt=marker, color=hue, markersize=7, elinewidth=3.2,
            label=None if row.verdict in told else f"{row.verdict}: the mean and its interval",
        )  # fmt: skip
        told.add(row.verdict)
    _rows(ax, [row.name for row in rows], lines)
    ax.set_xlabel(axis)
    legend(ax)
    return ax


@dataclass(frozen=True)
class AtTarget:
    """Rows that stand to one target: what is asked for, on which axis, what single periods do."""

    rows: Sequence[Standing]
    goal: float
    axis: str
    ranged: str
    bounds: Bounds

    def draw(self, ax: Axes | None = None) -> Axes:
        """As `standings`."""
        return standings(self.rows, self.goal, self.axis, self.ranged, self.bounds, ax)


def row_name(name: str, lines: int) -> str:
    """As much of a name as one line or two beside an axis hold."""
    if lines == 1:
        return shortened(name, LONGEST_NAME)
    first, *others = wrap(name, LONGEST_NAME) or [""]
    return "\n".join([first, *([shortened(" ".join(others), LONGEST_NAME)] if others else [])])


def _dot(ax: Axes, bar: Bar, y: float, color: str) -> None:
    ax.plot(bar.values, np.full(len(bar.values), y), "|", color=color, alpha=STROKE, markersize=9)
    if bar.half_width == bar.half_width:
        low = max(bar.mean - bar.half_width, -bar.most)
        high = min(bar.mean + bar.half_width, bar.most)
        ax.plot([low, high], [y, y], color=color, linewidth=2.6, solid_capstyle="butt")
    ax.plot([bar.mean], [y], "o", color=color, markersize=7)


def gains(
    bars: Sequence[Bar], unit: str, better: Better = "neutral", ax: Axes | None = None
) -> Axes:
    """What one more of each resource gains, the most on top."""
    ax = axes(ax, 1.2 + 0.42 * max(len(bars), 1))
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for k, bar in enumerate(bars):
        _dot(ax, bar, len(bars) - 1 - k, PALETTE[0])
    _rows(ax, [bar.name for bar in bars])
    _sides(ax, better)
    ax.set_xlabel(unit)
    return ax


@dataclass(frozen=True)
class Spot:
    """One roster on the frontier's plane, and what was found of its targets."""

    cost: float
    service: float
    verdict: str
    name: str = ""


def frontier(
    spots: Sequence[Spot],
    edge: Sequence[tuple[float, float]],
    chosen: Spot | None,
    cost: str,
    service: str,
    goal: float,
    more_is_better: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Cost against service: every roster that was simulated, the frontier and the choice."""
    ax = axes(ax, 4.6)
    for verdict, (marker, hue) in VERDICT_MARKS.items():
        mine = [spot for spot in spots if spot.verdict == verdict]
        if not mine:
            continue
        x, y = [spot.cost for spot in mine], [spot.service for spot in mine]
        ax.plot(x, y, marker, color=hue, linestyle="none", markersize=6, label=verdict)
    if len(edge) > 1:
        ax.step(*zip(*edge, strict=True), where="post", color=INK, linewidth=1.1, label="frontier")
    ax.axhline(goal, color=INK, linewidth=1, linestyle="--", label=target_words(goal, service))
    if chosen is not None:
        ax.plot([chosen.cost], [chosen.service], "o", color="none", markeredgecolor=INK,
                markersize=13, markeredgewidth=1.6, label="chosen")  # fmt: skip
        ax.annotate(
            f"chosen: {chosen.name}", (0.0, 1.02), xycoords="axes fraction", fontsize=9, color=INK
        )
    ax.set_xlabel(sided(cost, False))
    ax.set_ylabel(sided(service, more_is_better))
    legend(ax)
    return ax


@dataclass(frozen=True)
class Band:
    """A curve over replications by hour: its mean, and the band around it."""

    mean: Numbers
    low: Numbers
    high: Numbers


def disturbed_backlog(
    hours: Numbers,
    calm: Band,
    disturbed: Band,
    begins: Sequence[float],
    cleared: float | None,
    clock: RunClock,
    band: str,
    told: str = "",
    target: AtTarget | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The backlog with and without the disturbance: means and bands over replications.

    `told` is the moment of `cleared` in words; `target` stands below, where there is one.
    """
    ax, *below = [axes(ax, 3.8)] if target is None else panels(ax, 5.2, (3, 1))
    if target is not None:
        target.draw(*below)
    x = days(clock, hours)
    for curve, hue, line, name in (
        (calm, PALETTE[0], "-", "undisturbed"), (disturbed, PALETTE[3], "--", "disturbed"),
    ):  # fmt: skip
        ax.fill_between(x, curve.low, curve.high, color=hue, alpha=0.22, linewidth=0)
        ax.plot(x, curve.mean, color=hue, linestyle=line, label=f"{name}, mean and {band}")
    for k, moment in enumerate(days(clock, np.array(begins))):
        ax.axvline(moment, color=MUTED, linewidth=0.9, linestyle="--",
                   label="disturbance begins" if k == 0 else None)  # fmt: skip
    if cleared is not None:
        ax.axvline(days(clock, np.array([cleared]))[0], color=INK, linewidth=1.1, linestyle=":",
                   label=f"cleared, on average\n{told}".rstrip())  # fmt: skip
    time_axis(ax, clock)
    ax.set_ylabel("orders released, not handed over")
    ax.set_ylim(bottom=0)
    legend(ax)
    return ax

"""Service and load against demand, with the demand that can be promised and each limit marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from simulator.measure.statistics import Estimate
from simulator.reporting.experiment_plots import LONGEST_NAME
from simulator.reporting.style import (
    INK,
    MARKERS,
    PALETTE,
    Bounds,
    axes,
    color,
    error_bars,
    legend,
    panels,
    plain,
    shortened,
    target_words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class DemandCurve:
    """A crew's busy share of its time, in per cent, by demand as a multiple."""

    name: str
    points: Sequence[tuple[float, float]]


def service_by_demand(
    points: Sequence[tuple[float, Estimate]],
    goal: float,
    name: str,
    marks: Sequence[tuple[float, str]],
    bounds: Bounds,
    between: tuple[float, float] | None = None,
    a_day: float = nan,
    promise: float | None = None,
    loads: Sequence[DemandCurve] = (),
    ax: Axes | None = None,
) -> Axes:
    """A target's KPI against demand (as a multiple), its goal, and the demand of each limit.

    `between` lies the largest demand that holds; `a_day` are the orders of demand 1, with which
    the axis has orders a day beside the multiples; `promise` is the demand that can be promised.
    Below it are the `loads` at the same demands, where there are any.
    """
    top, *below = panels(ax, 5.2, (3, 2)) if loads else [axes(ax, 4.0)]
    factors = [factor for factor, _ in points]
    means = np.array([point.mean for _, point in points])
    half = np.array([point.half_width for _, point in points])
    top.errorbar(
        factors, means, yerr=error_bars(means, half, bounds), color=PALETTE[0], marker="o",
        markersize=5, linewidth=1.4, elinewidth=1.2, capsize=3, label="as the house is",
    )  # fmt: skip
    top.axhline(goal, color=INK, linewidth=1, linestyle="--", label=target_words(goal, name))
    for each in (top, *below):
        first = each is top
        if between is not None:
            each.axvspan(*between, color="#F0F0F0", zorder=0,
                         label="the largest demand lies here" if first else None)  # fmt: skip
        if promise is not None:
            told = f": {plain(a_day * promise)} a day" if a_day == a_day else ""
            each.axvline(promise, color=PALETTE[2], linewidth=1.6,
                         label=f"can be promised{told}" if first else None)  # fmt: skip
        for factor, _ in marks:
            each.axvline(factor, color=INK, linewidth=1, linestyle=":")
    for place, (factor, limit) in enumerate(marks):
        right = factor > sum(top.get_xlim()) / 2
        top.annotate(
            f"limit: {shortened(limit, LONGEST_NAME)}", (factor, 1.02 + 0.08 * place),
            xycoords=("data", "axes fraction"), xytext=(-5 if right else 5, 0),
            textcoords="offset points", fontsize=9, color=INK, ha="right" if right else "left",
        )  # fmt: skip
    top.set_ylabel(name)
    for lower in below:
        _loads(lower, loads)
        lower.set_xlim(top.get_xlim())
    _demand_axis((*below, top)[0], a_day)
    if below:
        low, high = top.get_xlim()
        top.set_xticks([at for at in below[0].get_xticks() if low <= at <= high], [])
    for each in (top, *below):
        each.fmt_xdata = _demand_told
        legend(each)
    return top


def _demand_told(factor: float) -> str:
    return f"{factor:.3g} times the demand"


def _loads(ax: Axes, loads: Sequence[DemandCurve]) -> None:
    """Each crew's line up to the dashed one: all the time that its people are there."""
    for k, curve in enumerate(loads):
        ax.plot(*zip(*curve.points, strict=True), color=color(k), marker=MARKERS[k % 9],
                markersize=4.5, linewidth=1.4, label=curve.name)  # fmt: skip
    ax.axhline(100, color=INK, linewidth=1, linestyle="--", label="all their time")
    ax.set_ylim(0, 108)
    ax.set_ylabel("busy, % of\ntime there")


def _demand_axis(ax: Axes, a_day: float) -> None:
    ax.set_xlabel("demand, times that of the scenario")
    if a_day == a_day:
        orders = _round_between(*(a_day * edge for edge in ax.get_xlim()))
        texts = [f"{plain(each)}\n{each / a_day:.2f} times" for each in orders]
        ax.set_xticks([each / a_day for each in orders], texts)
        ax.set_xlabel("orders a day, and demand as times that of the scenario")


def _round_between(low: float, high: float) -> list[float]:
    """At most eight round numbers within an interval."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(each) for each in ticks if low <= each <= high]

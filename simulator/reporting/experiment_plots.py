"""Figures of experiments: paired differences, cost against service, gains, backlogs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.measure.statistics import Estimate
from simulator.reporting.style import ALARM, INK, MUTED, PALETTE, axes, legend, panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]
LONGEST_NAME = 36
"""Letters of a name at an axis; what is cut off stands in the tables."""


@dataclass(frozen=True)
class Bar:
    """A mean with its half-width, and the values it is the mean of."""

    name: str
    mean: float
    half_width: float
    values: Numbers


def differences(shown: Sequence[tuple[str, Sequence[Bar]]], ax: Axes | None = None) -> Axes:
    """One panel per KPI, one row per alternative: each pair's difference, mean and interval."""
    rows = [max(len(bars), 1) for _, bars in shown]
    height = 0.9 + sum(0.42 * n + 0.75 for n in rows)
    made = panels(ax, height, [n + 1.2 for n in rows])
    for ax, (title, bars) in zip(made, shown, strict=True):
        ax.set_title(title, fontsize=10.5, pad=5)
        ax.axvline(0, color=MUTED, linewidth=0.9)
        for k, bar in enumerate(bars):
            _dot(ax, bar, len(bars) - 1 - k, PALETTE[0])
        ax.set_yticks(range(len(bars)), [_short(bar.name) for bar in reversed(bars)])
        ax.set_ylim(-0.7, len(bars) - 0.3)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
    return made[0]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _dot(ax: Axes, bar: Bar, y: float, color: str) -> None:
    ax.plot(bar.values, np.full(len(bar.values), y), "|", color=color, alpha=0.35, markersize=9)
    if bar.half_width == bar.half_width:
        low, high = bar.mean - bar.half_width, bar.mean + bar.half_width
        ax.plot([low, high], [y, y], color=color, linewidth=2.6, solid_capstyle="butt")
    ax.plot([bar.mean], [y], "o", color=color, markersize=7)


def gains(bars: Sequence[Bar], unit: str, ax: Axes | None = None) -> Axes:
    """What one more of each resource gains, the most on top."""
    ax = axes(ax, 1.2 + 0.42 * max(len(bars), 1))
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for k, bar in enumerate(bars):
        _dot(ax, bar, len(bars) - 1 - k, PALETTE[0])
    ax.set_yticks(range(len(bars)), [_short(bar.name) for bar in reversed(bars)])
    ax.set_ylim(-0.7, max(len(bars), 1) - 0.3)
    ax.set_xlabel(unit)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def service_by_demand(
    points: Sequence[tuple[float, Estimate]],
    goal: float,
    name: str,
    marks: Sequence[tuple[float, str]],
    ax: Axes | None = None,
) -> Axes:
    """A target's KPI against demand (as a multiple), its goal, and the demand of each limit."""
    ax = axes(ax, 4.2)
    factors = [factor for factor, _ in points]
    means = np.array([found.mean for _, found in points])
    half = np.nan_to_num(np.array([found.half_width for _, found in points]))
    ax.errorbar(factors, means, yerr=half, color=PALETTE[0], marker="o", markersize=5,
                linewidth=1.4, elinewidth=1.2, capsize=3, label="as the house is")  # fmt: skip
    ax.axhline(goal, color=MUTED, linewidth=1, linestyle="--", label="target")
    for place, (factor, limit) in enumerate(marks):
        ax.axvline(factor, color=INK, linewidth=1, linestyle=":")
        ax.annotate(
            _short(limit), (factor, 0.02 + 0.08 * place), xycoords=("data", "axes fraction"),
            xytext=(5, 0), textcoords="offset points", fontsize=9, color=INK,
        )  # fmt: skip
    ax.set_xlabel("demand, times that of the scenario")
    ax.set_ylabel(name)
    legend(ax)
    return ax


@dataclass(frozen=True)
class Spot:
    """One roster on the frontier's plane, and what was found of its targets."""

    cost: float
    service: float
    verdict: str
    name: str = ""


_MARKS = {"met": ("o", PALETTE[2]), "missed": ("x", ALARM), "undecided": ("s", PALETTE[1])}


def frontier(
    spots: Sequence[Spot],
    edge: Sequence[tuple[float, float]],
    chosen: Spot | None,
    cost: str,
    service: str,
    goal: float,
    ax: Axes | None = None,
) -> Axes:
    """Cost against service: every roster that was simulated, the frontier and the choice."""
    ax = axes(ax, 4.6)
    for verdict, (marker, color) in _MARKS.items():
        mine = [spot for spot in spots if spot.verdict == verdict]
        x, y = [spot.cost for spot in mine], [spot.service for spot in mine]
        ax.plot(x, y, marker, color=color, linestyle="none", markersize=6, label=verdict)
    if edge:
        ax.step(*zip(*edge, strict=True), where="post", color=INK, linewidth=1.1, label="frontier")
    ax.axhline(goal, color=MUTED, linewidth=1, linestyle="--")
    if chosen is not None:
        ax.plot([chosen.cost], [chosen.service], "o", color="none", markeredgecolor=INK,
                markersize=13, markeredgewidth=1.6, label="chosen")  # fmt: skip
        ax.annotate(
            chosen.name, (chosen.cost, chosen.service), xytext=(10, -14),
            textcoords="offset points", fontsize=9,
        )  # fmt: skip
    ax.set_xlabel(cost)
    ax.set_ylabel(service)
    legend(ax)
    return ax


def disturbed_backlog(
    hours: Numbers,
    calm: Numbers,
    disturbed: Numbers,
    begins: Sequence[float],
    cleared: float | None,
    day_of: str,
    ax: Axes | None = None,
) -> Axes:
    """The backlog with and without the disturbance: means over replications."""
    ax = axes(ax, 3.8)
    days = hours / 24
    ax.plot(days, calm, color=PALETTE[0], label="undisturbed")
    ax.plot(days, disturbed, color=PALETTE[3], label="disturbed")
    for k, moment in enumerate(begins):
        ax.axvline(moment / 24, color=MUTED, linewidth=0.9, linestyle="--",
                   label="disturbance begins" if k == 0 else None)  # fmt: skip
    if cleared is not None:
        ax.axvline(cleared / 24, color=INK, linewidth=0.9, linestyle=":", label="back in the band")
    ax.set_xlabel(f"days since {day_of}")
    ax.set_ylabel("orders released, not handed over")
    ax.set_ylim(bottom=0)
    legend(ax)
    return ax

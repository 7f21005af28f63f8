"""Orders by weekday and hour as a map, or by the hour of the day where a map would show chance."""

from __future__ import annotations

from functools import partial
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.charts import Chart
from simulator.reporting.load_plots import week_map
from simulator.reporting.style import Numbers, axes, color, legend, nothing, step_edges, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELLS = 168
LEAST_A_CELL = 20
"""Orders in the mean cell of a map from which it is drawn: chance moves fewer by over 44 %."""
Z = 1.96


def week_chart(week: Numbers, orders: int, reading: str) -> Chart:
    """Of (7, 24) mean orders in each hour from Monday 0 h, and of how many orders they are."""
    if enough_for_a_map(orders):
        return Chart(partial(week_map, week), "Orders by weekday and hour", reading)
    return Chart(
        partial(hours_of_day, week, orders),
        "Orders by hour of the day",
        f"Mean orders in each hour; the band is chance. {left_out_text(orders)}",
    )


def enough_for_a_map(orders: int) -> bool:
    """Whether a map of so many orders shows more than chance."""
    return orders / CELLS >= LEAST_A_CELL


def left_out_text(orders: int) -> str:
    """Why there is no map of so many orders."""
    a_cell = orders / CELLS
    moved = 100 * Z / sqrt(a_cell) if a_cell else 100.0
    chance = f"chance alone moves by {moved:.0f} %" if moved < 100 else "is chance alone"
    few = f"{a_cell:.1f}" if a_cell >= 1 else f"{a_cell:.1g}"
    few = f"{orders:,} orders are {few} a cell"
    return f"A map by weekday and hour is left out: {few}, which {chance}."


@styled()
def hours_of_day(week: Numbers, orders: int, ax: Axes | None = None) -> Axes:
    """The mean day of a week, each hour within the 95 % interval of a count of so many orders."""
    day, a_week = week.mean(axis=0), float(week.sum())
    weeks = orders / a_week if a_week else 1.0
    half = Z * np.sqrt(day / (7 * weeks)) if orders else np.zeros(24)
    ax = axes(ax, 2.9)
    if not day.any():
        return nothing(ax, "no orders")
    x = np.arange(25)
    ax.fill_between(
        x, step_edges(np.maximum(day - half, 0)), step_edges(day + half), step="post",
        color=color(0), alpha=0.22, linewidth=0, label="chance, 95 %",
    )  # fmt: skip
    ax.step(x, step_edges(day), where="post", color=color(0), label="mean")
    ax.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    ax.set_xlim(0, 24)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("orders an hour")
    ax.fmt_xdata = lambda hour: f"{int(hour)}:00"
    legend(ax)
    return ax

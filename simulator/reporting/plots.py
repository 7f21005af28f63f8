"""Every figure: a function of the series table, and all of them bound to one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.reporting.curves import groups
from simulator.reporting.dates import RunClock
from simulator.reporting.flow_plots import (
    backlog,
    cycle_times,
    orders_by_hour,
    queue_lengths,
    time_by_cause,
)
from simulator.reporting.load_plots import heads_needed, load_map
from simulator.reporting.resource_plots import hand_overs, stock_levels, utilization
from simulator.reporting.style import svg

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "Plots",
    "RunClock",
    "backlog",
    "cycle_times",
    "hand_overs",
    "heads_needed",
    "load_map",
    "orders_by_hour",
    "queue_lengths",
    "stock_levels",
    "time_by_cause",
    "utilization",
]

NEEDS: Mapping[str, tuple[str, ...]] = {
    "orders_by_hour": ("placed_by_hour_of_week", "shipped_by_hour_of_week"),
    "queue_lengths": ("queue_length",),
    "backlog": ("backlog",),
    "cycle_times": ("cycle_time_histogram",),
    "time_by_cause": ("time_by_cause",),
    "load_map": ("load_by_hour_of_week",),
    "heads_needed": ("heads_planned_by_hour_of_week",),
    "utilization": ("heads_by_hour_of_week",),
    "stock_levels": ("stock_level",),
    "hand_overs": ("pick_up_waiting", "pick_up_loaded"),
}
"""The figures of a report, and the series without which each has nothing to show."""


@dataclass(frozen=True)
class Plots:
    """The figures of one run; `series` may hold one or more replications.

    Each returns its axes, on the figure of `ax` or on a new one (`axes.figure`).
    """

    series: pd.DataFrame
    clock: RunClock | None = None

    def __call__(self, ax: Axes | None = None) -> Axes:
        """The backlog over time, which the other figures explain."""
        return self.backlog(ax)

    def __repr__(self) -> str:
        return f"<figures: {', '.join(NEEDS)}>"

    def orders_by_hour(self, ax: Axes | None = None) -> Axes:
        """Orders placed and shipped by hour of the week."""
        return orders_by_hour(self.series, ax)

    def queue_lengths(self, ax: Axes | None = None) -> Axes:
        """Queue length by station over time."""
        return queue_lengths(self.series, self.clock, ax)

    def backlog(self, ax: Axes | None = None) -> Axes:
        """Orders released and not handed over, over time."""
        return backlog(self.series, self.clock, ax)

    def cycle_times(self, ax: Axes | None = None) -> Axes:
        """Distribution of the time from order to finish, by class, with the promise."""
        return cycle_times(self.series, ax)

    def time_by_cause(self, ax: Axes | None = None) -> Axes:
        """Where a finished order's time goes."""
        return time_by_cause(self.series, ax)

    def load_map(self, ax: Axes | None = None) -> Axes:
        """Load by weekday and hour, as explained before the run."""
        return load_map(self.series, ax)

    def heads_needed(self, ax: Axes | None = None) -> Axes:
        """Heads needed and scheduled by hour of the week, as explained before the run."""
        return heads_needed(self.series, ax)

    def utilization(self, ax: Axes | None = None) -> Axes:
        """Busy and scheduled heads by crew and hour of the week."""
        return utilization(self.series, ax)

    def stock_levels(self, ax: Axes | None = None) -> Axes:
        """Units on hand by SKU over time."""
        return stock_levels(self.series, self.clock, ax)

    def hand_overs(self, ax: Axes | None = None) -> Axes:
        """Parcels waiting and loaded against the capacity of each pick-up."""
        return hand_overs(self.series, self.clock, ax)


def svg_figures(series: pd.DataFrame, clock: RunClock | None) -> dict[str, bytes]:
    """Every figure that has something to show, as SVG, by the name of its function."""
    plots = Plots(series, clock)
    draw: Mapping[str, Callable[[], Axes]] = {
        "orders_by_hour": plots.orders_by_hour,
        "queue_lengths": plots.queue_lengths,
        "backlog": plots.backlog,
        "cycle_times": plots.cycle_times,
        "time_by_cause": plots.time_by_cause,
        "load_map": plots.load_map,
        "heads_needed": plots.heads_needed,
        "utilization": plots.utilization,
        "stock_levels": plots.stock_levels,
        "hand_overs": plots.hand_overs,
    }
    present = {name for name, need in NEEDS.items() if any(groups(series, n) for n in need)}
    return {name: svg(function) for name, function in draw.items() if name in present}

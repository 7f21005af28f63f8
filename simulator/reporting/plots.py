"""Every figure of a run's report: how it is drawn, what it needs, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING

from simulator.reporting.by_name import Figures
from simulator.reporting.charts import Chart
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

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class RunFigure:
    """A function of the series table, and of the run's clock if it is drawn over time.

    `needs` are the series without which it has nothing to show; its title, and how to read it.
    """

    draw: Callable[..., Axes]
    needs: tuple[str, ...]
    title: str
    reading: str

    def chart(self, series: pd.DataFrame, clock: RunClock | None) -> Chart:
        """Of one run."""
        over_time = {"clock": clock} if "clock" in signature(self.draw).parameters else {}
        return Chart(partial(self.draw, series, **over_time), self.title, self.reading)


FIGURES: Mapping[str, RunFigure] = {
    "backlog": RunFigure(
        backlog,
        ("backlog",),
        "Backlog over time",
        "Orders released and not handed over: level weeks mean that the plan holds, a slope "
        "that it does not.",
    ),
    "orders_by_hour": RunFigure(
        orders_by_hour,
        ("placed_by_hour_of_week", "shipped_by_hour_of_week"),
        "Orders placed and shipped by hour of the week",
        "Where 'shipped' stays away from 'placed', orders wait for a shift or for the carrier.",
    ),
    "queue_lengths": RunFigure(
        queue_lengths,
        ("queue_length",),
        "Queue length by station over time",
        "A queue that is not empty before the next busy hours is short of people or machines; "
        "one that grows from week to week never will be. Each station has its own scale.",
    ),
    "cycle_times": RunFigure(
        cycle_times,
        ("cycle_time_histogram",),
        "Cycle time by class, with the promise",
        "A dashed line is the mean promise of the class of its color. Each order has a "
        "promise of its own: how many were late is told by the on-time figures, not by what "
        "lies right of the line.",
    ),
    "time_by_cause": RunFigure(
        time_by_cause,
        ("time_by_cause",),
        "Where a finished order's time goes",
        "The longest bar is where an hour can be won; a thin line shows the range over "
        "replications.",
    ),
    "load_map": RunFigure(
        load_map,
        ("load_by_hour_of_week",),
        "Load by weekday and hour",
        "What comes while nobody is there is spread evenly over the shift that finds it. "
        "Orange hours have more work than can be done by the end of that shift, however it is "
        "spread.",
    ),
    "heads_needed": RunFigure(
        heads_needed,
        ("heads_planned_by_hour_of_week",),
        "Heads needed and scheduled by hour of the week",
        "Filled is what is needed so that nothing is left when the shift ends; orange is what "
        "is missing. White below the line is time to spare.",
    ),
    "utilization": RunFigure(
        utilization,
        ("heads_by_hour_of_week",),
        "Heads scheduled and busy by crew and hour of the week",
        "Where the filled area reaches the line, nobody is free; white below the line is time "
        "to spare.",
    ),
    "stock_levels": RunFigure(
        stock_levels,
        ("stock_level",),
        "Stock on hand by SKU over time",
        "A line on the floor is a stock-out; one that stays far above it is money on the "
        "shelf. Each SKU has its own scale.",
    ),
    "hand_overs": RunFigure(
        hand_overs,
        ("pick_up_waiting", "pick_up_loaded"),
        "Hand-overs against pick-up capacity by carrier",
        "What stands on top of a bar did not fit and waits for the next pick-up; bars at the line "
        "of the capacity are full.",
    ),
}
"""By name; the first is the one that the others explain."""


def plots(series: pd.DataFrame, clock: RunClock | None = None) -> Figures:
    """All of them, of one run; `series` may hold one or more replications."""
    return Figures({name: figure.chart(series, clock) for name, figure in FIGURES.items()})


def charts(series: pd.DataFrame, clock: RunClock | None) -> dict[str, Chart]:
    """Those that have something to show."""
    return {
        name: figure.chart(series, clock)
        for name, figure in FIGURES.items()
        if any(_is_there(series, need) for need in figure.needs)
    }


def _is_there(series: pd.DataFrame, name: str) -> bool:
    """Whether any value of a series is more than nothing."""
    return bool((series.loc[series["series"] == name, "value"] > 0).any())

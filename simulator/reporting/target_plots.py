"""A run's targets as a figure: the mean, what single periods range over, and the goal as a line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from simulator.measure.kpis import UnknownKpiError, kpi
from simulator.reporting.answer import target_name, target_rows
from simulator.reporting.charts import Chart
from simulator.reporting.experiment_plots import AtTarget, Standing
from simulator.reporting.periods import OF_A_TRACE, held_of, period_of, range_name
from simulator.reporting.report_input import ReportInput
from simulator.reporting.style import panels, sided

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_TARGETS = 4
"""So many are drawn; the table has them all."""


def chart(run: ReportInput) -> Chart | None:
    """The first targets of a run that have a figure; None without any."""
    rows = [row for row in target_rows(run) if row["mean"] == row["mean"]][:MOST_TARGETS]
    if not rows:
        return None
    tallies = [held for row in rows if (held := held_of(row)) is not None]
    period = OF_A_TRACE if run.same_orders else period_of(int(run.clock.get("run", 0)))
    tenths = bool(tallies) and all(held.has_tenths for held in tallies)
    ranged = range_name(period.many, (0.1, 0.9) if tenths else (0.0, 1.0))
    return Chart(
        partial(targets, [_at(row, ranged) for row in rows]),
        "Targets",
        f"The thick bar is how sure the mean is, the thin line what single {period.many} range "
        "over; the dashed line is the target. Met or missed when the whole bar is on one side of "
        "it, undecided when it crosses.",
    )


def targets(shown: Sequence[AtTarget], ax: Axes | None = None) -> Axes:
    """A panel per target, each with its own scale."""
    made = panels(ax, 0.4 + 0.95 * len(shown), [1] * len(shown))
    for each, panel in zip(shown, made, strict=True):
        each.draw(panel)
    return made[0]


def _at(row: dict[str, Any], ranged: str) -> AtTarget:
    held = held_of(row)
    low, high = (nan, nan) if held is None else held.ends
    half = 0.0 if isnan(row["half_width"]) else row["half_width"]
    unit, name = row["unit"], target_name(row)
    try:
        bounds = kpi(row["kpi"]).bounds
    except UnknownKpiError:
        bounds = (-float("inf"), float("inf"))
    return AtTarget(
        [Standing("", row["mean"], half, low, high, row["verdict"])],
        row["target"],
        sided(f"{name}, {unit}" if unit else name, row["relation"] == "at least"),
        ranged,
        bounds,
    )

"""The largest demand as figures: service and load against demand, and what one more gains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative
from simulator.experiments.bottleneck.bottleneck import Bottlenecks, Look
from simulator.experiments.bottleneck.demand_root import Point, Root
from simulator.experiments.bottleneck.resources import resources
from simulator.experiments.wording import times
from simulator.measure.figures import Better
from simulator.measure.kpis import kpi
from simulator.reporting.charts import Chart
from simulator.reporting.demand_plots import DemandCurve, service_by_demand
from simulator.reporting.experiment_plots import Bar, gains
from simulator.reporting.grids import WideTable, points_frame
from simulator.reporting.labels import kpi_text, unit_of, words
from simulator.reporting.numbers import listed, most_change
from simulator.reporting.style import sided
from simulator.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MOST_LOADS = 6
"""Crews whose load is drawn; demand.csv's neighbor load.csv has all."""


def at_words(look: Look) -> str:
    """'as it is', or 'at 1.5 times the demand'."""
    return "as it is" if look.factor == 1 else f"at {times(look.factor)} the demand"


def grids(bottlenecks: Bottlenecks, base: Alternative) -> Iterator[WideTable]:
    """The target that fails first, at each demand that was tried."""
    if bottlenecks.root is not None:
        goal = bottlenecks.root.beyond.worst.goal
        at, points = (
            bottlenecks.goals.index(goal),
            sorted(bottlenecks.root.points, key=lambda each: each.factor),
        )
        name = kpi_text(goal.kpi, goal.scope)
        rows = [(point.factor, point.judged[at].mean.mean) for point in points]
        title = f"{name} by demand, as multiples of today's"
        unit = unit_of(goal.kpi, base.scenario.currency)
        yield WideTable(title, points_frame(rows, ["demand", name]), unit, "line")
        if crews := loads(points):
            curves = [dict(curve) for _, curve in crews]
            by_demand = [
                (point.factor, *(curve.get(point.factor) for curve in curves)) for point in points
            ]
            heads = ["demand", *(words(crew) for crew, _ in crews)]
            title = "Busy, of the time that people are there, by demand as multiples of today's"
            yield WideTable(title, points_frame(by_demand, heads), "%", "line")


def charts(bottlenecks: Bottlenecks, base: Alternative) -> dict[str, Chart]:
    """Service and load against demand, if a target can fail; what one more of each gains."""
    demand = (
        {}
        if bottlenecks.root is None
        else {"demand": _demand_chart(bottlenecks, bottlenecks.root, base)}
    )
    look = next((limit.look for limit in bottlenecks.limits if limit.look.gains), bottlenecks.now)
    return demand | {"gains": _gains_chart(look, base)}


def _demand_chart(bottlenecks: Bottlenecks, root: Root, base: Alternative) -> Chart:
    goal = root.beyond.worst.goal
    at = bottlenecks.goals.index(goal)
    points = [(point.factor, point.judged[at].mean) for point in root.points]
    marks = [
        (each.root.value, each.resource.name)
        for each in bottlenecks.sequence
        if each.resource and each.root.value
    ]
    dotted = " A dotted line marks the largest demand that holds before each limit."
    unit = unit_of(goal.kpi, base.scenario.currency)
    name = sided(f"{kpi_text(*goal.key)}, {unit}", goal.more_is_safer)
    between = None if root.low is None or root.high is None else (root.low, root.high)
    return Chart(
        partial(
            service_by_demand,
            points,
            goal.value,
            name,
            marks,
            kpi(goal.kpi).bounds,
            between,
            bottlenecks.orders_per_day,
            bottlenecks.promise.point.factor
            if bottlenecks.promise and bottlenecks.promise.shown
            else None,
            _loads(root.points),
        ),
        "How much it can take",
        "Above, the target that fails first against demand, as the house is: the mean and its "
        "interval, with the target dashed. Below, how much of their time people are busy at the "
        "same demands: who nears the dashed line limits the house."
        f"{dotted if marks else ''}{not_drawn(base.scenario)}",
    )


def not_drawn(scenario: Scenario) -> str:
    """That machines, places and pick-ups have no line, and where they are; empty without any.

    Their share of all hours, closed ones included, is far below 100 % where they are full.
    """
    drawn = ("crews.", "shifts.")
    others = [
        resource.name for resource in resources(scenario) if not resource.path.startswith(drawn)
    ]
    if not others:
        return ""
    return f" Not drawn: {listed(others)}; whether they limit stands with what one more gains."


def loads(points: Sequence[Point]) -> list[tuple[str, list[tuple[float, float]]]]:
    """Each crew with its busy share of its time at each demand, the fullest at the end first."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for point in sorted(points, key=lambda each: each.factor):
        for crew, busy in point.busy:
            rows.setdefault(crew, []).append((point.factor, busy))
    return sorted(rows.items(), key=lambda row: -row[1][-1][1])


def _loads(points: Sequence[Point]) -> list[DemandCurve]:
    return [DemandCurve(words(crew), rows) for crew, rows in loads(points)[:MOST_LOADS]]


def load_frame(bottlenecks: Bottlenecks) -> pd.DataFrame:
    """load.csv: how busy each crew is at every demand that was tried with nothing relieved."""
    import pandas as pd

    points = [] if bottlenecks.root is None else bottlenecks.root.points
    rows = [(crew, *at) for crew, curve in loads(points) for at in curve]
    return pd.DataFrame(rows, columns=["crew", "demand", "busy"])


def _gains_chart(look: Look, base: Alternative) -> Chart:
    unit = "" if look.worst is None else unit_of(look.worst.goal.kpi, base.scenario.currency)
    bars = [
        Bar(
            gain.resource.more,
            gain.change.difference.mean,
            gain.change.together.half_width,
            gain.values,
            most_change(unit),
        )
        for gain in look.gains
    ]
    axis = "the mean backlog, orders"
    better: Better = "lower"
    if look.worst is not None:
        axis = f"{kpi_text(*look.worst.goal.key)}, {'points' if unit == '%' else unit}"
        better = kpi(look.worst.goal.kpi).better
    where = at_words(look)
    return Chart(
        partial(gains, bars, f"change of {axis}", better),
        f"What one more of each gains, {where}",
        "Each stroke is one replication, the dot their mean, the bar its interval, widened for all "
        "that were tried: one that stays off the line at 0 changes it.",
    )

"""Every kind of figure of an answer, drawn from as little as shows it; a run's are in synthetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from synthetic import START

from simulator.experiments.warmup.findings import welch_plot
from simulator.fitting import plots as fitted
from simulator.fitting.arrivals import Days
from simulator.fitting.outcomes import Outcomes
from simulator.measure.statistics import Estimate
from simulator.reporting import (
    demand_plots,
    experiment_plots,
    fan_plots,
    load_plots,
    roster_plots,
    sweep_plots,
    target_plots,
    week_charts,
)
from simulator.reporting.dates import RunClock, day_number
from simulator.reporting.experiment_plots import AtTarget, Band, Bar, Panel, Spot, Standing
from simulator.reporting.style import sided
from simulator.reporting.sweep_plots import IndexBar, Line
from simulator.units import DAY, HOUR, WEEK
from simulator.verification.plot import theory_against_simulation
from simulator.verification.verdicts import Verdict

SHARE = (0.0, 100.0)
SHIP = sided("On-time ship, %", True)
COST = "Margin lost, USD"
HOURS = np.arange(168.0)
CLOCK = RunClock(START, DAY, 5 * DAY, DAY)
STANDING = (
    Standing("as it is", 93.0, 1.0, 90.0, 96.0, "missed"),
    Standing("one more picker", 99.5, 2.0, 96.0, 100.0, "met"),
    Standing("a second shift of packers in the evening", 95.0, 1.0, 91.0, 99.0, "undecided"),
)
TARGET = AtTarget(STANDING, 95.0, SHIP, "weeks, P10 to P90", SHARE)
BARS = (
    Bar("+1 picker", 16_305.0, 2_600.0, np.array([13_000.0, 19_000.0])),
    Bar("+1 packer", -40.0, 900.0, np.array([-700.0, 700.0])),
)
LINE = Line("orders a day", ("1,000", "2,000", "3,000"), np.array([99.8, 95.0, 60.0]),
            np.array([0.5, 2.0, 45.0]))  # fmt: skip
PAIR = ("orders a day", "pickers, day shift")
CELLS = np.array([[99.5, 97.0, 20.25], [99.9, 99.0, 95.0]])
TOLD = (("met", "undecided", "missed"), ("met", "met", "undecided"))
FUTURE = fan_plots.Window(
    np.arange(12.0), lambda hour: START + timedelta(hours=14 + hour), ((2.0, "parcelco"),)
)
FAN = fan_plots.Fan("as it is", np.arange(900.0, 2100, 100), np.arange(1000.0, 2200, 100),
                    np.arange(1100.0, 2300, 100))  # fmt: skip
FEWER = fan_plots.Fan("with 2 agency heads", FAN.low / 3, FAN.mid / 3, FAN.high / 3)
WEEK_HEADS = np.tile(np.repeat([0.0, 3.0, 0.0], 8), 7)
TOP = np.tile(np.repeat([0.0, 40.0, 10.0], 8), (7, 1))
MONDAY = round(day_number(START)) * DAY


def outcomes(longer: int) -> Outcomes:
    """Of 600 orders of six weeks, each handed over after a day and delivered two later."""
    placed = MONDAY + np.arange(600) * (6 * WEEK // 600)
    out = placed + DAY + (np.arange(600) % 7) * HOUR + longer
    return Outcomes(placed, placed, out, out + 2 * DAY, placed + 4 * DAY, MONDAY + 7 * WEEK)


REAL, PREDICTED = outcomes(0), outcomes(5 * HOUR)
PROOF: Any = SimpleNamespace(
    weeks=(MONDAY, 6), window=(MONDAY + 4 * WEEK, MONDAY + 6 * WEEK), true=REAL, predicted=PREDICTED
)
FOUND: Any = SimpleNamespace(
    series={name: top * (1 + np.random.default_rng(1).random((2, 28)))
            for name, top in (("orders in the house", 900.0), ("busy hours of pickers", 8.0))},
    cuts={name: SimpleNamespace(enough=True, values=9)
          for name in ("orders in the house", "busy hours of pickers")},
    simulated=28, days=14, scenario=SimpleNamespace(clock=SimpleNamespace(start=START)),
)  # fmt: skip
THEORY: Any = [
    SimpleNamespace(
        figure=SimpleNamespace(name="mean wait", exact=12.0), found=Estimate(mean, 0.4, 0.999, 40),
        system=SimpleNamespace(title="M/M/1"), verdict=verdict,
    )
    for mean, verdict in ((12.1, Verdict.OK), (13.0, Verdict.OFF))
]  # fmt: skip


def stress() -> Axes:
    calm, hit = (
        Band(*(top * (1 + np.sin(HOURS / 24)) for top in tops))
        for tops in ((900.0, 800.0, 1000.0), (1900.0, 1700.0, 2100.0))
    )
    return experiment_plots.disturbed_backlog(
        HOURS, calm, hit, [24.0], 60.0, CLOCK, "lowest to highest",
        "Wednesday 4 March 2026, 12:00", TARGET,
    )  # fmt: skip


def demand() -> Axes:
    points = [(each, Estimate(108 - 9 * each, 9.0, 0.95, 5)) for each in (1.0, 1.5, 2.2)]
    loads = [demand_plots.DemandCurve(name, [(each, top * each) for each in (1.0, 1.5, 2.2)])
             for name, top in (("pickers", 40), ("packers", 38))]  # fmt: skip
    return demand_plots.service_by_demand(
        points, 90.0, SHIP, [(2.1, "packers"), (1.4, "pickers, early shift")], SHARE, (1.3, 1.5),
        1380.0, 1.3, loads,
    )  # fmt: skip


def frontier() -> Axes:
    spots = [Spot(9.0 + k / 4, 96.0 + k, told, f"{k} pickers")
             for k, told in enumerate(("missed", "undecided", "met"))]  # fmt: skip
    return experiment_plots.frontier(
        spots, [(spot.cost, spot.service) for spot in spots], spots[2], "Cost per order, USD",
        "On-time ship, %", 97.5,
    )  # fmt: skip


def roster() -> Axes:
    crews = [roster_plots.CrewWeek(name, WEEK_HEADS - 0.5, WEEK_HEADS, WEEK_HEADS + 1)
             for name in ("pickers", "packers")]  # fmt: skip
    return roster_plots.heads_of_week(crews, TARGET)


def loads() -> Axes:
    bars = (("pickers", 0.35, "met"), ("packers", 1.25, "missed"), ("printers", 0.9, "undecided"))
    return load_plots.load_bars([load_plots.LoadBar(*each) for each in bars])


def indices() -> Axes:
    groups = [(name, [IndexBar("orders a day", 60, 20, 90), IndexBar("pickers", 10, 0, 30)])
              for name in ("alone (first)", "with others (total)")]  # fmt: skip
    return sweep_plots.indices(groups, "share of the spread, %", TARGET)


PANELS = (
    Panel("On-time ship, points", [Bar("batch", 3.0, 1.0, np.array([2.0, 4.0]))], "higher"),
    Panel(COST, BARS, "lower"),
)
LINES = [Line(name, LINE.values, LINE.mean - k, LINE.half_width)
         for k, name in enumerate(("demand, times what it is now", *PAIR))]  # fmt: skip
RANGES = [(90.0, 100.0), (80.0, 99.0), (20.0, 90.0)]
FIGURES: Mapping[str, Callable[[], Axes]] = {
    "differences": partial(experiment_plots.differences, PANELS),
    "standings": TARGET.draw,
    "gains": partial(experiment_plots.gains, BARS, "change of the margin, USD", "higher"),
    "frontier": frontier,
    "disturbed_backlog": stress,
    "service_by_demand": demand,
    "main_effects": partial(sweep_plots.main_effects, LINES, SHIP, SHARE, 95.0),
    "interaction": partial(sweep_plots.interaction, LINES, *PAIR, SHIP, SHARE, 95.0),
    "met_line": partial(sweep_plots.met_line, LINE, TOLD[0], 95.0, SHIP, SHARE, RANGES, "weeks"),
    "met_map": partial(sweep_plots.met_map, CELLS, TOLD, ("1", "2"), LINE.values, PAIR,
                       np.dstack([CELLS - 2, CELLS])),
    "heat_map": partial(sweep_plots.heat_map, CELLS, ("1", "2"), LINE.values, PAIR, SHIP,
                        CELLS > 95),
    "scatter": partial(sweep_plots.scatter, [LINE.mean * 40] * 2, PAIR, LINE.mean, SHIP, 95.0),
    "indices": indices,
    "fan": partial(fan_plots.fan, FUTURE, [FAN, FEWER], fan_plots.Target(7.75, 1500.0, True),
                   "in the house", "in 8 of 10 futures"),
    "stages": partial(fan_plots.stages, FUTURE, [FAN, FEWER], "in 8 of 10 futures"),
    "chances": partial(fan_plots.chances, ("0", "1", "2"), (0.2, 0.9, 1.0),
                       ((0.1, 0.4), (0.7, 0.97), (0.8, 1.0)), 0.9, "agency heads, evening shift"),
    "heads_of_week": roster,
    "load_bars": loads,
    "week_map": partial(load_plots.week_map, TOP * 30),
    "hours_of_day": partial(week_charts.hours_of_day, TOP * 30, 9000),
    "targets": partial(target_plots.targets, [TARGET, TARGET]),
    "distributions": partial(fitted.distributions, PREDICTED.lead, REAL.lead, DAY, "Lead, days"),
    "quantiles": partial(fitted.quantiles, PREDICTED.lead, REAL.lead),
    "weeks": partial(fitted.weeks, PROOF),
    "medians": partial(fitted.medians, PROOF),
    "orders_a_day": partial(fitted.orders_a_day, Days(
        MONDAY // DAY, np.full(42, 2000), np.full(42, 1990.0), np.full(42, 90.0))),
    "welch_plot": partial(welch_plot, FOUND),
    "theory_against_simulation": partial(theory_against_simulation, THEORY, 0.05),
}  # fmt: skip
"""By the name of the function that draws it."""

"""Figures of what nobody drew first: long names, millions, less than nothing, many, two years."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import every_figure
import numpy as np
import pandas as pd
from every_figure import CLOCK, SHARE, SHIP, TARGET
from matplotlib.axes import Axes

from simulator.measure.statistics import Estimate
from simulator.reporting import demand_plots, experiment_plots, fan_plots, flow_plots, sweep_plots
from simulator.reporting.dates import RunClock
from simulator.reporting.experiment_plots import AtTarget, Bar, Panel, Spot, Standing
from simulator.reporting.sweep_plots import IndexBar, Line
from simulator.units import DAY

ANY = (-np.inf, np.inf)
LONG = "a second shift of packers in the evening and two more agency heads"
MARGIN = "Margin, USD (better →)"
BARS = (
    Bar(LONG, -1.6e6, 2.6e5, np.linspace(-2e6, -1e6, 30)),
    Bar("+1 packer", 3.1e6, 9e5, np.linspace(2e6, 4e6, 30)),
)
FACTORS = ("absence of pickers", "pickers, early shift", "order-up-to level in days of demand",
           "demand, times what it is now", "pick-up capacity of parcelco, 2026-11-27")  # fmt: skip
PER_CENT = tuple(f"{k} %" for k in range(12))
LINES = [Line(name, PER_CENT, np.linspace(100, 20, 12), np.full(12, 3.0)) for name in FACTORS]
HEADS = [Line(str(k), ("1,000", "2,000"), np.array([-2e6, 4e6]), np.full(2, 3e5)) for k in range(7)]
ROWS = ("0", "1", "2")
COLUMNS = tuple(f"{k},000" for k in range(1, 13))
CELLS = np.linspace(-1.5e6, 4e6, 36).reshape(3, 12)
TOLD = [["met", "undecided", "missed"] * 4] * 3
PAIR = ("pickers, early shift", "orders a day")
ROSTERS = [
    Standing(f"{k} pickers, early shift; {k} packers, late shift", 90.0 + k, 3.0, 80.0, 100.0,
             ("met", "missed", "undecided")[k % 3])
    for k in range(9)
]  # fmt: skip
MONEY = AtTarget(
    (Standing("as it is", -1.2e6, 3e5, -2e6, 1e6, "missed"),
     Standing(LONG, 2.5e6, np.nan, np.nan, np.nan, "undecided")),
    1e6, MARGIN, "2-year periods, lowest to highest", ANY,
)  # fmt: skip
YEARS = RunClock(every_figure.START, 30 * DAY, 730 * DAY, 40 * DAY)


def series(name: str, top: float, groups: Mapping[str, float], hours: float) -> pd.DataFrame:
    x = np.arange(0, hours, max(hours / 200, 1))
    wave = 1 + np.sin(x / hours * 12)
    return pd.concat([
        pd.DataFrame({"series": name, "group": group, "x": x, "value": top * share * wave * (1 + k),
                      "replication": k})
        for group, share in groups.items() for k in range(2)
    ])  # fmt: skip


STATIONS = {f"station_of_a_very_long_name_for_{what}": share
            for what, share in (("packing", 1.0), ("labels", 0.001), ("gifts", 0.0))}  # fmt: skip


def demand() -> Axes:
    points = [(each, Estimate(108 - 9 * each, 9.0, 0.95, 5)) for each in (1.0, 1.5, 2.2)]
    loads = [demand_plots.DemandCurve(f"crew {k}", [(1.0, 30.0 + k), (2.2, 60.0 + k)])
             for k in range(10)]  # fmt: skip
    return demand_plots.service_by_demand(
        points, 90.0, SHIP, [(1.4, LONG)], SHARE, None, 1.38e6, 1.3, loads
    )


def frontier() -> Axes:
    spots = [Spot(1e6 + k * 2e5, 70.0 + k, "met", f"{k} pickers") for k in range(12)]
    edge = [(spot.cost, spot.service) for spot in spots]
    return experiment_plots.frontier(
        spots, edge, spots[3], "Cost in all, USD", "On-time ship, %", 75.0
    )


SHARES = np.linspace(0, 1, 14)
INDICES = [(title, [IndexBar(name, 60.0, 20.0, 90.0) for name in FACTORS])
           for title in ("alone (first)", "with others (total)")]  # fmt: skip
FIGURES: Mapping[str, Callable[[], Axes]] = {
    "differences of millions": partial(
        experiment_plots.differences, [Panel("Cost, USD", BARS, "lower")]
    ),
    "standings of rosters": AtTarget(ROSTERS, 95.0, SHIP, "weeks, P10 to P90", SHARE).draw,
    "standings of millions": MONEY.draw,
    "frontier of millions": frontier,
    "demand of ten crews": demand,
    "five effects": partial(sweep_plots.main_effects, LINES, SHIP, SHARE, 95.0),
    "seven lines": partial(
        sweep_plots.interaction, HEADS, "orders a day", FACTORS[2], MARGIN, ANY, 1e6
    ),
    "met map of millions": partial(sweep_plots.met_map, CELLS, TOLD, ROWS, COLUMNS, PAIR),
    "heat map of millions": partial(
        sweep_plots.heat_map, CELLS, ROWS, COLUMNS, PAIR, MARGIN, CELLS > 1e6
    ),
    "indices of five": partial(sweep_plots.indices, INDICES, "share of the spread, %", TARGET),
    "fourteen chances": partial(
        fan_plots.chances, [*map(str, range(14))], SHARES, [(each / 2, 1.0) for each in SHARES],
        0.9, "agency heads, evening shift",
    ),
    "queues of two years": partial(
        flow_plots.queue_lengths, series("queue_length", 2e6, STATIONS, 800 * 24), YEARS
    ),
    "no backlog": partial(
        flow_plots.backlog, series("backlog", 0.0, {"": 1.0}, 7 * 24), CLOCK
    ),
}  # fmt: skip
"""By what is out of the ordinary."""

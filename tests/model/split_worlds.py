"""Orders that ship in two parcels, whose timeline is known by arithmetic (Monday 0 h is 0).

Orders have line 0 with 2 units of SKU 0 and line 1 with 3 units of SKU 1. A tour takes 30 s and
60 s a line; packing 20 s and 20 s a unit; a carrier comes every hour and delivers after 5 h.
"""

from __future__ import annotations

import numpy as np

from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.results.parcels import later_visits
from simulator.units import HOUR, MINUTE
from simulator.workload.workload import FurtherParcels
from tests.model.tiny import SECONDS, heads, scenario, supply, workload

CREWS = {"pickers": {"skills": ["picking"]}, "packers": {"skills": ["packing"]}}
HOURLY = [f"{hour:02d}:00" for hour in range(24)]
LINES = [(0, 2), (1, 3)]
FIRST = 150 * SECONDS  # the tour of both lines
COUNT = HOUR
ROAD = 5 * HOUR


def sections(then="split", when_short="backorder", **more):
    service = {"transit": {"exponential": {"mean": "5 h"}}, "cost": "4 USD"}
    return {
        "clock": {"start": "2026-03-02", "run": "2 d"},
        "crews": {name: crew | {"heads": 1} for name, crew in CREWS.items()},
        "inventory": {"policy": {"s": -1, "S": 9}, "when_short": when_short},
        "payment": {"timeout": "off"},
        "picking": {"short_picks": {"then": then, "count": "1 h"}},
        "packing": {"material": "1 USD"},
        "shipping": {"carriers": {"carrier": {"pick_ups": {"daily": HOURLY}, "services": {
            "ground": service}}}},
    } | more  # fmt: skip


def roads(n, **columns):
    no, road = [False] * n, [ROAD] * n
    columns = {"lost": no, "damaged_outside": no, "attempt_fails": [[False]] * n} | columns
    return FurtherParcels(
        transit_days=np.zeros(n, np.int16),
        transit=np.array(road),
        attempt_time=np.zeros_like(np.array(columns["attempt_fails"], np.int64)),
        **{name: np.array(column, np.bool_) for name, column in columns.items()},
    )


def orders_of(
    initial,
    missing=(False, True),
    created=(0,),
    lines=(LINES,),
    second=None,  # what the roads of second parcels have
    lead_time=5 * HOUR,
    **columns,
):
    n, m = len(created), sum(len(order) for order in lines)
    units = [sum(units for _, units in order) for order in lines]
    return workload(
        list(created),
        list(lines),
        horizon=48 * HOUR,
        present={name: heads((0, 1)) for name in CREWS},
        line_pick=[MINUTE] * m,
        line_missing=list(missing),
        pack=[20 * SECONDS * (1 + each) for each in units],
        pack_setup=[20 * SECONDS] * n,
        supply=supply(initial, s=-1, S=9, lead_time=lead_time, prices=100),
        transit=[ROAD] * n,
        further=(roads(n, **(second or {})),),
        **columns,
    )


def run(shop, orders):
    timeline = simulate(shop, orders)
    check(shop, orders, timeline)
    return timeline


def split(initial=(5, 9), shop=None, **more):
    return run(scenario(**(shop or sections())), orders_of(list(initial), **more))


def further(timeline, activity):
    """(queued, began, ended) of further parcels' visits."""
    later = later_visits(timeline, activity)
    rows = later.parcel >= timeline.n
    return [
        tuple(row)
        for row in np.column_stack((later.queued, later.began, later.ended))[rows].tolist()
    ]


COUNTED = FIRST + COUNT
SECOND = COUNTED + 90 * SECONDS  # its tour has a set-up of its own and one line
PICKED = 90 * SECONDS  # the tour of one line
DELIVERY = {"hours": "08:00-20:00", "days": "daily", "attempts": 1, "failed_cost": "7 USD"}
RETURNS = {"share": "100 %"}


def short_of_stock(initial=(5, 1), shop=None, missing=(False, False), **more):
    """Split at its release, where nothing else is said: line 0 is in stock, line 1 is not."""
    return split(initial, shop or sections(when_short="split"), missing=missing, **more)

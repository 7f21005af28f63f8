"""What made an order in two parcels late, where one of them overtakes the other, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.rosters import Stint
from simulator.measure.measurement import measure
from simulator.results.parcels import parcels
from simulator.units import HOUR
from tests.measure.test_split_orders import hours_by_cause
from tests.model.split_worlds import COUNT, COUNTED, DELIVERY, FIRST, orders_of, run, sections
from tests.model.tiny import SECONDS, scenario

LAST_PICKED = COUNTED + 5 * HOUR + 90 * SECONDS  # the rest, once its stock has come


def late_hours(orders, **more):
    """The time of late orders by cause, in ms, and how many of them which cause made late."""
    shop = scenario(**sections(**more))
    measured = measure(shop, orders, run(shop, orders))
    name = "late_hours."
    hours = {
        kpi.removeprefix(name): round(value * HOUR)
        for (kpi, scope), value in measured.kpis.items()
        if kpi.startswith(name) and scope == "all" and value
    }
    behind = measured.waits.behind.items()
    return hours, {each.cause: weight.late_orders for each, weight in behind if weight.late_orders}


@pytest.mark.parametrize("horizon", [48 * HOUR, 12 * HOUR + 1])
def test_what_made_an_order_late_to_ship_is_of_the_parcel_handed_over_last(horizon):
    # The first one leaves at 1 h and arrives at 13 h; the rest, which waits 5 h for stock, leaves
    # at 7 h and has arrived by 12 h.
    shop = scenario(**sections())
    orders = replace(orders_of([5, 3], ship_by=[HOUR]), transit=np.array([12 * HOUR]))
    timeline = run(shop, orders)
    assert parcels(timeline).handed_over.tolist() == [HOUR, 7 * HOUR]
    assert timeline.parcels.ended.tolist() == [13 * HOUR, 12 * HOUR]
    assert hours_by_cause(shop, orders) == {
        "picking": FIRST,
        "packing": 60 * SECONDS,
        "pick_up": HOUR - FIRST - 60 * SECONDS,
        "transit": 12 * HOUR,
    }
    assert late_hours(replace(orders, horizon=horizon)) == (
        {
            "picking": FIRST + 90 * SECONDS,
            "stock": COUNT + 5 * HOUR,
            "packing": 80 * SECONDS,
            "pick_up": 7 * HOUR - LAST_PICKED - 80 * SECONDS,
        },
        {"stock": 1},
    )


@pytest.mark.parametrize(
    ("there", "waited", "left"),
    [([(HOUR // 2, 48 * HOUR)], 0, 7 * HOUR),
     ([(0, HOUR), (9 * HOUR, 48 * HOUR)], 9 * HOUR - LAST_PICKED, 10 * HOUR)],
)  # fmt: skip
def test_who_was_not_there_for_one_of_the_parcels_alone(there, waited, left):
    # The first parcel waits for its packer up to half past, or the rest until 9 h.
    orders = replace(orders_of([5, 3], ship_by=[HOUR]), transit=np.array([15 * HOUR]))
    packers = tuple(Stint(begin, end, 1) for begin, end in there)
    orders = replace(orders, rosters=dict(orders.rosters) | {"packers": packers})
    hours, _ = late_hours(orders)
    first = hours_by_cause(scenario(**sections()), orders).get("off_shift", 0)
    assert first == (0 if waited else HOUR // 2 - FIRST)
    assert hours.pop("off_shift", 0) == waited
    assert hours == {
        "picking": FIRST + 90 * SECONDS,
        "stock": COUNT + 5 * HOUR,
        "packing": 80 * SECONDS,
        "pick_up": left - LAST_PICKED - waited - 80 * SECONDS,
    }


def test_what_makes_an_order_late_to_ship_is_of_the_parcel_that_is_still_inside():
    # The first one finds no label service and tries again after 4 h; the rest has left at 2 h.
    service = {"retries": 1, "retry_after": "4 h", "outages": []}
    orders = replace(
        orders_of([5, 9], ship_by=[HOUR]),
        label_service_down=np.array([[0, HOUR]], dtype=np.int64),
        horizon=3 * HOUR,
    )
    packed = FIRST + 60 * SECONDS
    assert late_hours(orders, labeling={"printers": 9, "service": service}) == (
        {"picking": FIRST, "packing": 60 * SECONDS, "labeling": 3 * HOUR - packed},
        {"labeling": 1},
    )


def test_without_a_ship_by_time_lateness_is_of_the_parcel_delivered_last():
    # The first parcel arrives at 25 h and is delivered at 32 h; the rest was delivered at 12 h.
    orders = orders_of([5, 3], deliver_by=[20 * HOUR])
    orders = replace(orders, transit=np.array([24 * HOUR]))
    assert late_hours(orders, delivery=DELIVERY)[0] == {
        "picking": FIRST,
        "packing": 60 * SECONDS,
        "pick_up": HOUR - FIRST - 60 * SECONDS,
        "transit": 24 * HOUR,
        "delivery": 7 * HOUR,
    }

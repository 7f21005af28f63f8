"""Orders that ship in two parcels, by hand arithmetic (Monday 0 h is 0).

Orders have line 0 with 2 units of SKU 0 and line 1 with 3 units of SKU 1. A tour takes 30 s and
60 s a line; packing 20 s and 20 s a unit; a carrier comes every hour and delivers after 5 h.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.cohort import select
from simulator.analysis.conservation import check
from simulator.analysis.flow import time_by_cause
from simulator.analysis.in_flight import in_flight
from simulator.analysis.measurement import measure
from simulator.analysis.work import crew_times, station_visits
from simulator.model.pipeline import simulate
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.results.parcels import parcels
from simulator.results.timeline import ACTIVITIES, Movement, Outcome, ReturnState
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload.workload import SecondParcels
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
    return SecondParcels(
        transit_days=np.zeros(n, np.int16),
        transit=np.array(road),
        attempt_time=np.zeros_like(np.array(columns["attempt_fails"], np.int64)),
        **{name: np.array(column, np.bool_) for name, column in columns.items()},
    )


def orders_of(initial, missing=(False, True), created=(0,), lines=(LINES,), second=None, **columns):
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
        supply=supply(initial, s=-1, S=9, lead_time=5 * HOUR, prices=100),
        transit=[ROAD] * n,
        second=roads(n, **(second or {})),
        **columns,
    )


def run(shop, orders):
    timeline = simulate(shop, orders)
    check(shop, orders, timeline)
    return timeline


def split(initial=(5, 9), shop=None, **more):
    return run(scenario(**(shop or sections())), orders_of(list(initial), **more))


def further(timeline, activity):
    """(queued, began, ended) of the second parcels' visits."""
    again = timeline.repeats
    rows = again.second & (again.activity == ACTIVITIES.index(activity))
    return [
        tuple(row)
        for row in np.column_stack((again.queued, again.began, again.ended))[rows].tolist()
    ]


COUNTED = FIRST + COUNT
SECOND = COUNTED + 90 * SECONDS  # its tour has a set-up of its own and one line


def test_a_line_picked_short_follows_in_a_second_parcel():
    timeline = split()
    assert timeline.splits.order.tolist() == [0]
    assert timeline.splits.at.tolist() == [FIRST]
    assert timeline.line_second.tolist() == [False, True]
    # what is there: packed at once, 20 s and 2 units, and gone at 1 h
    assert timeline.visits["packing"].began.tolist() == [FIRST]
    assert timeline.visits["packing"].ended.tolist() == [FIRST + 60 * SECONDS]
    assert timeline.visits["shipping"].ended.tolist() == [HOUR]
    # the rest: counted, reserved, picked, packed (20 s and 3 units), gone at 2 h
    assert further(timeline, "inventory") == [(COUNTED, COUNTED, COUNTED)]
    assert further(timeline, "picking") == [(COUNTED, COUNTED, SECOND)]
    assert further(timeline, "packing") == [(SECOND, SECOND, SECOND + 80 * SECONDS)]
    assert further(timeline, "shipping") == [(SECOND + 80 * SECONDS, 2 * HOUR, 2 * HOUR)]
    assert further(timeline, "transit") == [(2 * HOUR, 2 * HOUR, 2 * HOUR + ROAD)]
    # the order is as far as its last parcel
    assert timeline.handed_over.tolist() == [2 * HOUR]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED]
    assert timeline.delivered.tolist() == timeline.ended.tolist() == [2 * HOUR + ROAD]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([500], [0])


def test_on_time_is_that_of_the_last_parcel_and_costs_are_of_both():
    shop = scenario(**sections())
    orders = orders_of([5, 9], ship_by=[HOUR], deliver_by=[HOUR + ROAD])
    timeline = run(shop, orders)
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["on_time_ship", "all"] == 0
    assert kpis["on_time_delivery", "all"] == kpis["otif", "all"] == 0
    assert kpis["in_full", "all"] == 100
    assert kpis["click_to_ship.mean", "all"] == 1  # h, to the first hand-over
    assert kpis["cycle_time.mean", "all"] == 7
    assert kpis["carrier_transit.mean", "all"] == 5
    assert kpis["shipping.split_rate", "all"] == 100
    assert kpis["shipping.parcels_per_order", "all"] == 2
    assert kpis["cost_per_order.shipping", "all"] == 8
    assert kpis["cost_per_order.packaging", "all"] == 2


def test_one_day_later_it_would_have_been_on_time():
    shop = scenario(**sections())
    orders = orders_of([5, 9], ship_by=[2 * HOUR], deliver_by=[2 * HOUR + ROAD])
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["on_time_ship", "all"] == kpis["otif", "all"] == 100


def test_the_rest_waits_for_its_replenishment():
    timeline = split(
        [5, 3]
    )  # the write-off leaves none; it is ordered when the rest is backordered
    came = COUNTED + 5 * HOUR
    assert further(timeline, "inventory") == [(COUNTED, COUNTED, came)]
    assert further(timeline, "picking") == [(came, came, came + 90 * SECONDS)]
    assert timeline.visits["shipping"].ended.tolist() == [HOUR]
    assert timeline.handed_over.tolist() == [7 * HOUR]


def test_a_rest_that_waits_too_long_is_taken_out_and_the_order_is_its_first_parcel():
    policy = {"policy": {"s": -1, "S": 9}, "backorder_limit": "2 h"}
    shop = scenario(**sections(inventory=policy))
    orders = orders_of([5, 3], ship_by=[HOUR])
    timeline = run(shop, orders)
    assert timeline.splits.outcome.tolist() == [[Outcome.DELIVERED, Outcome.OUT_OF_STOCK]]
    assert timeline.splits.ended.tolist() == [[HOUR + ROAD, COUNTED + 2 * HOUR]]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED]
    assert timeline.delivered.tolist() == [HOUR + ROAD]
    assert timeline.line_refunded.tolist() == [False, True]
    assert timeline.refunded.tolist() == [300]
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["on_time_ship", "all"] == 100  # of what is left
    assert kpis["in_full", "all"] == 0
    assert kpis["shipping.parcels_per_order", "all"] == 1
    assert kpis["shipping.split_rate", "all"] == 0


def test_an_order_of_which_nothing_is_there_is_not_split():
    timeline = split(missing=(True, True))
    assert timeline.splits.order.tolist() == []
    assert timeline.visits["packing"].began.tolist() == [COUNTED + FIRST]


def test_without_later_stages_an_order_is_complete_with_its_last_parcel():
    shop = sections()
    del shop["shipping"]
    timeline = split(shop=shop)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.ended.tolist() == [SECOND + 80 * SECONDS]


def test_both_parcels_take_room_at_the_pick_ups():
    carrier = {"pick_ups": {"daily": HOURLY}, "capacity": 1, "services": {
        "ground": {"transit": {"exponential": {"mean": "5 h"}}}}}  # fmt: skip
    lines = [LINES, [(0, 1)]]
    # the second order is at the dock before the rest of the first one and takes its pick-up
    timeline = split(
        shop=sections(shipping={"carriers": {"carrier": carrier}}),
        created=(0, HOUR),
        lines=lines,
        missing=(False, True, False),
    )
    assert timeline.visits["shipping"].ended.tolist() == [HOUR, 2 * HOUR]
    assert timeline.handed_over.tolist() == [3 * HOUR, 2 * HOUR]
    assert timeline.pick_ups.waiting.tolist()[1:4] == [1, 2, 1]  # from 1 h; at 0 h there is none


@pytest.mark.parametrize("which", [0, 1])
def test_a_parcel_that_is_lost_loses_the_order_and_gives_its_price_back(which):
    lost = {"lost": [True]} if which == 0 else {"second": {"lost": [True]}}
    timeline = split(**lost)
    ends = [Outcome.DELIVERED, Outcome.DELIVERED]
    ends[which] = Outcome.LOST
    assert timeline.splits.outcome.tolist() == [ends]
    assert timeline.outcome.tolist() == [Outcome.LOST]
    assert timeline.ended.tolist() == [2 * HOUR + ROAD]  # the later of the two
    assert timeline.delivered.tolist() == [NEVER]
    assert timeline.refunded.tolist() == [[200, 300][which]]


DELIVERY = {"hours": "08:00-20:00", "days": "daily", "attempts": 1, "failed_cost": "7 USD"}
RETURNS = {"share": "100 %"}


@pytest.mark.parametrize("which", [0, 1])
def test_a_parcel_that_nobody_takes_comes_back_alone(which):
    fails = {"attempt_fails": [[True]]}
    shop = scenario(**sections(delivery=DELIVERY, returns=RETURNS))
    orders = orders_of([5, 9], **(fails if which == 0 else {"second": fails}))
    timeline = run(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.RETURNED_TO_SENDER]
    assert timeline.refunded.tolist() == [[200, 300][which]]
    left = [HOUR, 2 * HOUR][which]
    back = (8 * HOUR, 8 * HOUR, 8 * HOUR + ROAD)  # tried at 8 h, as long back as it took
    if which == 0:
        assert timeline.visits["returns"].ended.tolist() == [back[2]]
        assert further(timeline, "returns") == []
    else:
        assert timeline.visits["returns"].ended.tolist() == [NEVER]
        assert further(timeline, "returns") == [back]
    assert left + ROAD < 8 * HOUR
    assert timeline.return_state.tolist() == [ReturnState.RESTOCKED]
    log = timeline.stock
    rows = log.kind == Movement.RESTOCKED
    assert list(zip(log.sku[rows].tolist(), log.units[rows].tolist(), strict=True)) == [
        LINES[which]
    ]
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["first_attempt_success", "all"] == 50
    assert kpis["cost_per_order.delivery", "all"] != 0


def test_both_parcels_may_come_back_on_their_own():
    fails = {"attempt_fails": [[True]]}
    timeline = split(
        shop=sections(delivery=DELIVERY, returns=RETURNS, picking={
            "short_picks": {"then": "split", "count": "24 h"}}),
        second=fails, inspection=[MINUTE], **fails,
    )  # fmt: skip
    assert timeline.outcome.tolist() == [Outcome.RETURNED_TO_SENDER]
    assert timeline.refunded.tolist() == [500]
    first, second = 8 * HOUR + ROAD, 32 * HOUR + ROAD
    assert timeline.visits["inspection"].queued.tolist() == [first]
    assert further(timeline, "inspection") == [(second, second, second + MINUTE)]
    assert timeline.on_hand.tolist() == [5, 6]  # 3 were written off


def test_a_customer_sends_both_parcels_back_together_after_the_last():
    timeline = split(shop=sections(returns=RETURNS), returns=[True], return_after=[3 * HOUR])
    assert timeline.visits["returns"].began.tolist() == [2 * HOUR + ROAD]
    assert timeline.visits["returns"].ended.tolist() == [2 * HOUR + ROAD + 3 * HOUR]
    assert timeline.refunded.tolist() == [500]
    assert timeline.on_hand.tolist() == [5, 6]


def test_a_customer_whose_rest_was_taken_out_sends_the_first_parcel_back():
    policy = {"policy": {"s": -1, "S": 9}, "backorder_limit": "9 h", "lead_time": "5 h"}
    shop = scenario(**sections(inventory=policy, returns=RETURNS))
    orders = orders_of([5, 3], returns=[True], return_after=[3 * HOUR])
    lead = replace(orders.supply, lead_time=np.full_like(orders.supply.lead_time, 40 * HOUR))
    timeline = run(shop, replace(orders, supply=lead))
    taken_out = COUNTED + 9 * HOUR  # long after the first parcel's delivery at 6 h
    assert timeline.delivered.tolist() == [HOUR + ROAD]
    assert timeline.visits["returns"].began.tolist() == [taken_out]
    assert timeline.visits["returns"].ended.tolist() == [taken_out + 3 * HOUR]
    assert timeline.refunded.tolist() == [500]
    assert timeline.on_hand[0] == 5


# Short of stock when it is placed


def short_of_stock(initial=(5, 1), shop=None, missing=(False, False), **more):
    return split(initial, shop or sections(when_short="split"), missing=missing, **more)


PICKED = 90 * SECONDS  # the tour of one line


def test_what_is_in_stock_goes_ahead_and_the_rest_follows():
    timeline = short_of_stock()
    assert timeline.released.tolist() == [0]
    assert timeline.splits.at.tolist() == [0]
    assert timeline.visits["picking"].ended.tolist() == [PICKED]
    assert timeline.visits["inventory"].ended.tolist() == [0]
    came = 5 * HOUR
    assert further(timeline, "inventory") == [(0, 0, came)]
    assert further(timeline, "picking") == [(came, came, came + PICKED)]
    assert timeline.visits["shipping"].ended.tolist() == [HOUR]
    assert timeline.handed_over.tolist() == [6 * HOUR]
    assert timeline.line_filled.tolist() == [True, False]


def test_an_order_of_which_nothing_is_in_stock_waits_for_all_of_it():
    timeline = short_of_stock([1, 1])
    assert timeline.splits.order.tolist() == []
    assert timeline.released.tolist() == [5 * HOUR]


def test_a_first_parcel_that_is_picked_short_too_is_not_split_again():
    timeline = short_of_stock([9, 1], missing=(True, False))
    # line 0 is counted for an hour and picked again for the first parcel
    assert timeline.visits["packing"].began.tolist() == [PICKED + COUNT + PICKED]
    assert timeline.handed_over.tolist() == [6 * HOUR]


def test_a_second_parcel_that_is_picked_short_is_picked_again():
    timeline = short_of_stock(missing=(False, True))
    short = 5 * HOUR + PICKED
    assert timeline.splits.order.tolist() == [0]
    # 9 and the 2 that were ordered with them came; 3 are written off, 3 reserved after the count
    assert further(timeline, "picking") == [
        (5 * HOUR, 5 * HOUR, short),
        (short + COUNT, short + COUNT, short + COUNT + PICKED),
    ]
    assert further(timeline, "packing")[0][0] == short + COUNT + PICKED


def test_a_first_parcel_without_lines_leaves_the_order_to_the_second():
    timeline = short_of_stock([5, 1], sections("cancel line", "split"), missing=(True, False))
    assert timeline.splits.outcome.tolist() == [[Outcome.OUT_OF_STOCK, Outcome.DELIVERED]]
    assert timeline.visits["packing"].queued.tolist() == [NEVER]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED]
    assert timeline.handed_over.tolist() == [6 * HOUR]
    assert timeline.refunded.tolist() == [200]


def test_an_order_whose_parcels_are_both_without_lines_ends_out_of_stock():
    timeline = short_of_stock([5, 1], sections("cancel line", "split"), missing=(True, True))
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK]
    assert timeline.ended.tolist() == [5 * HOUR + PICKED]
    assert timeline.refunded.tolist() == timeline.charged.tolist() == [500]


def test_without_picking_each_parcel_leaves_the_shelf_when_its_stock_is_there():
    shop = sections(when_short="split")
    del shop["picking"]
    shop["crews"] = {"packers": shop["crews"]["packers"]}
    orders = orders_of([5, 1], missing=(False, False))
    timeline = run(scenario(**shop), orders)
    log = timeline.stock
    rows = log.kind == Movement.PICKED
    assert log.time[rows].tolist() == [0, 5 * HOUR]


def test_the_tables_tell_the_parcels_apart():
    shop = scenario(**sections(when_short="split"))
    orders = orders_of([5, 1], missing=(False, False))
    timeline = run(shop, orders)
    row = {name: values[0] for name, values in order_table(shop, orders, timeline).items()}
    assert (row["parcels"], row["lines_following"]) == (2, 1)
    start = np.datetime64("2026-03-02T00:00", "ms")
    assert row["first_handed_over_at"] == start + np.timedelta64(1, "h")
    assert row["handed_over_at"] == start + np.timedelta64(6, "h")
    assert row["click_to_ship_h"] == 1
    log, columns = event_log(shop, orders, timeline), ("activity", "parcel", "detail")
    seen = [
        (activity, parcel)
        for activity, parcel, detail in zip(*(log[name] for name in columns), strict=True)
        if activity in ("picking", "packing", "shipping", "transit") or detail == "delivered"
    ]
    stages = ("picking", "packing", "shipping", "transit", "tracking")
    assert seen == [(stage, 1) for stage in stages[:4]] + [(stages[0], 2), (stages[1], 2)] + [
        (stages[2], 2), (stages[3], 2), ("tracking", 1), ("tracking", 2)
    ]  # fmt: skip
    assert parcels(timeline).delivered.tolist() == [HOUR + ROAD, 6 * HOUR + ROAD]


def test_the_time_of_a_split_order_is_that_of_its_last_parcel():
    shop = scenario(**sections())
    orders = orders_of([5, 3])
    timeline = run(shop, orders)
    cohort = select(shop, orders, timeline)
    people = crew_times(timeline, station_visits(timeline))
    spent = time_by_cause(shop, timeline, cohort, people).by_cause
    hours = {cause: int(time[0]) for cause, time in spent.items() if time[0]}
    packed = COUNTED + 5 * HOUR + 90 * SECONDS + 80 * SECONDS
    assert hours == {
        "picking": FIRST + 90 * SECONDS,
        "stock": COUNT + 5 * HOUR,
        "packing": 80 * SECONDS,
        "pick_up": 7 * HOUR - packed,
        "transit": ROAD,
    }


def test_each_parcel_goes_to_the_lane_of_its_own_lines():
    lanes = {
        "single_line": {"crews": ["packers"]},
        "multi_line": {"crews": ["others"]},
    }
    shop = sections(packing={"lanes": lanes})
    others = {"skills": ["packing"], "heads": 1}
    shop["crews"] = shop["crews"] | {"others": others}
    orders = orders_of([5, 9, 9], missing=(False, False, True), lines=[[*LINES, (2, 1)]])
    orders = replace(orders, rosters=dict(orders.rosters) | {"others": heads((0, 1))})
    timeline = run(scenario(**shop), orders)
    crews = list(timeline.crews)
    assert timeline.visits["packing"].server.tolist() == [crews.index("others")]
    again = timeline.repeats
    second = again.second & (again.activity == ACTIVITIES.index("packing"))
    assert again.server[second].tolist() == [crews.index("packers")]


def test_a_wrong_first_parcel_is_picked_again_without_what_follows():
    check_all = {"quality_check": {"share": "100 %", "finds": "100 %", "time": "30 s"}}
    shop = scenario(**sections(packing=check_all))
    orders = orders_of([5, 9], mispicked=[True], checked=[True], check_finds=[True])
    timeline = run(shop, orders)
    again = timeline.repeats
    first = ~again.second
    packed = FIRST + 90 * SECONDS  # 60 s and its check
    assert list(
        zip(again.activity[first], again.began[first], again.ended[first], strict=True)
    ) == [
        (ACTIVITIES.index("picking"), packed, packed + 90 * SECONDS),
        (ACTIVITIES.index("packing"), packed + 90 * SECONDS, packed + 150 * SECONDS),
    ]
    # the second parcel is checked too, and is right
    assert further(timeline, "packing") == [(SECOND, SECOND, SECOND + 110 * SECONDS)]
    assert measure(shop, orders, timeline).kpis["packing.rework_rate", "all"] == 100


def test_a_check_finds_nothing_wrong_with_a_second_parcel_alone():
    check_all = {"quality_check": {"share": "100 %", "finds": "100 %", "time": "30 s"}}
    shop = scenario(**sections(packing=check_all))
    orders = orders_of([5, 9], checked=[True], check_finds=[True])
    timeline = run(shop, orders)
    assert measure(shop, orders, timeline).kpis["packing.rework_rate", "all"] == 0
    assert not order_table(shop, orders, timeline)["reworked"][0]


def test_each_parcel_has_the_box_into_which_its_own_lines_fit():
    boxes = {
        "small": {"volume": "2 l", "max_weight": "9 kg", "cost": "0.50 USD"},
        "large": {"volume": "9 l", "max_weight": "9 kg", "cost": "2 USD"},
    }
    catalog = {"unit_volume": "1 l", "unit_weight": "100 g"}
    shop = scenario(**sections(packing={"boxes": boxes, "fill": "100 %"}, catalog=catalog))
    orders = orders_of(
        [5, 9],
        box=[1],
        boxes=[1],
        volume=[5000],
        unit_volume=[1000, 1000],
        unit_weight=[100, 100],
    )
    timeline = run(shop, orders)
    kpis = measure(shop, orders, timeline).kpis
    # 2 l go into a small box, 3 l into a large one
    assert kpis["cost_per_order.packaging", "all"] == 2.5 + shop.packing.material * 2
    assert kpis["packing.boxes_per_order", "all"] == 2
    assert kpis["packing.box_fill", "all"] == pytest.approx(100 * 5 / 11)
    table = order_table(shop, orders, timeline)
    assert (table["box"][0], table["boxes"][0]) == ("small", 2)


def test_a_label_by_hand_of_either_parcel_counts():
    labeling = {"printers": 9, "service": {"retries": 0, "manual": "1 min", "outages": []}}
    shop = scenario(**sections(labeling=labeling))
    down = [[SECOND, SECOND + HOUR]]  # when the second label is due
    orders = orders_of([5, 9], label_by_hand=[MINUTE])
    orders = replace(orders, label_service_down=np.array(down, dtype=np.int64))
    timeline = run(shop, orders)
    label = timeline.visits["labeling"]
    assert (label.ended - label.began).tolist() == [10 * SECONDS]
    assert [ended - began for _, began, ended in further(timeline, "labeling")] == [MINUTE]
    assert timeline.label_by_hand.tolist() == [True]


def test_orders_in_flight_are_where_the_parcel_is_that_is_less_far():
    shop = scenario(**sections())
    orders = replace(orders_of([5, 3]), horizon=5 * HOUR)  # the rest comes after 6 h
    timeline = run(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT]
    assert timeline.splits.outcome.tolist() == [[Outcome.IN_FLIGHT, Outcome.IN_FLIGHT]]
    assert [(one.where, one.orders) for one in in_flight(orders, timeline)] == [("inventory", 1)]
    assert timeline.handed_over.tolist() == [NEVER]

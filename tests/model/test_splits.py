"""Orders that ship in two parcels, by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import simulator as sim
from simulator.measure.measurement import measure
from simulator.policies import registry
from simulator.results.events import event_rows
from simulator.results.outcomes import Outcome
from simulator.results.parcels import later_visits
from simulator.results.timeline import Movement, ReturnState
from simulator.stages.packing.cartons import cartons
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.split_worlds import (
    COUNT,
    COUNTED,
    DELIVERY,
    FIRST,
    HOURLY,
    LINES,
    PICKED,
    RETURNS,
    ROAD,
    SECOND,
    further,
    orders_of,
    run,
    sections,
    short_of_stock,
    split,
)
from tests.model.tiny import SECONDS, heads, scenario, storage

pytestmark = pytest.mark.usefixtures("by_both_engines")


def test_a_line_picked_short_follows_in_a_second_parcel():
    timeline = split()
    assert timeline.parcels.split.tolist() == [0]
    assert timeline.parcels.made[timeline.n :].tolist() == [FIRST]
    assert timeline.line_follows.tolist() == [False, True]
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
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.ended.tolist() == [2 * HOUR + ROAD]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([500], [0])


def test_the_rest_waits_for_its_replenishment():
    timeline = split(
        [5, 3]
    )  # the write-off leaves none; it is ordered when the rest is backordered
    came = COUNTED + 5 * HOUR
    assert further(timeline, "inventory") == [(COUNTED, COUNTED, came)]
    assert further(timeline, "picking") == [(came, came, came + 90 * SECONDS)]
    assert timeline.visits["shipping"].ended.tolist() == [HOUR]
    assert timeline.handed_over.tolist() == [7 * HOUR]


def test_an_order_of_which_nothing_is_there_is_not_split():
    timeline = split(missing=(True, True))
    assert timeline.parcels.split.tolist() == []
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
    ends = [Outcome.COMPLETED, Outcome.COMPLETED]
    ends[which] = Outcome.LOST
    assert timeline.parcels.outcome.tolist() == ends
    assert timeline.outcome.tolist() == [Outcome.LOST]
    assert timeline.ended.tolist() == [2 * HOUR + ROAD]  # the later of the two
    assert timeline.delivered.tolist() == [NEVER]
    assert timeline.refunded.tolist() == [[200, 300][which]]


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
    shop = sections(delivery=DELIVERY, returns=RETURNS)
    timeline = split(shop=shop, returns=[True], return_after=[3 * HOUR])
    assert timeline.visits["returns"].began.tolist() == [8 * HOUR]  # both are delivered at eight
    assert timeline.visits["returns"].ended.tolist() == [11 * HOUR]
    assert timeline.refunded.tolist() == [500]
    assert timeline.on_hand.tolist() == [5, 6]


def test_a_customer_whose_rest_was_taken_out_sends_the_first_parcel_back():
    policy = {"policy": {"s": -1, "S": 9}, "backorder_limit": "9 h", "lead_time": "5 h"}
    shop = scenario(**sections(inventory=policy, delivery=DELIVERY, returns=RETURNS))
    orders = orders_of([5, 3], returns=[True], return_after=[3 * HOUR])
    lead = replace(orders.supply, lead_time=np.full_like(orders.supply.lead_time, 40 * HOUR))
    timeline = run(shop, replace(orders, supply=lead))
    taken_out = COUNTED + 9 * HOUR  # long after the first parcel's delivery at 8 h
    assert timeline.delivered.tolist() == [8 * HOUR]
    assert timeline.visits["returns"].began.tolist() == [taken_out]
    assert timeline.visits["returns"].ended.tolist() == [taken_out + 3 * HOUR]
    assert timeline.refunded.tolist() == [500]
    assert timeline.on_hand[0] == 5


# Short of stock when it is placed


def test_what_is_in_stock_goes_ahead_and_the_rest_follows():
    timeline = short_of_stock()
    assert timeline.released.tolist() == [0]
    assert timeline.parcels.made[timeline.n :].tolist() == [0]
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
    assert timeline.parcels.split.tolist() == []
    assert timeline.released.tolist() == [5 * HOUR]


def test_a_first_parcel_that_is_picked_short_too_is_not_split_again():
    timeline = short_of_stock([9, 1], missing=(True, False))
    # line 0 is counted for an hour and picked again for the first parcel
    assert timeline.visits["packing"].began.tolist() == [PICKED + COUNT + PICKED]
    assert timeline.handed_over.tolist() == [6 * HOUR]


def test_a_second_parcel_that_is_picked_short_is_picked_again():
    timeline = short_of_stock(missing=(False, True))
    short = 5 * HOUR + PICKED
    assert timeline.parcels.split.tolist() == [0]
    # 9 and the 2 that were ordered with them came; 3 are written off, 3 reserved after the count
    assert further(timeline, "picking") == [
        (5 * HOUR, 5 * HOUR, short),
        (short + COUNT, short + COUNT, short + COUNT + PICKED),
    ]
    assert further(timeline, "packing")[0][0] == short + COUNT + PICKED


def test_a_first_parcel_without_lines_leaves_the_order_to_the_second():
    timeline = short_of_stock(
        [5, 1], sections("cancel line", "split"), missing=(True, False), mispicked=[True]
    )
    assert timeline.parcels.outcome.tolist() == [Outcome.OUT_OF_STOCK, Outcome.COMPLETED]
    assert timeline.wrong_items.tolist() == [False]
    assert timeline.visits["packing"].queued.tolist() == [NEVER]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
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
    assert timeline.log.first["packing"].server[1:].tolist() == [crews.index("packers")]


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


def test_an_order_is_split_once():
    # Line 2 is short of stock; line 1 of the first parcel is picked short and waits for its count.
    lines = [[*LINES, (2, 1)]]
    timeline = short_of_stock([5, 9, 0], lines=lines, missing=(False, True, False))
    assert timeline.line_follows.tolist() == [False, False, True]
    assert timeline.parcels.made[timeline.n :].tolist() == [0]
    again = FIRST + COUNT
    assert timeline.visits["packing"].began.tolist() == [again + PICKED]


def test_what_was_taken_out_of_a_parcel_that_is_lost_is_given_back_once():
    lines = [[*LINES, (2, 1)]]
    timeline = short_of_stock(
        [5, 9, 0], sections("cancel line", "split"), lines=lines, missing=(False, True, False),
        lost=[True],
    )  # fmt: skip
    assert timeline.line_refunded.tolist() == [False, True, False]
    assert timeline.parcels.outcome.tolist() == [Outcome.LOST, Outcome.COMPLETED]
    assert timeline.refunded.tolist() == [200 + 300]
    assert timeline.charged.tolist() == [600]


def test_a_parcel_leaves_the_shelf_with_its_own_tour():
    # The stock of the rest comes while the first parcel is being picked.
    timeline = short_of_stock(lead_time=30 * SECONDS)
    log = timeline.stock
    rows = log.kind == Movement.PICKED
    assert list(zip(log.time[rows].tolist(), log.sku[rows].tolist(), strict=True)) == [
        (PICKED, 0),
        (2 * PICKED, 1),
    ]


def test_each_parcel_that_is_picked_short_waits_for_its_own_count():
    # Line 1 is short in the first parcel's tour, line 2 in the second's, which follows it.
    lines = [[*LINES, (2, 1)]]
    shop = sections("pick again", "split")
    timeline = short_of_stock(
        [5, 9, 0], shop, lines=lines, missing=(False, True, True), lead_time=30 * SECONDS
    )
    log = timeline.stock
    rows = (log.kind == Movement.RESERVED) & (log.time > MINUTE)
    assert list(zip(log.time[rows].tolist(), log.sku[rows].tolist(), strict=True)) == [
        (FIRST + COUNT, 1),
        (FIRST + PICKED + COUNT, 2),
    ]


def test_a_customer_sends_nothing_back_of_an_order_that_is_not_whole():
    shop = sections(delivery=DELIVERY, returns=RETURNS)
    second = {"lost": [True]}
    timeline = split(shop=shop, returns=[True], return_after=[HOUR], second=second)
    assert timeline.outcome.tolist() == [Outcome.LOST]
    assert timeline.visits["returns"].began.tolist() == [NEVER]


def test_an_order_whose_parcels_come_back_apart_is_as_far_as_the_later_one():
    fails = {"attempt_fails": [[True]]}
    shop = sections(delivery=DELIVERY, returns=RETURNS, picking={
        "short_picks": {"then": "split", "count": "24 h"}})  # fmt: skip
    orders = orders_of([5, 9], second=fails, inspection=[MINUTE], **fails)
    timeline = run(scenario(**shop), replace(orders, horizon=33 * HOUR))  # tried at 8 and at 32 h
    assert timeline.visits["inspection"].ended.tolist() == [8 * HOUR + ROAD + MINUTE]
    assert timeline.return_state.tolist() == [ReturnState.COMING]


def test_both_parcels_may_queue_at_a_station_at_once():
    # The first is found wrong when the rest has been counted: both are to be picked.
    packing = {"quality_check": {"share": "100 %", "finds": "100 %", "time": "30 s"}}
    picking = {"short_picks": {"then": "split", "count": "90 s"}}
    timeline = split(
        shop=sections(packing=packing, picking=picking),
        mispicked=[True], checked=[True], check_finds=[True],
    )  # fmt: skip
    both = FIRST + 90 * SECONDS
    again = later_visits(timeline, "picking")
    assert again.queued.tolist() == [both, both]
    assert again.began.tolist() == [both, both + PICKED]
    assert again.parcel.tolist() == [0, 1]  # the first parcel goes first


@pytest.mark.parametrize(
    ("zones", "initial", "units", "together"),
    [
        ([0, 1, 1], [5, 0, 0], 2, 0),  # line 0 alone goes ahead
        ([0, 0, 1], [5, 9, 0], 5, 0),
        ([0, 1, 0], [5, 9, 0], 5, 20),
    ],
)
def test_a_parcel_is_put_together_from_the_zones_of_its_own_lines(zones, initial, units, together):
    areas = {"areas": {"a": {"skus": "50 %"}, "b": {"skus": "50 %"}}}
    method = {"zones": {"consolidation": "20 s", **areas}}
    shop = sections(when_short="split", picking={"method": method})
    orders = orders_of(initial, missing=(False, False, False), lines=[[*LINES, (2, 1)]])
    orders = replace(orders, storage=storage(3, ("a", "b"), zones))
    timeline = run(scenario(**shop), orders)
    packing = timeline.visits["packing"]
    took = (20 + 20 * units + together) * SECONDS
    assert (packing.ended - packing.began).tolist() == [took]
    assert [ended - began for _, began, ended in further(timeline, "packing")] == [
        (20 + 20 * (6 - units)) * SECONDS  # picked on one tour
    ]


def test_three_parcels_of_boxes_that_come_in_from_two_zones():
    """Line 0 is there; line 1 (zone b) comes in after 2 h, line 2 (zone a) after 5 h.

    A box holds one unit of SKU 1 and four of the others; what comes first goes at once.
    """
    areas = {"areas": {"a": {"skus": "50 %"}, "b": {"skus": "50 %"}}}
    boxes = {"small": {"volume": "10 l", "cost": "0.50 USD"}}
    shop = sections(
        when_short="split",
        picking={"method": {"zones": {"consolidation": "20 s", **areas}}},
        packing={"boxes": boxes, "fill": "100 %"},
        catalog={"unit_volume": "2 l", "unit_weight": "100 g"},
    )
    shop["inventory"] |= {"parcels_at_most": 3}
    orders = orders_of(
        [5, 0, 0],
        missing=(False, False, False),
        lines=[[(0, 2), (1, 3), (2, 4)]],
        lead_time=[HOUR, 2 * HOUR, 5 * HOUR],
        boxes=[[4]],
        unit_volume=[2000, 10_000, 2000],
        unit_weight=[100, 100, 100],
    )
    orders = replace(
        orders,
        storage=storage(3, ("a", "b"), [0, 1, 0]),
        further=(orders.further[0], replace(orders.further[0], lost=np.array([True]))),
    )
    timeline = run(scenario(**shop), orders)
    table = timeline.parcels
    assert (table.order.tolist(), table.number.tolist()) == ([0, 0, 0], [1, 2, 3])
    assert table.made.tolist() == [NEVER, 0, 2 * HOUR]
    assert timeline.line_parcel.tolist() == [0, 1, 2]
    picked = timeline.log.first["picking"]
    assert picked.began.tolist() == [0, 2 * HOUR, 5 * HOUR]
    assert picked.place.tolist() == [0, 1, 0]  # zones; the first parcel's tours are not of one
    # packing: 20 s and 20 s a unit; all lines are of one zone each, so that nothing is put together
    packed = timeline.log.first["packing"]
    assert (packed.ended - packed.began).tolist() == [60 * SECONDS, 80 * SECONDS, 100 * SECONDS]
    used = cartons(scenario(**shop), orders, timeline)
    assert used.count.tolist() == [1, 3, 1]
    # the third parcel is lost: the order is, and what was in it is given back
    assert timeline.handed_over.tolist() == [6 * HOUR]
    assert table.outcome.tolist() == [Outcome.COMPLETED, Outcome.COMPLETED, Outcome.LOST]
    assert timeline.outcome.tolist() == [Outcome.LOST]
    assert timeline.refunded.tolist() == [400]
    measured = measure(scenario(**shop), orders, timeline)
    assert measured.kpis["shipping.parcels_per_order", "all"] == 5
    events = event_rows(orders, timeline, with_messages=False)
    assert sorted(set(events.parcel.tolist())) == [1, 2, 3]


def test_with_two_parcels_at_most_the_second_one_waits_for_all_of_the_rest():
    orders = orders_of(
        [5, 0, 0],
        missing=(False, False, False),
        lines=[[*LINES, (2, 1)]],
        lead_time=[HOUR, 2 * HOUR, 5 * HOUR],
    )
    timeline = run(scenario(**sections(when_short="split")), orders)
    assert timeline.line_parcel.tolist() == [0, 1, 1]
    assert timeline.log.first["picking"].began.tolist() == [0, 5 * HOUR]


def test_the_limit_of_a_backorder_counts_from_the_first_wait():
    shop = sections(when_short="split")
    shop["inventory"] |= {"parcels_at_most": 3, "backorder_limit": "4 h"}
    orders = orders_of(
        [5, 0, 0],
        missing=(False, False, False),
        lines=[[*LINES, (2, 1)]],
        lead_time=[HOUR, 2 * HOUR, 5 * HOUR],
    )
    timeline = run(scenario(**shop), orders)
    assert timeline.line_canceled.tolist() == [False, False, True]
    assert timeline.log.first["inventory"].ended.tolist() == [0, 2 * HOUR, 4 * HOUR]
    assert timeline.parcels.outcome.tolist()[2] == Outcome.OUT_OF_STOCK


def test_an_order_of_which_less_than_half_is_there_waits_where_the_scenario_says_so():
    """Two units of five are there; then the order that has three of five."""
    shop = sections(when_short="split")
    shop["inventory"] |= {"goes_ahead": "most of it"}
    waits = short_of_stock(shop=shop)
    assert waits.parcels.split.tolist() == []
    assert waits.released.tolist() == [5 * HOUR]
    goes = short_of_stock(shop=shop, lines=([(0, 3), (1, 2)],))
    assert goes.parcels.split.tolist() == [0]
    assert goes.released.tolist() == [0]
    half = short_of_stock(shop=shop, lines=([(0, 2), (1, 2)],))
    assert half.parcels.split.tolist() == [0]


def test_what_waited_for_the_rest_goes_ahead_once_that_is_picked_short():
    """Line 0 waits for line 1, which is on record then and not on the shelf."""
    shop = sections(when_short="split")
    shop["inventory"] |= {"goes_ahead": "most of it"}
    timeline = short_of_stock(shop=shop, missing=(False, True))
    assert timeline.released.tolist() == [5 * HOUR]
    assert timeline.line_parcel.tolist() == [0, 1]
    assert timeline.parcels.made[timeline.n :].tolist() == [5 * HOUR + FIRST]


def test_a_rule_of_ones_own_says_which_lines_go_ahead():
    """Of two lines that are there the one of two units; the other follows with what is short."""
    with registry.known_as([]):

        @sim.policy("splitting")
        def several(units, value, there, short):
            return (units, value, there, short) == (2, 200, 3, 3)

        shop = sections(when_short="split")
        shop["inventory"] |= {"goes_ahead": "several"}
        lines = ([(0, 2), (1, 1), (2, 3)],)
        timeline = short_of_stock((9, 9, 1), shop, (False,) * 3, lines=lines)
    assert timeline.line_parcel.tolist() == [0, 1, 1]
    assert timeline.visits["picking"].ended.tolist() == [PICKED]
    # both lines of the rest are picked on one tour, once what was short is there
    assert further(timeline, "picking") == [(5 * HOUR, 5 * HOUR, 5 * HOUR + PICKED + MINUTE)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]


def test_where_nothing_would_go_ahead_all_of_the_order_waits():
    with registry.known_as([]):

        @sim.policy("splitting")
        def nothing(units, value, there, short):
            return False

        shop = sections(when_short="split")
        shop["inventory"] |= {"goes_ahead": "nothing"}
        timeline = short_of_stock(shop=shop)
    assert timeline.parcels.split.tolist() == []
    assert timeline.released.tolist() == [5 * HOUR]

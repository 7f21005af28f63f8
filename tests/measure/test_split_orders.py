"""Figures and tables of orders that ship in two parcels, by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.rosters import Stint
from simulator.measure.cohort import select
from simulator.measure.flow import time_by_cause
from simulator.measure.in_flight import in_flight
from simulator.measure.measurement import measure
from simulator.measure.work import crew_times, station_visits
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.results.outcomes import Outcome
from simulator.results.parcels import parcels
from simulator.results.timeline import Movement, ReturnState
from simulator.stages import ACTIVITIES
from simulator.stages.notification.messages import MESSAGES, messages_of
from simulator.units import HOUR, NEVER
from tests.model.split_worlds import (
    COUNT,
    COUNTED,
    DELIVERY,
    FIRST,
    LINES,
    PICKED,
    RETURNS,
    ROAD,
    SECOND,
    further,
    orders_of,
    run,
    sections,
)
from tests.model.tiny import SECONDS, scenario


def test_on_time_is_that_of_the_last_parcel_and_costs_are_of_both():
    shop = scenario(**sections(delivery=DELIVERY))
    orders = orders_of([5, 9], ship_by=[HOUR], deliver_by=[HOUR + ROAD])
    timeline = run(shop, orders)
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["on_time_ship", "all"] == 0
    assert kpis["on_time_delivery", "all"] == kpis["otif", "all"] == 0
    assert kpis["in_full", "all"] == 100
    assert kpis["click_to_ship.mean", "all"] == 1  # h, to the first hand-over
    assert kpis["cycle_time.mean", "all"] == 8  # both are delivered at eight
    assert kpis["carrier_transit.mean", "all"] == 6
    assert kpis["shipping.split_rate", "all"] == 100
    assert kpis["shipping.parcels_per_order", "all"] == 2
    assert kpis["cost_per_order.shipping", "all"] == 8
    assert kpis["cost_per_order.packaging", "all"] == 2


def test_one_day_later_it_would_have_been_on_time():
    shop = scenario(**sections(delivery=DELIVERY))
    orders = orders_of([5, 9], ship_by=[2 * HOUR], deliver_by=[8 * HOUR])
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["on_time_ship", "all"] == kpis["otif", "all"] == 100


def test_a_rest_that_waits_too_long_is_taken_out_and_the_order_is_its_first_parcel():
    policy = {"policy": {"s": -1, "S": 9}, "backorder_limit": "2 h"}
    shop = scenario(**sections(inventory=policy))
    orders = orders_of([5, 3], ship_by=[HOUR])
    timeline = run(shop, orders)
    assert timeline.parcels.outcome.tolist() == [Outcome.COMPLETED, Outcome.OUT_OF_STOCK]
    assert timeline.parcels.ended.tolist() == [HOUR + ROAD, COUNTED + 2 * HOUR]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.ended.tolist() == [HOUR + ROAD]
    assert timeline.line_refunded.tolist() == [False, True]
    assert timeline.refunded.tolist() == [300]
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["on_time_ship", "all"] == 100  # of what is left
    assert kpis["in_full", "all"] == 0
    assert kpis["shipping.parcels_per_order", "all"] == 1
    assert kpis["shipping.split_rate", "all"] == 0


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


def test_the_tables_tell_the_parcels_apart():
    shop = scenario(**sections(when_short="split", delivery=DELIVERY))
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
    assert parcels(timeline).delivered.tolist() == [8 * HOUR, 32 * HOUR]  # there by 6 and 11 h


def hours_by_cause(shop, orders):
    timeline = run(shop, orders)
    cohort = select(shop, orders, timeline)
    people = crew_times(timeline, station_visits(timeline))
    spent = time_by_cause(shop, orders, timeline, cohort, people).by_cause
    return {cause: int(time[0]) for cause, time in spent.items() if time[0]}


def test_the_time_of_a_split_order_is_that_of_its_last_parcel():
    shop = scenario(**sections())
    packed = COUNTED + 5 * HOUR + 90 * SECONDS + 80 * SECONDS
    assert hours_by_cause(shop, orders_of([5, 3])) == {
        "picking": FIRST + 90 * SECONDS,
        "stock": COUNT + 5 * HOUR,
        "packing": 80 * SECONDS,
        "pick_up": 7 * HOUR - packed,
        "transit": ROAD,
    }


def test_a_wrong_first_parcel_is_picked_again_without_what_follows():
    check_all = {"quality_check": {"share": "100 %", "finds": "100 %", "time": "30 s"}}
    shop = scenario(**sections(packing=check_all))
    orders = orders_of([5, 9], mispicked=[True], checked=[True], check_finds=[True])
    timeline = run(shop, orders)
    again = timeline.log.further
    first = again.parcel < timeline.n
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
        boxes=[[0, 1]],
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


def test_orders_in_flight_are_where_the_parcel_is_that_is_less_far():
    shop = scenario(**sections())
    orders = replace(orders_of([5, 3]), horizon=5 * HOUR)  # the rest comes after 6 h
    timeline = run(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT]
    assert timeline.parcels.outcome.tolist() == [Outcome.IN_FLIGHT, Outcome.IN_FLIGHT]
    assert [(one.where, one.orders) for one in in_flight(orders, timeline, shop.clock.window)] == [
        ("inventory", 1)
    ]
    assert timeline.handed_over.tolist() == [NEVER]


def test_a_label_by_hand_of_the_first_parcel_is_not_forgotten():
    labeling = {"printers": 9, "service": {"retries": 0, "manual": "1 min", "outages": []}}
    shop = scenario(**sections(labeling=labeling))
    orders = replace(orders_of([5, 9]), label_service_down=np.array([[0, HOUR]], dtype=np.int64))
    timeline = run(shop, orders)
    assert timeline.label_by_hand.tolist() == [True]
    assert measure(shop, orders, timeline).kpis["labeling.by_hand", "all"] == 100


@pytest.mark.parametrize("which", ["first", "second"])
def test_an_order_is_damaged_if_one_of_its_parcels_is(which):
    shop = scenario(**sections())
    damaged = {"damaged_outside": [True]}
    orders = orders_of([5, 9], **(damaged if which == "first" else {"second": damaged}))
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["damage_rate", "all"] == 100


def test_damage_of_a_parcel_that_never_left_does_not_count():
    policy = {"policy": {"s": -1, "S": 9}, "backorder_limit": "2 h"}
    shop = scenario(**sections(inventory=policy))
    orders = orders_of([5, 3], second={"damaged_outside": [True]})
    assert measure(shop, orders, run(shop, orders)).kpis["damage_rate", "all"] == 0


def test_every_parcel_has_its_notices():
    shop = scenario(**sections(notification={}, delivery=DELIVERY))
    orders = orders_of([5, 9])
    sent = messages_of(orders, run(shop, orders))
    kinds = [(MESSAGES[kind], parcel) for kind, parcel in zip(sent.kind, sent.parcel, strict=True)]
    assert kinds == [
        ("confirmation", 1),
        ("seller_notice", 1),
        ("shipped_notice", 1),
        ("shipped_notice", 2),
        ("delivered_notice", 1),
        ("delivered_notice", 2),
    ]


@pytest.mark.parametrize(
    ("horizon", "where"),
    [(SECOND - 1, "picking"), (SECOND + 1, "packing"), (2 * HOUR - 1, "shipping"),
     (2 * HOUR + 1, "transit")],
)  # fmt: skip
def test_a_split_order_is_where_its_second_parcel_is(horizon, where):
    shop = scenario(**sections())
    orders = replace(orders_of([5, 9]), horizon=horizon)
    timeline = run(shop, orders)
    assert [one.where for one in in_flight(orders, timeline, shop.clock.window)] == [where]


def test_what_the_rest_waits_for_while_the_first_parcel_is_picked_is_stock():
    shop = scenario(**sections(when_short="split"))
    orders = orders_of([5, 1], missing=(False, False))
    assert hours_by_cause(shop, orders) == {
        "stock": 5 * HOUR,
        "picking": PICKED,
        "packing": 80 * SECONDS,
        "pick_up": HOUR - PICKED - 80 * SECONDS,
        "transit": ROAD,
    }


def test_each_parcel_counts_with_its_own_units():
    shop = scenario(**sections())
    orders = orders_of([5, 9])
    kpis = measure(shop, orders, run(shop, orders)).kpis
    hours = 140 / 3600  # 60 s for 2 units, 80 s for 3
    assert kpis["packing.uph", "all"] == pytest.approx(5 / hours)
    assert kpis["packing.lph", "all"] == pytest.approx(2 / hours)
    assert kpis["packing.oph", "all"] == pytest.approx(2 / hours)  # parcels


def test_work_on_a_second_parcel_that_is_stopped_counts_as_it_was_done():
    # The packer leaves 30 s into the second parcel and comes back an hour later.
    shop = scenario(**sections())
    orders = orders_of([5, 9])
    leaves = SECOND + 30 * SECONDS
    stints = tuple(
        Stint(begin, end, 1, begun_work="interrupt")
        for begin, end in ((0, leaves), (leaves + HOUR, 48 * HOUR))
    )
    orders = replace(orders, rosters=dict(orders.rosters) | {"packers": stints})
    timeline = run(shop, orders)
    assert further(timeline, "packing") == [(SECOND, SECOND, SECOND + HOUR + 80 * SECONDS)]
    work = station_visits(timeline)["packing"].work
    spans = sorted(zip(work.began.tolist(), work.until.tolist(), strict=True))
    assert spans == [
        (FIRST, FIRST + 60 * SECONDS),
        (SECOND, leaves),
        (leaves + HOUR, leaves + HOUR + 50 * SECONDS),
    ]


def test_the_last_parcel_is_to_make_the_planned_pick_up():
    shop = scenario(**sections())
    orders = orders_of([5, 9], ship_by=[HOUR])
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["cut_off_miss_rate.missed", "all"] == 100


def test_a_tour_has_the_lines_that_it_is_sent_to():
    shop = scenario(**sections(when_short="split"))
    orders = orders_of([5, 1], missing=(False, False))
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["picking.lines_per_tour", "all"] == 1  # the other one is not there yet
    shop, orders = scenario(**sections()), orders_of([5, 9])
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["picking.lines_per_tour", "all"] == 2  # one of which it does not find


@pytest.mark.parametrize(
    ("horizon", "then", "missing", "limit", "rate", "column"),
    [
        (4 * HOUR, "split", (False, True), "9 h", 0, 0),  # the rest is not there, nor looked for
        (9 * HOUR, "split", (False, True), "9 h", 50, 1),
        (9 * HOUR, "cancel line", (False, True), "9 h", 50, 1),
        (9 * HOUR, "split", (False, True), "2 h", 0, 0),  # it is taken out unseen
        (9 * HOUR, "split", (True, True), "2 h", 100, 1),
    ],
)
def test_only_what_is_looked_for_can_be_missing(horizon, then, missing, limit, rate, column):
    shop = sections(then, "split")
    shop["inventory"] |= {"backorder_limit": limit}
    orders = replace(orders_of([9, 1], missing=missing), horizon=horizon)
    shop = scenario(**shop)
    timeline = run(shop, orders)
    assert measure(shop, orders, timeline).kpis["picking.short_rate", "all"] == rate
    assert order_table(shop, orders, timeline)["lines_missing"][0] == column


@pytest.mark.parametrize(("horizon", "rate"), [(4 * HOUR, None), (6 * HOUR, 100)])
def test_a_rest_that_waits_at_the_end_is_neither_filled_nor_given_up(horizon, rate):
    shop = scenario(**sections(when_short="split"))
    orders = replace(orders_of([5, 1], missing=(False, False)), horizon=horizon)
    kpis = measure(shop, orders, run(shop, orders)).kpis
    assert kpis["fill_rate.line", "all"] == 50
    found = [kpis[f"fill_rate.{what}_final", "all"] for what in ("unit", "line", "order")]
    assert found == ([rate] * 3 if rate else pytest.approx([float("nan")] * 3, nan_ok=True))


def test_the_time_to_the_shelf_of_a_second_parcel_that_comes_back_alone():
    # The first parcel is left without lines; the customer sends back what followed.
    shop = sections("cancel line", "split", delivery=DELIVERY, returns=RETURNS)
    shop["crews"] = shop["crews"] | {"others": {"skills": ["inspection"], "heads": 1}}
    shop = scenario(**shop)
    orders = orders_of(
        [5, 1], missing=(True, False), returns=[True], return_after=[HOUR], inspection=[HOUR // 2]
    )
    orders = replace(orders, rosters=dict(orders.rosters) | {"others": (Stint(0, 48 * HOUR, 1),)})
    timeline = run(shop, orders)
    back = 32 * HOUR + HOUR  # at the depot at 11 h, delivered the next morning
    assert further(timeline, "inspection") == [(back, back, back + HOUR // 2)]
    kpis = measure(shop, orders, timeline).kpis
    assert kpis["dock_to_stock.mean", "all"] == 0.5

"""Batches by group, waves, zones and layouts, by hand arithmetic.

A tour takes 30 s of set-up; every line takes a minute unless it says otherwise.
"""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.journey import simulate
from simulator.policies import registry
from simulator.stages import ACTIVITIES
from simulator.stages.picking.walking import Aisles
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, heads, scenario, spans, storage, supply, workload

SETUP, LINE = 30 * SECONDS, MINUTE
PICKERS = {"pickers": {"skills": ["picking"], "heads": 1}}
CARRIER = {
    "carriers": {
        name: {"pick_ups": {"daily": times}, "services": {"ground": {"transit": "1 h"}}}
        for name, times in (("early", ["10:00", "18:00"]), ("late", ["11:00"]))
    }
}


def picked(created, picking, crews=PICKERS, present=None, sections=None, **columns):
    shop = scenario(crews=crews, picking=picking, **(sections or {}))
    present = present or {name: heads((0, 1)) for name in crews}
    return simulate(shop, workload(created, present=present, **columns))


# Batches


def batching(created, up_to, wait, **columns):
    method = {"batch": {"up_to": up_to, "wait_at_most": wait}}
    return picked(created, {"method": method}, present={"pickers": heads((0, 9))}, **columns)


def test_a_full_batch_leaves_at_once_and_shares_the_set_up():
    timeline = batching([0, 1000], 2, "10 min")
    assert spans(timeline, "picking") == [(1000, 1000 + 150 * SECONDS)] * 2
    assert timeline.batch.tolist() == [0, 0]


def test_a_batch_that_is_not_full_leaves_when_its_oldest_order_waited_enough():
    timeline = batching([0, 1000, 20 * MINUTE], 3, "10 min")
    assert [began for began, _ in spans(timeline, "picking")] == [
        10 * MINUTE,
        10 * MINUTE,
        30 * MINUTE,
    ]
    assert timeline.batch.tolist() == [0, 0, 1]


def test_the_urgent_orders_of_one_instant_fill_the_batch():
    timeline = batching([0, 0, 0], 2, "10 min", priority=[2, 2, 1])
    assert timeline.batch.tolist() == [0, 1, 0]


def test_a_batch_that_times_out_leaves_as_it_is():
    method = {"batch": {"up_to": 3, "wait_at_most": "10 min"}}
    timeline = picked([0, MINUTE], {"method": method})
    alone = (10 * MINUTE, 10 * MINUTE + SETUP + 2 * LINE)
    assert spans(timeline) == [alone, alone]
    assert timeline.batch.tolist() == [0, 0]


def test_orders_of_different_classes_share_no_batch_by_class():
    method = {"batch": {"up_to": 2, "wait_at_most": "10 min", "by": "class"}}
    timeline = picked([0, 0, 0], {"method": method}, order_class=[0, 1, 0], classes=("a", "b"))
    full = (0, SETUP + 2 * LINE)
    timed_out = (10 * MINUTE, 10 * MINUTE + SETUP + LINE)
    assert spans(timeline) == [full, timed_out, full]
    assert timeline.batch.tolist() == [0, 1, 0]


def test_orders_of_different_pick_ups_share_no_batch_by_pick_up():
    # Without promises, orders 0 and 2 (released 9:00) are planned for 10:00, order 1 (late) for
    # 11:00 and order 3, released after 10:00, for 18:00.
    method = {"batch": {"up_to": 2, "wait_at_most": "2 h", "by": "pick_up"}}
    nine, after_ten = 9 * HOUR, 10 * HOUR + 1
    timeline = picked(
        [nine, nine, nine, after_ten],
        {"method": method},
        sections={"shipping": CARRIER},
        services=(("early", "ground"), ("late", "ground")),
        service=[0, 1, 0, 0],
    )
    alone = SETUP + LINE
    assert timeline.batch.tolist() == [0, 1, 0, 2]
    assert [began for began, _ in spans(timeline)] == [nine, 11 * HOUR, nine, after_ten + 2 * HOUR]
    assert spans(timeline)[1][1] == 11 * HOUR + alone


# Waves


def test_a_wave_releases_what_waits_and_what_comes_at_its_moment_in_batches():
    method = {"wave": {"at": ["08:00", "12:00"], "up_to": 2}}
    timeline = picked([0, 1, 8 * HOUR, 8 * HOUR + 1], {"method": method}, priority=[2, 1, 1, 1])
    first = (8 * HOUR, 8 * HOUR + SETUP + 2 * LINE)  # orders 1 and 2 are more urgent
    second = (first[1], first[1] + SETUP + LINE)
    last = (12 * HOUR, 12 * HOUR + SETUP + LINE)
    assert spans(timeline) == [second, first, first, last]
    assert timeline.batch.tolist() == [1, 0, 0, 2]


def test_after_the_last_wave_orders_wait_for_tomorrow():
    timeline = picked([9 * HOUR], {"method": {"wave": {"at": ["08:00"]}}})
    assert spans(timeline) == [(NEVER, NEVER)]
    assert timeline.visits["picking"].queued.tolist() == [9 * HOUR]


def test_a_wave_before_a_pick_up_releases_the_orders_of_its_carrier():
    timeline = picked(
        [0, 0, 9 * HOUR + 1],
        {"method": {"wave": {"before_pick_ups": "1 h", "up_to": 5}}},
        sections={"shipping": CARRIER},
        services=(("early", "ground"), ("late", "ground")),
        service=[0, 1, 0],
    )
    assert [began for began, _ in spans(timeline)] == [9 * HOUR, 10 * HOUR, 17 * HOUR]


@pytest.mark.parametrize(
    ("timing", "began"),
    [("lead", [9, 17]), ("halfway", [5, 14]), ("after the last", [0, 10])],
)
def test_waves_before_pick_ups_are_timed_by_their_rule(timing, began):
    """The early carrier comes at 10:00 and 18:00; the second order misses the first wave."""
    timeline = picked(
        [0, 9 * HOUR + 1],
        {"method": {"wave": {"before_pick_ups": "1 h", "timing": timing}}},
        sections={"shipping": CARRIER},
        services=(("early", "ground"), ("late", "ground")),
        service=[0, 0],
    )
    assert [at for at, _ in spans(timeline)] == [hour * HOUR for hour in began]


@pytest.mark.parametrize(
    ("timing", "began", "after_a_holiday"),
    [
        ("lead", 23 * HOUR + 30 * MINUTE, NEVER),
        ("halfway", 17 * HOUR + 15 * MINUTE, NEVER),
        ("after the last", 10 * HOUR, 10 * HOUR),
    ],
)
def test_the_wave_of_a_pick_up_after_the_end_comes_within_it(timing, began, after_a_holiday):
    """The day ends at 24:00; the carrier comes at 10:00 and at 0:30 of tomorrow, if that is open.

    Otherwise at 0:30 of the day after: half of the way there is 5:15 of tomorrow.
    """
    times = {"mon": ["10:00"], "tue-wed": ["00:30"]}
    carrier = {"pick_ups": times, "services": {"ground": {"transit": "1 h"}}}
    for holidays, moment in (([], began), (["2026-03-03"], after_a_holiday)):
        timeline = picked(
            [9 * HOUR + 1],
            {"method": {"wave": {"before_pick_ups": "1 h", "timing": timing}}},
            sections={
                "shipping": {"carriers": {"carrier": carrier}},
                "clock": {"start": "2026-03-02", "run": "1 d", "holidays": holidays},
            },
        )
        assert [at for at, _ in spans(timeline)] == [moment]


def test_waves_of_ones_own_timing_come_by_their_pick_up_and_from_the_start_on():
    with registry.known_as([]):

        @sim.policy("wave")
        def at_once(pick_up, previous, before):
            return previous - 1

        timeline = picked(
            [0, 1],
            {"method": {"wave": {"before_pick_ups": "1 h", "timing": "at_once"}}},
            sections={"shipping": CARRIER},
            services=(("early", "ground"), ("late", "ground")),
            service=[0, 0],
        )
    assert [at for at, _ in spans(timeline)] == [0, 10 * HOUR - 1]


def test_waves_come_on_their_days_and_not_on_holidays():
    week = {"clock": {"start": "2026-03-02", "run": "4 d", "holidays": ["2026-03-04"]}}
    method = {"wave": {"at": ["08:00"], "days": "tue-thu"}}
    timeline = picked([0], {"method": method}, sections=week, horizon=96 * HOUR)
    assert spans(timeline)[0][0] == 32 * HOUR  # on Tuesday
    timeline = picked([33 * HOUR], {"method": method}, sections=week, horizon=96 * HOUR)
    assert spans(timeline)[0][0] == 80 * HOUR  # on Thursday


def test_orders_of_different_classes_share_no_tour_of_a_wave_by_class():
    method = {"wave": {"at": ["08:00"], "up_to": 9, "by": "class"}}
    timeline = picked([0, 0, 0], {"method": method}, order_class=[1, 0, 1], classes=("a", "b"))
    # Both tours enter at 8:00; the one with the lowest order number starts.
    first = (8 * HOUR, 8 * HOUR + SETUP + 2 * LINE)
    second = (first[1], first[1] + SETUP + LINE)
    assert spans(timeline) == [first, second, first]


# Zones: SKU 0 is in a, SKU 1 in b

ZONES = {"areas": {"a": {"skus": "50 %"}, "b": {"skus": "50 %"}}}
TWO = {"supply": supply([9, 9]), "storage": storage(2, ("a", "b"), [0, 1])}


def test_an_order_waits_for_its_last_zone():
    crews = {
        "a_team": {"skills": ["picking"], "heads": 1},
        "b_team": {"skills": ["picking"], "heads": 1},
    }
    areas = {"a": {"skus": "50 %", "crews": ["a_team"]}, "b": {"skus": "50 %", "crews": ["b_team"]}}
    timeline = picked(
        [0, 0],
        {"method": {"zones": {"areas": areas}}},
        crews,
        lines=[[(0, 1), (1, 1)], [(1, 1)]],
        line_pick=[LINE, 3 * LINE, LINE],
        **TWO,
    )
    # Zone a: order 0 until 90 s. Zone b: order 0 until 210 s, then order 1 until 300 s.
    assert spans(timeline) == [(0, SETUP + 3 * LINE), (210 * SECONDS, 300 * SECONDS)]
    by_hand = [(0, 0, 90), (1, 0, 210), (1, 210, 300)]  # zone or team, from, until
    tours, work = timeline.tours, timeline.log.stretches
    for rows in ((tours.zone, tours.began, tours.ended), (work.server, work.began, work.ended)):
        number, began, ended = rows
        found = zip(number.tolist(), began // SECONDS, ended // SECONDS, strict=True)
        assert sorted(found) == by_hand


def test_a_zone_has_room_for_so_many_pickers_at_once():
    areas = {"a": {"skus": "50 %", "at_most": 1}, "b": {"skus": "50 %"}}
    timeline = picked(
        [0, 0, 0],
        {"method": {"zones": {"areas": areas}}},
        present={"pickers": heads((0, 3))},
        lines=[[(0, 1)], [(0, 1)], [(1, 1)]],
        **TWO,
    )
    tour = SETUP + LINE
    assert spans(timeline) == [(0, tour), (tour, 2 * tour), (0, tour)]


def test_pick_and_pass_goes_zone_by_zone_with_one_set_up():
    timeline = picked(
        [0, 0],
        {"method": {"zones": {"style": "pick and pass", **ZONES}}},
        present={"pickers": heads((0, 2))},
        lines=[[(1, 1), (0, 1)], [(1, 1)]],
        line_pick=[LINE] * 3,
        **TWO,
    )
    # Order 0: a until 90 s, then b, without a set-up, until 150 s. Order 1: b alone.
    assert spans(timeline) == [(0, SETUP + 2 * LINE), (0, SETUP + LINE)]
    assert timeline.tours.zone.tolist() == [0, 1, 1]


def test_a_batch_in_zones_has_a_tour_in_each_and_each_order_ends_on_its_own():
    timeline = picked(
        [0, 0],
        {"method": {"batch": {"up_to": 2}, "zones": ZONES}},
        present={"pickers": heads((0, 2))},
        lines=[[(0, 1)], [(0, 1), (1, 1)]],
        line_pick=[LINE, LINE, 5 * LINE],
        **TWO,
    )
    assert spans(timeline) == [(0, SETUP + 2 * LINE), (0, SETUP + 5 * LINE)]
    assert timeline.tours.orders.tolist() == [2, 1]
    assert timeline.batch.tolist() == [0, 0]


def test_a_wave_in_zones_has_a_tour_in_each():
    timeline = picked(
        [0, 1],
        {"method": {"wave": {"at": ["08:00"], "up_to": 2}, "zones": ZONES}},
        present={"pickers": heads((0, 2))},
        lines=[[(0, 1)], [(0, 1), (1, 1)]],
        line_pick=[LINE, LINE, 5 * LINE],
        **TWO,
    )
    began = 8 * HOUR
    assert spans(timeline) == [(began, began + SETUP + 2 * LINE), (began, began + SETUP + 5 * LINE)]


def test_a_batch_that_is_passed_on_is_complete_with_its_last_zone():
    timeline = picked(
        [0, 0],
        {"method": {"batch": {"up_to": 2}, "zones": {"style": "pick and pass", **ZONES}}},
        lines=[[(0, 1)], [(0, 1), (1, 1)]],
        line_pick=[LINE, LINE, 5 * LINE],
        **TWO,
    )
    # Zone a: one set-up and two lines; zone b: five minutes more, for both orders.
    assert spans(timeline) == [(0, SETUP + 7 * LINE)] * 2
    assert timeline.tours.orders.tolist() == [2, 1]


def test_a_tour_of_one_order_bears_its_number():
    """Whichever comes first: numbers given out as orders come would depend on SimPy's sequence."""
    timeline = picked(
        [0, 0],
        {"method": {"zones": ZONES}},
        sections={"payment": {"timeout": "off"}},
        authorization=[[MINUTE], [0]],
        **TWO,
    )
    assert timeline.batch.tolist() == [0, 1]
    assert timeline.tours.number.tolist() == [1, 0]


def test_consolidation_adds_to_packing_for_every_zone_after_the_first():
    timeline = picked(
        [0, HOUR],
        {"method": {"zones": {"consolidation": "20 s", **ZONES}}},
        {**PICKERS, "packers": {"skills": ["packing"], "heads": 1}},
        sections={"packing": {}},
        lines=[[(0, 1), (1, 1)], [(0, 1)]],
        **TWO,
    )
    packing = [ended - began for began, ended in spans(timeline, "packing")]
    assert packing == [MINUTE + 20 * SECONDS, MINUTE]


def test_stock_leaves_the_shelf_when_the_last_zone_is_picked():
    timeline = picked(
        [0],
        {"method": {"zones": ZONES}},
        sections={"inventory": {"policy": {"s": 0, "S": 1}}},
        lines=[[(0, 1), (1, 1)]],
        line_pick=[LINE] * 2,
        **TWO,
    )
    taken = timeline.stock.kind == 4
    assert timeline.stock.time[taken].tolist() == [2 * (SETUP + LINE)] * 2


# Layout: SKU 0 in aisle 0 at 10 m, SKU 1 in aisle 1 at 15 m; at 0.5 m/s

LAYOUT = {"aisles": 2, "aisle_length": "20 m", "aisle_spacing": "5 m", "speed": "0.5 m/s"}
PLACES = [(0, 10_000), (1, 15_000)]


def laid_out(routing="s-shape"):
    aisles = [Aisles(2, 20_000, 5_000, 0, False, routing)]
    return {"supply": supply([9, 9]), "storage": storage(2, aisles=aisles, places=PLACES)}


def test_a_tour_walks_as_far_as_its_places_are_apart():
    timeline = picked(
        [0], {"layout": LAYOUT}, lines=[[(0, 1), (1, 1)]], line_pick=[LINE, LINE], **laid_out()
    )
    walked = 20 + 20 + 5 + 5  # both aisles through, across and back
    assert timeline.tours.walk.tolist() == [1000 * walked]
    assert spans(timeline) == [(0, SETUP + 2 * LINE + 2 * walked * SECONDS)]


def test_orders_of_a_batch_share_the_walk():
    method = {"batch": {"up_to": 3}}
    layout = {**LAYOUT, "routing": "return"}
    timeline = picked(
        [0, 0, 0],
        {"method": method, "layout": layout},
        lines=[[(0, 1)], [(1, 1)], [(0, 2)]],
        **laid_out("return"),
    )
    walked = 2 * 10 + 2 * 15 + 2 * 5
    assert timeline.tours.walk.tolist() == [1000 * walked]
    assert timeline.tours.units.tolist() == [4]
    assert spans(timeline)[0] == (0, SETUP + 3 * LINE + 2 * walked * SECONDS)


def test_zones_of_aisles_have_depots_of_their_own():
    alone = Aisles(1, 20_000, 5_000, 0)
    timeline = picked(
        [0],
        {"layout": LAYOUT, "method": {"zones": {"assign": "aisles", **ZONES}}},
        present={"pickers": heads((0, 2))},
        lines=[[(0, 1), (1, 1)]],
        supply=supply([9, 9]),
        storage=storage(2, ("a", "b"), [0, 1], [alone, alone], [(0, 10_000), (0, 15_000)]),
    )
    assert timeline.tours.walk.tolist() == [20_000, 30_000]
    assert spans(timeline)[0] == (0, SETUP + LINE + 40 * SECONDS)  # all of LINE is in a


def test_a_line_that_was_taken_out_is_not_walked_to():
    shelf = supply([9, 0])
    timeline = picked(
        [0],
        {"layout": {**LAYOUT, "routing": "return"}},
        sections={"inventory": {"policy": {"s": -1, "S": 1}, "when_short": "cancel line"}},
        lines=[[(0, 1), (1, 1)]],
        line_pick=[LINE, 7 * LINE],
        supply=shelf,
        storage=laid_out("return")["storage"],
    )
    assert timeline.line_canceled.tolist() == [False, True]
    assert spans(timeline) == [(0, SETUP + LINE + 2 * 20 * SECONDS)]


def test_an_order_picked_wrong_walks_again():
    timeline = picked(
        [0],
        {"layout": {**LAYOUT, "routing": "return"}, "mispick": "1 %"},
        {"all": {"skills": ["picking", "packing"], "heads": 1}},
        sections={"packing": {"quality_check": {"time": "10 s"}}},
        lines=[[(0, 1)]],
        mispicked=[True],
        checked=[True],
        check_finds=[True],
        **laid_out("return"),
    )
    again = timeline.log.further
    pick, pack = SETUP + LINE + 40 * SECONDS, MINUTE
    assert again.activity.tolist() == [ACTIVITIES.index("picking"), ACTIVITIES.index("packing")]
    assert (again.ended - again.began).tolist() == [pick, pack]
    assert np.count_nonzero(timeline.wrong_items) == 0

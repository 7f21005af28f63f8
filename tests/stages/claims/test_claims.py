"""Lost and damaged parcels by hand arithmetic (Monday 2026-03-02, 0 h, is 0)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiments.explain.work import way
from simulator.journey import simulate, simulate_in_simpy
from simulator.measure import conservation
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import CLAIMS, DETAILS, event_rows
from simulator.results.timeline import Movement
from simulator.scenario import loads
from simulator.stages import ACTIVITIES
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, figures, heads, scenario, storage, supply, workload
from tests.stages.shipping.carriers import LONG, TWO_WEEKS, carrier

HOURLY = {"daily": [f"{hour:02}:00" for hour in range(24)]}
EIGHT, NINE, NOON = 8 * HOUR, 9 * HOUR, 12 * HOUR
CREW = {"all": {"skills": ["picking", "packing", "labeling"]}}
FLOOR = {
    "picking": {},
    "packing": {},
    "labeling": {"printers": 1},
    "crews": CREW,
    "shifts": {"day": {"days": "daily", "hours": "00:00-24:00", "heads": {"all": 1}}},
}
STOCK = {"inventory": {"policy": {"kind": "s S", "s": 0, "S": 1}, "when_short": "cancel order"}}


def shop(clock=LONG, cost="4 USD", **sections):
    house = carrier(HOURLY, "1 h")
    house["carriers"]["carrier"]["services"]["ground"]["cost"] = cost
    return scenario(
        shipping=house, clock=clock, **{"delivery": {"hours": "none"}, "claims": {}} | sections
    )


def orders(created, asked=(), **columns):
    """Claimed 3 h later; the second time an hour on the road again."""
    n = len(created)
    again = {
        "after": np.full(n, 3 * HOUR),
        "lost": np.ones(n, dtype=np.bool_),
        "damaged": np.zeros(n, dtype=np.int8),
        "transit_days": np.zeros(n, dtype=np.int16),
        "transit": np.full(n, HOUR),
        "lost_again": np.zeros(n, dtype=np.bool_),
        "damaged_outside": np.zeros(n, dtype=np.bool_),
        "attempt_time": np.zeros((n, 1), dtype=np.int64),
    }
    again |= {name: np.array(column, again[name].dtype) for name, column in dict(asked).items()}
    columns = {"horizon": TWO_WEEKS, "added": {"claims": again}} | columns
    return workload(created, **columns)


def gone(house, made):
    timeline = simulate(house, made)
    seen = replace(made, supply=replace(made.supply, policed=house.inventory is not None))
    conservation.check(house, seen, timeline)
    return timeline


def test_a_lost_parcel_goes_over_the_floor_again_once_it_is_claimed():
    """Gone at 9, found lost at 10, claimed at 13: 90 s, 60 s and 10 s later on the dock.

    With the carrier at 14, there at 15: five hours after it was found lost.
    """
    made = orders([EIGHT], lost=[True], rosters={"all": heads((0, 1))})
    house = shop(**FLOOR)
    timeline = gone(house, made)
    claims, again = timeline.claims, timeline.log.further
    moments = {name: int(column[0]) for name, column in vars(claims).items()}
    assert moments == {
        "parcel": 0,
        "damaged": 0,
        "since": 10 * HOUR,
        "made": 13 * HOUR,
        "reshipped": 13 * HOUR,
        "picked": 13 * HOUR + 90 * SECONDS,
        "handed_over": 14 * HOUR,
        "arrived": 15 * HOUR,
        "lost_again": NEVER,
        "refunded": NEVER,
    }
    begins = [0, 90 * SECONDS, 150 * SECONDS, 160 * SECONDS]
    assert again.queued.tolist() == [13 * HOUR + after for after in begins]
    assert again.ended[:3].tolist() == [13 * HOUR + after for after in begins[1:]]
    assert again.ended[3] == 14 * HOUR
    assert set(again.visit.tolist()) == {2}
    assert timeline.pick_ups.loaded.sum() == 2
    rows = event_rows(made, timeline, False)
    told = {
        DETAILS[which]: at / HOUR
        for which, at in zip(rows.detail, rows.began, strict=True)
        if which >= DETAILS.index(CLAIMS[0])
    }
    assert told == {
        "claimed": 13, "sent_again": 13, "arrived_again": 15
    }  # fmt: skip
    found = figures(house, made)
    assert found["claims.reshipped"] == 1
    assert found["claims.hours.mean"] == 5
    assert found["claims.delivered_in_the_end"] == 100
    assert found["loss_rate"] == 100


def test_what_is_not_in_stock_as_it_is_claimed_is_paid_back():
    """Three units for orders at 8, 8 and 9; that of the first is sought at 12: none is left.

    With a fourth it is taken, and a fifth order has none.
    """
    made = [EIGHT, EIGHT, NINE]
    for units, sent in ((3, False), (4, True)):
        stock = {"supply": supply([units], s=-(10**6)), "lost": [True, False, False]}
        timeline = gone(shop(**STOCK), orders(made, **stock))
        claims = timeline.claims
        assert (claims.reshipped == NOON).tolist() == [sent]
        assert (claims.refunded == NOON).tolist() == [not sent]
        assert timeline.refunded.tolist() == [0 if sent else 100, 0, 0]
        assert np.count_nonzero(timeline.stock.kind == Movement.PICKED) == units
        assert timeline.on_hand.tolist() == [0]


def test_stock_that_somebody_waits_for_is_not_sent_again():
    """An order of five waits for two units; the one on hand is its own, not the replacement's."""
    waits = {"inventory": STOCK["inventory"] | {"when_short": "backorder"}}
    lines = [[(0, 1)], [(0, 5)]]
    made = orders([EIGHT, NINE], lines=lines, supply=supply([4], s=-(10**6)), lost=[True, False])
    assert gone(shop(**waits), made).claims.refunded.tolist() == [NOON]


@pytest.mark.parametrize(
    ("asked", "revenue", "goods", "postage"),
    [
        ({}, 100, 90, 12),  # two sold, of one the goods and the postage twice
        ({"lost_again": [True, True]}, 50, 90, 12),
        ({"damaged_outside": [True, True]}, 50, 90, 12),
        ({"lost": [False, False]}, 50, 60, 8),
    ],
)
def test_money_of_two_orders_of_which_one_is_lost(asked, revenue, goods, postage):
    """At 50 USD, 30 USD of goods and 4 USD of postage: what was lost is what two left over less."""
    stock = {"supply": supply([10**6], prices=5000, goods=3000), "value": [5000, 5000]}
    made = orders([EIGHT, NINE], asked, lost=[True, False], **stock)
    house = shop()
    found = figures(house, made)
    assert found["total_revenue"] == revenue
    assert found["total_goods"] == goods
    assert found["cost_per_order.shipping"] * 2 == pytest.approx(postage)
    less = (100 - 60 - 8) - (revenue - goods - postage)
    assert found["lost_margin.loss"] == found["claims.cost"] == less
    assert gone(house, made).refunded.sum() == 100 * (100 - revenue)


@pytest.mark.parametrize(
    ("asked", "refunded", "whole"),
    [
        ({}, 0, 0),
        ({"damaged": [1]}, 0, 1),
        ({"damaged": [2]}, 100, 0),
        ({"damaged": [1], "damaged_outside": [True]}, 100, 0),
    ],
)
def test_who_has_something_damaged_keeps_it_gets_another_or_the_money(asked, refunded, whole):
    made = orders([EIGHT], asked, damaged_outside=[True])
    house = shop()
    timeline = gone(house, made)
    assert timeline.refunded.tolist() == [refunded]
    assert timeline.claims.whole.sum() == whole
    assert timeline.delivered.tolist() == [NINE]
    found = figures(house, made)
    assert found["lost_margin.damage"] == found["claims.cost"]
    assert found["total_revenue"] == 1 - refunded / 100
    assert found["damage_rate"] == 100
    assert (found["claims.hours.mean"] == 4) == bool(whole)  # claimed 3 h later, an hour away


def test_what_comes_back_is_not_claimed():
    made = orders([EIGHT], {"damaged": [2]}, damaged_outside=[True], returns=[True])
    timeline = gone(shop(returns={}), made)
    assert len(timeline.claims.parcel) == 0
    assert timeline.refunded.tolist() == [100]


def test_a_run_goes_on_until_what_was_claimed_has_come():
    """Found lost at 9, claimed a day later, there at 10 of the next day."""
    clock = {"start": "2026-03-02", "run": "1 d", "cool_down": {"until_done": "at most 13 d"}}
    made = orders([EIGHT], {"after": [DAY]}, lost=[True])
    timeline = simulate_in_simpy(shop(clock), made)
    assert timeline.horizon == DAY + 10 * HOUR
    assert timeline.claims.arrived.tolist() == [DAY + 10 * HOUR]


def test_a_replacement_takes_the_room_of_a_pick_up():
    """One parcel fits: of an order of noon and a claim of then one goes an hour later."""
    house = shop()
    only = house.shipping.carriers["carrier"].model_copy(update={"capacity": 1})
    sent = house.shipping.model_copy(update={"carriers": {"carrier": only}})
    house = house.model_copy(update={"shipping": sent})
    made = orders([EIGHT, NOON], lost=[True, False])
    timeline = gone(house, made)
    left = sorted([int(timeline.handed_over[1]), int(timeline.claims.handed_over[0])])
    assert left == [NOON, NOON + HOUR]


def test_explain_sees_the_work_of_what_is_sent_again():
    """Of two orders of 90 s, 60 s and 10 s one is lost."""
    house = shop(**FLOOR)
    made = orders([EIGHT, NINE], lost=[True, False], pick_setup=[90 * SECONDS] * 2, pick=[0, 0])
    tasks, left = way(house, made)
    hours = {}
    for task in tasks:
        hours[task.station] = hours.get(task.station, 0) + int(task.time.sum())
    assert hours == {"picking": 270 * SECONDS, "packing": 3 * MINUTE, "labeling": 30 * SECONDS}
    assert len(left.row) == 2


@pytest.mark.parametrize("check", [0, 40])
def test_what_is_sent_again_is_checked_and_not_put_together_from_zones(check):
    """60 s to pack, 40 s to check; only the first time 20 s for what comes from zone b."""
    zones = {"consolidation": "20 s", "areas": {"a": {"skus": "50 %"}, "b": {"skus": "50 %"}}}
    checked = {"quality_check": {"time": f"{check} s", "share": "100 %"}} if check else {}
    house = shop(**FLOOR | {"picking": {"method": {"zones": zones}}, "packing": checked})
    made = orders(
        [EIGHT],
        lines=[[(0, 1), (1, 1)]],
        supply=supply([9, 9]),
        storage=storage(2, ("a", "b"), [0, 1]),
        lost=[True],
        checked=[bool(check)],
        rosters={"all": heads((0, 1))},
    )
    timeline = gone(house, made)
    first, again = timeline.log.first["packing"], timeline.log.further
    rows = again.activity == ACTIVITIES.index("packing")
    assert int((first.ended - first.began)[0]) == (60 + check + 20) * SECONDS
    assert (again.ended - again.began)[rows].tolist() == [(60 + check) * SECONDS]
    tasks, _ = way(house, made)
    times = [
        int(task.time.sum()) for task in tasks if task.station == "packing" and task.time.any()
    ]
    assert times == [(80 + check) * SECONDS, (60 + check) * SECONDS]


TEXT = """\
schema: fulfillment/1
name: losing
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
"""
ROAD = """\
shipping:
  carriers: {post: {pick_ups: {daily: ['12:00']}, services: {s: {transit: 1 d}}}}
"""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("claims: {}\n", "claims: nothing is shipped that could be lost or damaged; write claims"),
        (
            ROAD + "claims: {damaged_reshipped: 60 %, damaged_refunded: 50 %}\n",
            "damaged_refunded: with damaged_reshipped it is more than 100 % of what came damaged; "
            "write at most 40 %",
        ),
        (ROAD + "claims: {lost_reshipped: 101 %}\n", "lost_reshipped: "),
        (ROAD + "claims: {after: -1 d}\n", "after: "),
    ],
)
def test_what_is_wrong_with_claims_is_told_with_a_remedy(text, wrong):
    with pytest.raises(ScenarioError) as told:
        loads(TEXT + text)
    assert wrong in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_the_remedy_works():
    loads(TEXT + ROAD + "claims: {damaged_reshipped: 60 %, damaged_refunded: 40 %}\n")
    loads(TEXT + "claims: off\n")


def test_a_snapshot_of_claims_is_refused():
    from simulator.experiments.state.snapshot import snapshot

    with pytest.raises(InputError, match="claims: off, and cut that"):
        snapshot(loads(TEXT + ROAD + "claims: {}\n"), "2026-03-02 12:00")

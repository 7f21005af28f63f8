"""Orders to pick-up points: by hand, sampled, and what is wrong with a section."""

from __future__ import annotations

import json
from math import exp, sqrt

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.explain.inputs import remarks
from simulator.fitting.scans import MEANS
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.mistakes import InputError
from simulator.results.events import POINTS as POINT_EVENTS
from simulator.results.events import event_log
from simulator.results.ocel import write_ocel
from simulator.results.order_money import order_money
from simulator.results.outcomes import Outcome
from simulator.results.timeline import ReturnState
from simulator.scenario import ScenarioError, loads
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload.sampling import sample
from tests.model.tiny import heads, workload
from tests.model.tiny import scenario as tiny
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier
from tests.workload.worlds import scenario

POINTS = {"share": "50 %", "collected": {"exponential": {"mean": "2 d"}}, "kept": "3 d"}
TO_POINTS = {"points": {"share": "100 %", "kept": "2 d", "reminded": "1 d", "cost": "0.75 USD"}}
CREW = {"crews": {"bench": {"skills": ["inspection"], "heads": 1}}}


def by_hand(added=None, **sections):
    """Five orders, all delivered on Tuesday at 8 h, the last at the door; returns are on."""
    shop = tiny(
        shipping=carrier(DAILY),
        delivery={"hours": "08:00-20:00", "days": "daily", "attempts": 2} | TO_POINTS,
        returns={"share": "0 %"},
        clock=LONG,
        **CREW,
        **sections,
    )
    n = 5
    collected = [6 * HOUR, DAY, 2 * DAY, NEVER, NEVER]
    there = {"at_point": np.array([True] * 4 + [False]), "collected": np.array(collected)}
    work = workload(
        [0] * n, transit_days=[1] * n, transit=[0] * n, rounds=2, horizon=TWO_WEEKS,
        returns=[False, True, False, True, False],
        return_after=[0, 3 * DAY, 0, 5 * DAY, 0], inspection=[MINUTE] * n,
        damaged_outside=[False, False, True, True, True],
        added={"delivery": there, **(added or {})}, rosters={"bench": heads((0, 1))},
    )  # fmt: skip
    return shop, work, simulate(shop, work)


TUESDAY_8 = DAY + 8 * HOUR


def test_an_order_is_delivered_as_it_stands_at_its_point_and_comes_back_if_nobody_collects_it():
    shop, work, timeline = by_hand()
    assert timeline.delivered.tolist() == [TUESDAY_8] * 5
    assert set(timeline.outcome.tolist()) == {Outcome.DELIVERED}
    back = timeline.visits["returns"].ended
    assert back.tolist() == [NEVER, TUESDAY_8 + 3 * DAY, NEVER, TUESDAY_8 + 5 * DAY, NEVER]
    assert timeline.return_state[3] == ReturnState.RESTOCKED
    assert timeline.refunded.tolist() == [0, 100, 0, 100, 0]
    delivery = order_money(shop, work, timeline).costs["delivery"]
    assert delivery.tolist() == [0.75] * 4 + [0]


def test_the_log_tells_what_becomes_of_an_order_at_its_point(tmp_path):
    """Who collects at the very moment of the reminder gets none."""
    shop, work, timeline = by_hand()
    log = event_log(shop, work, timeline)
    rows = np.isin(
        np.asarray(log["detail"], dtype=object), ["collected_at_point", "reminded", "not_collected"]
    )
    start = np.datetime64("2026-03-02")
    told = [
        (int(order), str(detail), int((at - start) / np.timedelta64(1, "ms")) - TUESDAY_8)
        for order, detail, at in zip(
            np.asarray(log["order"])[rows],
            np.asarray(log["detail"])[rows],
            np.asarray(log["began_at"])[rows],
            strict=True,
        )
    ]
    assert sorted(told) == [
        (0, "collected_at_point", 6 * HOUR),
        (1, "collected_at_point", DAY),
        (2, "collected_at_point", 2 * DAY),
        (2, "reminded", DAY),
        (3, "not_collected", 2 * DAY),
        (3, "reminded", DAY),
    ]
    write_ocel(tmp_path / "log.json", shop, work, timeline)
    ocel = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    types = [each["name"] for each in ocel["eventTypes"]]
    assert {"collected_at_point", "reminded", "not_collected"} <= set(types)
    assert sum(event["type"] == "collected_at_point" for event in ocel["events"]) == 3


def test_figures_of_points():
    shop, work, timeline = by_hand()
    found = {name: value for (name, _), value in measure(shop, work, timeline).kpis.items()}
    assert found["delivery.to_points"] == 80
    assert found["delivery.not_collected"] == 25
    assert found["delivery.not_collected_value"] == 1
    assert found["delivery.reminded"] == 50
    assert found["delivery.collected_days.mean"] == pytest.approx((0.25 + 1 + 2) / 3)
    assert found["on_time_delivery"] != 0  # no promise, or kept: it stands there in time


def test_who_has_a_parcel_later_complains_later_and_who_never_has_it_does_not():
    reasons = ("question", "late", "damaged", "wrong_items", "lost", "canceled", "payment_failed")
    drawn = {name: np.full(5, NEVER) for name in reasons}
    drawn["damaged"] = np.full(5, HOUR)
    shop, work, timeline = by_hand({"contacts": drawn}, contacts={})
    log = event_log(shop, work, timeline)
    rows = np.flatnonzero(np.asarray(log["detail"], dtype=object) == "damaged")
    start = np.datetime64("2026-03-02")
    at = {
        int(log["order"][row]): int((log["began_at"][row] - start) / np.timedelta64(1, "ms"))
        for row in rows
    }
    assert at == {2: TUESDAY_8 + 2 * DAY + HOUR, 4: TUESDAY_8 + HOUR}


def test_who_collects_damage_claims_it_from_then_on():
    columns = {
        "after": np.full(5, HOUR), "lost": np.zeros(5, np.bool_), "damaged": np.full(5, 2),
        "transit_days": np.zeros(5, np.int16), "transit": np.zeros(5, np.int64),
        "lost_again": np.zeros(5, np.bool_), "damaged_outside": np.zeros(5, np.bool_),
        "attempt_time": np.zeros((5, 2), np.int64),
    }  # fmt: skip
    _, _, timeline = by_hand({"claims": columns}, claims={"after": "1 h"})
    claims = timeline.claims
    assert dict(zip(claims.parcel.tolist(), claims.made.tolist(), strict=True)) == {
        2: TUESDAY_8 + 2 * DAY + HOUR,
        4: TUESDAY_8 + HOUR,
    }


def test_the_share_that_nobody_collects_is_that_beyond_the_time_it_is_kept():
    work = sample(scenario(delivery={"points": POINTS}, returns={"share": "0 %"}), 0)
    placed, there = ~work.abandons, work.added["delivery"]
    at_point, never = there["at_point"], there["collected"] == NEVER
    n = int(at_point.sum())
    assert abs(at_point[placed].mean() - 0.5) < 4 * sqrt(0.25 / placed.sum())
    assert not at_point[work.abandons].any()
    p = exp(-1.5)
    assert abs(never[at_point].mean() - p) < 4 * sqrt(p * (1 - p) / n)
    assert there["collected"][at_point & ~never].max() <= 3 * DAY
    assert not work.attempt_fails[at_point].any()
    assert work.attempt_fails[placed & ~at_point].any()
    assert np.array_equal(work.returns & ~work.wrong_items, at_point & never & ~work.wrong_items)
    assert set(work.return_after[at_point & never].tolist()) == {7 * DAY}


def test_points_by_class():
    rule = POINTS | {"share": "0 %", "by_class": {"express": "100 %"}}
    work = sample(scenario(delivery={"points": rule}), 0)
    express = ~work.abandons & (work.order_class == 0)
    assert np.array_equal(work.added["delivery"]["at_point"], express)


def test_a_customer_sends_back_from_the_collection_on_and_what_stays_comes_back_whole_for_none():
    terms = {
        "share": "60 %", "after": "1 d", "transit": "12 h", "window": "2 d",
        "in_part": {"share": "100 %"}, "reasons": {"worn": {"share": "100 %"}},
        "refund": {"after": "hand-in", "delay": "1 h"},
    }  # fmt: skip
    before = sample(scenario(returns=terms), 0)
    work = sample(scenario(delivery={"points": POINTS}, returns=terms), 0)
    there, columns = work.added["delivery"], work.added["returns"]
    never = there["at_point"] & (there["collected"] == NEVER)
    collected = there["at_point"] & ~never
    back = work.returns & collected
    assert np.array_equal(work.returns & ~never, before.returns & ~never)
    assert work.returns[never].all()
    assert not columns["too_late"].any()
    assert np.array_equal(columns["handed_in"][back], DAY + there["collected"][back])
    assert np.array_equal(work.return_after[back], columns["handed_in"][back] + 12 * HOUR)
    assert set(columns["handed_in"][never].tolist()) == {3 * DAY}
    assert set(columns["refund_delay"][never].tolist()) == {HOUR}
    assert set(columns["reason"][never].tolist()) == {-1}
    assert work.inspection[never & ~work.abandons].min() > 0
    assert np.repeat(never, work.lines)[~work.line_back].sum() == 0
    door = ~there["at_point"]
    assert np.array_equal(work.return_after[door], before.return_after[door])
    assert np.array_equal(work.attempt_fails[door], before.attempt_fails[door])


def test_worlds_of_the_door_alone_have_no_columns_of_points():
    assert "delivery" not in sample(scenario(), 0).added


HOUSE = """
schema: fulfillment/1
name: lockers
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
crews: {p: {skills: [inspection], heads: 1}}
shipping: {carriers: {post: {pick_ups: {daily: ["12:00"]}, services: {ground: {transit: 1 d}}}}}
delivery: {points: {share: 30 %}}
returns: on
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("returns: on\n", "", "delivery.points: what nobody collects comes back, and returns are"),
        ("30 %", "130 %", "delivery.points.share"),
        ("share: 30 %", "share: 30 %, kept: 0 d", "delivery.points.kept: '0 d' has no length"),
        ("share: 30 %", "share: 30 %, by_class: {expres: 9 %}", "there is no class 'expres'"),
        ("share: 30 %", "cost: 1 USD", "delivery.points.share"),
    ],
)
def test_mistakes(old, new, said):
    text = HOUSE.replace(old, new)
    if old.startswith("returns"):
        text = text.replace("crews: {p: {skills: [inspection], heads: 1}}\n", "")
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    (line,) = [line for line in str(caught.value).splitlines() if "delivery.points" in line]
    assert said in line


def test_orders_that_may_be_split_do_not_go_to_points():
    """What is offered instead is accepted."""
    split = {"delivery.points": {"share": "30 %"}, "inventory.when_short": "split"}
    with pytest.raises(ScenarioError, match=r"may be split.* or inventory\.when_short: backorder$"):
        sim.load("small").with_(split)
    whole = sim.load("small").with_(split | {"inventory.when_short": "backorder"})
    assert whole.scenario.delivery.points.share == 0.3


def test_no_state_says_what_stands_at_a_point():
    house = sim.load("small").with_({"delivery.points": {"share": "30 %"}})
    with pytest.raises(InputError, match="what stands at a pick-up point, and since when; run"):
        sim.snapshot(house, at=f"{house.scenario.clock.start:%Y-%m-%d} 12:00")


def test_explain_says_which_part_will_not_be_collected():
    """Of times of a day on average exp(-2) are longer than two; a point that keeps is no remark."""
    house = HOUSE.replace("share: 30 %", "share: 30 %, kept: 2 d")
    told = [text for text in remarks(loads(house).scenario) if "delivery.points" in text]
    assert told == [
        "delivery.points.collected: 13.5 % of what goes to points is not collected within 2 d, "
        "and comes back.",
        "delivery.points.cost is missing: costs leave pick-up points out.",
    ]
    sure = house.replace("kept: 2 d", "kept: 2 d, collected: 1 d, cost: 1 USD")
    assert not any("delivery.points" in text for text in remarks(loads(sure).scenario))


def test_a_fit_takes_nothing_at_a_point_for_a_hand_over():
    """In logs of others a parcel that is collected is with its carrier."""
    assert not {word.replace("_", " ") for word in POINT_EVENTS} & MEANS.keys()


def test_a_run_that_begins_with_a_state_has_no_points():
    to_points = {"delivery.points": {"share": "30 %"}}
    with pytest.raises(ScenarioError, match="what stands at a pick-up point, and since when; wr"):
        sim.load("tonight").with_(to_points)
    assert sim.load("tonight").with_({"delivery.points": "off"}).scenario.state is not None

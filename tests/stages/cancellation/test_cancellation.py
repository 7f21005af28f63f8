"""Customers who cancel, by hand: when it is early enough, what comes back, what was in vain.

Picking an order takes 90 s, packing 60 s; there is one picker and one packer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, NEVER
from simulator.workload import Workload
from tests.model.tiny import SECONDS, figures, heads, scenario, spans, supply, workload

ONE_EACH = {"pickers": heads((0, 1)), "packers": heads((0, 1))}
STAYS, WENT_OFF = Outcome.COMPLETED, Outcome.CALLED_OFF
NOT_BEGUN = (NEVER, NEVER)


def shop(**sections: Any) -> Scenario:
    base: dict[str, Any] = {
        "picking": {},
        "packing": {},
        "crews": {
            "pickers": {"skills": ["picking"], "wage": "18 USD/h"},
            "packers": {"skills": ["packing"], "wage": "18 USD/h"},
        },
        "cancellation": {"put_back": "10 min"},
    }
    return scenario(**(base | sections))


def orders(after: Sequence[int], backorder: Sequence[int] = (), **columns: Any) -> Workload:
    """Orders at 0 whose customers ask so many milliseconds after they have paid."""
    n = len(after)
    work = workload([0] * n, present=ONE_EACH, **columns)
    asks = np.array(after, dtype=np.int64)
    waits = np.array(backorder or [NEVER] * n, dtype=np.int64)
    return replace(work, added={"cancellation": {"after": asks, "backorder": waits}})


def outcomes(timeline: Timeline) -> list[int]:
    return list(timeline.outcome.tolist())


def test_an_order_in_the_queue_leaves_it_at_once_and_the_next_one_moves_up() -> None:
    timeline = simulate(shop(), orders([NEVER, 50 * SECONDS, NEVER]))
    assert outcomes(timeline) == [STAYS, WENT_OFF, STAYS]
    assert spans(timeline) == [(0, 90_000), NOT_BEGUN, (90_000, 180_000)]
    assert timeline.ended[1] == 50_000
    assert timeline.refunded.tolist() == [0, 100, 0]


@pytest.mark.parametrize(
    ("asks", "outcome", "ended"),
    [
        (90 * SECONDS - 1, WENT_OFF, 90_000),  # the tour goes on, and the order stops behind it
        (90 * SECONDS, WENT_OFF, 90_000),  # all that happens comes before what can start
        (90 * SECONDS + 1, STAYS, 150_000),  # packing has begun
    ],
)
def test_it_is_early_enough_until_packing_begins(asks: int, outcome: int, ended: int) -> None:
    timeline = simulate(shop(), orders([asks]))
    assert (outcomes(timeline), timeline.ended.tolist()) == ([outcome], [ended])
    assert spans(timeline) == [(0, 90_000)]
    assert timeline.refunded.tolist() == [100 if outcome == WENT_OFF else 0]


def test_an_order_that_waits_for_the_packer_is_not_packed() -> None:
    """Packing takes 5 min: the second is picked at 180 s and would be packed at 390 s."""
    work = orders([NEVER, 390 * SECONDS, NEVER], pack=[300 * SECONDS] * 3)
    timeline = simulate(shop(), work)
    assert outcomes(timeline) == [STAYS, WENT_OFF, STAYS]
    assert spans(timeline, "packing") == [(90_000, 390_000), NOT_BEGUN, (390_000, 690_000)]
    found = figures(shop(), work)
    assert found["called_off.waiting_to_be_packed"] == 100
    assert found["called_off.work_hours"] == pytest.approx(90 / 3600)
    assert found["called_off.work_cost"] == pytest.approx(18 * 90 / 3600)
    assert found["queue_time.packing.mean"] == pytest.approx((0 + 120) / 2 / 60)
    # The second is in the queue from 180 s until its customer cancels at 390 s, the third 120 s.
    assert found["queue_length.packing.mean"] == pytest.approx((210 + 120) / 86400)


def test_what_was_picked_is_on_the_shelf_again_once_it_is_put_back() -> None:
    stocked = shop(inventory={"policy": {"s": 0, "S": 1}})
    work = orders([10 * SECONDS, 20 * SECONDS], supply=supply([5]))
    timeline = simulate(stocked, work)
    assert outcomes(timeline) == [WENT_OFF, WENT_OFF]
    log = timeline.stock
    moves = list(zip(log.time.tolist(), log.kind.tolist(), log.order.tolist(), strict=True))
    assert moves == [
        (0, Movement.RESERVED, 0),
        (0, Movement.RESERVED, 1),
        (20_000, Movement.RELEASED, 1),
        (90_000, Movement.PICKED, 0),
        (690_000, Movement.RESTOCKED, 0),
    ]
    assert (timeline.on_hand.tolist(), timeline.reserved.tolist()) == ([5], [0])


def test_who_waits_for_stock_may_lose_patience_and_only_then() -> None:
    """One unit, the next comes in an hour: the second customer waits 30 min, the third 2 h."""
    stocked = shop(inventory={"policy": {"s": 0, "S": 2}})
    half = HOUR // 2
    work = orders([NEVER] * 3, [half, half, 2 * HOUR], supply=supply([1], s=0, S=2))
    timeline = simulate(stocked, work)
    assert outcomes(timeline) == [STAYS, WENT_OFF, STAYS]
    assert timeline.ended[1] == half
    assert timeline.released.tolist() == [0, NEVER, HOUR]
    assert timeline.backordered.tolist() == [0]
    assert figures(stocked, work)["called_off.before_release"] == 100


def test_an_order_leaves_those_who_wait_for_a_batch_and_stays_on_a_tour_that_is_formed() -> None:
    """Batches of two: the first is called off before the second comes to fill it."""
    batched = shop(picking={"method": {"batch": {"up_to": 2, "wait_at_most": "1 h"}}})
    early = orders([10 * SECONDS, NEVER, 40 * SECONDS])
    early = replace(early, created=np.array([0, 20_000, 30_000]))
    timeline = simulate(batched, early)
    # The second and third leave together at 30 s: 30 s of set-up and 60 s each.
    assert spans(timeline) == [NOT_BEGUN, (30_000, 180_000), (30_000, 180_000)]
    assert outcomes(timeline) == [WENT_OFF, STAYS, WENT_OFF]
    assert timeline.ended.tolist() == [10_000, 240_000, 180_000]
    assert figures(batched, early)["called_off.work_hours"] == pytest.approx(75 / 3600)


def test_a_review_that_goes_on_is_finished_and_one_that_waits_is_not_begun() -> None:
    reviewed = shop(
        payment={"fraud_review": {"share": "100 %"}},
        crews={"all": {"skills": ["fraud_review", "picking", "packing"]}},
    )
    work = orders([5 * SECONDS] * 2, reviewed=[True] * 2, review=[60 * SECONDS] * 2)
    work = replace(work, rosters={"all": heads((0, 1))})
    timeline = simulate(reviewed, work)
    assert outcomes(timeline) == [WENT_OFF, WENT_OFF]
    assert timeline.ended.tolist() == [60_000, 5_000]
    assert spans(timeline, "fraud_review") == [(0, 60_000), NOT_BEGUN]


def test_who_asks_too_late_is_refused_and_who_has_the_parcel_does_not_ask() -> None:
    """Packed from 90 to 150 s, gone at 150 s."""
    work = orders([100 * SECONDS])
    assert figures(shop(), work)["called_off.refused"] == 1
    assert simulate(shop(), work).visits["cancellation"].ended.tolist() == [100_000]
    after = orders([151 * SECONDS])
    assert figures(shop(), after)["called_off.refused"] == 0


def test_without_packing_it_is_too_late_behind_the_picking() -> None:
    crews = {"pickers": {"skills": ["picking"]}, "packers": {"skills": ["labeling"]}}
    labeled = shop(packing=None, labeling={"printers": 1}, crews=crews)
    assert outcomes(simulate(labeled, orders([90 * SECONDS - 1]))) == [WENT_OFF]
    assert outcomes(simulate(labeled, orders([90 * SECONDS + 1]))) == [STAYS]
    assert figures(labeled, orders([90 * SECONDS + 1]))["called_off.refused"] == 1


def test_who_asks_once_the_carrier_has_the_order_is_not_heard() -> None:
    """Packed at 150 s, handed over at 1 h, with the customer an hour later."""
    services = {"ground": {"transit": {"working_days": {1: 1}}, "cost": "5 USD"}}
    carriers = {"carrier": {"pick_ups": {"daily": ["01:00"]}, "services": services}}
    shipped = shop(shipping={"carriers": carriers})
    for asks, refused in ((HOUR, 1), (HOUR + 1, 0)):
        assert figures(shipped, orders([asks]))["called_off.refused"] == refused


def test_where_the_house_is_one_lag_it_is_early_enough_until_the_carrier_has_it() -> None:
    """A lag of 2 h from Monday 8 h on, and a pick-up at 12 h.

    The first asks at 9 h and goes no further at 10 h; the second asks at 11 h, and leaves the dock;
    the third asks at the pick-up, which is settled at the end of its instant; the last asks never.
    """
    services = {"ground": {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}}
    carriers = {"carrier": {"pick_ups": {"daily": ["12:00"]}, "services": services}}
    lag = {"handling": {"lag": "2 h"}, "cancellation": {}, "shipping": {"carriers": carriers}}
    work = orders([9 * HOUR, 11 * HOUR, 12 * HOUR, 13 * HOUR, NEVER])
    work.added["handling"] = {"lag": np.full(5, 2 * HOUR, dtype=np.int64)}
    house, work = scenario(**lag), replace(work, horizon=14 * HOUR)
    timeline = simulate(house, work)
    assert outcomes(timeline) == [WENT_OFF, WENT_OFF, WENT_OFF, STAYS, STAYS]
    assert timeline.ended.tolist()[:3] == [10 * HOUR, 11 * HOUR, 12 * HOUR]
    assert timeline.visits["shipping"].ended.tolist() == [NEVER, NEVER, NEVER, 12 * HOUR, 12 * HOUR]
    assert timeline.visits["cancellation"].queued.tolist()[3] == NEVER
    assert timeline.pick_ups.waiting.tolist() == [2]
    told = figures(house, work)
    assert (told["called_off.handling"], told["called_off.before_release"]) == (100, 0)

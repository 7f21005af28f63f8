"""What comes back, is inspected and restocked, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, ReturnState
from simulator.units import DAY, HOUR, MINUTE
from tests.model.tiny import heads, scenario, supply, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier

AT_ONE = {"attempts": 1, "hours": "13:00-20:00", "days": "daily"}


def test_a_return_is_inspected_and_restocked():
    shop = scenario(
        clock=LONG,
        crews={"inspectors": {"skills": ["inspection"], "heads": 1}},
        inventory={"policy": {"s": 0, "S": 5}},
        shipping=carrier(DAILY),
        delivery=AT_ONE,
        returns={"share": "50 %"},
    )
    orders = workload(
        [0, 0],
        horizon=TWO_WEEKS,
        supply=supply([5]),
        returns=[True, True],
        return_after=[2 * DAY, 2 * DAY],
        inspection=[MINUTE, MINUTE],
        restockable=[True, False],
        present={"inspectors": heads((0, 1))},
    )
    timeline = simulate(shop, orders)
    back = 13 * HOUR + 2 * DAY
    assert timeline.visits["returns"].ended.tolist() == [back, back]
    assert timeline.visits["inspection"].ended.tolist() == [back + MINUTE, back + 2 * MINUTE]
    assert timeline.return_state.tolist() == [ReturnState.RESTOCKED, ReturnState.SCRAPPED]
    shelved = timeline.stock.kind == Movement.RESTOCKED
    assert timeline.stock.time[shelved].tolist() == [back + MINUTE]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED] * 2
    assert timeline.refunded.tolist() == [100, 100]


def test_a_return_after_the_horizon_is_coming():
    shop = scenario(
        clock=LONG,
        crews={"inspectors": {"skills": ["inspection"], "heads": 1}},
        shipping=carrier(DAILY),
        delivery=AT_ONE,
        returns={},
    )
    orders = workload(
        [0],
        horizon=TWO_WEEKS,
        returns=[True],
        return_after=[30 * DAY],
        present={"inspectors": heads((0, 1))},
    )
    assert simulate(shop, orders).return_state.tolist() == [ReturnState.COMING]

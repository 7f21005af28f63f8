"""What the laws have found, as the smallest scenario that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.results.timeline import Outcome
from tests.laws.runs import Run, run
from tests.laws.scenarios import World

BASE: dict[str, Any] = {
    "schema": "fulfillment/1",
    "name": "found",
    "clock": {"start": "2026-03-02", "run": "1 d"},
    "demand": {"orders_per_day": 30},
}


def found(**sections: Any) -> Run:
    return run(World(BASE | sections))


def test_a_cart_refused_for_stock_is_not_abandoned_later() -> None:
    one = found(
        checkout={"abandonment": "60 %", "time_in_cart": "1 h", "reserve": "at cart"},
        inventory={"policy": {"s": 0, "S": 1}, "lead_time": "2 d", "when_short": "cancel order"},
    )
    refused = [i for i in one.orders if not one.timeline.line_filled[i]]
    assert any(one.workload.abandons[i] for i in refused)
    assert {Outcome(one.timeline.outcome[i]) for i in refused} == {Outcome.OUT_OF_STOCK}
    assert all(one.timeline.ended[i] == one.workload.created[i] for i in refused)


@pytest.mark.parametrize("hours", ["13:00-22:00", "08:00-22:00", "22:00-14:00"])
def test_a_shift_that_begins_before_the_simulated_time_is_worked(hours: str) -> None:
    one = found(
        clock={"start": "2026-03-06 13:30", "run": "20 min"},
        crews={"pickers": {"skills": ["picking"]}},
        shifts={"only": {"hours": hours, "heads": {"pickers": 2}}},
        picking={},
    )
    assert one.timeline.heads["pickers"].heads.tolist() == [2]

"""Figures of payment, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.workload.workload import HARD_DECLINE, SOFT_DECLINE
from tests.model.tiny import figures, scenario, workload


def test_payment_rates_count_attempts_and_orders():
    shop = scenario(payment={"retry": {"after": ["1 min"], "recovers": "20 %"}, "fee": "1 USD"})
    orders = workload(
        [0] * 4,
        attempts=2,
        authorization=[[1000, 1000]] * 4,
        verdict=[0, SOFT_DECLINE, SOFT_DECLINE, HARD_DECLINE],
        recovers=[[False, False], [False, True], [False, False], [False, False]],
    )
    found = figures(shop, orders)
    assert found["authorization_rate"] == pytest.approx(100 * 2 / 6)
    assert found["authorization_rate.order"] == 50
    assert found["authorization_recovery"] == pytest.approx(100 / 3)
    assert found["conversion"] == 50
    assert found["cancellation_rate.payment"] == 50
    assert found["orders.declined"] == 2
    assert found["orders.canceled"] == 0
    assert found["payment_time.mean"] == pytest.approx((1 + 62) / 2 / 60)
    assert found["cost_per_order.payment"] == 1

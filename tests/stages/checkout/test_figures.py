"""Conversion, by hand arithmetic."""

from __future__ import annotations

from simulator.units import MINUTE
from tests.model.tiny import figures, heads, scenario, workload


def test_carts_that_are_paid_are_converted_whatever_becomes_of_them():
    """One is left, one is paid and kept, one is paid and rejected by the review."""
    shop = scenario(
        checkout={},
        payment={"fraud_review": {"share": "50 %", "rejects": "50 %"}},
        crews={"reviewers": {"skills": ["fraud_review"], "heads": 1}},
    )
    orders = workload(
        [0, 1, 2, 3],
        abandons=[True, False, False, False],
        reviewed=[False, False, True, True],
        review=[0, 0, MINUTE, MINUTE],
        rejected=[False, False, True, False],
        present={"reviewers": heads((0, 1))},
    )
    found = figures(shop, orders)
    assert found["orders.rejected"] == 1
    assert found["conversion"] == 75

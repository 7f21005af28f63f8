"""How much is reordered, without an engine."""

from __future__ import annotations

import pytest

from simulator.policies.replenishment import (
    base_stock,
    fixed_quantity,
    order_up_to,
    reviewed_order_up_to,
    reviewed_up_to,
)


@pytest.mark.parametrize(("position", "units"), [(11, 0), (10, 2), (9, 3), (-5, 17)])
def test_order_up_to(position, units):
    assert order_up_to(position, 10, 12) == units


@pytest.mark.parametrize(("position", "units"), [(11, 0), (10, 4), (7, 4), (6, 8), (-1, 12)])
def test_fixed_quantity(position, units):
    assert fixed_quantity(position, 10, 4) == units


@pytest.mark.parametrize(("position", "units"), [(11, 0), (10, 0), (9, 1), (-2, 12)])
def test_a_policy_of_one_level_orders_what_is_missing(position, units):
    assert base_stock(position, 10) == reviewed_up_to(position, 10) == units
    assert reviewed_order_up_to(position, 4, 10) == (units if position <= 4 else 0)

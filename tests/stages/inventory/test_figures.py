"""Figures of stock, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.units import HOUR
from tests.model.tiny import figures, scenario, supply, workload


def test_fill_rates_count_units_lines_and_orders():
    shop = scenario(
        inventory={
            "policy": {"kind": "s S", "s": 0, "S": 10},
            "when_short": "cancel line",
            "holding_cost": "0.1 USD",
        }
    )
    lines = [[(0, 2), (1, 3)], [(0, 2)], [(1, 1)]]
    orders = workload([0, HOUR, 2 * HOUR], lines, supply=supply([3, 3], lead_time=12 * HOUR))
    found = figures(shop, orders)
    # Order 1 finds 1 of SKU 0, order 2 nothing of SKU 1: two of four lines, three of eight units.
    assert found["fill_rate.line"] == 50
    assert found["fill_rate.unit"] == pytest.approx(100 * 5 / 8)
    assert found["fill_rate.unit_each"] == pytest.approx(100 * 6 / 8)  # that one unit too
    assert found["fill_rate.order"] == pytest.approx(100 / 3)
    assert found["stock_out_rate"] == 50
    assert found["fill_rate.line_final"] == 50
    # SKU 1 has nothing from 0 h on; SKU 0 keeps one.
    assert found["stock_out_time"] == pytest.approx(50)
    assert found["on_hand.mean"] == pytest.approx(1)
    assert found["inventory.cost_per_day"] == pytest.approx(0.1)
    assert found["days_of_cover"] == pytest.approx(1 / 8)
    assert found["inventory.turns"] == pytest.approx(365 * 5 / 1)  # of order 0, which left


def test_units_each_for_itself_are_not_those_that_others_wait_for():
    shop = scenario(inventory={"policy": {"kind": "s S", "s": 0, "S": 10}})
    lines = [[(0, 3)], [(0, 4)], [(0, 1)]]
    found = figures(shop, workload([0, HOUR, 2 * HOUR], lines, supply=supply([5])))
    # Two are left for order 1, which waits for four of its own: none is left for order 2.
    assert found["fill_rate.unit"] == pytest.approx(100 * 3 / 8)
    assert found["fill_rate.unit_each"] == pytest.approx(100 * 5 / 8)
    assert found["inventory.turns"] == pytest.approx(365 * 3 / (2 + 3 * 0))


def test_what_arrives_at_that_moment_is_there_for_each_unit():
    shop = scenario(inventory={"policy": {"kind": "s S", "s": 0, "S": 10}})
    lines = [[(0, 8)], [(0, 3)]]
    levels = supply([2], s=5, S=12, lead_time=HOUR)
    found = figures(shop, workload([0, HOUR], lines, supply=levels))
    # Twelve in all at 1 h, eight of them for order 0: four are free, though order 1 is behind it.
    assert found["fill_rate.unit"] == 0
    assert found["fill_rate.unit_each"] == pytest.approx(100 * (2 + 3) / 11)


def test_stock_at_zero_ends_when_stock_comes():
    shop = scenario(inventory={"policy": {"kind": "s S", "s": 0, "S": 10}})
    orders = workload([6 * HOUR], [[(0, 4)]], supply=supply([4], s=0, S=10, lead_time=6 * HOUR))
    found = figures(shop, orders)
    assert found["stock_out_time"] == pytest.approx(25)
    assert found["on_hand.mean"] == pytest.approx((6 * 4 + 12 * 10) / 24)
    assert found["inventory.reorders"] == 1

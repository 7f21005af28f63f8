"""Figures of benches, checks and boxes, by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.failures import Failures
from simulator.units import HOUR
from tests.model.tiny import SECONDS, figures, heads, scenario, supply, workload

CREWS = {"all": {"skills": ["picking", "packing"], "heads": 1, "wage": "18 USD/h"}}
PRESENT = {"all": heads((0, 1))}


def test_work_that_was_stopped_counts_without_its_wait():
    shop = scenario(crews=CREWS, packing={"stations": {"count": 1}})
    down = Failures(False, (np.array([20 * SECONDS, 99 * HOUR]),), (np.array([HOUR, HOUR]),))
    orders = workload([0], failures={"packing": down}, present=PRESENT)
    found = figures(shop, orders)
    assert found["packing.oph"] == pytest.approx(60)  # an order in a minute of work
    assert found["utilization.all"] == pytest.approx(100 / (24 * 60))
    assert found["machine_utilization.packing"] == pytest.approx(100 / (24 * 60))
    assert found["availability.packing"] == pytest.approx(100 * 23 / 24)
    assert found["breakdowns.packing"] == 1


def test_short_picks_and_rework_are_shares():
    shop = scenario(
        crews=CREWS,
        inventory={"policy": {"s": 0, "S": 9}},
        picking={"short_picks": {"then": "cancel line"}},
        packing={"quality_check": {}},
    )
    orders = workload(
        [0, HOUR],
        [[(0, 1), (1, 1)], [(0, 1), (1, 1)]],
        supply=supply([9, 9]),
        line_missing=[False, True, False, False],
        mispicked=[False, True],
        checked=[True, True],
        check_finds=[True, True],
        present=PRESENT,
    )
    found = figures(shop, orders)
    assert found["picking.short_rate"] == 25
    assert found["packing.rework_rate"] == 50
    assert found["in_full"] == 50


def test_a_mispick_that_the_customer_finds_is_no_accurate_order():
    carrier = {"pick_ups": {"daily": ["12:00"]}, "services": {"ground": {"transit": "1 h"}}}
    shop = scenario(
        crews=CREWS,
        picking={},
        packing={"quality_check": {}},
        shipping={"carriers": {"carrier": carrier}},
    )
    orders = workload(
        [0] * 5,
        mispicked=[True, True, True, False, False],
        checked=[True, True, False, False, True],
        check_finds=[True, False, True, True, True],
        present=PRESENT,
    )
    found = figures(shop, orders)
    # Found and put right; looked at and not seen; not looked at; right; right.
    assert found["order_accuracy"] == 60
    assert found["packing.rework_rate"] == 20


def test_boxes_cost_and_weigh_and_are_filled():
    boxes = {
        "small": {"volume": "2 l", "cost": "0.30 USD", "material": "80 g"},
        "large": {"volume": "10 l", "cost": "0.90 USD", "material": "300 g"},
    }
    catalog = {"unit_weight": "1 kg", "unit_volume": "1 l"}
    packing = {"boxes": boxes, "material": "0.10 USD"}
    shop = scenario(crews=CREWS, catalog=catalog, packing=packing)
    inside = {"boxes": [[1, 0], [0, 2]], "volume": [1000, 15_000]}
    orders = workload([0, HOUR], **inside, present=PRESENT)
    found = figures(shop, orders)
    assert found["packing.boxes_per_order"] == 1.5
    assert found["packing.box_fill"] == pytest.approx(100 * 16 / 22)
    assert found["packing.box_material"] == (80 + 600) / 2
    assert found["cost_per_order.packaging"] == pytest.approx((0.30 + 1.80 + 3 * 0.10) / 2)

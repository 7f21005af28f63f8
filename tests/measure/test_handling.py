"""Figures of tours, short picks, rework, boxes, labels and machines by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.failures import Failures
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.stages.picking.walking import Aisles
from simulator.units import HOUR, MINUTE
from tests.model.tiny import SECONDS, heads, scenario, storage, supply, workload

CREWS = {"all": {"skills": ["picking", "packing"], "heads": 1, "wage": "18 USD/h"}}
PRESENT = {"all": heads((0, 1))}
LAYOUT = {"aisles": 2, "aisle_length": "20 m", "aisle_spacing": "5 m", "routing": "return"}


def figures(shop, orders):
    found = measure(shop, orders, simulate(shop, orders)).kpis
    return {name: value for (name, scope), value in found.items() if scope == "all"}


def test_tours_and_the_distance_of_their_walks():
    shop = scenario(crews=CREWS, picking={"layout": LAYOUT, "method": {"batch": {"up_to": 2}}})
    aisles = [Aisles(2, 20_000, 5_000, 0, False, "return")]
    orders = workload(
        [0, 0, HOUR],
        [[(0, 1), (1, 1)], [(0, 1)], [(0, 2)]],
        supply=supply([99, 99]),
        storage=storage(2, aisles=aisles, places=[(0, 10_000), (1, 15_000)]),
        present=PRESENT,
    )
    found = figures(shop, orders)
    both, alone = 2 * 10 + 2 * 15 + 2 * 5, 2 * 10
    assert found["picking.tours"] == 2
    assert found["picking.orders_per_tour"] == 1.5
    assert found["picking.lines_per_tour"] == 2
    assert found["picking.distance_per_tour"] == (both + alone) / 2
    assert found["picking.distance_per_line"] == (both + alone) / 4


def test_tours_of_batches_without_a_layout():
    shop = scenario(crews=CREWS, picking={"method": {"batch": {"up_to": 2}}})
    lines = [[(0, 1), (1, 1)], [(0, 1)], [(0, 2)]]
    orders = workload([0, 0, HOUR], lines, supply=supply([99, 99]), present=PRESENT)
    found = figures(shop, orders)
    assert (found["picking.tours"], found["picking.lines_per_tour"]) == (2, 2)
    assert "picking.distance_per_tour" not in found


def test_work_in_zones_is_the_work_of_all_their_tours():
    zones = {"areas": {"a": {"skus": "50 %"}, "b": {"skus": "50 %"}}}
    shop = scenario(crews=CREWS, picking={"method": {"zones": zones}})
    orders = workload(
        [0],
        [[(0, 1), (1, 1)]],
        line_pick=[MINUTE, 3 * MINUTE],
        supply=supply([9, 9]),
        storage=storage(2, ("a", "b"), [0, 1]),
        present={"all": heads((0, 2))},
    )
    found = figures(shop, orders)
    worked = 5 * MINUTE  # two set-ups of 30 s, a minute and three
    assert found["picking.tours"] == 2
    assert found["picking.lph"] == pytest.approx(2 * HOUR / worked)
    assert found["utilization.all"] == pytest.approx(100 * worked / (48 * HOUR))


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


def test_labels_by_hand_are_a_share_of_the_labels():
    shop = scenario(labeling={"printers": 1, "service": {"retries": 0}})
    orders = workload([0, HOUR], label_by_hand=[1000] * 2, label_service_down=[[0, 10]])
    assert figures(shop, orders)["labeling.by_hand"] == 50

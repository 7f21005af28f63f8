"""Figures of tours and short picks, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.stages.picking.walking import Aisles
from simulator.units import HOUR, MINUTE
from tests.model.tiny import figures, heads, scenario, storage, supply, workload

CREWS = {"all": {"skills": ["picking", "packing"], "heads": 1, "wage": "18 USD/h"}}
PRESENT = {"all": heads((0, 1))}
LAYOUT = {"aisles": 2, "aisle_length": "20 m", "aisle_spacing": "5 m", "routing": "return"}


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

"""Figures are the same whether the carts that are left are passed over or taken out before."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.measure.measurement import figures_of
from simulator.measure.observation import Observation
from simulator.measure.series import series_table
from simulator.measure.without_carts import without_carts
from simulator.workload.orders_alone import OF_LINES, OF_OTHERS

CLOCK = "clock={start: 2026-03-02, warm_up: 0 d, run: 1 d, cool_down: 1 d}"
FLOOR = str(Path(__file__).parents[2] / "benchmarks" / "floor.yaml")
SPLIT = ["inventory.when_short=split", "picking.short_picks.then=split"]
AREAS = "{left: {skus: 50 %}, right: {skus: 50 %}}}}"
HOUSES = {
    "stock is kept from the cart on": ("baseline", ["checkout.reserve=at cart"]),
    "every rule of the floor, and orders in parts": (FLOOR, SPLIT),
    "zones": ("picking_methods", ["picking.method={batch: {up_to: 6}, zones: {areas: " + AREAS]),
}


def observed(house):
    name, overrides = HOUSES[house]
    scenario = sim.load(name, overrides=[CLOCK, *overrides]).scenario
    workload = sim.sample(scenario, 0)
    return Observation(scenario, workload, sim.simulate(scenario, workload))


@pytest.mark.parametrize("house", HOUSES)
def test_no_figure_and_no_curve_changes(house):
    everyone = observed(house)
    orders = everyone.of_orders()
    assert 0 < orders.workload.n < everyone.workload.n
    np.testing.assert_equal(figures_of(orders), figures_of(everyone))
    np.testing.assert_equal(series_table(orders), series_table(everyone))


def test_carts_that_were_not_kept_are_counted_and_not_looked_at():
    everyone = observed("stock is kept from the cart on")
    orders = everyone.of_orders(keep_carts=False)
    np.testing.assert_equal(figures_of(orders), figures_of(everyone))
    with pytest.raises(ValueError, match="were not kept"):
        _ = orders.with_carts
    assert everyone.of_orders().with_carts is everyone


def test_every_column_is_of_orders_of_lines_or_listed():
    everyone = observed("stock is kept from the cart on")
    workload, timeline = everyone.workload, everyone.timeline
    n, m = workload.n, len(workload.line_sku)
    orders = everyone.of_orders().workload
    for of in (workload, timeline):
        for name in (field.name for field in fields(of)):
            column = getattr(of, name)
            if isinstance(column, np.ndarray) and name not in OF_OTHERS:
                assert len(column) == (m if name in OF_LINES else n), name
    assert not orders.abandons.any()
    assert orders.line_start[-1] == len(orders.line_sku) == orders.lines.sum()


def test_what_has_no_carts_is_not_copied():
    scenario = sim.load("small", overrides=["checkout=off"]).scenario
    workload = sim.sample(scenario, 0)
    timeline = sim.simulate(scenario, workload)
    same = without_carts(workload, timeline)
    assert same[0] is workload
    assert same[1] is timeline

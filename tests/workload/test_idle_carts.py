"""Carts that are left and hold nothing need no rows: the others have what they have beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.units import NEVER
from simulator.workload.orders_alone import orders_alone
from simulator.workload.worked_off import worked_off

CLOCK = "clock={start: 2026-03-02, warm_up: 0 d, run: 1 d, cool_down: 1 h}"
FLOOR = str(Path(__file__).parents[2] / "benchmarks" / "floor.yaml")
HOUSES = {
    "a shop": ("baseline", []),
    "a house in one lag": ("small", ["handling={lag: 4 h}"]),
    "every rule of the floor, and orders in parts": (
        FLOOR,
        ["inventory.when_short=split", "picking.short_picks.then=split"],
    ),
    "boxes": (
        "small",
        [
            "packing.boxes={s: {volume: 4 l}, l: {volume: 20 l}}",
            "catalog.unit_volume=2 l",
            "catalog.unit_weight=400 g",
        ],
    ),
}
MATTERS = {
    "hold stock": ["checkout.reserve=at cart"],
    "end a run": ["clock.cool_down={until_done: at most 2 d}"],
}


def scenario_of(house):
    name, overrides = HOUSES[house]
    return sim.load(name, overrides=[CLOCK, *overrides]).scenario


@pytest.mark.parametrize("house", HOUSES)
def test_orders_are_who_they_are_without_them(house):
    scenario = scenario_of(house)
    everyone = sim.sample(scenario, 0)
    orders = sim.sample(scenario, 0, idle_carts=False)
    assert 0 < orders.n < everyone.n
    expected = orders_alone(everyone)
    low, high = scenario.clock.window
    inside = (orders.placed >= low) & (orders.placed < high)
    assert 0 < np.count_nonzero(inside) < orders.n
    for name in ("message_latency", "message_bounces"):
        one, other = getattr(orders, name), getattr(expected, name)
        assert not one[~inside].any()
        assert (one[inside] == other[inside]).all()
    others = {field.name for field in fields(orders)} - {
        "left",
        "message_latency",
        "message_bounces",
    }
    for name in sorted(others):
        one, other = getattr(orders, name), getattr(expected, name)
        np.testing.assert_equal(_plain(one), _plain(other), err_msg=name)
        assert getattr(one, "dtype", None) == getattr(other, "dtype", None), name


def _plain(column):
    """Records as what is in them, which can be compared."""
    if isinstance(column, tuple):
        return [_plain(one) for one in column]
    if isinstance(column, Mapping):
        return {name: _plain(one) for name, one in column.items()}
    return _plain(vars(column)) if hasattr(column, "__dataclass_fields__") else column


def test_the_carts_of_the_window_are_counted():
    scenario = scenario_of("a shop")
    everyone, left = sim.sample(scenario, 0), sim.sample(scenario, 0, idle_carts=False).left
    low, high = scenario.clock.window
    in_window = (everyone.created >= low) & (everyone.created < high)
    rows = np.flatnonzero(in_window & (everyone.placed == NEVER))
    assert 0 < len(rows) < np.count_nonzero(everyone.abandons)
    left_at = everyone.created + everyone.in_cart
    columns = (everyone.created, left_at, everyone.order_class)
    expected = sorted(zip(*(column[rows].tolist() for column in columns), strict=True))
    columns = (left.created, left.left_at, left.order_class)
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == expected


@pytest.mark.parametrize("matter", MATTERS)
def test_carts_have_rows_where_they(matter):
    scenario = sim.load("baseline", overrides=[CLOCK, *MATTERS[matter]]).scenario
    assert sim.sample(scenario, 0, idle_carts=False).abandons.any()


@pytest.mark.parametrize("more", [[], *MATTERS.values()], ids=["are idle", *MATTERS])
def test_a_replication_is_the_same_with_tables_and_without_where_carts(more):
    """Tables have a row for each cart, and are kept of few replications."""
    overrides = [CLOCK, "demand.scale=0.3", *more]
    kept = same_without_tables(sim.load("baseline", overrides=overrides).scenario)
    assert kept.measurement.kpis["orders.abandoned", "all"] > 0


@pytest.mark.parametrize("house", HOUSES)
def test_a_replication_without_tables_needs_nothing_of_what_it_lets_go(house):
    """What was to be done is forgotten once it is done, and whom stock moved for once checked."""
    same_without_tables(scenario_of(house))  # asserts it of each array


def same_without_tables(scenario):
    """The replication with tables, whose figures are those of it without."""
    kept, bare = (sim.replicate(scenario, 0, keep) for keep in ("all", "none"))
    assert list(bare.measurement.kpis) == list(kept.measurement.kpis)
    np.testing.assert_equal(bare.measurement.kpis, kept.measurement.kpis)
    np.testing.assert_equal(bare.measurement.series, kept.measurement.series)
    assert bare.in_flight == kept.in_flight
    np.testing.assert_equal(vars(bare.signs), vars(kept.signs))
    assert bare.measurement.waits == kept.measurement.waits
    return kept


def test_what_is_let_go_is_not_there_as_something_else():
    work = worked_off(sim.sample(scenario_of("a shop"), 0))
    assert work.pick is None
    assert work.attempt_time is None
    assert work.value.sum() > 0

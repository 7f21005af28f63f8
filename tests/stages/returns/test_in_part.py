"""An order of three lines of which some come back, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.timeline import Movement, ReturnState, Timeline
from simulator.scenario.checks_returns import without_state
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE
from simulator.workload import Workload
from tests.model.tiny import heads, scenario, supply, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier

BACK = 13 * HOUR + 2 * DAY
"""When it arrives: delivered at 13 h, handed in a day later, a day on the road."""


def shop(**terms: Any) -> Scenario:
    """A shop with an inspector and a mender."""
    return scenario(
        clock=LONG,
        crews={
            "inspectors": {"skills": ["inspection"], "heads": 1},
            "menders": {"skills": ["refurbishing"], "heads": 1},
        },
        inventory={"policy": {"s": 0, "S": 5}, "when_short": "cancel line"},
        shipping=carrier(DAILY),
        delivery={"attempts": 1, "hours": "13:00-20:00", "days": "daily"},
        returns={"in_part": {}} | terms,
    )


def order(stock: list[int], back: list[bool], **columns: Any) -> Workload:
    """One, two and three units of three SKUs at 1.00, which cost 0.60, of five on the shelf."""
    made = workload(
        [0],
        [[(0, 1), (1, 2), (2, 3)]],
        horizon=TWO_WEEKS,
        supply=supply(stock, goods=60),
        returns=[True],
        return_after=[2 * DAY],
        inspection=[MINUTE],
        present={"inspectors": heads((0, 1)), "menders": heads((0, 1))},
    )
    added = {
        "handed_in": np.array([DAY]),
        "refund_delay": np.array([5 * HOUR]),
        "refurbishing": np.array([10 * MINUTE]),
    }
    of_lines = {name: np.array(column) for name, column in columns.items()}
    return replace(made, line_back=np.array(back), added={"returns": added}, **of_lines)


def shelved(timeline: Timeline) -> list[tuple[int, int, int]]:
    """(when, SKU, units) of what is back on the shelf."""
    rows = timeline.stock.kind == Movement.RESTOCKED
    columns = (timeline.stock.time, timeline.stock.sku, timeline.stock.units)
    return list(zip(*(column[rows].tolist() for column in columns), strict=True))


def test_one_line_of_three_comes_back():
    world, orders = shop(), order([5, 5, 5], [False, True, False])
    timeline = simulate(world, orders)
    assert shelved(timeline) == [(BACK + MINUTE, 1, 2)]
    assert timeline.on_hand.tolist() == [4, 5, 2]
    assert timeline.return_state.tolist() == [ReturnState.RESTOCKED]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([600], [200])
    kpis = measure(world, orders, timeline).kpis
    assert kpis["total_revenue", "all"] == 4.0  # four units are kept
    assert kpis["total_goods", "all"] == 4 * 0.60
    assert kpis["lost_margin.returns", "all"] == 2 * (1.00 - 0.60)
    assert kpis["return_rate", "all"] == 100 * 2 / 6
    assert kpis["returns.lines", "all"] == 100 / 3
    assert kpis["returns.in_part", "all"] == 100.0


def test_what_was_never_sent_cannot_come_back_and_the_rest_does():
    world, orders = shop(), order([5, 0, 5], [False, True, False])
    timeline = simulate(world, orders)
    assert shelved(timeline) == [(BACK + MINUTE, 0, 1), (BACK + MINUTE, 2, 3)]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([400], [400])
    kpis = measure(world, orders, timeline).kpis
    assert (kpis["total_revenue", "all"], kpis["total_goods", "all"]) == (0.0, 0.0)
    assert kpis["returns.in_part", "all"] == 0.0


def test_units_are_graded_and_some_take_a_mender_first():
    terms = {
        "grading": {"restock": "50 %", "refurbish": "30 %", "scrap": "20 %"},
        "refurbishing": {"cost": "1.50 USD", "loses": "50 %"},
        "refund": {"after": "hand-in"},
    }
    grades = {"line_refurbished": [1, 0, 2], "line_scrapped": [0, 1, 0]}
    world, orders = shop(**terms), order([5, 5, 5], [False, True, True], **grades)
    timeline = simulate(world, orders)
    inspected = BACK + MINUTE
    mended = inspected + 2 * 10 * MINUTE
    assert shelved(timeline) == [(inspected, 1, 1), (inspected, 2, 1), (mended, 2, 2)]
    assert timeline.visits["refurbishing"].began.tolist() == [inspected]
    assert timeline.return_state.tolist() == [ReturnState.GRADED]
    kpis = measure(world, orders, timeline).kpis
    of_five = {"restocked": 2, "refurbished": 2, "scrapped": 1}
    for name, units in of_five.items():
        assert kpis[f"returns.{name}", "all"] == 100 * units / 5, name
    assert kpis["returns.value_lost", "all"] == 0.60 + 2 * 0.30 + 2 * 1.50
    assert kpis["total_cost.returns", "all"] == 2 * 1.50
    assert kpis["total_revenue", "all"] == 1.0
    assert kpis["total_goods", "all"] == 1.80  # of one kept, one scrapped, two worth half
    assert kpis["returns.time_to_refund.mean", "all"] == 5 / 24
    assert kpis["dock_to_stock.mean", "all"] == 1 / 60


def test_without_a_bench_graded_units_are_on_the_shelf_at_once():
    grades = {"line_refurbished": [1, 0, 2], "line_scrapped": [0, 1, 0]}
    timeline = simulate(shop(grading={}), order([5, 5, 5], [True, True, True], **grades))
    assert timeline.on_hand.tolist() == [5, 4, 5]
    assert {when for when, _, _ in shelved(timeline)} == {BACK + MINUTE}


def test_a_state_is_refused_beside_each_rule_that_it_does_not_tell():
    world = shop(grading={}, refund={})
    told = [text for _, text in without_state(world.model_copy(update={"state": object()}))]
    assert [text.partition("; write ")[2] for text in told] == [
        f"{key}: off, or remove the state" for key in ("in_part", "grading", "refund")
    ]
    assert not list(without_state(world))


def test_a_refund_waits_for_what_it_says():
    orders = order([5, 5, 5], [False, True, False])
    for after, moment in (
        ("hand-in", BACK - DAY),
        ("arrival", BACK),
        ("inspection", BACK + MINUTE),
    ):
        paid = moment + 5 * HOUR
        for horizon, cents in ((paid - 1, 0), (paid, 200)):
            cut = replace(orders, horizon=horizon)
            timeline = simulate(shop(refund={"after": after}), cut)
            assert timeline.refunded.tolist() == [cents], (after, horizon)

"""What an answer's notes say of one trace and of too few replications, in every experiment."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.experiments.basis import basis, demand_note
from simulator.experiments.goals import Goal
from simulator.scenario import loads
from tests.scenario.texts import SMALL

TRACE = """\
order_id,placed_at,sku,quantity
1,2026-03-02 08:00,A,1
2,2026-03-02 09:00,B,2
3,2026-03-02 10:00,A,1
"""
TRACED = """\
schema: fulfillment/1
name: traced
clock: {start: 2026-03-02, run: 1 d}
demand: {trace: {file: orders.csv}, classes: {all: {ship_by: 9 h}}}
crews: {pickers: {skills: [picking], wage: 20 USD/h}}
shifts: {day: {days: daily, hours: 08:00-18:00, heads: {pickers: 1}}}
picking: {time: {setup: 1 min, per_line: {exponential: {mean: 1 min}}, per_unit: 0 s}}
targets: [{kpi: orders.placed, at_least: 3}]
experiment: {replications: 2}
"""
NOTE = (
    "Every replication has the orders of one trace: ± covers the work, not the demand, "
    "unless demand.trace.resample draws its days anew."
)


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    folder = tmp_path_factory.mktemp("traced")
    (folder / "orders.csv").write_text(TRACE)
    (folder / "traced.yaml").write_text(TRACED)
    return str(folder / "traced.yaml")


@pytest.mark.parametrize(
    "ask",
    [
        lambda path: sim.compare(path, {"two": {"shifts.day.heads.pickers": 2}}, jobs=1),
        lambda path: sim.sweep(path, ["shifts.day.heads.pickers=1,2"], jobs=1),
        lambda path: sim.stress(path, absence="10%", jobs=1),
        lambda path: sim.bottleneck(path, "demand.scale=1..2", jobs=1),
        lambda path: sim.optimize(
            path, ["shifts.day.heads.pickers=1..2"], budget=60, replications=2, check=2, jobs=1
        ),
    ],
    ids=["compare", "sweep", "stress", "bottleneck", "optimize"],
)
def test_every_experiment_says_what_a_trace_leaves_out(traced, ask):
    assert NOTE in ask(traced).findings.notes


def test_a_run_says_it_beside_its_confidence(traced):
    results = sim.run(traced, jobs=1)
    assert results.report_input.demand_note == NOTE


def test_demand_that_is_drawn_is_covered(traced):
    drawn = loads(SMALL).scenario
    assert demand_note(drawn) == ""
    assert demand_note(drawn, sim.load(traced).scenario) == NOTE


def test_too_few_replications_for_what_is_undecided_are_said_once():
    drawn = loads(SMALL).scenario
    goal = Goal("orders.placed", "all", "at least", 90.0, 0.9)
    undecided, missed = (goal.judged([value] * 5, 0.95) for value in (95.0, 80.0))
    assert (undecided.verdict, missed.verdict) == ("undecided", "missed")
    ranges, few = basis(drawn, [undecided, undecided, missed], 5)
    assert ranges == (
        "In brackets: with 95 % confidence the share of all such weeks that hold lies between "
        "these bounds."
    )
    assert "takes at least 35 replications" in few
    assert basis(drawn, [missed], 5) == (ranges,)


def test_no_range_is_explained_where_none_is_told():
    assert basis(loads(SMALL).scenario, [], 5) == ()

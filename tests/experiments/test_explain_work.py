"""The work that is explained, against what the model then does with the very same orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.explain.work import way, work, work_of
from simulator.journey import simulate
from simulator.measure.work import station_visits
from simulator.policies import registry
from simulator.scenario import Scenario, loads
from simulator.stages import STAGES
from simulator.stages.notification.stage import NOTIFICATION
from simulator.stages.parts import part
from simulator.stages.stage import Station as StationRecord
from simulator.units import HOUR, MINUTE
from simulator.workload import Workload
from simulator.workload.sampling import sample
from simulator.workload.tasks import Orders, Tasks
from tests.model import tiny
from tests.model.tiny import spans

HOUSE = """
schema: fulfillment/1
name: house
clock: {start: 2026-03-02, run: 9 d}
demand:
  orders_per_day: 300
  lines: {shifted_geometric: {mean: 2.4, max: 8}}
  units_per_line: {values: [1, 2], weights: [80, 20]}
  events: [{name: quiet, from: 2026-03-03, to: 2026-03-20, factor: 0.0000001}]
  classes:
    fast: {share: 30 %, priority: 1, ship_by: 12 h, deliver_within: none}
    slow: {share: 70 %, priority: 2, ship_by: 24 h, deliver_within: none}
catalog: {skus: 300}
crews: {hands: {skills: [picking, packing, labeling, inspection, fraud_review], heads: 90}}
payment:
  declined: {soft: 20 %, hard: 5 %}
  fraud_review: {share: 10 %, rejects: 30 %}
picking:
  method: METHOD
  mispick: 10 %
packing: {quality_check: {share: 60 %, finds: 80 %, recheck: true}, time: {cv: 0.4}}
labeling: {printers: 40, failure: 10 %}
shipping:
  carriers:
    early: {pick_ups: {daily: ["12:00", "18:00"]}, services: {x: {transit: 1 d, share: 40 %}}}
    late: {pick_ups: {daily: ["20:00"]}, services: {x: {transit: 2 d, share: 60 %}}}
delivery: {first_attempt_fails: 30 %, attempts: 2}
returns: {share: 30 %, after: 1 h}
"""
"""All orders come on the first of nine days, and 90 heads finish them long before the end."""
METHODS = {
    "one by one": "one by one",
    "batch": "{batch: {up_to: 4, wait_at_most: 20 min}}",
    "batch by class": "{batch: {up_to: 4, wait_at_most: 20 min, by: class}}",
    "batch by pick-up": "{batch: {up_to: 4, wait_at_most: 20 min, by: pick_up}}",
    "wave": "{wave: {at: ['08:00', '16:00', '23:00'], up_to: 5, by: class}}",
    "wave before pick-ups": "{wave: {before_pick_ups: 2 h, up_to: 5}}",
    "zones": "{batch: {up_to: 4}, zones: {consolidation: 20 s, areas: AREAS}}",
    "zones passed": "{zones: {style: pick and pass, areas: AREAS}}",
}
AREAS = "{a: {skus: 50 %}, b: {skus: 30 %}, c: {skus: 20 %}}"
WALK = ["picking.layout={aisles: 6, aisle_length: 30 m}", "picking.time.per_line=10 s"]
SKILLS = "picking, packing, labeling, inspection, fraud_review, refurbishing"
EVERY_STATION = [
    *("contacts={}", "returns.in_part=on", "returns.grading=on", "returns.refurbishing=on"),
    f"crews={{hands: {{skills: [{SKILLS}], heads: 90}}, desk: {{skills: [contacts], heads: 1}}}}",
]
LANES = ["packing.lanes={single_line: {crews: [hands]}, multi_line: {stations: {count: 50}}}"]


def house(method: str, *changes: str) -> Scenario:
    text = HOUSE.replace("METHOD", METHODS[method]).replace("AREAS", AREAS)
    return loads(text, overrides=list(changes)).scenario


def measured(scenario: Scenario) -> dict[str, float]:
    """Hours of work by stage that the model spends on the workload of replication 0."""
    visits = station_visits(simulate(scenario, sample(scenario, 0)))
    return {
        name: float((one.work.until - one.work.began).sum()) / HOUR for name, one in visits.items()
    }


def explained(scenario: Scenario) -> dict[str, float]:
    """Hours of work by stage of just those orders; zones and lanes add up."""
    tasks, _ = way(scenario, sample(scenario, 0))
    found: dict[str, float] = {}
    for one in tasks:
        stage = one.station.partition(".")[0]
        found[stage] = found.get(stage, 0.0) + float(one.time.sum()) / HOUR
    return found


@pytest.mark.parametrize("changes", [[], WALK, LANES], ids=["", "walk", "lanes"])
@pytest.mark.parametrize("method", METHODS)
def test_the_work_is_what_the_model_does(method: str, changes: list[str]) -> None:
    """To the millisecond a task: same orders, same tours, same repeats, same zones and lanes."""
    one = house(method, *changes)
    assert explained(one) == pytest.approx(measured(one), rel=1e-9)


def test_batches_by_rules_of_ones_own_are_those_of_the_model() -> None:
    """The rules are asked when the model asks them: pairs of a class, or who has waited enough."""

    def in_pairs(waiting, waited, up_to, wait_at_most):
        return waiting >= 2 or waited >= wait_at_most

    def slow_ones_apart(order_class, pick_up):
        return int(order_class == 1)

    with registry.known_as([]):
        sim.policy("release")(in_pairs)
        sim.policy("grouping")(slow_ones_apart)
        method = "picking.method={batch: {up_to: 4, form: in_pairs, by: slow_ones_apart}}"
        one = house("one by one", method)
        assert explained(one) == pytest.approx(measured(one), rel=1e-9)
        full = house("one by one", method.replace("in_pairs", "when full"))
        assert explained(one)["picking"] > explained(full)["picking"]


def test_orders_that_come_at_the_moment_of_a_batch_go_with_it() -> None:
    """The first of them has waited ten minutes as the last two come: one tour of all five."""
    shop = tiny.scenario(
        crews={"all": {"skills": ["picking"], "heads": 1}},
        picking={"method": {"batch": {"up_to": 5, "wait_at_most": "10 min"}}},
    )
    orders = tiny.workload(
        [0, 0, 0, 10 * MINUTE, 10 * MINUTE],
        present={"all": tiny.heads((0, 1))},
        pick_setup=[MINUTE] * 5,
        pick=[MINUTE] * 5,
        line_pick=[MINUTE] * 5,
    )
    (tour,) = [one for one in way(shop, orders)[0] if len(one.moment)]
    assert tour.moment.tolist() == [10 * MINUTE]
    assert tour.time.tolist() == [6 * MINUTE]
    picked = spans(simulate(shop, orders), "picking")
    assert set(picked) == {(10 * MINUTE, 16 * MINUTE)}


def test_carts_that_are_left_are_not_orders() -> None:
    one = house("batch", "checkout={abandonment: 40 %, time_in_cart: 1 min}", "payment=off")
    workload = sample(one, 0)
    _, left = way(one, workload)
    assert workload.abandons.any()
    assert sorted(left.row.tolist()) == np.flatnonzero(~workload.abandons).tolist()
    assert explained(one) == pytest.approx(measured(one), rel=1e-9)


@pytest.mark.parametrize("then", ["pick again", "split"])
def test_what_is_not_on_the_shelf_is_picked_again(then: str) -> None:
    """Stock is plenty, a tenth of the records are wrong; second parcels share units unevenly."""
    stock = "inventory={policy: {s: 900, S: 9000}, initial: full, record_accuracy: 90 %}"
    rule = f"picking.short_picks.then={then}"
    one = house("one by one", stock, rule, "picking.mispick=0 %", "packing.time.cv=0")
    exact = 1e-9 if then == "pick again" else 0.01
    assert explained(one) == pytest.approx(measured(one), rel=exact)


def test_what_is_missing_is_picked_after_its_count() -> None:
    """Nearly every line is missing: a tour as the order comes, and one after a count of 2 h."""
    stock = "inventory={policy: {s: 900, S: 9000}, initial: full, record_accuracy: 1 %}"
    one = house("one by one", stock, "picking.short_picks.count=2 h", "picking.mispick=0 %")
    workload = sample(one, 0)
    first, later = (
        tasks.moment
        for tasks in way(one, workload)[0]
        if tasks.station == "picking" and len(tasks.moment)
    )
    assert len(later) > 0.9 * len(first)
    assert set((later - 2 * HOUR).tolist()) <= set(first.tolist())


def test_zones_and_lanes_are_told_apart() -> None:
    """Ten SKUs of one popularity: nine in zone a, so nine tenths of the lines of a minute."""
    text = """
schema: fulfillment/1
name: apart
clock: {start: 2026-01-05, run: 1 d}
demand: {orders_per_day: 2400, lines: {values: [1, 2], weights: [75, 25]}}
catalog: {skus: 10, popularity: {zipf: 0}}
crews: {left: {skills: [picking, packing], heads: 1}, right: {skills: [picking, packing], heads: 1}}
picking:
  method: {zones: {areas: {a: {skus: 90 %, crews: [left]}, b: {skus: 10 %, crews: [right]}}}}
  time: {setup: 0 s, per_line: 1 min, per_unit: 0 s}
packing:
  lanes: {single_line: {crews: [left]}, multi_line: {crews: [right]}}
  time: {setup: 1 min, per_unit: 0 s}
"""
    found = work(loads(text).scenario)
    hours = dict(zip((one.name for one in found.stations), found.hours.sum(axis=1), strict=True))
    # 2,400 orders are 40 h of packing, 3,000 lines 50 h of picking; ten replications, so about.
    assert hours["picking.a"] + hours["picking.b"] == pytest.approx(50, rel=0.02)
    assert hours["picking.b"] == pytest.approx(5, rel=0.05)
    assert hours["packing.single_line"] == pytest.approx(30, rel=0.02)
    assert hours["packing.multi_line"] == pytest.approx(10, rel=0.05)
    assert sum(one.count for one in found.tasks[2:]) == pytest.approx(found.placed, rel=1e-9)


def test_stations_are_the_models_own() -> None:
    one = house("zones passed", "picking.method.zones.areas.b.at_most=2", *LANES)
    stations = {each.name: each for each in work(one).stations}
    assert stations["picking.b"].places == 2
    assert stations["picking.c"].after == ("picking.a", "picking.b")
    assert stations["packing.multi_line"].places == 50
    assert stations["labeling"].after == ("packing.single_line", "packing.multi_line")
    assert stations["inspection"].after == ()


def test_days_are_alike_in_the_sample_and_not_in_the_run() -> None:
    """With a wild spread from day to day a run's orders are off by a lot, the sampled ones not."""
    one = house("one by one", "demand.events=[]", "demand.day_to_day_cv=1.5", "clock.run=14 d")
    found = work(one)
    paid = 1 - 0.05 - 0.20 * 0.8**2
    labels = found.tasks[[each.name for each in found.stations].index("labeling")]
    assert sample(one, 0).n != pytest.approx(14 * 300, rel=0.05)
    assert found.replications == 10
    # 42,000 orders: four standard errors of a Poisson count, and what its last hours leave.
    assert found.placed == pytest.approx(14 * 300, rel=4 / 42_000**0.5)
    assert labels.count == pytest.approx(14 * 300 * paid * 0.97, rel=0.02)
    assert found.accepted == pytest.approx(paid * 0.97, rel=0.02)


def test_a_stage_more_is_work_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record in STAGES and `work.py` in its folder: a minute an order, at the printers."""

    def wraps(
        section: object, scenario: Scenario, workload: Workload, orders: Orders
    ) -> tuple[list[Tasks], Orders]:
        minute = np.full(len(orders.row), MINUTE)
        return [Tasks("labeling", orders.moment, minute, orders.after)], orders

    one = house("one by one")
    before, (_, left) = explained(one), way(one, sample(one, 0))
    known = {"notification": wraps}
    monkeypatch.setattr(
        "simulator.experiments.explain.work.part",
        lambda stage, file, name: known.get(stage) or part(stage, file, name),
    )
    wrapping = replace(NOTIFICATION, stations=(StationRecord("labeling", "notification"),))
    stages = [wrapping if stage is NOTIFICATION else stage for stage in STAGES]
    monkeypatch.setattr("simulator.experiments.explain.work.STAGES", stages)
    one = house("one by one", "notification={}")
    assert explained(one)["labeling"] - before["labeling"] == pytest.approx(len(left.row) / 60)
    assert explained(one)["packing"] == before["packing"]


def test_every_station_has_a_stage_that_says_its_work() -> None:
    """Of all stages that have one; a folder without `work.py` is an error and not a load of 0."""
    with_stations = [stage for stage in STAGES if stage.stations and stage.name != "receiving"]
    assert len(with_stations) == 6  # of orders and contacts; pallets are in stages/receiving
    assert all(callable(work_of(stage)) for stage in with_stations)
    named = {station.name for stage in with_stations for station in stage.stations}
    one = house("one by one", *EVERY_STATION)
    tasks, _ = way(one, sample(one, 0))
    assert {task.station for task in tasks} == named
    assert explained(one)["refurbishing"] == pytest.approx(measured(one)["refurbishing"])


def test_without_a_timeout_every_payment_is_answered() -> None:
    none = house("one by one", "payment={timeout: none}")
    assert explained(none) == explained(house("one by one", "payment={timeout: 365 d}"))
    assert explained(none)["picking"] > 0


@pytest.mark.parametrize("demand", ["orders_per_day=300", "carts_per_day=1000"])
def test_carts_that_are_left_bring_no_work(demand: str) -> None:
    """Of 1,000 carts a day 700 are left; each order is packed once, but for carts at the end."""
    per_day, number = demand.split("=")
    text = HOUSE.replace("METHOD", "one by one").replace(
        "orders_per_day: 300", f"{per_day}: {number}"
    )
    changes = ["checkout={abandonment: 70 %}", "payment=off", "demand.events=[]",
               "picking.mispick=0 %"]  # fmt: skip
    found = work(loads(text, overrides=changes).scenario)
    packing = [one.name for one in found.stations].index("packing")
    assert found.tasks[packing].count == pytest.approx(9 * 300, rel=0.01)

"""Promises without a rule: drawn anew by class and region they are those of the history."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.fitting.classes import classes
from simulator.fitting.destinations import regions_again, regions_by_class
from simulator.fitting.drawn_promises import drawn_again, drawn_promises
from simulator.fitting.fitted import fitted
from simulator.fitting.history import History
from simulator.fitting.promise_rules import rules_of
from simulator.fitting.read_history import read_history
from simulator.scenario import loads
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, NEVER
from simulator.workload.sampling import sample

WORLD = """
schema: fulfillment/1
name: drawn
clock: {start: 2026-03-02, run: 42 d}
demand:
  orders_per_day: 40
  regions: {near: 60 %, far: 38 %, moon: 2 %}
  classes:
    home:
      share: 60 %
      ship_by: none
      promised_days: {by_region: {near: {values: [2 d, 3 d], weights: [70, 30]},
                                  far: {values: [5 d, 8 d, 9 d]}, moon: 20 d}}
    office: {share: 40 %, ship_by: none, promised_days: 4 d, regions: {near: 95 %, far: 5 %}}
catalog: {skus: 5}
shipping: {carriers: {post: {pick_ups: {mon-fri: ["18:00"]}, services: {ground: {transit: 1 d}}}}}
"""


def write(path: Path) -> Path:
    """The orders of a run, handed over on the day after and delivered on the one before theirs."""
    scenario = loads(WORLD).scenario
    work = sample(scenario, 0)
    names, regions = [*scenario.demand.classes], [*scenario.demand.regions]
    with path.open("w", newline="", encoding="utf-8") as file:
        put = csv.writer(file).writerow
        put(("order_id", "placed_at", "handed_over_at", "delivered_at", "promised_at", "service",
             "dest_region", "sku", "quantity"))  # fmt: skip
        for k in range(work.n):
            start = scenario.clock.start
            placed = start + timedelta(milliseconds=int(work.created[k]))
            gone = (placed + timedelta(days=1)).replace(hour=10, minute=k % 60)
            by = start + timedelta(milliseconds=int(work.deliver_by[k]) - DAY)
            there = max(by.replace(hour=9), gone + timedelta(hours=2))
            put((k, placed.replace(microsecond=0), gone, there, by.date(),
                 names[work.order_class[k]], regions[work.region[k]], "cup", 1))  # fmt: skip
    return path


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("drawn") / "orders.csv")


@pytest.fixture(scope="module")
def history(orders: Path) -> History:
    return read_history(orders).history


def days_of(scenario: Scenario, name: str, region: str) -> np.ndarray:
    """Days promised to the orders of a class that go to a region, as the scenario draws them."""
    work = sample(scenario, 0)
    mine = (work.order_class == [*scenario.demand.classes].index(name)) & (
        work.region == [*scenario.demand.regions].index(region)
    )
    mine &= work.deliver_by != NEVER
    return work.deliver_by[mine] // DAY - 1 - (work.created + work.in_cart)[mine] // DAY


def test_what_is_drawn_is_what_was_promised_by_class_and_region(orders: Path) -> None:
    """From the file to a run: shares to within what chance makes of some hundred orders."""
    found = sim.fit(orders, transit_by="none", replications=1)
    drawn, true = found.scenario.scenario, loads(WORLD).scenario
    assert set(drawn.demand.classes) == {"home", "office"}
    for name, region in (("home", "near"), ("home", "far")):
        before, after = days_of(true, name, region), days_of(drawn, name, region)
        assert sorted(set(before)) == sorted(set(after))
        for day in set(before):
            apart = abs((before == day).mean() - (after == day).mean())
            assert apart < 4 * (0.25 / len(before) + 0.25 / len(after)) ** 0.5
    assert set(days_of(drawn, "office", "near").tolist()) == {4}
    work = sample(drawn, 0)
    office = work.order_class == [*drawn.demand.classes].index("office")
    near = work.region == [*drawn.demand.regions].index("near")
    assert near[office].mean() == pytest.approx(0.95, abs=0.04)
    told = {row["key"]: row for row in found.estimates.to_dict("records")}
    row = told["demand.classes.home.promised_days"]
    assert row["what"] == "days promised to class 'home', median; P10 2 d, P90 9 d"
    assert "2 regions with 100 promises by themselves; no rule of days: " in row["method"]
    assert row["low"] <= row["value"] <= row["high"]
    where = told["demand.classes.office.regions"]["told"]
    assert where.startswith("near 9")
    assert "class and destination go together" in told["demand.classes.home.regions"]["method"]


def test_few_of_a_region_have_what_all_of_their_class_have(history: History) -> None:
    one = classes(history, "service")
    codes = one.of(history)
    drawn = drawn_promises(history, codes, rules_of(history, one, None, ()), 2)
    moon = history.region.names.index("moon")
    home = one.names.index("home")
    assert (home, -1) in drawn
    assert (home, moon) not in drawn
    assert drawn[home, -1][20] > 0
    assert sum(drawn[home, -1]) == (codes == home).sum()
    again = drawn_again(history, codes, drawn)
    assert {key: each.tolist() for key, each in again.items()} == {
        key: each.tolist() for key, each in drawn.items()
    }


def test_few_promises_or_those_of_a_time_of_day_are_not_drawn(history: History) -> None:
    one = classes(history, "none")
    codes = one.of(history)
    few = history.only(np.arange(99))
    assert drawn_promises(few, codes[:99], (None,), 1) == {}
    enough = history.only(np.arange(100))
    assert set(drawn_promises(enough, codes[:100], (None,), 1)) >= {(0, -1)}
    timed = replace(history, promised=history.promised + 1)
    assert drawn_promises(timed, codes, (None,), 1) == {}
    assert drawn_promises(replace(history, promised=None), codes, (None,), 1) == {}


def test_classes_that_go_where_all_go_have_no_regions_of_their_own(history: History) -> None:
    one = classes(history, "service")
    codes, regions = one.of(history), ("far", "moon", "near")
    shares, estimates = regions_by_class(history, one, codes, regions)
    assert set(shares) == {"home", "office"}
    assert len(estimates) == 2
    assert shares["office"].sum() == pytest.approx(1)
    again = regions_again(history, codes, one, regions, shares)
    assert {name: each.tolist() for name, each in again.items()} == {
        name: each.tolist() for name, each in shares.items()
    }
    by_chance = np.random.default_rng(1).integers(0, 2, history.n)
    assert regions_by_class(history, one, by_chance, regions) == ({}, ())


def test_a_class_by_promise_goes_where_its_promises_go(history: History) -> None:
    """Long promises are those of what is far: drawn apart they would be those of anybody."""
    found = fitted(history, (), "promise")
    assert found.classes.by == "promise"
    far = found.regions.index("far")
    first, last = found.classes.names[0], found.classes.names[-2]  # beyond is the moon
    assert found.own_regions[first][far] < 0.2 < 0.8 < found.own_regions[last][far]

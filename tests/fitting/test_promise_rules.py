"""The rule of the promise: worlds that promise by one give it back, others keep their medians."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from simulator.fitting.classes import classes
from simulator.fitting.fitted import fitted
from simulator.fitting.history import History
from simulator.fitting.promise_rules import Rule, rule_estimates, rules_of, scan
from simulator.fitting.read_history import read_history
from simulator.fitting.written import clock_of, sections
from simulator.scenario import loads
from simulator.units import DAY, HOUR, MINUTE
from simulator.workload.sampling import sample

WEEK = tuple(range(5))
WORLD = """
schema: fulfillment/1
name: rules
clock: {start: 2026-03-02, run: 28 d}
demand:
  orders_per_day: 40
  classes:
    fast: {share: 40 %, ship_by: none, deliver_within: next day, deliver_cut_off: "14:00"}
    slow: {share: 60 %, ship_by: none, deliver_within: 4 working days}
catalog: {skus: 5}
shipping:
  carriers:
    post: {pick_ups: {mon-fri: ["18:00"]}, drives: mon-sat, services: {ground: {transit: 1 d}}}
"""


def of_world(path: Path, replication: int = 0) -> Path:
    """The orders of a run with a hand-over and a delivery each, on the days on which it drives."""
    scenario = loads(WORLD).scenario
    work = sample(scenario, replication)
    names = [*scenario.demand.classes]
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        write(("order_id", "placed_at", "handed_over_at", "delivered_at", "promised_at", "service",
               "sku", "quantity"))  # fmt: skip
        for k in range(work.n):
            placed = scenario.clock.start + timedelta(milliseconds=int(work.created[k]))
            gone = placed.replace(hour=18, minute=k % 60) + timedelta(days=1)
            there = gone.replace(hour=12) + timedelta(days=1)
            there += timedelta(days=int(there.weekday() == 6))
            by = scenario.clock.start + timedelta(milliseconds=int(work.deliver_by[k]) - DAY)
            write((k, placed.replace(microsecond=0), gone, there, by.date(),
                   names[work.order_class[k]], "cup", 1))  # fmt: skip
    return path


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return read_history(of_world(tmp_path_factory.mktemp("rules") / "orders.csv")).history


def test_the_rule_that_made_the_promises_is_found_and_written(history: History) -> None:
    found = fitted(history, ())
    told = {each.key: each for each in found.estimates if "deliver" in each.key}
    assert {key: each.text for key, each in told.items()} == {
        "demand.classes.fast.deliver_within": "next day",
        "demand.classes.fast.deliver_cut_off": "14:00",
        "demand.classes.slow.deliver_within": "4 working days",
    }
    assert told["demand.classes.fast.deliver_within"].method.startswith("100 % of the promises")
    written = sections(found, clock_of(found, history.begin, 0, 28, 10))
    assert written["shipping"]["carriers"]["carrier"]["drives"] == "mon, tue, wed, thu, fri, sat"
    written = written["demand"]["classes"]
    assert {key: written["fast"][key] for key in ("deliver_within", "deliver_cut_off")} == {
        "deliver_within": "next day", "deliver_cut_off": "14:00",
    }  # fmt: skip
    assert "deliver_cut_off" not in written["slow"]


def test_by_hand() -> None:
    """Monday 9 h and 15 h, 100 times each, by Tuesday's and Wednesday's end: some time between."""
    monday = (date(2026, 3, 2) - date(1970, 1, 1)).days * DAY
    placed = monday + np.repeat([9 * HOUR, 15 * HOUR], 100)
    promised = monday + np.repeat([2, 3], 100) * DAY
    assert scan(placed, promised, WEEK, ()) == Rule(
        WEEK, 1, 9 * HOUR, 9 * HOUR, 15 * HOUR - MINUTE, 1.0, 0.5, 200
    )
    later = scan(placed, promised + DAY, WEEK, (date(2026, 3, 3),))
    assert (later.days, later.cut_off) == (1, 9 * HOUR)  # a Tuesday off counts for nothing
    assert scan(placed[:99], promised[:99], WEEK, ()) is None


def some_late(seed: int, cut_off: float) -> tuple[np.ndarray, np.ndarray]:
    """1,000 orders of four weeks, promised in 2 working days, 3 % of them a day more."""
    rng = np.random.default_rng(seed)
    day, of_day = rng.integers(0, 28, 1000), rng.integers(0, DAY, 1000)
    working = np.array([day for day in range(80) if day % 7 < 5])
    first = np.searchsorted(working, day + (of_day > cut_off))
    last = working[first + 2 + (rng.random(1000) < 0.03)]
    monday = (date(2026, 3, 2) - date(1970, 1, 1)).days
    return (monday + day) * DAY + of_day, (monday + last + 1) * DAY


def test_the_cut_off_comes_back_as_often_as_it_says() -> None:
    """What is no more than chance away has the true time in 95 of 100 histories and more."""
    covered, at = 0, 13.5 * HOUR
    for seed in range(100):
        rule = scan(*some_late(seed, at), WEEK, ())
        assert (rule.days, rule.is_followed) == (2, True)
        covered += rule.low <= at <= rule.high
        plain = scan(*some_late(seed, DAY), WEEK, ())
        assert (plain.days, plain.cut_off) == (2, None)
    assert covered >= 95


def test_promises_that_follow_no_rule_stay_their_median_and_it_is_said(history: History) -> None:
    rng = np.random.default_rng(1)
    any_day = (history.placed // DAY + rng.integers(2, 12, history.n)) * DAY
    loose = replace(history, promised=any_day)
    one = classes(loose, "none")
    rules = rules_of(loose, one, WEEK, ())
    (told,) = rule_estimates(loose, one, rules)
    assert told.key == "demand.classes.all.deliver_within"
    assert told.what.startswith("delivery promised, median; P10")
    assert "no rule of days" in told.method
    few = history.only(np.arange(50))
    (told,) = rule_estimates(few, one, rules_of(few, one, WEEK, ()))
    assert "fewer than 100 promises" in told.method
    none = replace(history, promised=None)
    assert [*rule_estimates(none, one, rules_of(none, one, WEEK, ()))] == []

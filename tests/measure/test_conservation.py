"""Whole runs keep every law, and every broken law is found and named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.measure.conservation import ConservationError, check
from simulator.results.outcomes import Outcome
from simulator.units import DAY, NEVER
from tests.measure.worlds import random_run

SHORT = {"policy": {"kind": "s S", "s": 30, "S": 90}, "backorder_limit": "1 d"}
VARIANTS = [
    {},
    {"checkout": {"reserve": "at cart", "time_to_live": "5 min"}},
    {"checkout": {"reserve": "at payment"}},
    {"inventory": {**SHORT, "when_short": "cancel line"}},
    {"inventory": {**SHORT, "when_short": "cancel order"}},
    {"inventory": None},
    {"picking": {}},
    {"picking": None},
    {"payment": None, "packing": None},
    {"delivery": None, "returns": None},
    {"shipping": None, "delivery": None, "returns": None},
]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_every_run_is_consistent(seed, changes):
    check(*random_run(seed, n=400, initial=15, **changes))  # raises ConservationError


@pytest.fixture(scope="module")
def run():
    return random_run(seed=3)


def first(flags):
    return int(np.flatnonzero(flags)[0])


def changed(values, row, value):
    copy = values.copy()
    copy[row] = value
    return copy


def broken(run, **columns):
    shop, orders, timeline = run
    with pytest.raises(ConservationError) as error:
        check(shop, orders, replace(timeline, **columns))
    return str(error.value)


def test_two_outcomes(run):
    timeline = run[2]
    row = first(timeline.outcome == Outcome.DELIVERED)
    text = broken(run, outcome=changed(timeline.outcome, row, Outcome.DECLINED))
    assert f"paid, but ended as not paid: order {row}" in text
    assert "delivered by outcome or by moment, not both" in text


def test_an_order_that_vanishes(run):
    timeline = run[2]
    row = first(timeline.outcome == Outcome.DECLINED)
    text = broken(run, outcome=changed(timeline.outcome, row, Outcome.IN_FLIGHT))
    assert f"ended and in flight at once: order {row}" in text


def test_a_milestone_that_is_skipped_and_one_that_is_early(run):
    timeline = run[2]
    row = first(timeline.delivered != NEVER)
    text = broken(run, handed_over=changed(timeline.handed_over, row, NEVER))
    assert f"delivered before handed over: order {row}" in text
    early = changed(timeline.released, row, timeline.paid[row] - 1)
    assert f"released before paid: order {row}" in broken(run, released=early)


def with_visits(log, activity, visit):
    return replace(log, first={**log.first, activity: visit})


@pytest.mark.parametrize("activity", ["picking", "packing", "labeling", "payment"])
def test_a_visit_that_ends_before_it_begins(run, activity):
    timeline = run[2]
    visit = timeline.log.first[activity]
    row = first(visit.ended != NEVER)
    wrong = replace(visit, ended=changed(visit.ended, row, visit.began[row] - 1))
    text = broken(run, log=with_visits(timeline.log, activity, wrong))
    assert f"{activity} ended before it began or without: order {row}" in text


def test_packing_before_picking(run):
    timeline = run[2]
    visit = timeline.log.first["packing"]
    row = first(visit.ended != NEVER)
    wrong = replace(visit, queued=changed(visit.queued, row, visit.queued[row] - 1))
    text = broken(run, log=with_visits(timeline.log, "packing", wrong))
    assert f"packing before picking: order {row}" in text


def test_time_between_two_stations_that_is_nobodys(run):
    timeline = run[2]
    visit = timeline.log.first["packing"]
    back = np.isin(np.arange(timeline.n), timeline.log.further.parcel)
    row = first((visit.began > visit.queued) & ~back)
    wrong = replace(visit, queued=changed(visit.queued, row, visit.queued[row] + 1))
    text = broken(run, log=with_visits(timeline.log, "packing", wrong))
    assert f"time before packing that no stage owns: order {row}" in text


def test_after_the_horizon(run):
    timeline = run[2]
    row = first(timeline.delivered != NEVER)
    late = changed(timeline.delivered, row, timeline.horizon + DAY)
    text = broken(run, delivered=late, ended=late)
    assert f"delivered after the horizon: order {row}" in text


@pytest.mark.parametrize("by", [-1, 1])
def test_money(run, by):
    timeline = run[2]
    row = first(timeline.charged > 0)
    text = broken(run, charged=changed(timeline.charged, row, timeline.charged[row] + by))
    assert f"charged other than the value of its lines: order {row}" in text
    row = first(timeline.outcome == Outcome.DELIVERED)
    text = broken(run, refunded=changed(timeline.refunded, row, timeline.refunded[row] + by))
    assert f"order {row}" in text


@pytest.mark.parametrize("level", ["on_hand", "reserved", "backordered", "on_order"])
def test_a_unit_from_nowhere(run, level):
    values = getattr(run[2], level)
    text = broken(run, **{level: changed(values, 2, values[2] + 1)})
    assert f"{level.replace('_', ' ')} is not what the movements add up to: SKU 2" in text


def test_a_movement_that_is_lost(run):
    timeline = run[2]
    log = timeline.stock
    row = first(log.kind == 4)  # picked
    cut = type(log)(*(np.delete(getattr(log, name), row) for name in log.__dataclass_fields__))
    text = broken(run, stock=cut)
    assert f"took other units from the shelf than it ordered: order {log.order[row]}" in text
    assert f"on hand is not what the movements add up to: SKU {log.sku[row]}" in text


def test_stock_below_zero(run):
    shop, orders, timeline = run
    poor = replace(orders, supply=replace(orders.supply, initial=orders.supply.initial - 60))
    with pytest.raises(ConservationError, match="on hand below zero: SKU"):
        check(shop, poor, replace(timeline, on_hand=timeline.on_hand - 60))


def test_many_orders_are_counted(run):
    timeline = run[2]
    text = broken(run, charged=timeline.charged + 1)
    assert f"and {timeline.n - 5} more" in text

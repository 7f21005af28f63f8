"""Where the time goes adds up for every order, whatever happens to it."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.measure.cohort import select
from simulator.measure.flow import time_by_cause
from simulator.measure.in_flight import in_flight
from simulator.measure.measurement import measure
from simulator.measure.work import crew_times, station_visits
from simulator.results.outcomes import Outcome
from simulator.stages import CAUSES, LAGS
from simulator.units import NEVER
from tests.measure.test_conservation import VARIANTS
from tests.measure.worlds import random_run


def flow_of(shop, orders, timeline):
    cohort = select(shop, orders, timeline)
    people = crew_times(timeline, station_visits(timeline))
    return cohort, time_by_cause(shop, orders, timeline, cohort, people)


@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_the_causes_add_up_to_the_cycle_time_of_every_order(changes):
    run = random_run(seed=7, n=400, initial=15, **changes)
    cohort, flow = flow_of(*run)
    total = sum(flow.by_cause.values())
    cycle = (cohort.finished_at - cohort.placed)[flow.order]
    assert len(total) > 50
    assert np.array_equal(total, cycle)
    assert all((spent >= 0).all() for spent in flow.by_cause.values())
    assert set(flow.by_cause) == set(CAUSES)


def test_every_cause_occurs_in_a_full_house():
    run = random_run(seed=8, n=900, initial=15)
    _, flow = flow_of(*run)
    absent = {cause for cause, spent in flow.by_cause.items() if not spent.any()}
    assert absent <= {"equipment", "late_pick_up", "road_delay", *LAGS}


def test_service_is_the_time_of_the_visits():
    run = random_run(seed=9, n=400)
    timeline = run[2]
    _, flow = flow_of(*run)
    for station in ("picking", "packing", "labeling"):
        visit = timeline.visits[station]
        expected = (visit.ended - visit.began)[flow.order]
        assert np.array_equal(flow.by_cause[station], expected)
    wait = timeline.handed_over - timeline.visits["shipping"].queued
    waited = flow.by_cause["pick_up"] + flow.by_cause["pick_up_capacity"]
    assert np.array_equal(waited, wait[flow.order])


def test_series_have_the_same_grid_in_every_replication():
    first, second = (measure(*random_run(seed, n=300)).series for seed in (1, 2))
    for column in ("series", "group", "x"):
        assert np.array_equal(first[column], second[column])
    lengths = {len(values) for values in first.values()}
    assert len(lengths) == 1
    assert set(first["series"]) == {
        "placed_by_hour_of_week", "shipped_by_hour_of_week", "queue_length", "backlog",
        "utilization_by_hour_of_week", "heads_by_hour_of_week", "cycle_time_histogram", "promise",
        "stock_level", "time_by_cause", "pick_up_loaded", "pick_up_waiting", "pick_up_capacity",
        "money_by_class", "money_by_service", "money_by_day", "money_by_pick_ups",
    }  # fmt: skip


def test_series_agree_with_the_orders_they_come_from():
    run = random_run(seed=3)
    _, orders, timeline = run
    measured = measure(*run)
    table = measured.series

    def of(series, group=""):
        rows = (table["series"] == series) & (table["group"] == group)
        return table["x"][rows], table["value"][rows]

    # The window is one week: every hour of the week occurs once.
    assert of("placed_by_hour_of_week")[1].sum() == measured.kpis["orders.placed", "all"]
    assert of("cycle_time_histogram", "all")[1].sum() == pytest.approx(1)
    hour, heads = of("heads_by_hour_of_week", "pickers")
    assert heads[hour == 7].tolist() == [2.0]
    assert heads[hour == 12].tolist() == [1.0]  # half an hour of it is a break
    assert heads[hour == 3].tolist() == [0.0]
    used = of("utilization_by_hour_of_week", "pickers")[1]
    assert np.isnan(used[hour == 3]).all()
    assert np.nanmax(used) <= 1
    x, backlog = of("backlog")
    released = timeline.released
    for at in (30, 100):
        moment = at * 3_600_000
        inside = (released != NEVER) & (released <= moment)
        inside &= (timeline.handed_over == NEVER) | (timeline.handed_over > moment)
        assert backlog[x == at].tolist() == [np.count_nonzero(inside)]
    level = of("stock_level", orders.supply.sku[0])[1]
    assert level[0] == orders.supply.initial[0]
    assert of("pick_up_loaded", "carrier")[1].sum() == np.count_nonzero(
        timeline.handed_over != NEVER
    )


def test_everybody_in_flight_is_somewhere():
    shop, orders, timeline = random_run(seed=8, n=900, initial=15)
    rows = in_flight(orders, timeline, shop.clock.window)
    inside = (timeline.outcome == Outcome.IN_FLIGHT) & (orders.placed != NEVER)
    inside &= orders.placed <= timeline.horizon
    assert sum(row.orders for row in rows) == np.count_nonzero(inside)
    oldest = (timeline.horizon - orders.placed[inside]).max() / 3_600_000
    assert max(row.oldest_hours for row in rows) == pytest.approx(oldest)
    assert {"transit", "delivery"} <= {row.where for row in rows}
    cohort = measure(shop, orders, timeline).kpis["orders.in_flight", "all"]
    assert sum(row.of_window for row in rows) == cohort
    assert 0 < cohort < sum(row.orders for row in rows)

"""KPIs of small worlds that are of no one stage, by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from simulator.engine.rosters import Pause, Stint
from simulator.journey import simulate
from simulator.measure.kpis import UnknownKpiError, headline, kpi, kpi_names, kpis
from simulator.measure.measurement import measure
from simulator.results.parcels import later_visits
from simulator.scenario.checks_figures import not_measured
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.measure.worlds import random_run, whole_shop
from tests.model.tiny import SECONDS, figures, heads, scenario, workload

PICKERS = {
    "pickers": {"skills": ["picking"], "heads": 1, "wage": "20 USD/h", "overtime": "30 USD/h"}
}
TOUR = 90 * SECONDS


def picked(created, roster, clock=None, crew=(), **columns):
    crews = {"pickers": PICKERS["pickers"] | dict(crew)}
    sections = {"crews": crews, "picking": columns.pop("picking", {})}
    if clock:
        sections["clock"] = {"start": "2026-03-02", **clock}
    return figures(scenario(**sections), workload(created, present={"pickers": roster}, **columns))


def test_one_picker_three_orders():
    found = picked([0, 0, 0], heads((0, 1)))
    assert found["queue_time.picking.mean"] == pytest.approx(1.5)  # 0, 1.5 and 3 min
    assert found["queue_time.picking.p50"] == pytest.approx(1.5)
    # 0.95 x 2 places behind the first: between the second and the third.
    assert found["queue_time.picking.p95"] == pytest.approx(1.5 + 0.9 * 1.5)
    assert found["service_time.picking.mean"] == 1.5
    assert found["queue_length.picking.peak"] == 2
    assert found["queue_length.picking.mean"] == pytest.approx(4.5 / 1440)
    assert found["in_station.picking.mean"] == pytest.approx(9 / 1440)
    assert found["cycle_time.mean"] == pytest.approx(3 / 60)
    assert found["utilization.pickers"] == pytest.approx(100 * 4.5 / 1440)
    assert found["picking.oph"] == pytest.approx(40)
    assert found["orders.completed"] == found["orders.placed"] == 3
    assert found["cost_per_order"] == pytest.approx(24 * 20 / 3)
    assert found["total_cost"] == pytest.approx(24 * 20)
    assert found["time_hours.labor"] == pytest.approx(1.5 / 60)
    assert found["time_hours.picking"] == pytest.approx(1.5 / 60)


def test_a_tour_is_worked_once_however_many_orders_it_has():
    batch = {"method": {"batch": {"up_to": 3, "wait_at_most": "10 min"}}}
    found = picked([0, 0, 2 * MINUTE], heads((0, 1)), picking=batch)
    # One tour of 30 s + 3 x 60 s; the first two wait two minutes for the third.
    assert found["utilization.pickers"] == pytest.approx(100 * 3.5 / 1440)
    assert found["picking.oph"] == pytest.approx(3 / (3.5 / 60))
    assert found["service_time.picking.mean"] == 3.5
    assert found["time_hours.batching"] == pytest.approx(2 * 2 / 60 / 3)
    assert found["time_hours.labor"] == 0


def test_an_overrun_is_paid_as_overtime_and_counts_in_occupancy_only():
    # Scheduled for one minute; the tour of 90 s ends 30 s after the shift.
    found = picked([0], heads((0, 1), (MINUTE, 0)))
    assert found["utilization.pickers"] == pytest.approx(100)
    assert found["occupancy.pickers"] == pytest.approx(100)
    assert found["overtime_hours.pickers"] == pytest.approx(0.5 / 60)
    assert found["paid_hours.pickers"] == pytest.approx(1.5 / 60)
    assert found["cost_per_order.labor"] == pytest.approx(20 / 60 + 30 * 0.5 / 60)


def test_premiums_are_paid_at_their_hours_on_overtime_and_on_holidays_too():
    minutes = [
        {"hours": "00:00-00:01", "add": "6 USD/h"},
        {"hours": "00:01-00:02", "days": "mon", "extra": "50 %"},
        {"hours": "00:01-00:02", "add": "4 USD/h"},
        {"hours": "00:00-00:02", "days": "tue-sun", "add": "99 USD/h"},
    ]
    holiday = {"run": "1 d", "holidays": ["2026-03-02"]}
    found = picked([0], heads((0, 1), (MINUTE, 0)), holiday, {"premiums": minutes})
    plain, overtime = (20 + 6) / 60, (1.5 * 30 + 4) * 0.5 / 60
    assert found["labor_cost.pickers"] == pytest.approx(plain + overtime)


def test_absent_heads_and_breaks_are_no_time_in_which_to_be_busy():
    pause = Pause(10 * MINUTE, 20 * MINUTE, 1)
    found = picked([0], (Stint(0, HOUR, heads=2, absent=1, pauses=(pause,)),))
    assert found["utilization.pickers"] == pytest.approx(100 * 1.5 / 50)
    assert found["scheduled_hours.pickers"] == 2
    assert found["absent_hours.pickers"] == 1


@pytest.mark.parametrize(("promised", "on_time"), [(TOUR, 100), (TOUR - 1, 0)])
def test_what_leaves_at_the_promised_moment_is_on_time(promised, on_time):
    assert picked([0], heads((0, 1)), ship_by=[promised])["on_time_ship"] == on_time


def test_nobody_scheduled_is_undefined_not_zero():
    found = picked([0], heads((0, 0)))
    for name in ("utilization.pickers", "occupancy.pickers", "cycle_time.mean", "cost_per_order"):
        assert isnan(found[name]), name
    assert found["orders.in_flight"] == 1
    assert found["orders.oldest_in_flight"] == 24


def test_off_shift_waiting_is_not_waiting_for_labor():
    found = picked([0], heads((0, 0), (HOUR, 1)))
    assert found["time_hours.off_shift"] == 1
    assert found["time_hours.labor"] == 0
    assert found["time_share.off_shift"] == pytest.approx(100 * 60 / 61.5)


def test_machines_that_are_taken_are_the_cause_while_a_head_is_free():
    crews = {"packers": {"skills": ["packing"], "heads": 2}}
    shop = scenario(crews=crews, packing={"stations": {"count": 1}})
    found = figures(shop, workload([0, 0], present={"packers": heads((0, 2))}))
    assert found["time_hours.equipment"] == pytest.approx(0.5 / 60)
    assert found["time_hours.labor"] == 0
    assert found["machine_utilization.packing"] == pytest.approx(100 * 2 / 1440)


def test_the_cohort_is_what_is_placed_in_the_window():
    clock = {"warm_up": "1 h", "run": "2 h", "cool_down": "1 h"}
    created = [0, HOUR - 1, HOUR, 2 * HOUR, 3 * HOUR - 1, 3 * HOUR]
    found = picked(created, heads((0, 1)), clock, horizon=4 * HOUR)
    assert found["orders.placed"] == 3
    # The second order began in the warm-up and is worked in the window: 89.999 s of it. Of the
    # fifth only 1 ms is left of the window.
    busy = (TOUR - 1) + 2 * TOUR + 1
    assert found["utilization.pickers"] == pytest.approx(100 * busy / (2 * HOUR))
    # The third waits for the second.
    assert found["queue_time.picking.mean"] == pytest.approx((TOUR - 1) / MINUTE / 3)


def test_late_if_overdue_and_censored_otherwise():
    ship_by = [10, TOUR, HOUR, 2 * DAY]
    found = picked([0, 0, 0, 0], heads((0, 1), (MINUTE, 0)), ship_by=ship_by)
    # The first is shipped late; the second and third never, and are overdue; the fourth is open.
    assert found["on_time_ship"] == 0
    assert found["orders.in_flight"] == 3
    assert found["orders.in_flight_late"] == 2
    assert found["orders.censored"] == 1
    assert found["orders.shipped_late"] == 3


@pytest.fixture(scope="module")
def run():
    return random_run(seed=4, n=400, initial=15)


def test_every_catalog_kpi_is_measured_and_nothing_else(run):
    measured = measure(*run).kpis
    names = {name for name in kpi_names(run[2].crews) if not_measured(name, run[0]) is None}
    assert {name for name, _ in measured} == names
    for name in {name for name, _ in measured}:
        scopes = {scope for other, scope in measured if other == name}
        expected = {"all", "express", "standard"} if kpi(name).by_class else {"all"}
        assert scopes == expected, name


def test_counts_of_the_classes_add_up_and_the_outcomes_partition_the_cohort(run):
    kpis = measure(*run).kpis
    for name in (name for name, scope in kpis if scope == "all" and name.startswith("orders.")):
        if kpi(name).unit == "orders":
            assert kpis[name, "all"] == kpis[name, "express"] + kpis[name, "standard"]
    ends = (
        "delivered", "declined", "payment_failed", "canceled", "lost",
        "returned_to_sender", "in_flight",
    )  # fmt: skip
    assert sum(kpis[f"orders.{end}", "all"] for end in ends) == kpis["orders.placed", "all"]


def test_littles_law_holds_at_every_station_over_an_empty_start_and_end(run):
    orders = run[1]
    # The whole horizon is measured and the house is empty at its end.
    early = replace(orders, created=orders.created // 4, ship_by=orders.ship_by * 0 + NEVER)
    whole = whole_shop(clock={"start": "2026-03-02", "run": "10 d"})
    timeline = simulate(whole, early)
    kpis = measure(whole, early, timeline).kpis
    for station in ("picking", "packing", "labeling", "fraud_review"):
        visit = timeline.visits[station]
        again = len(later_visits(timeline, station).parcel)
        if again or not (visit.began != NEVER).any():
            continue
        assert (visit.ended[visit.queued != NEVER] != NEVER).all()
        rate = np.count_nonzero(visit.began != NEVER) / (10 * DAY)
        wait = kpis[f"queue_time.{station}.mean", "all"] * MINUTE
        assert kpis[f"queue_length.{station}.mean", "all"] == pytest.approx(rate * wait, rel=1e-9)


def test_the_catalog_finds_names_and_refuses_others():
    assert kpi("queue_time.packing.p95").unit == "min"
    assert kpi("utilization.night_shift").name == "utilization.night_shift"
    assert kpi("cost_per_order").unit_in("EUR") == "EUR"
    assert "picked and packed again" in kpi("time_hours.rework").definition
    for name in (
        "cycle_time", "utilization.", "utilization.<crew>", "queue_time.nowhere.mean", "",
        "time_share.luck", "paid_hours.a.b",
    ):  # fmt: skip
        with pytest.raises(UnknownKpiError):
            kpi(name)
    with pytest.raises(UnknownKpiError):
        kpi("utilization.strangers", crews=["pickers"])
    assert 5 <= len(headline()) <= 10  # of which delivered and completed exclude each other
    assert headline()[0] == "on_time_ship"
    assert all(each.definition and each.unit for each in kpis().values())

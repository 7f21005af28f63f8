"""Shares and means at fixed seeds; bounds are 4.5 standard errors (false alarm 7e-6 each)."""

import math

import numpy as np
import pytest

from simulator.units import DAY, HOUR, MINUTE, SECOND
from simulator.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE, Workload
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario

WORK = sample(scenario(demand={"orders_per_day": 3000}), 1)
PLACED = ~WORK.abandons


def share(flags: np.ndarray, expected: float) -> bool:
    return abs(flags.mean() - expected) < 4.5 * math.sqrt(expected * (1 - expected) / flags.size)


def test_shares():
    assert share(WORK.abandons, 0.70)
    assert share(WORK.order_class == 0, 0.2)
    assert share(WORK.region == 1, 0.4)
    assert share(WORK.verdict[PLACED] == SOFT_DECLINE, 0.084)
    assert share(WORK.verdict[PLACED] == HARD_DECLINE, 0.036)
    assert share(WORK.recovers[PLACED, 1:], 0.2)
    assert not WORK.recovers[:, 0].any()
    assert share(WORK.reviewed[PLACED], 0.05)
    assert share(WORK.rejected[WORK.reviewed], 0.2)
    assert not WORK.rejected[~WORK.reviewed].any()
    assert share(WORK.message_bounces[PLACED], 0.005)
    assert share(WORK.mispicked[PLACED], 0.005)
    assert share(WORK.checked[PLACED], 0.10)
    assert share(WORK.check_finds[PLACED], 0.95)
    assert share(WORK.damaged_inside[PLACED], 0.003)
    assert share(WORK.lost[PLACED], 0.003)
    assert share(WORK.damaged_outside[PLACED], 0.007)
    assert share(WORK.attempt_fails[PLACED], 0.08)
    assert share(WORK.returns[PLACED], 0.20)
    assert share(WORK.restockable[PLACED], 0.85)


def test_carts_that_are_left_bring_no_work():
    for name in ("verdict", "recovers", "reviewed", "rejected", "message_latency", "pick", "pack",
                 "message_bounces", "mispicked", "checked", "check_finds", "damaged_inside",
                 "label", "label_failures", "service", "transit", "transit_days", "lost",
                 "damaged_outside", "attempt_fails", "attempt_time", "returns", "restockable",
                 "authorization"):  # fmt: skip
        assert not getattr(WORK, name)[~PLACED].any(), name


def test_lines_and_units():
    assert WORK.lines.mean() == pytest.approx(2.4, abs=4.5 * 1.84 / WORK.n**0.5)
    assert WORK.line_units.mean() == pytest.approx(1.24, abs=4.5 * 0.54 / len(WORK.line_sku) ** 0.5)
    assert WORK.lines.max() <= 20
    assert (WORK.value == 2000 * WORK.units).all()
    assert WORK.lines.sum() == len(WORK.line_sku) == WORK.line_start[-1]


def test_service_times_are_of_lines_and_units():
    pick = WORK.pick[PLACED]
    expected = 40 * SECOND * WORK.lines[PLACED] + 3 * SECOND * WORK.units[PLACED]
    assert (pick / expected).mean() == pytest.approx(1, abs=0.02)
    assert (WORK.pick_setup[PLACED] == 60 * SECOND).all()
    pack = WORK.pack[PLACED] / (30 * SECOND + 10 * SECOND * WORK.units[PLACED])
    assert pack.mean() == pytest.approx(1, abs=4.5 * 0.4 / PLACED.sum() ** 0.5)
    assert pack.std() == pytest.approx(0.4, rel=0.05)
    assert (WORK.pick[~PLACED] == 0).all()


def test_a_line_takes_its_own_time():
    constant = {"setup": "0 s", "per_line": "10 s", "per_unit": "3 s"}
    work = sample(scenario(picking={"time": constant}), 0)
    there = ~work.abandons
    assert (work.pick == there * (10_000 * work.lines + 3000 * work.units)).all()


def test_labels_are_made_until_one_is_good():
    tries = 1 + WORK.label_failures[PLACED].astype(np.int64)
    assert (WORK.label[PLACED] == 13 * SECOND * tries).all()
    assert (tries - 1).mean() == pytest.approx(1 / 9, abs=4.5 * 0.35 / PLACED.sum() ** 0.5)


def test_services_by_class_and_share():
    express, standard = (PLACED & (WORK.order_class == k) for k in range(2))
    assert WORK.services == (("parcelco", "ground"), ("parcelco", "saver"), ("nightexp", "air"))
    assert (WORK.service[express] == 2).all()
    assert share(WORK.service[standard] == 1, 0.25)


def test_transit_by_service_and_region():
    ground, saver, air = (PLACED & (WORK.service == k) for k in range(3))
    near, far = WORK.region == 0, WORK.region == 1
    assert (WORK.transit_days[ground & near] == 1).all()
    assert share(WORK.transit_days[ground & far] == 3, 0.5)
    assert (WORK.transit_days[air] == 1).all()
    assert (WORK.transit_days[saver] == 0).all()
    assert (WORK.transit[~saver] == 0).all()
    times = WORK.transit[saver] / DAY
    assert times.mean() == pytest.approx(3, abs=4.5 * 1.5 / len(times) ** 0.5)


def test_attempts_are_in_the_delivery_hours():
    assert WORK.attempt_time.shape == WORK.attempt_fails.shape == (WORK.n, 3)
    assert WORK.attempt_time.min() >= 0
    assert WORK.attempt_time.max() < 12 * HOUR
    assert WORK.attempt_time[PLACED].mean() == pytest.approx(6 * HOUR, rel=0.01)


def neutral(*, without: tuple[str, ...]) -> Workload:
    return sample(scenario(without=without), 0)


def test_what_is_off_is_neutral():
    off = ("checkout", "payment", "notification", "picking", "packing", "labeling", "shipping",
           "delivery", "returns", "inventory", "crews", "shifts")  # fmt: skip
    work = neutral(without=off)
    assert not work.abandons.any()
    assert not work.in_cart.any()
    assert (work.verdict == APPROVED).all()
    assert (work.service == -1).all()
    assert work.services == ()
    zero = (work.authorization, work.message_latency, work.pick, work.pack, work.label,
            work.transit, work.transit_days, work.attempt_fails, work.returns)  # fmt: skip
    assert not any(column.any() for column in zero)
    assert not work.supply.policed
    assert len(work.supply.initial) == 0
    assert work.rosters == {}


def test_every_column_has_its_rows():
    for name in ("order_class", "priority", "region", "ship_by", "review", "label", "lost"):
        assert getattr(WORK, name).shape == (WORK.n,)
    assert WORK.message_latency.shape == (WORK.n, 4)
    assert WORK.authorization.shape == (WORK.n, 3)
    assert WORK.priority.tolist() == (WORK.order_class + 1).tolist()


def test_time_in_cart():
    median = np.median(WORK.in_cart)
    assert median == pytest.approx(6 * MINUTE, rel=0.05)

"""Statistical tests use fixed seeds; each bound is 4.5 standard errors (false alarm 7e-6)."""

import math
import sys
from datetime import timedelta

import numpy as np
import pytest
from scipy import special

from simulator.calendars import calendar
from simulator.reading.mistakes import ScenarioError
from simulator.scenario.reading import loads
from simulator.stages.demand import arrivals
from simulator.streams import Streams, uniforms
from simulator.units import DAY, HOUR
from simulator.workload.draws import Draws, choose
from tests.workload.worlds import scenario

FEW = 4.5


def created(replication, **demand):
    world = scenario(demand={"day_to_day_cv": 0.0} | demand, without=("checkout",))
    clock = world.clock
    dates = calendar(clock.start, clock.holidays, clock.horizon)
    draws = Draws(Streams(world.experiment.seed, replication))
    return arrivals.created(world.demand, None, dates, clock.horizon, draws)[0]


def near(found, expected, variance):
    return abs(found - expected) < FEW * math.sqrt(variance)


def test_the_mean_over_a_week_is_orders_per_day():
    days = {"mon": 30, "tue": 20, "wed": 10, "thu": 10, "fri": 10, "sat": 20, "sun": 0}
    total = sum(len(created(r, day_of_week=days)) for r in range(40))
    assert near(total, 40 * 7 * 200, 40 * 7 * 200)


def test_a_weekday_gets_its_weight_and_a_closed_one_nothing():
    days = {"mon": 30, "tue": 20, "wed": 10, "thu": 10, "fri": 10, "sat": 20, "sun": 0}
    day = np.concatenate([created(r, day_of_week=days) // DAY for r in range(40)])
    counts = np.bincount(day, minlength=7) / 40
    expected = 1400 * np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.0])
    assert all(near(c, e, e / 40) for c, e in zip(counts[:6], expected[:6], strict=True))
    assert counts[6] == 0


def test_hours_follow_24_weights():
    weights = [0, *range(1, 24)]
    moments = np.concatenate([created(r, hour_of_day={"counts": weights}) for r in range(40)])
    counts = np.bincount(moments % DAY // HOUR, minlength=24)
    expected = 40 * 1400 * np.array(weights) / sum(weights)
    assert counts[0] == 0
    assert all(near(c, e, e) for c, e in zip(counts[1:], expected[1:], strict=True))


def test_168_weights_are_the_whole_week():
    weights = np.zeros(168)
    weights[[5, 60, 167]] = 1, 2, 1
    moments = created(0, hour_of_day={"counts": weights.tolist()})
    hours, counts = np.unique(moments // HOUR, return_counts=True)
    assert hours.tolist() == [5, 60, 167]
    assert all(near(c, e, e) for c, e in zip(counts, (350, 700, 350), strict=True))


def test_an_event_multiplies_its_days():
    sale = [{"name": "sale", "from": "2026-03-03", "to": "2026-03-04", "factor": 5}]
    plain = arrivals_by_day(())
    busy = arrivals_by_day(sale)
    assert (busy[[0, 3, 4, 5, 6]] == plain[[0, 3, 4, 5, 6]]).all()
    assert all(near(c, 1000, 1000) for c in busy[1:3])


def arrivals_by_day(events):
    return np.bincount(created(0, events=events) // DAY, minlength=7)


def test_scale_multiplies_and_a_start_within_a_day_loses_its_morning():
    world = scenario(
        clock={"start": "2026-03-02 12:00", "run": "1 d"},
        demand={"scale": 3, "hour_of_day": None, "day_to_day_cv": 0.0},
        without=("checkout",),
    )
    dates = calendar(world.clock.start, (), world.clock.horizon)
    counts = [
        len(arrivals.created(world.demand, None, dates, DAY, Draws(Streams(1, r)))[0])
        for r in range(20)
    ]
    assert near(sum(counts), 20 * 600, 20 * 600)


def test_abandonment_makes_carts_of_orders():
    world = scenario(checkout={"abandonment": "75 %"})
    assert arrivals.mean_carts(world.demand, world.checkout) == pytest.approx(800)
    carts = scenario(demand={"orders_per_day": None, "carts_per_day": 800, "scale": 3})
    assert arrivals.mean_carts(carts.demand, carts.checkout) == 2400


def test_the_day_factor_spreads_days():
    day = [np.bincount(created(r, day_to_day_cv=0.5) // DAY, minlength=7) for r in range(60)]
    within = np.mean([counts.var(ddof=1) for counts in day])
    assert within == pytest.approx(10_200, rel=0.35)  # 200 if a run had one factor for all days
    counts = np.concatenate(day)
    # variance 200 + (0.5 * 200)^2; a sample variance of 420 gamma mixtures is within 35 %
    assert counts.var() == pytest.approx(10_200, rel=0.35)
    assert near(counts.mean(), 200, 10_200 / len(counts))


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 7.0, 5000.0])
def test_poisson_quantiles_are_exact(mean):
    u = np.array([0.0, 1e-9, 0.1, 0.5, 0.9, 0.999999])
    k = arrivals.poisson(u, np.full(len(u), mean))
    if mean == 0:
        assert (k == 0).all()
        return
    assert (special.pdtr(k, mean) >= u).all()
    assert ((k == 0) | (special.pdtr(k - 1, mean) < u)).all()


@pytest.mark.parametrize("mean", [1e-6, 0.7, 30.0, 4000.0])
@pytest.mark.parametrize("factor", [1.000001, 1.05, 7.0])
def test_a_larger_mean_never_counts_fewer(mean, factor):
    u = uniforms(2, 0, "x", 2000)
    few, many = (arrivals.poisson(u, np.full(len(u), m)) for m in (mean, mean * factor))
    assert (few <= many).all()


def test_times_are_in_the_horizon():
    moments = created(3)
    assert moments.min() >= 0
    assert moments.max() < 7 * DAY


@pytest.mark.parametrize("hours", [24, 1])
def test_times_of_day_are_the_same_where_they_are_compiled(monkeypatch, hours):
    """To the bit: hours and weekdays without carts, and shares on the edge of an hour, too."""
    pytest.importorskip("numba")
    shape = np.random.default_rng(5).random((7, hours)) * (np.arange(hours) % 3 != 2)
    shape[2] = 0
    u = np.concatenate([uniforms(1, 0, "x", 9000), np.arange(64) / 64, [0.0, 1 - 2**-53]])
    edges = np.cumsum(shape[4])[:-1] / shape[4].sum()
    u = np.concatenate([u, edges, np.nextafter(edges, 1), np.nextafter(edges, 0).clip(0)])
    day, weekday = np.arange(len(u)) % 10, np.arange(10) % 7
    compiled = arrivals.times_of_day(u, shape, weekday, day)
    monkeypatch.setitem(sys.modules, "numba", None)
    expected = arrivals.times_of_day(u, shape, weekday, day)
    assert expected.max() > 0
    assert compiled.tolist() == expected.tolist()


def test_choosing_among_many_is_searching():
    """Weights of 0, equal ones, and a crowd of small ones in one entry of the guide."""
    u = np.concatenate([uniforms(1, 0, "x", 20_000), np.arange(9000) / 9000, [0.0, 1 - 2**-53]])
    for weights in (
        np.arange(1, 2001) ** -0.95,
        np.concatenate([[1e9], np.ones(5000), [0, 0, 1e9, 0]]),
        np.tile([0.0, 1.0], 64),
    ):
        cumulative = np.cumsum(weights) / weights.sum()
        expected = np.searchsorted(cumulative, u, side="right")
        last = np.flatnonzero(weights)[-1]
        assert (choose(u, weights) == np.minimum(expected, last)).all()
        assert (weights[choose(u, weights)] > 0).all()


def test_choosing_by_weight():
    u = np.array([0.0, 0.24, 0.25, 0.99, 1 - 2**-53])
    assert choose(u, [1, 0, 3, 0]).tolist() == [0, 0, 2, 2, 2]


def test_growth_compounds_from_week_to_week_and_hangs_on_a_date_alone():
    world = scenario(clock={"run": "13 d"}, without=("checkout",))
    dates = calendar(world.clock.start, world.clock.holidays, world.clock.horizon)

    def expected(level_on):
        growth = {"a_week": 1.5, "level_on": level_on}
        demand = {"day_to_day_cv": 0.0, "growth": growth, "events": []}
        grows = scenario(demand=demand, without=("checkout",)).demand
        return arrivals.expected_carts(grows, None, dates, 14 * DAY)

    start = world.clock.start.date()
    carts = expected(f"{start}")
    assert carts[7:14] / carts[:7] == pytest.approx(1.5)
    assert carts[0] == pytest.approx(1.5 * expected(f"{start + timedelta(days=7)}")[0])


@pytest.mark.parametrize(
    ("growth", "at", "said"),
    [
        ("{a_week: 0, level_on: 2026-03-02}", "demand.growth.a_week", "write"),
        ("{a_week: 3, level_on: 2026-03-02}", "demand.growth.a_week", "write 0.5 to 2"),
        ("{a_week: 1.01}", "demand.growth.level_on", "write"),
        ("{a_week: 1.01, level_on: 0001-01-01}", "demand.growth.level_on", "in 3,653 days of it"),
        ("{a_week: 1.01, level_on: 9999-12-31}", "demand.growth.level_on", "in 3,653 days of it"),
        ("1.01", "demand.growth", "write"),
    ],
)
def test_a_growth_that_cannot_be_is_one_error_with_a_remedy(growth, at, said):
    text = (
        "schema: fulfillment/1\nname: x\nclock: {start: 2026-03-02, run: 1 d}\n"
        f"demand: {{orders_per_day: 10, growth: {growth}}}\n"
    )
    with pytest.raises(ScenarioError) as wrong:
        loads(text)
    (line,) = str(wrong.value).splitlines()
    assert at in line
    assert said in line

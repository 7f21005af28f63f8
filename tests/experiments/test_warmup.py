"""Warm-up: Welch and MSER against hand arithmetic, the suggestion, and the report's warning."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.run import run
from simulator.experiments.settling import short_warm_up
from simulator.experiments.warmup.findings import conclusion
from simulator.experiments.warmup.warmup import cycle_of, judged, suggest
from simulator.measure.signs import signs
from simulator.measure.warm_up import Truncation, mser, rounded_up, truncation, welch
from simulator.mistakes import InputError
from simulator.scenario import load


def test_welch_by_hand() -> None:
    values = np.array([1.0, 2.0, 6.0, 4.0, 5.0])
    assert welch(values, 1).tolist() == [1.0, 3.0, 4.0, 5.0]
    assert welch(values, 0).tolist() == values.tolist()
    assert welch(values, 5).tolist() == []


def test_mser_by_hand() -> None:
    """(0, 4, 4, 4): 12 / 16 with all four, nothing without the first."""
    assert mser(np.array([0.0, 4.0, 4.0, 4.0])) == pytest.approx([12 / 16, 0, 0])
    values = np.array([9.0, 1.0, 3.0, 2.0, 2.0, 1.0])
    n = len(values)
    by_hand = [((values[d:] - values[d:].mean()) ** 2).sum() / (n - d) ** 2 for d in range(n - 1)]
    assert mser(values) == pytest.approx(by_hand)


def test_a_step_is_cut_where_it_is() -> None:
    values = np.concatenate([np.zeros(14), np.full(70, 10.0)])
    assert truncation(values, 7).values == 14
    assert truncation(values, 7).enough
    assert truncation(values, 5).values == 15  # the batch of days 10 to 14 holds one of the 10s
    drift = truncation(np.arange(84.0), 7)
    assert (drift.values, drift.enough) == (42, False)
    assert not truncation(np.arange(20.0), 7).enough


@pytest.mark.parametrize("level", [0.0, 0.1, 3.3, 1e6 / 7])
def test_what_never_changes_is_settled_at_once(level: float) -> None:
    for days in (14, 60, 84):
        assert truncation(np.full(days, level), 7) == Truncation(0, True)
    still = judged(load("small").scenario, {"still": np.full((2, 14), level)}, 7)
    assert conclusion(still).startswith("Suggested: 0 d of warm-up")


def test_rounding_in_what_no_longer_changes_moves_no_cut() -> None:
    """Sums of 3.3 are not exact: their rounding looked like a spread that grows shorter."""
    values = np.concatenate([np.full(14, 16.5), np.full(46, 3.3)])
    assert truncation(values, 7) == Truncation(14, True)


def test_whole_weeks() -> None:
    assert [rounded_up(days, 7) for days in (0, 1, 7, 8, 15)] == [0, 7, 7, 14, 21]


def test_the_suggestion_is_the_latest_cut_in_whole_weeks() -> None:
    scenario = load("small").scenario
    early = np.concatenate([np.zeros(7), np.ones(77)])
    late = np.concatenate([np.zeros(21), np.ones(63)])
    found = judged(scenario, {"early": np.array([early]), "late": np.array([late])}, 7)
    assert found.days == 21
    assert "Suggested: 21 d of warm-up, in whole weeks; late is the last to settle" in conclusion(
        found
    )
    growing = judged(scenario, {"growing": np.array([np.arange(84.0)])}, 7)
    assert growing.days is None
    assert conclusion(growing).startswith("No suggestion: growing did not settle")


def test_cycles() -> None:
    assert cycle_of(load("baseline").scenario) == 7
    plain = load("small", overrides=["shifts.day.days=daily"]).scenario
    even = plain.model_copy(
        update={
            "shipping": None,
            "demand": plain.demand.model_copy(update={"day_of_week": None}),
        }
    )
    assert cycle_of(even) == 1


def test_the_daily_means_are_those_of_the_run() -> None:
    """Means over replications do not depend on the executor; days are whole."""
    scenario = load("small").scenario
    one = suggest(scenario, "simulator run small", replications=2, length=28 * 86_400_000, jobs=1)
    two = suggest(scenario, "simulator run small", replications=2, length=28 * 86_400_000, jobs=2)
    assert one.simulated == 28
    for name, values in one.series.items():
        assert values.shape == (2, 28)
        assert np.array_equal(values, two.series[name])
    assert {"orders in the house", "units on hand"} <= set(one.series)


def test_too_short_to_see_anything() -> None:
    with pytest.raises(InputError, match="too few to see a start-up"):
        suggest(load("small").scenario, "", length=86_400_000, jobs=1)


def _curves(first: float, last: float, spread: float, n: int = 5):
    """A backlog that goes from one level to another in three weeks: its ends in n replications."""
    x = np.arange(21 * 24.0)
    rng = np.random.default_rng(5)
    scenario = load("small", overrides=["clock.warm_up=0 d", "clock.run=21 d"]).scenario
    ends = []
    for _ in range(n):
        value = np.linspace(first, last, len(x)) + rng.normal(0, spread)
        series = {"series": np.array(["backlog"] * len(x), dtype=object), "x": x, "value": value}
        ends.append(signs(scenario.clock, series, scenario.clock.horizon).mean_backlog)
    return scenario, {"the backlog": np.array(ends)}


def test_a_drift_is_warned_of() -> None:
    said = short_warm_up(*_curves(100, 200, 3))
    assert len(said) == 1
    assert said[0].startswith("The warm_up of 0 d looks too short: the backlog still drifts from")
    assert "`simulator explain` says whether" in said[0]  # a drift may be an overload


def test_no_warning_without_a_drift_or_with_too_few() -> None:
    assert short_warm_up(*_curves(150, 155, 3)) == []
    assert short_warm_up(*_curves(100, 200, 3, n=2)) == []


def test_a_real_start_is_warned_of_and_a_warm_one_is_not() -> None:
    """Stock that begins full drains for weeks; the same after ten weeks has settled."""
    changes = ["inventory.initial=full", "clock.run=21 d", "clock.cool_down=1 d"]
    cold = run("small", overrides=[*changes, "clock.warm_up=0 d"], replications=6, orders="none")
    warm = run("small", overrides=[*changes, "clock.warm_up=70 d"], replications=6, orders="none")
    assert any("looks too short" in text for text in cold.warnings)
    assert not any("looks too short" in text for text in warm.warnings)


@pytest.mark.slow
def test_the_baseline_measures_once_it_is_warm() -> None:
    """Returns fill the queue of the inspection: with half its warm-up, ten replications warn."""
    baseline = run("baseline", replications=10, orders="none", store=True)
    assert baseline.warnings == ()

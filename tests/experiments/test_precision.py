"""How many replications: Law's rule with |mean|, the look-ahead, and the fallback near zero."""

from __future__ import annotations

import pytest

from simulator.experiments.goals import Goal
from simulator.experiments.precision import is_precise_enough, look_ahead, stop
from simulator.experiments.run import run, settings
from simulator.measure.statistics import estimate, is_precise
from simulator.mistakes import InputError
from simulator.scenario.experiment import Replications

CYCLE = "cycle_time.mean"
SHIP = "on_time_ship"


def plan(**changes) -> Replications:
    given = {"precision": "10 %", "of": [CYCLE], "at_least": 3, "at_most": 50, "look_ahead": 0}
    return Replications.model_validate(given | changes)


def test_it_stops_at_the_first_that_is_precise() -> None:
    values = [10.0, 14.0, 6.0, 11.0, 9.0, 10.0, 10.0, 10.5, 9.5, 10.0, 10.0, 10.0, 10.0]
    values += [10.0] * 20
    first = next(n for n in range(3, len(values)) if is_precise(estimate(values[:n]), 0.1))
    found = stop({CYCLE: values}, plan(), 0.95)
    assert found is not None
    assert (found.needed, found.run) == (first, first)
    assert stop({CYCLE: values[: first - 1]}, plan(), 0.95) is None


def test_a_negative_mean_does_not_stop_at_once() -> None:
    values = [-10.0, -14.0, -6.0, -2.0, -18.0]
    assert stop({CYCLE: values}, plan(at_most=20), 0.95) is None


def test_a_lucky_start_is_not_believed() -> None:
    """Three equal values are precise; the look-ahead sees that it does not last."""
    values = [10.0, 10.0, 10.0, 14.0, 6.0, *[10.0, 12.0, 8.0] * 30]
    hasty = stop({CYCLE: values}, plan(), 0.95)
    careful = stop({CYCLE: values}, plan(look_ahead=5), 0.95)
    assert hasty is not None
    assert hasty.needed == 3
    assert careful is not None
    assert careful.needed is not None
    assert careful.needed > 3
    assert careful.run == careful.needed + 5
    for n in range(careful.needed, careful.run + 1):
        assert is_precise(estimate(values[:n]), 0.1)
    assert not is_precise(estimate(values[: careful.needed - 1]), 0.1)


def test_the_look_ahead_grows_beyond_a_hundred() -> None:
    assert [look_ahead(5, n) for n in (3, 100, 101, 199, 200, 1000)] == [5, 5, 5, 9, 10, 50]


def test_all_kpis_must_be_precise_and_the_last_is_named() -> None:
    values = {CYCLE: [10.0, 10.1, 9.9] * 10, SHIP: [50.0, 70.0, 90.0] * 10}
    found = stop(values, plan(of=[CYCLE, SHIP]), 0.95)
    assert found is not None
    alone = stop({SHIP: values[SHIP]}, plan(of=[SHIP]), 0.95)
    assert alone is not None
    assert found.needed == alone.needed
    assert found.widest == SHIP
    assert SHIP in found.reason


def test_the_limit_ends_it_and_is_said() -> None:
    values = [1.0, 100.0] * 10
    found = stop({CYCLE: values}, plan(at_most=20), 0.95)
    assert found is not None
    assert found.needed is None
    assert found.run == 20
    assert found.reason == (
        "Stopped at the limit of 20 replications: cycle_time.mean has not reached the precision "
        "of 10 %."
    )


def test_near_zero_an_absolute_half_width_is_enough() -> None:
    values = [0.01, -0.01, 0.02, -0.02, 0.0]
    assert not is_precise(estimate(values), 0.05)
    assert is_precise_enough(SHIP, estimate(values), 0.05)


def test_the_number_of_processes_does_not_show() -> None:
    def results(jobs: int):
        return run(
            "small", overrides=["clock.run=3 d"], precision="15 %", of=[CYCLE], jobs=jobs,
            orders="none",
        )  # fmt: skip

    one, three = results(1), results(3)
    assert one.stopped == three.stopped
    assert one.stopped is not None
    assert one.stopped.needed is not None
    assert len(one.replications) == one.stopped.run == one.stopped.needed + 5
    assert one.kpis.equals(three.kpis)


def test_options_that_do_not_go_together() -> None:
    with pytest.raises(InputError, match="give one of the two"):
        settings(replications=3, precision="5 %")
    with pytest.raises(InputError, match="--of: belongs to --precision"):
        settings(of=[CYCLE])
    with pytest.raises(InputError, match="--at-most: belongs to --precision"):
        settings(at_most=10)


def test_a_kpi_that_is_not_measured() -> None:
    with pytest.raises(InputError, match="return_rate is not measured"):
        run(
            "small", overrides=["clock.run=1 d", "returns=off"], precision="5 %",
            of=["return_rate"], jobs=1, orders="none",
        )  # fmt: skip


def test_options_win_over_the_file() -> None:
    given = settings(precision="5%", of=[SHIP, CYCLE], at_most=4)
    assert [one.text for one in given] == [
        "experiment.replications={precision: 5%, of: [on_time_ship, cycle_time.mean], at_most: 4, "
        "at_least: 4}"
    ]
    (plan,) = settings(precision=0.05)
    assert plan.value["precision"] == 0.05


TARGET = "On-time ship at least 98 % in 90 % of periods"


def periods(values: list[float]) -> dict[str, tuple[Goal, list[float]]]:
    return {TARGET: (Goal(SHIP, "all", "at least", 98.0, 0.9), values)}


def test_a_target_in_a_share_of_periods_must_be_decided_too() -> None:
    """Thirty-five of thirty-five is the least that shows 90 %, however precise the mean."""
    values = {CYCLE: [10.0] * 40}
    assert stop(values, plan(), 0.95).run == 3
    found = stop(values, plan(), 0.95, periods([99.0] * 40))
    assert (found.needed, found.run, found.widest) == (35, 35, TARGET)
    assert stop({CYCLE: [10.0] * 34}, plan(), 0.95, periods([99.0] * 34)) is None
    careful = stop(values, plan(look_ahead=5), 0.95, periods([99.0] * 40))
    assert (careful.needed, careful.run) == (35, 40)
    assert found.reason == (
        f"35 replications were needed for a precision of 10 % in cycle_time.mean and to decide "
        f"{TARGET}; {TARGET} was last, and 0 more showed that it holds."
    )


def test_a_decision_that_the_look_ahead_takes_back_does_not_count() -> None:
    """The 36th fails, so that 90 % is open again."""
    found = stop({CYCLE: [10.0] * 50}, plan(look_ahead=5), 0.95, periods([99.0] * 35 + [1.0] * 15))
    assert found.needed != 35


def test_a_target_that_is_missed_ends_it_early() -> None:
    found = stop({CYCLE: [10.0] * 9}, plan(), 0.95, periods([1.0] * 9))
    assert found.needed == 3


def test_an_undefined_figure_counts_for_neither_side() -> None:
    nothing = float("nan")
    found = stop({CYCLE: [10.0] * 50}, plan(), 0.95, periods([nothing] * 5 + [99.0] * 45))
    assert found.needed == 40


def test_what_the_limit_leaves_undecided_is_named() -> None:
    found = stop({CYCLE: [10.0] * 20}, plan(at_most=20), 0.95, periods([99.0] * 20))
    assert found.undecided == (TARGET,)
    assert found.reason == f"Stopped at the limit of 20 replications: {TARGET} is undecided."
    both = stop({CYCLE: [1.0, 100.0] * 10}, plan(at_most=20), 0.95, periods([99.0] * 20))
    assert "cycle_time.mean has not reached the precision of 10 % and On-time ship" in both.reason

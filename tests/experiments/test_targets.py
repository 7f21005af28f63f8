"""Targets: the three verdicts, what would decide, and the exit codes of --check."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from simulator.experiments.goals import Goal
from simulator.experiments.run import run
from simulator.experiments.targets import needed, needed_for_periods, verdict, verdict_of_periods
from simulator.measure.periods import held
from simulator.measure.statistics import estimate, t_quantile
from tests.command_line import simulator

VALUES = [97.0, 99.5, 98.0, 99.0]  # mean 98.375


def test_an_undecided_target_says_what_would_decide_it():
    found = estimate(VALUES)
    assert verdict(found, "at least", 98.0) == "undecided"
    n = round(needed(found, "at least", 98.0))
    spread = np.std(VALUES, ddof=1)

    def decides(n, chance):
        t = t_quantile(0.975, n - 1) + t_quantile(chance, n - 1)
        return t * spread / np.sqrt(n) <= 0.375

    assert (decides(n, 0.8), decides(n - 1, 0.8)) == (True, False)
    assert needed(found, "at most", 98.0) == n
    least = round(needed(found, "at least", 98.0, likely=False))
    assert (decides(least, 0.5), decides(least - 1, 0.5)) == (True, False)


def test_what_is_decided_or_cannot_be_needs_nothing_that_can_be_said():
    assert isnan(needed(estimate(VALUES), "at least", 50.0))
    assert isnan(needed(estimate([98.0]), "at least", 97.0))
    assert isnan(needed(estimate([97.0, 99.0]), "at least", 98.0))


MET, MISSED = "{kpi: on_time_ship, at_least: 1 %}", "{kpi: orders.placed, at_most: 1 orders}"
MOST, ALL, NONE = (
    f"{{kpi: on_time_ship, at_least: {least} %, in: {share} % of periods}}"
    for least, share in ((1, 40), (1, 90), (100, 99))
)
"""Three of three hold: 44 to 100 % of periods; of the last none does."""
NEAR = "{kpi: cost_per_order, at_most: MEAN USD}"


@pytest.fixture(scope="module")
def mean():
    """Of a KPI; a goal just beside it cannot be decided by the same replications."""
    found = run("small", replications=3, jobs=1).estimate("cost_per_order")
    return found.mean + 0.2 * found.half_width


@pytest.mark.parametrize(
    ("goals", "code"),
    [
        ((MET,), 0),
        ((MISSED, MET), 3),
        ((NEAR, MET), 4),
        ((NEAR, MISSED), 3),
        ((MOST, MET), 0),
        ((ALL, MET), 4),
        ((NONE, MET), 3),
    ],
)
@pytest.mark.usefixtures("undrawn")
def test_exit_codes(goals, code, mean, tmp_path):
    targets = f"targets=[{', '.join(goals)}]".replace("MEAN", f"{mean:.4f}")
    words = ["run", "small", "--replications", "3", "--check", "--jobs", "1", "--set", targets]
    done = simulator(*words, "--output", str(tmp_path / "o"))
    assert done.returncode == code, done.stdout + done.stderr
    if code == 4:
        assert "undecided:" in done.stdout
    takes = "takes at least 35 replications, all of which hold; 3 can only show that it is missed"
    assert (takes in done.stderr) == (ALL in goals)
    assert (takes in " ".join(done.stdout.split())) == (ALL in goals)


def test_verdicts_of_a_share_of_periods():
    """Thirty-five of thirty-five are the least that show 90 %."""

    def of(hits, trials):
        return verdict_of_periods(
            held([99.0] * hits + [1.0] * (trials - hits), "at least", 98), 0.9
        )

    assert (of(34, 34), of(35, 35), of(35, 36)) == ("undecided", "met", "undecided")
    assert (of(4, 5), of(3, 5)) == ("undecided", "missed")  # at most 96 %, 88 %
    assert (of(1, 1), of(0, 1), of(0, 0)) == ("undecided",) * 3


def test_replications_that_should_decide_a_share_of_periods():
    five = held([99.0] * 5, "at least", 98)
    assert needed_for_periods(five, 0.9) == 35
    assert isnan(needed_for_periods(held([99.0] * 35, "at least", 98), 0.9))
    half_undefined = held([99.0, float("nan")] * 5, "at least", 98)
    assert needed_for_periods(half_undefined, 0.9) == 70


def test_the_mean_and_the_share_of_periods_need_not_agree():
    """Mean 97.9 ± 1.6 against 95, and 51 of 60 that hold."""
    values = [99.5] * 51 + [89.0] * 9
    by_mean = Goal("on_time_ship", "all", "at least", 95.0).judged(values, 0.95)
    assert by_mean.verdict == "met"
    assert (by_mean.held.hits, by_mean.held.trials) == (51, 60)
    by_share = Goal("on_time_ship", "all", "at least", 95.0, 0.9).judged(values, 0.95)
    assert by_share.verdict == "undecided"
    assert Goal("on_time_ship", "all", "at least", 95.0, 0.95).judged(values, 0.95).verdict == (
        "missed"
    )

"""Paired differences: verdicts, what common random numbers are worth, what would decide."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pytest

from simulator.measure.differences import (
    difference,
    difference_verdict,
    likely_to_decide,
    replications_to_decide,
    variance_ratio,
    without_spread,
)
from simulator.measure.multiple_comparisons import paired_p
from simulator.measure.statistics import Estimate, estimate, t_quantile


def test_variance_ratio_by_hand():
    # Var X = 1, Var Y = 1, the differences 1, 1, 4 have variance 3.
    assert variance_ratio([1.0, 2.0, 3.0], [0.0, 1.0, -1.0]) == pytest.approx(2 / 3)
    assert isnan(variance_ratio([1.0, 2.0], [2.0, 3.0]))
    assert isnan(variance_ratio([1.0, nan], [2.0, 3.0]))


def test_variance_ratio_of_correlated_samples():
    rng = np.random.default_rng(3)
    shared = rng.normal(size=100_000)
    x, y = (sqrt(0.9) * shared + sqrt(0.1) * rng.normal(size=100_000) for _ in range(2))
    assert variance_ratio(x, y) == pytest.approx(10, rel=0.03)


@pytest.mark.parametrize(
    ("mean", "p", "better", "verdict"),
    [
        (1.0, 0.01, "higher", "better"),
        (1.0, 0.01, "lower", "worse"),
        (-1.0, 0.01, "lower", "better"),
        (-1.0, 0.01, "neutral", "lower"),
        (1.0, 0.06, "higher", "not distinguishable"),
        (nan, nan, "higher", "not distinguishable"),
    ],
)
def test_verdicts(mean, p, better, verdict):
    assert difference_verdict(Estimate(mean, 0.5, 0.95, 5), p, better) == verdict


def test_equal_in_every_replication_is_the_same():
    found = difference([1.0, 2.0], [1.0, 2.0])
    assert difference_verdict(found, paired_p([0.0, 0.0]), "higher") == "the same"


def test_replications_to_decide_is_the_least_that_does():
    values = [0.5, -0.2, 0.9, 0.1, 0.3]
    found = estimate(values)
    n = replications_to_decide(found, found.mean)
    spread = np.std(values, ddof=1)
    assert t_quantile(0.975, n - 1) * spread / sqrt(n) <= found.mean
    assert t_quantile(0.975, n - 2) * spread / sqrt(n - 1) > found.mean
    assert replications_to_decide(found, -found.mean) == n


def test_what_is_advised_decides_with_a_good_chance_and_is_never_one_more():
    """Mean 1, spread 1.5: 2.776 x 1.5 / sqrt(5) = 1.86. Sixteen: (2.131 + 0.866) x 1.5 / 4 = 1.12;
    twenty: (2.093 + 0.861) x 1.5 / sqrt(20) = 0.99, nineteen 1.02."""
    found = Estimate(1.0, 1.8625, 0.95, 5)
    assert likely_to_decide(found, 1.0) == 20
    assert replications_to_decide(found, 1.0) == 12
    near = Estimate(1.0, 1.001, 0.95, 5)
    assert replications_to_decide(near, 1.0) == 6
    assert likely_to_decide(near, 1.0) == 10
    assert likely_to_decide(Estimate(1.0, 0.9, 0.95, 5), 1.0) == 5


def test_replications_to_decide_at_a_stricter_level_are_more():
    found = estimate([0.5, -0.2, 0.9, 0.1, 0.3])
    assert replications_to_decide(found, found.mean, 0.99) > replications_to_decide(
        found, found.mean
    )


@pytest.mark.parametrize("n", [2, 3, 4])
def test_few_equal_differences_are_not_certain(n):
    found = difference([3.0] * n, [4.0] * n)
    assert without_spread(found)
    assert difference_verdict(found, paired_p([-1.0] * n), "lower") == "not distinguishable"


def test_equal_differences_need_enough_equal_signs():
    found = difference([3.0, 3.0], [4.0, 4.0])
    assert replications_to_decide(found, found.mean) == 6  # 2^-5 < 0.05 < 2^-4
    assert replications_to_decide(found, found.mean, 1 - 0.05 / 12) == 9


def test_what_varies_or_is_0_has_a_spread():
    assert not without_spread(difference([3.0, 3.0], [4.0, 4.1]))
    assert not without_spread(difference([3.0, 3.0], [3.0, 3.0]))
    assert not without_spread(difference([3.0], [4.0]))


def test_what_cannot_be_said_or_is_decided():
    assert replications_to_decide(estimate([1.0]), 1.0) is None
    assert replications_to_decide(estimate([-1.0, 1.0]), 0.0) is None
    assert replications_to_decide(estimate([-1.0, 1.0]), 1e-9) is None
    assert replications_to_decide(estimate([5.0, 5.1, 4.9]), 5.0) == 3

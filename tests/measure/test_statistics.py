"""Estimates against published and recomputed answers."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pytest

from simulator.measure.statistics import (
    Estimate,
    estimate,
    is_precise,
    paired_difference,
    replications_needed,
    t_quantile,
    welch_difference,
    wilson,
)

FIRST = (126.97, 124.31, 126.68, 122.66, 127.23)
SECOND = (118.21, 120.22, 122.45, 122.68, 119.40)


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [(0.90, 1.6491, 8.3069), (0.95, 0.6426, 9.3134)]
)
def test_paired_t(confidence, low, high):
    found = paired_difference(FIRST, SECOND, confidence)
    assert found.mean == pytest.approx(4.978)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.n == 5


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [(0.90, 2.6608, 7.2952), (0.95, 2.1043, 7.8517)]
)
def test_welch(confidence, low, high):
    found = welch_difference(FIRST, SECOND, confidence)
    assert found.freedom == pytest.approx(7.9924, abs=5e-5)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((low, high), abs=5e-5)


def test_pairs_of_different_numbers_are_refused():
    with pytest.raises(ValueError, match="5 and 4"):
        paired_difference(FIRST, SECOND[:4])


def test_wilson():
    assert wilson(47, 50) == pytest.approx((0.8378, 0.9794), abs=5e-5)
    assert wilson(0, 20)[0] == 0.0
    assert isnan(wilson(0, 0)[0])


def test_t_quantiles_of_the_tables():
    assert t_quantile(0.975, 9) == pytest.approx(2.262157, abs=1e-6)
    assert t_quantile(0.95, 4) == pytest.approx(2.131847, abs=1e-6)


def test_undefined_replications_are_left_out_and_counted():
    found = estimate([1.0, nan, 3.0])
    assert (found.mean, found.n, found.left_out) == (2.0, 2, 1)
    assert found.half_width == pytest.approx(12.706205 * sqrt(2) / sqrt(2))


def test_one_replication_has_no_half_width_and_none_no_mean():
    assert estimate([4.0]).mean == 4.0
    assert isnan(estimate([4.0]).half_width)
    assert isnan(estimate([nan]).mean)
    assert estimate([]).n == 0


def test_replications_needed_is_the_least_that_reaches_the_precision():
    values = [9.0, 11.0, 10.0, 12.0, 8.0]
    n = replications_needed(values, precision=0.05)
    spread = np.std(values, ddof=1)
    allowed = 0.05 / 1.05 * 10
    assert t_quantile(0.975, n - 1) * spread / sqrt(n) <= allowed
    assert t_quantile(0.975, n - 2) * spread / sqrt(n - 1) > allowed


def test_replications_needed_uses_the_size_of_a_negative_mean():
    values = [9.0, 11.0, 10.0, 12.0, 8.0]
    assert replications_needed([-v for v in values], 0.05) == replications_needed(values, 0.05)


def test_replications_needed_when_it_is_enough_or_cannot_be_said():
    assert replications_needed([10.0, 10.0, 10.0], 0.05) == 3
    assert replications_needed([10.0], 0.05) is None
    assert replications_needed([-1.0, 1.0], 0.05) is None
    assert replications_needed([1.0, 100.0], 0.001, at_most=50) is None


@pytest.mark.parametrize(("half_width", "precise"), [(4.76, True), (4.77, False)])
def test_five_percent_of_the_truth_is_less_of_the_estimate(half_width, precise):
    """0.05 / 1.05 of 100 is 4.7619 (Law 9.4.1)."""
    assert is_precise(Estimate(-100.0, half_width, 0.95, 10), 0.05) == precise


def test_precision_near_zero_has_an_absolute_fallback():
    near_zero = estimate([-0.01, 0.01, 0.0])
    assert not is_precise(near_zero, 0.05)
    assert is_precise(near_zero, 0.05, absolute=0.1)
    assert not is_precise(estimate([1.0]), 0.5)

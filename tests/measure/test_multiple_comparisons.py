"""Families of comparisons against published and independently computed answers.

The simulations have fixed seeds. Each bound is the nominal chance plus or minus 3.3 standard errors
of its 2,000 or more trials, so that a correct procedure fails one check in 2,000 under another
seed.
"""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pytest
from scipy import stats

from simulator.measure.multiple_comparisons import (
    dunnett_quantile,
    each_confidence,
    holm,
    paired_p,
    with_the_best,
)

FIRST = np.array([126.97, 124.31, 126.68, 122.66, 127.23])
SECOND = np.array([118.21, 120.22, 122.45, 122.68, 119.40])


def floor(nominal: float, trials: int) -> float:
    return nominal - 3.3 * sqrt(nominal * (1 - nominal) / trials)


def test_p_of_the_paired_t():
    assert paired_p(FIRST - SECOND) == pytest.approx(stats.ttest_rel(FIRST, SECOND).pvalue)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 10])
def test_p_without_spread_is_the_exact_sign_test_s(n):
    signs = stats.binomtest(n, n, 0.5).pvalue
    assert paired_p([-1.0] * n) == pytest.approx(signs)
    rounded = [1e6 + k + 0.1 - (1e6 + k) for k in range(n)]  # equal but for the last bits
    assert paired_p(rounded) == pytest.approx(signs)


def test_p_without_a_difference_or_pairs():
    assert paired_p([0.0, 0.0]) == 1.0
    assert isnan(paired_p([1.0]))
    assert paired_p([1.0, nan, 3.0]) == pytest.approx(paired_p([1.0, 3.0]))


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == pytest.approx([1.0, 1.0])


def test_what_is_not_tested_does_not_count():
    adjusted = holm([0.01, nan, 0.04])
    assert isnan(adjusted[1])
    assert [adjusted[0], adjusted[2]] == pytest.approx([0.02, 0.04])


def test_bonferroni_confidence():
    assert each_confidence(0.95, 5) == pytest.approx(0.99)
    assert each_confidence(0.95, 0) == 0.95


@pytest.mark.parametrize(
    ("others", "freedom", "published"),
    [(2, 5, 2.44), (3, 5, 2.68), (2, 10, 2.15), (3, 10, 2.34), (4, 20, 2.30), (3, 10**6, 2.06)],
)
def test_dunnett_1955_table_1a(others, freedom, published):
    assert dunnett_quantile(0.95, others, freedom) == pytest.approx(published, abs=0.0051)


@pytest.mark.parametrize(("others", "freedom"), [(1, 4), (2, 4), (4, 9), (3, 40)])
def test_dunnett_by_another_integration(others, freedom):
    quantile = dunnett_quantile(0.95, others, freedom)
    shape = np.full((others, others), 0.5) + 0.5 * np.eye(others)
    exact = stats.multivariate_t(np.zeros(others), shape, df=freedom, seed=1)
    assert exact.cdf(np.full(others, quantile)) == pytest.approx(0.95, abs=2e-4)


def test_comparison_with_the_best_by_hand_with_a_known_width():
    """k = 2, n = 3: one quantile of t, since the largest of one is itself."""
    table = np.array([[5.0, 7.0, 9.0], [4.0, 5.0, 6.0]])
    found = with_the_best(table)
    # Interaction sum of squares: differences 1, 2, 3 have variance 1; half of it is the error's.
    width = stats.t.ppf(0.95, 2) * sqrt(2 * 0.5 / 3)
    assert (found[0].low, found[0].high) == pytest.approx((min(0, 2 - width), 2 + width), rel=1e-5)
    assert (found[1].low, found[1].high) == pytest.approx(
        (-2 - width, max(0, -2 + width)), rel=1e-5
    )


def test_comparison_with_the_best_turns_round_for_costs():
    table = np.array([[5.0, 7.0, 9.0], [4.0, 5.0, 6.0], [9.0, 9.5, 9.9]])
    assert with_the_best(table, higher_is_better=False) == with_the_best(-table)


def test_nobody_is_ruled_out_by_one_replication():
    assert all(one.may_be_best for one in with_the_best([[1.0], [2.0]]))
    assert isnan(with_the_best([[1.0], [2.0]])[0].low)


def test_equals_without_spread_may_each_be_the_best():
    table = np.array([[5.0] * 6, [5.0] * 6, [4.0] * 6])
    assert [one.may_be_best for one in with_the_best(table)] == [True, True, False]


def test_few_equal_differences_rule_nobody_out():
    """Of two others, five equal signs each have a chance of 2/32 that one is wrong, six of 2/64."""
    five = np.array([[5.0] * 5, [4.0] * 5, [3.0] * 5])
    assert all(one.may_be_best and not one.low >= 0 for one in with_the_best(five))
    assert with_the_best(np.hstack([five, five[:, :1]]))[0].low >= 0
    assert with_the_best([[5.0, 5.0], [5.0, 5.0]])[0].low >= 0


def test_intervals_against_the_best_hold_together():
    rng = np.random.default_rng(1984)
    mean = np.array([10.0, 10.0, 9.5, 8.0])
    true = np.array([mean[i] - np.delete(mean, i).max() for i in range(4)])
    trials, n = 2000, 8
    held = 0
    for _ in range(trials):
        table = mean[:, None] + rng.normal(0, 3, n) + rng.normal(0, 1, (4, n))
        found = with_the_best(table)
        held += all(one.low <= t <= one.high for one, t in zip(found, true, strict=True))
    assert held / trials >= floor(0.95, trials)


def test_holm_keeps_the_family_s_error_under_dependence():
    rng = np.random.default_rng(1979)
    trials, n, tests = 3000, 10, 6
    wrong = 0
    for _ in range(trials):
        shared = rng.normal(0, 1, n)
        p = [paired_p(0.7 * shared + rng.normal(0, 1, n)) for _ in range(tests)]
        wrong += min(holm(p)) <= 0.05
    assert wrong / trials <= 0.05 + 3.3 * sqrt(0.05 * 0.95 / trials)

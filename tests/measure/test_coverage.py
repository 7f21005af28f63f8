"""Nominal 95 % intervals over replications cover what they should, on systems with known answers.

One replication is 400 orders of a dependent series (first-order autoregression), so that an
interval from within a run would be far too narrow; its true mean, quantile and proportion are
known. 4,000 experiments each, seeds fixed. A t interval on 10 values that are nearly normal covers
95 % to within 1 %; with the 3.3 standard errors of 4,000 trials (1.1 %) the bounds below are
crossed by a correct interval under one seed in 1,000.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import binom

from simulator.measure.statistics import estimate, paired_difference, wilson

EXPERIMENTS, REPLICATIONS, ORDERS, MEMORY = 4000, 10, 400, 0.6
LOW, HIGH = 0.929, 0.971


@pytest.fixture(scope="module")
def runs() -> np.ndarray:
    """(experiments, replications, orders) of a stationary series, mean 0 and variance 1."""
    rng = np.random.default_rng(20260302)
    noise = rng.normal(size=(ORDERS, EXPERIMENTS, REPLICATIONS)).astype(np.float32)
    series = np.empty_like(noise)
    series[0] = noise[0]
    for k in range(1, ORDERS):
        series[k] = MEMORY * series[k - 1] + sqrt(1 - MEMORY**2) * noise[k]
    return np.moveaxis(series, 0, 2)


def coverage(values: np.ndarray, truth: float) -> float:
    found = [estimate(row) for row in values]
    return float(np.mean([one.low <= truth <= one.high for one in found]))


def test_a_mean(runs):
    assert LOW <= coverage(runs.mean(axis=2), 0.0) <= HIGH


def test_a_quantile_by_its_replications(runs):
    # The sample quantile is biased by less than a tenth of the half-width at 400 orders.
    assert LOW <= coverage(np.quantile(runs, 0.9, axis=2), float(ndtri(0.9))) <= HIGH


def test_a_proportion_by_its_replications(runs):
    assert LOW <= coverage((runs <= 1.0).mean(axis=2), float(ndtr(1.0))) <= HIGH


def test_a_paired_difference(runs):
    half = EXPERIMENTS // 2
    a = runs[:half].mean(axis=2)
    b = 0.8 * a + 0.6 * runs[half:].mean(axis=2) + 0.25
    found = [paired_difference(x, y) for x, y in zip(b, a, strict=True)]
    held = np.mean([one.low <= 0.25 <= one.high for one in found])
    assert LOW <= held <= HIGH


def test_an_interval_from_within_one_run_would_not_do(runs):
    """What these tests can see: 400 dependent orders taken for independent ones cover 70 %."""
    inside = runs[:, 0, :]
    half_width = 1.96 * inside.std(axis=1, ddof=1) / sqrt(ORDERS)
    held = np.mean(np.abs(inside.mean(axis=1)) <= half_width)
    assert held < 0.8


@pytest.mark.parametrize("n", [20, 50])
def test_a_chance_by_wilson(n):
    """Exactly, by the binomial distribution: near 95 % on average, and never far below."""
    hits = np.arange(n + 1)
    ends = np.array([wilson(int(k), n) for k in hits])
    held = []
    for chance in np.linspace(0.05, 0.95, 181):
        inside = (ends[:, 0] <= chance) & (chance <= ends[:, 1])
        held.append(float(binom.pmf(hits, n, chance)[inside].sum()))
    assert 0.94 <= np.mean(held) <= 0.965
    assert min(held) >= 0.90

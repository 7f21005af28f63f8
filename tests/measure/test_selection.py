"""Kim & Nelson 2001 against its published constants, and against what it promises."""

from __future__ import annotations

from math import nan, sqrt

import numpy as np
import pytest

from simulator.measure.selection import kn_constant, select_best


@pytest.mark.parametrize(("alternatives", "h2"), [(3, 8.5130), (10, 15.4635)])
def test_the_constant_of_the_procedure(alternatives, h2):
    assert kn_constant(alternatives, 0.95, 10) == pytest.approx(h2, abs=5e-5)


def observing(table):
    return lambda who, r: [table[k][r] for k in who]


def test_without_noise_the_best_is_found_at_once():
    table = [[1.0] * 20, [3.0] * 20, [2.0] * 20]
    found = select_best(observing(table), 3, 0.5)
    assert found.survivors == (1,)
    assert (found.replications, found.used) == (10, 30)
    assert found.dropped_at == (10, None, 10)


def test_lower_is_better():
    table = [[1.0] * 20, [3.0] * 20]
    assert select_best(observing(table), 2, 0.5, higher_is_better=False).survivors == (0,)


def test_who_is_dropped_is_not_asked_again():
    rng = np.random.default_rng(5)
    table = rng.normal(0, 1, (3, 500)) + np.array([[0.0], [0.2], [-9.0]])
    asked = []

    def observe(who, r):
        asked.append((tuple(who), r))
        return [table[k][r] for k in who]

    found = select_best(observe, 3, 0.3)
    assert found.dropped_at[2] == 10
    assert all(who == (0, 1) for who, r in asked if r >= 10)
    assert found.used == sum(len(who) for who, _ in asked)


def test_the_screening_margin_by_hand():
    """Two that are as good, one with more noise, against a better one without noise: each
    is out once r d > (h2 v / delta - r delta) / 2, of its own difference's mean d and variance v.
    """
    noise = np.tile([-1.0, 1.0], 200)
    table = np.stack([np.zeros(400), 1.6 * noise - 1, 0.9 * noise - 1])
    h2, delta = kn_constant(3, 0.95), 0.1

    def out(values):
        v = np.var(values[:10], ddof=1)
        return next(
            r
            for r in range(10, 400)
            if -values[:r].sum() > max(0, (h2 * v / delta - r * delta) / 2)
        )

    found = select_best(observing(table), 3, delta)
    assert found.dropped_at == (None, out(table[1]), out(table[2]))
    assert 10 < out(table[2]) < out(table[1])


def test_a_budget_that_ends_leaves_the_undecided():
    rng = np.random.default_rng(6)
    table = rng.normal(0, 1, (2, 50))
    found = select_best(observing(table), 2, 0.001, at_most=30)
    assert not found.decided
    assert sorted(found.survivors) == [0, 1]
    assert found.replications == 30


def test_one_alternative_needs_nothing():
    assert select_best(observing([[1.0]]), 1, 1.0).survivors == (0,)


def test_an_undefined_value_is_refused():
    with pytest.raises(ValueError, match="undefined in replication 0"):
        select_best(observing([[nan] * 20, [1.0] * 20]), 2, 1.0)


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_correct_selection_as_promised(correlation):
    """The hard case: all others worse by exactly the indifference, unequal variances.

    The promise is 95 %; a correct procedure would fall below the bound under one seed in 2,000.
    """
    rng = np.random.default_rng(2001)
    trials, mean = 1000, np.array([1.0, 0.0, 0.0, 0.0])
    spread = np.array([2.0, 1.0, 2.0, 3.0])
    right = 0
    for _ in range(trials):
        rows: dict[int, np.ndarray] = {}

        def values(who, r, rows=rows):
            if r not in rows:
                shared = rng.normal()
                own = rng.normal(size=4)
                noise = sqrt(correlation) * shared + sqrt(1 - correlation) * own
                rows[r] = mean + spread * noise
            return rows[r][list(who)]

        right += select_best(values, 4, 1.0, at_most=10_000).survivors == (0,)
    assert right / trials >= 0.95 - 3.3 * sqrt(0.95 * 0.05 / trials)


def test_common_random_numbers_save_replications():
    rng = np.random.default_rng(7)
    used = []
    for correlation in (0.0, 0.9):
        shared = sqrt(correlation) * rng.normal(size=2000)
        own = sqrt(1 - correlation) * rng.normal(size=(3, 2000))
        table = np.array([[0.2], [0.0], [-0.2]]) + shared + own
        used.append(select_best(observing(table), 3, 0.1, at_most=2000).used)
    assert used[1] < used[0] / 2

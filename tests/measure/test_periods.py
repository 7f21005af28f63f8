"""In how many replications a target holds: by hand, with Wilson's interval."""

from __future__ import annotations

from math import isnan, nan

import pytest

from simulator.measure.periods import (
    TENTHS_FROM,
    fewest_to_meet,
    held,
    reaches,
    replications_for,
    trials_to_decide,
)
from simulator.measure.statistics import wilson


def test_fifty_one_of_sixty():
    found = held([96.0] * 51 + [90.0] * 9, "at least", 95)
    assert (found.hits, found.trials, found.left_out) == (51, 60, 0)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7389, 0.9190)
    assert found.share == 0.85


def test_at_most_is_the_other_way_round_and_a_value_on_the_goal_holds():
    found = held([47.0, 48.0, 49.0], "at most", 48)
    assert found.hits == 2
    assert held([47.0, 48.0, 49.0], "at least", 48).hits == 2


def test_an_undefined_replication_neither_holds_nor_fails():
    found = held([nan, 99.0, nan, 90.0, 97.0], "at least", 95)
    assert (found.hits, found.trials, found.left_out) == (2, 3, 2)
    assert (found.low, found.high) == wilson(2, 3)
    assert (found.lowest, found.highest) == (90.0, 99.0)


def test_without_any_defined_one_there_is_no_share():
    found = held([nan, nan], "at least", 95)
    assert (found.hits, found.trials, found.left_out) == (0, 0, 2)
    assert all(map(isnan, (found.low, found.high, found.share, *found.ends)))


def test_the_rounding_of_a_percentage_is_no_miss():
    """57 of 100 is 56.99999999999999 in floating point."""
    value = 57 / 100 * 100
    assert value < 57
    assert reaches(value, "at least", 57)
    assert not reaches(56.999, "at least", 57)
    assert held([value], "at least", 57).hits == 1


def test_p10_and_p90_from_twenty_on_and_below_that_the_ends():
    few = held([float(k) for k in range(1, TENTHS_FROM)], "at least", 0)
    assert not few.has_tenths
    assert few.ends == (1.0, 19.0)
    many = held([float(k) for k in range(1, 22)], "at least", 0)  # 1, 2, ..., 21
    assert many.has_tenths
    assert many.ends == (3.0, 19.0)  # the 3rd and 19th of 21: a tenth of 20 steps is 2
    assert (many.lowest, many.highest) == (1.0, 21.0)


@pytest.mark.parametrize(
    ("share", "confidence", "fewest"),
    [(0.9, 0.95, 35), (0.8, 0.95, 16), (0.5, 0.95, 4), (0.99, 0.95, 381), (0.9, 0.99, 60),
     (0.999, 0.95, 3838), (0.001, 0.95, 1)],
)  # fmt: skip
def test_the_fewest_that_show_a_share_are_exact(share, confidence, fewest):
    assert fewest_to_meet(share, confidence) == fewest
    assert wilson(fewest, fewest, confidence)[0] >= share
    assert fewest == 1 or wilson(fewest - 1, fewest - 1, confidence)[0] < share


@pytest.mark.parametrize("hits", [0, 3, 4, 5])
def test_trials_that_decide_are_the_least_at_the_share_as_it_looks(hits):
    found = held([99.0] * hits + [90.0] * (5 - hits), "at least", 95)
    n = trials_to_decide(found, 0.9)

    def decided(n):
        low, high = wilson(hits / 5 * n, n)
        return low >= 0.9 if hits == 5 else high < 0.9

    assert decided(n)
    assert n == 2 or not decided(n - 1)  # one alone never decides


def test_trials_that_are_likely_to_decide_allow_for_bad_luck():
    """Of 8 in 10 against 50 %: in 12, hits may be 9.6 - 0.84 x sqrt(12 x 0.16) = 8.4, 70 %."""
    found = held([99.0] * 8 + [90.0] * 2, "at least", 95)
    least, likely = trials_to_decide(found, 0.5), trials_to_decide(found, 0.5, 0.8)
    assert least < likely
    for n, decided in ((likely, True), (likely - 1, False)):
        hits = 0.8 * n - 0.8416 * (n * 0.16) ** 0.5
        assert (wilson(hits, n)[0] >= 0.5) == decided
    all_hit = held([99.0] * 5, "at least", 95)
    assert trials_to_decide(all_hit, 0.9, 0.8) == trials_to_decide(all_hit, 0.9) == 35


def test_what_cannot_be_said_needs_nothing():
    assert trials_to_decide(held([99.0] * 9 + [1.0], "at least", 95), 0.9) is None  # just 90 %
    assert trials_to_decide(held([nan], "at least", 95), 0.9) is None
    assert isnan(replications_for(held([nan], "at least", 95), None))


def test_undefined_replications_are_run_too():
    found = held([99.0, nan] * 5, "at least", 95)
    assert trials_to_decide(found, 0.9) == 35
    assert replications_for(found, 35) == 70

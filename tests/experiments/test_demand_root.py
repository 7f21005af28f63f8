"""The root search on curves that are known."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.bottleneck.demand_root import CLOSE, MET, MISSED, Point, find_root, slack
from simulator.experiments.goals import Goal

GOAL = Goal("on_time_ship", "all", "at least", 90.0)
NOISE = np.array([-1.0, 1.0, -1.0, 1.0, 0.0, 0.0])


def falling(at, spread=1.0, goal=GOAL):
    """Service that is 90 at a demand of `at`, and falls by ten points from there to twice it."""
    looked = []

    def look(factor):
        looked.append(factor)
        mean = 90.0 - 10.0 * (factor / at - 1)
        return Point(factor, (goal.judged(mean + spread * NOISE, 0.95),))

    return look, looked


@pytest.mark.parametrize("at", [0.31, 0.97, 1.0, 1.8, 6.3])
def test_the_root_is_found_wherever_it_is(at):
    look, looked = falling(at)
    root = find_root(look, 1.0, 1 / 16, 16.0)
    assert root.value == pytest.approx(at, rel=0.005)
    assert root.low <= at <= root.high
    assert len(looked) == len(set(looked))


def test_its_interval_is_where_the_target_s_own_interval_ends():
    """Six values of spread 0.894: a half-width of 0.939 points, 9.4 % of demand on each side."""
    look, _ = falling(2.0)
    root = find_root(look, 1.0, 1 / 16, 16.0)
    half = look(2.0).judged[0].mean.half_width / 10
    assert root.low == pytest.approx(2 * (1 - half), rel=CLOSE - 1)
    assert root.high == pytest.approx(2 * (1 + half), rel=CLOSE - 1)
    assert root.low <= 2 * (1 - half)
    assert root.high >= 2 * (1 + half)


def test_more_noise_a_wider_interval():
    calm = find_root(falling(2.0, 0.5)[0], 1.0, 1 / 16, 16.0)
    wild = find_root(falling(2.0, 4.0)[0], 1.0, 1 / 16, 16.0)
    assert wild.high / wild.low > calm.high / calm.low


def test_the_first_demand_beyond_is_shown_to_fail():
    root = find_root(falling(2.0)[0], 1.0, 1 / 16, 16.0)
    assert root.beyond.factor == root.high
    assert root.beyond.state == MISSED


def test_a_range_that_ends_before_the_root():
    root = find_root(falling(9.0)[0], 1.0, 1.0, 3.0)
    assert root.holds_everywhere
    assert (root.value, root.low, root.high) == (None, 3.0, None)
    assert all(point.state == MET for point in root.points)


def test_the_end_of_a_range_need_not_be_a_round_number():
    look, looked = falling(9.0)
    root = find_root(look, 1.0, 0.123456, 2.34567)
    assert root.holds_everywhere
    assert max(looked) == 2.34567


@pytest.mark.parametrize("at", [0.3, 1.3, 2.45, 7.0])
def test_demands_of_a_list_are_the_only_ones_tried(at):
    among = [0.5, 1.0, 1.5, 2.0, 2.4, 2.5, 3.0, 4.0]
    look, looked = falling(at, spread=0.01)
    root = find_root(look, 1.2, among[0], among[-1], among)
    assert set(looked) <= set(among)
    assert root.low == max((one for one in among if one < at), default=None)
    assert root.high == min((one for one in among if one > at), default=None)
    assert len(looked) == len(set(looked))


def test_a_range_that_begins_behind_the_root():
    root = find_root(falling(0.5)[0], 2.0, 2.0, 4.0)
    assert not root.holds_everywhere
    assert (root.value, root.low, root.high) == (None, None, 2.0)


def test_a_goal_that_is_never_measured_has_no_root():
    def look(factor):
        return Point(factor, (GOAL.judged(np.full(6, np.nan), 0.95),))

    root = find_root(look, 1.0, 0.5, 2.0)
    assert (root.value, root.low, root.high) == (None, None, None)


def test_the_worst_goal_is_the_one_that_crosses():
    look, _ = falling(2.0)
    cost = Goal("cost_per_order", "all", "at most", 10.0)

    def both(factor):
        return Point(factor, (look(factor).judged[0], cost.judged(5 * factor + NOISE, 0.95)))

    root = find_root(both, 1.0, 1 / 16, 16.0)
    assert root.value == pytest.approx(2.0, rel=0.01)
    dear = Goal("cost_per_order", "all", "at most", 6.0)

    def dearer(factor):
        return Point(factor, (look(factor).judged[0], dear.judged(5 * factor + NOISE, 0.95)))

    root = find_root(dearer, 1.0, 1 / 16, 16.0)
    assert root.value == pytest.approx(1.2, rel=0.01)
    assert root.beyond.worst.goal == dear


def test_a_goal_in_a_share_of_periods_crosses_where_the_share_does():
    goal = Goal("on_time_ship", "all", "at least", 90.0, 0.5)
    ranks = np.linspace(-10, 10, 41)

    def look(factor):
        return Point(factor, (goal.judged(90.0 - 10 * (factor - 2) + ranks, 0.95),))

    root = find_root(look, 1.0, 1 / 16, 16.0)
    assert root.value == pytest.approx(2.0, rel=0.03)
    assert slack(look(2.0).judged[0]) == pytest.approx(21 / 41 - 0.5)

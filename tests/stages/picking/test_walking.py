"""Tours through aisles: each routing by hand, and on average by closed forms."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.policies.routings import ROUTINGS
from simulator.stages.picking.walking import Aisles, walk

# Five aisles of 20 m, 5 m apart; the depot at the left.
HALL = Aisles(count=5, length=20, spacing=5, depot=0)
PICKS = [(0, 4), (1, 12), (1, 3), (2, 18), (4, 6), (4, 9)]


def routed(routing: str, picks: list[tuple[int, int]], **changed: object) -> int:
    return walk(Aisles(**{**vars(HALL), "routing": routing, **changed}), picks)  # type: ignore[arg-type]


def test_s_shape_walks_through_every_aisle_with_picks():
    # Four aisles through, 20 m across to the fifth aisle and 20 m back.
    assert routed("s-shape", PICKS) == 4 * 20 + 2 * 20


def test_s_shape_returns_from_the_last_of_an_odd_number_of_aisles():
    # Aisles 0 and 1 through, 2 up to 18 and back; 10 m across and 10 m back.
    assert routed("s-shape", [(0, 4), (1, 12), (2, 18)]) == 2 * 20 + 2 * 18 + 2 * 10


def test_return_goes_to_the_farthest_pick_of_every_aisle_and_back():
    assert routed("return", PICKS) == 2 * (4 + 12 + 18 + 9) + 2 * 20


def test_largest_gap_leaves_the_gap_of_every_aisle_between_the_first_and_the_last():
    # Aisle 1: gaps 3, 9, 8, leaves 9; aisle 2: gaps 18, 2, leaves 18. First and last through.
    assert routed("largest gap", PICKS) == 2 * 20 + 2 * (20 - 9) + 2 * (20 - 18) + 2 * 20


def test_the_largest_gap_may_be_at_either_end_of_an_aisle():
    # Aisle 1 is served from the back alone, aisle 2 from the front alone.
    picks = [(0, 4), (1, 15), (1, 18), (2, 2), (2, 5), (4, 6)]
    assert routed("largest gap", picks) == 2 * 20 + 2 * (20 - 15) + 2 * 5 + 2 * 20


@pytest.mark.parametrize("routing", ROUTINGS)
def test_one_aisle_is_walked_to_the_farthest_pick_and_back(routing):
    assert routed(routing, [(3, 7), (3, 11)]) == 2 * 11 + 2 * 15


@pytest.mark.parametrize("routing", ROUTINGS)
def test_nothing_to_pick_is_no_walk_and_a_place_twice_is_one_stop(routing):
    assert routed(routing, []) == 0
    assert routed(routing, [(2, 5), (2, 5), (2, 5)]) == routed(routing, [(2, 5)])


def test_a_depot_in_the_middle_begins_with_the_nearer_end():
    # From aisle 2: left to aisle 1 (5 m), right to aisle 4 (15 m), back to aisle 2 (10 m).
    picks = [(1, 4), (4, 6)]
    assert routed("s-shape", picks, depot=10) == 2 * 20 + 5 + 15 + 10
    # The nearer end is aisle 3: from there the odd last aisle is 0, with its pick at 4.
    assert routed("s-shape", [(0, 4), (2, 5), (3, 6)], depot=10) == 2 * 20 + 2 * 4 + 5 + 15 + 10


def test_a_middle_aisle_spares_the_back_block_where_it_has_no_pick():
    # All picks are in front of 10 m: two aisles of 10 m through.
    assert routed("s-shape", [(0, 4), (4, 9)], middle=True) == 2 * 10 + 2 * 20


def test_two_blocks_are_picked_back_first_down_the_nearer_end_and_then_the_front():
    picks = [(0, 4), (1, 15), (3, 17), (1, 6), (4, 2)]
    # Up aisle 0 (10), on the middle to aisle 1 (5), 1 and 3 of the back block through (2 x 10) with
    # 10 across, which ends at the middle of aisle 3. The front's other aisles are 1 and 4: 4 is
    # nearer (5), down it (10); then from the front to aisle 1 (15), its pick at 6 and back (12),
    # and to the depot (5).
    by_hand = 10 + 5 + 20 + 10 + 5 + 10 + 15 + 12 + 5
    assert routed("s-shape", picks, middle=True) == by_hand


def test_two_blocks_walk_down_where_the_back_block_ends_if_nothing_is_left():
    # Up aisle 0 (10) past its pick, across (10), to 15 and back (10), down aisle 2 (10), home (10).
    assert routed("return", [(0, 3), (2, 15)], middle=True) == 10 + 10 + 10 + 10 + 10


places = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), min_size=1, max_size=9)


@given(places, st.sampled_from(sorted(ROUTINGS)), st.booleans(), st.integers(0, 20), st.randoms())
def test_a_walk_depends_on_the_set_of_places_and_has_bounds(places, routing, middle, depot, chance):
    shuffled = [*places, places[0]]
    chance.shuffle(shuffled)
    length = routed(routing, places, middle=middle, depot=depot)
    assert length == routed(routing, shuffled, middle=middle, depot=depot)
    farthest = max(abs(5 * aisle - depot) + place for aisle, place in places)
    assert length >= 2 * farthest
    aisles = len({aisle for aisle, _ in places})
    assert length <= (aisles + 2) * 2 * 20 + 4 * 25


@given(places, st.integers(0, 20))
def test_no_routing_beats_the_best_of_all_tours(places, depot):
    """Held against every sequence of the places, walked the shortest way from one to the next."""
    stops = sorted(set(places))[:5]

    def between(a: tuple[int, int], b: tuple[int, int]) -> int:
        if a[0] == b[0]:
            return abs(a[1] - b[1])
        return 5 * abs(a[0] - b[0]) + min(a[1] + b[1], 40 - a[1] - b[1])

    def home(a: tuple[int, int]) -> int:
        return abs(5 * a[0] - depot) + a[1]

    best = min(
        home(tour[0]) + home(tour[-1]) + sum(map(between, tour, tour[1:]))
        for tour in permutations(stops)
    )
    assert all(routed(routing, stops, depot=depot) >= best for routing in ROUTINGS)


def test_aisles_visited_and_the_farthest_pick_are_as_expected_on_average():
    """Hall (1993): picks evenly at random over M aisles visit M (1 - (1 - 1/M)^n) of them; the
    farthest of n in an aisle of length L is at L n / (n + 1), the last aisle M - sum (i/M)^n.

    Return tours of 20,000 draws; each mean within 4 standard errors: 0.006 % false alarms each.
    """
    count, length, n, tours = 10, 100_000, 8, 20_000
    hall = Aisles(count=count, length=length, spacing=1, depot=0, routing="return")
    draws = np.random.default_rng(1993)
    aisle = draws.integers(0, count, (tours, n))
    place = draws.integers(0, length + 1, (tours, n))
    across = np.array([walk(hall, [(int(a), 0) for a in row]) / 2 for row in aisle])  # last aisle
    one_deep = Aisles(count, 1, 0, 0, routing="return")
    visited = np.array([walk(one_deep, [(int(a), 1) for a in row]) / 2 for row in aisle])
    one_aisle = np.array([walk(hall, [(0, int(y)) for y in row]) / 2 for row in place])
    expected = {
        "aisles": (visited, count * (1 - (1 - 1 / count) ** n)),
        "last aisle": (across, count - 1 - sum((i / count) ** n for i in range(1, count))),
        "farthest pick": (one_aisle, length * n / (n + 1)),
    }
    for name, (sample, value) in expected.items():
        error = sample.std(ddof=1) / tours**0.5
        assert abs(sample.mean() - value) < 4 * error, name
        assert error < 0.01 * value, name

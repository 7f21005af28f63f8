"""Sorting whole numbers, by NumPy and compiled."""

import sys

import numpy as np
import pytest

from simulator import ordering
from simulator.ordering import count_up_to, first_of_each, in_time_order, part_at, sort


@pytest.fixture(params=[True, False])
def wide(monkeypatch, request):
    """Whether the processor sorts several numbers at a time, or is taken for one that does."""
    monkeypatch.setattr(ordering, "is_wide", lambda *_: request.param)


@pytest.mark.parametrize("late", [0, 2**62])
def test_orders_at_one_moment_stay_in_their_order(late):
    moments = np.array([5, 3, 5, 3, 0, 5]) + late
    assert in_time_order(moments).tolist() == [4, 1, 3, 0, 2, 5]


@pytest.mark.parametrize("bits", [1, 11, 12, 33, 44, 55, 63])
@pytest.mark.parametrize("count", [0, 1, 255, 256, 3001])
@pytest.mark.parametrize("compiled", [True, False])
def test_numbers_are_sorted_whatever_their_size(monkeypatch, wide, bits, count, compiled):
    if compiled:
        pytest.importorskip("numba")
    else:
        monkeypatch.setitem(sys.modules, "numba", None)
    keys = np.random.default_rng(bits).integers(0, 2**bits, count, dtype=np.int64, endpoint=False)
    expected = sorted(keys.tolist())
    sort(keys)
    assert keys.tolist() == expected


@pytest.mark.parametrize("span", [3, 10**4, 10**10, 2**48])
def test_many_moments_are_sorted_as_numpy_does(wide, span):
    pytest.importorskip("numba")
    moments = np.random.default_rng(span % 99).integers(0, span, 3000)
    assert in_time_order(moments).tolist() == np.argsort(moments, kind="stable").tolist()


def test_negative_numbers_are_sorted_too(wide):
    pytest.importorskip("numba")
    keys = np.arange(600, dtype=np.int64) % 7 - 3
    sort(keys)
    assert keys.tolist() == sorted(keys.tolist())
    assert keys[0] == -3


def test_crowded_numbers_are_left_to_numpy():
    """Half of them in one cell, which insertion would take the square of their number for."""
    by_cells = ordering._by_cells()
    if by_cells is None:
        pytest.skip("Numba is not at work")
    keys = np.random.default_rng(5).integers(0, 10**4, 3000) + np.arange(3000) % 2 * 10**12
    assert not by_cells(keys.copy(), np.empty_like(keys))
    spread = np.random.default_rng(5).integers(0, 10**12, 3000)
    expected = np.sort(spread)
    assert by_cells(spread, np.empty_like(spread))
    assert (spread == expected).all()


def test_what_stands_at_a_rank_is_the_same_sorted_or_parted(wide):
    values = np.random.default_rng(6).lognormal(size=999)
    expected = np.sort(values)
    part_at(values, [0, 499, 949])
    assert values[[0, 499, 949]].tolist() == expected[[0, 499, 949]].tolist()


@pytest.mark.parametrize("count", [3, 20, 500])
@pytest.mark.parametrize("whole", [1.0, 0.7, 31.4])
def test_how_many_are_up_to_a_share_is_what_numpy_searches_for(count, whole):
    """By comparing, by searching and by a table; ties with a number count as up to it."""
    rng = np.random.default_rng(count)
    shares = np.append(rng.random(9000), [0.0, 0.5, 1 - 2**-53])
    numbers = np.sort(np.append(rng.random(count - 1) * whole, 0.5 * whole))
    expected = np.searchsorted(numbers, shares * whole, side="right")
    assert (count_up_to(numbers, shares, whole) == expected).all()


@pytest.mark.parametrize("numbers", [[], [3], [7, 2, 7, 2, 9], [-5, 4, -5], [10**15, 2, 10**15]])
def test_where_each_number_comes_first(numbers):
    numbers = np.array(numbers, dtype=np.int64)
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    found = first_of_each(numbers)
    assert [column.tolist() for column in found] == [first.tolist(), which.tolist()]

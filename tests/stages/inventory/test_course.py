"""What the movements make of the stock: followed in time, compiled, and level by level."""

import sys

import numpy as np
import pytest

from simulator.results.timeline import Movement, StockLog
from simulator.stages.inventory.figures_levels import (
    AVAILABLE,
    LEVELS,
    ON_HAND,
    ON_ORDER,
    RESERVED,
    stock_course,
)

ORDERED, RECEIVED, RESERVE = Movement.ORDERED, Movement.RECEIVED, Movement.RESERVED
HOUSES = [True, False]


def follow(monkeypatch, compiled, *given):
    if compiled:
        pytest.importorskip("numba")
    else:
        monkeypatch.setitem(sys.modules, "numba", None)
    return stock_course(*given)


def log_of(rows):
    """Of (time, SKU, kind, units)."""
    time, sku, kind, units = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    order = np.zeros(len(time), dtype=np.int64)
    return StockLog(time, sku.astype(np.int32), kind.astype(np.int8), units.astype(np.int32), order)


def level(course, effect):
    return course.ended[LEVELS.index(effect)].tolist()


@pytest.mark.parametrize("compiled", HOUSES)
def test_by_hand(monkeypatch, compiled):
    """SKU 0 has 3 units, of which 2, then 1 are reserved; 4 more come. SKU 1 has nothing."""
    log = log_of(
        [(0, 0, RESERVE, 2), (10, 0, RESERVE, 1), (10, 0, ORDERED, 4), (30, 0, RECEIVED, 4)]
    )
    course = follow(monkeypatch, compiled, log, np.array([3, 0]), (5, 45))
    assert level(course, ON_HAND) == [7, 0]
    assert level(course, RESERVED) == [3, 0]
    assert level(course, ON_ORDER) == [0, 0]
    assert level(course, AVAILABLE) == [4, 0]
    assert not course.below_zero.any()
    assert course.on_hand == 3 + 4 * 15 / 40
    assert course.at_zero == (20 + 40) / (2 * 40)  # from 10 to 30, and all the time
    assert course.reorders == 1


@pytest.mark.parametrize("compiled", HOUSES)
def test_only_what_is_left_at_the_end_of_a_moment_is_below_zero(monkeypatch, compiled):
    log = log_of([(1, 0, RESERVE, 5), (1, 0, RECEIVED, 5), (2, 1, RESERVE, 1), (3, 1, RECEIVED, 1)])
    course = follow(monkeypatch, compiled, log, np.zeros(2, dtype=np.int64), (0, 4))
    assert course.below_zero[LEVELS.index(AVAILABLE)].tolist() == [False, True]
    assert course.below_zero[LEVELS.index(ON_ORDER)].tolist() == [True, True]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [0, 1, 400])
def test_it_is_the_same_where_it_is_compiled(monkeypatch, seed, count):
    """To the bit, with many movements at a moment, before the window and after it."""
    rng = np.random.default_rng(seed)
    skus = 7
    time = np.sort(rng.integers(0, 90, count))
    columns = (rng.integers(0, skus, count), rng.integers(0, 9, count), rng.integers(1, 5, count))
    log, initial = log_of(list(zip(time, *columns, strict=True))), rng.integers(-1, 9, skus)
    given = (log, initial, (30, 60))
    compiled, plain = (follow(monkeypatch, way, *given) for way in HOUSES)
    np.testing.assert_equal(vars(compiled), vars(plain))
    assert plain.below_zero.any() or count < 400


@pytest.mark.parametrize("compiled", HOUSES)
@pytest.mark.parametrize(("begins", "wrong"), [(0, True), (3, True), (4, False)])
def test_what_was_over_when_a_state_begins_is_not_below_zero(monkeypatch, compiled, begins, wrong):
    """One unit more is reserved than there is, from 1 to 4."""
    log = log_of([(1, 0, RESERVE, 1), (4, 0, RECEIVED, 1), (6, 0, RESERVE, 1)])
    course = follow(monkeypatch, compiled, log, np.array([0]), (5, 45), begins)
    assert course.below_zero[LEVELS.index(AVAILABLE), 0]  # since 6
    log = log_of([(1, 0, RESERVE, 1), (4, 0, RECEIVED, 1)])
    course = follow(monkeypatch, compiled, log, np.array([0]), (5, 45), begins)
    assert course.below_zero[LEVELS.index(AVAILABLE), 0] == wrong

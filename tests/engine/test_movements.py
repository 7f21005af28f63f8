"""The sequence of stock movements, by NumPy and compiled."""

import sys

import numpy as np
import pytest

from simulator.engine.movements import _put_in_order, in_order

RNG = np.random.default_rng(5)


def log(rows, a_moment):
    """Rows in order of time, so many of each moment on average; order -1 is nobody."""
    return (
        np.sort(RNG.integers(0, max(rows // a_moment, 1), rows)),
        RNG.integers(0, 4, rows).astype(np.int32),
        RNG.integers(0, 3, rows).astype(np.int8),
        RNG.integers(-1, 5, rows).astype(np.int32),
    )


@pytest.mark.parametrize(("rows", "a_moment"), [(0, 1), (1, 1), (900, 3), (900, 900)])
def test_compiled_movements_are_sorted_as_numpy_does(monkeypatch, rows, a_moment):
    pytest.importorskip("numba")
    time, sku, kind, order = log(rows, a_moment)
    expected = np.lexsort((order, kind, sku, time)).tolist()
    assert in_order(time, sku, kind, order).tolist() == expected
    monkeypatch.setitem(sys.modules, "numba", None)
    assert in_order(time, sku, kind, order).tolist() == expected


def test_a_moment_of_many_movements_is_left_to_another_sort():
    pytest.importorskip("numba")
    time, sku, kind, order = log(900, 900)
    put = _put_in_order()
    assert put is not None
    assert not put(time, sku, kind, order, np.empty(900, dtype=np.int64))
    time, sku, kind, order = log(900, 3)
    assert put(time, sku, kind, order, np.empty(900, dtype=np.int64))

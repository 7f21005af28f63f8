import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.stages.demand import lines
from simulator.stages.demand.lines import abc, order_sums, starts, zipf
from simulator.streams import Streams
from simulator.workload.draws import Draws


def distinct_skus(counts, weights):
    """The SKUs of orders with so many lines each."""
    orders = np.arange(len(counts), dtype=np.uint64)
    draws = Draws(Streams(11, 0)).of(orders).with_lines(counts)
    return lines.distinct_skus(counts, weights, draws.lines("catalog.sku"), draws)


@given(
    st.lists(st.sampled_from([0.0, 1.0, 5.0, 1e6]), min_size=1, max_size=8).filter(any),
    st.lists(st.integers(1, 8), max_size=30),
)
def test_skus_of_an_order_are_distinct_and_sold(weights, counts):
    sold = np.flatnonzero(weights)
    asked = np.minimum(np.array(counts, dtype=np.int64), len(sold))
    sku = distinct_skus(asked, np.array(weights))
    assert np.isin(sku, sold).all()
    order = np.repeat(np.arange(len(asked)), asked)
    assert len(set(zip(order.tolist(), sku.tolist(), strict=True))) == asked.sum() == len(sku)


def test_single_lines_follow_the_weights():
    n, weights = 40_000, zipf(5, 1.0)
    counts = np.bincount(distinct_skus(np.ones(n, np.int64), weights), minlength=5)
    share = weights / weights.sum()
    error = np.sqrt(n * share * (1 - share))
    assert (np.abs(counts - n * share) < 4.5 * error).all()  # false alarm 3e-5


def test_two_distinct_lines_follow_drawing_without_replacement():
    n, p = 40_000, np.array([0.6, 0.3, 0.1])
    sku = distinct_skus(np.full(n, 2), p).reshape(n, 2)
    missing = 3 - sku.sum(axis=1)  # 0 + 1 + 2 = 3
    exact = [
        sum(p[i] * p[j] / (1 - p[i]) for i in range(3) for j in range(3) if {i, j, k} == {0, 1, 2})
        for k in range(3)
    ]
    found = np.bincount(missing, minlength=3) / n
    assert found == pytest.approx(exact, abs=4.5 * 0.5 / n**0.5)


def test_one_sku_takes_nearly_all_and_orders_keep_their_lines():
    sku = distinct_skus(np.array([3, 1, 2]), np.array([1e12, 1.0, 2.0, 0.0]))
    assert sorted(sku[:3].tolist()) == [0, 1, 2]
    assert sku[3] == 0
    assert sorted(sku[4:].tolist()) == [0, 2]


def test_popularity():
    assert zipf(3, 1.0).tolist() == [1, 1 / 2, 1 / 3]
    weights = abc(10, [(0.2, 0.8), (0.3, 0.15), (0.5, 0.05)])
    assert weights[:2].sum() == pytest.approx(0.8)
    assert weights[2:5].tolist() == pytest.approx([0.05] * 3)
    assert weights.sum() == pytest.approx(1)


def test_sums_by_order():
    line_start = starts(np.array([2, 0, 3]))
    assert line_start.tolist() == [0, 2, 2, 5]
    assert order_sums(np.array([1, 2, 3, 4, 5]), line_start).tolist() == [3, 0, 12]


def test_compiled_repeats_are_those_that_numpy_finds(monkeypatch):
    pytest.importorskip("numba")
    rng = np.random.default_rng(3)
    order = np.repeat(np.arange(5, 205), rng.integers(0, 7, 200))
    sku = rng.integers(0, 9, len(order))
    compiled = lines._repeats(order, sku, 9, short=True)
    assert lines._repeats(order, sku, 9, short=False).tolist() == compiled.tolist() != []
    monkeypatch.delitem(sys.modules, "numba")
    assert lines._repeats(order, sku, 9, short=True).tolist() == compiled.tolist()

"""Sums and quantiles by order class, by NumPy and compiled."""

import sys

import numpy as np
import pytest

from simulator.measure.scopes import QUANTILES, Scopes, grouped

RNG = np.random.default_rng(1)
CLASSES = ("express", "standard")


def scopes(rows):
    return Scopes(CLASSES, RNG.integers(0, 2, rows).astype(np.int16))


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 21, 1000])
def test_quantiles_are_those_of_numpy_to_the_bit(rows):
    values, some = RNG.integers(0, 10**9, rows), scopes(rows)
    every = np.ones(rows, dtype=np.bool_)
    found = some.moments("x", values, every, 60_000)
    groups = {"all": every} | {name: some.order_class == k for k, name in enumerate(CLASSES)}
    for scope, mine in groups.items():
        group = values[mine] / 60_000
        for name, share in QUANTILES.items():
            expected = float(np.quantile(group, share)) if len(group) else float("nan")
            assert np.array_equal(found[f"x.{name}", scope], expected, equal_nan=True)
        expected = float(group.mean()) if len(group) else float("nan")
        assert np.array_equal(found["x.mean", scope], expected, equal_nan=True)


@pytest.mark.parametrize("classes", [0, 1, 3])
def test_compiled_groups_are_those_of_numpy_to_the_bit(monkeypatch, classes):
    pytest.importorskip("numba")
    values, flags = RNG.integers(0, 10**12, 700)[::2], RNG.random(350) < 0.7
    of_class = RNG.integers(0, max(classes, 1), 350).astype(np.int16)
    compiled = grouped(values, flags, 3_600_000, of_class, classes)
    monkeypatch.setitem(sys.modules, "numba", None)
    plain = grouped(values, flags, 3_600_000, of_class, classes)
    assert len(plain) == classes + 1
    assert [group.tolist() for group in compiled] == [group.tolist() for group in plain]


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.float64, np.bool_])
def test_compiled_sums_are_those_of_numpy_to_the_bit(monkeypatch, kind):
    pytest.importorskip("numba")
    some, flags = scopes(500), RNG.random(500) < 0.4
    weights = (RNG.random(500) * 10**6).astype(kind)[::-1]
    compiled = some.sums(flags, weights)
    monkeypatch.delitem(sys.modules, "numba")
    assert some.sums(flags, weights) == compiled
    assert compiled[0] == sum(compiled[1:])

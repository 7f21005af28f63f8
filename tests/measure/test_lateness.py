"""What made orders late and what is out of sequence, by NumPy and compiled."""

import sys

import numpy as np
import pytest

from simulator.measure.lateness import longest
from simulator.measure.sequence import out_of_sequence
from simulator.units import NEVER

RNG = np.random.default_rng(8)


def test_the_longest_of_the_largest_limit_counts():
    # Limits: the pickers in two places (1 + 2 and 3 + 0 ms), and the pick-up, which is a given.
    table = np.array([[1, 3], [2, 0], [9, 2]])
    of_limit, avoidable = np.array([0, 0, 1]), np.array([True, False])
    possible = np.array([True, True])
    assert longest(table, of_limit, avoidable, possible).tolist() == [1, 1, 0]
    assert longest(table, of_limit, avoidable, ~possible).tolist() == [0, 0, 2]


def test_compiled_counts_are_those_of_numpy(monkeypatch):
    pytest.importorskip("numba")
    table, of_limit = RNG.integers(0, 4, (9, 400)), np.arange(9) % 5
    avoidable, possible = np.arange(5) % 2 == 0, RNG.random(400) < 0.5
    compiled = longest(table, of_limit, avoidable, possible).tolist()
    none = longest(table, of_limit, np.zeros(5, dtype=np.bool_), possible).tolist()
    monkeypatch.setitem(sys.modules, "numba", None)
    assert longest(table, of_limit, avoidable, possible).tolist() == compiled
    assert longest(table, of_limit, np.zeros(5, dtype=np.bool_), possible).tolist() == none
    assert sum(compiled) == sum(none) == 400


@pytest.mark.parametrize("compiled", [True, False])
def test_never_is_later_than_every_moment(monkeypatch, compiled):
    if compiled:
        pytest.importorskip("numba")
    else:
        monkeypatch.setitem(sys.modules, "numba", None)
    first = np.array([5, 5, 5, NEVER, NEVER, -3, -3])
    then = np.array([5, 4, NEVER, 4, NEVER, -4, -2])
    wrong = [False, True, False, True, False, True, False]
    assert out_of_sequence(first, then).tolist() == wrong

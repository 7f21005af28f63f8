"""Curves over time: how many moments are at or before each point."""

import sys

import numpy as np
import pytest

from simulator.measure.series import reached
from simulator.units import NEVER


@pytest.mark.parametrize("compiled", [True, False])
def test_moments_up_to_each_point(monkeypatch, compiled):
    if compiled:
        pytest.importorskip("numba")
    else:
        monkeypatch.setitem(sys.modules, "numba", None)
    moments = np.array([NEVER, -3, 0, 1, 9, 10, 11, 29, 30, 31, 400])
    expected = [sum(moment <= point for moment in moments.tolist()) for point in (0, 10, 20, 30)]
    assert reached(moments, 10, 4).tolist() == expected

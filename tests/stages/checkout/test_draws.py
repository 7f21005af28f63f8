"""Carts, sampled."""

import numpy as np
import pytest

from simulator.units import MINUTE
from tests.workload.worlds import busy

WORK = busy()
PLACED = ~WORK.abandons


def test_time_in_cart():
    median = np.median(WORK.in_cart)
    assert median == pytest.approx(6 * MINUTE, rel=0.05)

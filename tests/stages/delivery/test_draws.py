"""Delivery attempts, sampled."""

import pytest

from simulator.units import HOUR
from tests.workload.worlds import busy

WORK = busy()
PLACED = ~WORK.abandons


def test_attempts_are_in_the_delivery_hours():
    assert WORK.attempt_time.shape == WORK.attempt_fails.shape == (WORK.n, 3)
    assert WORK.attempt_time.min() >= 0
    assert WORK.attempt_time.max() < 12 * HOUR
    assert WORK.attempt_time[PLACED].mean() == pytest.approx(6 * HOUR, rel=0.01)

"""Failures of machines, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.units import HOUR, MINUTE
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario


def test_failures_last_past_the_horizon_and_each_machine_has_its_own():
    stations = {"count": 3, "breakdowns": {"every": "5 h", "repair": "20 min"}}
    shop = scenario(packing={"stations": stations})
    found = sample(shop, 0).failures["packing"]
    assert found.by_use
    assert all(times.sum() > shop.clock.horizon for times in found.up)
    assert len({times[0] for times in found.up}) == 3
    assert all((times == 20 * MINUTE).all() for times in found.repair)
    mean = np.concatenate(found.up).mean()
    assert mean == pytest.approx(5 * HOUR, rel=0.3)  # some 120 exponentials: 3 standard errors
    more = scenario(packing={"stations": {**stations, "count": 4}})
    again = sample(more, 0).failures["packing"]
    assert all(np.array_equal(a, b) for a, b in zip(found.up, again.up, strict=False))

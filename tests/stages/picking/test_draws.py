"""Picking and packing times, sampled."""

import pytest

from simulator.units import SECOND
from simulator.workload.sampling import sample
from tests.workload.worlds import busy, scenario

WORK = busy()
PLACED = ~WORK.abandons


def test_service_times_are_of_lines_and_units():
    pick = WORK.pick[PLACED]
    expected = 40 * SECOND * WORK.lines[PLACED] + 3 * SECOND * WORK.units[PLACED]
    assert (pick / expected).mean() == pytest.approx(1, abs=0.02)
    assert (WORK.pick_setup[PLACED] == 60 * SECOND).all()
    pack = WORK.pack[PLACED] / (30 * SECOND + 10 * SECOND * WORK.units[PLACED])
    assert pack.mean() == pytest.approx(1, abs=4.5 * 0.4 / PLACED.sum() ** 0.5)
    assert pack.std() == pytest.approx(0.4, rel=0.05)
    assert (WORK.pick[~PLACED] == 0).all()


def test_a_line_takes_its_own_time():
    constant = {"setup": "0 s", "per_line": "10 s", "per_unit": "3 s"}
    work = sample(scenario(picking={"time": constant}), 0)
    there = ~work.abandons
    assert (work.pick == there * (10_000 * work.lines + 3000 * work.units)).all()

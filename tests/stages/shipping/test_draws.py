"""Services and transit, sampled."""

import pytest

from simulator.units import DAY
from tests.workload.worlds import busy, share

WORK = busy()
PLACED = ~WORK.abandons


def test_services_by_class_and_share():
    express, standard = (PLACED & (WORK.order_class == k) for k in range(2))
    assert WORK.services == (("parcelco", "ground"), ("parcelco", "saver"), ("nightexp", "air"))
    assert (WORK.service[express] == 2).all()
    assert share(WORK.service[standard] == 1, 0.25)


def test_transit_by_service_and_region():
    ground, saver, air = (PLACED & (WORK.service == k) for k in range(3))
    near, far = WORK.region == 0, WORK.region == 1
    assert (WORK.transit_days[ground & near] == 1).all()
    assert share(WORK.transit_days[ground & far] == 3, 0.5)
    assert (WORK.transit_days[air] == 1).all()
    assert (WORK.transit_days[saver] == 0).all()
    assert (WORK.transit[~saver] == 0).all()
    times = WORK.transit[saver] / DAY
    assert times.mean() == pytest.approx(3, abs=4.5 * 1.5 / len(times) ** 0.5)

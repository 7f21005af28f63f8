"""Unloading and put-away as two queues in tandem, whose times are known exactly.

Trucks of one pallet come at random (Poisson), one head unloads and another puts away, both in
exponential times, and there is always a door. Then each of the two is an M/M/1 queue by itself
(Burke 1956; Jackson 1957): a pallet is there for 1 / (mu - lambda) on average.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from simulator.journey import simulate
from simulator.units import MINUTE
from tests.model.tiny import heads
from tests.stages.receiving.docks import day, house, trucks

PALLETS, BATCHES, LEFT_OUT = 24_000, 30, 1_000
BETWEEN, UNLOADING, PUT_AWAY = 10.0, 5.0, 6.0
"""Mean minutes: between trucks, to unload, to put away."""


def test_a_pallet_is_at_each_station_as_long_as_in_a_queue_of_its_own():
    chance = np.random.default_rng(1956)
    arrives = np.cumsum(chance.exponential(BETWEEN * MINUTE, PALLETS)).round().astype(np.int64)
    none = np.zeros(PALLETS)
    times = np.stack(
        [
            chance.exponential(UNLOADING * MINUTE, PALLETS),
            none,
            chance.exponential(PUT_AWAY * MINUTE, PALLETS),
        ],
        axis=1,
    )
    crews = {"dockers": {"skills": ["unloading"]}, "stowers": {"skills": ["put_away"]}}
    supplier = {"appointments": {"daily": ["08:00"]}, "pallets": 1}
    shop = house(
        receiving={"doors": PALLETS, "suppliers": {"acme": supplier}},
        crews=crews,
        shifts={"day": {"hours": "00:00-24:00", "heads": dict.fromkeys(crews, 1)}},
    )
    horizon = int(arrives[-1]) + 10_000 * MINUTE
    orders = day(present={crew: heads((0, 1)) for crew in crews}, horizon=horizon)
    came = trucks(*((0, 1),) * PALLETS)
    came = replace(came, arrives=arrives, appointment=arrives, times=times.round().astype(np.int64))
    receipts = simulate(shop, replace(orders, trucks=came)).receipts
    for name, mean in (("unloading", UNLOADING), ("put_away", PUT_AWAY)):
        visit = receipts.log.first[name]
        spent = ((visit.ended - visit.queued) / MINUTE)[LEFT_OUT:]
        exact = 1 / (1 / mean - 1 / BETWEEN)
        within(spent, exact)


def within(spent, exact):
    """The exact mean is inside the 99.9 % interval of batch means, which is narrow enough."""
    means = spent[: len(spent) // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1)
    half_width = stdtrit(BATCHES - 1, 0.9995) * means.std(ddof=1) / BATCHES**0.5
    assert half_width < 0.15 * exact
    assert abs(means.mean() - exact) < half_width

"""What happens later comes in its sequence, however late it is and whatever its number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.compiled import columns as c

numba: Any = pytest.importorskip("numba")

YEARS = 20 * 366 * 86_400_000
"""Milliseconds in which the baseline has ten million orders."""


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_years_of_millions_of_orders_come_by_moment_kind_and_number() -> None:
    from simulator.compiled.events import happen_at, next_moment, take_next
    from simulator.compiled.kernel import shop_at
    from simulator.compiled.start import start

    def take_all(address: int, rows: Any, taken: Any) -> None:
        shop = shop_at(address)
        for k in range(len(rows)):
            happen_at(shop, rows[k, 0], rows[k, 1], rows[k, 2])
        for k in range(len(taken)):
            taken[k, 0] = next_moment(shop)
            taken[k, 1], taken[k, 2] = take_next(shop)

    scenario = sim.load("small", overrides={"clock.run": "1 d"}).scenario
    arrays = start(scenario, sim.sample(scenario, 0), 1).arrays
    arrays.state[c.HORIZON], arrays.state[c.LATER] = YEARS, 0
    chance = np.random.Generator(np.random.Philox(1))
    moments = chance.choice(chance.integers(0, YEARS, 40), 400)  # so that many are the same
    moments[::50] = YEARS + 1
    numbers = chance.choice(np.array([0, 1, 2**24, 2**24 + 1, 2**40]), 400)
    rows = np.column_stack((moments, chance.integers(0, 18, 400), numbers))
    comes = rows[moments <= YEARS]
    taken = np.zeros_like(comes)
    take: Any = numba.njit(take_all)
    take(arrays.table().ctypes.data, rows, taken)
    assert taken.tolist() == comes[np.lexsort(comes.T[::-1])].tolist()

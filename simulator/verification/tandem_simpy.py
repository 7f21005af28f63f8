"""The tandem of tandem.yaml written a second time, from its description alone.

Plain SimPy: a process an order, `Resource`, scalar draws from the standard library's generator. It
shares nothing with the model, not even how random numbers are made. Times are in seconds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator

import simpy

from simulator.verification.passages import END, Passages, StationWaits, passages

BETWEEN_ORDERS = 12.0
AUTHORIZATION = 3.0
DECLINED = 0.08
LABEL = 8.0


def simulate_by_hand(seed: int) -> Passages:
    """One replication."""
    env = simpy.Environment()
    rng = random.Random(seed)
    stations = {name: simpy.Resource(env, c) for name, c in
                (("picking", 12), ("packing", 8), ("labeling", 2))}  # fmt: skip
    times = {"picking": _lognormal(120.0, 0.6), "packing": _lognormal(78.0, 0.5)}
    rows: list[tuple[float, float, float, float, float]] = []

    def order() -> Generator[simpy.Event, object, None]:
        placed = env.now
        yield env.timeout(rng.expovariate(1 / AUTHORIZATION))
        if rng.random() < DECLINED:
            return
        waits = []
        for name, station in stations.items():
            queued = env.now
            with station.request() as turn:
                yield turn
                waits.append(env.now - queued)
                time = rng.lognormvariate(*times[name]) if name in times else LABEL
                yield env.timeout(time)
        rows.append((placed, env.now - placed, waits[0], waits[1], waits[2]))

    def customers() -> Generator[simpy.Event, object, None]:
        while True:
            yield env.timeout(rng.expovariate(1 / BETWEEN_ORDERS))
            env.process(order())

    env.process(customers())
    env.run(until=END)
    placed, to_label, picking, packing, labeling = zip(*rows, strict=True)
    return passages(placed, to_label, StationWaits(picking, packing, labeling))


def _lognormal(mean: float, cv: float) -> tuple[float, float]:
    """Of the logarithm, mean and sd."""
    variance = math.log(1 + cv * cv)
    return math.log(mean) - variance / 2, math.sqrt(variance)

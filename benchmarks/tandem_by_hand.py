"""The benchmark's tandem as a SimPy user would write it by hand.

A process an order, `Resource` with `with`, scalar draws from one generator, a list of dicts for
the results. It is written to be read, not to be slow: no avoidable work is in it.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import simpy

HOUR = 3600.0
PICK_UPS = (11 * HOUR, 14 * HOUR, 17 * HOUR, 20 * HOUR)


def lognormal(rng: random.Random, mean: float, cv: float) -> float:
    import math

    sigma2 = math.log(1 + cv * cv)
    return rng.lognormvariate(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


@dataclass
class Warehouse:
    env: simpy.Environment
    rng: random.Random
    records: list[dict[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pickers = simpy.Resource(self.env, capacity=12)
        self.packers = simpy.Resource(self.env, capacity=8)
        self.printers = simpy.Resource(self.env, capacity=2)


def next_pick_up(now: float) -> float:
    day, time_of_day = divmod(now, 24 * HOUR)
    for pick_up in PICK_UPS:
        if pick_up >= time_of_day:
            return day * 24 * HOUR + pick_up
    return (day + 1) * 24 * HOUR + PICK_UPS[0]


def order(number: int, house: Warehouse) -> Iterator[simpy.Event]:
    env, rng = house.env, house.rng
    record = {"order": number, "placed": env.now}
    house.records.append(record)
    yield env.timeout(rng.expovariate(1 / 3.0))
    record["paid"] = env.now
    if rng.random() < 0.08:
        record["declined"] = True
        return
    with house.pickers.request() as picker:
        yield picker
        record["pick_began"] = env.now
        yield env.timeout(lognormal(rng, 120.0, 0.6))
    record["picked"] = env.now
    with house.packers.request() as packer:
        yield packer
        record["pack_began"] = env.now
        yield env.timeout(lognormal(rng, 78.0, 0.5))
    record["packed"] = env.now
    with house.printers.request() as printer:
        yield printer
        record["label_began"] = env.now
        yield env.timeout(8.0)
    record["labeled"] = env.now
    yield env.timeout(next_pick_up(env.now) - env.now)
    record["handed_over"] = env.now
    yield env.timeout(lognormal(rng, 48 * HOUR, 0.4))
    record["delivered"] = env.now


def arrivals(orders: int, house: Warehouse) -> Iterator[simpy.Event]:
    for number in range(orders):
        yield house.env.timeout(house.rng.expovariate(300 / HOUR))
        house.env.process(order(number, house))


def run(orders: int, seed: int = 1) -> list[dict[str, float]]:
    env = simpy.Environment()
    house = Warehouse(env, random.Random(seed))
    env.process(arrivals(orders, house))
    env.run()
    return house.records


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = time.process_time()
    records = run(arguments.orders, arguments.seed)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    delivered = sum("delivered" in record for record in records)
    print(f"{len(records)} orders, {delivered} delivered, {seconds:.3f} s, {peak:.0f} MiB")

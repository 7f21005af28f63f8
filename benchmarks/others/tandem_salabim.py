"""The benchmark's tandem by salabim (https://www.salabim.org): a component an order.

Its monitors of queues and modes are off, and what becomes of an order is kept as in
`tandem_by_hand.py`, so that no work is in it that the others do not do.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time

import salabim

HOUR = 3600.0
PICK_UPS = (11 * HOUR, 14 * HOUR, 17 * HOUR, 20 * HOUR)

salabim.yieldless(False)


def lognormal(rng, mean, cv):
    sigma2 = math.log(1 + cv * cv)
    return rng.lognormvariate(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


def until_pick_up(now):
    time_of_day = now % (24 * HOUR)
    for pick_up in PICK_UPS:
        if pick_up >= time_of_day:
            return pick_up - time_of_day
    return 24 * HOUR + PICK_UPS[0] - time_of_day


class Order(salabim.Component):
    def process(self):
        env, rng = self.env, self.env.rng
        record = {"placed": env.now()}
        env.records.append(record)
        yield self.hold(rng.expovariate(1 / 3.0))
        if rng.random() < 0.08:
            return
        record["paid"] = env.now()
        for name, station, service in (
            ("picked", env.pickers, lognormal(rng, 120.0, 0.6)),
            ("packed", env.packers, lognormal(rng, 78.0, 0.5)),
            ("labeled", env.printers, 8.0),
        ):
            yield self.request(station)
            record[name + "_began"] = env.now()
            yield self.hold(service)
            self.release(station)
            record[name] = env.now()
        yield self.hold(until_pick_up(env.now()))
        record["handed_over"] = env.now()
        yield self.hold(lognormal(rng, 48 * HOUR, 0.4))
        record["delivered"] = env.now()


class Customers(salabim.Component):
    def process(self):
        for _ in range(self.env.orders):
            yield self.hold(self.env.rng.expovariate(300 / HOUR))
            Order(mode="")


def run(orders, seed=1):
    env = salabim.Environment(random_seed=seed, do_reset=False)
    env.orders, env.rng, env.records = orders, random.Random(seed), []
    env.pickers = salabim.Resource("pickers", capacity=12, monitor=False)
    env.packers = salabim.Resource("packers", capacity=8, monitor=False)
    env.printers = salabim.Resource("printers", capacity=2, monitor=False)
    Customers()
    env.run()
    return env.records


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    asked = parser.parse_args()
    began = time.process_time()
    records = run(asked.orders)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    delivered = sum("delivered" in record for record in records)
    print(f"{len(records)} orders, {delivered} delivered, {seconds:.3f} s, {peak:.0f} MiB")

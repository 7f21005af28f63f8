"""The benchmark's tandem by Ciw (https://ciw.readthedocs.io): a network of queues.

Payment, the road and the wait for a pick-up are nodes with servers without end; a declined order
leaves after its payment. The records of all services are what Ciw gives, one named tuple each.
"""

from __future__ import annotations

import argparse
import math
import resource
import time

import ciw

HOUR = 3600.0
PICK_UPS = (11 * HOUR, 14 * HOUR, 17 * HOUR, 20 * HOUR)
NODES = ("payment", "picking", "packing", "labeling", "dock", "road")


def lognormal(mean: float, cv: float) -> ciw.dists.Distribution:
    sigma2 = math.log(1 + cv * cv)
    return ciw.dists.Lognormal(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


class UntilPickUp(ciw.dists.Distribution):
    def sample(self, t: float | None = None, ind: object = None) -> float:
        time_of_day = (t or 0.0) % (24 * HOUR)
        for pick_up in PICK_UPS:
            if pick_up >= time_of_day:
                return pick_up - time_of_day
        return 24 * HOUR + PICK_UPS[0] - time_of_day


def run(orders: int, seed: int = 1) -> list[object]:
    chain = [[0.0] * 6 for _ in NODES]
    chain[0][1] = 0.92
    for node in range(1, 5):
        chain[node][node + 1] = 1.0
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(300 / HOUR), *[None] * 5],
        service_distributions=[
            ciw.dists.Exponential(1 / 3.0),
            lognormal(120.0, 0.6),
            lognormal(78.0, 0.5),
            ciw.dists.Deterministic(8.0),
            UntilPickUp(),
            lognormal(48 * HOUR, 0.4),
        ],
        number_of_servers=[math.inf, 12, 8, 2, math.inf, math.inf],
        routing=chain,
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(orders / 300 * HOUR)
    return simulation.get_all_records()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    asked = parser.parse_args()
    began = time.process_time()
    records = run(asked.orders)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    paid = sum(record.node == 1 for record in records)
    delivered = sum(record.node == 6 for record in records)
    print(f"{paid} orders, {delivered} delivered, {seconds:.3f} s, {peak:.0f} MiB")

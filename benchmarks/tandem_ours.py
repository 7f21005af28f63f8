"""The benchmark's tandem by this project: sampling, simulation and the order table as columns."""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from simulator.experiments.workers import quiet_garbage_collector
from simulator.journey import simulate
from simulator.results.orders import order_table
from simulator.results.timeline import Outcome
from simulator.scenario import load
from simulator.workload.sampling import sample

SCENARIO = Path(__file__).with_name("tandem.yaml")
ORDERS_A_MINUTE = 5


def main() -> None:
    """Run the tandem long enough for the orders asked for and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    orders = parser.parse_args().orders
    horizon = f"clock.run={orders // ORDERS_A_MINUTE} min"
    scenario = load(SCENARIO, overrides=[horizon]).scenario
    began = time.perf_counter()
    workload = sample(scenario, 0)
    with quiet_garbage_collector():
        timeline = simulate(scenario, workload)
    order_table(scenario, workload, timeline)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    delivered = int((timeline.outcome == Outcome.DELIVERED).sum())
    print(f"{workload.n} orders, {delivered} delivered, {seconds:.3f} s, {peak:.0f} MiB")


if __name__ == "__main__":
    main()

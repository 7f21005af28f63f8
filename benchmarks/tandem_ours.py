"""The benchmark's tandem by this project: sampling, simulation and the order table as columns.

Printed is the processor time of all three, and of each: of the last of some replications, since a
worker does one after the other, and what it takes to load the engine is not theirs.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

SCENARIO = Path(__file__).with_name("tandem.yaml")
ORDERS_A_MINUTE = 5


def main() -> None:
    """Run the tandem long enough for the orders asked for and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--engine", choices=("simpy", "compiled"), default="simpy")
    parser.add_argument("--replications", type=int, default=1)
    asked = parser.parse_args()
    os.environ["SIMULATOR_ENGINE"] = asked.engine

    from simulator.experiments.running.workers import quiet_garbage_collector
    from simulator.journey import simulate
    from simulator.memory import keep_freed_memory
    from simulator.results.orders import order_table
    from simulator.results.outcomes import Outcome
    from simulator.scenario import load
    from simulator.workload.sampling import sample

    keep_freed_memory()
    short = load(SCENARIO, overrides=["clock.run=1000 min"]).scenario
    first = sample(short, 0)
    order_table(short, first, simulate(short, first))
    horizon = f"clock.run={asked.orders // ORDERS_A_MINUTE} min"
    scenario = load(SCENARIO, overrides=[horizon]).scenario
    for number in range(asked.replications):
        began = time.process_time()
        workload = sample(scenario, number)
        sampled = time.process_time()
        with quiet_garbage_collector():
            timeline = simulate(scenario, workload)
        simulated = time.process_time()
        order_table(scenario, workload, timeline)
        ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    delivered = int((timeline.outcome == Outcome.DELIVERED).sum())
    print(f"{workload.n} orders, {delivered} delivered, {ended - began:.3f} s, {peak:.0f} MiB")
    parts = (sampled - began, simulated - sampled, ended - simulated)
    print("sampling {:.4f} s, engine {:.4f} s, table {:.4f} s".format(*parts))


if __name__ == "__main__":
    main()

"""A million orders, thirty times: time, memory, and what an order costs as there are more of them.

    python benchmarks/many_orders.py [--house baseline] [--sizes 10000 100000]
    python benchmarks/many_orders.py --sizes 10000 100000 1000000 10000000 --replications 30

For each size one replication in a process of its own, by the compiled engine and without tables:
processor time and peak memory an order that is placed, which are to be the same for every size;
of 10,000 orders a third of it are the same calls of NumPy whatever their number.
With `--replications` a run of so many with `--orders` each on `--jobs` processes comes last: its
seconds, processor time and the peaks of the parent and of a worker. A size is reached by days.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSES = {
    "baseline": (HERE.parent / "scenarios" / "baseline.yaml", 1200),
    "tandem": (HERE / "tandem.yaml", 7200),
}
"""Each with its orders a day."""


def clock(orders: int, a_day: int) -> dict[str, str]:
    """A window that long, with nothing before and after it."""
    days = max(round(orders / a_day), 1)
    return {"clock.run": f"{days} d", "clock.warm_up": "0 d", "clock.cool_down": "0 d"}


def used(who: int) -> tuple[float, float]:
    """(seconds of processor time, peak MiB)."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def one_here(house: str, orders: int) -> dict[str, float]:
    """One replication in this process; the engine and loops over columns are loaded before."""
    import simulator as sim
    from simulator import kernels

    file, a_day = HOUSES[house]
    more = {} if house == "tandem" else {"targets": []}
    small = sim.load(file, overrides={**clock(a_day, a_day), **more}).scenario
    sim.replicate(small, 0, "none")
    kernels.load()  # those that a day is too short for: 13 ms, two µs an order of 7,000
    scenario = sim.load(file, overrides={**clock(orders, a_day), **more}).scenario
    before, peak_before = used(resource.RUSAGE_SELF)
    found = sim.replicate(scenario, 0, "none")
    after, peak = used(resource.RUSAGE_SELF)
    placed = float(found.measurement.kpis["orders.placed", "all"])
    return {"placed": placed, "seconds": after - before, "mib": peak - peak_before}


def many_here(house: str, orders: int, replications: int, jobs: int) -> dict[str, float]:
    """A run of several replications."""
    import simulator as sim

    file, a_day = HOUSES[house]
    began = time.perf_counter()
    sim.run(
        file,
        overrides=clock(orders, a_day),
        replications=replications,
        jobs=jobs,
        orders="none",
        engine="compiled",
    )
    seconds = time.perf_counter() - began
    own, own_peak = used(resource.RUSAGE_SELF)
    workers, worker_peak = used(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "processor": own + workers,
        "parent_mib": own_peak,
        "worker_mib": worker_peak,
    }


def measured(*words: object) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, *map(str, words)]
    env = os.environ | {"SIMULATOR_ENGINE": "compiled"}
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=env).stdout
    found: dict[str, float] = json.loads(told)
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--house", choices=HOUSES, default="baseline")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--orders", type=int, default=1_000_000, help="in each replication")
    parser.add_argument("--replications", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--here", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        what, *numbers = asked.here
        does = {"one": one_here, "many": many_here}[what]
        print(json.dumps(does(asked.house, *map(int, numbers))))
        return
    for orders in asked.sizes:
        found = measured("--house", asked.house, "--here", "one", orders)
        placed = found["placed"]
        print(
            f"{asked.house}: {placed:>12,.0f} orders placed  "
            f"{1e6 * found['seconds'] / placed:6.2f} µs and "
            f"{1024 * found['mib'] / placed:6.2f} KiB an order",
            flush=True,
        )
    if asked.replications:
        numbers = (asked.orders, asked.replications, asked.jobs)
        found = measured("--house", asked.house, "--here", "many", *numbers)
        print(
            f"{asked.house}: {asked.replications} times {asked.orders:,} orders on {asked.jobs} "
            f"processes: {found['seconds']:.0f} s, {found['processor']:.0f} s of processor time; "
            f"peak of the parent {found['parent_mib']:.0f} MiB, of a worker "
            f"{found['worker_mib']:.0f} MiB"
        )


if __name__ == "__main__":
    main()

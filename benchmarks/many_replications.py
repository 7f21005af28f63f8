"""What many short replications cost the process that hands them out.

    python benchmarks/many_replications.py [--sizes 100 1000] [--rounds 3]
    python benchmarks/many_replications.py --sizes 100 1000 10000 --rounds 5

First a sweep of ten points on two processes, with a store, for each size: the parent's share of all
processor time, and its peak memory, which is to be the same for any number of replications: only
the KPIs that are asked for stay in memory. Then the least of the rounds of sweeps of each of
COMPARED in one process and in two, in turn, and their ratio: of 100 replications, of which the
beginning of the workers is part, and of 1,000, in which they have long been warm. Every measurement
is a process of its own, in which the engine's code is loaded before the clock begins.
Seconds hang on what else the machine does; beside them stands the processor time that two processes
take for what one does, which hardly does: 2 divided by it is what two free processors could give.
Idle is the share of the seconds of all processes that is no processor time of theirs: where it is
as much in one process, it went to others and not to waiting for work.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (100, 1000)
COMPARED = (100, 1000)
ASKED = 1.8
"""Times as fast by two processes, and the most of all processor time that the parent may take."""
SHARE = 0.05
POINTS = 10
SCENARIO = ("clock.run=1 d", "clock.warm_up=0 d", "clock.cool_down=1 d", "targets=[]")


def processor_time(who: int) -> float:
    """Seconds of this process, or of the workers that have ended."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def sweep_once(replications: int, jobs: int) -> dict[str, float]:
    """One sweep here; what is loaded before it begins is not counted."""
    from simulator.compiled.choice import load
    from simulator.experiments.alternatives import made
    from simulator.experiments.running.batch import Batch, Silence
    from simulator.experiments.running.executors import processes
    from simulator.experiments.store.store import Store
    from simulator.experiments.sweep.sweep import planned, sweep

    base = made("small", overrides=SCENARIO)
    where = planned(base, ["demand.scale=1..1.9/0.1"])
    load(base.scenario)
    before, began = processor_time(resource.RUSAGE_SELF), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(processes(jobs), Store(Path(folder)), Silence(), "compiled")
        found = sweep(base, where, replications // POINTS, batch)
    seconds = time.perf_counter() - began
    own = processor_time(resource.RUSAGE_SELF) - before
    every = own + processor_time(resource.RUSAGE_CHILDREN)
    return {
        "rows": len(found.frame()),
        "seconds": seconds,
        "every": every,
        "share": own / every,
        "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def measured(replications: int, jobs: int) -> dict[str, float]:
    """The same in a process of its own."""
    words = [sys.executable, __file__, "--here", str(replications), str(jobs)]
    told = subprocess.run(words, capture_output=True, check=True).stdout
    found: dict[str, float] = json.loads(told)
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--here", type=int, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(sweep_once(*asked.here)))
        return
    for size in asked.sizes:
        found = measured(size, 2)
        print(
            f"{size:6} replications: {1000 * found['every'] / size:5.1f} ms each, the parent's "
            f"share {found['share']:5.1%} (at most {SHARE:.0%}), its peak "
            f"{found['own_mb']:.0f} MB, a worker's {found['worker_mb']:.0f} MB",
            flush=True,
        )
    for size in COMPARED:
        compare(size, asked.rounds)


def compare(size: int, rounds: int) -> None:
    """One process and two, in turn."""
    found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    for _ in range(rounds):
        for jobs, runs in found.items():
            runs.append(measured(size, jobs))
    one, two = (min(run["seconds"] for run in runs) for runs in found.values())
    work_of_one, work_of_two = (min(run["every"] for run in runs) for runs in found.values())
    idle_in_one, idle_in_two = (
        min(1 - run["every"] / (jobs * run["seconds"]) for run in runs)
        for jobs, runs in found.items()
    )
    print(
        f"{size:6} replications: {one:.1f} s in one process, {two:.1f} s in two, ratio "
        f"{one / two:.2f}, asked {ASKED:g}; processor time {work_of_one:.1f} s and "
        f"{work_of_two:.1f} s, ratio {work_of_two / work_of_one:.2f}; idle {idle_in_one:.0%} and "
        f"{idle_in_two:.0%}"
    )


if __name__ == "__main__":
    main()

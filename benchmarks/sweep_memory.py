"""Peak memory of a sweep of 100 and of 1,000 replications: python benchmarks/sweep_memory.py.

Only the KPIs that are asked for stay in memory, so that the two should be about the same. Each is
run in a process of its own; the workers' peak is that of the largest one.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

SIZES = (100, 1000)
POINTS = 10
SCENARIO = ("clock.run=1 d", "clock.warm_up=0 d", "clock.cool_down=1 d", "targets=[]")


def sweep_once(replications: int) -> dict[str, float]:
    from simulator.experiments.alternatives import made
    from simulator.experiments.batch import Batch, Silence
    from simulator.experiments.executors import processes
    from simulator.experiments.sweep import planned, sweep

    began = time.perf_counter()
    base = made("small", overrides=SCENARIO)
    where = planned(base, ["demand.scale=1..1.9/0.1"])
    found = sweep(base, where, replications // POINTS, Batch(processes(2), None, Silence()))
    frame = found.frame()
    own, largest = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "replications": replications,
        "rows": len(frame),
        "seconds": time.perf_counter() - began,
        "own_mb": own,
        "worker_mb": largest,
    }


def main() -> None:
    if len(sys.argv) == 2:
        print(json.dumps(sweep_once(int(sys.argv[1]))))
        return
    print(f"{'replications':>12} {'rows':>6} {'seconds':>8} {'peak MB':>8} {'worker MB':>10}")
    for replications in SIZES:
        words = [sys.executable, __file__, str(replications)]
        found = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
        print(
            f"{found['replications']:12} {found['rows']:6} {found['seconds']:8.1f} "
            f"{found['own_mb']:8.0f} {found['worker_mb']:10.0f}"
        )


if __name__ == "__main__":
    main()

"""Whether cost hangs on how long a run goes on: batch picking less one by one, by cool-down.

    python benchmarks/cost_by_cool_down.py [--replications 10] [--cool-down 4d --cool-down 18d]

The same people are paid in both, so that labor an order is the same whatever the cool-down; what
differs is how much of the work is put off, which stands beside it. The last column is what labor
over *finished* orders says, as it was defined once. Exit code 1 where labor differs by more than a
cent.
"""

from __future__ import annotations

import argparse

import numpy as np

from simulator.experiments.alternatives import Alternative, made
from simulator.experiments.trials import Trials, trials
from simulator.measure.statistics import Estimate, estimate, paired_difference

COLUMNS = ("Labor an order", "Cost an order", "Backlog grows by", "Labor a finished order")
CENT = 0.01


def differences(known: Trials, cool_down: str, replications: int) -> list[Estimate]:
    """Batch less one by one, paired, of each of COLUMNS."""
    changes, numbers = [f"clock.cool_down={cool_down}"], range(replications)
    one_by_one = made("picking_methods", overrides=changes)
    batch = made("picking_methods#batch", overrides=changes)
    known.run((one, numbers) for one in (one_by_one, batch))

    def gap(name: str) -> Estimate:
        mine, theirs = (known.values(one, numbers, name) for one in (batch, one_by_one))
        return paired_difference(mine, theirs)

    def by_finished(one: Alternative) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        labor, finished = (
            known.values(one, numbers, name) for name in ("total_cost.labor", "orders.delivered")
        )
        return labor / finished

    kpis = [gap(name) for name in ("cost_per_order.labor", "cost_per_order", "backlog.growth")]
    return [*kpis, estimate((by_finished(batch) - by_finished(one_by_one)).tolist())]


def main() -> None:
    """Print a line per cool-down."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--replications", type=int, default=10)
    options.add_argument("--cool-down", action="append", metavar="DURATION")
    options.add_argument("--jobs", type=int)
    given = options.parse_args()
    print("Batch less one by one, paired, by cool-down: USD and orders")
    print(f"{'':8}" + "".join(f"{name:>26}" for name in COLUMNS))
    worst = 0.0
    with trials(jobs=given.jobs) as known:
        for cool_down in given.cool_down or ["4 d", "10 d", "18 d"]:
            found = differences(known, cool_down, given.replications)
            cells = [f"{one.mean:+.3f} ± {one.half_width:.3f}" for one in found]
            print(f"{cool_down:8}" + "".join(f"{cell:>26}" for cell in cells), flush=True)
            worst = max(worst, abs(found[0].mean))
    raise SystemExit(int(worst > CENT))


if __name__ == "__main__":
    main()

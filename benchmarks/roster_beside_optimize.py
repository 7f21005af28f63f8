"""Is a roster of shift templates no dearer than the best heads of fixed shifts? On the baseline.

    python benchmarks/roster_beside_optimize.py [--budget 500] [--replications 10] [--jobs N]

`optimize` looks for the fewest pickers and packers of the baseline's two shifts (question 1, the
scenario `rosters`), `roster` for the cheapest heads by weekday of the same two shifts
(baseline_shifts.csv), with the same target and as many replications. Both are confirmed in fresh
ones. Exit code 1 where the roster is dearer. Takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import simulator as sim
from simulator.experiments.roster.roster import planned_cost

SHIFTS = Path(__file__).with_name("baseline_shifts.csv")
CREWS = ("pickers", "packers")
VARIED = {
    "shifts.early.heads.pickers": range(3, 8),
    "shifts.late.heads.pickers": range(2, 7),
    "shifts.early.heads.packers": range(2, 6),
    "shifts.late.heads.packers": range(2, 5),
}


def main() -> int:
    """Print what a week of each costs, if everybody comes, and in how many fresh weeks it holds."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--budget", type=int, default=500)
    options.add_argument("--replications", type=int, default=10)
    options.add_argument("--jobs", type=int)
    given = options.parse_args()
    fixed = sim.optimize("rosters", VARIED, budget=given.budget, jobs=given.jobs)
    best = fixed.found.best
    assert best is not None, fixed.conclusion
    least, hours = planned_cost(sim.load("rosters", overrides=best.settings).scenario, CREWS)
    print(f"fixed shifts: {least:,.0f} USD a week, {hours:,.0f} h: {', '.join(best.settings)}")
    rostered = sim.roster("rosters", SHIFTS, replications=given.replications, jobs=given.jobs)
    told = rostered.found.told
    print(
        f"roster:       {told.cost:,.0f} USD a week, {told.hours:,.0f} h: {rostered.found.status}"
    )
    print(fixed.conclusion, rostered.conclusion, sep="\n")
    return int(rostered.found.status != "met" or told.cost > least)


if __name__ == "__main__":
    raise SystemExit(main())

"""Is a roster of shift templates no dearer than the best heads of fixed shifts? On the baseline.

    python benchmarks/roster_beside_optimize.py [--budget 500] [--replications 10] [--whole 8]
                                                [--jobs N] [--baseline]

`optimize` looks for the fewest pickers and packers of the baseline's two shifts (question 1, the
scenario `rosters`), `roster` for the cheapest heads by weekday of the same two shifts
(baseline_shifts.csv), with the same target and as many replications. Both are confirmed in fresh
ones. Then both staff the whole baseline, with stock, returns and all that the search leaves out,
for fortnights of the same customers: packers inspect returns there too, for which neither was
sought. With `--baseline` both look for theirs on the whole baseline instead, a week of it after two
weeks. Exit code 1 where the roster is dearer. Takes some minutes on two cores; the baseline half an
hour with SIMULATOR_ENGINE=compiled.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


WHOLE = {
    "shifts.early.heads.pickers": range(5, 7),
    "shifts.late.heads.pickers": range(3, 6),
    "shifts.early.heads.packers": range(3, 5),
    "shifts.late.heads.packers": range(2, 4),
}
"""Around what does on the whole baseline, where packers inspect returns too."""


def main() -> int:
    """Print what a week of each costs, if everybody comes, and in how many fresh weeks it holds."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--budget", type=int, default=500)
    options.add_argument("--replications", type=int, default=10)
    options.add_argument("--whole", type=int, default=8, help="fortnights of the whole baseline")
    options.add_argument("--jobs", type=int)
    options.add_argument("--baseline", action="store_true", help="both look on the whole baseline")
    given = options.parse_args()
    if given.baseline:
        return _both_on_the_baseline(given.budget, given.replications, given.jobs)
    fixed = sim.optimize("rosters", VARIED, budget=given.budget, jobs=given.jobs)
    best = fixed.found.best
    assert best is not None, fixed.conclusion
    staffed = sim.load("rosters", overrides=best.settings)
    least, hours = planned_cost(staffed.scenario, CREWS)
    print(f"fixed shifts: {least:,.0f} USD a week, {hours:,.0f} h: {', '.join(best.settings)}")
    rostered = sim.roster("rosters", SHIFTS, replications=given.replications, jobs=given.jobs)
    told = rostered.found.told
    print(
        f"roster:       {told.cost:,.0f} USD a week, {told.hours:,.0f} h: {rostered.found.status}"
    )
    print(fixed.conclusion, rostered.conclusion, sep="\n")
    for name, loaded in (("fixed shifts", staffed), ("roster", rostered.found.alternative.loaded)):
        _on_the_baseline(name, loaded.data["shifts"], given.whole, given.jobs)
    return int(rostered.found.status != "met" or told.cost > least)


def _both_on_the_baseline(budget: int, replications: int, jobs: int | None) -> int:
    """Print what each finds on the whole baseline: the same target, week, and customers."""
    week = {"clock.run": "7 d", "clock.cool_down": "2 d"}
    target = ["on_time_ship>=98%"]
    rostered = sim.roster(
        "baseline", SHIFTS, subject_to=target, replications=replications, check=8, jobs=jobs,
        overrides=week,
    )  # fmt: skip
    fixed = sim.optimize(
        "baseline", WHOLE, minimize="cost_per_order.labor", subject_to=target, budget=budget,
        check=8, jobs=jobs, overrides=week,
    )  # fmt: skip
    print(rostered.conclusion, fixed.conclusion, sep="\n")
    best, cost = fixed.found.best, rostered.found.told.cost
    assert best is not None, fixed.conclusion
    least, _ = planned_cost(sim.load("baseline", overrides=best.settings).scenario, CREWS)
    print(f"a week as planned: fixed shifts {least:,.0f} USD, roster {cost:,.0f} USD")
    return int(rostered.found.status != "met" or cost > least)


def _on_the_baseline(name: str, shifts: Mapping[str, Any], whole: int, jobs: int | None) -> None:
    """Print what the whole baseline does with these shifts."""
    house = sim.load("baseline", overrides={"shifts": shifts})
    results = sim.run(house, replications=whole, jobs=jobs)
    shipped, cost = results.estimate("on_time_ship"), results.estimate("cost_per_order.labor")
    print(
        f"baseline, {name}: {shipped.mean:.2f} ± {shipped.half_width:.2f} % on time, labor "
        f"{cost.mean:.3f} ± {cost.half_width:.3f} USD an order, {whole} fortnights"
    )


if __name__ == "__main__":
    raise SystemExit(main())

"""Does `optimize` recommend the right roster? Two problems whose answer is known by brute force.

    python benchmarks/optimize_by_brute_force.py [--seeds N] [--replications N] [--jobs N]

All twenty rosters of a small shop are run many times, which says which of them truly meet the
target and what they cost. Then the search is asked with other customers for every seed. In the
first problem the optimum is clear of the target, by far more than two half-widths of the fresh
replications; in the second the target is raised until the same roster meets it by no more than the
half-width of the brute force. Prints how often the recommended roster
truly meets the target, what it costs more than the optimum, and in how many seeds none was
confirmed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from simulator.experiments.alternatives import changed_by, made
from simulator.experiments.goals import Goal
from simulator.experiments.optimize.optimize import optimize
from simulator.experiments.optimize.variables import variable
from simulator.experiments.trials import Trials, trials
from simulator.measure.statistics import Estimate

SHOP = str(Path(__file__).with_name("roster_shop.yaml"))
PICKERS, PACKERS = "shifts.day.heads.pickers", "shifts.day.heads.packers"
VARY = (f"{PICKERS}=1..5", f"{PACKERS}=1..4")
CLEAR = 85.0
"""The target of the first problem, in per cent."""
TRUTH, FIRST_SEED, BUDGET = 1_000_000, 1000, 400
"""The number of the first replication of the brute force, which no search sees, the search's first
seed and its runs."""

Roster = tuple[int, int]


@dataclass(frozen=True)
class Truth:
    """A roster by brute force."""

    service: Estimate
    cost: Estimate


@dataclass(frozen=True)
class Tally:
    """The searches of one problem."""

    goal: float
    optimum: Roster
    truth: Truth
    head: float  # what one head more costs an order
    recommended: tuple[Roster | None, ...]
    meeting: int
    excess: tuple[float, ...]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--replications", type=int, default=1000, help="of every roster")
    parser.add_argument("--jobs", type=int, default=None)
    asked = parser.parse_args()
    with trials(asked.jobs) as known:
        every = brute_force(known, range(TRUTH, TRUTH + asked.replications))
        clear = tally(every, CLEAR, asked.seeds, known)
        show("clear of the target", clear, asked.replications)
        service = clear.truth.service
        edge = round(service.mean - service.half_width, 1)
        show("on the target's edge", tally(every, edge, asked.seeds, known), asked.replications)


def brute_force(known: Trials, numbers: range) -> dict[Roster, Truth]:
    """Every roster, many times."""
    base = made(SHOP)
    pickers, packers = ([int(value) for value in variable(text).values] for text in VARY)
    rosters = {
        (p, q): changed_by(base, f"{p} and {q}", [f"{PICKERS}={p}", f"{PACKERS}={q}"])
        for p in pickers
        for q in packers
    }
    known.run((one, numbers) for one in rosters.values())
    return {
        roster: Truth(
            known.estimate(one, numbers, "on_time_ship"),
            known.estimate(one, numbers, "cost_per_order"),
        )
        for roster, one in rosters.items()
    }


def tally(every: dict[Roster, Truth], goal: float, seeds: int, known: Trials) -> Tally:
    """The searches of one problem against the truth."""
    meeting = {roster: each for roster, each in every.items() if each.service.mean >= goal}
    optimum = min(meeting, key=lambda roster: meeting[roster].cost.mean)
    p, q = optimum
    recommended = tuple(search(FIRST_SEED + k, goal, known) for k in range(seeds))
    found = [roster for roster in recommended if roster is not None]
    best = every[optimum].cost.mean
    return Tally(
        goal,
        optimum,
        every[optimum],
        max(every[at].cost.mean - best for at in ((p + 1, q), (p, q + 1)) if at in every),
        recommended,
        sum(roster in meeting for roster in found),
        tuple(every[roster].cost.mean - best for roster in found),
    )


def search(seed: int, goal: float, known: Trials) -> Roster | None:
    """What the search recommends; None where no roster was confirmed."""
    base = made(SHOP, seed=seed)
    known.runs = 0
    found = optimize(
        base,
        [variable(text) for text in VARY],
        "cost_per_order",
        [Goal("on_time_ship", "all", "at least", goal)],
        known,
        budget=BUDGET,
    )
    if found.best is None:
        return None
    p, q = (int(one.values[k]) for one, k in zip(found.variables, found.best.roster, strict=True))
    return p, q


def show(name: str, found: Tally, replications: int) -> None:
    """One problem's result."""
    truth, n = found.truth, len(found.recommended)
    heads = [round(each / found.head, 2) for each in found.excess]
    print(f"{name}: on-time ship at least {found.goal:g} %, {BUDGET} runs a search")
    print(
        f"  by brute force ({replications:,} replications a roster) the optimum is {found.optimum} "
        f"(pickers, packers): {truth.service.mean:.2f} ± {truth.service.half_width:.2f} %, "
        f"{truth.cost.mean:.3f} USD an order"
    )
    print(f"  recommended roster truly meets the target: {found.meeting} of {n} seeds")
    print(f"  none confirmed: {found.recommended.count(None)} of {n}")
    print(
        f"  cost above the optimum: median {median(heads):g} heads, at most {max(heads):g} "
        f"({max(found.excess):.3f} USD an order)"
    )
    rosters = sorted({each for each in found.recommended if each is not None})
    print("  recommended:", {str(each): found.recommended.count(each) for each in rosters})


if __name__ == "__main__":
    main()

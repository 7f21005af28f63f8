"""Second opinions on a system without a known answer: other programs simulate it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.measure.statistics import Estimate, estimate, welch_difference
from simulator.scenario import Scenario
from simulator.units import NEVER, SECOND
from simulator.verification.passages import FIGURES, Passages, StationWaits, measured, passages
from simulator.verification.running import run_once
from simulator.verification.tandem_ciw import installed, simulate_with_ciw
from simulator.verification.tandem_simpy import simulate_by_hand
from simulator.verification.verdicts import CONFIDENCE, Verdict, judge

TANDEM = "tandem"
QUICK_TIMES = 3
"""A quick run is content with so many times the half-width."""
CIW_MISSING = "Ciw is not installed, so there is no second opinion of it; pip install ciw"


@dataclass(frozen=True)
class Opinion:
    """One figure by this model and by another program; `difference` is ours less theirs."""

    figure: str
    program: str
    ours: Estimate
    theirs: Estimate
    difference: Estimate
    verdict: Verdict


def by_this_model(scenario: Scenario, number: int) -> Passages:
    """One replication of the tandem by the ordinary model."""
    run = run_once(scenario, number)
    timeline, placed = run.timeline, run.workload.placed
    visits = [timeline.visits[name] for name in ("picking", "packing", "labeling")]
    done = visits[-1].ended != NEVER
    waits = ((visit.began - visit.queued)[done] / SECOND for visit in visits)
    to_label = (visits[-1].ended - placed)[done] / SECOND
    return passages(placed[done] / SECOND, to_label, StationWaits(*waits))


def programs() -> dict[str, Callable[[int], Passages]]:
    """The other programs, by name; a seed each replication."""
    by_name: dict[str, Callable[[int], Passages]] = {"SimPy by hand": simulate_by_hand}
    return by_name | ({"Ciw": simulate_with_ciw} if installed() else {})


def figures_of(program: Callable[[int], Passages], number: int) -> tuple[float, ...]:
    """The compared figures of one replication."""
    return measured(program(number))


def opinions(
    program: str,
    ours: Sequence[Sequence[float]],
    theirs: Sequence[Sequence[float]],
    quick: bool = False,
) -> tuple[Opinion, ...]:
    """Compare, figure by figure, one row per replication; independent runs, so by Welch's t."""
    rows = []
    for k, figure in enumerate(FIGURES):
        a, b = [row[k] for row in ours], [row[k] for row in theirs]
        difference = welch_difference(a, b, CONFIDENCE).estimate
        mine, other = estimate(a, CONFIDENCE), estimate(b, CONFIDENCE)
        allowed = figure.precision * (QUICK_TIMES if quick else 1) * mine.mean
        verdict = judge(0.0, difference, allowed)
        rows.append(Opinion(figure.name, program, mine, other, difference, verdict))
    return tuple(rows)

"""What an answer rests on that its figures do not show: one trace, or too few replications."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.experiments.fewest import too_few
from simulator.experiments.goals import Judged
from simulator.reporting.periods import bounds_note, period_of
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.forecast_notes import forecast_notes


def same_orders(scenario: Scenario) -> bool:
    """Whether every replication has the orders of one trace."""
    trace = scenario.demand.trace
    return trace is not None and trace.resample is None


def demand_note(*scenarios: Scenario) -> str:
    """What ± leaves out where demand is of a trace, in any of these; empty where it is drawn."""
    traces = [s.demand.trace for s in scenarios if s.demand.trace is not None]
    if any(same_orders(scenario) for scenario in scenarios):
        return (
            "Every replication has the orders of one trace: ± covers the work, not the demand, "
            "unless demand.trace.resample draws its days anew."
        )
    if traces:
        return (
            f"Each replication draws the {traces[0].resample} of one trace anew: ± covers no "
            "demand that is not like theirs."
        )
    return ""


def basis(
    scenario: Scenario, judged: Iterable[Judged], replications: int, *others: Scenario
) -> tuple[str, ...]:
    """What an answer's notes say of its targets and demand: their ranges, what ± leaves out.

    And where there are too few runs. `judged` are all targets that the answer tells of; `others`
    are further scenarios in it.
    """
    told = list(judged)
    undecided = list(dict.fromkeys(each.goal for each in told if each.verdict == "undecided"))
    ranges = bounds_note(period_of(scenario.clock.run), scenario.experiment.confidence)
    notes = (
        ranges if any(each.held.trials for each in told) else "",
        demand_note(scenario, *others),
        *dict.fromkeys(note for each in (scenario, *others) for note in forecast_notes(each)),
        *too_few(scenario, undecided, replications),
    )
    return tuple(note for note in notes if note)

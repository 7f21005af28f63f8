"""Where houses stand to the target that fares worst, for the figure of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from simulator.experiments.goals import Judged
from simulator.measure.kpis import kpi
from simulator.reporting.experiment_plots import AtTarget, Standing
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.periods import period_of, range_name
from simulator.reporting.style import sided
from simulator.reporting.verdicts import ORDER
from simulator.scenario import Scenario

Houses = Sequence[tuple[str, Sequence[Judged]]]
"""Each by its name with all its targets, in the same order; the last one's decide."""


def to_the_hardest(houses: Houses, scenario: Scenario) -> AtTarget | None:
    """Of the target that fares worst in the last house; None without one that has a mean."""
    names = [name for name, _ in houses]
    by_target = list(zip(*(targets for _, targets in houses), strict=True))
    measured = [each for each in by_target if not any(isnan(item.mean.mean) for item in each)]
    if not measured:
        return None
    shown = min(measured, key=lambda each: ORDER.index(each[-1].verdict))
    goal = shown[0].goal
    unit, name = unit_of(goal.kpi, scenario.currency), kpi_text(*goal.key)
    tenths = all(each.held.has_tenths for each in shown)
    return AtTarget(
        [_standing(*each) for each in zip(names, shown, strict=True)],
        goal.value,
        sided(f"{name}, {unit}" if unit else name, goal.more_is_safer),
        range_name(period_of(scenario.clock.run).many, (0.1, 0.9) if tenths else (0.0, 1.0)),
        kpi(goal.kpi).bounds,
    )


def below_text(target: AtTarget | None, scenario: Scenario) -> str:
    """What the bars of a target below a figure are; nothing without a target."""
    return "" if target is None else f" Below, a target: {bars_text(scenario)}"


def bars_text(scenario: Scenario) -> str:
    """What the bars and the line of a target are."""
    return (
        "the thick bar is how sure the mean is, the thin line what single "
        f"{period_of(scenario.clock.run).many} range over, the dashed line what is asked for."
    )


def _standing(name: str, each: Judged) -> Standing:
    half = 0.0 if isnan(each.mean.half_width) else each.mean.half_width
    return Standing(name, each.mean.mean, half, *each.held.ends, each.verdict)

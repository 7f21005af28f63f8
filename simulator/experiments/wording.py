"""Goals and conclusions in words, for every experiment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.experiments.goals import Goal, Judged
from simulator.measure.kpis import UnknownKpiError
from simulator.measure.statistics import Estimate
from simulator.reporting.conclusions import conclude, quoted
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import asked, change_text, value_text
from simulator.reporting.periods import holds_in, holds_text, period_of, share_text
from simulator.scenario import Scenario


def told(
    name: str, scenario: Scenario, shorter: Iterable[Mapping[str, Any]] = (), **facts: Any
) -> str:
    """The conclusion of a template (see `conclude`) in the scenario's currency and period.

    Its filters besides: `kpi` of what has a KPI and a scope, or is a KPI's name; `goal` of a goal;
    `holds` and `holds_in` of a judged one, `hits` of what held; `amount` and `change` of an
    estimate, with the name of its KPI or a unit; `size` of an estimate without its sign; `times` of
    a multiple of the demand.
    """
    currency, period = scenario.currency, period_of(scenario.clock.run)

    def unit(of: str) -> str:
        try:
            return unit_of(of, currency)
        except UnknownKpiError:
            return of

    def kpi(of: Any) -> str:
        return kpi_text(of) if isinstance(of, str) else kpi_text(of.kpi, of.scope)

    def held(each: Judged) -> tuple[Any, ...]:
        return each.held, period, each.goal.share

    return conclude(
        name,
        shorter,
        {
            "kpi": kpi,
            "goal": lambda goal: goal_text(goal, currency, quotes=True),
            "holds": lambda each: holds_text(*held(each)),
            "hits": lambda each: f"{each.hits:,} of {each.trials:,} {period.counted(each.trials)}",
            "holds_in": lambda each: holds_in(*held(each)),
            "amount": lambda each, of: value_text(each, unit(of)),
            "change": lambda each, of: change_text(each, unit(of)),
            "size": size,
            "times": times,
        },
        period=period,
        currency=currency,
        **facts,
    )


def times(factor: float) -> str:
    """A multiple of the demand: '1.32 times'."""
    return f"{factor:.3g} times"


def size(estimated: Estimate) -> Estimate:
    """Without its sign."""
    return replace(estimated, mean=abs(estimated.mean))


def goal_text(goal: Goal, currency: str, quotes: bool = False) -> str:
    """'On-time ship at least 98 %', with 'in 90 % of periods' where it asks for that.

    A class is in quotes where the text stands in a sentence.
    """
    amount = asked(goal.value, unit_of(goal.kpi, currency)).text
    periods = "" if goal.share is None else f" in {share_text(goal.share)} of periods"
    scope = quoted(goal.scope) if quotes and goal.scope != "all" else goal.scope
    return f"{kpi_text(goal.kpi, scope)} {goal.relation} {amount}{periods}"


def all_of(goals: Sequence[object]) -> str:
    """'the target', 'both targets', 'all 3 targets'."""
    few = {1: "the target", 2: "both targets"}
    return few.get(len(goals), f"all {len(goals)} targets")

"""What an answer rests on, short enough to stand beside it: assumed values, days, prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiments.explain.assumed import Assumed, constant, nothing_varies
from simulator.experiments.explain.load import GroupLoad
from simulator.reading.times import Promise
from simulator.reporting.numbers import listed, number
from simulator.scenario.scenario import Scenario

NAMED = 2
"""Assumed values that are named; the others are counted."""
_DAYS = ("no", "one", "two", "three", "four", "five", "six")


def premises(
    scenario: Scenario, loads: Sequence[GroupLoad], assumed: Sequence[Assumed]
) -> tuple[str, ...]:
    """Sentences with the key to write: the heaviest assumed values, what never varies, the days.

    An assumed value weighs by its share of the work of those who do it, times how loaded these are:
    what idle people do decides nothing.
    """
    days = working_day(scenario)
    sentences = [*_assumed(loads, assumed), *_alike(scenario), *_after_cut_off(scenario)]
    return (*sentences, *([days] if days else []))


def _assumed(loads: Sequence[GroupLoad], assumed: Sequence[Assumed]) -> Iterator[str]:
    load = {one.name: one.load for one in loads}
    ranked = sorted(assumed, key=lambda one: -abs(one.share) * load.get(one.whose, 0.0))
    if not ranked:
        return
    named = [f"{one.what} (write {one.path}: {one.weight})" for one in ranked[:NAMED]]
    more = len(ranked) - len(named)
    rest = [f"{more} more that 'simulator explain' names"] if more else []
    yield f"Assumed, since the scenario does not say: {listed([*named, *rest])}."


def _alike(scenario: Scenario) -> Iterator[str]:
    """That every day is alike, with the keys that make days differ."""
    if not nothing_varies(scenario):
        return
    keys = ["demand.day_to_day_cv (such as 0.18)"]
    if "nobody is ever absent" in constant(scenario):
        keys.append("absence under each crew")
    yield (
        f"Every day is alike, and real days are not: write {listed(keys)}, or ± is too narrow and "
        "a bad day never comes."
    )


def _after_cut_off(scenario: Scenario) -> Iterator[str]:
    """That on-time ship counts orders placed after the cut-off, where all are promised the day."""
    asked = {target.kpi for target in scenario.targets}
    same_day = Promise("working days", 0)
    classes = scenario.demand.classes.values()
    cut = all(
        order_class.ship_by == same_day and order_class.order_cut_off is not None
        for order_class in classes
    )
    if cut and "on_time_ship" in asked and "same_day_share" not in asked:
        yield (
            "On-time ship counts orders placed after the cut-off too, which may leave the next "
            "working day: a target on same_day_share is of those before it alone."
        )


def working_day(scenario: Scenario) -> str:
    """What a day gets on which somebody works and orders come; empty where all days are such."""
    demand = scenario.demand
    if demand.orders_per_day is None or demand.forecast is not None:
        return ""
    weights = demand.day_of_week
    ordered = range(7) if weights is None else [k for k in range(7) if weights[k] > 0]
    worked = {day for shift in scenario.shifts.values() for day in shift.days} or set(range(7))
    days = len(worked & set(ordered))
    if any(crew.heads for crew in scenario.crews.values()) or not 0 < days < 7:
        return ""
    mean = demand.orders_per_day * demand.scale
    written = f"{demand.orders_per_day * days / 7:.1f}"
    why = "come and are worked on" if len(ordered) < 7 else "are worked on"
    each, such = number(7 * mean / days, 0), number(mean, 0)
    return (
        f"{such} orders a day are the mean of all seven days: {each} for each of the "
        f"{_DAYS[days]} on which they {why}. If such a day gets {such}, "
        f"write demand.orders_per_day: {written}."
    )

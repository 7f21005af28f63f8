"""What the answer changes against the roster as it is, and against the start of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.experiments.optimize.staffing import heads_now, roster_now
from simulator.experiments.wording import goal_text
from simulator.reporting.labels import counted_words, setting_words, unit_of
from simulator.reporting.numbers import change_text, set_apart
from simulator.reporting.periods import holds_text, period_of
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    from simulator.experiments.optimize.optimize import Optimum


def against_now(optimum: Optimum, scenario: Scenario) -> str:
    """'Against now: 1 picker more, day shift: +820 ± 40 USD a week. As it is, ...'

    The cost of the whole house, paired, and how the house as it is stands to the target that it
    holds least often. Empty without an answer.
    """
    shown = optimum.best or optimum.closest
    if shown is None:
        return ""
    changes, stays = [], True
    for variable, place in zip(optimum.variables, shown.roster, strict=True):
        heads = heads_now(scenario, variable)
        if heads is None:
            stays = False
        elif (more := float(variable.values[place]) - heads) != 0:
            changes.append(_change(variable.path, more))
    if not changes and stays:
        return "Against now: nobody more and nobody fewer."
    parts = [set_apart(changes)] if changes else []
    if optimum.now is not None:
        cost = change_text(optimum.now.weekly, scenario.currency)
        parts.append(f"{'' if stays or not changes else 'in all '}{cost} a week")
    if not parts:
        return ""
    whom = "Against now" if stays or not changes else "Against now, of heads"
    return f"{whom}: {': '.join(parts)}.{_as_it_is(optimum, scenario)}"


def _as_it_is(optimum: Optimum, scenario: Scenario) -> str:
    """' As it is, On-time ship at least 98 % holds in 20 of 20 weeks (84 to 100 %).'"""
    if optimum.now is None:
        return ""
    worst = min(optimum.now.judged, key=lambda each: each.held.low)
    held = holds_text(worst.held, period_of(scenario.clock.run), worst.goal.share)
    return f" As it is, {goal_text(worst.goal, scenario.currency, quotes=True)} {held}."


def against_start(optimum: Optimum, scenario: Scenario) -> str:
    """What it costs less than the roster that the search began with.

    Empty where it is that one, or where the search began with the roster as it is.
    """
    if optimum.against_start is None or optimum.start == roster_now(scenario, optimum.variables):
        return ""
    start = set_apart(
        [
            setting_words(variable.path, variable.values[place])
            for variable, place in zip(optimum.variables, optimum.start, strict=True)
        ]
    )
    cost = change_text(optimum.against_start, unit_of(optimum.objective, scenario.currency))
    return f"Against the start of the search, {start}: {cost}."


def same_every_day(optimum: Optimum, noun: str) -> str:
    """What the search leaves out, where it is of heads of shifts."""
    if not any(each.is_heads and each.path.startswith("shifts.") for each in optimum.variables):
        return ""
    return (
        f"A {noun} has the same heads on every day of a shift and is judged on all that is "
        "measured; 'simulator roster' finds heads day by day. Fresh replications are of other "
        "orders by chance than those of 'simulator run', whose figures differ a little."
    )


def _change(path: str, more: float) -> str:
    """'1 picker more, early shift', '2 packers fewer, late shift'."""
    number = f"{abs(more):g}"
    thing, comma, shift = counted_words(path, number).partition(",")
    return f"{number} {thing} {'more' if more > 0 else 'fewer'}{comma}{shift}"

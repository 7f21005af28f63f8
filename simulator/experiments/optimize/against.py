"""What the answer changes against the roster as it is, and against the start of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.experiments.optimize.staffing import heads_now, roster_now
from simulator.reporting.labels import counted_words, setting_words, unit_of
from simulator.reporting.numbers import change_text, set_apart
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    from simulator.experiments.optimize.optimize import Optimum


def against_now(found: Optimum, scenario: Scenario) -> str:
    """'Against now: 1 picker more, day shift, and 1 packer fewer, day shift: −0.3 ± 0.1 USD.'

    Of heads alone; the cost where the roster as it is was simulated too. Empty without an answer.
    """
    shown = found.best or found.closest
    if shown is None:
        return ""
    changes, stays = [], True
    for variable, place in zip(found.variables, shown.roster, strict=True):
        heads = heads_now(scenario, variable)
        if heads is None:
            stays = False
        elif (more := float(variable.values[place]) - heads) != 0:
            changes.append(_change(variable.path, more))
    if not changes:
        return "Against now: nobody more and nobody fewer." if stays else ""
    cost = "" if found.against_now is None else f": {_cost(found, scenario, of_now=True)}"
    whom = "Against now" if stays else "Of heads, against now"
    return f"{whom}: {set_apart(changes)}{cost}."


def against_start(found: Optimum, scenario: Scenario) -> str:
    """What it costs less than the roster that the search began with.

    Empty where it is that one, or where the search began with the roster as it is.
    """
    if found.against_start is None or found.start == roster_now(scenario, found.variables):
        return ""
    start = set_apart(
        [
            setting_words(variable.path, variable.values[place])
            for variable, place in zip(found.variables, found.start, strict=True)
        ]
    )
    cost = _cost(found, scenario, of_now=False)
    return f"Against the start of the search, {start}: {cost}."


def _cost(found: Optimum, scenario: Scenario, *, of_now: bool) -> str:
    change = found.against_now if of_now else found.against_start
    assert change is not None
    return change_text(change, unit_of(found.objective, scenario.currency))


def _change(path: str, more: float) -> str:
    """'1 picker more, early shift', '2 packers fewer, late shift'."""
    number = f"{abs(more):g}"
    thing, comma, shift = counted_words(path, number).partition(",")
    return f"{number} {thing} {'more' if more > 0 else 'fewer'}{comma}{shift}"

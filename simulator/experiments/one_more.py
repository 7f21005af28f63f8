"""What to try first where promises are broken for want of people: one head more of who limits."""

from __future__ import annotations

from simulator.measure.limiting import HELPS, Limits
from simulator.reporting.labels import setting_words
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR


def one_more(scenario: Scenario, limits: Limits, brief: bool = False) -> tuple[str, ...]:
    """A sentence with the override that gives who limits a head more; none where people do not.

    `brief` leaves out on which days it is, and that it is one more.
    """
    first = limits.first
    if limits.kept or first is None or first.cause != "labor" or first.who not in scenario.crews:
        return ()
    crew = first.who
    heads = scenario.crews[crew].heads
    if heads is not None:
        return (_text(("crews", crew, "heads"), heads, _wages(scenario, crew, DAY), brief),)
    works = {name: shift.heads[crew] for name, shift in scenario.shifts.items()
             if shift.heads.get(crew)}  # fmt: skip
    shift = first.shift if first.shift in works else next(iter(works), None)
    if shift is None:
        return ()
    worked = scenario.shifts[shift]
    begin, end = worked.hours
    unpaid = 0 if worked.paid_breaks else sum(pause.for_ for pause in worked.breaks)
    price = _wages(scenario, crew, ((end - begin) % DAY or DAY) - unpaid)
    others = any(crew in other.heads for other in worked.heads_on)
    stays = ", on all days but those of its heads_on" if others and not brief else ""
    return (_text(("shifts", shift, "heads", crew), works[shift], f"{stays}{price}", brief),)


def and_try(limits: Limits, scenario: Scenario, brief: bool = False) -> str:
    """What limits the house, with the head to try first where people do: one sentence.

    `brief` leaves the figures out. Empty where nothing is known to limit it.
    """
    if not limits.words or limits.first is None:
        return ""
    (tried,) = one_more(scenario, limits, brief) or ("",)
    by = limits.first.name if brief else limits.words
    if tried:
        return f"The house is limited by {by}, so {tried[0].lower()}{tried[1:]}"
    helps = HELPS.get(limits.first.cause, "").partition(", more heads")[0]
    return f"The house is limited by {by}{helps}." if brief else limits.sentence


def _wages(scenario: Scenario, crew: str, paid: int) -> str:
    """What a head more is paid a day of so many paid milliseconds; empty without a wage.

    Who is absent is not paid; premiums come on top.
    """
    works = scenario.crews[crew]
    amount = works.wage * (1 - works.absence) * paid / HOUR
    before = " before premiums" if works.premiums else ""
    return (
        f", for about {amount:,.0f} {scenario.currency} of wages a day more{before}"
        if amount
        else ""
    )


def _text(path: tuple[str, ...], heads: int, price: str, brief: bool) -> str:
    written, more = shown_path(path), str(heads + 1)
    than = "" if brief else ", one more than now"
    return f"Try {setting_words(written, more)}{than}{price}: --set {written}={more}."

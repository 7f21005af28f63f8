"""What to try first where promises are broken for want of people: so many heads of who limits.

How many are enough is worked out by `explain.in_time`, without a run. Where that says nothing,
since a run sees more (outages, breakdowns, what waited at the start), it is one more.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.engine.section_crews import HeadsOn
from simulator.experiments.enough import Enough, Lever, enough, levers_of, on_some_days
from simulator.experiments.explain.in_time import InTime, Path
from simulator.measure.limiting import HELPS, Limits
from simulator.reading.nodes import flow
from simulator.reading.times import DAYS
from simulator.reporting.labels import setting_words
from simulator.reporting.numbers import listed, set_apart
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR


@dataclass(frozen=True)
class Tip:
    """What to try: words for a button, for how much, what else to know, and what it is with --set.

    `words` begin with a small letter: "7 pickers, day shift". The others may be empty; they are
    parts of the sentence: " (5 now)", ", for about 288 USD of wages a week more".
    """

    words: str
    now: str
    cost: str
    more: str
    overrides: tuple[str, ...]

    @property
    def options(self) -> str:
        """As it is written behind a command."""
        return " ".join(f"--set {shlex.quote(each)}" for each in self.overrides)

    @property
    def sentence(self) -> str:
        """With the command."""
        return f"Try {self.words}{self.now}{self.cost}{self.more}: {self.options}."

    @property
    def brief(self) -> str:
        """What it is and costs alone."""
        return f"Try {self.words}{self.cost}: {self.options}."


def tips(scenario: Scenario, limits: Limits) -> tuple[Tip, ...]:
    """So many heads of those who limit; then, where it may do, on some weekdays alone.

    None where people do not limit.
    """
    first = limits.first
    if limits.kept or first is None or first.cause != "labor" or first.who not in scenario.crews:
        return ()
    levers = levers_of(scenario, first.who, first.shift)
    if not levers or levers[0].crew != first.who:
        return ()
    looked_at = InTime(scenario)
    looked_at.set_pace(_late_for_people(limits))
    wanted = enough(looked_at, levers) if looked_at.asks else None
    if wanted is None or levers[0] not in wanted.heads:
        return (_of_heads(scenario, {levers[0]: levers[0].now + 1}, ", one more than now"),)
    alone = "" if wanted.alone else "; that alone does not mend everything"
    now = listed([str(lever.now) for lever in wanted.heads])
    every = _of_heads(scenario, wanted.heads, f" ({now} now)", alone)
    some = on_some_days(looked_at, scenario, wanted) if wanted.alone else {}
    return (every, _of_days(scenario, wanted, some)) if some else (every,)


def and_try(limits: Limits, scenario: Scenario, brief: bool = False) -> str:
    """What limits the house, with what to try first where people do: one sentence.

    `brief` leaves the figures out. Empty where nothing is known to limit it.
    """
    if not limits.words or limits.first is None:
        return ""
    by = limits.first.name if brief else limits.words
    for tip in tips(scenario, limits):
        tried = tip.brief if brief else tip.sentence
        return f"The house is limited by {by}, so {tried[0].lower()}{tried[1:]}"
    helps = HELPS.get(limits.first.cause, "").partition(", more heads")[0]
    return f"The house is limited by {by}{helps}." if brief else limits.sentence


def _late_for_people(limits: Limits) -> float:
    """Per cent of the promised orders that people made late."""
    share = sum(each.made_late or 0.0 for each in limits.of_late if each.cause == "labor")
    return (limits.late or 0.0) * share / 100


def _of_heads(scenario: Scenario, heads: Mapping[Lever, int], than: str, more: str = "") -> Tip:
    others = any(
        lever.crew in other.heads
        for lever in heads
        if lever.shift
        for other in scenario.shifts[lever.shift].heads_on
    )
    stays = f", on all days but {_other_days(scenario, heads)}" if others else ""
    return Tip(
        _words(heads),
        than + stays,
        _price(scenario, heads),
        more,
        tuple(f"{shown_path(lever.path)}={count}" for lever, count in heads.items()),
    )


def _same(scenario: Scenario, lever: Lever) -> set[int]:
    """The weekdays of a shift on which it has these heads, and not others on every such day."""
    shift = scenario.shifts[lever.shift]
    always = (each for each in shift.heads_on if each.date is None and each.from_ is None)
    return set(shift.days) - {d for each in always if lever.crew in each.heads for d in each.days}


def _other_days(scenario: Scenario, heads: Mapping[Lever, int]) -> str:
    """'Fridays and Saturdays', which have other heads already; else 'those with other heads'."""
    days: set[int] = set()
    for lever in heads:
        if lever.shift:
            days |= set(scenario.shifts[lever.shift].days) - _same(scenario, lever)
    names = listed([f"{DAYS[day]}s" for day in sorted(days)])
    return f"{names}, which have other heads" if names else "those with other heads (heads_on)"


def _of_days(scenario: Scenario, wanted: Enough, changes: Mapping[Path, Sequence[HeadsOn]]) -> Tip:
    days = sorted({day for (other,) in changes.values() for day in other.days})
    overrides = [
        f"{shown_path(path)}={_written(days, other.heads)}" for path, (other,) in changes.items()
    ]
    names = listed([f"{DAYS[day]}s" for day in days])
    return Tip(
        f"{_words(wanted.heads)}, on {names} alone",
        "",
        _price(scenario, wanted.heads, len(days)),
        "",
        tuple(overrides),
    )


def _written(days: Sequence[int], heads: Mapping[str, int]) -> str:
    """Other heads on some weekdays, as a value on one line."""
    value = [{"days": [DAYS[day][:3].lower() for day in days], "heads": dict(heads)}]
    return flow(value)


def _words(heads: Mapping[Lever, int]) -> str:
    """'7 pickers, day shift'; of two in one shift '7 pickers and 4 packers, day shift'."""
    told = [setting_words(shown_path(lever.path), str(count)) for lever, count in heads.items()]
    shifts = {lever.shift for lever in heads}
    parts = [words.partition(", ") for words in told]
    if len(shifts) == 1 and len({last for *_, last in parts}) == 1:
        head, comma, last = listed([first for first, *_ in parts]), *parts[0][1:]
        return f"{head}{comma}{last}"
    return set_apart(told)


def _wages(scenario: Scenario, lever: Lever, days: int) -> float:
    """What a head more is paid for so many days, if present; premiums come on top."""
    crew, paid = scenario.crews[lever.crew], DAY
    if lever.shift:
        shift = scenario.shifts[lever.shift]
        begin, end = shift.hours
        unpaid = 0 if shift.paid_breaks else sum(pause.for_ for pause in shift.breaks)
        paid = ((end - begin) % DAY or DAY) - unpaid
    return crew.wage * (1 - crew.absence) * paid * days / HOUR


def _price(scenario: Scenario, heads: Mapping[Lever, int], days: int | None = None) -> str:
    """Of what is more than now, a week: on so many days of it, else on all that are worked."""
    amount = 0.0
    for lever, count in heads.items():
        worked = len(_same(scenario, lever)) if lever.shift else 7
        amount += (count - lever.now) * _wages(scenario, lever, days or worked)
    if not amount:
        return ""
    premiums = any(scenario.crews[lever.crew].premiums for lever in heads)
    before = " before premiums" if premiums else ""
    return f", for about {amount:,.0f} {scenario.currency} of wages a week more{before}"

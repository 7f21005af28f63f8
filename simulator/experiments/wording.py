"""Differences, goals and counts in words, for every experiment."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiments.goals import Goal, Judged
from simulator.measure.differences import without_spread
from simulator.measure.kpis import kpi
from simulator.measure.statistics import Estimate
from simulator.reporting.conclusions import quoted
from simulator.reporting.labels import label
from simulator.reporting.numbers import asked, shown
from simulator.reporting.periods import Period, holds_text, share_text


def kpi_text(name: str, scope: str = "all") -> str:
    """A KPI in words, with its class if it has one."""
    return label(name) if scope == "all" else f"{label(name)} ({scope})"


def unit_of(name: str, currency: str) -> str:
    """The unit of a KPI."""
    return kpi(name).unit_in(currency)


FEW = 5
"""Below so many replications nothing is called certain: a t interval of four takes the normality of
their figures on trust, which nothing in them could show to be wrong (assumption)."""


def few_text(replications: int) -> str:
    """That there are too few replications to be certain; empty where there are enough."""
    if replications >= FEW:
        return ""
    return (
        f"These figures rest on {replications} replications, too few to call any of them certain; "
        f"take at least {FEW}."
    )


def change_text(found: Estimate, unit: str, like: float | None = None) -> str:
    """A difference with its sign: '+0.9 ± 0.2 points' where the unit is per cent.

    One that is the same in every replication has no half-width, and says so. `like` is the value by
    whose size the unit of time is chosen, so that figures side by side share one. It has as many
    digits as show whether its interval is clear of 0.
    """
    same = without_spread(found)
    half_width = None if same else found.half_width
    called = "points" if unit == "%" else unit
    text = shown(found.mean, half_width, called, like=like, against_zero=True).text
    text = f"{text} (no spread)" if same else text
    return f"+{text}" if found.mean > 0 and not text.startswith("n/a") else text


def value_text(found: Estimate, unit: str) -> str:
    """An estimate with its half-width and unit."""
    return shown(found.mean, found.half_width, unit).text


def goal_text(goal: Goal, currency: str, quotes: bool = False) -> str:
    """'On-time ship at least 98 %', with 'in 90 % of periods' where it asks for that.

    A class is in quotes where the text stands in a sentence.
    """
    amount = asked(goal.value, unit_of(goal.kpi, currency)).text
    periods = "" if goal.share is None else f" in {share_text(goal.share)} of periods"
    scope = quoted(goal.scope) if quotes and goal.scope != "all" else goal.scope
    return f"{kpi_text(goal.kpi, scope)} {goal.relation} {amount}{periods}"


def held_text(each: Judged, currency: str, period: Period) -> str:
    """'On-time ship at least 98 % holds in 51 of 60 fortnights (74 to 92 %)'."""
    told = holds_text(each.held, period, each.goal.share)
    return f"{goal_text(each.goal, currency, quotes=True)} {told}"


def all_of(goals: Sequence[object]) -> str:
    """'the target', 'both targets', 'all 3 targets'."""
    few = {1: "the target", 2: "both targets"}
    return few.get(len(goals), f"all {len(goals)} targets")


def sentence(text: str) -> str:
    """With a capital at the start, unless it is a name that is written in small letters."""
    return text if "_" in text.split()[0] else f"{text[:1].upper()}{text[1:]}"


def counted(number: int, noun: str) -> str:
    """'1 run', '2 runs'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def open_text(left: int, of: str, needed: Sequence[int | None], had: int) -> str:
    """What is not distinguishable, and the replications beyond those had that should decide it."""
    known = sorted(one for one in needed if one is not None)
    text = f"Of {of}, {left} {'is' if left == 1 else 'are'} not distinguishable"
    if not known:
        return f"{text}."
    first, last = (max(one - had, 1) for one in (known[0], known[-1]))
    one_more = "1 more replication" if first == 1 else f"{about(first)} more replications"
    if left == 1:
        return f"{text}; {one_more} should decide it."
    return (
        f"{text}; {one_more} should decide the next of them, {about(last)} all that can be "
        "foreseen."
    )


def about(replications: float) -> str:
    """'about 12'; where there is no point in counting, 'more than 1,000'."""
    return "more than 1,000" if replications > 1000 else f"about {replications:.0f}"

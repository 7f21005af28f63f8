"""Goals in words, for every experiment."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiments.goals import Goal, Judged
from simulator.reporting.conclusions import quoted
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import asked
from simulator.reporting.periods import Period, holds_text, share_text


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

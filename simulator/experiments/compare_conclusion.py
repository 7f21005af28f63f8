"""What a comparison says in a paragraph."""

from __future__ import annotations

from math import isnan

from simulator.experiments.compare import COST, Comparison, Row, State
from simulator.experiments.goals import verdict_of_all
from simulator.experiments.put_off import put_off_text
from simulator.experiments.wording import (
    about,
    all_of,
    change_text,
    counted,
    few_text,
    goal_text,
    kpi_text,
    open_text,
    sentence,
    unit_of,
    value_text,
)
from simulator.reporting.numbers import listed, number

MOST_SENTENCES = 4
"""Alternatives that the conclusion speaks of one by one."""


def conclusion(found: Comparison) -> str:
    """What to do, what it changes, what is left open."""
    changed = [state for state in found.states[1:] if _decided(found, state)]
    same = len({state.limits for state in found.states}) == 1
    told = [_changes(found, state, not same) for state in changed[:MOST_SENTENCES]]
    limits = found.states[0].limits
    parts = (
        few_text(found.replications),
        _advice(found),
        put_off_text(found.put_off, found.alternatives[0].name),
        _missing(found),
        _undecided(found),
        *told,
        _unchanged(found),
        f"All are limited by {limits}." if same and limits else "",
        _selected_sentence(found),
        _open(found),
    )
    return " ".join(part for part in parts if part)


def _advice(found: Comparison) -> str:
    currency = currency_of(found)
    goals = found.states[0].targets
    if not goals:
        return f"Against {found.alternatives[0].name}:"
    what = all_of(goals)
    meeting = [s for s in found.states if verdict_of_all(s.targets) == "met"]
    if not meeting:
        near = max(found.states, key=_nearness)
        rest = [
            f"{goal_text(each.goal, currency)}: {each.verdict}"
            for each in near.targets
            if each.verdict != "met"
        ]
        return (
            f"None of the {len(found.states)} alternatives is shown to meet {what}; "
            f"{near.name} comes closest ({listed(rest)})."
        )
    if len(meeting) == 1:
        return f"Only {meeting[0].name} is shown to meet {what}{_at_cost(found, meeting[0])}."
    least = min(meeting, key=lambda s: (isnan(s.cost.mean), s.cost.mean))
    text = f"{sentence(listed([s.name for s in meeting]))} meet {what}; "
    nearly = [name for name in found.cheapest if name != least.name]
    if not nearly:
        return f"{text}the cheapest of them is {least.name}{_at_cost(found, least)}."
    return (
        f"{text}the cheapest of them on average is {least.name}{_at_cost(found, least)}, from "
        f"which {listed(nearly)} cannot be told apart by cost."
    )


def _nearness(state: State) -> tuple[int, int]:
    """More targets met is nearer, then fewer missed."""
    verdicts = [each.verdict for each in state.targets]
    return verdicts.count("met"), -verdicts.count("missed")


def _missing(found: Comparison) -> str:
    """Who misses a target, where others meet all of them."""
    tallies = {s.name: [each.verdict for each in s.targets] for s in found.states}
    if not any(all(v == "met" for v in tally) for tally in tallies.values()):
        return ""
    names = [name for name, tally in tallies.items() if "missed" in tally]
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    what = "it" if len(found.states[0].targets) == 1 else "one"
    return f"{sentence(listed(names))} {verb} shown to miss {what}."


def _undecided(found: Comparison) -> str:
    """Who is not shown to miss a target nor to meet them all, and what should decide it."""
    told = []
    for state in found.states:
        if verdict_of_all(state.targets) != "undecided":
            continue
        runs = [each.needed for each in state.targets]
        known = [one for one in runs if not isnan(one)]
        enough = f" ({about(max(known))} replications should decide)" if known else ""
        told.append(f"{state.name}{enough}")
    return f"Open: {listed(told)}." if told else ""


def _at_cost(found: Comparison, state: State) -> str:
    if isnan(state.cost.mean) or state.cost.mean == 0:
        return ""
    return f", at {value_text(state.cost, unit_of(COST, currency_of(found)))} an order"


def _decided(found: Comparison, state: State) -> list[Row]:
    """What is distinguishable from the baseline."""
    rows = [row for row in found.rows if row.alternative == state.name]
    return [row for row in rows if row.verdict in ("better", "worse", "higher", "lower")]


def _unchanged(found: Comparison) -> str:
    names = [state.name for state in found.states[1:] if not _decided(found, state)]
    if not names:
        return ""
    return f"{sentence(listed(names))}: no figure is distinguishable from the baseline's."


def _changes(found: Comparison, state: State, limited: bool) -> str:
    """The most important KPIs of one alternative that changed, its cost, and what limits it."""
    decided = _decided(found, state)
    chosen = [row for row in decided if row.kpi != COST][:2]
    chosen += [row for row in decided if row.kpi == COST]
    told = [
        f"{kpi_text(row.kpi, row.scope)} {change_text(row.difference, row.unit)} ({row.verdict})"
        for row in chosen
    ]
    limits = f"; it is limited by {state.limits}" if limited and state.limits else ""
    return f"{state.name}: {listed(told)}{limits}."


def _selected_sentence(found: Comparison) -> str:
    if found.chosen is None:
        return ""
    chosen = found.chosen
    names = [found.alternatives[k].name for k in chosen.selection.survivors]
    amount = f"{number(chosen.indifference, _digits(chosen.indifference))} {chosen.unit}"
    if chosen.selection.decided:
        return (
            f"Best by {kpi_text(chosen.kpi)}: {names[0]}, with {found.confidence:.0%} confidence "
            f"if the best is better by at least {amount} "
            f"({counted(chosen.selection.used, 'run')})."
        )
    return (
        f"The best by {kpi_text(chosen.kpi)} is open after "
        f"{chosen.selection.replications} replications: {listed(names)}; raise --at-most."
    )


def _digits(value: float) -> int:
    return 0 if value == int(value) else 2


def _open(found: Comparison) -> str:
    rows = found.undecided
    if not rows:
        return f"All {len(found.rows)} differences are decided."
    everything = counted(len(found.rows), "difference")
    return open_text(len(rows), everything, [row.needed for row in rows], found.replications)


def currency_of(found: Comparison) -> str:
    """Of all money in it."""
    return found.alternatives[0].scenario.currency

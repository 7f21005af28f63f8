"""What a comparison says in a paragraph: the facts of its template."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Chosen, Comparison
from simulator.experiments.compare.prices import Price
from simulator.experiments.compare.put_off import GROWTH
from simulator.experiments.compare.states import COST, State
from simulator.experiments.wording import all_of, told
from simulator.measure.changes import Change
from simulator.measure.periods import Held
from simulator.reporting.conclusions import MOST_NAMES
from simulator.reporting.numbers import listed, number
from simulator.reporting.periods import Period, holds_text, period_of
from simulator.reporting.verdicts import FEW, more_text, surer, take

MOST_SENTENCES = 5
MOST_PRICES = 2
"""Circumstances whose price is told, one where there is no room; the table has all."""
PARTS = ("few", "equal", "prices", "others", "selected", "put_off", "changes", "limits")
"""What may follow the advice, the most important first: the rest is left to the tables."""


def conclusion(found: Comparison) -> str:
    """What to do first, then why: five sentences and 90 words at most."""
    facts = _facts(found)
    before = 2 if facts["extra"] or not facts["some_case"] else 1
    parts = [name for name in PARTS if facts[name]][: MOST_SENTENCES - before]
    fewer = [{"parts": parts[:k], "daily": False} for k in reversed(range(len(parts)))]
    shorter: list[dict[str, Any]] = [{"prices": facts["prices"][:1]}, {"daily": False}, *fewer]
    daily = len(parts) + before < MOST_SENTENCES  # it is a sentence of its own
    return told(
        "compare", found.crossed.baseline.scenario, shorter, parts=parts, daily=daily, **facts
    )


def _facts(found: Comparison) -> dict[str, Any]:
    advice, crossed = found.recommended, found.crossed
    ordinary, goals = advice.ordinary, found.states[0].targets
    shown = found.state(advice.choice or ordinary.nearest, ORDINARY)
    names = [alternative.name for alternative in found.alternatives]
    hardest = _hardest(found)
    needed = [each.needed for each in shown.targets if not isnan(each.needed)]
    return {
        "target": all_of(goals) if goals else "",
        "goals": len(goals),
        "baseline": crossed.baseline.name,
        "choice": advice.choice,
        "take": "Try" if shown.grows else "Take" if hardest is None else take(hardest),
        "surer": "" if hardest is None or shown.grows else surer(hardest),
        "grows": shown.grows,
        "steadier": bool(ordinary.growing),
        "size": len(crossed.choices),
        "cases": crossed.circumstances,
        "holds": _holds(found, shown.name),
        "meeting": len(ordinary.meeting) - len(ordinary.growing),
        "cheapest": ordinary.cheapest or (shown.name,),
        "cost": None if isnan(shown.cost.mean) or not shown.cost.mean else shown.cost,
        "extra": advice.extra,
        "ordinary": ordinary.choice,
        "some_case": any(case.choice for case in advice.cases),
        "by_case": [
            (case.case, name, case.choice, found.state(name, case.case))
            for case in advice.cases[: MOST_NAMES + 1]
            for name in [case.choice or case.nearest]
        ],
        "nearest": ordinary.nearest,
        "open": shown.verdict == "undecided",
        "more": more_text(max(needed) - found.replications) if needed else "",
        "prices": list(_prices(found))[:MOST_PRICES],
        "others": [] if crossed.circumstances else list(_others(found)),
        "changes": _changes(found, shown.name),
        "put_off": found.put_off,
        "selected": [
            {
                "chosen": one,
                "names": [names[k] for k in one.selection.survivors],
                "indifference": _indifference(one),
            }
            for one in found.chosen[: MOST_NAMES + 1]
        ],
        **_limits(found, shown),
        "equal": crossed.equal,
        "few": FEW if found.replications < FEW else 0,
        "replications": found.replications,
    }


def _hardest(found: Comparison) -> Held | None:
    """In how many periods the recommended choice holds where it holds least surely."""
    name = found.recommended.choice
    if name is None or not found.states[0].targets:
        return None
    cases = [found.state(name, case).together for case in found.crossed.cases]
    return min(cases, key=lambda held: held.low)


def verdict(found: Comparison) -> tuple[str, str]:
    """How many choices meet the targets in every case, or that none is shown to."""
    if not found.states[0].targets:
        return "", ""
    number, cases = len(found.alternatives), len(found.crossed.cases) > 1
    meeting = len(found.recommended.everywhere)
    everywhere = " in every case" if cases else ""
    if meeting:
        return "met", f"Met by {meeting} of {number} choices{everywhere}" if number > 1 else "Met"
    missed = {state.name for state in found.states if state.verdict == "missed"}
    if len(missed) < number:
        return "undecided", "Undecided"
    return "missed", f"Missed by all {number} choices{' in some case' if cases else ''}"


def period(found: Comparison) -> Period:
    """What one replication's window is called."""
    return period_of(found.crossed.baseline.scenario.clock.run)


def _holds(found: Comparison, name: str) -> str:
    """'holds in 9 of 10 weeks (60 to 98 %)'; with circumstances the counts of every case."""
    states = [found.state(name, case).together for case in found.crossed.cases]
    if len(states) == 1 or not found.recommended.choice:
        return holds_text(states[0], period(found))
    hits = [f"{state.hits:,}" for state in states[: MOST_NAMES + 1]]
    trials = states[0].trials
    of = f"of {trials:,} {period(found).counted(trials)}"
    counts = f"{hits[0]} {of} each" if len(set(hits)) == 1 else f"{listed(hits)} {of}"
    return f"holds in {counts}"


def _prices(found: Comparison) -> Iterator[tuple[Price, Price | None]]:
    """What circumstances cost as things are, the dearest first, and with what is recommended."""
    base, advice = found.crossed.baseline.name, found.recommended
    by_case = {case.case: case.choice for case in advice.cases}
    mine = [price for price in found.prices if price.choice == base]
    for price in sorted(mine, key=lambda price: -abs(price.amount.mean)):
        name = by_case[price.case] if advice.choice in (base, None) else advice.choice
        others = (p for p in found.prices if (p.choice, p.case) == (name, price.case))
        told = name not in (base, None) and not price.other_demand
        yield price, next(others) if told else None


def _others(found: Comparison) -> Iterator[tuple[str, list[State]]]:
    """Who misses a target, and who is open, where others meet all of them."""
    if found.recommended.choice and found.states[0].targets:
        for verdict in ("missed", "undecided"):
            mine = [state for state in found.states if state.verdict == verdict]
            if mine:
                yield verdict, mine


def _changes(found: Comparison, name: str) -> list[Change]:
    """The most important KPIs that a choice changes beyond doubt, and its cost."""
    mine = [row for row in found.rows if (row.alternative, row.case) == (name, ORDINARY)]
    rows = [row for row in mine if row.decided and row.kpi != GROWTH]
    chosen = [row for row in rows if row.kpi != COST][:2]
    return [*chosen, *(row for row in rows if row.kpi == COST)]


def _indifference(chosen: Chosen) -> str:
    return number(chosen.indifference, 0 if chosen.indifference == int(chosen.indifference) else 2)


def limits_unsaid(found: Comparison) -> tuple[str, ...]:
    """What limits the choice that the conclusion speaks of, where it had no room to say so."""
    ordinary = found.recommended.ordinary
    shown = found.state(ordinary.choice or ordinary.nearest, ORDINARY)
    sentence = told("limits", found.crossed.baseline.scenario, **_limits(found, shown))
    return (f"{sentence}.",) if sentence and f"{sentence}." not in conclusion(found) else ()


def _limits(found: Comparison, shown: State) -> dict[str, Any]:
    alike = {(state.limits.name, state.limits.kept) for state in found.states}
    all_alike = len(found.states) > 1 and len(alike) == 1
    return {"shown": shown, "limits": shown.limits, "all_alike": all_alike}

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
from simulator.reporting.conclusions import MOST_NAMES, quoted
from simulator.reporting.numbers import listed, number
from simulator.reporting.periods import Period, holds_text, period_of
from simulator.reporting.verdicts import FEW, more_text, surer, take

MOST_SENTENCES = 5
MOST_PRICES = 2
"""Circumstances whose price is told, one where there is no room; the table has all."""
PARTS = ("few", "equal", "prices", "others", "selected", "put_off", "changes", "limits")
"""What may follow the advice, the most important first: the rest is left to the tables."""


def conclusion(comparison: Comparison) -> str:
    """What to do first, then why: five sentences and 90 words at most."""
    facts = _facts(comparison)
    before = 2 if facts["extra"] or not facts["some_case"] else 1
    parts = [name for name in PARTS if facts[name]][: MOST_SENTENCES - before]
    fewer = [{"parts": parts[:k], "daily": False} for k in reversed(range(len(parts)))]
    shorter: list[dict[str, Any]] = [{"prices": facts["prices"][:1]}, {"daily": False}, *fewer]
    daily = len(parts) + before < MOST_SENTENCES  # it is a sentence of its own
    return told(
        "compare", comparison.crossed.baseline.scenario, shorter, parts=parts, daily=daily, **facts
    )


def _facts(comparison: Comparison) -> dict[str, Any]:
    advice, crossed = comparison.recommended, comparison.crossed
    ordinary, goals = advice.ordinary, comparison.states[0].targets
    shown = comparison.state(advice.choice or ordinary.nearest, ORDINARY)
    names = [alternative.name for alternative in comparison.alternatives]
    hardest = _hardest(comparison)
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
        "holds": _holds(comparison, shown.name),
        "meeting": len(ordinary.meeting) - len(ordinary.growing),
        "cheapest": ordinary.cheapest or (shown.name,),
        "cost": None if isnan(shown.cost.mean) or not shown.cost.mean else shown.cost,
        "extra": advice.extra,
        "ordinary": ordinary.choice,
        "some_case": any(case.choice for case in advice.cases),
        "by_case": [
            (case.case, name, case.choice, comparison.state(name, case.case))
            for case in advice.cases[: MOST_NAMES + 1]
            for name in [case.choice or case.nearest]
        ],
        "nearest": ordinary.nearest,
        "open": shown.verdict == "undecided",
        "more": more_text(max(needed) - comparison.replications) if needed else "",
        "prices": list(_prices(comparison))[:MOST_PRICES],
        "others": [] if crossed.circumstances else list(_others(comparison)),
        "changes": _changes(comparison, shown.name),
        "put_off": comparison.put_off,
        "selected": [
            {
                "chosen": each,
                "names": [names[k] for k in each.selection.survivors],
                "indifference": _indifference(each),
            }
            for each in comparison.chosen[: MOST_NAMES + 1]
        ],
        **_limits(comparison, shown),
        "equal": crossed.equal,
        "few": FEW if comparison.replications < FEW else 0,
        "replications": comparison.replications,
    }


def _hardest(comparison: Comparison) -> Held | None:
    """In how many periods the recommended choice holds where it holds least surely."""
    name = comparison.recommended.choice
    if name is None or not comparison.states[0].targets:
        return None
    cases = [comparison.state(name, case).together for case in comparison.crossed.cases]
    return min(cases, key=lambda held: held.low)


def to_decide_targets(comparison: Comparison) -> str:
    """What decides whether the nearest choice meets its targets, where that is left open.

    It is another number than that of the differences, so that both are said together.
    """
    facts = _facts(comparison)
    if facts["some_case"] or not (facts["target"] and facts["open"] and facts["more"]):
        return ""
    nearest, what = quoted(facts["nearest"]), facts["target"]
    return f"Whether {nearest} meets {what} is another question: {facts['more']} should decide it."


def verdict(comparison: Comparison) -> tuple[str, str]:
    """How many choices meet the targets in every case, or that none is shown to."""
    if not comparison.states[0].targets:
        return "", ""
    number, cases = len(comparison.alternatives), len(comparison.crossed.cases) > 1
    meeting = len(comparison.recommended.everywhere)
    everywhere = " in every case" if cases else ""
    if meeting:
        return "met", f"Met by {meeting} of {number} choices{everywhere}" if number > 1 else "Met"
    missed = {state.name for state in comparison.states if state.verdict == "missed"}
    if len(missed) < number:
        return "undecided", "Undecided"
    return "missed", f"Missed by all {number} choices{' in some case' if cases else ''}"


def period(comparison: Comparison) -> Period:
    """What one replication's window is called."""
    return period_of(comparison.crossed.baseline.scenario.clock.run)


def _holds(comparison: Comparison, name: str) -> str:
    """'holds in 9 of 10 weeks (60 to 98 %)'; with circumstances the counts of every case."""
    states = [comparison.state(name, case).together for case in comparison.crossed.cases]
    if len(states) == 1 or not comparison.recommended.choice:
        return holds_text(states[0], period(comparison))
    hits = [f"{state.hits:,}" for state in states[: MOST_NAMES + 1]]
    trials = states[0].trials
    of = f"of {trials:,} {period(comparison).counted(trials)}"
    counts = f"{hits[0]} {of} each" if len(set(hits)) == 1 else f"{listed(hits)} {of}"
    return f"holds in {counts}"


def _prices(comparison: Comparison) -> Iterator[tuple[Price, Price | None]]:
    """What circumstances cost as things are, the dearest first, and with what is recommended."""
    base, advice = comparison.crossed.baseline.name, comparison.recommended
    by_case = {case.case: case.choice for case in advice.cases}
    mine = [price for price in comparison.prices if price.choice == base]
    for price in sorted(mine, key=lambda price: -abs(price.amount.mean)):
        name = by_case[price.case] if advice.choice in (base, None) else advice.choice
        others = (p for p in comparison.prices if (p.choice, p.case) == (name, price.case))
        told = name not in (base, None) and not price.other_demand
        yield price, next(others) if told else None


def _others(comparison: Comparison) -> Iterator[tuple[str, list[State]]]:
    """Who misses a target, and who is open, where others meet all of them."""
    if comparison.recommended.choice and comparison.states[0].targets:
        for verdict in ("missed", "undecided"):
            mine = [state for state in comparison.states if state.verdict == verdict]
            if mine:
                yield verdict, mine


def _changes(comparison: Comparison, name: str) -> list[Change]:
    """The most important KPIs that a choice changes beyond doubt, and its cost."""
    mine = [row for row in comparison.rows if (row.alternative, row.case) == (name, ORDINARY)]
    rows = [row for row in mine if row.decided and row.kpi != GROWTH]
    chosen = [row for row in rows if row.kpi != COST][:2]
    return [*chosen, *(row for row in rows if row.kpi == COST)]


def _indifference(chosen: Chosen) -> str:
    return number(chosen.indifference, 0 if chosen.indifference == int(chosen.indifference) else 2)


def limits_unsaid(comparison: Comparison) -> tuple[str, ...]:
    """What limits the choice that the conclusion speaks of, where it had no room to say so."""
    ordinary = comparison.recommended.ordinary
    shown = comparison.state(ordinary.choice or ordinary.nearest, ORDINARY)
    sentence = told("limits", comparison.crossed.baseline.scenario, **_limits(comparison, shown))
    return (f"{sentence}.",) if sentence and f"{sentence}." not in conclusion(comparison) else ()


def _limits(comparison: Comparison, shown: State) -> dict[str, Any]:
    alike = {(state.limits.name, state.limits.kept) for state in comparison.states}
    all_alike = len(comparison.states) > 1 and len(alike) == 1
    return {"shown": shown, "limits": shown.limits, "all_alike": all_alike}

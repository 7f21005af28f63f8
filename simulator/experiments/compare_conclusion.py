"""What a comparison says in a paragraph: the facts of its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import Any

from simulator.experiments.asked import ORDINARY
from simulator.experiments.compare import Chosen, Comparison
from simulator.experiments.compare_prices import Price
from simulator.experiments.compare_states import COST, State
from simulator.experiments.put_off import GROWTH, put_off_text
from simulator.experiments.wording import all_of
from simulator.measure.changes import Change
from simulator.measure.statistics import Estimate
from simulator.reporting.conclusions import conclude, quoted
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import change_text, listed, number, value_text
from simulator.reporting.periods import Period, holds_text, period_of
from simulator.reporting.verdicts import FEW, more_text

MOST_SENTENCES, MOST_WORDS = 5, 90
MOST_NAMES = 3
"""Names that are listed one by one; of more, the others are counted."""
MOST_PRICES = 2
"""Circumstances whose price is told, one where there is no room; the table has all."""
PARTS = ("few", "equal", "prices", "others", "selected", "growth", "changes", "limits")
"""What may follow the advice, the most important first: the rest is left to the tables."""


def conclusion(found: Comparison) -> str:
    """What to do first, then why: five sentences and 90 words at most."""
    facts = _facts(found)
    before = 2 if facts["extra"] or not facts["some_case"] else 1
    parts = [name for name in PARTS if facts[name]][: MOST_SENTENCES - before]
    text = conclude("compare", parts=parts, **facts)
    if len(text.split()) > MOST_WORDS:
        facts["prices"] = _prices(found, 1)
        text = conclude("compare", parts=parts, **facts)
    while len(text.split()) > MOST_WORDS and parts:
        parts.pop()
        text = conclude("compare", parts=parts, **facts)
    return text


def _facts(found: Comparison) -> dict[str, Any]:
    advice, crossed = found.recommended, found.crossed
    ordinary, goals = advice.ordinary, found.states[0].targets
    shown = found.state(advice.choice or ordinary.nearest, ORDINARY)
    cheapest = ordinary.cheapest or (shown.name,)
    return {
        "target": all_of(goals) if goals else "",
        "choice": advice.choice,
        "act": _act(found, advice.choice),
        "size": len(crossed.choices),
        "cases": some(crossed.circumstances),
        "in_any_case": " in any case" if crossed.circumstances else "",
        "holds": _holds(found, shown.name),
        "meeting": len(ordinary.meeting),
        "cheapest": cheapest,
        "listed_cheapest": some(cheapest),
        "cost": _cost(found, shown),
        "extra": "" if advice.extra is None else value_text(advice.extra, found.currency),
        "extra_shows": advice.extra is not None and advice.extra.low > 0,
        "ordinary": ordinary.choice,
        "some_case": any(one.choice for one in advice.cases),
        "by_case": _by_case(found),
        "nearest": ordinary.nearest,
        "decidable": _enough(found, shown) if shown.verdict == "undecided" else "",
        "prices": _prices(found, MOST_PRICES),
        "others": "" if crossed.circumstances else _others(found),
        "changes": _changes(found, shown.name),
        "growth": put_off_text(found.put_off, crossed.baseline.name),
        "selected": "; ".join(_selection(found, one) for one in found.chosen[: MOST_NAMES + 1]),
        "limits": _limits(found, shown),
        "equal": "; ".join(one.text for one in crossed.equal),
        "few": FEW if found.replications < FEW else 0,
        "replications": found.replications,
    }


def some(names: Sequence[str]) -> str:
    """Names in quotes; of many, the first ones and how many more."""
    told = [quoted(name) for name in names[:MOST_NAMES]]
    more = len(names) - len(told)
    return listed([*told, f"{more} more"] if more else told)


def period(found: Comparison) -> Period:
    """What one replication's window is called."""
    return period_of(found.crossed.baseline.scenario.clock.run)


def _act(found: Comparison, choice: str | None) -> str:
    if choice is None:
        return ""
    if choice != found.crossed.baseline.name:
        return f"Take {quoted(choice)}"
    return f"Keep {quoted(choice)} as it is"


def _holds(found: Comparison, name: str) -> str:
    """'holds in 9 of 10 weeks (60 to 98 %)'; with circumstances the counts of every case."""
    states = [found.state(name, case).together for case in found.crossed.cases]
    if len(states) == 1 or not found.recommended.choice:
        return holds_text(states[0], period(found))
    hits = [f"{one.hits:,}" for one in states[: MOST_NAMES + 1]]
    trials = states[0].trials
    of = f"of {trials:,} {period(found).counted(trials)}"
    counts = f"{hits[0]} {of} each" if len(set(hits)) == 1 else f"{listed(hits)} {of}"
    return f"holds in {counts}"


def _cost(found: Comparison, state: State) -> str:
    if isnan(state.cost.mean) or state.cost.mean == 0:
        return ""
    return value_text(state.cost, unit_of(COST, found.currency))


def _by_case(found: Comparison) -> str:
    """'in the ordinary case keep 'a', under 'flu' take 'b''; where none does, who is nearest."""
    told = []
    for advice in found.recommended.cases[: MOST_NAMES + 1]:
        where = (
            "in the ordinary case" if advice.case == ORDINARY else f"under {quoted(advice.case)}"
        )
        name = advice.choice or advice.nearest
        count = f"({_count(found, found.state(name, advice.case))})"
        verb = "keep" if name == found.crossed.baseline.name else "take"
        if advice.choice:
            told.append(f"{where} {verb} {quoted(name)} {count}")
        else:
            told.append(f"{where} {quoted(name)} comes nearest {count}")
    return listed(told)


def _prices(found: Comparison, most: int) -> str:
    """What the dearest circumstances cost as things are, and with what is recommended for them."""
    base, advice = found.crossed.baseline.name, found.recommended
    mine = [price for price in found.prices if price.choice == base]
    mine.sort(key=lambda price: -abs(price.amount.mean))
    by_case = {one.case: one.choice for one in advice.cases}
    told = []
    for price in mine[:most]:
        text = price_text(found, price)
        name = by_case[price.case] if advice.choice in (base, None) else advice.choice
        if name not in (base, None) and not price.other_demand:
            other = next(p for p in found.prices if (p.choice, p.case) == (name, price.case))
            text = f"{text}, and with {quoted(other.choice)} it {_money(found, other, '')}"
        told.append(text)
    return "; ".join(told)


def price_text(found: Comparison, price: Price) -> str:
    """''flu' costs 210 ± 90 USD a week and 0.3 ± 0.1 points of on-time ship'."""
    name = quoted(price.case)
    if price.other_demand:
        change = change_text(price.per_order, unit_of(COST, found.currency))
        return f"{name} changes the cost of an order by {change}{_service(price)}"
    return f"{name} {_money(found, price, f' a {period(found).one}')}{_service(price)}"


def _money(found: Comparison, price: Price, length: str) -> str:
    """'costs 210 ± 90 USD a week'."""
    amount = price.amount
    if isnan(amount.mean) or amount.low <= 0 <= amount.high:
        return f"shows no cost ({value_text(amount, found.currency)}{length})"
    verb, sign = ("costs", 1) if amount.mean > 0 else ("saves", -1)
    return f"{verb} {value_text(_times(amount, sign), found.currency)}{length}"


def _service(price: Price) -> str:
    """' and 0.3 ± 0.1 points of on-time ship', where it is less or more beyond doubt."""
    change = price.service
    if isnan(change.mean) or change.low <= 0 <= change.high:
        return ""
    if change.mean > 0:
        return f" and gains {value_text(change, 'points')} of on-time ship"
    return f" and takes {value_text(_times(change, -1), 'points')} of on-time ship"


def _times(found: Estimate, factor: float) -> Estimate:
    return replace(found, mean=found.mean * factor)


def _others(found: Comparison) -> str:
    """Who misses a target or is open, where others meet all of them."""
    goals = found.states[0].targets
    if not found.recommended.choice or not goals:
        return ""
    it = "it" if len(goals) == 1 else "them"
    verbs = (("missed", f"misses {it}", f"miss {it}"), ("undecided", "is open", "are open"))
    told = []
    for verdict, one, many in verbs:
        mine = [state for state in found.states if state.verdict == verdict]
        names = [f"{quoted(state.name)} ({_count(found, state)})" for state in mine[:MOST_NAMES]]
        if len(mine) > len(names):
            names.append(f"{len(mine) - len(names)} more")
        if names:
            told.append(f"{listed(names)} {one if len(names) == 1 else many}")
    return "; ".join(told)


def _count(found: Comparison, state: State) -> str:
    """'7 of 10 weeks'."""
    held = state.together
    return f"{held.hits:,} of {held.trials:,} {period(found).counted(held.trials)}"


def _enough(found: Comparison, state: State) -> str:
    """What should decide an open target."""
    known = [each.needed for each in state.targets if not isnan(each.needed)]
    if not known:
        return "; more replications have to decide"
    return f"; {more_text(max(known) - found.replications)} should decide"


def _decided(found: Comparison, name: str, case: str = ORDINARY) -> list[Change]:
    """What is distinguishable from the baseline."""
    return [
        row for row in found.rows if (row.alternative, row.case) == (name, case) and row.decided
    ]


def _changes(found: Comparison, name: str) -> str:
    """The most important KPIs that a choice changes, and its cost."""
    rows = [row for row in _decided(found, name) if row.kpi != GROWTH]
    chosen = [row for row in rows if row.kpi != COST][:2]
    chosen += [row for row in rows if row.kpi == COST]
    told = [
        f"{kpi_text(row.kpi, row.scope)} {change_text(row.together, row.unit)}" for row in chosen
    ]
    return f"Against {quoted(found.crossed.baseline.name)}: {listed(told)}" if told else ""


def _selection(found: Comparison, chosen: Chosen) -> str:
    names = [found.alternatives[k].name for k in chosen.selection.survivors]
    where = "" if len(found.crossed.cases) == 1 else f" ({chosen.case})"
    what = kpi_text(chosen.kpi)
    if not chosen.selection.decided:
        return f"Best by {what}{where}: open between {some(names)}; raise --at-most"
    digits = 0 if chosen.indifference == int(chosen.indifference) else 2
    amount = f"{number(chosen.indifference, digits)} {chosen.unit}"
    return f"Best by {what}{where}: {quoted(names[0])}, if {amount} make no difference"


def limits_unsaid(found: Comparison) -> tuple[str, ...]:
    """What limits the choice that the conclusion speaks of, where it had no room to say so."""
    ordinary = found.recommended.ordinary
    said = _limits(found, found.state(ordinary.choice or ordinary.nearest, ORDINARY))
    return (f"{said}.",) if said and f"{said}." not in conclusion(found) else ()


def _limits(found: Comparison, shown: State) -> str:
    limits, name = shown.limits, quoted(shown.name)
    if not limits:
        return ""
    several = len(found.states) > 1
    all_alike = several and len({(s.limits.name, s.limits.kept) for s in found.states}) == 1
    if limits.first is None:
        return f"Nothing limits {'them' if all_alike else name}"
    if limits.kept:
        with_whom = "each of them" if all_alike else name
        return f"With {with_whom} orders wait longest for {limits.words}"
    return f"{'All are' if all_alike else f'{name} is'} limited by {limits.words}"

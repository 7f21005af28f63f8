"""The tables of a comparison, for people and as frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Comparison, rank
from simulator.experiments.compare.conclusion import period
from simulator.experiments.compare.put_off import GROWTH
from simulator.experiments.compare.states import COST, State
from simulator.measure.changes import Change
from simulator.reporting.comparison import (
    Column,
    amounts,
    changed,
    changes_frame,
    differences,
    frame,
    hidden,
    numbers,
    table,
    tallies,
    verdicts,
    words,
)
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import listed, value_text
from simulator.reporting.tables import NONE, SYMBOLS, Table
from simulator.reporting.verdicts import ORDER

if TYPE_CHECKING:
    import pandas as pd

NEEDED = "Needed"
"""Head of the replications that should decide a difference."""
MOST_CASES = 4
"""Cases that stand side by side; more of them stand below each other."""


def frames(comparison: Comparison) -> Mapping[str, pd.DataFrame]:
    """The CSV files by name; prices only where there are circumstances."""
    every = {
        "compare": changes_frame(comparison.rows),
        "choices": frame(_states(comparison)),
        "best": _best_frame(comparison),
        "circumstances": frame(_prices(comparison)),
    }
    return {name: made for name, made in every.items() if len(made)}


def choices(comparison: Comparison) -> Table:
    """One row per choice: what it meets in each case, or what it costs there."""
    cases = comparison.crossed.cases
    if len(cases) == 1 or len(cases) > MOST_CASES:
        return states(comparison)
    names = [choice.name for choice in comparison.alternatives]
    by_case = [[comparison.state(name, case) for name in names] for case in cases]
    asked = bool(comparison.states[0].targets)
    columns = [words("Choice", (_advised(comparison, name) for name in names))]
    columns += [
        (words if asked else numbers)(_capital(case), (_met(comparison, state) for state in mine))
        for case, mine in zip(cases, by_case, strict=True)
    ]
    star = "(* recommended for the case)"
    if not asked:
        return table(f"Cost per order in each case {star}", columns)
    columns.append(numbers("Cost per order", (_cost(comparison, state) for state in by_case[0])))
    marks = [_worst(mine) for mine in zip(*by_case, strict=True)]
    caption = (
        f"Which choice meets {_targets(comparison)}, in how many {period(comparison).many} {star}"
    )
    return replace(table(caption, columns, marks), marked=0)


def states(comparison: Comparison) -> Table:
    """One row per choice and case."""
    return table("Each choice by itself", _states(comparison))


def _states(comparison: Comparison) -> list[Column]:
    several, told = len(comparison.crossed.cases) > 1, comparison.states
    grows = len({state.growth for state in told}) > 1
    advised = {advice.case: advice.choice for advice in comparison.recommended.cases}
    held = tallies(period(comparison), [state.together for state in told])
    names = [state.name for state in told]
    shown = names if several else [_advised(comparison, name) for name in names]
    limits = [state.limits.name.removeprefix("the ") if state.limits else NONE for state in told]
    costs = {
        "cost_per_order": [state.cost.mean for state in told],
        "cost_half_width": [state.cost.half_width for state in told],
    }
    growths = [state.growth for state in told]
    return [
        words("Choice", shown, "alternative", names),
        _cases(comparison, [state.case for state in told]),
        verdicts(_capital(_targets(comparison)), [state.verdict for state in told]),
        held if told[0].targets else replace(held, cells=[NONE] * len(told)),
        words("Limited by", limits),
        Column("Cost per order", [_cost(comparison, state) for state in told], costs),
        differences(
            "Backlog grows by" if grows else "", growths, unit_of(GROWTH, comparison.currency),
            "backlog_growth", "growth_half_width",
        ),
        hidden(
            recommended=[advised[state.case] == state.name for state in told],
            limits=[state.limits.words for state in told],
        ),
    ]  # fmt: skip


def _cases(comparison: Comparison, cases: Sequence[str], name: str = "circumstance") -> Column:
    """The case of each row; for people only where there are several."""
    several = len(comparison.crossed.cases) > 1
    return words("Case" if several else "", map(_capital, cases), name, cases)


def _targets(comparison: Comparison) -> str:
    return "the target" if len(comparison.states[0].targets) == 1 else "the targets"


def _capital(text: str) -> str:
    """With a capital at the start, unless it is a user's name."""
    own = text not in (ORDINARY, "the target", "the targets")
    return text if own else f"{text[:1].upper()}{text[1:]}"


def _met(comparison: Comparison, state: State) -> str:
    """In how many periods it holds, by its verdict; what an order costs where nothing has to."""
    advised = {advice.case: advice.choice for advice in comparison.recommended.cases}
    star = " *" if advised[state.case] == state.name else ""
    if state.verdict is None:
        return f"{_cost(comparison, state)}{star}"
    held = state.together
    return f"{SYMBOLS[state.verdict]} {held.hits:,} of {held.trials:,}{star}"


def _worst(states: Sequence[State]) -> str:
    return next((word for word in ORDER if word in {state.verdict for state in states}), "")


def _advised(comparison: Comparison, name: str) -> str:
    """The recommended choice is marked."""
    return f"{name} (recommended)" if name == comparison.recommended.choice else name


def _cost(comparison: Comparison, state: State) -> str:
    return value_text(state.cost, unit_of(COST, comparison.currency)) if state.cost.mean else NONE


def circumstances(comparison: Comparison) -> Table:
    """What each circumstance costs: as things are, with the recommended choice, with the others."""
    return table("What circumstances cost: with them less without, paired", _prices(comparison))


def _prices(comparison: Comparison) -> list[Column]:
    first = (comparison.crossed.baseline.name, comparison.recommended.choice)
    prices = sorted(
        comparison.prices,
        key=lambda price: first.index(price.choice) if price.choice in first else len(first),
    )
    currency, length = comparison.currency, period(comparison).one
    lost, column = f"Margin lost a {length}", "margin_lost"
    if not all(price.sold for price in prices):
        lost, column = f"Cost added a {length}", "cost_added"
    per_order, growth = unit_of(COST, currency), unit_of(GROWTH, currency)
    return [
        words("Circumstance", [price.case for price in prices], "circumstance"),
        words("Choice", [price.choice for price in prices], "alternative"),
        differences(lost, [price.amount for price in prices], currency, column),
        differences("Cost per order", [price.per_order for price in prices], per_order, COST),
        differences(
            "On-time ship", [price.service for price in prices], "%", "on_time_ship_points"
        ),
        differences("", [price.growth for price in prices], growth, "backlog_growth"),
        hidden(
            same_orders=[not price.other_demand for price in prices],
            replications=[price.amount.n for price in prices],
        ),
    ]


def gaps(comparison: Comparison) -> Table:
    """One row per difference; those of a KPI that are exactly 0 have one row together."""
    by_kpi: dict[tuple[str, str], list[Change]] = {}
    for row in comparison.rows:
        by_kpi.setdefault((row.kpi, row.scope), []).append(row)
    rows: list[Change] = []
    for mine in by_kpi.values():
        same = [row for row in mine if row.verdict == "the same"]
        if len(same) > 1:
            which = "all" if len(same) == len(mine) else f"{len(same)} of {len(mine)}"
            same = [replace(same[0], alternative=which, case=which)]
        rows += [*same, *(row for row in mine if row.verdict != "the same")]
    rows.sort(key=rank)
    needed = [row.needed if row.verdict == "not distinguishable" else None for row in rows]
    columns = (
        words("Choice", (row.alternative for row in rows)),
        _cases(comparison, [row.case for row in rows]),
        words("KPI", (kpi_text(row.kpi, row.scope) for row in rows)),
        verdicts("Verdict", (row.verdict for row in rows)),
        changed(rows),
        numbers(NEEDED if any(needed) else "", (f"{each:,}" if each else NONE for each in needed)),
    )
    caption = f"Differences from {comparison.crossed.baseline.name}, paired, decided ones first"
    return table(caption, columns)


def means(comparison: Comparison) -> Table:
    """One row per KPI and case, one column per choice."""
    by_row: dict[tuple[str, str, str], list[Change]] = {}
    for row in comparison.rows:
        by_row.setdefault((row.kpi, row.scope, row.case), []).append(row)
    rows, units = list(by_row.values()), [mine[0].unit for mine in by_row.values()]
    base, *others = (alternative.name for alternative in comparison.alternatives)
    columns = [
        words("KPI", (kpi_text(name, scope) for name, scope, _ in by_row)),
        _cases(comparison, [case for *_, case in by_row]),
        amounts(base, [mine[0].baseline for mine in rows], units),
    ]
    columns += [
        amounts(name, [mine[k].value for mine in rows], units) for k, name in enumerate(others)
    ]
    return table("Means", columns)


def best(comparison: Comparison) -> Table:
    """One row per KPI and case: the choices that no other is shown to beat."""
    names = [alternative.name for alternative in comparison.alternatives]
    rows = comparison.best if len(names) > 1 else ()
    columns = (
        words("KPI", (kpi_text(row.kpi, row.scope) for row in rows)),
        _cases(comparison, [row.case for row in rows]),
        words("Not shown to be beaten", (listed(list(row.who(names))) or NONE for row in rows)),
    )
    return table("Which may be the best", columns)


def _best_frame(comparison: Comparison) -> pd.DataFrame:
    """best.csv: how far each choice may be from the best of the others, KPI by KPI."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "circumstance": each.case,
                "kpi": each.kpi,
                "scope": each.scope,
                "alternative": choice.name,
                "low": interval.low,
                "high": interval.high,
                "may_be_best": interval.may_be_best,
            }
            for each in comparison.best
            for choice, interval in zip(comparison.alternatives, each.against, strict=True)
        ]
    )

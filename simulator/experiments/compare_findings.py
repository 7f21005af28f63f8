"""A comparison for people: verdicts first, then what circumstances cost, then differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.experiments.asked import ORDINARY
from simulator.experiments.basis import basis
from simulator.experiments.caveats import of_trials
from simulator.experiments.compare import Chosen, Comparison, Row, rank
from simulator.experiments.compare_charts import charts
from simulator.experiments.compare_conclusion import conclusion, limits_unsaid, period
from simulator.experiments.compare_frames import frames as frames_of
from simulator.experiments.compare_states import COST, State
from simulator.experiments.compare_tables import best, capital, means
from simulator.experiments.moved_cut_offs import moved_cut_offs, moved_table
from simulator.experiments.provenance import provenance
from simulator.experiments.put_off import GROWTH
from simulator.experiments.together import together_text
from simulator.experiments.trials import Trials
from simulator.experiments.wording import (
    change_text,
    counted,
    kpi_text,
    unit_of,
    value_text,
)
from simulator.reporting.findings import Findings
from simulator.reporting.numbers import number
from simulator.reporting.periods import tally_head, tally_text
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

MARK = {"better": "met", "worse": "missed", "not distinguishable": "undecided"}
SYMBOLS = {"met": "✓", "missed": "✗", "undecided": "?"}
MOST_CASES = 4
"""Cases that stand side by side; more of them stand below each other."""


def findings(
    found: Comparison,
    known: Trials,
    *,
    command: str,
    seconds: float,
    frames: Mapping[str, pd.DataFrame] | None = None,
) -> Findings:
    """The comparison as its reader wants it, with further frames to be written."""
    crossed = found.crossed
    baseline = crossed.baseline
    ordinary = {name: found.crossed.cells[name, ORDINARY] for name in _choices(found)}
    moved = moved_cut_offs(ordinary, known, found.replications)
    tables = (_circumstances(found), moved_table(moved, baseline.name), _differences(found))
    every = tuple(
        one if case == ORDINARY else replace(one, name=f"{name}, {case}")
        for (name, case), one in crossed.cells.items()
    )
    return Findings(
        kind="fulfillment simulator comparison",
        title=f"{baseline.scenario.title or baseline.name}: {_compared(found)}",
        question=baseline.scenario.question,
        conclusion=conclusion(found),
        main=_verdicts(found),
        shown=tuple(table for table in tables if table.rows),
        more=tuple(table for table in (_states(found), means(found), best(found)) if table.rows),
        charts=charts(found, known),
        warnings=_warnings(found, known),
        notes=_notes(found),
        footnotes=_footnotes(found),
        frames={**frames_of(found), **(frames or {})},
        facts={**_facts(found), "moved_cut_offs": [one.fact for one in moved]},
        manifest=provenance(every, known, command, seconds, found.replications),
    )


def _choices(found: Comparison) -> list[str]:
    return [one.name for one in found.alternatives]


def _warnings(found: Comparison, known: Trials) -> tuple[str, ...]:
    whom = {
        f"'{name}'" if case == ORDINARY else f"'{name}' under '{case}'": one
        for (name, case), one in found.crossed.cells.items()
    }
    return of_trials(known, whom, (COST, *(row.kpi for row in found.rows)))


def _compared(found: Comparison) -> str:
    choices = f"{counted(len(found.alternatives), 'choice')} compared"
    events = len(found.crossed.circumstances)
    return f"{choices} under {counted(events, 'circumstance')}" if events else choices


def _facts(found: Comparison) -> dict[str, Any]:
    crossed = found.crossed
    return {
        "baseline": crossed.baseline.name,
        "alternatives": [one.name for one in crossed.choices[1:]],
        "circumstances": list(crossed.circumstances),
        "recommended": found.recommended.choice,
        "recommended_by_case": {one.case: one.choice for one in found.recommended.cases},
        "equal": [one.text for one in crossed.equal],
        "replications": found.replications,
        "runs": found.replications * len(crossed.cells),
        "confidence": found.confidence,
        "variance_ratio": None if isnan(found.variance_ratio) else found.variance_ratio,
        "backlog_growth_differs": [one.fact for one in found.put_off],
        "selected": [_selected(found, one) for one in found.chosen],
        "limits": [
            {"alternative": one.name, "circumstance": one.case, **one.limits.facts}
            for one in found.states
        ],
    }


def _selected(found: Comparison, chosen: Chosen) -> dict[str, Any]:
    selection = chosen.selection
    return {
        "circumstance": chosen.case,
        "kpi": chosen.kpi,
        "indifference": chosen.indifference,
        "decided": selection.decided,
        "survivors": [found.alternatives[k].name for k in selection.survivors],
        "replications": selection.replications,
        "runs": selection.used,
    }


def _verdicts(found: Comparison) -> Table:
    """One row per choice: what it meets in each case."""
    cases = found.crossed.cases
    if len(cases) == 1 or len(cases) > MOST_CASES:
        return _states(found)
    chosen = {advice.case: advice.choice for advice in found.recommended.cases}
    rows, marks = [], []
    for choice in found.alternatives:
        states = [found.state(choice.name, case) for case in cases]
        cells = [_met(found, state, chosen[state.case] == choice.name) for state in states]
        rows.append((_advised(found, choice.name), *cells, _cost(found, states[0])))
        marks.append(_worst(states))
    star = "(* recommended for the case)"
    if not found.states[0].targets:
        head = ("Choice", *(capital(case) for case in cases))
        cut = tuple(row[:-1] for row in rows)
        return Table(f"Cost per order in each case {star}", head, cut, 1, (), tuple(marks), 0)
    caption = f"Which choice meets {_targets(found)}, in how many {period(found).many} {star}"
    head = ("Choice", *(capital(case) for case in cases), "Cost per order")
    return Table(caption, head, tuple(rows), 1 + len(cases), (), tuple(marks), 0)


def _states(found: Comparison) -> Table:
    """One row per choice and case."""
    several = len(found.crossed.cases) > 1
    grows = len({state.growth for state in found.states}) > 1
    rows = []
    for state in found.states:
        name = state.name if several else _advised(found, state.name)
        case = (capital(state.case),) if several else ()
        held = tally_text(state.together) if state.targets else NONE
        growth = (_change(state.growth, unit_of(GROWTH, found.currency)),) if grows else ()
        limits = state.limits.name.removeprefix("the ") if state.limits else NONE
        rows.append(
            (name, *case, state.verdict or NONE, held, limits, _cost(found, state), *growth)
        )
    head = (
        *("Choice", *(("Case",) if several else ()), capital(_targets(found))),
        *(tally_head(period(found)), "Limited by", "Cost per order"),
        *(("Backlog grows by",) if grows else ()),
    )
    marks = tuple(state.verdict or "" for state in found.states)
    texts, verdict = (5, 2) if several else (4, 1)
    return Table("Each choice by itself", head, tuple(rows), texts, (), marks, verdict)


def _targets(found: Comparison) -> str:
    goals = found.states[0].targets
    return "the target" if len(goals) == 1 else "the targets"


def _met(found: Comparison, state: State, chosen: bool) -> str:
    """In how many periods it holds, by its verdict; what an order costs where nothing has to."""
    star = " *" if chosen else ""
    if state.verdict is None:
        return f"{_cost(found, state)}{star}"
    held = state.together
    return f"{SYMBOLS[state.verdict]} {held.hits:,} of {held.trials:,}{star}"


def _worst(states: list[State]) -> str:
    verdicts = {state.verdict for state in states}
    return next((word for word in ("missed", "undecided", "met") if word in verdicts), "")


def _advised(found: Comparison, name: str) -> str:
    """The recommended choice is marked."""
    return f"{name} (recommended)" if name == found.recommended.choice else name


def _cost(found: Comparison, state: State) -> str:
    return value_text(state.cost, unit_of(COST, found.currency)) if state.cost.mean else NONE


def _change(found: Any, unit: str) -> str:
    return NONE if isnan(found.mean) else change_text(found, unit)


def _circumstances(found: Comparison) -> Table:
    """What each circumstance costs: as things are, with the recommended choice, with the others."""
    currency = found.currency
    first = (found.crossed.baseline.name, found.recommended.choice)
    ordered = sorted(
        found.prices,
        key=lambda price: first.index(price.choice) if price.choice in first else len(first),
    )
    rows = [
        (
            price.case,
            price.choice,
            _change(price.amount, currency),
            _change(price.per_order, unit_of(COST, currency)),
            _change(price.service, "%"),
        )
        for price in ordered
    ]
    lost = f"Margin lost a {period(found).one}"
    head = ("Circumstance", "Choice", lost, "Cost per order", "On-time ship")
    caption = "What circumstances cost: with them less without, paired"
    return Table(caption, head, tuple(rows), 2)


def _differences(found: Comparison) -> Table:
    """One row per difference; those of a KPI that are exactly 0 have one row together."""
    several = len(found.crossed.cases) > 1
    by_kpi: dict[tuple[str, str], list[Row]] = {}
    for row in found.rows:
        by_kpi.setdefault((row.kpi, row.scope), []).append(row)
    rows: list[Row] = []
    for mine in by_kpi.values():
        same = [row for row in mine if row.verdict == "the same"]
        if len(same) > 1:
            which = "all" if len(same) == len(mine) else f"{len(same)} of {len(mine)}"
            same = [replace(same[0], alternative=which, case=which)]
        rows += [*same, *(row for row in mine if row.verdict != "the same")]
    rows.sort(key=rank)
    cells = [
        (
            row.alternative,
            *((capital(row.case),) if several else ()),
            kpi_text(row.kpi, row.scope),
            row.verdict,
            change_text(
                row.together,
                row.unit,
                max(abs(one.difference.mean) for one in by_kpi[row.kpi, row.scope]),
            ),
            f"{row.needed:,}" if row.needed and row.verdict == "not distinguishable" else NONE,
        )
        for row in rows
    ]
    head = ("Choice", *(("Case",) if several else ()), "KPI", "Verdict", "Difference", "Needed")
    caption = f"Differences from {found.crossed.baseline.name}, paired, decided ones first"
    marks = tuple(MARK.get(row.verdict, "") for row in rows)
    texts = 4 if several else 3
    return Table(caption, head, tuple(cells), texts, (), marks, texts - 1)


def _notes(found: Comparison) -> tuple[str, ...]:
    """What the figures are, and what was left out."""
    cells = len(found.crossed.cells)
    runs = f", {cells} x {found.replications} runs" if cells > len(found.alternatives) else ""
    return (
        *limits_unsaid(found),
        f"{found.replications} replications{runs}; ± is a {found.confidence:.0%} interval. "
        f"{together_text(sum(not isnan(row.p) for row in found.rows))}",
        *found.crossed.present,
        *(f"Left out: {one.text}." for one in found.crossed.equal),
        *basis(
            found.crossed.baseline.scenario,
            (each for state in found.states for each in state.targets),
            found.replications,
            *(one.scenario for one in found.alternatives),
        ),
    )


def _footnotes(found: Comparison) -> tuple[str, ...]:
    """What the statistics rest on."""
    notes = []
    tests = sum(not isnan(row.p) for row in found.rows)
    if tests:
        notes.append(
            f"Verdicts on differences and their p are adjusted for all {tests} tests (Holm); "
            "'needed' are the replications in all that should decide one. Choices are the cheapest "
            "unless multiple comparisons with the best show that another undercuts them; of those "
            "left, the baseline is kept."
        )
    if not isnan(found.variance_ratio):
        notes.append(
            "Common random numbers: the variance of the same difference of independent runs would "
            f"be {number(found.variance_ratio, 1)} times as large (median over the KPIs), so that "
            "they would need as many times the replications."
        )
    notes += [
        f"Selection by {one.kpi} ({one.case}): Kim & Nelson's procedure, right with "
        f"{found.confidence:.0%} confidence if the best is better by at least "
        f"{number(one.indifference, 2)} {one.unit}; {counted(one.selection.used, 'run')}."
        for one in found.chosen
    ]
    return tuple(notes)

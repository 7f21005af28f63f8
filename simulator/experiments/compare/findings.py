"""A comparison for people: verdicts first, then what circumstances cost, then differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.experiments.basis import basis
from simulator.experiments.caveats import of_trials
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.charts import charts
from simulator.experiments.compare.compare import Chosen, Comparison
from simulator.experiments.compare.conclusion import conclusion, limits_unsaid, verdict
from simulator.experiments.compare.moved_cut_offs import moved_cut_offs, moved_table
from simulator.experiments.compare.states import COST
from simulator.experiments.compare.tables import (
    NEEDED,
    best,
    choices,
    circumstances,
    gaps,
    means,
    states,
)
from simulator.experiments.compare.tables import frames as csv_frames
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials
from simulator.experiments.unpriced import NO_MARGIN
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable, crossed, points_frame
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import counted, number
from simulator.reporting.periods import share_text
from simulator.reporting.verdicts import open_text, together_text

if TYPE_CHECKING:
    import pandas as pd


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
    tables = (circumstances(found), moved_table(moved, baseline.name), gaps(found))
    main, more = choices(found), (states(found), means(found), best(found))
    every = tuple(
        one if case == ORDINARY else replace(one, name=f"{name}, {case}")
        for (name, case), one in crossed.cells.items()
    )
    return Findings(
        kind="fulfillment simulator comparison",
        title=f"{baseline.scenario.title or baseline.name}: {_compared(found)}",
        question=baseline.scenario.question,
        conclusion=conclusion(found),
        main=main,
        shown=tuple(table for table in tables if table.rows),
        more=tuple(table for table in more if table.rows and table != main),
        charts=charts(found, known),
        warnings=_warnings(found, known),
        notes=_notes(found),
        footnotes=footnotes(found),
        frames={**csv_frames(found), **(frames or {})},
        grids=tuple(_grids(found)),
        facts={**_facts(found), "moved_cut_offs": [one.fact for one in moved]},
        manifest=provenance(every, known, command, seconds, found.replications),
        called=_called(found),
        as_it_is=baseline.name,
        verdict=verdict(found),
    )


def _called(found: Comparison) -> tuple[tuple[str, str], ...]:
    """What each choice and circumstance is, by its title; the house unchanged first.

    Nothing where no variant has a title of its own.
    """
    crossed = found.crossed
    base = crossed.baseline.scenario.title
    titles = {name: crossed.cells[name, ORDINARY].scenario.title for name in _choices(found)[1:]}
    titles |= {
        case: crossed.cells[crossed.baseline.name, case].scenario.title
        for case in crossed.circumstances
    }
    told = [(name, title) for name, title in titles.items() if title not in ("", base)]
    if not told:
        return ()
    own_words = f"the house as it is ({base})" if base else "the house as it is"
    return ((crossed.baseline.name, own_words), *told)


def _grids(found: Comparison) -> Iterator[WideTable]:
    """Verdict and cost per order of each choice in each case."""

    def table(name: str, values: Iterable[Any]) -> pd.DataFrame:
        rows = [(state.name, state.case, value)
                for state, value in zip(found.states, values, strict=True)]  # fmt: skip
        frame = points_frame(rows, ["Choice", "Case", name])
        return crossed(frame, "Choice", "Case", name)

    cost, unit = kpi_text(COST), unit_of(COST, found.crossed.baseline.scenario.currency)
    verdicts = table("Verdict", (state.verdict for state in found.states))
    yield WideTable("Verdict by choice and case", verdicts, colored=True)
    costs = table(cost, (state.cost.mean for state in found.states))
    yield WideTable(f"{cost} by choice and case", costs, unit, "column", colored=True)


def _choices(found: Comparison) -> list[str]:
    return [one.name for one in found.alternatives]


def _warnings(found: Comparison, known: Trials) -> tuple[str, ...]:
    whom = {
        f"'{name}'" if case == ORDINARY else f"'{name}' under '{case}'": one
        for (name, case), one in found.crossed.cells.items()
    }
    told = of_trials(known, whom, (COST, *(row.kpi for row in found.rows)))
    return told if all(price.sold for price in found.prices) else (*told, NO_MARGIN)


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


def _notes(found: Comparison) -> tuple[str, ...]:
    """What the figures are, and what was left out."""
    cells = len(found.crossed.cells)
    runs = f", {cells} x {found.replications} runs" if cells > len(found.alternatives) else ""
    return (
        *limits_unsaid(found),
        f"{found.replications} replications{runs}; ± is a {share_text(found.confidence)} interval. "
        f"{together_text(sum(not isnan(row.p) for row in found.rows))}",
        *_open(found),
        *found.crossed.present,
        *(f"Left out: {one.text}." for one in found.crossed.equal),
        *basis(
            found.crossed.baseline.scenario,
            (each for state in found.states for each in state.targets),
            found.replications,
            *(one.scenario for one in found.alternatives),
        ),
    )


def _open(found: Comparison) -> tuple[str, ...]:
    """How many replications should decide the differences that are open; nothing where none is."""
    needed = [row.needed for row in found.undecided]
    told = counted(len(found.rows), "difference")
    return (open_text(told, needed, found.replications),) if needed else ()


TIMES_TOLD = 1.05
"""So many times the replications of independent runs are told: less is written 1.0."""


def footnotes(found: Comparison, *, alone: bool = False) -> tuple[str, ...]:
    """What the statistics rest on; `alone`: where neither a table nor a file stands beside them."""
    notes = []
    tests = sum(not isnan(row.p) for row in found.rows)
    if tests:
        told = f"Verdicts on differences are adjusted for all {tests} tests (Holm)"
        told += "." if alone else ", and so is p in compare.csv."
        if not alone and NEEDED in gaps(found).head:
            told += (
                f" '{NEEDED}' are the replications in all that should decide one, with a dash "
                "where it is decided or no number can be told."
            )
        notes.append(
            f"{told} Choices are the cheapest "
            "unless multiple comparisons with the best show that another undercuts them; of those "
            "left, the baseline is kept."
        )
    if found.variance_ratio >= TIMES_TOLD:
        notes.append(
            "Common random numbers: the variance of the same difference of independent runs would "
            f"be {number(found.variance_ratio, 1)} times as large (median over the KPIs), so that "
            "they would need as many times the replications."
        )
    notes += [
        f"Selection by {one.kpi} ({one.case}): Kim & Nelson's procedure, right with "
        f"{share_text(found.confidence)} confidence if the best is better by at least "
        f"{number(one.indifference, 2)} {one.unit}; {counted(one.selection.used, 'run')}."
        for one in found.chosen
    ]
    return tuple(notes)

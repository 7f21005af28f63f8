"""A comparison for people: verdicts first, then what circumstances cost, then differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.experiments.assumed_free import assumed_free
from simulator.experiments.basis import basis
from simulator.experiments.caveats import of_trials
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.charts import charts
from simulator.experiments.compare.compare import Chosen, Comparison
from simulator.experiments.compare.conclusion import (
    conclusion,
    limits_unsaid,
    to_decide_targets,
    verdict,
)
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
from simulator.experiments.unpriced import untold_margin
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable, crossed, points_frame
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import counted, number
from simulator.reporting.periods import share_text
from simulator.reporting.verdicts import open_text, together_text

if TYPE_CHECKING:
    import pandas as pd


def findings(
    comparison: Comparison,
    known: Trials,
    *,
    command: str,
    seconds: float,
    frames: Mapping[str, pd.DataFrame] | None = None,
) -> Findings:
    """The comparison as its reader wants it, with further frames to be written."""
    crossed = comparison.crossed
    baseline = crossed.baseline
    ordinary = {name: comparison.crossed.cells[name, ORDINARY] for name in _choices(comparison)}
    moved = moved_cut_offs(ordinary, known, comparison.replications)
    tables = (circumstances(comparison), moved_table(moved, baseline.name), gaps(comparison))
    main, more = choices(comparison), (states(comparison), means(comparison), best(comparison))
    every = tuple(
        cell if case == ORDINARY else replace(cell, name=f"{name}, {case}")
        for (name, case), cell in crossed.cells.items()
    )
    return Findings(
        kind="fulfillment simulator comparison",
        title=f"{baseline.scenario.title or baseline.name}: {_compared(comparison)}",
        question=baseline.scenario.question,
        conclusion=conclusion(comparison),
        main=main,
        shown=tuple(table for table in tables if table.rows),
        more=tuple(table for table in more if table.rows and table != main),
        charts=charts(comparison, known),
        warnings=_warnings(comparison, known),
        notes=_notes(comparison),
        footnotes=footnotes(comparison),
        frames={**csv_frames(comparison), **(frames or {})},
        grids=tuple(_grids(comparison)),
        facts={**_facts(comparison), "moved_cut_offs": [each.fact for each in moved]},
        manifest=provenance(every, known, command, seconds, comparison.replications),
        called=_called(comparison),
        as_it_is=baseline.name,
        verdict=verdict(comparison),
    )


def _called(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What each choice and circumstance is, by its title or what it sets; the house first.

    Of a league which policy that has. Nothing where names say all there is.
    """
    crossed = comparison.crossed
    base = crossed.baseline.scenario.title
    titles = {
        name: crossed.cells[name, ORDINARY].scenario.title for name in _choices(comparison)[1:]
    }
    titles |= {
        case: crossed.cells[crossed.baseline.name, case].scenario.title
        for case in crossed.circumstances
    }
    told = [
        (name, title if title not in ("", base) else crossed.changed.get(name, ""))
        for name, title in titles.items()
    ]
    told = [(name, text) for name, text in told if text]
    if not told and not crossed.present:
        return ()
    own_words = f"the house as it is ({base})" if base else "the house as it is"
    own_words = ". ".join((own_words, *crossed.present))
    return ((crossed.baseline.name, own_words), *told)


def _grids(comparison: Comparison) -> Iterator[WideTable]:
    """Verdict and cost per order of each choice in each case."""

    def table(name: str, values: Iterable[Any]) -> pd.DataFrame:
        rows = [(state.name, state.case, value)
                for state, value in zip(comparison.states, values, strict=True)]  # fmt: skip
        frame = points_frame(rows, ["Choice", "Case", name])
        return crossed(frame, "Choice", "Case", name)

    cost, unit = kpi_text(COST), unit_of(COST, comparison.crossed.baseline.scenario.currency)
    verdicts = table("Verdict", (state.verdict for state in comparison.states))
    yield WideTable("Verdict by choice and case", verdicts, colored=True)
    costs = table(cost, (state.cost.mean for state in comparison.states))
    yield WideTable(f"{cost} by choice and case", costs, unit, "column", colored=True)


def _choices(comparison: Comparison) -> list[str]:
    return [alternative.name for alternative in comparison.alternatives]


def _warnings(comparison: Comparison, known: Trials) -> tuple[str, ...]:
    whom = {
        f"'{name}'" if case == ORDINARY else f"'{name}' under '{case}'": cell
        for (name, case), cell in comparison.crossed.cells.items()
    }
    cells = comparison.crossed.cells.values()
    free = assumed_free(cell.scenario for cell in cells)
    told = of_trials(known, whom, (COST, *(row.kpi for row in comparison.rows)))
    told = (*free.values(), *told)
    sold = all(price.sold for price in comparison.prices)
    return (*told, *untold_margin(sold, (cell.scenario for cell in cells)))


def _compared(comparison: Comparison) -> str:
    choices = f"{counted(len(comparison.alternatives), 'choice')} compared"
    events = len(comparison.crossed.circumstances)
    return f"{choices} under {counted(events, 'circumstance')}" if events else choices


def _facts(comparison: Comparison) -> dict[str, Any]:
    crossed = comparison.crossed
    return {
        "baseline": crossed.baseline.name,
        "alternatives": [choice.name for choice in crossed.choices[1:]],
        "circumstances": list(crossed.circumstances),
        "recommended": comparison.recommended.choice,
        "recommended_by_case": {case.case: case.choice for case in comparison.recommended.cases},
        "equal": [each.text for each in crossed.equal],
        "replications": comparison.replications,
        "runs": comparison.replications * len(crossed.cells),
        "confidence": comparison.confidence,
        "variance_ratio": None if isnan(comparison.variance_ratio) else comparison.variance_ratio,
        "backlog_growth_differs": [each.fact for each in comparison.put_off],
        "selected": [_selected(comparison, each) for each in comparison.chosen],
        "limits": [
            {"alternative": state.name, "circumstance": state.case, **state.limits.facts}
            for state in comparison.states
        ],
    }


def _selected(comparison: Comparison, chosen: Chosen) -> dict[str, Any]:
    selection = chosen.selection
    return {
        "circumstance": chosen.case,
        "kpi": chosen.kpi,
        "indifference": chosen.indifference,
        "decided": selection.decided,
        "survivors": [comparison.alternatives[k].name for k in selection.survivors],
        "replications": selection.replications,
        "runs": selection.used,
    }


def _notes(comparison: Comparison) -> tuple[str, ...]:
    """What the figures are, and what was left out."""
    cells = len(comparison.crossed.cells)
    runs = (
        f", {cells} x {comparison.replications} runs"
        if cells > len(comparison.alternatives)
        else ""
    )
    return (
        *limits_unsaid(comparison),
        f"{comparison.replications} replications{runs}; ± is a "
        f"{share_text(comparison.confidence)} interval. "
        f"{together_text(sum(not isnan(row.p) for row in comparison.rows))}",
        *_open(comparison),
        *comparison.crossed.present,
        *(f"Left out: {each.text}." for each in comparison.crossed.equal),
        *basis(
            comparison.crossed.baseline.scenario,
            (each for state in comparison.states for each in state.targets),
            comparison.replications,
            *(alternative.scenario for alternative in comparison.alternatives),
        ),
    )


def _open(comparison: Comparison) -> tuple[str, ...]:
    """How many replications should decide the differences that are open; nothing where none is."""
    needed = [row.needed for row in comparison.undecided]
    if not needed:
        return ()
    told = f"{counted(len(comparison.rows), 'difference')} between choices"
    text = f"{open_text(told, needed, comparison.replications)} {to_decide_targets(comparison)}"
    return (text.rstrip(),)


TIMES_TOLD = 1.05
"""So many times the replications of independent runs are told: less is written 1.0."""


def footnotes(comparison: Comparison, *, alone: bool = False) -> tuple[str, ...]:
    """What the statistics rest on; `alone`: where neither a table nor a file stands beside them."""
    notes = []
    tests = sum(not isnan(row.p) for row in comparison.rows)
    if tests:
        told = f"Verdicts on differences are adjusted for all {tests} tests (Holm)"
        told += "." if alone else ", and so is p in compare.csv."
        if not alone and NEEDED in gaps(comparison).head:
            told += (
                f" '{NEEDED}' are the replications in all that should decide one, with a dash "
                "where it is decided or no number can be told."
            )
        notes.append(
            f"{told} Choices are the cheapest "
            "unless multiple comparisons with the best show that another undercuts them; of those "
            "left, the baseline is kept."
        )
    if comparison.variance_ratio >= TIMES_TOLD:
        notes.append(
            "Common random numbers: the variance of the same difference of independent runs would "
            f"be {number(comparison.variance_ratio, 1)} times as large (median over the KPIs), "
            "so that they would need as many times the replications."
        )
    notes += [
        f"Selection by {each.kpi} ({each.case}): Kim & Nelson's procedure, right with "
        f"{share_text(comparison.confidence)} confidence if the best is better by at least "
        f"{number(each.indifference, 2)} {each.unit}; {counted(each.selection.used, 'run')}."
        for each in comparison.chosen
    ]
    return tuple(notes)

"""A comparison in words, tables and a plot."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.experiments.compare import COST, Comparison, Row
from simulator.experiments.compare_conclusion import conclusion, currency_of
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials, common
from simulator.experiments.wording import (
    change_text,
    kpi_text,
    unit_of,
    value_text,
)
from simulator.kpi_catalog import headline
from simulator.reporting.findings import Chart, Findings
from simulator.reporting.numbers import listed, number
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

MARK = {"better": "met", "worse": "missed", "not distinguishable": "undecided"}
MOST_PANELS = 6


def findings(
    found: Comparison,
    known: Trials,
    *,
    command: str,
    seconds: float,
    frames: Mapping[str, pd.DataFrame] | None = None,
) -> Findings:
    """The comparison as its reader wants it, with further frames to be written."""
    baseline = found.alternatives[0]
    names = [one.name for one in found.alternatives]
    return Findings(
        kind="fulfillment simulator comparison",
        title=f"{baseline.scenario.title or baseline.name}: {len(names)} alternatives compared",
        question=baseline.scenario.question,
        conclusion=conclusion(found),
        main=_differences(found),
        shown=(_states(found),),
        more=(_means(found), _best(found)),
        charts={"differences": _chart(found, known)},
        notes=_notes(found),
        frames={"compare": frame(found), "best": _best_frame(found), **(frames or {})},
        facts={
            "baseline": baseline.name,
            "alternatives": names[1:],
            "replications": found.replications,
            "confidence": found.confidence,
            "variance_ratio": None if isnan(found.variance_ratio) else found.variance_ratio,
            "selected": _selected(found),
            "backlog_growth_differs": [one.fact for one in found.put_off],
        },
        manifest=provenance(found.alternatives, known, command, seconds, found.replications),
    )


def _rank(row: Row) -> tuple[int, int]:
    names = headline()
    decided = row.verdict not in ("not distinguishable", "the same")
    return (0 if decided else 1, names.index(row.kpi) if row.kpi in names else -1)


def _differences(found: Comparison) -> Table:
    rows = sorted(found.rows, key=_rank)
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        size = max(abs(row.difference.mean), largest.get((row.kpi, row.scope), 0.0))
        largest[row.kpi, row.scope] = size
    cells = [
        (
            row.alternative,
            kpi_text(row.kpi, row.scope),
            row.verdict,
            change_text(row.difference, row.unit, largest[row.kpi, row.scope]),
            _p(row.adjusted_p),
            f"{row.needed:,}" if row.needed and row.verdict == "not distinguishable" else NONE,
        )
        for row in rows
    ]
    head = ("Alternative", "KPI", "Verdict", "Difference", "p", "Needed")
    caption = f"Differences from {found.alternatives[0].name}, paired, decided ones first"
    marks = tuple(MARK.get(row.verdict, "") for row in rows)
    return Table(caption, head, tuple(cells), 3, marks=marks)


def _p(value: float) -> str:
    return NONE if isnan(value) else "<0.001" if value < 0.001 else f"{value:.3f}"


def _states(found: Comparison) -> Table:
    currency = currency_of(found)
    rows = []
    for state in found.states:
        tally = [each.verdict for each in state.targets]
        told = [f"{tally.count(v)} {v}" for v in ("met", "missed", "undecided") if v in tally]
        cost = value_text(state.cost, unit_of(COST, currency)) if state.cost.mean else NONE
        growth = value_text(state.growth, "orders").removesuffix(" orders") or NONE
        rows.append((state.name, ", ".join(told) or NONE, state.limits or NONE, cost, growth))
    head = ("Alternative", "Targets", "What limits it", "Cost per order", "Backlog grows by")
    return Table("What each costs and what limits it", head, tuple(rows), 3)


def _means(found: Comparison) -> Table:
    names = [one.name for one in found.alternatives]
    keys = dict.fromkeys((row.kpi, row.scope, row.unit) for row in found.rows)
    rows = []
    for name, scope, unit in keys:
        mine = [row for row in found.rows if (row.kpi, row.scope) == (name, scope)]
        values = [mine[0].baseline, *(row.value for row in mine)]
        rows.append((kpi_text(name, scope), *(value_text(value, unit) for value in values)))
    return Table("Means", ("KPI", *names), tuple(rows))


def _best(found: Comparison) -> Table:
    names = [one.name for one in found.alternatives]
    rows = [
        (kpi_text(best.kpi, best.scope), listed(list(best.who(names))) or NONE)
        for best in found.best
    ]
    return Table("Which may be the best", ("KPI", "Not shown to be beaten"), tuple(rows), 2)


def _selected(found: Comparison) -> dict[str, Any] | None:
    if found.chosen is None:
        return None
    selection = found.chosen.selection
    return {
        "kpi": found.chosen.kpi,
        "indifference": found.chosen.indifference,
        "decided": selection.decided,
        "survivors": [found.alternatives[k].name for k in selection.survivors],
        "replications": selection.replications,
        "runs": selection.used,
    }


def _notes(found: Comparison) -> tuple[str, ...]:
    tests = sum(not isnan(row.p) for row in found.rows)
    notes = [
        f"{found.replications} replications; ± is a paired {found.confidence:.0%} interval, each "
        f"by itself; verdicts and p are adjusted for all {tests} tests (Holm).",
    ]
    if not isnan(found.variance_ratio):
        notes.append(
            "Common random numbers: the variance of the same difference of independent runs would "
            f"be {number(found.variance_ratio, 1)} times as large (median over the KPIs), so that "
            "they would need as many times the replications."
        )
    return tuple(notes)


def frame(found: Comparison) -> pd.DataFrame:
    """compare.csv: every difference, in the KPI's unit."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "alternative": row.alternative,
                "kpi": row.kpi,
                "scope": row.scope,
                "unit": row.unit,
                "baseline": row.baseline.mean,
                "value": row.value.mean,
                "difference": row.difference.mean,
                "half_width": row.difference.half_width,
                "confidence": row.difference.confidence,
                "replications": row.difference.n,
                "p": row.p,
                "p_holm": row.adjusted_p,
                "verdict": row.verdict,
                "variance_ratio": row.variance_ratio,
                "replications_needed": row.needed,
            }
            for row in found.rows
        ]
    ).astype({"replications_needed": "Int64"})


def _best_frame(found: Comparison) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "kpi": best.kpi,
                "scope": best.scope,
                "alternative": one.name,
                "low": interval.low,
                "high": interval.high,
                "may_be_best": interval.may_be_best,
            }
            for best in found.best
            for one, interval in zip(found.alternatives, best.against, strict=True)
        ]
    )


def _chart(found: Comparison, known: Trials) -> Chart:
    from simulator.reporting.experiment_plots import Bar, differences
    from simulator.reporting.style import svg

    numbers = common(found.replications)
    baseline = found.alternatives[0]
    by_name = {one.name: one for one in found.alternatives}
    keys = list(dict.fromkeys((row.kpi, row.scope, row.unit) for row in found.rows))
    order = sorted(keys, key=lambda key: min(_rank(row) for row in found.rows if row.kpi == key[0]))
    panels = []
    for name, scope, unit in order[:MOST_PANELS]:
        theirs = known.values(baseline, numbers, name, scope)
        bars = [
            Bar(
                row.alternative,
                row.difference.mean,
                row.difference.half_width,
                known.values(by_name[row.alternative], numbers, name, scope) - theirs,
            )
            for row in found.rows
            if (row.kpi, row.scope) == (name, scope)
        ]
        shown_unit = "points" if unit == "%" else unit
        panels.append((f"{kpi_text(name, scope)}, {shown_unit}", bars))
    return Chart(
        svg(lambda: differences(panels)),
        f"Differences from {baseline.name}",
        "Each stroke is one replication's difference on the same orders, the dot their mean, the "
        "bar its interval. A bar that stays off the line at 0 is a difference by itself; the "
        "verdicts are stricter, since there are several.",
    )

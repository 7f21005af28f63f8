"""A sweep in words, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiments.assumed_free import assumed_free
from simulator.experiments.basis import basis
from simulator.experiments.caveats import Doubt, Evidence, caveats, merged
from simulator.experiments.days_left_out import days_left_out
from simulator.experiments.goals import Judged, judged_frame, verdict_of_all
from simulator.experiments.provenance import of_one
from simulator.experiments.ranges import Range
from simulator.experiments.running.batch import Batch
from simulator.experiments.sweep.advice import (
    COST,
    advised,
    conclusion,
    measured_goals,
    verdict,
    verdicts_of,
)
from simulator.experiments.sweep.charts import charts_of, target_chart
from simulator.experiments.sweep.effects import effect
from simulator.experiments.sweep.matters import index_text, indices_of
from simulator.experiments.sweep.sweep import TRIED_BEFORE, Key, Sweep, at, distinct
from simulator.measure.statistics import Estimate
from simulator.reporting.comparison import (
    amounts,
    differences,
    table,
    tallies,
    verdicts,
    words,
)
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable, crossed, points_frame
from simulator.reporting.labels import kpi_text, path_words, unit_of
from simulator.reporting.numbers import counted, listed
from simulator.reporting.periods import period_of
from simulator.reporting.report_input import OVERALL
from simulator.reporting.tables import Table

if TYPE_CHECKING:
    import pandas as pd

TOLD = 2
"""Targets that have a column in the table of points; all are in targets.csv."""
DRAWN = 3
"""KPIs that have figures and a column among the effects; all have rows in the table of points."""


MOST_SHOWN = 200
MOST_TOLD = f" (the first {MOST_SHOWN}; all are in sweep.csv)"


def findings(sweep: Sweep, command: str, seconds: float, batch: Batch[Any]) -> Findings:
    """The sweep as its reader wants it; `batch` is what its replications were run by."""
    base, design = sweep.base, sweep.design
    points = len(design.points)
    first, *shown = _tables(sweep)
    charts = target_chart(sweep) | {
        name: chart for key in sweep.keys[:DRAWN] for name, chart in charts_of(sweep, key)
    }
    return Findings(
        kind="fulfillment simulator sweep",
        title=f"{base.scenario.title or base.name}: {counted(len(distinct(design)), 'point')}",
        question=f"What changes with {listed([path_words(each.path) for each in design.factors])}?",
        conclusion=conclusion(sweep),
        verdict=verdict(sweep),
        main=first,
        shown=tuple(shown),
        more=(_effects(sweep),) if design.kind == "grid" else (_points(sweep),),
        charts=charts,
        warnings=_warnings(sweep),
        notes=(
            f"Every point was run with the same {sweep.replications} replications, so that points "
            "differ by what was varied and not by luck.",
            "Effects are from a factor's lowest to its highest value, over all values of the "
            "others, paired over the replications.",
            *basis(base.scenario, _judged(sweep), sweep.replications),
        ),
        frames={"sweep": sweep.frame(), "targets": _targets_frame(sweep)},
        columnar=("sweep",),
        grids=tuple(_grids(sweep)),
        facts={
            "design": design.kind,
            "points": points,
            "replications": sweep.replications,
            "factors": [factor.path for factor in design.factors],
            "verdicts": list(verdicts_of(sweep).values()) if measured_goals(sweep) else [],
        },
        manifest=of_one(base.loaded, command, seconds, sweep.replications)
        | {"scenario": base.name, "design": design.kind, "points": points}
        | {"read_from_store": batch.reused, "engine": dict(batch.engines)},
    )


def _grids(sweep: Sweep) -> Iterator[WideTable]:
    """Each drawn KPI by one or two factors of a grid, at the first value of all others."""
    factors, points = sweep.design.factors, sweep.design.points
    if sweep.design.kind != "grid" or not points:
        return
    fixed = points[0][2:]
    down, across = path_words(factors[0].path), None
    if len(factors) > 1:
        across = path_words(factors[1].path)
    beside = [
        f"{path_words(each.path)} {value}" for each, value in zip(factors[2:], fixed, strict=True)
    ]
    for key in sweep.keys[:DRAWN]:
        unit = unit_of(key[0], sweep.base.scenario.currency)
        name = kpi_text(*key)
        rows = [(*point[:2], sweep.estimate(k, key).mean)
                for k, point in enumerate(points) if point[2:] == fixed]  # fmt: skip
        frame = points_frame(rows, [down, *([across] if across else []), name])
        title = f"{name} by {listed([down, *([across] if across else [])])}"
        title += f" ({listed(beside)})" if beside else ""
        yield WideTable(title, crossed(frame, down, across, name), unit, "line", colored=True)


def _warnings(sweep: Sweep) -> tuple[str, ...]:
    """What could bend the figures of some points; of very many the scenario is the base's."""
    own, names = distinct(sweep.design), [name for name, _ in sweep.keys]
    by_point, scenarios = {}, []
    for point in own:
        few = len(own) <= TRIED_BEFORE
        scenario = (at(sweep.base, sweep.design, point) if few else sweep.base).scenario
        scenarios.append(scenario)
        partly = _partly_missing(sweep, point)
        doubts = tuple(_doubts(sweep, point))
        by_point[str(point)] = caveats(scenario, Evidence(sweep.told[point], partly, doubts), names)
    best = advised(sweep)
    named = "" if best is None else str(best)
    free = assumed_free(scenarios)
    return (*free.values(), *days_left_out(sweep.base.scenario), *merged(by_point, "points", named))


def _doubts(sweep: Sweep, point: int) -> Iterator[Doubt]:
    for k, (name, scope) in enumerate(sweep.keys):
        ends = sweep.ends[point, :, k]
        if scope == OVERALL and not np.array_equal(ends[:, 0], ends[:, 1], equal_nan=True):
            known = sweep.until[point, :, k][~np.isnan(sweep.until[point, :, k])]
            yield Doubt(name, ends, int(known.max()) if known.size else None)


def _partly_missing(sweep: Sweep, point: int) -> tuple[str, ...]:
    missing = np.isnan(sweep.values[point]).sum(axis=0)
    rows = np.flatnonzero((missing > 0) & (missing < sweep.replications))
    return tuple(name for name, scope in (sweep.keys[k] for k in rows) if scope == "all")


def _effect(sweep: Sweep, key: Key, factor: int) -> Estimate:
    return effect(sweep.design, sweep.of(key), factor, sweep.confidence)


def _effects(sweep: Sweep) -> Table:
    factors, currency = sweep.design.factors, sweep.base.scenario.currency
    columns = [
        words("Factor", (path_words(factor.path) for factor in factors)),
        words("From, to", map(_ends, factors)),
    ]
    columns += [
        differences(
            kpi_text(*key),
            (_effect(sweep, key, k) for k in range(len(factors))),
            unit_of(key[0], currency),
        )
        for key in sweep.keys[:DRAWN]
    ]
    return table("Main effects", columns)


def _ends(factor: Range) -> str:
    return " to ".join(factor.words(factor.at(share)) for share in (0, 1 - 1e-9))


def _points(sweep: Sweep) -> Table:
    """One row per point: what it meets, in how many periods each target holds, and its figures."""
    goals, points = measured_goals(sweep), sweep.design.points[:MOST_SHOWN]
    numbers, scenario = range(len(points)), sweep.base.scenario
    keys = [*sweep.keys[:DRAWN]]
    if goals and COST in sweep.keys and COST not in keys:
        keys[DRAWN - 1 :] = [COST]  # the conclusion goes by it
    columns = [
        words(path_words(factor.path), (factor.words(point[k]) for point in points))
        for k, factor in enumerate(sweep.design.factors)
    ]
    judged = [sweep.judged(k, goals) for k in numbers]
    if goals:
        columns.append(verdicts("Met", map(verdict_of_all, judged)))
    for k, goal in enumerate(goals[:TOLD]):
        held = tallies(
            period_of(scenario.clock.run),
            (each[k].held for each in judged),
            [goal.share] * len(judged),
        )
        head = f"{held.head}: {kpi_text(*goal.key)}" if len(goals) > 1 else held.head
        columns.append(replace(held, head=head))
    columns += [
        amounts(
            kpi_text(*key),
            (sweep.estimate(k, key) for k in numbers),
            unit_of(key[0], scenario.currency),
        )
        for key in keys
    ]
    few = len(sweep.design.points) > MOST_SHOWN
    return table(f"Points{MOST_TOLD if few else ''}", columns)


def _judged(sweep: Sweep) -> Iterator[Judged]:
    """Every target at every point."""
    goals = measured_goals(sweep)
    for point in distinct(sweep.design):
        yield from sweep.judged(point, goals)


def _targets_frame(sweep: Sweep) -> pd.DataFrame:
    """targets.csv: one row per point and target."""
    goals = measured_goals(sweep)
    judged: list[Judged] = []
    beside: list[dict[str, object]] = []
    for k, point in enumerate(sweep.design.points):
        values = zip((factor.path for factor in sweep.design.factors), point, strict=True)
        judged += sweep.judged(k, goals)
        beside += [{"point": k, **dict(values)}] * len(goals)
    return judged_frame(judged, sweep.base.scenario.currency, beside)


def _tables(sweep: Sweep) -> list[Table]:
    """Those in sight. A plane fitted to a few paths would promise too much: indices have no signs.

    The points of a grid; what matters, of a design that measures it; else effects.
    """
    if sweep.design.kind == "grid":
        return [_points(sweep)]
    return _sensitivities(sweep) or [_effects(sweep)]


def _sensitivities(sweep: Sweep) -> list[Table]:
    """Indices of every drawn KPI, for the designs that have them."""
    rule = {"morris": _morris_table, "sobol": _sobol_table}.get(sweep.design.kind)
    return [] if rule is None else [rule(sweep, key) for key in sweep.keys[:DRAWN]]


def _morris_table(sweep: Sweep, key: Key) -> Table:
    unit = unit_of(key[0], sweep.base.scenario.currency)
    unit = "points" if unit == "%" else unit
    rows = tuple(
        (name, *(index_text(index, unit) for index in (each.mu_star, each.mu, each.sigma)))
        for name, each in indices_of(sweep, key)
    )
    head = ("Factor", "Size (mu*)", "Mean (mu)", "Spread (sigma)")
    return Table(f"Elementary effects over the range (Morris): {kpi_text(*key)}", head, rows)


def _sobol_table(sweep: Sweep, key: Key) -> Table:
    rows = tuple(
        (name, index_text(each.first, None), index_text(each.total, None))
        for name, each in indices_of(sweep, key)
    )
    head = ("Factor", "Alone (first)", "With others (total)")
    return Table(f"Shares of the variance (Sobol'): {kpi_text(*key)}", head, rows)

"""The figures of a sweep, from its values."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from simulator.experiments.sweep.advice import measured_goals, verdicts_of
from simulator.experiments.sweep.effects import by_level
from simulator.experiments.sweep.matters import drawn_share, indices_of, within
from simulator.experiments.sweep.sweep import Key, Sweep
from simulator.measure.kpis import kpi
from simulator.measure.statistics import Estimate, estimate
from simulator.reporting.charts import Chart
from simulator.reporting.labels import axis_words, kpi_text, unit_of
from simulator.reporting.numbers import listed
from simulator.reporting.periods import period_of, range_name
from simulator.reporting.style import band_shares, sided
from simulator.reporting.sweep_plots import (
    MOST_RANGED,
    IndexBar,
    Line,
    edges,
    heat_map,
    indices,
    interaction,
    main_effects,
    met_line,
    met_map,
    scatter,
)

MOST_CELLS = 150
"""Of a map whose cells are written in."""


def target_chart(sweep: Sweep) -> dict[str, Chart]:
    """Where the targets are met, and the edge where they break, of a grid of one or two factors."""
    goals, factors = measured_goals(sweep), sweep.design.factors
    points = len(sweep.design.points)
    if sweep.design.kind != "grid" or not goals or len(factors) > 2 or points > MOST_CELLS:
        return {}
    goal, verdicts = goals[0], verdicts_of(sweep)
    name, unit = kpi_text(*goal.key), unit_of(goal.kpi, sweep.base.scenario.currency)
    label = f"{name}, {unit}" if unit else name
    title = f"Where {'the target is' if len(goals) == 1 else 'all targets are'} met"
    if len(factors) == 1:
        line = _level_line(sweep, goal.key, 0)
        at = {point[0]: verdicts[k] for k, point in enumerate(sweep.design.points)}
        told = [at[value] for value in line.values]
        order = [next(k for k, point in enumerate(sweep.design.points) if point[0] == value)
                 for value in line.values]  # fmt: skip
        values = sweep.of(goal.key)[order]
        shares = band_shares(values.shape[1])
        ends = np.nanquantile(values, shares, axis=1)
        ranges = [(float(low), float(high)) for low, high in ends.T]
        many = period_of(sweep.base.scenario.clock.run).many
        drawn = partial(
            met_line, line, told, goal.value, sided(label, goal.more_is_safer),
            kpi(goal.kpi).bounds, ranges, range_name(many, shares),
        )  # fmt: skip
        reading = (
            f"{name} at each value: the thick bar is how sure the mean is, the thin line what "
            f"single {many} range over; the dashed line is the target"
            f"{', and the shaded part where it breaks' if edges(told) else ''}."
        )
        return {"targets": Chart(drawn, title, reading)}
    first, second = factors
    rows = {point: k for k, point in enumerate(sweep.design.points)}
    at_cell = [[rows[a, b] for b in second.values] for a in first.values]
    mean = np.array([[sweep.estimate(k, goal.key).mean for k in row] for row in at_cell])
    shown = [[verdicts[k] for k in row] for row in at_cell]
    names = (axis_words(first.path), axis_words(second.path))
    shares = band_shares(sweep.replications)
    ranges = np.nanquantile(sweep.of(goal.key)[np.array(at_cell)], shares, axis=2)
    ends = np.moveaxis(ranges, 0, -1)
    drawn = partial(met_map, mean, shown, first.values, second.values, names, ends)
    ranged = range_name(period_of(sweep.base.scenario.clock.run).many, shares)
    below = f"below the mean single {ranged}; " if len(second.values) <= MOST_RANGED else ""
    reading = (
        f"In each cell {name}{f' in {unit}' if unit else ''}: ✓ met, ✗ missed, ? undecided; "
        f"{below}the thick line is the edge."
    )
    return {"targets": Chart(drawn, title, reading)}


def charts_of(sweep: Sweep, key: Key) -> list[tuple[str, Chart]]:
    """The figures of one KPI, by file name."""
    name, unit = kpi_text(*key), unit_of(key[0], sweep.base.scenario.currency)
    slug = f"{key[0]}-{key[1]}".replace(".", "_")
    if sweep.design.kind != "grid":
        return _of_design(sweep, key, name, unit, slug)
    lines = [_level_line(sweep, key, k) for k in range(len(sweep.design.factors))]
    label = _label(key, name, unit)
    charts = [
        (
            f"effects-{slug}",
            Chart(
                partial(main_effects, lines, label, kpi(key[0]).bounds, _goal(sweep, key)),
                f"Main effects on {name}",
                "The mean at each value of a factor, over all values of the others, with its "
                f"interval; a steep line matters.{_dashed(sweep, key)}",
            ),
        )
    ]
    for first, second in _pairs(len(lines)):
        charts += _pair_charts(sweep, key, (first, second), f"{slug}-{first}-{second}", label)
    return charts


def _label(key: Key, name: str, unit: str) -> str:
    """The words of a KPI's axis, with its good side where it has one."""
    axis, better = f"{name}, {unit}" if unit else name, kpi(key[0]).better
    return axis if better == "neutral" else sided(axis, better == "higher")


def _goal(sweep: Sweep, key: Key) -> float | None:
    """What is asked of a KPI; None where no target is about it."""
    return next((goal.value for goal in measured_goals(sweep) if goal.key == key), None)


def _dashed(sweep: Sweep, key: Key) -> str:
    return "" if _goal(sweep, key) is None else " The dashed line is the target."


def _pairs(factors: int) -> list[tuple[int, int]]:
    """At most three pairs are drawn."""
    return [(i, j) for i in range(factors) for j in range(i + 1, factors)][:3]


def _pair_charts(
    sweep: Sweep, key: Key, pair: tuple[int, int], slug: str, label: str
) -> list[tuple[str, Chart]]:
    first, second = (sweep.design.factors[k] for k in pair)
    cells = [[_cell(sweep, key, pair, (a, b)) for b in second.values] for a in first.values]
    mean = np.array([[each.mean for each in row] for row in cells])
    half = np.array([[each.half_width for each in row] for row in cells])
    across = [Line(value, second.values, mean[k], half[k]) for k, value in enumerate(first.values)]
    names = (axis_words(first.path), axis_words(second.path))
    if not np.ptp(mean) > np.nanmax(half, initial=0.0):  # every color would be chance
        return []
    goal = next((goal for goal in measured_goals(sweep) if goal.key == key), None)
    met = None if goal is None else mean >= goal.value if goal.more_is_safer else mean <= goal.value
    marked = "" if met is None else " ✓ marks the cells whose mean is at the target or better."
    charts = [
        (
            f"heat-{slug}",
            Chart(
                partial(heat_map, mean, first.values, second.values, names, label, met),
                f"{kpi_text(*key)} by {listed(list(names))}",
                f"Means over the other factors, on a scale from the least of them.{marked}",
            ),
        )
    ]
    if len(across) <= 7:
        charts.append(
            (
                f"interaction-{slug}",
                Chart(
                    partial(
                        interaction,
                        across,
                        names[1],
                        names[0],
                        label,
                        kpi(key[0]).bounds,
                        _goal(sweep, key),
                    ),
                    f"Interaction of {listed(list(names))}",
                    "Where lines are not parallel, one factor's effect depends on the other.",
                ),
            )
        )
    return charts


def _cell(sweep: Sweep, key: Key, pair: tuple[int, int], at: tuple[str, str]) -> Estimate:
    rows = [
        k for k, point in enumerate(sweep.design.points) if (point[pair[0]], point[pair[1]]) == at
    ]
    return estimate(sweep.of(key)[rows].mean(axis=0), sweep.confidence)


def _level_line(sweep: Sweep, key: Key, factor: int) -> Line:
    at = by_level(sweep.design, sweep.of(key), factor, sweep.confidence)
    return Line(
        axis_words(sweep.design.factors[factor].path),
        tuple(each.value for each in at),
        np.array([each.estimate.mean for each in at]),
        np.array([each.estimate.half_width for each in at]),
    )


def _of_design(sweep: Sweep, key: Key, name: str, unit: str, slug: str) -> list[tuple[str, Chart]]:
    """A scatter by factor, and the indices where the design has them."""
    means = np.array([sweep.estimate(k, key).mean for k in range(len(sweep.design.points))])
    factors = sweep.design.factors
    x = [
        np.array([factor.level(point[k]) for point in sweep.design.points])
        for k, factor in enumerate(factors)
    ]
    units = [factor.unit_of_values for factor in factors]
    names = [axis_words(factor.path) for factor in factors]
    axes = [f"{name}, {of}" if of else name for name, of in zip(names, units, strict=True)]
    label = _label(key, name, unit)
    charts = [
        (
            f"scatter-{slug}",
            Chart(
                partial(scatter, x, axes, means, label, _goal(sweep, key)),
                f"{name} over each factor",
                "Each dot is a point; where the dots follow a line, the factor matters."
                f"{_dashed(sweep, key)}",
            ),
        )
    ]
    results = indices_of(sweep, key)
    if results:
        kinds = {
            "morris": {"size of its effects (mu*)": "mu_star"},
            "sobol": {"alone (first)": "first", "with others (total)": "total"},
        }
        groups = [
            (
                title,
                [
                    _bar(name, getattr(result, field), sweep.design.kind, unit)
                    for name, result in results
                ],
            )
            for title, field in kinds[sweep.design.kind].items()
        ]
        reading = "The longer a bar, the more depends on it; with bootstrap intervals."
        if sweep.design.kind == "sobol":
            reading += " An interval that holds 0 shows no influence."
        points = f"change over the range, {'points' if unit == '%' else unit}".rstrip(", ")
        axis = {"morris": points, "sobol": "share of the spread, %"}[sweep.design.kind]
        chart = Chart(partial(indices, groups, axis), f"What {name} depends on", reading)
        charts.insert(0, (f"indices-{slug}", chart))
    return charts


def _bar(name: str, index: Any, kind: str, unit: str) -> IndexBar:
    if kind == "sobol":
        return IndexBar(name, *(100 * share for share in drawn_share(index)))
    told = within(index, unit)
    return IndexBar(name, told.value, told.low, told.high)

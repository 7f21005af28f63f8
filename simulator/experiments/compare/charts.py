"""The figures of a comparison: differences between choices, and what circumstances cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isnan, nan

import numpy as np

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Comparison, rank
from simulator.experiments.compare.prices import SERVICE, Price
from simulator.experiments.goals import Goal
from simulator.experiments.trials import Trials, common
from simulator.measure.kpis import kpi
from simulator.measure.statistics import Estimate
from simulator.reporting.charts import Chart
from simulator.reporting.experiment_plots import Bar, Panel, Standing, differences, standings
from simulator.reporting.findings import AS_IT_IS
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import most_change
from simulator.reporting.periods import period_of, range_name
from simulator.reporting.style import band_shares, sided
from simulator.reporting.verdicts import ORDER

FIRST_PANELS, MOST_PANELS = 2, 6
MOST_ROWS = 14
"""Rows of a figure: choices and cases together."""
READING = (
    "Each stroke is one replication's difference on the same orders, the dot their mean, the bar "
    "its interval, widened for all differences looked at together: one that stays off the line at "
    "0 is shown to differ."
)


def charts(comparison: Comparison, known: Trials) -> Mapping[str, Chart]:
    """By name, as far as there is anything to show."""
    every = {}
    if (standing := _standing(comparison, known, hardest=True)) is not None:
        every["standing"] = standing
    panels = _panels(comparison, known)
    where = ", in the ordinary case" if comparison.crossed.circumstances else ""
    title = f"Differences from {comparison.crossed.baseline.name} as it is{where}"
    for name, some, more in (
        ("differences", panels[:FIRST_PANELS], ""),
        ("more_differences", panels[FIRST_PANELS:MOST_PANELS], ", further figures"),
    ):
        if some:
            every[name] = Chart(partial(differences, some), f"{title}{more}", READING)
    if comparison.crossed.circumstances and (cases := _standing(comparison, known, hardest=False)):
        every["cases"] = cases
    if comparison.prices:
        every["circumstances"] = _circumstances(comparison, known)
    return every


def _told(comparison: Comparison, name: str) -> str:
    """A choice by its name, which the house unchanged leaves to the tables."""
    return AS_IT_IS if name == comparison.crossed.baseline.name else name


def _deciding(comparison: Comparison) -> Goal | None:
    """The target that tells choices apart: that which most of them are not shown to meet."""
    short: dict[Goal, int] = {}
    for state in comparison.states:
        for each in state.targets:
            short[each.goal] = short.get(each.goal, 0) + ORDER[::-1].index(each.verdict)
    return max(short, key=lambda goal: short[goal], default=None)


def _standing(comparison: Comparison, known: Trials, *, hardest: bool) -> Chart | None:
    """Where each choice stands to the target that decides; None without a target.

    In each case, or in the one that is `hardest` for it alone.
    """
    goal, cells = _deciding(comparison), list(comparison.crossed.cells.items())
    if goal is None:
        return None
    numbers = common(comparison.replications)
    several = len(comparison.crossed.cases) > 1
    shares = band_shares(len(numbers))
    rows: dict[str, list[Standing]] = {}
    for (name, case), cell in cells:
        values = known.values(cell, numbers, goal.kpi, goal.scope)
        judged = goal.judged(values, comparison.confidence, known.ends(cell, numbers, goal))
        low, high = np.nanquantile(values, shares) if (values == values).any() else (nan, nan)
        called = _told(comparison, name)
        told = f"{called}, {case}" if several and case != ORDINARY else called
        mean = judged.mean
        rows.setdefault(name, []).append(
            Standing(told, mean.mean, mean.half_width, float(low), float(high), judged.verdict)
        )
    sign = 1 if goal.more_is_safer else -1
    shown = [
        each
        for of_choice in rows.values()
        for each in ([min(of_choice, key=lambda row: sign * row.mean)] if hardest else of_choice)
    ]
    left_out = len(shown) - MOST_ROWS
    many = period_of(comparison.crossed.baseline.scenario.clock.run).many
    unit = unit_of(goal.kpi, comparison.currency)
    figure = kpi_text(*goal.key)
    where = ", in the hardest case" if hardest and several else ", in every case" if several else ""
    return Chart(
        partial(
            standings, shown[:MOST_ROWS], goal.value,
            sided(f"{figure}, {unit}" if unit else figure, goal.more_is_safer),
            range_name(many, shares), kpi(goal.kpi).bounds,
        ),
        f"Each choice and the target of {figure}{where}",
        "The thick bar is how sure the mean is, the thin line what single "
        f"{many} range over; the dashed line is the target."
        f"{f' {left_out} more stand in the tables.' if left_out > 0 else ''}",
    )  # fmt: skip


def _panels(comparison: Comparison, known: Trials) -> list[Panel]:
    """Of each choice from the baseline in the ordinary case, a panel per KPI that differs."""
    numbers = common(comparison.replications)
    baseline = comparison.crossed.baseline
    rows = [row for row in comparison.rows if row.case == ORDINARY]
    keys = dict.fromkeys((row.kpi, row.scope, row.unit) for row in sorted(rows, key=rank))
    panels = []
    for name, scope, unit in list(keys):
        theirs = known.values(baseline, numbers, name, scope)
        bars = [
            Bar(
                row.alternative,
                row.difference.mean,
                row.together.half_width,
                known.values(
                    comparison.crossed.cells[row.alternative, ORDINARY], numbers, name, scope
                )
                - theirs,
                most_change(unit),
            )
            for row in rows
            if (row.kpi, row.scope) == (name, scope)
        ]
        shown_unit = "points" if unit == "%" else unit
        if any(bar.values.any() for bar in bars):  # else the table says that they are the same
            title = f"{kpi_text(name, scope)}, {shown_unit}"
            panels.append(Panel(title, bars, kpi(name).better))
    return panels


def _circumstances(comparison: Comparison, known: Trials) -> Chart:
    """What each does to each choice: margin lost or cost added, and the change of on-time ship."""
    panels = price_panels(comparison, known)
    return Chart(
        partial(differences, panels),
        "What circumstances cost",
        "Each choice under a circumstance against the same choice without it, on the same orders; "
        "the signs are those of the table.",
    )


def price_panels(comparison: Comparison, known: Trials) -> list[Panel]:
    """A heading and one bar per price, with the figures and signs of the table of circumstances."""
    lost = [
        _bar(comparison, known, price, *price.figure, price.amount) for price in comparison.prices
    ]
    what = "Margin lost" if all(price.sold for price in comparison.prices) else "Cost added"
    panels = [Panel(f"{what}, {comparison.currency}", lost, "lower")]
    if not any(isnan(price.service.mean) for price in comparison.prices):
        changed = [
            _bar(comparison, known, price, SERVICE, 1.0, price.service)
            for price in comparison.prices
        ]
        if any(bar.values.any() for bar in changed):  # else the table says that nothing changes
            panels.append(Panel("On-time ship, points", changed, "higher"))
    return panels


def _bar(
    comparison: Comparison, known: Trials, price: Price, name: str, sign: float, told: Estimate
) -> Bar:
    """A price with what it is the mean of: `sign` times with the circumstance less without."""
    numbers = common(comparison.replications)
    cells = comparison.crossed.cells
    before, after = (
        known.values(cells[price.choice, case], numbers, name) for case in (ORDINARY, price.case)
    )
    gaps = sign * (after - before)
    row = f"{price.case}: {_told(comparison, price.choice)}"
    return Bar(row, told.mean, told.half_width, gaps, most_change(kpi(name).unit))

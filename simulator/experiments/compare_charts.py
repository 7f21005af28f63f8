"""The figures of a comparison: differences between choices, and what circumstances cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isnan

from simulator.experiments.asked import ORDINARY
from simulator.experiments.compare import Comparison, rank
from simulator.experiments.compare_prices import MARGIN, SERVICE, Price
from simulator.experiments.trials import Trials, common
from simulator.measure.statistics import Estimate
from simulator.reporting.charts import Chart
from simulator.reporting.experiment_plots import Bar, differences
from simulator.reporting.labels import kpi_text

MOST_PANELS = 6
READING = (
    "Each stroke is one replication's difference on the same orders, the dot their mean, the bar "
    "its interval, widened for all differences looked at together: one that stays off the line at "
    "0 is shown to differ."
)


def charts(found: Comparison, known: Trials) -> Mapping[str, Chart]:
    """By name, as far as there is anything to show."""
    every = {}
    if (differing := _differences(found, known)) is not None:
        every["differences"] = differing
    if found.prices:
        every["circumstances"] = _circumstances(found, known)
    return every


def _differences(found: Comparison, known: Trials) -> Chart | None:
    """Of each choice from the baseline in the ordinary case, a panel per KPI; None without any."""
    numbers = common(found.replications)
    baseline = found.crossed.baseline
    rows = [row for row in found.rows if row.case == ORDINARY]
    keys = dict.fromkeys((row.kpi, row.scope, row.unit) for row in sorted(rows, key=rank))
    panels = []
    for name, scope, unit in list(keys):
        theirs = known.values(baseline, numbers, name, scope)
        bars = [
            Bar(
                row.alternative,
                row.difference.mean,
                row.together.half_width,
                known.values(found.crossed.cells[row.alternative, ORDINARY], numbers, name, scope)
                - theirs,
            )
            for row in rows
            if (row.kpi, row.scope) == (name, scope)
        ]
        shown_unit = "points" if unit == "%" else unit
        if any(bar.values.any() for bar in bars):  # else the table says that they are the same
            panels.append((f"{kpi_text(name, scope)}, {shown_unit}", bars))
    where = " in the ordinary case" if found.crossed.circumstances else ""
    if not panels:
        return None
    drawn = partial(differences, panels[:MOST_PANELS])
    return Chart(drawn, f"Differences from {baseline.name}{where}", READING)


def _circumstances(found: Comparison, known: Trials) -> Chart:
    """What each does to each choice: margin lost, and the change of on-time ship."""
    panels = price_panels(found, known)
    return Chart(
        partial(differences, panels),
        "What circumstances cost",
        "Each choice under a circumstance against the same choice without it, on the same orders; "
        "the signs are those of the table.",
    )


def price_panels(found: Comparison, known: Trials) -> list[tuple[str, list[Bar]]]:
    """A heading and one bar per price, with the figures and signs of the table of circumstances."""
    lost = [_bar(found, known, one, MARGIN, one.amount, -1.0) for one in found.prices]
    panels = [(f"Margin lost, {found.currency}", lost)]
    if not any(isnan(one.service.mean) for one in found.prices):
        changed = [_bar(found, known, one, SERVICE, one.service, 1.0) for one in found.prices]
        panels.append(("On-time ship, points", changed))
    return panels


def _bar(
    found: Comparison, known: Trials, price: Price, name: str, told: Estimate, sign: float
) -> Bar:
    """A price with what it is the mean of: `sign` times with the circumstance less without."""
    numbers = common(found.replications)
    cells = found.crossed.cells
    before, after = (
        known.values(cells[price.choice, case], numbers, name) for case in (ORDINARY, price.case)
    )
    gaps = sign * (after - before)
    return Bar(f"{price.case}: {price.choice}", told.mean, told.half_width, gaps)

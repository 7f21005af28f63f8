"""A disturbance as a figure: the backlog with and without it, and the target that fares worst."""

from __future__ import annotations

from functools import partial
from math import isnan, nan

import numpy as np

from simulator.experiments.goals import Judged
from simulator.experiments.stress.stress import Stress
from simulator.measure.kpis import kpi
from simulator.reporting.charts import Chart
from simulator.reporting.dates import RunClock
from simulator.reporting.experiment_plots import AtTarget, Band, Standing, disturbed_backlog
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.moments import at_hour
from simulator.reporting.periods import period_of, range_name
from simulator.reporting.style import Numbers, band_name, band_shares
from simulator.reporting.verdicts import ORDER


def chart(found: Stress) -> Chart:
    """Both backlogs over time, below them where the house stands to its target."""
    begins = [one.begins for one in found.disturbances if one.begins is not None]
    mean = nan if found.clearing is None else found.clearing.mean.mean
    back = None if isnan(mean) or mean == 0 else min(begins) + mean
    clock = found.calm.scenario.clock
    phases = (clock.warm_up, clock.run, clock.longest_cool_down)
    target = _target(found)
    below = "" if target is None else (
        " Below, its target: the thick bar is how sure the mean is, the thin line what single "
        f"{period_of(clock.run).many} range over, the dashed line what is asked for."
    )  # fmt: skip
    return Chart(
        partial(
            disturbed_backlog,
            found.hours,
            _band(found.calm_backlog),
            _band(found.disturbed_backlog),
            begins,
            back,
            RunClock(clock.start, *phases),
            band_name(found.replications),
            "" if back is None else at_hour(clock.calendar, back),
            target,
        ),
        "Backlog with and without the disturbance",
        "Over the replications of the same orders; where the lines have come together the "
        f"disturbance is over for the house too.{below}",
    )


def _target(found: Stress) -> AtTarget | None:
    """Of the target that fares worst, the house undisturbed and disturbed; None without any."""
    order = sorted(range(len(found.targets)), key=lambda k: ORDER.index(found.targets[k].verdict))
    pairs = [(found.calm_targets[k], found.targets[k]) for k in order]
    shown = [pair for pair in pairs if not any(isnan(each.mean.mean) for each in pair)]
    if not shown:
        return None
    goal, scenario = shown[0][0].goal, found.calm.scenario
    unit, name = unit_of(goal.kpi, scenario.currency), kpi_text(*goal.key)
    rows = [
        _standing(called, each)
        for called, each in zip(("undisturbed", "disturbed"), shown[0], strict=True)
    ]
    tenths = all(each.held.has_tenths for each in shown[0])
    return AtTarget(
        rows,
        goal.value,
        f"{name}, {unit}" if unit else name,
        range_name(period_of(scenario.clock.run).many, (0.1, 0.9) if tenths else (0.0, 1.0)),
        kpi(goal.kpi).bounds,
    )


def _standing(name: str, each: Judged) -> Standing:
    half = 0.0 if isnan(each.mean.half_width) else each.mean.half_width
    return Standing(name, each.mean.mean, half, *each.held.ends, each.verdict)


def _band(curves: Numbers) -> Band:
    """Over the replications, which are rows."""
    low, high = np.quantile(curves, band_shares(len(curves)), axis=0)
    return Band(curves.mean(axis=0), low, high)

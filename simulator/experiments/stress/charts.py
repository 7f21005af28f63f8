"""A disturbance as a figure: the backlog with and without it, and the target that fares worst."""

from __future__ import annotations

from functools import partial
from math import isnan, nan

import numpy as np

from simulator.experiments.standing import below_text, to_the_hardest
from simulator.experiments.stress.stress import Stress
from simulator.reporting.charts import Chart
from simulator.reporting.dates import RunClock
from simulator.reporting.experiment_plots import Band, disturbed_backlog
from simulator.reporting.moments import at_hour
from simulator.reporting.style import Numbers, band_name, band_shares


def chart(stress: Stress) -> Chart:
    """Both backlogs over time, below them where the house stands to its target."""
    begins = [
        disturbance.begins for disturbance in stress.disturbances if disturbance.begins is not None
    ]
    mean = nan if stress.clearing is None else stress.clearing.mean.mean
    back = None if isnan(mean) or mean == 0 else min(begins) + mean
    clock = stress.calm.scenario.clock
    phases = (clock.warm_up, clock.run, clock.longest_cool_down)
    houses = (("undisturbed", stress.calm_targets), ("disturbed", stress.targets))
    target = to_the_hardest(houses, stress.calm.scenario)
    return Chart(
        partial(
            disturbed_backlog,
            stress.hours,
            _band(stress.calm_backlog),
            _band(stress.disturbed_backlog),
            begins,
            back,
            RunClock(clock.start, *phases),
            band_name(stress.replications),
            "" if back is None else at_hour(clock.calendar, back),
            target,
        ),
        "Backlog with and without the disturbance",
        "Over the replications of the same orders; where the lines have come together the "
        f"disturbance is over for the house too.{below_text(target, stress.calm.scenario)}",
    )


def _band(curves: Numbers) -> Band:
    """Over the replications, which are rows."""
    low, high = np.quantile(curves, band_shares(len(curves)), axis=0)
    return Band(curves.mean(axis=0), low, high)

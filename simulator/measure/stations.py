"""Queues at the stations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.measure.scopes import Scopes
from simulator.measure.steps import most_open, time_open
from simulator.measure.worked import worked
from simulator.units import MINUTE, NEVER

Milliseconds = npt.NDArray[np.int64]


STATION = ("<station>",)


def _of_station(name: str, unit: str, definition: str) -> Kpi:
    return Kpi(name, unit, "floor", definition, "lower", sections=STATION)


@figures(
    *moments(
        "queue_time.<station>",
        "min",
        "floor",
        "began - queued, every visit of cohort orders",
        ("mean", "p50", "p95"),
        sections=STATION,
    ),
    _of_station("queue_length.<station>.mean", "orders", "queued, not begun: mean"),
    _of_station("queue_length.<station>.peak", "orders", "queued, not begun: most"),
    _of_station("in_station.<station>.mean", "orders", "queued or in service: mean"),
    _of_station("service_time.<station>.mean", "min", "time worked on in visits"),
    group="stations",
)
def queues(observed: Observation) -> Kpis:
    """Queue times of cohort orders; queue lengths in the window, whoever waits."""
    scopes, cohort = observed.scopes, observed.cohort
    kpis: Kpis = {}
    for station, here in observed.visits.items():
        classes = scopes.order_class[here.order]
        begun = (here.began != NEVER) & cohort.orders[here.order]
        served = begun & (here.ended != NEVER)
        waits = here.began - here.queued
        kpis |= scopes.moments(
            f"queue_time.{station}", waits, begun, MINUTE, ("mean", "p50", "p95"), classes
        )
        kpis |= scopes.moments(
            f"service_time.{station}",
            worked(observed.scenario, observed.timeline, station, here),
            served,
            MINUTE,
            ("mean",),
            classes,
        )
        kpis |= mean_inside(
            scopes, f"queue_length.{station}.mean", cohort, here.queued, here.until_began, classes
        )
        kpis |= most_inside(
            scopes, f"queue_length.{station}.peak", cohort, here.queued, here.until_began, classes
        )
        kpis |= mean_inside(
            scopes, f"in_station.{station}.mean", cohort, here.queued, here.until_ended, classes
        )
    return kpis


def mean_inside(
    scopes: Scopes,
    kpi: str,
    cohort: Cohort,
    begin: Milliseconds,
    end: Milliseconds,
    classes: npt.NDArray[np.int16],
) -> Kpis:
    """Time average in the window of how many intervals are open."""
    low, high = cohort.window
    parts = time_open(begin, end, classes, len(scopes.classes), cohort.window)
    sums = [float(parts.sum()), *(float(part) for part in parts)]
    return scopes.named(kpi, [total / (high - low) for total in sums])


def most_inside(
    scopes: Scopes,
    kpi: str,
    cohort: Cohort,
    begin: Milliseconds,
    end: Milliseconds,
    classes: npt.NDArray[np.int16],
) -> Kpis:
    """The most intervals that are open at once in the window."""
    most = most_open(begin, end, classes, len(scopes.classes), cohort.window)
    return scopes.named(kpi, [float(number) for number in most])

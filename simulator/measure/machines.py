"""Benches and printers: how much of their time they are taken, and how much they are up."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figure, figures
from simulator.measure.labor import percent, work_in
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.scenario.checks_figures import switched_off
from simulator.scenario.checks_floor import benches_counted
from simulator.scenario.scenario import Scenario


def _uncounted(scenario: Scenario, station: str) -> str | None:
    """Why the machines of a station have no figures: it has none, or as many as are needed."""
    if station == "labeling" or (station == "packing" and benches_counted(scenario.packing)):
        return None
    if station == "packing":
        return switched_off("packing.stations")
    return f"{station} has no machines; write another KPI"


@figure(
    "machine_utilization.<station>",
    "%",
    "floor",
    group="stations",
    by_class=False,
    sections=("<station>",),
    absent=_uncounted,
)
def machines(observed: Observation) -> Kpis:
    """Busy / all machines' time."""
    visits, window = observed.visits, observed.cohort.window
    low, high = window
    return {
        (f"machine_utilization.{station}", ALL): percent(
            work_in(visits[station], window), count * (high - low)
        )
        for station, count in observed.timeline.equipment.items()
        if station in visits
    }


@figures(
    Kpi(
        "availability.<station>",
        "%",
        "floor",
        "time in the window in which machines are up, neither failed nor out / all their time",
        "higher",
        by_class=False,
        sections=("<station>",),
        absent=_uncounted,
    ),
    Kpi(
        "breakdowns.<station>",
        "failures",
        "floor",
        "in the window",
        "lower",
        by_class=False,
        sections=("<station>",),
        absent=_uncounted,
    ),
    group="machines",
)
def machines_up(observed: Observation) -> Kpis:
    """Share of the machines' time in the window in which they are up, and failures in it."""
    timeline, (low, high) = observed.timeline, observed.cohort.window
    kpis: Kpis = {}
    for station, count in timeline.equipment.items():
        down, failed = 0, 0
        if station in timeline.down:
            log = timeline.down[station]
            edges = np.clip(np.append(log.time, high), low, high)
            down = int((np.diff(edges) * log.down).sum())
            failed = int(np.count_nonzero((log.failed >= low) & (log.failed < high)))
        kpis["availability." + station, ALL] = 100 * (1 - down / (count * (high - low)))
        kpis["breakdowns." + station, ALL] = float(failed)
    return kpis

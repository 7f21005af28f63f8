"""Benches and printers: how much of their time they are taken, and how much they are up."""

from __future__ import annotations

import numpy as np

from simulator.measure.labor import percent, work_in
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Kpis


def machines(observed: Observation) -> Kpis:
    """Share of the window in which the machines of a station are taken."""
    visits, window = observed.visits, observed.cohort.window
    low, high = window
    return {
        (f"machine_utilization.{station}", ALL): percent(
            work_in(visits[station], window), count * (high - low)
        )
        for station, count in observed.timeline.equipment.items()
        if station in visits
    }


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

"""Crews: utilization, occupancy and paid hours, and what an hour of work gets done."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Kpis
from simulator.measure.steps import overlap
from simulator.measure.work import Visits
from simulator.results.parcels import of_parcel, row_of_parcel
from simulator.units import HOUR


def crews(observed: Observation) -> Kpis:
    """Figures of every crew over the window; NaN where nobody is scheduled."""
    window = observed.cohort.window
    kpis: Kpis = {}
    for crew, time in observed.people.items():
        overtime = time.overtime.total(*window)
        paid = time.paid.total(*window) + overtime
        available = time.heads.total(*window)
        kpis |= {
            (f"utilization.{crew}", ALL): percent(time.busy_in_shift.total(*window), available),
            (f"occupancy.{crew}", ALL): percent(time.busy.total(*window), paid),
            (f"paid_hours.{crew}", ALL): paid / HOUR,
            (f"overtime_hours.{crew}", ALL): overtime / HOUR,
            (f"scheduled_hours.{crew}", ALL): time.scheduled.total(*window) / HOUR,
            (f"absent_hours.{crew}", ALL): time.absent.total(*window) / HOUR,
        }
    return kpis


def productivity(observed: Observation) -> Kpis:
    """Units, lines and orders an hour of work at picking and packing; orders a paid hour.

    The parcels of a split order count with what is in each.
    """
    workload, timeline, people = observed.workload, observed.timeline, observed.people
    visits, cohort = observed.visits, observed.cohort
    low, high = cohort.window
    units = of_parcel(workload, timeline, workload.line_units)
    lines = of_parcel(workload, timeline, np.ones_like(workload.line_units))
    kpis: Kpis = {}
    for station in ("picking", "packing"):
        if station not in visits:
            continue
        here = visits[station]
        ended = (here.ended >= low) & (here.ended < high)
        done = row_of_parcel(timeline, here.order[ended], here.second[ended])
        hours = work_in(here, cohort.window) / HOUR
        kpis |= {
            (f"{station}.uph", ALL): _ratio(float(units[done].sum()), hours),
            (f"{station}.lph", ALL): _ratio(float(lines[done].sum()), hours),
            (f"{station}.oph", ALL): _ratio(len(done), hours),
        }
    shipped = np.count_nonzero((cohort.left >= low) & (cohort.left < high))
    paid = sum(t.paid.total(low, high) + t.overtime.total(low, high) for t in people.values())
    if people:
        kpis["labor.oph", ALL] = _ratio(float(shipped), paid / HOUR)
    return kpis


def work_in(visits: Visits, window: tuple[int, int]) -> int:
    """Milliseconds of work at a station within the window, a tour counted once."""
    return int(overlap(visits.work.began, visits.work.until, window).sum())


def percent(part: int, whole: int) -> float:
    """A share in per cent; NaN of nothing."""
    return 100 * part / whole if whole else float("nan")


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")

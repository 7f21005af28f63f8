"""Crews: utilization, occupancy and paid hours, and what an hour of work gets done."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.measure.steps import overlap
from simulator.measure.work import Visits
from simulator.results.parcels import of_parcel
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR


def _of_crew(name: str, unit: str, definition: str, better: Better = "lower") -> Kpi:
    return Kpi(f"{name}.<crew>", unit, "floor", definition, better, by_class=False)


@figures(
    _of_crew(
        "utilization",
        "%",
        "busy within the available time / that time: scheduled, called or overtime, "
        "less absences and breaks",
        "neutral",
    ),
    _of_crew("occupancy", "%", "busy / paid time, overruns in both", "neutral"),
    _of_crew("scheduled_hours", "h", "planned or called in the window"),
    _of_crew("absent_hours", "h", "scheduled and missed in the window"),
    _of_crew(
        "paid_hours",
        "h",
        "paid in the window: overtime included, and work finished into an unpaid break",
    ),
    _of_crew(
        "overtime_hours",
        "h",
        "in the window past the end of a shift: called overtime, and work finished",
    ),
    group="crews",
)
def crews(observed: Observation) -> Kpis:
    """Figures of every crew over the window; NaN where nobody is scheduled."""
    window = observed.cohort.window
    edges = np.array(window[::-1], dtype=np.int64)
    kpis: Kpis = {}
    for crew, time in observed.people.items():
        overtime = time.overtime.total(*window)
        paid = time.paid.total(*window) + overtime
        available = time.heads.total(*window)
        until, since = time.worked_in_shift(edges).tolist()
        kpis |= {
            (f"utilization.{crew}", ALL): percent(until - since, available),
            (f"occupancy.{crew}", ALL): percent(time.busy.total(*window), paid),
            (f"paid_hours.{crew}", ALL): paid / HOUR,
            (f"overtime_hours.{crew}", ALL): overtime / HOUR,
            (f"scheduled_hours.{crew}", ALL): time.scheduled.total(*window) / HOUR,
            (f"absent_hours.{crew}", ALL): time.absent.total(*window) / HOUR,
        }
    return kpis


def _an_hour(station: str, short: str, word: str) -> Kpi:
    sentence = f"{word} handled in the window / labor hours at the station, idle time left out"
    name, on = f"{station}.{short}", (station,)
    return Kpi(name, f"{word}/h", station, sentence, "higher", by_class=False, sections=on)


def _nobody(scenario: Scenario, _: str) -> str | None:
    return None if scenario.crews else "there are no crews; write one under crews, or another KPI"


@figures(
    _an_hour("picking", "uph", "units"),
    _an_hour("picking", "lph", "lines"),
    _an_hour("picking", "oph", "orders"),
    _an_hour("packing", "uph", "units"),
    _an_hour("packing", "lph", "lines"),
    _an_hour("packing", "oph", "orders"),
    Kpi(
        "labor.oph",
        "orders/h",
        "floor",
        "orders shipped / paid hours, idle time in",
        "higher",
        by_class=False,
        absent=_nobody,
        called="Orders per paid hour",
    ),
    group="productivity",
)
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
        done = here.parcel[ended]
        hours = work_in(here, cohort.window) / HOUR
        kpis |= {
            (f"{station}.uph", ALL): _ratio(float(units[done].sum()), hours),
            (f"{station}.lph", ALL): _ratio(float(lines[done].sum()), hours),
            (f"{station}.oph", ALL): _ratio(len(done), hours),
        }
    shipped = np.count_nonzero((cohort.left >= low) & (cohort.left < high))
    paid = sum(t.paid.total(low, high) + t.overtime.total(low, high) for t in people.values())
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

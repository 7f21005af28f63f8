"""The backlog of the house: orders released and not handed over."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.labor import work_in
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Scopes
from simulator.measure.stations import mean_inside, most_inside
from simulator.measure.steps import happened
from simulator.measure.work import Visits, crews_of, heads_of
from simulator.results.timeline import Timeline
from simulator.stages import LAGS, TO_THE_DOCK
from simulator.units import HOUR, NEVER

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


def backlog_until(cohort: Cohort, timeline: Timeline) -> Milliseconds:
    """When each released order stops being backlog: it leaves, it ends, or the horizon comes."""
    return happened(np.where(cohort.left == NEVER, timeline.ended, cohort.left), cohort.horizon)


def _figure(
    name: str,
    unit: str,
    definition: str,
    by_class: bool = True,
    headline: int | None = None,
    called: str = "",
) -> Kpi:
    whole = f"backlog.{name}"
    return Kpi(whole, unit, "shipping", definition, "lower", by_class, headline, called=called)


ANY = (-inf, inf)
"""Growth may be less than nothing."""


@figures(
    _figure("mean", "orders", "released and not handed over, mean"),
    _figure("peak", "orders", "released and not handed over, most"),
    _figure("end", "orders", "the same at the end of the window"),
    _figure(
        "hours",
        "h",
        "backlog at the end / scheduled hourly capacity of the slowest station",
        by_class=False,
    ),
    _figure("past_due", "orders", "of the backlog at the end, past ship-by"),
    replace(
        _figure(
            "growth",
            "orders",
            "came into the backlog in the window less what left it: work that was put off",
            headline=5,
            called="Growth of the backlog",
        ),
        limits=ANY,
    ),
    replace(
        _figure(
            "growth_hours",
            "h",
            "backlog.growth / scheduled hourly capacity of the slowest station",
            by_class=False,
            called="Growth of the backlog, hours of work",
        ),
        limits=ANY,
    ),
    group="backlog",
)
def backlog(observed: Observation) -> Kpis:
    """Orders released and not handed over, whenever they were placed."""
    scopes, cohort = observed.scopes, observed.cohort
    workload, timeline = observed.workload, observed.timeline
    rows = np.flatnonzero(timeline.released != NEVER)
    begin, end = timeline.released[rows], backlog_until(cohort, timeline)[rows]
    classes = scopes.order_class[rows]
    last = cohort.window[1]
    here = np.zeros(timeline.n, dtype=np.bool_)
    here[rows[(begin <= last) & (end > last)]] = True
    if last == cohort.horizon:
        here[rows] |= (cohort.left[rows] == NEVER) & (timeline.ended[rows] == NEVER)
    overdue = here & (workload.ship_by != NEVER) & (workload.ship_by <= last)
    at_end = scopes.count("backlog.end", here)
    capacity = hourly_capacity(observed)
    growth = _growth(scopes, cohort, begin, end, classes)
    return {
        **mean_inside(scopes, "backlog.mean", cohort, begin, end, classes),
        **most_inside(scopes, "backlog.peak", cohort, begin, end, classes),
        **at_end,
        **scopes.count("backlog.past_due", overdue),
        ("backlog.hours", ALL): at_end["backlog.end", ALL] / capacity,
        **growth,
        ("backlog.growth_hours", ALL): growth["backlog.growth", ALL] / capacity,
    }


def _growth(
    scopes: Scopes,
    cohort: Cohort,
    begin: Milliseconds,
    end: Milliseconds,
    classes: npt.NDArray[np.int16],
) -> Kpis:
    """What came into the backlog in the window, less what left it."""
    low, high = cohort.window
    rows = Scopes(scopes.classes, classes)
    came, went = (rows.sums((moment >= low) & (moment < high)) for moment in (begin, end))
    return rows.named("backlog.growth", [a - b for a, b in zip(came, went, strict=True)])


def hourly_capacity(observed: Observation) -> float:
    """Orders an hour of the slowest station while its people are at work; NaN if none has worked.

    People of several stations count for all of them together: stations that share a crew are one.
    """
    scenario, timeline = observed.scenario, observed.timeline
    cohort, visits = observed.cohort, observed.visits
    rates = []
    floor = [each for each in TO_THE_DOCK if each in visits and each not in LAGS]
    for station in floor:
        orders = float(np.count_nonzero(_begun_in(visits[station], cohort.window)))
        crews = set(crews_of(scenario, timeline, station))
        shared = [s for s in floor if crews & set(crews_of(scenario, timeline, s))]
        hours = sum(work_in(visits[s], cohort.window) for s in shared) / HOUR
        if orders and hours and crews:
            rates.append(_heads_at_work(timeline, crews, cohort) * orders / hours)
        hours = work_in(visits[station], cohort.window) / HOUR
        if orders and hours and station in timeline.equipment:
            rates.append(timeline.equipment[station] * orders / hours)
    return min(rates, default=float("nan")) or float("nan")


def _begun_in(visits: Visits, window: tuple[int, int]) -> Flags:
    begun: Flags = (visits.began >= window[0]) & (visits.began < window[1])
    return begun


def _heads_at_work(timeline: Timeline, crews: set[str], cohort: Cohort) -> float:
    """Mean heads of the crews, each over the time at which it has any."""
    low, high = cohort.window
    total = 0.0
    for crew in sorted(crews):
        heads = heads_of(timeline, crew)
        time = np.append(heads.time, high)
        length = np.maximum(np.minimum(time[1:], high) - np.maximum(time[:-1], low), 0)
        present = int(length[heads.value > 0].sum())
        total += float((length * heads.value).sum()) / present if present else 0.0
    return total

"""Queues at the stations and the backlog of the house."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.labor import work_in
from simulator.measure.scopes import ALL, Kpis, Scopes
from simulator.measure.steps import happened, most_at_once, overlap
from simulator.measure.work import Visits, crews_of, heads_of
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


def queues(scopes: Scopes, cohort: Cohort, visits: dict[str, Visits]) -> Kpis:
    """Queue times of cohort orders; queue lengths in the window, whoever waits."""
    kpis: Kpis = {}
    for station, here in visits.items():
        classes = scopes.order_class[here.order]
        begun = (here.began != NEVER) & cohort.orders[here.order]
        served = begun & (here.ended != NEVER)
        waits = here.began - here.queued
        kpis |= scopes.moments(
            f"queue_time.{station}", waits, begun, MINUTE, ("mean", "p50", "p95"), classes
        )
        kpis |= scopes.moments(
            f"service_time.{station}", here.ended - here.began, served, MINUTE, ("mean",), classes
        )
        kpis |= mean_inside(
            scopes, f"queue_length.{station}.mean", cohort, here.queued, here.until_began, classes
        )
        kpis |= _most(
            scopes, f"queue_length.{station}.peak", cohort, here.queued, here.until_began, classes
        )
        kpis |= mean_inside(
            scopes, f"in_station.{station}.mean", cohort, here.queued, here.until_ended, classes
        )
    return kpis


def backlog_until(cohort: Cohort, timeline: Timeline) -> Milliseconds:
    """When each released order stops being backlog: it leaves, it ends, or the horizon comes."""
    return happened(np.where(cohort.left == NEVER, timeline.ended, cohort.left), cohort.horizon)


def backlog(
    scopes: Scopes,
    cohort: Cohort,
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    visits: dict[str, Visits],
) -> Kpis:
    """Orders released and not handed over, whenever they were placed."""
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
    capacity = hourly_capacity(scenario, cohort, timeline, visits)
    growth = _growth(scopes, cohort, begin, end, classes)
    return {
        **mean_inside(scopes, "backlog.mean", cohort, begin, end, classes),
        **_most(scopes, "backlog.peak", cohort, begin, end, classes),
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


def hourly_capacity(
    scenario: Scenario, cohort: Cohort, timeline: Timeline, visits: dict[str, Visits]
) -> float:
    """Orders an hour of the slowest station while its people are at work; NaN if none has worked.

    People of several stations count for all of them together: stations that share a crew are one.
    """
    rates = []
    floor = [s for s in ("picking", "packing", "labeling") if s in visits]
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
    for crew in crews:
        heads = heads_of(timeline, crew)
        time = np.append(heads.time, high)
        length = np.maximum(np.minimum(time[1:], high) - np.maximum(time[:-1], low), 0)
        present = int(length[heads.value > 0].sum())
        total += float((length * heads.value).sum()) / present if present else 0.0
    return total


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
    rows = Scopes(scopes.classes, classes)
    open_time = overlap(begin, end, cohort.window)
    sums = rows.sums(open_time > 0, open_time)
    return rows.named(kpi, [total / (high - low) for total in sums])


def _most(
    scopes: Scopes,
    kpi: str,
    cohort: Cohort,
    begin: Milliseconds,
    end: Milliseconds,
    classes: npt.NDArray[np.int16],
) -> Kpis:
    most: Callable[[Flags], float] = lambda rows: float(  # noqa: E731
        most_at_once(begin[rows], end[rows], cohort.window)
    )
    groups = [np.ones(len(begin), dtype=np.bool_)]
    groups += [classes == k for k in range(len(scopes.classes))]
    return scopes.named(kpi, [most(rows) for rows in groups])

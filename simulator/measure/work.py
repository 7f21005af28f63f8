"""Every visit to the stations as one table, and the work in it: a pick tour counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.engine.rosters import HeadCount
from simulator.measure.inbound import inbound_work
from simulator.measure.steps import Step, combined, counting, happened
from simulator.measure.work_done import Work
from simulator.ordering import first_of_each
from simulator.results.outcomes import Outcome
from simulator.results.parcels import LaterVisits, later_visits
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES, STATIONS
from simulator.units import NEVER

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """All visits of one station that were queued, first and later ones, one row each.

    `work` is what was done in them: a pick tour of several orders is there once, work that was
    stopped has a row for each of its stretches.
    """

    order: npt.NDArray[np.int64]
    parcel: npt.NDArray[np.int64]
    queued: Milliseconds
    began: Milliseconds
    ended: Milliseconds
    server: npt.NDArray[np.int16]
    work: Work
    horizon: int | Milliseconds  # or when the order of each left, if its customer canceled it

    @property
    def until_began(self) -> Milliseconds:
        """Up to when each waited: to the horizon where it has not begun."""
        return happened(self.began, self.horizon)

    @property
    def until_ended(self) -> Milliseconds:
        """Up to when each was there: to the horizon where it has not ended."""
        return happened(self.ended, self.horizon)


def station_visits(timeline: Timeline) -> dict[str, Visits]:
    """The visits of every station that is on."""
    return {name: _visits(timeline, name) for name in STATIONS if name in timeline.visits}


def _visits(timeline: Timeline, station: str) -> Visits:
    first, later = timeline.visits[station], later_visits(timeline, station)
    rows = np.flatnonzero(first.queued != NEVER)
    visits = first.rows(rows)
    queued, began, ended = visits.queued, visits.began, visits.ended
    server, parcel, order = visits.server, rows, rows
    if len(later.parcel):
        parcel = order = np.concatenate((rows, later.parcel))
        if len(timeline.parcels.order) > timeline.n:
            order = np.concatenate((rows, later.order))
        queued = np.concatenate((queued, later.queued))
        began = np.concatenate((began, later.began))
        ended = np.concatenate((ended, later.ended))
        server = np.concatenate((server, later.server))
    leads = began != NEVER
    if station == "picking":
        leads[: len(rows)] &= _first_of_tour(timeline.batch.take(rows))
    work = Work(began, happened(ended, timeline.horizon), server)
    horizon: int | Milliseconds = timeline.horizon
    off = timeline.outcome[order] == Outcome.CALLED_OFF if "cancellation" in timeline.visits else ()
    if np.any(off):
        horizon = np.where(off, timeline.ended[order], horizon)
    return Visits(
        order=order,
        parcel=parcel,
        queued=queued,
        began=began,
        ended=ended,
        server=server,
        work=_work(timeline, station, parcel, later, leads, work),
        horizon=horizon,
    )


def _work(
    timeline: Timeline,
    station: str,
    parcel: npt.NDArray[np.int64],
    later: LaterVisits,
    leads: Flags,
    visits: Work,
) -> Work:
    """The visits that are work, with the stretches of those that have some in their place."""
    stretches = timeline.log.stretches
    mine = np.flatnonzero(stretches.activity == ACTIVITIES.index(station))
    if len(mine):
        first = np.ones(len(parcel) - len(later.visit), dtype=np.int64)
        visit = np.concatenate((first, later.visit))
        of_stretches = stretches.visit[mine].astype(np.int64)
        many = int(max(visit.max(initial=1), of_stretches.max(initial=1))) + 1
        in_stretches = stretches.parcel[mine] * many + of_stretches
        leads = leads & ~np.isin(parcel * many + visit, in_stretches)
    rows = np.flatnonzero(leads)
    if not len(mine):
        if len(rows) == len(leads):
            return visits
        return Work(visits.began.take(rows), visits.until.take(rows), visits.server.take(rows))
    return Work(
        np.concatenate((visits.began[rows], stretches.began[mine])),
        np.concatenate((visits.until[rows], happened(stretches.ended[mine], timeline.horizon))),
        np.concatenate((visits.server[rows], stretches.server[mine])),
    )


def _first_of_tour(tour: npt.NDArray[np.int64]) -> Flags:
    formed = np.flatnonzero(tour != NEVER)
    leads: Flags = tour == NEVER
    leads[formed[first_of_each(tour[formed])[0]]] = True
    return leads


def heads_of(timeline: Timeline, crew: str) -> Step:
    """Heads of a crew at work over time."""
    return Step(timeline.heads[crew].time, timeline.heads[crew].heads)


def crews_of(scenario: Scenario, timeline: Timeline, station: str) -> tuple[str, ...]:
    """The crews with the skill, in the timeline's order."""
    return tuple(c for c in timeline.crews if station in scenario.crews[c].skills)


@dataclass(frozen=True)
class CrewTime:
    """What one crew's time went into, as step functions of heads.

    `heads` may start work; `busy` work, perhaps past their shift's end or into their break, as the
    `beyond` of them do; more than `most` can't. `paid` get the plain wage, into an unpaid break
    too; `overtime` that of overtime: for hours that a rule adds to the shift, and for work that is
    finished past its end.
    """

    heads: Step
    busy: Step
    most: Step
    beyond: Step
    paid: Step
    overtime: Step
    scheduled: Step
    absent: Step

    @cached_property
    def beside_most(self) -> tuple[Step, Step]:
        """Busy heads, and as many as can be busy at most, on one grid of times."""
        return combined(self.busy, self.most)

    def worked_in_shift(self, until: Milliseconds) -> Milliseconds:
        """The integral of these up to each moment, in heads x milliseconds."""
        return self.busy.until(until) - self.beyond.until(until)


def crew_times(
    timeline: Timeline, visits: dict[str, Visits], beside: Sequence[Work] = ()
) -> dict[str, CrewTime]:
    """The time of every crew, at orders, at what suppliers bring and `beside` both."""
    works = [*(visit.work for visit in visits.values()), *inbound_work(timeline).values(), *beside]
    return {
        crew: _crew_time(timeline.heads[crew], index, works)
        for index, crew in enumerate(timeline.crews)
    }


def _crew_time(roster: HeadCount, index: int, works: Sequence[Work]) -> CrewTime:
    mine = [(work, np.flatnonzero(work.server == index)) for work in works]
    begin = np.concatenate([np.empty(0, np.int64), *(work.began.take(rows) for work, rows in mine)])
    end = np.concatenate([np.empty(0, np.int64), *(work.until.take(rows) for work, rows in mine)])
    return CrewTime(
        heads=Step(roster.time, roster.heads),
        busy=counting(begin, end),
        most=Step(roster.time, roster.most_busy),
        beyond=Step(roster.time, roster.overrun + roster.late),
        paid=Step(roster.time, roster.paid),
        overtime=Step(roster.time, roster.overtime + roster.overrun),
        scheduled=Step(roster.time, roster.scheduled),
        absent=Step(roster.time, roster.absent),
    )

"""The lag of each parcel, which ends at a moment that is known when it begins."""

from __future__ import annotations

from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.past import Past
from simulator.engine.record import Record
from simulator.leaving import Leaving
from simulator.model.parcels import Parcels
from simulator.scenario.clock import Clock
from simulator.stages.handling.section import Handling as Section
from simulator.units import NEVER, WEEK
from simulator.working_time import WorkingTime
from simulator.workload.workload import Columns

BEFORE = 52 * WEEK
"""Before the simulated time, in which orders that are in the house at its begin came in."""


class Handling:
    """Parcels on their way through a house of which only the time it takes is known.

    A further parcel of an order takes as long as its first one.
    """

    def __init__(
        self,
        env: Instants,
        section: Section,
        clock: Clock,
        columns: Columns,
        parcels: Parcels,
        record: Record,
    ) -> None:
        self._env = env
        self._time = counted(section, clock)
        self.past: Past | None = None
        self._lags: list[int] = columns["lag"].tolist()
        told = columns.get("until")
        self._told: list[int] | None = None if told is None else told.tolist()
        self._parcels, self._record = parcels, record
        record.open("handling")
        self._queued = record.queued["handling"]
        self._began = record.began["handling"]
        self._ended = record.ended["handling"]

    def handle(self, parcel: int) -> Event:
        """The event is the end of the parcel's lag; it never comes where that is past all time."""
        now = self._env.now
        until = self._until(now, self._parcels.order(parcel))
        if self.past is not None and now <= self.past.until:
            until = _relived(self.past, parcel, until)
        self._queued[parcel] = self._began[parcel] = now
        if until == NEVER:
            return Event(self._env)
        ends = Timeout(self._env, until - now)
        ends.callbacks.append(lambda _: self._over(parcel))
        return ends

    def handle_again(self, parcel: int) -> Event:
        """The same of a parcel that is sent once more."""
        now = self._env.now
        until = self._until(now, self._parcels.order(parcel))
        row = self._record.add_visit(parcel, "handling", now)
        row.began = now
        if until == NEVER:
            return Event(self._env)
        ends = Timeout(self._env, until - now)
        ends.callbacks.append(lambda _: setattr(row, "ended", self._env.now))
        return ends

    def _until(self, now: int, order: int) -> int:
        """When the lag of an order ends: as a trace tells, at once where that has passed."""
        told = NEVER if self._told is None else self._told[order]
        return self._time.end_of(now, self._lags[order]) if told == NEVER else max(now, told)

    def _over(self, parcel: int) -> None:
        self._ended[parcel] = self._env.now


def _relived(past: Past, parcel: int, until: int) -> int:
    """When a lag that began in the past ends: not after its parcel was handed over."""
    left = past.left(parcel)
    return until if left is None or NEVER < until <= left else left


def counted(section: Section, clock: Clock) -> WorkingTime | Leaving:
    """What a lag is counted in, and when it is over."""
    time = working_time(section, clock)
    return time if section.leaves is None else Leaving(time, section.leaves)


def working_time(section: Section, clock: Clock) -> WorkingTime:
    """The working time of a scenario's handling, until its simulated time ends."""
    return WorkingTime(
        clock.calendar,
        section.days,
        section.hours,
        -BEFORE,
        clock.horizon,
        section.on_holidays,
        section.pace or (),
    )

"""Transit and the last mile of parcels, worked out for many at once.

Nothing in the warehouse depends on a parcel that is under way, so its way is arithmetic: transit
to the day (or moment) of arrival, then attempts in the delivery hours until one succeeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar, OpenDays, next_opening
from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_road import arrival, held_up
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.workload import TOLD

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Roads:
    """What the workload has for the ways of parcels: (n,) rows for each number of parcels."""

    transit_days: npt.NDArray[np.int16]
    transit: Milliseconds
    lost: npt.NDArray[np.bool_]
    attempt_fails: npt.NDArray[np.bool_]
    attempt_time: Milliseconds


def roads_of(workload: Workload) -> Roads:
    """Those of first parcels, then of second ones, ..., as many as orders may have."""
    names = [field.name for field in fields(Roads)]
    if not workload.further:
        return Roads(**{name: getattr(workload, name) for name in names})
    every = (workload, *workload.further)
    return Roads(**{name: np.concatenate([getattr(k, name) for k in every]) for name in names})


@dataclass(frozen=True)
class Drivers:
    """Whose parcels they are, (n,) by order, and on which days each carrier drives and delivers."""

    carrier_of: npt.NDArray[np.int16]
    dates: tuple[Calendar, ...]  # by carrier, the clock's without any
    drives: tuple[tuple[int, ...], ...]  # weekdays
    rounds: tuple[OpenDays, ...]  # as `dates`; none: delivery is off
    region_of: npt.NDArray[np.int16]
    delays: Mapping[int, tuple[Milliseconds, ...]]  # by carrier that has any: spans for each region

    @property
    def alike(self) -> bool:
        """Whether no carrier has days off that another has not."""
        return len(set(self.dates)) == 1

    def of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int16]:
        """(k,) The carriers of rows of `Roads`."""
        return self.carrier_of[rows % len(self.carrier_of)]


def drivers_of(scenario: Scenario, workload: Workload) -> Drivers:
    """Those of all carriers, in the order of the scenario."""
    clock, names = scenario.clock, list(scenario.carriers)
    carrier_of = np.zeros(workload.n, dtype=np.int16)
    if names:
        of_service = np.array([names.index(name) for name, _ in workload.services], dtype=np.int16)
        carrier_of = of_service[workload.service]
    section, carriers = scenario.delivery, scenario.carriers.values()
    dates = tuple(clock.calendar_of(each.holidays) for each in carriers) or (clock.calendar,)
    days = frozenset(section.days) if section is not None else None
    return Drivers(
        carrier_of,
        dates,
        tuple(tuple(each.drives) for each in carriers),
        tuple(OpenDays(own, days) for own in dates) if days is not None else (),
        workload.region,
        {names.index(name): spans for name, spans in workload.delays.items()},
    )


@dataclass(frozen=True)
class Ways:
    """How k parcels go on from their hand-over; they may pass the horizon."""

    arrived: Milliseconds  # (k,) at the depot of the destination, or found lost
    out: Milliseconds  # (k, attempts) out for delivery; NEVER: not attempted
    tried: Milliseconds  # (k, attempts) end of the attempt
    outcome: npt.NDArray[np.int8]  # (k,) DELIVERED, LOST or RETURNED_TO_SENDER; COMPLETED if off
    ended: Milliseconds  # (k,)


def carry(
    scenario: Scenario,
    drivers: Drivers,
    roads: Roads,
    rows: npt.NDArray[np.int64],
    handed_over: int | Milliseconds,
) -> Ways:
    """The ways of parcels handed over at a moment, or each at its own.

    `rows` are those of `roads`. With delivery off ways end as transit does, and so do first
    attempts without delivery hours.
    """
    arrived = _arrival(drivers, roads, rows, handed_over)
    if drivers.delays:
        arrived = _delayed(drivers, roads, rows, handed_over, arrived)
    lost = roads.lost[rows]
    section = scenario.delivery
    if section is None:
        none = np.full((len(rows), 0), NEVER, dtype=np.int64)
        outcome = np.where(lost, Outcome.LOST, Outcome.COMPLETED).astype(np.int8)
        return Ways(arrived, none, none, outcome, arrived)
    attempts = roads.attempt_fails.shape[1]
    out = np.full((len(rows), attempts), NEVER, dtype=np.int64)
    tried = out.copy()
    ended = arrived.copy()
    outcome = np.where(lost, Outcome.LOST, Outcome.RETURNED_TO_SENDER).astype(np.int8)
    left = np.flatnonzero(~lost)  # those that nobody has taken yet
    ready = arrived[left]
    for attempt in range(attempts):
        of = rows[left]
        after = roads.attempt_time[of, attempt]
        done = ready
        if section.hours is not None:
            done = _round(drivers, of, ready, section.hours[0], after)
        out[left, attempt] = np.maximum(ready, done - after)
        tried[left, attempt] = done
        ended[left] = done
        fails = roads.attempt_fails[of, attempt]
        outcome[left[~fails]] = Outcome.DELIVERED
        left, ready = left[fails], done[fails] + section.between_attempts
    return Ways(arrived, out, tried, outcome, ended)


def _round(
    drivers: Drivers,
    rows: npt.NDArray[np.int64],
    ready: Milliseconds,
    opens: int,
    after: Milliseconds,
) -> Milliseconds:
    """(k,) When the rounds of deliveries that begin at the hour `opens` come by."""
    if drivers.alike:
        return next_opening(drivers.rounds[0], ready, opens, after)
    done, carrier_of = np.empty_like(ready), drivers.of(rows)
    for index, rounds in enumerate(drivers.rounds):
        mine = np.flatnonzero(carrier_of == index)
        done[mine] = next_opening(rounds, ready[mine], opens, after[mine])
    return done


def _arrival(
    drivers: Drivers,
    roads: Roads,
    rows: npt.NDArray[np.int64],
    handed_over: int | Milliseconds,
) -> Milliseconds:
    """Start of the n-th day on which the carrier drives, or hand-over plus a duration.

    Of the duration all time counts, or that of the days on which the carrier drives alone.
    """
    days = roads.transit_days[rows].astype(np.int64)
    arrived = handed_over + roads.transit[rows]
    if not days.any():
        return arrived
    carrier_of = drivers.of(rows)
    now = np.broadcast_to(np.array(handed_over), days.shape)
    for index, drives in enumerate(drivers.drives):
        mine = np.flatnonzero((carrier_of == index) & (days != 0))
        if len(mine):
            took = roads.transit[rows[mine]]
            arrived[mine] = arrival(drivers.dates[index], drives, now[mine], days[mine], took)
    return arrived


def _delayed(
    drivers: Drivers,
    roads: Roads,
    rows: npt.NDArray[np.int64],
    handed_over: int | Milliseconds,
    arrived: Milliseconds,
) -> Milliseconds:
    """When they arrive, held up by the delays of their carriers in their regions.

    What a history tells arrives as it did: whatever held it up then is in that.
    """
    days = roads.transit_days[rows].astype(np.int64)
    now = np.broadcast_to(np.array(handed_over), days.shape)
    carrier_of, region_of = drivers.of(rows), drivers.region_of[rows % len(drivers.region_of)]
    arrived_late = arrived.copy()
    for index, regions in drivers.delays.items():
        for region, spans in enumerate(regions):
            mine = np.flatnonzero((carrier_of == index) & (region_of == region) & (days != TOLD))
            if len(mine) and len(spans):
                road = drivers.dates[index], drivers.drives[index], spans
                arrived_late[mine] = held_up(*road, now[mine], days[mine], arrived[mine])
    return arrived_late

"""Transit and the last mile, worked out for all parcels of a pick-up at once.

Nothing in the warehouse depends on a parcel that is under way, so its way is arithmetic: transit
to the day (or moment) of arrival, then attempts in the delivery hours until one succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from simulator.calendars import OpenDays, next_opening
from simulator.engine.record import Record
from simulator.results.timeline import Outcome, Visit
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Roads:
    """What the workload has for the ways of parcels, by their number (`model.order_lines`)."""

    transit_days: npt.NDArray[np.int16]
    transit: Milliseconds
    lost: npt.NDArray[np.bool_]
    attempt_fails: npt.NDArray[np.bool_]
    attempt_time: Milliseconds


def roads_of(workload: Workload) -> Roads:
    """(n,) or, where orders may be split, (2 n,) rows."""
    names = [field.name for field in fields(Roads)]
    if workload.second is None:
        return Roads(**{name: getattr(workload, name) for name in names})
    both = (workload, workload.second)
    return Roads(**{name: np.concatenate([getattr(part, name) for part in both]) for name in names})


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
    workload: Workload,
    roads: Roads,
    parcels: npt.NDArray[np.int64],
    handed_over: int,
) -> Ways:
    """The ways of parcels handed over together; with delivery off they end as transit does."""
    arrived = _arrival(scenario, workload, roads, parcels, handed_over)
    lost = roads.lost[parcels]
    section = scenario.delivery
    if section is None:
        none = np.full((len(parcels), 0), NEVER, dtype=np.int64)
        outcome = np.where(lost, Outcome.LOST, Outcome.COMPLETED).astype(np.int8)
        return Ways(arrived, none, none, outcome, arrived)
    attempts = roads.attempt_fails.shape[1]
    clock = scenario.clock
    dates = clock.calendar
    rounds = OpenDays(dates, frozenset(section.days))
    out = np.full((len(parcels), attempts), NEVER, dtype=np.int64)
    tried = out.copy()
    ended = arrived.copy()
    outcome = np.where(lost, Outcome.LOST, Outcome.RETURNED_TO_SENDER).astype(np.int8)
    open_ = ~lost
    ready = arrived
    for attempt in range(attempts):
        after = roads.attempt_time[parcels, attempt]
        done = next_opening(rounds, ready, section.hours[0], after)
        out[open_, attempt] = np.maximum(ready, done - after)[open_]
        tried[open_, attempt] = done[open_]
        ended[open_] = done[open_]
        success = open_ & ~roads.attempt_fails[parcels, attempt]
        outcome[success] = Outcome.DELIVERED
        open_ &= ~success
        ready = done + section.between_attempts
    return Ways(arrived, out, tried, outcome, ended)


def _arrival(
    scenario: Scenario,
    workload: Workload,
    roads: Roads,
    parcels: npt.NDArray[np.int64],
    handed_over: int,
) -> Milliseconds:
    """Start of the n-th day on which the carrier drives, or hand-over plus a duration."""
    assert scenario.shipping is not None
    days = roads.transit_days[parcels].astype(np.int64)
    arrived = handed_over + roads.transit[parcels]
    carrier_of = np.array(
        [list(scenario.shipping.carriers).index(name) for name, _ in workload.services]
    )[workload.service[parcels % workload.n]]
    clock = scenario.clock
    dates = clock.calendar
    today = dates.day(np.full(len(parcels), handed_over, dtype=np.int64))
    for index, carrier in enumerate(scenario.shipping.carriers.values()):
        mine = (carrier_of == index) & (days > 0)
        if mine.any():
            drives = OpenDays(dates, frozenset(carrier.drives))
            arrived[mine] = dates.moment(drives.nth_after(today[mine], days[mine]))
    return arrived


class Deliveries:
    """The ways of all parcels of a replication, pick-up by pick-up."""

    def __init__(self, scenario: Scenario, workload: Workload) -> None:
        self._scenario = scenario
        self._workload = workload
        self._roads = roads_of(workload)
        parcels = workload.n if workload.second is None else 2 * workload.n
        self.ended = np.full(parcels, NEVER, dtype=np.int64)  # by parcel; may be to come
        self._parts: list[tuple[npt.NDArray[np.int64], int, Ways]] = []

    def carry(self, parcels: Sequence[int], handed_over: int) -> Ways:
        """Work out the ways of these parcels and keep them."""
        numbers = np.array(parcels, dtype=np.int64)
        ways = carry(self._scenario, self._workload, self._roads, numbers, handed_over)
        self.ended[numbers] = ways.ended
        self._parts.append((numbers, handed_over, ways))
        return ways

    def ways(self) -> tuple[npt.NDArray[np.int64], Milliseconds, Ways]:
        """All parcels: (k,) their numbers, (k,) hand-overs and their ways."""
        attempts = self._workload.attempt_fails.shape[1] if self._scenario.delivery else 0
        none = np.empty(0, dtype=np.int64)
        rounds = np.empty((0, attempts), dtype=np.int64)
        nothing = Ways(none, rounds, rounds, none.astype(np.int8), none)
        parts = [(none, 0, nothing), *self._parts]
        return (
            np.concatenate([numbers for numbers, _, _ in parts]),
            np.concatenate([np.full(len(numbers), at) for numbers, at, _ in parts]),
            Ways(
                np.concatenate([ways.arrived for _, _, ways in parts]),
                np.concatenate([ways.out for _, _, ways in parts]),
                np.concatenate([ways.tried for _, _, ways in parts]),
                np.concatenate([ways.outcome for _, _, ways in parts]),
                np.concatenate([ways.ended for _, _, ways in parts]),
            ),
        )


def enter(
    record: Record, n: int, horizon: int, parcels: Milliseconds, at: Milliseconds, ways: Ways
) -> dict[str, Visit]:
    """The visits "transit" and "delivery" up to the horizon; further ones go into the record."""
    first = parcels < n
    orders = parcels[first]

    def spread(values: Milliseconds) -> Milliseconds:
        column = np.full(n, NEVER, dtype=np.int64)
        column[orders] = np.where(values <= horizon, values, NEVER)[first]
        return column

    def further(k: int, activity: str, began: int, ended: int) -> None:
        second = not first[k]
        row = record.repeat(int(parcels[k]) % n, activity, began, second)
        row.began = began
        row.ended = ended if ended <= horizon else NEVER

    nobody = np.full(n, -1, dtype=np.int16)
    visits = {"transit": Visit(spread(at), spread(at), spread(ways.arrived), nobody)}
    if ways.out.shape[1]:
        visits["delivery"] = Visit(
            spread(ways.out[:, 0]), spread(ways.out[:, 0]), spread(ways.tried[:, 0]), nobody
        )
    for k in np.flatnonzero(~first):
        further(int(k), "transit", int(at[k]), int(ways.arrived[k]))
    for attempt in range(ways.out.shape[1]):
        out = ways.out[:, attempt]
        for k in np.flatnonzero((out != NEVER) & (out <= horizon) & ((attempt > 0) | ~first)):
            further(int(k), "delivery", int(out[k]), int(ways.tried[k, attempt]))
    return visits

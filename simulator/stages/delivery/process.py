"""The ways of all parcels of a replication, and their visits in the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from simulator.engine.record import Record
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.ways import Milliseconds, Ways, carry, drivers_of, roads_of
from simulator.units import NEVER
from simulator.workload import Workload


class PartsOf(Protocol):
    """Whose parcels they are; numbers beyond the orders' are further parcels."""

    def orders_of(self, parcels: Milliseconds) -> Milliseconds:
        """Their orders."""
        ...

    def numbers_of(self, parcels: Milliseconds) -> Milliseconds:
        """Which of their orders' parcels they are, from 1."""
        ...


class Deliveries:
    """The ways of all parcels of a replication, pick-up by pick-up."""

    def __init__(self, scenario: Scenario, workload: Workload, parcels: PartsOf) -> None:
        self._scenario = scenario
        self._workload = workload
        self._parcels = parcels
        self._roads = roads_of(workload)
        self._drivers = drivers_of(scenario, workload)
        self.ended = np.full(workload.n, NEVER, dtype=np.int64)  # first parcels; may be to come
        self._parts: list[tuple[Milliseconds, int | Milliseconds, Ways]] = []

    def carry(self, parcels: Sequence[int] | Milliseconds, handed_over: int | Milliseconds) -> Ways:
        """Work out the ways of these parcels and keep them."""
        numbers, n = np.array(parcels, dtype=np.int64), self._workload.n
        first = numbers < n
        rows = numbers
        if not first.all():
            before = self._parcels.numbers_of(numbers) - 1
            rows = self._parcels.orders_of(numbers) + n * before
        ways = carry(self._scenario, self._drivers, self._roads, rows, handed_over)
        self.ended[numbers[first]] = ways.ended[first]
        self._parts.append((numbers, handed_over, ways))
        return ways

    def ways(self) -> tuple[npt.NDArray[np.int64], Milliseconds, Ways]:
        """All parcels: (k,) their numbers, (k,) hand-overs and their ways; to be asked for once."""
        attempts = self._workload.attempt_fails.shape[1] if self._scenario.delivery else 0
        none = np.empty(0, dtype=np.int64)
        rounds = np.empty((0, attempts), dtype=np.int64)
        parts: list[list[npt.NDArray[Any]]] = [
            [none, none, none, rounds, rounds, none.astype(np.int8), none]
        ]
        for numbers, at, ways in self._parts:
            parts.append([numbers, np.broadcast_to(at, len(numbers)), *vars(ways).values()])
        self._parts.clear()
        columns = [_whole_column(parts) for _ in range(len(parts[0]))]
        return columns[0], columns[1], Ways(*columns[2:])


def _whole_column(parts: list[list[npt.NDArray[Any]]]) -> npt.NDArray[Any]:
    """The next column of all parts, which they let go of, so that nothing is there twice."""
    return np.concatenate([part.pop(0) for part in parts])


def enter(
    record: Record, horizon: int, parcels: Milliseconds, at: Milliseconds, ways: Ways
) -> None:
    """Write the visits "transit" and "delivery" up to the horizon into the record."""

    def write(activity: str, queued: Milliseconds, ended: Milliseconds) -> None:
        record.open(activity)
        record.began[activity] = record.queued[activity]
        for column, moments in ((record.queued, queued), (record.ended, ended)):
            moments = np.where(moments <= horizon, moments, NEVER)
            np.frombuffer(column[activity], dtype=np.int64)[parcels] = moments

    write("transit", at, ways.arrived)
    if ways.out.shape[1]:
        write("delivery", ways.out[:, 0], ways.tried[:, 0])
    for attempt in range(1, ways.out.shape[1]):
        out, tried = ways.out[:, attempt], ways.tried[:, attempt]
        rows = np.flatnonzero((out != NEVER) & (out <= horizon))
        ended = np.where(tried[rows] <= horizon, tried[rows], NEVER)
        record.add_visits("delivery", parcels[rows], attempt + 1, out[rows], ended)

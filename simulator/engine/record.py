"""Where the model writes down when things happened, as cheaply as Python can.

What is served are *parcels*, by number: the first n are there from the beginning, further ones are
added as they come to be.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import FurtherVisits
from simulator.stages import ACTIVITIES, INBOUND
from simulator.units import NEVER

Moments = npt.NDArray[np.int64]

_NUMBERS = {name: number for number, name in enumerate((*ACTIVITIES, *INBOUND))}

MOST_PARCELS = 1 << 16
"""More parcels than one that was there from the beginning can give rise to."""


def moments(n: int) -> array[int]:
    """(n,) moments that have not come yet."""
    return array("q", [NEVER]) * n


class Row(Protocol):
    """Where the moments of a task are kept, unless in the columns of first visits."""

    parcel: int
    visit: int
    began: int
    ended: int
    server: int
    stopped: bool

    @property
    def part(self) -> tuple[int, int] | None:
        """Number and zone of a part of a pick tour; None of any other visit."""
        ...


@dataclass
class Further:
    """A visit after a parcel's first; filled in as it happens."""

    parcel: int
    activity: int
    visit: int
    queued: int
    place: int = 0
    began: int = NEVER
    ended: int = NEVER
    server: int = -1
    stopped: bool = False

    @property
    def part(self) -> None:
        """It is not a part of a tour."""
        return


@dataclass
class Stretch:
    """Work that is less than a whole visit, or on a part of it."""

    parcel: int
    activity: int
    visit: int
    began: int
    server: int
    place: int
    ended: int = NEVER


class Record:
    """Moments of every parcel and activity; items of an `array` set faster than NumPy's."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.queued: dict[str, array[int]] = {}
        self.began: dict[str, array[int]] = {}
        self.ended: dict[str, array[int]] = {}
        self.server: dict[str, array[int]] = {}
        self.place: dict[str, array[int]] = {}
        self.further: list[Further] = []
        self.later: list[FurtherVisits] = []
        self.stretches: list[Stretch] = []
        self._ties: list[int] = []
        self._left: dict[str, int] = {}
        self._visits: dict[tuple[int, int], int] = {}

    def open(self, activity: str) -> None:
        """Make room for the first visits of one activity."""
        rows = self.n + len(self._ties)
        self.queued[activity] = moments(rows)
        self.began[activity] = moments(rows)
        self.ended[activity] = moments(rows)
        self.server[activity] = array("h", [-1]) * rows
        self.place[activity] = array("h", [0]) * rows

    def add_parcel(self, beside: int, number: int) -> int:
        """Make room for a further parcel, the one of that number (from 2) beside a first one."""
        moment = {id(c): c for part in (self.queued, self.began, self.ended) for c in part.values()}
        for column in moment.values():
            column.append(NEVER)
        for column in self.server.values():
            column.append(-1)
        for column in self.place.values():
            column.append(0)
        self._ties.append(beside * MOST_PARCELS + number - 1)
        return self.n + len(self._ties) - 1

    def tie(self, parcel: int) -> int:
        """What decides between parcels that are equal in all else: the first one's number."""
        return parcel * MOST_PARCELS if parcel < self.n else self._ties[parcel - self.n]

    def add_visit(self, parcel: int, activity: str, queued: int, place: int = 0) -> Further:
        """A row for a visit after the first."""
        number = _NUMBERS[activity]
        visit = self._visits.get((parcel, number), 1) + 1
        self._visits[parcel, number] = visit
        row = Further(parcel, number, visit, queued, place)
        self.further.append(row)
        return row

    def add_visits(
        self, activity: str, parcel: Moments, visit: int, began: Moments, ended: Moments
    ) -> None:
        """Rows for visits of one number to what has no queue, all at once."""
        none = np.zeros(len(parcel), dtype=np.int16)
        number = none + np.int16(_NUMBERS[activity])
        self.later.append(
            FurtherVisits(
                parcel, number, none + np.int16(visit), began, began, ended, none - 1, none
            )
        )

    def stretch(
        self,
        activity: str,
        parcels: Sequence[int],
        row: Row | None,
        server: int,
        began: int,
        place: int,
    ) -> Stretch:
        """A stretch of work on some parcels, kept under the first of them or that of the row."""
        parcel, visit = (min(parcels), 1) if row is None else (row.parcel, row.visit)
        stretch = Stretch(parcel, _NUMBERS[activity], visit, began, server, place)
        self.stretches.append(stretch)
        return stretch

    def leave(self, activity: str) -> None:
        """A parcel has left the queue for its first visit, which will not be."""
        self._left[activity] = self._left.get(activity, 0) + 1

    def waiting(self, activity: str) -> int:
        """Parcels whose first visit is queued and has not begun; with zones, is not over."""
        queued, began, ended = (
            np.frombuffer(column[activity], dtype=np.int64)
            for column in (self.queued, self.began, self.ended)
        )
        # NEVER is before every moment, and nobody begins or ends before being queued.
        waits = queued > began
        inside = int(np.count_nonzero(queued[waits] > ended[waits]))
        return inside - self._left.get(activity, 0)

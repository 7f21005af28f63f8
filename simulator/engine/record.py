"""Where the model writes down when things happened, as cheaply as Python can."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.results.timeline import Pauses, Repeats, Spells, Visit
from simulator.stages import ACTIVITIES
from simulator.units import NEVER

_NUMBERS = {name: number for number, name in enumerate(ACTIVITIES)}


def moments(n: int) -> array[int]:
    """(n,) moments that have not come yet."""
    return array("q", [NEVER]) * n


class Row(Protocol):
    """Where the moments of a task are kept, unless in the columns of first visits."""

    order: int
    visit: int
    second: bool
    began: int
    ended: int
    server: int
    stopped: bool


@dataclass
class RepeatRow:
    """A further visit of an order's first parcel, or any of its second; filled in as it happens."""

    order: int
    activity: int
    visit: int
    queued: int
    second: bool
    place: int = 0
    began: int = NEVER
    ended: int = NEVER
    server: int = -1
    stopped: bool = False


@dataclass
class Spell:
    """A stretch of work that is less than a whole visit, or a part of an order."""

    order: int
    activity: int
    visit: int
    second: bool
    began: int
    server: int
    place: int
    ended: int = NEVER


@dataclass
class PauseRow:
    """The first visit of an order was stopped, and perhaps resumed."""

    order: int
    activity: int
    stopped: int
    resumed: int = NEVER


class Record:
    """Moments of every order and activity; items of an `array` set faster than NumPy's."""

    def __init__(self, n: int) -> None:
        self._n = n
        self.queued: dict[str, array[int]] = {}
        self.began: dict[str, array[int]] = {}
        self.ended: dict[str, array[int]] = {}
        self.server: dict[str, array[int]] = {}
        self.place: dict[str, array[int]] = {}
        self.repeats: list[RepeatRow] = []
        self.spells: list[Spell] = []
        self.pauses: list[PauseRow] = []
        self._visits: dict[tuple[int, int, bool], int] = {}

    def open(self, activity: str) -> None:
        """Make room for the first visits of one activity."""
        self.queued[activity] = moments(self._n)
        self.began[activity] = moments(self._n)
        self.ended[activity] = moments(self._n)
        self.server[activity] = array("h", [-1]) * self._n
        self.place[activity] = array("h", [0]) * self._n

    def repeat(
        self, order: int, activity: str, queued: int, second: bool = False, place: int = 0
    ) -> RepeatRow:
        """A row for a further visit of an order, counted from 2; of its second parcel from 1."""
        number = _NUMBERS[activity]
        visit = self._visits.get((order, number, second), 0 if second else 1) + 1
        self._visits[order, number, second] = visit
        row = RepeatRow(order, number, visit, queued, second, place)
        self.repeats.append(row)
        return row

    def spell(
        self,
        activity: str,
        orders: Sequence[int],
        row: Row | None,
        server: int,
        began: int,
        place: int,
    ) -> Spell:
        """A stretch of work on some orders, kept under the first of them or that of the row."""
        order, visit, second = min(orders), 1, False
        if row is not None:
            order, visit, second = row.order, row.visit, row.second
        spell = Spell(order, ACTIVITIES.index(activity), visit, second, began, server, place)
        self.spells.append(spell)
        return spell

    def pause(self, order: int, activity: str, stopped: int) -> PauseRow:
        """A row for work that was stopped."""
        row = PauseRow(order, ACTIVITIES.index(activity), stopped)
        self.pauses.append(row)
        return row

    def waiting(self, activity: str) -> int:
        """Orders whose first visit is queued and has not begun; with zones, is not over."""
        queued, began, ended = (
            np.frombuffer(column[activity], dtype=np.int64)
            for column in (self.queued, self.began, self.ended)
        )
        # NEVER is before every moment, and nobody begins or ends before being queued.
        waits = queued > began
        return int(np.count_nonzero(queued[waits] > ended[waits]))

    def visit(self, activity: str) -> Visit:
        """The first visits of one activity as arrays."""
        return Visit(
            queued=np.frombuffer(self.queued[activity], dtype=np.int64),
            began=np.frombuffer(self.began[activity], dtype=np.int64),
            ended=np.frombuffer(self.ended[activity], dtype=np.int64),
            server=np.frombuffer(self.server[activity], dtype=np.int16),
        )

    def all_repeats(self) -> Repeats:
        """Further visits in order of (queued, order, activity, second, visit)."""
        rows = sorted(
            self.repeats, key=lambda r: (r.queued, r.order, r.activity, r.second, r.visit)
        )
        return Repeats(
            order=np.array([r.order for r in rows], dtype=np.int64),
            activity=np.array([r.activity for r in rows], dtype=np.int16),
            visit=np.array([r.visit for r in rows], dtype=np.int16),
            queued=np.array([r.queued for r in rows], dtype=np.int64),
            began=np.array([r.began for r in rows], dtype=np.int64),
            ended=np.array([r.ended for r in rows], dtype=np.int64),
            server=np.array([r.server for r in rows], dtype=np.int16),
            second=np.array([r.second for r in rows], dtype=np.bool_),
            place=np.array([r.place for r in rows], dtype=np.int16),
        )

    def all_spells(self) -> Spells:
        """Stretches of work in order of (began, activity, order, second, visit)."""
        rows = sorted(
            self.spells,
            key=lambda s: (s.began, s.activity, s.order, s.second, s.visit, s.ended),
        )
        return Spells(
            order=np.array([s.order for s in rows], dtype=np.int64),
            activity=np.array([s.activity for s in rows], dtype=np.int16),
            visit=np.array([s.visit for s in rows], dtype=np.int16),
            second=np.array([s.second for s in rows], dtype=np.bool_),
            began=np.array([s.began for s in rows], dtype=np.int64),
            ended=np.array([s.ended for s in rows], dtype=np.int64),
            server=np.array([s.server for s in rows], dtype=np.int16),
            place=np.array([s.place for s in rows], dtype=np.int16),
        )

    def all_pauses(self) -> Pauses:
        """Stops in order of (stopped, order, activity)."""
        rows = sorted(self.pauses, key=lambda p: (p.stopped, p.order, p.activity))
        return Pauses(
            order=np.array([p.order for p in rows], dtype=np.int64),
            activity=np.array([p.activity for p in rows], dtype=np.int16),
            stopped=np.array([p.stopped for p in rows], dtype=np.int64),
            resumed=np.array([p.resumed for p in rows], dtype=np.int64),
        )

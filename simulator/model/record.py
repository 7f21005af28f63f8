"""Where the model writes down when things happened, as cheaply as Python can."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from simulator.results.timeline import ACTIVITIES, Repeats, Visit
from simulator.units import NEVER


def moments(n: int) -> array[int]:
    """(n,) moments that have not come yet."""
    return array("q", [NEVER]) * n


@dataclass
class RepeatRow:
    """A second or later visit, filled in as it happens."""

    order: int
    activity: int
    visit: int
    queued: int
    began: int = NEVER
    ended: int = NEVER
    server: int = -1


class Record:
    """Moments of every order and activity; items of an `array` set faster than NumPy's."""

    def __init__(self, n: int) -> None:
        self._n = n
        self.queued: dict[str, array[int]] = {}
        self.began: dict[str, array[int]] = {}
        self.ended: dict[str, array[int]] = {}
        self.server: dict[str, array[int]] = {}
        self.repeats: list[RepeatRow] = []

    def open(self, activity: str) -> None:
        """Make room for the first visits of one activity."""
        self.queued[activity] = moments(self._n)
        self.began[activity] = moments(self._n)
        self.ended[activity] = moments(self._n)
        self.server[activity] = array("h", [-1]) * self._n

    def repeat(self, order: int, activity: str, visit: int, queued: int) -> RepeatRow:
        """A row for a further visit of an order."""
        row = RepeatRow(order, ACTIVITIES.index(activity), visit, queued)
        self.repeats.append(row)
        return row

    def visit(self, activity: str) -> Visit:
        """The first visits of one activity as arrays."""
        return Visit(
            queued=np.frombuffer(self.queued[activity], dtype=np.int64),
            began=np.frombuffer(self.began[activity], dtype=np.int64),
            ended=np.frombuffer(self.ended[activity], dtype=np.int64),
            server=np.frombuffer(self.server[activity], dtype=np.int16),
        )

    def all_repeats(self) -> Repeats:
        """Second and later visits in order of (queued, order, activity, visit)."""
        rows = sorted(self.repeats, key=lambda r: (r.queued, r.order, r.activity, r.visit))
        return Repeats(
            order=np.array([r.order for r in rows], dtype=np.int64),
            activity=np.array([r.activity for r in rows], dtype=np.int16),
            visit=np.array([r.visit for r in rows], dtype=np.int16),
            queued=np.array([r.queued for r in rows], dtype=np.int64),
            began=np.array([r.began for r in rows], dtype=np.int64),
            ended=np.array([r.ended for r in rows], dtype=np.int64),
            server=np.array([r.server for r in rows], dtype=np.int16),
        )

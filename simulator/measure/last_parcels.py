"""The parcel that ended last, or left last, or is least far, of orders that may be in several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline, Visit
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]

_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class LastParcels:
    """Of some orders: the parcel, whether it is a further one, and since when those are apart."""

    rows: Numbers
    parcel: Numbers
    further: npt.NDArray[np.bool_]
    apart: Milliseconds  # of the further ones

    @property
    def any(self) -> bool:
        """Whether one of them is a further parcel."""
        return bool(self.further.any())

    def visit(self, timeline: Timeline, activity: str) -> Visit:
        """Its first visit."""
        return timeline.log.first[activity].rows(self.parcel)

    def first_pick(self, timeline: Timeline) -> Visit:
        """What a further parcel owes to the pick of the first one: up to the split."""
        visit = timeline.visits["picking"].rows(self.rows[self.further])
        queued, began, ended = (
            np.minimum(moment, self.apart) for moment in (visit.queued, visit.began, visit.ended)
        )
        return self._only_further(Visit(queued, began, ended, visit.server, visit.place))

    def further_pick(self, timeline: Timeline) -> Visit:
        """The pick of the further parcel; NEVER where the first one is followed."""
        return self._only_further(timeline.log.first["picking"].rows(self.parcel[self.further]))

    def _only_further(self, visit: Visit) -> Visit:
        """Those of the further parcels in their rows, nothing in the others."""
        n = len(self.rows)
        never, nobody = np.full(n, NEVER, dtype=np.int64), np.full(n, -1, dtype=np.int16)
        visits = Visit(never, never.copy(), never.copy(), nobody, np.zeros(n, dtype=np.int16))
        for name in ("queued", "began", "ended", "server", "place"):
            getattr(visits, name)[self.further] = getattr(visit, name)
        return visits


def last_parcels(timeline: Timeline, rows: Numbers) -> LastParcels:
    """Those that ended last, of these orders in ascending order; see `_last`."""
    table = timeline.parcels
    return _last(timeline, rows, np.where(table.outcome == Outcome.IN_FLIGHT, NEVER, table.ended))


def last_handed_over(timeline: Timeline, rows: Numbers) -> LastParcels:
    """Those that were handed over last, with which their order was; see `_last`."""
    return _last(timeline, rows, timeline.log.first["shipping"].ended)


def _last(timeline: Timeline, rows: Numbers, moments: Milliseconds) -> LastParcels:
    """The live parcel of the last moment; one that has none yet comes after all that have.

    Of several without one it is the last one, of several with the same moment the first one.
    `moments` has one row per parcel.
    """
    table, parcel = timeline.parcels, rows.copy()
    if len(table.split):
        mine = table.of_split
        ended = np.where(moments[mine] == NEVER, _FAR, moments[mine])
        number = table.number[mine].astype(np.int64)
        number = np.where(ended == _FAR, number, -number)
        by = np.lexsort((number, ended, table.live, table.order[mine]))
        last = np.append(np.flatnonzero(np.diff(table.order[mine][by])), len(by) - 1)
        followed, place = mine[by][last], np.searchsorted(rows, table.split)
        known = np.append(rows, -1)[np.minimum(place, len(rows))] == table.split
        parcel[place[known]] = followed[known]
    further = parcel >= timeline.n
    return LastParcels(rows, parcel, further, table.made[parcel[further]])

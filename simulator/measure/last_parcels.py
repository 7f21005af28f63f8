"""The parcel that ended last, or is least far, of orders that may be in two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import second_places, second_visits
from simulator.results.timeline import Outcome, Timeline, Visit
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LastParcels:
    """Of some orders, whether it is the second parcel; `of_split` has the rows of `splits`."""

    rows: npt.NDArray[np.int64]
    second: npt.NDArray[np.bool_]
    of_split: npt.NDArray[np.int64]
    split_at: Milliseconds

    @property
    def any(self) -> bool:
        """Whether one of them is a second parcel."""
        return bool(self.second.any())

    def visit(self, timeline: Timeline, activity: str) -> Visit:
        """Its first visit."""
        first = rows_of(timeline.visits[activity], self.rows)
        if not self.any:
            return first
        return _merged(
            first, self.second, rows_of(second_visits(timeline, activity), self.of_split)
        )

    def place(self, timeline: Timeline, activity: str) -> npt.NDArray[np.int16]:
        """Its zone or lane; of a first parcel that is picked in zones 0, as it is in several."""
        if len(timeline.places[activity]) == 1:
            return np.zeros(len(self.rows), dtype=np.int16)
        place = np.zeros(len(self.rows), dtype=np.int16)
        if activity == "packing":
            place = timeline.lane[self.rows]
        if self.any:
            place[self.second] = second_places(timeline, activity)[self.of_split]
        return place

    def first_pick(self, timeline: Timeline) -> Visit:
        """What the second parcel owes to the pick of the first one: up to the split."""
        visit = rows_of(timeline.visits["picking"], self.rows[self.second])
        queued, began, ended = (
            np.minimum(moment, self.split_at) for moment in (visit.queued, visit.began, visit.ended)
        )
        return self._only_second(Visit(queued, began, ended, visit.server))

    def second_pick(self, timeline: Timeline) -> Visit:
        """The pick of the second parcel; NEVER where the first one is followed."""
        return self._only_second(rows_of(second_visits(timeline, "picking"), self.of_split))

    def _only_second(self, visit: Visit) -> Visit:
        never = np.full(len(self.rows), NEVER, dtype=np.int64)
        nobody = np.full(len(self.rows), -1, dtype=np.int16)
        return _merged(Visit(never, never, never, nobody), self.second, visit)


def last_parcels(timeline: Timeline, rows: npt.NDArray[np.int64]) -> LastParcels:
    """Of these orders, in ascending order; one that is under way ends after all that has ended."""
    splits = timeline.splits
    far = np.iinfo(np.int64).max
    first, second = np.where(splits.outcome == Outcome.IN_FLIGHT, far, splits.ended).T
    later = (second > first) | (second == far)
    later = splits.live[:, 1] & (~splits.live[:, 0] | later)
    follows = np.isin(rows, splits.order[later])
    of_split = np.searchsorted(splits.order, rows[follows])
    return LastParcels(rows, follows, of_split, splits.at[of_split])


def rows_of(visit: Visit, rows: npt.NDArray[np.int64]) -> Visit:
    """Some rows of a visit."""
    return Visit(visit.queued[rows], visit.began[rows], visit.ended[rows], visit.server[rows])


def _merged(visit: Visit, where: npt.NDArray[np.bool_], other: Visit) -> Visit:
    """The rows of a visit, those of another one in place of some."""
    columns = []
    for name in ("queued", "began", "ended", "server"):
        column = getattr(visit, name).copy()
        column[where] = getattr(other, name)
        columns.append(column)
    return Visit(*columns)

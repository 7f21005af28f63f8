"""Work on an order that was stopped and went on later, of the parcel that is followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.last_parcels import LastParcels
from simulator.results.timeline import Timeline
from simulator.stages import ACTIVITIES
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stops:
    """One row a stop; `row` is that of its order among those that are followed."""

    row: Numbers
    place: npt.NDArray[np.int16]
    stopped: Numbers
    resumed: Numbers  # NEVER if it has not gone on


def stops_of(timeline: Timeline, station: str, last: LastParcels) -> Stops:
    """Stops in first visits; picks in zones have none, theirs are times between their parts."""
    activity, pauses = ACTIVITIES.index(station), timeline.pauses
    rows = last.rows[~last.second]
    mine = np.flatnonzero((pauses.activity == activity) & np.isin(pauses.order, rows))
    order, stopped, resumed = pauses.order[mine], pauses.stopped[mine], pauses.resumed[mine]
    if last.any:
        more = _of_second_parcels(timeline, activity, last)
        order, stopped, resumed = (
            np.concatenate(both) for both in zip((order, stopped, resumed), more, strict=True)
        )
    row = np.searchsorted(last.rows, order)
    return Stops(row, last.place(timeline, station)[row], stopped, resumed)


def _of_second_parcels(
    timeline: Timeline, activity: int, last: LastParcels
) -> tuple[Numbers, Numbers, Numbers]:
    """(order, stopped, resumed) between the spells of their first visits."""
    spells = timeline.spells
    mine = (spells.activity == activity) & spells.second & (spells.visit == 1)
    mine = np.flatnonzero(mine & np.isin(spells.order, last.rows[last.second]))
    mine = mine[np.lexsort((spells.began[mine], spells.order[mine]))]
    order, began, ended = spells.order[mine], spells.began[mine], spells.ended[mine]
    goes_on = np.append(order[1:] == order[:-1], False)[: len(order)]
    later = np.append(began[1:], NEVER)[: len(order)]
    resumed = np.where(goes_on, later, NEVER)
    unfinished = _unfinished(timeline, activity, last)
    stopped = (ended != NEVER) & (resumed > ended) | (
        ~goes_on & (ended != NEVER) & np.isin(order, unfinished)
    )
    return order[stopped], ended[stopped], resumed[stopped]


def _unfinished(timeline: Timeline, activity: int, last: LastParcels) -> Numbers:
    """Orders whose second parcel is still at the station."""
    visit = last.visit(timeline, ACTIVITIES[activity])
    here: Numbers = last.rows[last.second & (visit.began != NEVER) & (visit.ended == NEVER)]
    return here

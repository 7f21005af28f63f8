"""Work on an order that was stopped and went on later, of the parcel that is followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import Timeline
from simulator.stages import ACTIVITIES
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stops:
    """One row per stop; `row` is that of its parcel among those that are followed."""

    row: Numbers
    place: npt.NDArray[np.int16]
    stopped: Numbers
    resumed: Numbers  # NEVER if it has not gone on


def stops_of(timeline: Timeline, station: str, parcels: Numbers) -> Stops:
    """Stops in first visits of some parcels; picks in zones have times between their parts instead.

    What one head puts down and another takes on at once is not a stop.
    """
    parcel, stopped, resumed = _gaps(timeline, station)
    if station == "picking" and len(parcel):
        parcel, which = _on_the_tour(timeline, parcel)
        stopped, resumed = stopped[which], resumed[which]
    row = np.full(len(timeline.parcels.order), -1, dtype=np.int64)
    row[parcels] = np.arange(len(parcels))
    mine = np.flatnonzero(row[parcel] >= 0)
    place = timeline.log.first[station].place[parcel[mine]]
    return Stops(row[parcel[mine]], place, stopped[mine], resumed[mine])


def _gaps(timeline: Timeline, station: str) -> tuple[Numbers, Numbers, Numbers]:
    """(parcel, stopped, resumed) between the stretches of first visits, and after the last one."""
    stretches, ends = timeline.log.stretches, timeline.log.first[station].ended
    mine = (stretches.activity == ACTIVITIES.index(station)) & (stretches.visit == 1)
    if station == "picking" and timeline.places[station][0].name != station:
        mine &= stretches.parcel >= timeline.n
    rows = np.flatnonzero(mine)
    rows = rows[np.lexsort((stretches.began[rows], stretches.parcel[rows]))]
    parcel, began, ended = stretches.parcel[rows], stretches.began[rows], stretches.ended[rows]
    goes_on = np.append(parcel[1:] == parcel[:-1], False)[: len(rows)]
    resumed = np.where(goes_on, np.append(began[1:], NEVER)[: len(rows)], NEVER)
    stopped = np.where(goes_on, resumed > ended, ends[parcel] == NEVER) & (ended != NEVER)
    return parcel[stopped], ended[stopped], resumed[stopped]


def _on_the_tour(timeline: Timeline, lead: Numbers) -> tuple[Numbers, Numbers]:
    """All parcels of the tours under these, and the row of each one's lead."""
    tour = np.where(lead < timeline.n, timeline.batch[np.minimum(lead, timeline.n - 1)], NEVER)
    alone = np.flatnonzero(tour == NEVER)
    toured = np.flatnonzero(np.isin(timeline.batch, tour[tour != NEVER]))
    leads = np.flatnonzero(tour != NEVER)
    leads = leads[np.argsort(tour[leads], kind="stable")]
    low = np.searchsorted(tour[leads], timeline.batch[toured], side="left")
    count = np.searchsorted(tour[leads], timeline.batch[toured], side="right") - low
    which = np.repeat(low - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    return (
        np.concatenate((lead[alone], np.repeat(toured, count))),
        np.concatenate((alone, leads[which])),
    )

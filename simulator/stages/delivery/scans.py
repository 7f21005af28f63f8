"""When depots on the way scan parcels, up to the end of a run.

The road is arithmetic: a scan is at a part of the time from the hand-over to the destination, as
long as that was. A parcel that is lost is scanned up to where it is lost, anywhere on its way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.ways import carry, drivers_of, roads_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scans:
    """A row for each scan of the carriers and each parcel that was handed over.

    `parcel` is its row among all of the timeline's, `number` counts the scans of its carrier from
    1. `at` is NEVER of one that is missed, or that has not come by the horizon.
    """

    parcel: Numbers
    number: npt.NDArray[np.int16]
    at: Numbers


def scans_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Scans | None:
    """All scans; None where no carrier has any."""
    columns = workload.added.get("shipping")
    if columns is None or "transit" not in timeline.log.first:
        return None
    every, drivers = parcels(timeline), drivers_of(scenario, workload)
    rows = np.flatnonzero(every.handed_over != NEVER)
    order, gone = every.order[rows], every.handed_over[rows]
    place = order + workload.n * (every.parcel[rows] - 1)
    roads = roads_of(workload)
    took = carry(scenario, drivers, roads, place, gone).arrived - gone
    lost, carrier = roads.lost[place], drivers.of(place)
    scans: list[tuple[Numbers, npt.NDArray[np.int16], Numbers]] = []
    for index, section in enumerate(scenario.carriers.values()):
        theirs = np.flatnonzero(carrier == index)
        which, parcel = order[theirs], every.parcel[rows[theirs]] - 1
        for k, scan in enumerate(section.scans):
            read = ~columns["missed"][which, parcel, k].astype(np.bool_)
            read &= ~lost[theirs] | (columns["lost_at"][which, parcel].astype(np.float64) > scan.at)
            at = gone[theirs] + np.floor(scan.at * took[theirs]).astype(np.int64)
            at = np.where(read & (at <= timeline.horizon), at, NEVER)
            scans.append((rows[theirs], np.full(len(theirs), k + 1, dtype=np.int16), at))
    if not scans:
        return None
    return Scans(*(np.concatenate(column) for column in zip(*scans, strict=True)))

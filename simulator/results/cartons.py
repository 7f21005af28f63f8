"""The boxes in which parcels are packed: those of the workload, and of split orders one each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import of_parcel, parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.cartons import smallest
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cartons:
    """The box of each parcel and how many of it; rows as in `parcels.Parcels`.

    `box` indexes the scenario's boxes, -1 without boxes; lines that were taken out have their room.
    """

    order: Numbers
    packed: npt.NDArray[np.bool_]
    box: Numbers
    count: Numbers
    volume: Numbers  # cubic centimeters of the units


def cartons(scenario: Scenario, workload: Workload, timeline: Timeline) -> Cartons:
    """The smallest box into which a parcel fits; of a split order by what is in each."""
    every, split = parcels(timeline), timeline.splits.order
    packed = every.packed != NEVER
    box, count = (one.astype(np.int64)[every.order] for one in (workload.box, workload.boxes))
    section = scenario.packing
    if section is None or not section.boxes or not len(split):
        return Cartons(every.order, packed, box, count, workload.volume[every.order])
    units, sku = workload.line_units, workload.line_sku
    volume = of_parcel(workload, timeline, workload.unit_volume[sku] * units)
    weight = of_parcel(workload, timeline, workload.unit_weight[sku] * units)
    of_splits = np.concatenate((split, np.arange(workload.n, len(every.order))))
    box[of_splits], count[of_splits] = smallest(section, volume[of_splits], weight[of_splits])
    return Cartons(every.order, packed, box, count, volume)

"""The boxes in which parcels are packed: those of the workload, unless the order has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import starts
from simulator.stages.packing.draws_boxes import boxed, filled, units_of
from simulator.stages.packing.first_fit import Filled
from simulator.stages.packing.section import Packing
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cartons:
    """What each part of an order is packed in; rows as in `parcels.Parcels`, kinds of boxes.

    An order that was split or of which a line was taken out is packed by what is left of it.
    """

    order: Numbers
    packed: npt.NDArray[np.bool_]
    boxes: Numbers  # (rows, kinds) how many of each
    loose: Numbers  # units that ship without a box
    volume: Numbers  # cubic centimeters of the units in boxes

    @property
    def count(self) -> Numbers:
        """Boxes of each part."""
        total: Numbers = self.boxes.sum(axis=1)
        return total

    @property
    def parcels(self) -> Numbers:
        """Parcels of each part: its boxes and what ships without one; 1 without boxes."""
        total: Numbers = np.maximum(self.count + self.loose, 1)
        return total


def cartons(scenario: Scenario, workload: Workload, timeline: Timeline) -> Cartons:
    """The boxes of every part of every order, packed yet or not."""
    every = parcels(timeline)
    boxes, loose, volume = (
        column.astype(np.int64)[every.order]
        for column in (workload.boxes, workload.loose, workload.volume)
    )
    section = scenario.packing
    if section is not None and section.boxes:
        rows, lines = _changed(workload, timeline)
        if len(rows):
            filled_boxes = boxed(section, units_of(workload, *lines))
            boxes[rows], loose[rows], volume[rows] = (
                filled_boxes.count,
                filled_boxes.loose,
                filled_boxes.volume,
            )
    return Cartons(every.order, every.packed != NEVER, boxes, loose, volume)


def contents(
    section: Packing, workload: Workload, timeline: Timeline, wanted: npt.NDArray[np.bool_]
) -> Filled:
    """The boxes of the wanted parts of orders one by one, by the lines that are left in each.

    `wanted` are flags by the rows of `parcels.Parcels`; `order` of a box is such a row.
    """
    line = np.flatnonzero(~timeline.line_canceled & wanted[timeline.line_parcel])
    part = timeline.line_parcel[line]
    by_part = np.argsort(part, kind="stable")
    start = np.searchsorted(part[by_part], np.arange(len(wanted) + 1))
    return filled(section, units_of(workload, start, line[by_part]))


def as_ordered(section: Packing, workload: Workload, orders: Numbers) -> Filled:
    """The boxes of some orders, rising rows, as they are placed; `order` is the order's row."""
    count = workload.lines[orders]
    start = starts(count)
    line = np.arange(start[-1]) + np.repeat(workload.line_start[orders] - start[:-1], count)
    filled_boxes = filled(section, units_of(workload, start, line))
    return replace(filled_boxes, order=orders[filled_boxes.order])


def _changed(workload: Workload, timeline: Timeline) -> tuple[Numbers, tuple[Numbers, Numbers]]:
    """Parts of orders that were split or cut, and (start, line) of what is left in them."""
    table = timeline.parcels
    changed = np.zeros(len(table.order), dtype=np.bool_)
    changed[table.of_split] = True
    out = timeline.line_canceled
    changed[np.repeat(np.arange(timeline.n), workload.lines)[out]] = True
    rows = np.flatnonzero(changed)
    line = np.flatnonzero(changed[timeline.line_parcel] & ~out)
    part = timeline.line_parcel[line]
    by_part = np.argsort(part, kind="stable")
    start = np.searchsorted(part[by_part], rows)
    return rows, (np.append(start, len(line)), line[by_part])

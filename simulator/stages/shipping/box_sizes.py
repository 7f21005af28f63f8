"""The weight and volume of every box on the dock, for trucks that are full by them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.model.order_lines import OrderLines
from simulator.model.parcels import Parcels
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.draws_boxes import filled, units_of
from simulator.stages.packing.first_fit import Filled
from simulator.stages.packing.section import Packing
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]
BoxSize = tuple[int, int]
"""Whole grams of a box with what is in it, and whole cubic centimeters that it takes."""

NOTHING: list[BoxSize] = [(0, 0)]
"""A parcel of which every line was taken out: it stands on the dock as one."""


class BoxSizes:
    """Boxes of parcels one by one, in the order in which they are loaded.

    A box takes as much of a truck as it is large inside, and a unit without a box as much as it is
    large. Parts of an order have the boxes of the lines that are in them.
    """

    def __init__(
        self,
        packing: Packing,
        workload: Workload,
        lines: OrderLines | None,
        parcels: Parcels,
    ) -> None:
        self._packing = packing
        self._workload = workload
        self._lines = lines
        self._parcels = parcels
        every = np.arange(len(workload.line_sku), dtype=np.int64)
        placed = filled(packing, units_of(workload, workload.line_start.astype(np.int64), every))
        self._sizes = _pairs(packing, placed)
        self._start = np.searchsorted(placed.order, np.arange(workload.n + 1)).tolist()
        self._of_parts: dict[int, list[BoxSize]] = {}

    def of(self, parcel: int) -> list[BoxSize]:
        """The boxes of a parcel that is packed."""
        order = self._parcels.order(parcel)
        lines = self._lines
        if lines is None or order not in lines.left_out:
            return self._sizes[self._start[order] : self._start[order + 1]] or NOTHING
        if parcel not in self._of_parts:
            kept = [line for line in lines.of(parcel) if not lines.is_out(line)]
            start, held = np.array([0, len(kept)]), np.array(kept, dtype=np.int64)
            part = filled(self._packing, units_of(self._workload, start, held))
            self._of_parts[parcel] = _pairs(self._packing, part) or NOTHING
        return self._of_parts[parcel]


def sizes(packing: Packing, boxes: Filled) -> tuple[Integers, Integers]:
    """Whole grams and whole cubic centimeters of each of these boxes, as they stand on the dock."""
    kinds = list(packing.boxes.values())
    own = np.array([round(box.material or 0.0) for box in kinds], dtype=np.int64)
    inside = np.array([round(box.volume) for box in kinds], dtype=np.int64)
    boxed = boxes.kind >= 0
    return (
        boxes.weight + np.where(boxed, own[boxes.kind], 0),
        np.where(boxed, inside[boxes.kind], boxes.volume),
    )


def mean_size(packing: Packing, boxes: Filled) -> tuple[float, float]:
    """Grams and cubic centimeters of one of these boxes; 0 without boxes."""
    weight, volume = sizes(packing, boxes)
    return (float(weight.mean()), float(volume.mean())) if len(weight) else (0.0, 0.0)


def _pairs(packing: Packing, boxes: Filled) -> list[BoxSize]:
    weight, volume = sizes(packing, boxes)
    return list(zip(weight.tolist(), volume.tolist(), strict=True))


def box_sizes(
    scenario: Scenario, workload: Workload, lines: OrderLines | None, parcels: Parcels
) -> BoxSizes | None:
    """None where no truck is full by weight or volume."""
    packing = scenario.packing
    if packing is None or not any(carrier.has_sizes for carrier in scenario.carriers.values()):
        return None
    return BoxSizes(packing, workload, lines, parcels)

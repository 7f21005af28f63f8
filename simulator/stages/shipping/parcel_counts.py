"""How many parcels the carrier gets of an order, its boxes, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.model.order_lines import OrderLines
from simulator.model.parcels import Parcels
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.draws_boxes import boxed, units_of
from simulator.stages.packing.section import Packing
from simulator.stages.shipping.box_sizes import box_sizes
from simulator.workload import Workload


class ParcelCounts:
    """The boxes of parcels; 1 where boxes are not modeled.

    `several` is False if no order takes more than one: then nobody need ask. `sizes` are None where
    no truck is full by weight or volume.
    """

    def __init__(
        self,
        scenario: Scenario,
        workload: Workload,
        lines: OrderLines | None,
        parcels: Parcels,
    ) -> None:
        self.sizes = box_sizes(scenario, workload, lines, parcels)
        self._section = scenario.packing
        self._workload = workload
        self._parcels = parcels
        counts = workload.parcels
        self.several = bool(counts.max(initial=1) > 1)
        self._counts: Sequence[int] = counts.data if self.several else ()
        self._lines = lines
        self._of_parts: dict[int, int] = {}

    def of(self, parcel: int) -> int:
        """Boxes of a parcel that is packed; of a part of an order by the lines that are in it."""
        if not self.several:
            return 1
        order = self._parcels.order(parcel)
        section, lines = self._section, self._lines
        if section is None or lines is None or self._counts[order] == 1:
            return self._counts[order]
        if order not in lines.left_out:
            return self._counts[order]
        if parcel not in self._of_parts:
            self._of_parts[parcel] = self._of_part(section, lines, parcel)
        return self._of_parts[parcel]

    def _of_part(self, section: Packing, of: OrderLines, parcel: int) -> int:
        lines = [line for line in of.of(parcel) if not of.is_out(line)]
        part = units_of(self._workload, np.array([0, len(lines)]), np.array(lines, dtype=np.int64))
        boxes = boxed(section, part)
        return max(int(boxes.count.sum() + boxes.loose[0]), 1)

"""The boxes of what is packed, unit by unit in plain Python: first-fit decreasing by two sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.stages.packing.section import Box, Packing
    from tests.laws.runs import Run


@dataclass
class Open:
    """A box that is being filled; cubic centimeters and grams."""

    box: Box
    volume: int = 0
    weight: int = 0
    units: int = 0


def holds(packing: Packing, box: Box, volume: int, weight: int) -> bool:
    """Whether a content fits, but for the last digit of a float."""
    return volume <= box.volume * packing.fill * (1 + 1e-12) and weight <= box.max_weight


def packed(packing: Packing, units: list[tuple[int, int, int]]) -> tuple[list[Open], int]:
    """The boxes of units (volume, weight, place of their line), and how many fit none."""
    by_size = sorted(packing.boxes.values(), key=lambda box: (box.volume, box.cost))
    fit = [one for one in units if any(holds(packing, box, *one[:2]) for box in by_size)]
    volume, weight = sum(one[0] for one in fit), sum(one[1] for one in fit)
    if not fit:
        return [], len(units)
    for box in by_size:
        if holds(packing, box, volume, weight):
            return [Open(box, volume, weight, len(fit))], len(units) - len(fit)
    most = max(math.floor(box.volume * packing.fill * (1 + 1e-12)) for box in by_size)
    heaviest = max(math.floor(box.max_weight) for box in by_size)
    boxes: list[Open] = []
    for unit in sorted(fit, key=lambda one: (
        -max(one[0] / most, one[1] / heaviest), -one[0], -one[1], one[2]
    )):  # fmt: skip
        for open_ in boxes:
            if holds(packing, open_.box, open_.volume + unit[0], open_.weight + unit[1]):
                break
        else:
            open_ = Open(max(by_size, key=lambda box: (_takes(packing, box, unit), box.volume,
                                                       by_size.index(box))))  # fmt: skip
            boxes.append(open_)
        open_.volume += unit[0]
        open_.weight += unit[1]
        open_.units += 1
    for open_ in boxes:
        open_.box = next(box for box in by_size if holds(packing, box, open_.volume, open_.weight))
    return boxes, len(units) - len(fit)


def _takes(packing: Packing, box: Box, unit: tuple[int, int, int]) -> int:
    """How many such units a box holds."""
    room = math.floor(box.volume * packing.fill * (1 + 1e-12))
    return min(room // unit[0], math.floor(box.max_weight) // unit[1])


def boxes_of(run: Run, lines: list[int]) -> tuple[list[Open], int]:
    """The boxes of some lines of an order, and units that ship without; none without boxes."""
    w, packing = run.workload, run.scenario.packing
    if packing is None or not packing.boxes:
        return [], 0
    units = [
        (int(w.unit_volume[w.line_sku[k]]), int(w.unit_weight[w.line_sku[k]]), k)
        for k in lines
        for _ in range(int(w.line_units[k]))
    ]
    return packed(packing, units)


def parcels_of(run: Run, parcel: int) -> int:
    """How many parcels the carrier gets of what is left of an order, or of a part of it."""
    kept = [k for k in run.lines(parcel) if not run.timeline.line_canceled[k]]
    boxes, loose = boxes_of(run, kept)
    return max(len(boxes) + loose, 1)


def sizes_of(run: Run, lines: list[int]) -> list[tuple[float, float]]:
    """True weight and volume of each parcel in which these lines leave."""
    packing, w = run.scenario.packing, run.workload
    if packing is None or not packing.boxes:
        return []
    boxes, _ = boxes_of(run, lines)
    sizes = [(each.weight + (each.box.material or 0), each.box.volume) for each in boxes]
    for k in lines:
        volume, weight = (int(size[w.line_sku[k]]) for size in (w.unit_volume, w.unit_weight))
        if not any(holds(packing, box, volume, weight) for box in packing.boxes.values()):
            sizes += [(weight, volume)] * int(w.line_units[k])
    return sizes

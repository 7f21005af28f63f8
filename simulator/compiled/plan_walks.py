"""Where the SKUs of a layout lie, as the engine reads it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.plan_floor import FloorRows
from simulator.workload.workload import Storage

Integers = npt.NDArray[np.int64]

ROUTINGS = {"s-shape": c.S_SHAPE, "return": c.THERE_AND_BACK, "largest gap": c.LARGEST_GAP}


def walk_settings(state: Integers, storage: Storage, rows: FloorRows) -> None:
    """The walkways of a layout; those of zones differ in their number of aisles and their depot."""
    if not storage.aisles:
        return
    aisles = storage.aisles[0]
    state[c.WALKS] = 1
    state[c.ROUTING] = ROUTINGS[aisles.routing]
    state[c.AISLE_SPACING] = aisles.spacing
    state[c.FRONT_LENGTH] = _front_length(storage)
    state[c.BACK_LENGTH] = aisles.length - _front_length(storage)
    state[c.STOPS] = aisles.length + 1
    state[c.BLOCK] = _most_aisles(storage) * state[c.STOPS]
    state[c.DEPOTS] = rows.add_list(each.depot for each in storage.aisles)


def stops(storage: Storage) -> Integers:
    """(skus,) Zone with its own walkways, block, aisle and distance from the block's front in one.

    Numbers rise in that sequence, so that sorted stops of a tour are aisle by aisle.
    """
    if not storage.aisles:
        return np.zeros(len(storage.zone), dtype=np.int64)
    half = _front_length(storage)
    back = storage.place > half
    zone = storage.zone.astype(np.int64) if len(storage.aisles) > 1 else 0
    number: Integers = (2 * zone + back) * _most_aisles(storage) + storage.aisle
    return number * (storage.aisles[0].length + 1) + storage.place - half * back


def longest_walk(storage: Storage) -> int:
    """Millimeters that no tour exceeds: every aisle there and back, from end to end each time."""
    aisles = sum(each.count * (4 * each.length + 4 * each.spacing) for each in storage.aisles)
    return aisles + sum(4 * each.length + 4 * each.depot for each in storage.aisles)


def _front_length(storage: Storage) -> int:
    """Of the block at the front, which is all of it without a middle cross aisle."""
    aisles = storage.aisles[0]
    return aisles.length // 2 if aisles.middle else aisles.length


def _most_aisles(storage: Storage) -> int:
    return max(each.count for each in storage.aisles)

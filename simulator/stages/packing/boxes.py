"""The boxes of a scenario as arrays, and what fits into none of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution
from simulator.stages.packing.section import Packing

Integers = npt.NDArray[np.int64]

SHIP_WITHOUT = "ship unboxed"
"""The value of `packing.fits_no_box` by which units go without a box."""
_TAIL = 1e-9
"""A SKU that is drawn too large once in so many is left to chance."""


@dataclass(frozen=True)
class Kinds:
    """The boxes of a scenario, as (k,) arrays: whole cubic centimeters and grams that they take."""

    room: Integers
    limit: Integers
    by_size: Integers  # from the smallest inside, equals by their cost

    @property
    def count(self) -> int:
        """How many kinds there are."""
        return len(self.room)


def kinds_of(section: Packing) -> Kinds:
    """The boxes of a packing section; units have whole centimeters and grams, so boxes may too."""
    boxes = list(section.boxes.values())
    volume = np.array([box.volume for box in boxes], dtype=np.float64)
    limit = np.array([box.max_weight for box in boxes], dtype=np.float64)
    cost = np.array([box.cost for box in boxes], dtype=np.float64)
    return Kinds(
        # 0.1 of 30 is 3.0000000000000004, 0.7 of 10 is 6.999999999999999: both are meant whole
        room=np.floor(volume * section.fill * (1 + 1e-12)).astype(np.int64),
        limit=np.floor(limit * (1 + 1e-12)).astype(np.int64),
        by_size=np.lexsort((cost, volume)),
    )


def smallest(kinds: Kinds, volume: Integers, weight: Integers) -> Integers:
    """The smallest box that holds each content, of several as small the cheapest; -1 for none."""
    box = np.full(len(volume), -1, dtype=np.int64)
    for k in kinds.by_size.tolist():
        box[(box < 0) & (volume <= kinds.room[k]) & (weight <= kinds.limit[k])] = k
    return box


def whole(sizes: npt.NDArray[np.float64]) -> Integers:
    """Sizes of units in whole cubic centimeters or grams, at least 1."""
    return np.maximum(np.rint(sizes), 1).astype(np.int64)


def largest(sizes: Distribution) -> int:
    """The largest whole size that is drawn, but for one SKU in a billion."""
    return int(whole(sizes.ppf(np.array([1 - _TAIL])))[0])


def fits(section: Packing, volume: int, weight: int) -> bool:
    """Whether a unit of this size fits into one of the boxes."""
    kinds = kinds_of(section)
    return bool(np.any((volume <= kinds.room) & (weight <= kinds.limit)))


def remedy(section: Packing, volume: int, weight: int) -> str:
    """What to write so that a unit of this size is packed, or goes without a box.

    The box is neither smaller nor weaker than those that there are.
    """
    boxes = section.boxes.values()
    inside = math.ceil(max(volume / section.fill, *(box.volume for box in boxes)))
    strong = math.ceil(max(weight, *(box.max_weight for box in boxes)))
    box = f"{{volume: {inside} cm3, max_weight: {strong} g}}"
    return f"add a box such as {box}, or write packing.fits_no_box: {SHIP_WITHOUT}"

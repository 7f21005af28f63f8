"""Units without a box that no truck can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from simulator.reading.mistakes import Mistake, Place, ScenarioError
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.boxes import kinds_of, smallest
from simulator.stages.shipping.section import CalledTruck, Carrier, RoomOn

Integers = npt.NDArray[np.int64]
_UNITS = {"payload": "kg", "load_volume": "l"}


def require_room(
    scenario: Scenario, sku: Sequence[str], volume: Integers, weight: Integers
) -> None:
    """Raise ScenarioError for a carrier of which every truck is too small for some SKU.

    Volume and weight are those of a unit of each SKU; units that fit a box are not asked, whose
    sizes `scenario.checks_shipping.truck_sizes` compares.
    """
    limited = {name: each for name, each in scenario.carriers.items() if each.has_sizes}
    if not limited or scenario.packing is None or not len(volume):
        return
    loose = np.flatnonzero(smallest(kinds_of(scenario.packing), volume, weight) < 0)
    mistakes = [
        Mistake(Place(""), f"shipping.carriers.{name}.{key}", problem)
        for name, carrier in limited.items()
        for key, sizes in (("payload", weight), ("load_volume", volume))
        for problem in _too_small(carrier, key, sku, loose, sizes)
    ]
    if mistakes:
        raise ScenarioError(mistakes)


def _too_small(
    carrier: Carrier, key: str, sku: Sequence[str], loose: Integers, sizes: Integers
) -> Iterator[str]:
    largest = max(_limits(carrier.trucks, key))
    if len(loose) and sizes[loose].max() > largest:
        worst = int(loose[np.argmax(sizes[loose])])
        size = f"{sizes[worst] / 1000:.12g} {_UNITS[key]}"
        wrong = f"SKU {sku[worst]!r} goes without a box, and no truck takes its {size}"
        yield f"{wrong}; write {key}: {size} or more, or a box for it"


def _limits(trucks: Sequence[Carrier | RoomOn | CalledTruck], key: str) -> Iterator[float]:
    """What each truck takes; infinite without a limit. Another one may be limited as usual."""
    for truck in trucks:
        limit = getattr(truck, key)
        if limit is not None:
            yield limit
        elif not isinstance(truck, RoomOn):
            yield float("inf")

"""Units without a box that no truck can take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.reading.mistakes import Mistake, Place, ScenarioError
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.assortment import Assortment
from simulator.stages.packing.boxes import kinds_of, smallest
from simulator.stages.packing.draws_boxes import sizes_at_most
from simulator.stages.shipping.section import Carrier

Integers = npt.NDArray[np.int64]


def require_room(scenario: Scenario, skus: Assortment, volume: Integers, weight: Integers) -> None:
    """Raise ScenarioError for a carrier of which every truck is too small for some SKU.

    Volume and weight are those of a unit of each SKU; units that fit a box are not asked, whose
    sizes `scenario.checks_shipping.truck_sizes` compares. Sizes may be drawn anew in another
    replication: what is to be written takes all of them.
    """
    limited = {name: each for name, each in scenario.carriers.items() if each.has_sizes}
    if not limited or scenario.packing is None or not len(volume):
        return
    loose = np.flatnonzero(smallest(kinds_of(scenario.packing), volume, weight) < 0)
    mistakes = []
    for name, carrier in limited.items():
        alone = [k for k in loose.tolist() if not carrier.takes(weight[k], volume[k])]
        if alone:
            worst = max(alone, key=lambda k: (int(weight[k]), int(volume[k])))
            most_volume, most_weight = sizes_at_most(scenario, skus)
            wrong = (
                f"SKU {skus.sku[worst]!r} of {weight[worst] / 1000:.12g} kg and "
                f"{volume[worst] / 1000:.12g} l goes without a box, and no truck takes it"
            )
            remedy = " and ".join(_remedy(carrier, float(most_weight.max()), most_volume.max()))
            problem = f"{wrong}; write {remedy}, or a box for it"
            mistakes.append(Mistake(Place(""), f"shipping.carriers.{name}", problem))
    if mistakes:
        raise ScenarioError(mistakes)


def _remedy(carrier: Carrier, grams: float, volume: float) -> Iterator[str]:
    """What the usual truck has to take."""
    if carrier.payload is not None and carrier.payload < grams:
        yield f"payload: {grams / 1000:.12g} kg"
    if carrier.load_volume is not None and carrier.load_volume < volume:
        yield f"load_volume: {volume / 1000:.12g} l"

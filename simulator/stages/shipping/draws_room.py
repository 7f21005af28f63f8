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
from simulator.stages.shipping.section import CalledTruck, Carrier

Integers = npt.NDArray[np.int64]
Limits = tuple[float, float]
"""Grams and cubic centimeters that a truck takes; infinite without a limit."""


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
        alone = [k for k in loose.tolist() if not _goes(carrier, weight[k], volume[k])]
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


def _goes(carrier: Carrier, weight: float, volume: float) -> bool:
    """Whether some truck takes both."""
    return any(weight <= grams and volume <= room for grams, room in _trucks(carrier))


def _trucks(carrier: Carrier) -> Iterator[Limits]:
    """What each truck takes; another one is limited as usual by what it does not say."""
    usual = _limits(carrier)
    yield usual
    for other in carrier.capacity_on:
        own = other.payload, other.load_volume
        yield (own[0] or usual[0], own[1] or usual[1])
    if carrier.on_call is not None:
        yield _limits(carrier.on_call)


def _limits(truck: Carrier | CalledTruck) -> Limits:
    infinite = float("inf")
    return truck.payload or infinite, truck.load_volume or infinite


def _remedy(carrier: Carrier, grams: float, volume: float) -> Iterator[str]:
    """What the usual truck has to take."""
    usual = _limits(carrier)
    if usual[0] < grams:
        yield f"payload: {grams / 1000:.12g} kg"
    if usual[1] < volume:
        yield f"load_volume: {volume / 1000:.12g} l"

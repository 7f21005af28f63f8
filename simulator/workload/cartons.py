"""The box of every order: the smallest into which it fits by volume and weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution
from simulator.scenario.mistakes import mistake_at
from simulator.scenario.packing import Packing
from simulator.scenario.scenario import Scenario
from simulator.workload.assortment import Assortment
from simulator.workload.draws import Draws, Floats, Integers
from simulator.workload.lines import order_sums
from simulator.workload.orders import Orders


@dataclass(frozen=True)
class BoxColumns:
    """Columns of the workload for boxes."""

    box: npt.NDArray[np.int16]
    boxes: npt.NDArray[np.int16]
    volume: Integers
    unit_volume: Integers
    unit_weight: Integers


def boxes(scenario: Scenario, skus: Assortment, orders: Orders, draws: Draws) -> BoxColumns:
    """By what each order holds when it is placed; lines taken out later still have their room."""
    section, n = scenario.packing, orders.n
    if section is None or not section.boxes:
        none, nothing = np.zeros(n, dtype=np.int16), np.zeros(0, dtype=np.int64)
        return BoxColumns(none - 1, none, np.zeros(n, dtype=np.int64), nothing, nothing)

    def total(each: Integers) -> Integers:
        return order_sums(each[orders.line_sku] * orders.line_units, orders.line_start)

    catalog = scenario.catalog
    unit_volume = _sizes("unit_volume_cm3", catalog.unit_volume, scenario, skus, draws)
    unit_weight = _sizes("unit_weight_g", catalog.unit_weight, scenario, skus, draws)
    volume = total(unit_volume)
    box, count = smallest(section, volume, total(unit_weight))
    return BoxColumns(
        box.astype(np.int16), count.astype(np.int16), volume, unit_volume, unit_weight
    )


def smallest(section: Packing, volume: Integers, weight: Integers) -> tuple[Integers, Integers]:
    """(n,) box and (n,) how many: several of the largest where an order fits into none."""
    sections = list(section.boxes.values())
    room = np.array([box.volume * section.fill for box in sections])
    limit = np.array([box.max_weight for box in sections])
    sizes = np.array([box.volume for box in sections])
    costs = np.array([box.cost for box in sections])
    by_size = np.lexsort((costs, sizes))
    box = np.full(len(volume), -1, dtype=np.int64)
    for k in by_size.tolist():
        box[(box < 0) & (volume <= room[k]) & (weight <= limit[k])] = k
    large = by_size[-1]
    needed = np.maximum(np.ceil(volume / room[large]), np.ceil(weight / limit[large]))
    count = np.where(box < 0, np.clip(needed, 1, 32_000), 1).astype(np.int64)
    return np.where(box < 0, large, box), count


def _sizes(
    column: str, other: Distribution | None, scenario: Scenario, skus: Assortment, draws: Draws
) -> Integers:
    """(skus,) Grams or cubic centimeters of a unit: of the CSV, else drawn; at least 1."""
    listed: Floats = skus.sizes.get(column, np.full(len(skus.sku), np.nan))
    unknown = np.isnan(listed)
    if other is None and unknown.any():
        key = "unit_weight" if column == "unit_weight_g" else "unit_volume"
        said = f"SKU {skus.sku[int(np.argmax(unknown))]!r} has none; fill it in or write {key}:"
        raise mistake_at(str(scenario.catalog.file), None, column, said)
    drawn = np.zeros(len(skus.sku), dtype=np.int64)
    if other is not None:
        drawn = draws.named(f"catalog.{column}", skus.sku).integers(other)
    chosen: Integers = np.where(unknown, drawn, np.rint(np.nan_to_num(listed))).astype(np.int64)
    return np.maximum(chosen, 1)

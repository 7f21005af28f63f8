"""The boxes of every order: one that holds all of it, else as many as first fit takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution
from simulator.reading.csv_files import place_in
from simulator.reading.mistakes import Mistake, Place, ScenarioError, mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.demand.lines import order_sums
from simulator.stages.inventory.assortment import SIZES, Assortment, line_of
from simulator.stages.inventory.catalog import Catalog
from simulator.stages.packing.boxes import Kinds, kinds_of, largest, remedy, smallest, whole
from simulator.stages.packing.first_fit import Filled, Units, first_fit, most_boxes
from simulator.stages.packing.section import Packing
from simulator.workload.draws import Draws, Floats, Integers
from simulator.workload.workload import Workload

MOST_BOXES = 100_000
"""Boxes of an order; more are a mistake in a size or a unit rather than an order."""
_NAMED = 20
"""SKUs that fit no box are named up to so many."""


@dataclass(frozen=True)
class BoxColumns:
    """Columns of the workload for boxes."""

    boxes: npt.NDArray[np.int32]
    loose: npt.NDArray[np.int32]
    volume: Integers
    unit_volume: Integers
    unit_weight: Integers


def boxes(scenario: Scenario, skus: Assortment, orders: Orders, draws: Draws) -> BoxColumns:
    """By what each order holds when it is placed. Raises ScenarioError for what fits no box."""
    section, n = scenario.packing, orders.n
    if section is None or not section.boxes:
        nothing = np.zeros(0, dtype=np.int64)
        none = np.zeros((n, 0), dtype=np.int32), np.zeros(n, dtype=np.int32)
        return BoxColumns(*none, np.zeros(n, dtype=np.int64), nothing, nothing)
    catalog = scenario.catalog
    unit_volume = _sizes("unit_volume_cm3", catalog.unit_volume, scenario, skus, draws)
    unit_weight = _sizes("unit_weight_g", catalog.unit_weight, scenario, skus, draws)
    if section.fits_no_box == "mistake":
        _require_a_box(scenario, section, skus, "up to ", *sizes_at_most(scenario, skus))
        _require_a_box(scenario, section, skus, "", unit_volume, unit_weight)
    sku = orders.line_sku
    lines = Units(
        orders.line_start, unit_volume[sku], unit_weight[sku], orders.line_units.astype(np.int64)
    )
    filled = boxed(section, lines)
    return BoxColumns(
        filled.count.astype(np.int32),
        filled.loose.astype(np.int32),
        filled.volume,
        unit_volume,
        unit_weight,
    )


@dataclass(frozen=True)
class Boxed:
    """What orders are packed into: (n, kinds) boxes, (n,) units that fit none, (n,) the volume of
    all others.
    """

    count: Integers
    loose: Integers
    volume: Integers


def boxed(section: Packing, lines: Units) -> Boxed:
    """The smallest box that holds all of an order, else those of `first_fit`.

    Of what fits no box every unit is a parcel of its own, without one. Raises ScenarioError for an
    order that may take more than `MOST_BOXES`.
    """
    kinds = kinds_of(section)
    n = len(lines.start) - 1
    fits = smallest(kinds, lines.volume, lines.weight) >= 0
    loose = np.zeros(n, dtype=np.int64)
    if not fits.all():
        loose = order_sums(np.where(fits, 0, lines.units), lines.start)
        lines = _only(lines, fits)
    count = np.zeros((n, kinds.count), dtype=np.int64)
    for some in _filled(kinds, lines, int(loose.max(initial=0))):
        place = some.order * kinds.count + some.kind
        count += np.bincount(place, minlength=count.size).reshape(count.shape)
    return Boxed(count, loose, order_sums(lines.volume * lines.units, lines.start))


def filled(section: Packing, lines: Units) -> Filled:
    """The same boxes one by one, by order, with what is in them.

    Each unit that fits none is a row of kind -1. Raises ScenarioError for an order that may take
    more than `MOST_BOXES`.
    """
    kinds = kinds_of(section)
    fits = smallest(kinds, lines.volume, lines.weight) >= 0
    parts = list(_filled(kinds, lines if fits.all() else _only(lines, fits), 0))
    if not fits.all():
        line = np.repeat(np.flatnonzero(~fits), lines.units[~fits])
        order = np.searchsorted(lines.start, line, side="right") - 1
        each = np.ones(len(line), dtype=np.int64)
        parts.append(Filled(order, -each, lines.volume[line], lines.weight[line], each))
    sequence = np.argsort(np.concatenate([part.order for part in parts]), kind="stable")
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])[sequence]
        for name in ("order", "kind", "volume", "weight", "units")
    }
    return Filled(**columns)


def _filled(kinds: Kinds, lines: Units, others: int) -> Iterator[Filled]:
    """First the orders that one box holds, then the others, some at a time.

    `others` are the most parcels of an order besides its boxes.
    """
    volume, weight, units = (
        order_sums(of * lines.units, lines.start)
        for of in (lines.volume, lines.weight, np.ones_like(lines.units))
    )
    kind_alone = smallest(kinds, volume, weight)
    single = np.flatnonzero((kind_alone >= 0) & (volume > 0))
    yield Filled(single, kind_alone[single], volume[single], weight[single], units[single])
    rest = np.flatnonzero(kind_alone < 0)
    if len(rest):
        several = _of_orders(lines, rest)
        _require_few(int(max(most_boxes(kinds, several).max(), others)))
        for some in first_fit(kinds, several):
            yield replace(some, order=rest[some.order])


def _only(lines: Units, kept: npt.NDArray[np.bool_]) -> Units:
    """Some of the lines, of the same orders."""
    before = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))
    return Units(before[lines.start], lines.volume[kept], lines.weight[kept], lines.units[kept])


def _of_orders(lines: Units, rows: Integers) -> Units:
    """The lines of some of the orders."""
    mine = np.zeros(len(lines.start) - 1, dtype=np.bool_)
    mine[rows] = True
    counts = np.diff(lines.start)
    kept = np.repeat(mine, counts)
    start = np.concatenate(([0], np.cumsum(counts[rows], dtype=np.int64)))
    return Units(start, lines.volume[kept], lines.weight[kept], lines.units[kept])


def _place(catalog: Catalog, sku: str) -> Place:
    """Where the catalog has a SKU; nowhere without a file."""
    return (
        Place("") if catalog.file is None else place_in(catalog.file, line_of(catalog, sku), "sku")
    )


def _require_few(most: int) -> None:
    if most > MOST_BOXES:
        wrong = f"an order may take {most:,} boxes, and at most {MOST_BOXES:,} are packed"
        raise mistake_at("", None, "packing.boxes", f"{wrong}; add a larger box")


def _require_a_box(
    scenario: Scenario,
    section: Packing,
    skus: Assortment,
    drawn: str,
    volume: Integers,
    weight: Integers,
) -> None:
    """Raise the SKUs by name of which a unit fits no box; `drawn` are words for unlisted sizes."""
    wrong = np.flatnonzero(smallest(kinds_of(section), volume, weight) < 0).tolist()
    if not wrong:
        return
    mistakes, unlisted = [], np.zeros(len(skus.sku), dtype=np.bool_)
    for column in SIZES:
        unlisted |= np.isnan(_listed(column, skus))
    for i in wrong[:_NAMED]:
        size = int(volume[i]), int(weight[i])
        most = drawn if unlisted[i] else ""
        problem = f"SKU {skus.sku[i]!r} of {most}{size[0]:,} cm3 and {size[1]:,} g fits no box"
        place = _place(scenario.catalog, skus.sku[i])
        mistakes.append(Mistake(place, "packing.boxes", f"{problem}; {remedy(section, *size)}"))
    if len(wrong) > _NAMED:
        problem = f"{len(wrong) - _NAMED:,} more SKUs fit no box"
        mistakes.append(
            Mistake(Place(""), "packing.boxes", f"{problem}; correct those above first")
        )
    raise ScenarioError(mistakes)


def sizes_at_most(scenario: Scenario, skus: Assortment) -> tuple[Integers, Integers]:
    """(skus,) The largest volume and weight of a unit: as listed, or the largest that is drawn."""
    catalog = scenario.catalog
    sizes = []
    for column, other in zip(SIZES, (catalog.unit_weight, catalog.unit_volume), strict=True):
        listed = _listed(column, skus)
        most = largest(other) if other is not None else 0
        sizes.append(np.where(np.isnan(listed), most, whole(np.nan_to_num(listed))))
    weight, volume = sizes
    return volume, weight


def _listed(column: str, skus: Assortment) -> Floats:
    """(skus,) What the catalog's CSV says, NaN where it says nothing."""
    return skus.sizes.get(column, np.full(len(skus.sku), np.nan))


def _sizes(
    column: str, other: Distribution | None, scenario: Scenario, skus: Assortment, draws: Draws
) -> Integers:
    """(skus,) Grams or cubic centimeters of a unit: of the CSV, else drawn; at least 1."""
    listed = _listed(column, skus)
    unknown = np.isnan(listed)
    if other is None and unknown.any():
        key = "unit_weight" if column == "unit_weight_g" else "unit_volume"
        wrong = f"SKU {skus.sku[int(np.argmax(unknown))]!r} has none; fill it in or write {key}:"
        raise mistake_at(str(scenario.catalog.file), None, column, wrong)
    drawn = np.zeros(len(skus.sku), dtype=np.int64)
    if other is not None:
        drawn = draws.named(f"catalog.{column}", skus.sku).integers(other)
    chosen: Integers = np.where(unknown, drawn, np.rint(np.nan_to_num(listed))).astype(np.int64)
    return np.maximum(chosen, 1)


def units_of(workload: Workload, start: Integers, line: Integers) -> Units:
    """Some lines of a workload as they are packed, `start[i]:start[i + 1]` of them together."""
    sku = workload.line_sku[line]
    volume, weight = workload.unit_volume[sku], workload.unit_weight[sku]
    return Units(start, volume, weight, workload.line_units[line].astype(np.int64))

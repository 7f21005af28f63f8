"""Which SKUs are ordered how often: by everybody, and by classes with a column of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from simulator.reading.csv_files import all_wrong, decimal, place_in, separator, text_of
from simulator.reading.mistakes import Mistake, nearest
from simulator.reading.sheet_paths import modified
from simulator.stages.demand.section import Demand
from simulator.stages.inventory.assortment import Assortment, cell_of, records
from simulator.stages.inventory.catalog import Catalog
from simulator.units import shown
from simulator.workload.draws import Floats, Integers

WEIGHT_OF = "weight_"
"""Before the name of a class it is the column of the class's weights."""


@dataclass(frozen=True)
class Popularity:
    """(skus,) Weights of demand lines, not scaled; `by_class` of classes with their own."""

    weight: Floats
    by_class: Mapping[int, Floats] = field(default_factory=dict)

    def sold(self, order_class: Integers) -> Integers:
        """(n,) How many SKUs anybody of their class orders: an order has no more lines."""
        counts = np.full(len(order_class), np.count_nonzero(self.weight), dtype=np.int64)
        for k, weight in self.by_class.items():
            counts[order_class == k] = np.count_nonzero(weight)
        return counts

    def rate(self, demand: Demand, orders: float) -> Floats:
        """(skus,) Expected units a day, of so many orders a day."""
        if not self.by_class:
            return np.asarray(orders * demand.mean_units * self.weight / self.weight.sum())
        total = np.zeros(len(self.weight))
        for k, sizes in enumerate(demand.of_classes):
            weight = self.by_class.get(k, self.weight)
            total += orders * sizes.share * sizes.mean_units * weight / weight.sum()
        return total


def popularity(demand: Demand, catalog: Catalog, skus: Assortment) -> Popularity:
    """Of the catalog's SKUs; its CSV may have a column weight_NAME for each class."""
    if catalog.file is None or demand.trace is not None:
        return Popularity(skus.weight)
    names = tuple(demand.classes)
    return Popularity(skus.weight, _columns(catalog.file, modified(catalog.file), names))


@lru_cache(maxsize=8)
def _columns(path: Path, changed: int, classes: tuple[str, ...]) -> dict[int, Floats]:
    """Weights by the number of a class; `changed` only makes a changed file a new one.

    An empty cell is 0: nobody of the class orders that.
    """
    text = text_of(path)
    mark = separator(text, path)
    known = [f"{WEIGHT_OF}{name}" for name in classes]
    there: list[str] = []
    cells: dict[str, list[float]] = {}
    wrong: list[Mistake] = []
    for line, record in records(path, text):
        if not cells:
            there = [name for name in record if name in known]
            wrong += _nearly(path, [name for name in record if name], known)
            cells = {name: [] for name in there}
            if not there and not wrong:
                return {}
        for name in there:
            written = record.get(name) or ""
            number = cell_of("weight", written if mark == "," else decimal(written))
            if isinstance(number, str):
                wrong.append(Mistake(place_in(path, line, name), name, number))
            else:
                cells[name].append(number)
    weights = {known.index(name): np.nan_to_num(np.array(own)) for name, own in cells.items()}
    for k, own in weights.items():
        if not wrong and not own.any():
            said = f"nobody of class {shown(classes[k])} orders anything; write weights above 0"
            wrong.append(Mistake(place_in(path, 1, known[k]), known[k], said))
    if wrong:
        raise all_wrong(path, wrong)
    return weights


def _nearly(path: Path, header: list[str], known: list[str]) -> list[Mistake]:
    """Columns that are nearly one of a class."""
    mistakes = []
    for name in header:
        close = nearest(name, known) if name.startswith(WEIGHT_OF) and name not in known else None
        if close is not None:
            said = f"the column {shown(name)} is not read; did you mean {close}? "
            said += "If it is something else, call it otherwise."
            mistakes.append(Mistake(place_in(path, 1, name), name, said))
    return mistakes

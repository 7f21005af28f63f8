"""The SKUs: names, demand, prices, costs and stock levels, from a number, a CSV or a trace."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from simulator.reading.csv_files import (
    MOST_COLUMNS,
    all_wrong,
    cells_without_value,
    decimal,
    mistake_in,
    place_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    ScenarioError,
    did_you_mean,
    mistake_at,
    nearest,
)
from simulator.reading.money import UnitCost
from simulator.reading.sheet_paths import modified
from simulator.stages.demand.lines import abc, zipf
from simulator.stages.inventory.catalog import Catalog
from simulator.stages.inventory.section import MOST_AT_ONCE, Policy
from simulator.units import shown
from simulator.workload.draws import Floats, Integers

MOST_UNITS = 1e9
"""No number of a catalog is larger: units, prices and sizes."""

LEVELS = ("s", "S", "r", "Q", "initial", "case_size", "minimum_order")
SIZES = ("unit_weight_g", "unit_volume_cm3")


NUMBERS = ("weight", "price", "cost", *LEVELS, *SIZES)
COLUMNS = ("sku", *NUMBERS, "zone")


@dataclass(frozen=True)
class Assortment:
    """All SKUs. `levels` has the columns of a CSV among `LEVELS`, NaN where a cell is empty.

    `sizes` likewise, among `SIZES`; `zone` is empty without a CSV, and "" where a cell is empty.
    """

    sku: tuple[str, ...]
    weight: Floats  # of demand lines; not scaled
    price: Integers  # cents a unit
    cost: Integers  # cents of goods a unit
    levels: Mapping[str, Floats]
    sizes: Mapping[str, Floats] = field(default_factory=dict)
    zone: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    weight: float = math.nan
    price: float = math.nan
    cost: float = math.nan
    levels: tuple[float, ...] = (math.nan,) * len(LEVELS)
    sizes: tuple[float, ...] = (math.nan,) * len(SIZES)
    zone: str = ""
    line: int = 0


def assortment(catalog: Catalog) -> Assortment:
    """The SKUs of the catalog section."""
    if catalog.file is not None:
        rows = _rows(catalog.file, modified(catalog.file))
        _require_sold(catalog.file, rows)
        weight = np.array([row.weight for row in rows.values()])
        return _with_rows(tuple(rows), np.where(np.isnan(weight), 1.0, weight), rows, catalog, None)
    names = _numbered(catalog.skus)
    price = np.full(catalog.skus, cents(catalog.price))
    return Assortment(names, _popularity(catalog), price, _costs(catalog.cost, price), {})


def levels_in(catalog: Catalog) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """The SKUs of the catalog's CSV and its columns among `LEVELS`; nothing without a CSV."""
    if catalog.file is None:
        return (), {}
    rows = _rows(catalog.file, modified(catalog.file))
    table = np.array([row.levels for row in rows.values()]).reshape(len(rows), len(LEVELS))
    return tuple(rows), dict(zip(LEVELS, table.T, strict=True))


def line_of(catalog: Catalog, sku: str) -> int | None:
    """The line of the catalog's CSV on which a SKU is."""
    path = catalog.file
    row = _rows(path, modified(path)).get(sku) if path is not None else None
    return row.line if row is not None else None


def has_costs(catalog: Catalog) -> bool:
    """Whether goods cost anything: by the catalog, or by a row of its CSV."""
    given = bool(catalog.cost.share or catalog.cost.amount)
    return given or any(row.cost > 0 for row in _written(catalog))


def has_prices(catalog: Catalog) -> bool:
    """Whether anything is sold for money: by the catalog, or by a row of its CSV."""
    return bool(catalog.price) or any(row.price > 0 for row in _written(catalog))


def _written(catalog: Catalog) -> Collection[_Row]:
    return () if catalog.file is None else _rows(catalog.file, modified(catalog.file)).values()


def assortment_of_trace(
    catalog: Catalog,
    names: tuple[str, ...],
    units: Floats,
    price: Integers | None,
    weight: Floats | None = None,
) -> Assortment:
    """The SKUs of a trace, with prices and levels of the catalog's CSV where it has them.

    `weight` are grams a unit as the trace has them, for SKUs without one in the catalog.
    """
    rows = listed_skus(catalog)
    skus = _with_rows(names, units, rows, catalog, price)
    if weight is None:
        return skus
    own = skus.sizes["unit_weight_g"]
    sizes = {**skus.sizes, "unit_weight_g": np.where(np.isnan(own), weight, own)}
    return replace(skus, sizes=sizes)


def listed_skus(catalog: Catalog) -> Mapping[str, _Row]:
    """The rows of the catalog's CSV by SKU; none without one."""
    path = catalog.file
    return _rows(path, modified(path)) if path is not None else {}


@lru_cache(maxsize=8)
def _numbered(count: int) -> tuple[str, ...]:
    """The names of SKUs that have none, as long as each other."""
    digits = len(str(count))
    return tuple(f"SKU{k:0{digits}d}" for k in range(1, count + 1))


def cents(money: float) -> int:
    """Whole cents of an amount."""
    return round(money * 100)


def _costs(cost: UnitCost, price: Integers) -> Integers:
    """(skus,) Cents of goods a unit, to the nearest cent of a share."""
    if cost.share is not None:
        of_price: Integers = np.rint(price * cost.share).astype(np.int64)
        return of_price
    return np.full(len(price), cents(cost.amount or 0.0))


def _popularity(catalog: Catalog) -> Floats:
    popularity = catalog.popularity
    if popularity.abc is not None:
        classes = [(part.skus, part.demand) for part in popularity.abc.values()]
        return abc(catalog.skus, classes)
    return zipf(catalog.skus, popularity.zipf or 0.0)


def _with_rows(
    names: tuple[str, ...],
    weight: Floats,
    rows: Mapping[str, _Row],
    catalog: Catalog,
    price: Integers | None,
) -> Assortment:
    known = [rows.get(name, _Row()) for name in names]
    other = np.full(len(names), cents(catalog.price)) if price is None else price
    prices = _listed([row.price for row in known], other)
    costs = _listed([row.cost for row in known], _costs(catalog.cost, prices))
    table = np.array([row.levels for row in known]).reshape(len(names), len(LEVELS))
    sizes = np.array([row.sizes for row in known]).reshape(len(names), len(SIZES))
    return Assortment(
        names,
        weight,
        prices,
        costs,
        dict(zip(LEVELS, table.T, strict=True)),
        dict(zip(SIZES, sizes.T, strict=True)),
        tuple(row.zone for row in known),
    )


def _listed(money: Sequence[float], other: Integers) -> Integers:
    """Cents of the amounts of a CSV's column, `other` where a cell is empty."""
    cell = np.array(money, dtype=np.float64) * 100
    return np.where(np.isnan(cell), other, np.rint(np.nan_to_num(cell))).astype(np.int64)


@lru_cache(maxsize=8)
def _rows(path: Path, changed: int) -> dict[str, _Row]:
    """The rows of a catalog CSV by SKU; `changed` only makes a changed file a new one."""
    try:
        text = text_of(path)
    except MisreadingError as problem:
        raise mistake_at(str(path), None, "catalog.file", str(problem)) from None
    rows: dict[str, _Row] = {}
    wrong: list[Mistake] = []
    for line, record in records(path, text):
        sku = (record["sku"] or "").strip()
        if not sku or sku in rows:
            said = f"SKU {shown(sku)} twice; keep one row" if sku else "no SKU; write its name"
            wrong.append(Mistake(place_in(path, line, "sku"), "sku", said))
        cells = []
        for name in NUMBERS:
            number = cell_of(name, record.get(name))
            if isinstance(number, str):
                wrong.append(Mistake(place_in(path, line, name), name, number))
                number = math.nan
            cells.append(number)
        levels, sizes = tuple(cells[3 : 3 + len(LEVELS)]), tuple(cells[3 + len(LEVELS) :])
        zone = (record.get("zone") or "").strip()
        rows[sku] = _Row(cells[0], cells[1], cells[2], levels, sizes, zone, line)
    if wrong:
        raise all_wrong(path, wrong)
    if not rows:
        raise mistake_in(path, 2, "catalog.file", "no SKU at all; write a row for each")
    return rows


def _require_sold(path: Path, rows: Mapping[str, _Row]) -> None:
    """Raise the mistakes of a catalog whose weights are the demand: SKUs without any."""
    wrong = [
        Mistake(
            place_in(path, row.line, "weight"),
            "weight",
            f"nobody buys {shown(sku)}; write a weight above 0, or remove the row",
        )
        for sku, row in rows.items()
        if row.weight == 0
    ]
    if wrong:
        raise all_wrong(path, wrong)


def records(path: Path, text: str) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows with the lines on which they end; numbers with a decimal point."""
    mark = separator(text, path)
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        if len(header) > MOST_COLUMNS:
            said = f"there are {len(header):,} columns; write at most {MOST_COLUMNS:,}"
            raise mistake_in(path, 1, "catalog.file", said)
        if "sku" not in header:
            remedy = did_you_mean("sku", header) if header else "write it in a header"
            raise mistake_in(path, 1, "catalog.file", f"no column 'sku'; {remedy}")
        if unread := cells_without_value(path, set(COLUMNS)):
            raise ScenarioError(unread)
        _require_known(path, header)
        reader.fieldnames = header
        for record in reader:
            numbers = {name: decimal(record.get(name) or "") for name in NUMBERS}
            yield reader.line_num, record if mark == "," else record | numbers
    except csv.Error as problem:
        said = f"this is not a CSV from here on ({problem}); close the quotes"
        raise mistake_in(path, reader.line_num, "catalog.file", said) from None


def _require_known(path: Path, header: Sequence[str]) -> None:
    """Raise the mistakes of a header: a column that is there twice, or is nearly one that is read.

    What else a shop has in its list of articles is left.
    """
    wrong = []
    missing = [name for name in COLUMNS if name not in header]
    for name in dict.fromkeys(header):
        close = nearest(name, missing) if name not in COLUMNS else None
        if close is not None:
            said = f"the column {shown(name)} is not read; did you mean {close}? "
            said += "If it is something else, call it otherwise."
            wrong.append(Mistake(place_in(path, 1, name), name, said))
        elif name in COLUMNS and header.count(name) > 1:
            said = f"there are {header.count(name)} columns {shown(name)}; leave one of them in"
            wrong.append(Mistake(place_in(path, 1, name), name, said))
    if wrong:
        raise ScenarioError(wrong)


def require_in_order(catalog: Catalog, policy: Policy) -> None:
    """Raise every row of the catalog's CSV with which nothing is left to order.

    Its reorder point is not below what is ordered up to, both told in units, there or by the
    policy; or the quantity is 0.
    """
    if catalog.file is None or len(policy.levels) == 1:
        return
    wrong = []
    for sku, row in _rows(catalog.file, modified(catalog.file)).items():
        own = dict(zip(LEVELS, row.levels, strict=True))
        text = _nothing_ordered(sku, own, policy)
        if text is not None:
            column, said = text
            wrong.append(Mistake(place_in(catalog.file, row.line, column), column, said))
    if wrong:
        raise ScenarioError(wrong)


def _nothing_ordered(sku: str, own: Mapping[str, float], policy: Policy) -> tuple[str, str] | None:
    """The column that is wrong, and what to write; None where something is ordered."""
    if "Q" in policy.levels:
        if not own["Q"] < 1:
            return None
        return "Q", f"no unit of {shown(sku)} is ordered; write 1 or more, or leave it empty"
    low, high = (
        getattr(policy, name) if math.isnan(own[name]) else own[name] for name in ("s", "S")
    )
    if low is None or high is None or low < high:
        return None
    column = "S" if math.isnan(own["s"]) else "s"
    remedy = f"write an s below {high:g}" if column == "s" else f"write an S above {low:g}"
    return column, f"{shown(sku)} is reordered at {low:g} and up to {high:g}; {remedy}"


def cell_of(column: str, text: str | None) -> float | str:
    """The number in a cell, NaN where it is empty; or what is wrong. s and r may be negative."""
    if text is None or not text.strip():
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return f"{shown(text)} is not a number; write one such as 12"
    if abs(number) > MOST_UNITS:
        return f"{shown(text)} is too large; write a smaller number"
    if number < 0 and column not in ("s", "r"):
        return f"{text} is negative; write 0 or more"
    if column in LEVELS and number != int(number):
        return f"{text} is not whole; write whole units"
    if column in ("case_size", "minimum_order") and not 1 <= number <= MOST_AT_ONCE:
        said = "less than a unit" if number < 1 else "too many"
        return f"{text} is {said}; write 1 to {MOST_AT_ONCE:,}"
    return number

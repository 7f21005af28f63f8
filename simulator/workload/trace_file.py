"""Reading a CSV of real orders, in our interchange columns or as Shopify exports them.

Times keep the wall clock that the file writes; an offset such as -0500 only tells the zone.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simulator.scenario.mistakes import ScenarioError, did_you_mean, mistake_at, one_of
from simulator.units import HOUR, NEVER, shown
from simulator.workload.assortment import separator
from simulator.workload.draws import Floats, Integers
from simulator.workload.lines import starts

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["auto", "orders", "shopify"]

_ORDERS = {name: name for name in (
    "order_id", "placed_at", "sku", "quantity", "line_no", "paid_at", "promised_at", "service",
    "dest_region", "unit_price",
)}  # fmt: skip
_SHOPIFY = {
    "order_id": "name",
    "placed_at": "created_at",
    "sku": "lineitem_sku",
    "title": "lineitem_name",
    "quantity": "lineitem_quantity",
    "unit_price": "lineitem_price",
    "paid_at": "paid_at",
    "service": "shipping_method",
    "dest_region": "shipping_country",
    "province": "shipping_province",
}
_EPOCH = datetime(1970, 1, 1)
_OFFSET = re.compile(r"\s*(Z|UTC|[+-]\d{2}:?\d{2})$")


@dataclass(frozen=True)
class TraceFile:
    """All orders of a file, sorted by (placed, order of the file); lines sorted within an order.

    Moments are milliseconds since 1970 by the file's wall clock, NEVER where a cell is empty;
    a column that the file lacks is None. `line_value` and `sku_price` are cents, 0 unpriced.
    """

    order_id: tuple[str, ...]
    placed: Integers
    paid: Integers | None
    promised: Integers | None
    service: tuple[str, ...] | None
    region: tuple[tuple[str, ...], ...]  # each a column that may name the region
    line_start: Integers
    line_sku: Integers
    line_units: Integers
    line_value: Integers
    sku: tuple[str, ...]
    priced: bool


def read_trace(path: Path, layout: Format, class_column: str) -> TraceFile:
    """The orders of a file, read once a process. Raises ScenarioError with file and line."""
    try:
        modified = path.stat().st_mtime_ns
    except OSError as problem:
        raise mistake_at(str(path), None, "demand.trace.file", f"{problem}; check it") from None
    return _read(str(path), modified, layout, class_column)


@lru_cache(maxsize=2)
def _read(path: str, modified: int, layout: Format, class_column: str) -> TraceFile:
    table = _table(path)
    columns = _columns(path, list(table.columns), layout, class_column)
    shopify = columns["order_id"] == "name"
    cells = _Cells(path, table, columns)
    order, ids = cells.codes("order_id")
    cells.all_filled("order_id")
    if shopify:
        kept = cells.text("quantity") != ""
        cells, order = cells.where(kept), order[kept]
    if len(order) == 0:
        raise mistake_at(path, 2, "demand.trace.file", "no order at all; write a row a line")
    n = len(ids)
    cells.no_line_twice(order)
    quantity = cells.parsed("quantity", _quantity)
    placed = _first(order, cells.moments("placed_at"), n)
    missing = np.flatnonzero(placed == NEVER)
    if len(missing):
        row = int(np.flatnonzero(order == missing[0])[0])
        raise cells.mistake(row, "placed_at", "is empty; write when the order was placed")
    sku_code, sku = cells.codes("sku", "title" if shopify else None)
    price = cells.parsed("unit_price", _price) if cells.has("unit_price") else None
    worth = np.zeros(len(order)) if price is None else quantity * price
    optional = {
        name: _first(order, cells.moments(name), n) if cells.has(name) else None
        for name in ("paid_at", "promised_at")
    }
    words = {
        name: _first_words(order, cells.text(name), n)
        for name in ("service", "dest_region", "province")
        if cells.has(name)
    }
    by_time = np.argsort(placed, kind="stable")
    rank = np.empty(n, dtype=np.int64)
    rank[by_time] = np.arange(n)
    key, which = np.unique(rank[order] * len(sku) + sku_code, return_inverse=True)
    units = np.bincount(which, quantity).astype(np.int64)
    line_value = np.rint(np.bincount(which, worth)).astype(np.int64)
    lines = np.bincount(key // len(sku), minlength=n)

    def sorted_moments(name: str) -> Integers | None:
        column = optional[name]
        return None if column is None else column[by_time]

    def sorted_words(name: str) -> tuple[str, ...]:
        return tuple(np.asarray(words[name], dtype=object)[by_time])

    return TraceFile(
        order_id=tuple(np.asarray(ids, dtype=object)[by_time]),
        placed=placed[by_time],
        paid=sorted_moments("paid_at"),
        promised=sorted_moments("promised_at"),
        service=sorted_words("service") if "service" in words else None,
        region=tuple(sorted_words(name) for name in ("dest_region", "province") if name in words),
        line_start=starts(lines),
        line_sku=key % len(sku),
        line_units=units,
        line_value=line_value,
        sku=sku,
        priced=price is not None,
    )


def _table(path: str) -> pd.DataFrame:
    """All cells as text, header names in lower case with underscores."""
    import pandas as pd  # heavy, and only a trace needs it

    try:
        with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as file:
            head = file.readline().decode("utf-8-sig")
        if not head.strip():
            raise mistake_at(path, 1, "demand.trace.file", "the file is empty; write a header")
        table = pd.read_csv(
            path,
            sep=separator(head),
            dtype=str,
            na_filter=False,
            encoding="utf-8-sig",
            compression="gzip" if path.endswith(".gz") else None,
            skip_blank_lines=False,
        )
    except (OSError, EOFError, UnicodeDecodeError, pd.errors.ParserError) as problem:
        said = f"it cannot be read ({str(problem).strip()}); write a UTF-8 CSV"
        raise mistake_at(path, None, "demand.trace.file", said) from None
    table.columns = pd.Index([_normal(name) for name in table.columns])
    blank = (table == "").all(axis=1) if len(table) and (table.iloc[:, 0] == "").any() else None
    return table if blank is None else table[~blank]


def _normal(name: object) -> str:
    return str(name).strip().lower().replace(" ", "_")


def _columns(path: str, header: list[str], layout: Format, class_column: str) -> dict[str, str]:
    """Header name by our name of each column that is there; ScenarioError for a missing one."""
    shopify = layout == "shopify" or (layout == "auto" and "lineitem_quantity" in header)
    names = dict(_SHOPIFY if shopify else _ORDERS)
    needed = ["order_id", "placed_at", "quantity", "sku"]
    if shopify and names["sku"] not in header:
        names["sku"] = names["title"]
    if class_column != "service":
        names["service"] = _normal(class_column)
        needed.append("service")
    missing = [names[name] for name in needed if names[name] not in header]
    if missing:
        raise ScenarioError(
            mistake
            for name in missing
            for mistake in mistake_at(
                path, 1, name, f"this column is missing; {_remedy(name, header)}"
            ).mistakes
        )
    return {ours: theirs for ours, theirs in names.items() if theirs in header}


def _remedy(name: str, header: list[str]) -> str:
    meant = did_you_mean(name, header)
    return meant if meant.startswith("did") else f"the file has {one_of(header)}"


class _Cells:
    """The cells of a table by our column names, with the file's line for errors."""

    def __init__(self, path: str, table: pd.DataFrame, columns: dict[str, str]) -> None:
        self._path = path
        self._table = table
        self._columns = columns

    def where(self, kept: Any) -> _Cells:
        """Only these rows."""
        return _Cells(self._path, self._table[kept], self._columns)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self._columns

    def text(self, name: str) -> Any:
        """The cells of a column as an object array."""
        return self._table[self._columns[name]].to_numpy(dtype=object)

    def codes(self, name: str, instead: str | None = None) -> tuple[Integers, tuple[str, ...]]:
        """Number of each cell's text, by first appearance; `instead` fills empty cells."""
        import pandas as pd

        text = self.text(name)
        if instead is not None and self.has(instead) and (text == "").any():
            text = np.where(text == "", self.text(instead), text)
        codes, values = pd.factorize(text)
        words = tuple(str(value).strip() for value in values)
        if "" in words and name == "sku":
            row = int(np.flatnonzero(codes == words.index(""))[0])
            raise self.mistake(row, name, "is empty; write the SKU")
        return codes.astype(np.int64), words

    def all_filled(self, name: str) -> None:
        """Raise for the first empty cell."""
        empty = np.flatnonzero(self.text(name) == "")
        if len(empty):
            raise self.mistake(int(empty[0]), name, "is empty; every row names its order")

    def parsed(self, name: str, parse: Callable[[str], float]) -> Floats:
        """Numbers of a column; each distinct text is read once."""
        codes, words = self.codes(name)
        numbers = np.empty(len(words))
        for k, word in enumerate(words):
            try:
                numbers[k] = parse(word)
            except ValueError as problem:
                raise self.mistake(int(np.argmax(codes == k)), name, str(problem)) from None
        return numbers[codes]

    def moments(self, name: str) -> Integers:
        """Milliseconds since 1970 of a column, NEVER where a cell is empty."""
        codes, words = self.codes(name)
        values = np.empty(len(words), dtype=np.int64)
        offsets: dict[int | None, int] = {}
        for k, word in enumerate(words):
            try:
                values[k], offset = _moment(word)
            except ValueError as problem:
                raise self.mistake(int(np.argmax(codes == k)), name, str(problem)) from None
            if word:
                offsets.setdefault(offset, k)
        self._one_zone(name, codes, offsets)
        return values[codes]

    def _one_zone(self, name: str, codes: Integers, offsets: dict[int | None, int]) -> None:
        """One zone, in which summer time may move the offset by an hour."""
        known = [offset for offset in offsets if offset is not None]
        if len(offsets) > len(known) > 0 or (known and max(known) - min(known) > HOUR):
            odd = list(offsets.values())[-1]
            said = "is in another time zone than rows above; write all times in one zone"
            raise self.mistake(int(np.argmax(codes == odd)), name, said)

    def no_line_twice(self, order: Integers) -> None:
        """Raise where an order has a line number twice."""
        if not self.has("line_no"):
            return
        line, words = self.codes("line_no")
        key = order * len(words) + line
        first = np.unique(key, return_index=True)[1]
        if len(first) < len(key):
            again = np.setdiff1d(np.arange(len(key)), first)
            row = next((int(r) for r in again if words[line[r]]), None)
            if row is not None:
                raise self.mistake(row, "line_no", "is there twice in its order; number each line")

    def mistake(self, row: int, name: str, said: str) -> ScenarioError:
        """An error about a cell of the table's `row`-th row."""
        column = self._columns[name]
        cell = str(self._table[column].iloc[row])
        message = f"{shown(cell)} {said}" if cell else said
        line = _line_of(self._path, int(self._table.index[row]))
        return mistake_at(self._path, line, column, message)


def _line_of(path: str, record: int) -> int:
    """The line on which a record ends; quoted cells may hold line breaks."""
    raw = Path(path).read_bytes()
    text = (gzip.decompress(raw) if path.endswith(".gz") else raw).decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text), delimiter=separator(text))
    for _ in range(record + 2):
        next(reader, None)
    return reader.line_num


def _first(order: Integers, moments: Integers, n: int) -> Integers:
    """(n,) The first moment that any row of the order tells."""
    told = np.flatnonzero(moments != NEVER)
    orders, at = np.unique(order[told], return_index=True)
    values = np.full(n, NEVER, dtype=np.int64)
    values[orders] = moments[told[at]]
    return values


def _first_words(order: Integers, text: Any, n: int) -> list[str]:
    """(n,) The first text that any row of the order has, '' if none."""
    told = np.flatnonzero(text != "")
    orders, at = np.unique(order[told], return_index=True)
    words = np.full(n, "", dtype=object)
    words[orders] = text[told[at]]
    return [str(word).strip() for word in words]


def _moment(text: str) -> tuple[int, int | None]:
    """(milliseconds since 1970 by the wall clock, offset from UTC in milliseconds)."""
    if not text:
        return NEVER, None
    zone = _OFFSET.search(text) if len(text) > 10 else None
    try:
        wall = datetime.fromisoformat(text[: zone.start()] if zone else text)
    except ValueError:
        raise ValueError("is not a date and time; write 2026-03-02T10:11:12") from None
    offset = None if zone is None else _offset(zone[1])
    return (wall - _EPOCH) // timedelta(milliseconds=1), offset


def _offset(zone: str) -> int:
    if zone in ("Z", "UTC"):
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return (1 if zone[0] == "+" else -1) * (hours * HOUR + minutes * HOUR // 60)


def _quantity(text: str) -> float:
    try:
        quantity = float(text)
    except ValueError:
        quantity = 0.5
    if quantity != int(quantity) or not 1 <= quantity < 2**31:
        raise ValueError("is not a quantity; write a whole number from 1")
    return quantity


def _price(text: str) -> float:
    """Cents, not rounded; an empty cell costs nothing."""
    if not text:
        return 0.0
    number = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        price = float(number.replace(",", ""))
    except ValueError:
        price = -1.0
    if not 0 <= price < 1e12:
        raise ValueError("is not a price; write a number such as 12.50")
    return price * 100

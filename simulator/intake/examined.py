"""An order file row by row: which order each is of, what it says, and whether it ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.intake.amounts import amount, back, grams, units
from simulator.intake.bad_rows import MOST_NAMED, BadRows
from simulator.intake.grouping import carried, first_told, nth, numbered
from simulator.intake.layouts import Layout, layout_of
from simulator.intake.moments import Moments, moment_remedy, moments, zone_like
from simulator.intake.numbers import AmbiguousError, decimal_mark
from simulator.intake.prices import unit_prices
from simulator.intake.reading import Reading, taken
from simulator.intake.table import Column, Text, cells_of, read_columns, read_text
from simulator.intake.what_ships import (
    NUMBER,
    Cells,
    Reasons,
    Unknown,
    Verdicts,
    order_verdicts,
    row_reasons,
    unknown_statuses,
)
from simulator.reading.mistakes import Mistake, ScenarioError
from simulator.units import NEVER, shown

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

KEY = "demand.trace"
FORMAT = f"{KEY}.time_format: "
QUANTITIES = ("quantity", "refunded_quantity")
_SOME = 4
"""Orders of one name that are named; the others are counted."""
MONEY = ("unit_price", "line_price", "refunded_amount", "total", "unit_weight")


@dataclass(frozen=True)
class Examined:
    """The rows of a file that are not blank, in its order; (rows,) unless said otherwise.

    `placed` is NEVER in a row that does not tell it; (orders,) `instant` and `wall` are those of
    each order, NEVER where none of its rows does. `mistakes` are of the file as a whole.
    """

    text: Text
    layout: Layout
    cells: Cells
    name: Integers  # (orders,) number of its word in the column order_id
    nth: Integers  # (orders,) 0, but for further orders of the same name
    moments: dict[str, Moments]  # by column, of its words
    instant: Integers
    wall: Integers
    verdicts: Verdicts
    row_reason: Reasons
    quantity: Floats
    price: Floats | None  # cents a unit
    weight: Floats | None  # grams a unit
    refunded: Floats | None  # units
    bad: BadRows
    unknown: Unknown
    mistakes: tuple[Mistake, ...]
    blank: int

    def names(self, orders: Integers) -> list[str]:
        """What these orders are called; a further one of the same name ends with its number."""
        words = self.cells.columns["order_id"].words
        return [
            f"{words[name]} ({again + 1})" if again else words[name]
            for name, again in zip(
                self.name[orders].tolist(), self.nth[orders].tolist(), strict=True
            )
        ]

    def all_mistakes(self, bad_rows: bool) -> Iterator[Mistake]:
        """Of the file as a whole, of statuses, and of rows if those are asked for."""
        yield from self.mistakes
        yield from unknown_statuses(self.unknown, self.text)
        if bad_rows:
            yield from self.bad.mistakes()

    def without_units(self) -> Iterator[Mistake]:
        """Rows that would be left out for their quantity, named where the file is refused anyway.

        Somebody who corrects a file wants to know of them.
        """
        column = self.cells.columns["quantity"]
        none = (self.row_reason == 0) & ~self.bad.bad & (self.quantity <= 0)
        rows = np.flatnonzero(none)[:MOST_NAMED].tolist()
        lines = self.text.lines(self.bad.record[rows].tolist()) if rows else {}
        for row in rows:
            word = column.words[int(column.codes[row])]
            place = self.text.place(lines[int(self.bad.record[row])], column.header)
            wrong = f"{shown(word)} is not a number of units that ships: the row is left out"
            yield Mistake(place, column.header, f"{wrong}; or write a number from 1")


def examine(path: Path, reading: Reading) -> Examined:
    """Look at a file. Raises ScenarioError where its text or its columns cannot be used at all."""
    text = read_text(path, reading, KEY)
    layout = layout_of(text.header, reading, text.place(text.first))
    numbers = sorted(set(layout.number.values()))
    read, long = read_columns(text, numbers, KEY)
    by_number = dict(zip(numbers, read, strict=True))
    filled = np.zeros(len(read[0].codes), dtype=np.bool_)
    for column in read:
        filled |= ~column.empty
    columns = {name: by_number[at] for name, at in layout.number.items()}
    columns = cells_of(text, columns, (*MONEY, *QUANTITIES))
    if not filled.all():
        columns = {name: column.where(filled) for name, column in columns.items()}
    record = np.flatnonzero(filled)
    bad = BadRows(text, record, np.zeros(len(record), dtype=np.bool_))
    bad.add(np.isin(record, long), None, "has more cells than the header; quote the cells")
    return _Look(text, layout, columns, bad, reading).examined(int((~filled).sum()))


def require_rows(seen: Examined) -> None:
    """Raises ScenarioError where a file has nothing but its header."""
    if not len(seen.cells.order):
        wrong = "there is no order at all; write one row per line"
        raise ScenarioError([Mistake(seen.text.place(2), f"{KEY}.file", wrong)])


class _Look:
    """One file while it is looked at: what is found is collected."""

    def __init__(
        self,
        text: Text,
        layout: Layout,
        columns: dict[str, Column],
        bad: BadRows,
        reading: Reading,
    ) -> None:
        self.text, self.layout, self.columns = text, layout, columns
        self.bad, self.reading = bad, reading
        self.unknown = Unknown()
        self.mistakes: list[Mistake] = []
        self.own = {word.casefold(): meant for word, meant in reading.statuses}

    def examined(self, blank: int) -> Examined:
        """All of it, in the order in which one thing needs another."""
        names = self.columns["order_id"]
        self.bad.add(names.empty, names, "is empty; every row names its order")
        by_column: dict[str, Moments] = {
            name: moments(
                self.columns[name].words, self.reading.time_format, self.reading.time_zone
            )
            for name in ("placed_at", "paid_at", "promised_at", *taken(self.reading))
            if name in self.columns
        }
        order, name, again, instant, wall = self._orders(by_column["placed_at"])
        cells = Cells(self.columns, order, len(name))
        money = self._money()
        verdicts = order_verdicts(cells, self.own, self._given_back(cells, money), self.unknown)
        verdicts = _kept(verdicts, self.reading)
        self._of_one_name(verdicts, order, name, again)
        ships = (verdicts.reason == 0)[order] & ~self.bad.bad
        for column in by_column:
            self._moments(self.columns[column], by_column[column], ships)
        unplaced = (instant == NEVER)[order] & ships & ~self.bad.bad
        first = np.zeros(len(order), dtype=np.bool_)
        first[np.unique(order, return_index=True)[1]] = True
        why = "is empty; write when the order was placed"
        self.bad.add(unplaced & first, self.columns["placed_at"], why)
        self.bad.bad |= unplaced
        row_reason = verdicts.reason[order]

        def odd(rows: Flags, column: Column, why: str) -> None:
            self.bad.add(rows & ships, column, why)

        own = row_reasons(cells, self.own, verdicts.differ, self.unknown, odd)
        row_reason = np.where(row_reason == 0, own, row_reason)
        for reason in self.reading.keep:
            row_reason = np.where(row_reason == NUMBER[reason], 0, row_reason).astype(np.int8)
        ships &= row_reason == 0
        quantity, price, refunded = self._numbers(ships, money)
        weight = self._weight(ships, money)
        self._no_line_twice(cells, ships)
        return Examined(
            self.text, self.layout, cells, name, again, by_column, instant, wall, verdicts,
            row_reason, quantity, price, weight, refunded, self.bad, self.unknown,
            tuple(self.mistakes), blank,
        )  # fmt: skip

    # Orders

    def _orders(self, placed: Moments) -> tuple[Integers, Integers, Integers, Integers, Integers]:
        """The order of each row; and of each order its name, number, and when it was placed."""
        names, when = self.columns["order_id"], self.columns["placed_at"]
        instant = placed.instant[when.codes]
        order, first = numbered(names.codes)
        name, again = names.codes[first], np.zeros(len(first), dtype=np.int64)
        filled = carried(names.codes, instant)
        if self.reading.same_name != "one order" and (filled != filled[first][order]).any():
            key = np.unique(filled, return_inverse=True)[1] + names.codes * (len(filled) + 1)
            order, first = numbered(key)
            name = names.codes[first]
            again = nth(name, filled[first])
        at = first_told(order, instant, len(first))
        told = at >= 0
        moment, wall = np.full(len(first), NEVER), np.full(len(first), NEVER)
        words = when.codes[at[told]]
        moment[told], wall[told] = placed.instant[words], placed.wall[words]
        return order, name, again, moment, wall

    def _of_one_name(
        self, verdicts: Verdicts, order: Integers, name: Integers, nth: Integers
    ) -> None:
        """Note names that more than one order has that ships, unless those are two orders."""
        if self.reading.same_name != "refuse" or not nth.any():
            return
        ship = verdicts.reason == 0
        names, counts = np.unique(name[ship], return_counts=True)
        words = self.columns["order_id"]
        twice = [int(name) for name in names[counts > 1] if words.words[name]]
        if not twice:
            return
        rows = np.flatnonzero(words.codes == twice[0])
        pair = rows[0], rows[np.argmax(order[rows] != order[rows[0]])]
        first, other = (int(self.bad.record[row]) for row in pair)
        lines = self.text.lines([first, other])
        remedy = f"write {KEY}.same_name: two orders, or {KEY}.same_name: one order"
        wrong = f"order {shown(words.words[twice[0]])} was placed at different times"
        wrong = f"{wrong}, see {self.text.noun} {lines[other]}"
        if more := [shown(words.words[each]) for each in twice[1:_SOME]]:
            so_were = "so was" if len(twice) == 2 else f"so were {len(twice) - 1:,} more"
            such = ", such as " if len(twice) > 1 + len(more) else ": "
            wrong = f"{wrong} ({so_were}{such}{', '.join(more)})"
        place = self.text.place(lines[first], words.header)
        # One mistake, however many orders have it: one key mends all of them.
        self.mistakes.append(Mistake(place, words.header, f"{wrong}; {remedy}"))

    def _no_line_twice(self, cells: Cells, ships: Flags) -> None:
        if "line_no" not in self.columns:
            return
        column = self.columns["line_no"]
        rows = np.flatnonzero(ships & ~column.empty & ~self.bad.bad)
        key = cells.order[rows] * len(column.words) + column.codes[rows]
        first = np.unique(key, return_index=True)[1]
        again = np.ones(len(rows), dtype=np.bool_)
        again[first] = False
        twice = np.zeros(len(ships), dtype=np.bool_)
        twice[rows[again]] = True
        self.bad.add(twice, column, "is there twice in its order; number each line")

    # Moments

    def _moments(self, column: Column, moments: Moments, ships: Flags) -> None:
        """Note cells that are not moments, and offsets where the house has no time zone."""
        wrong = moments.wrong[column.codes] & ships
        if wrong.any():
            words = [column.words[k] for k in np.flatnonzero(moments.wrong).tolist()]
            self.bad.add(wrong, column, moment_remedy(words, self.reading.time_format, FORMAT))
        if self.reading.time_zone is not None:
            return
        row = np.flatnonzero(moments.offset[column.codes] & ships)
        if len(row):
            word = column.words[int(column.codes[row[0]])]
            line = self.text.lines([int(self.bad.record[row[0]])])
            has = np.flatnonzero(moments.offset).tolist()
            zone = zone_like([column.words[k] for k in has], moments.instant[has])
            problem = (
                f"{shown(word)} is told by its offset from UTC, and the house has no time zone"
            )
            remedy = f"write clock.time_zone: {zone}, or the zone that the house is in"
            place = self.text.place(next(iter(line.values())), column.header)
            self.mistakes.append(Mistake(place, column.header, f"{problem}; {remedy}"))

    # Numbers

    def _money(self) -> str:
        """The decimal mark of all the file's numbers."""
        cells = (
            word
            for name in (*MONEY, *QUANTITIES)
            if name in self.columns
            for word in self.columns[name].words
        )
        try:
            return decimal_mark(cells, self.reading.decimal, self.reading.thousands)
        except AmbiguousError as problem:
            wrong = f"{problem}; write {KEY}.decimal: point, or {KEY}.decimal: comma"
            self.mistakes.append(Mistake(self.text.place(None), KEY, wrong))
            return "point"

    def _given_back(self, cells: Cells, mark: str) -> Flags | None:
        """Orders of which all money was refunded."""
        if not (cells.has("refunded_amount") and cells.has("total")):
            return None
        amounts = []
        for name in ("refunded_amount", "total"):
            column = self.columns[name]
            values = np.array([amount(word, mark) for word in column.words] + [0.0])
            amounts.append(values[cells.first(name)])
        whole: Flags = (amounts[0] > 0) & (amounts[0] >= amounts[1]) & (amounts[1] > 0)
        return whole

    def _numbers(self, ships: Flags, mark: str) -> tuple[Floats, Floats | None, Floats | None]:
        """(rows,) Units, cents a unit, and units refunded."""
        sku = self.columns["sku"]
        empty = sku.empty
        if "title" in self.columns:
            empty = empty & self.columns["title"].empty
        self.bad.add(empty & ships, sku, "is empty; write the SKU")
        quantity = self.bad.parsed(ships, self.columns["quantity"], lambda word: units(word, mark))
        currency = self.reading.currency
        price = unit_prices(self.columns, ships, quantity, mark, currency, self.bad)
        refunded = None
        if "refunded_quantity" in self.columns:
            refunded = self.bad.parsed(
                ships,
                self.columns["refunded_quantity"],
                lambda word: back(word, mark),
            )
        return quantity, price, refunded

    def _weight(self, ships: Flags, mark: str) -> Floats | None:
        if "unit_weight" not in self.columns:
            return None
        column = self.columns["unit_weight"]
        unit = self.reading.weight_unit or self.layout.weight_unit
        return self.bad.parsed(ships, column, lambda word: grams(word, mark, unit))


def _kept(verdicts: Verdicts, reading: Reading) -> Verdicts:
    """The verdicts without the reasons that the scenario does not heed.

    What is unpaid stays where a payment declines it.
    """
    numbers = [NUMBER[reason] for reason in reading.keep]
    unpaid = verdicts.unpaid & ("unpaid" not in reading.keep)
    if reading.declines:
        numbers.append(NUMBER["unpaid"])
    reason = np.where(np.isin(verdicts.reason, numbers), 0, verdicts.reason).astype(np.int8)
    return replace(verdicts, reason=reason, unpaid=unpaid)

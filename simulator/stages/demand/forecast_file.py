"""The file of a demand forecast: a row per date, per hour of it, or per order class on it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from math import nan
from pathlib import Path
from types import MappingProxyType

from simulator.reading.csv_files import (
    cells_without_value,
    decimal,
    record_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    ScenarioError,
    did_you_mean,
    one_of,
    suggestion,
)
from simulator.reading.sheet_paths import on_disk
from simulator.stages.demand.section import FORECAST_COLUMNS as COLUMNS
from simulator.stages.demand.section import PARTS_OF_A_DATE as PARTS
from simulator.units import shown

KEY = "demand.forecast"
HOUR_OF = re.compile(r"([01]?\d|2[0-3])(:00(:00)?)?")
"""An hour of the day: 14 or 14:00."""
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(:00)?$")
"""Behind a date that a workbook shows with its time of day."""
THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
"""In a file with semicolons, whose decimals mostly have a comma: more likely thousands."""
MOST = 1e8
"""Orders of a row (assumption: no house has more a day)."""
PATTERNS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d")
"""How dates are written elsewhere; offered where one reads what is there."""
Numbers = tuple[float, float, float]
"""Orders, low and high; NaN where one of the two is not told."""


@dataclass(frozen=True)
class Told:
    """What a file tells of a date: its orders, and those of its hours or of its classes.

    Hours err together, and so does what they are together; each class has a spread of its own.
    """

    ordinal: int
    orders: float
    low: float
    high: float
    hours: tuple[float, ...] = ()
    classes: tuple[tuple[str, Numbers], ...] = ()


@dataclass(frozen=True)
class _Row:
    ordinal: int
    part: int | str | None  # hour, class, or all of the date
    numbers: Numbers


@dataclass(frozen=True)
class Layout:
    """How a file is written: (ours, its header) of columns, and the pattern of its dates."""

    columns: tuple[tuple[str, str], ...] = ()
    time_format: str | None = None

    def renamed(self, header: Sequence[str]) -> list[str]:
        """The columns by our names; those of others in small letters."""
        ours = {theirs.strip().casefold(): name for name, theirs in self.columns}
        small = [cell.strip().casefold() for cell in header]
        return [ours.get(name, name) for name in small]

    def absent(self, header: Sequence[str]) -> list[str]:
        """Headers that are told and that the file has not."""
        small = {cell.strip().casefold() for cell in header}
        return [theirs for _, theirs in self.columns if theirs.strip().casefold() not in small]

    def date(self, text: str) -> date:
        """Raises ValueError with what to write."""
        try:
            if self.time_format is not None:
                return datetime.strptime(text, self.time_format).date()
            return date.fromisoformat(_MIDNIGHT.sub("", text))
        except ValueError:
            raise ValueError(f"date: {shown(text)} is not a date{self._remedy(text)}") from None

    def _remedy(self, text: str) -> str:
        example = date(2026, 3, 16)
        if self.time_format is not None:
            like = example.strftime(self.time_format)
            return f" as {self.time_format!r} has them; write one such as {like}"
        fits = [repr(pattern) for pattern in PATTERNS if _reads(text, pattern)]
        other = f", or set {KEY}.time_format to {one_of(fits)}" if fits else ""
        return f"; write one such as {example}{other}"


def _reads(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text, pattern)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def told(
    path: Path, classes: tuple[str, ...], layout: Layout, _changed: int, _size: int
) -> tuple[Told, ...]:
    """The dates of a file in their order. Raises ScenarioError with all that is wrong in it."""
    try:
        text = text_of(path, time_format=layout.time_format)
        mark = separator(text, path)
        lines = io.StringIO(text, newline=None)  # whatever ends a line
        rows = list(csv.reader(lines, delimiter=mark))
    except (MisreadingError, csv.Error) as problem:
        raise ScenarioError([_mistake(path, None, str(problem))]) from None
    header = layout.renamed(rows[0]) if rows else []
    own = dict(zip(header, rows[0], strict=True)) if rows else {}
    absent = layout.absent(rows[0]) if rows else []
    lacks = [f"there is no column {each!r}; {did_you_mean(each, rows[0])}" for each in absent]
    mistakes = [_mistake(path, 1, wrong) for wrong in lacks or _header(header)]
    if not mistakes:
        without = cells_without_value(path, {own[name] for name in _used(header)})
        mistakes = [replace(each, path=KEY) for each in without]
    by_cell: dict[tuple[int, int | str | None], _Row] = {}
    for line, cells in enumerate(rows[1:] if not mistakes else [], 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(cells, header, mark, classes, layout)
            if (row.ordinal, row.part) in by_cell:
                when = date.fromordinal(row.ordinal).isoformat()
                when += "" if row.part is None else f" {row.part}"
                raise ValueError(f"date: {shown(when)} is there twice; leave one out")
            by_cell[row.ordinal, row.part] = row
        except ValueError as problem:
            mistakes.append(_mistake(path, line, str(problem), own))
    if not mistakes:
        said_of = _wholes(by_cell, classes if "class" in header else ())
        mistakes = [_mistake(path, None, wrong) for wrong in said_of]
    if mistakes:
        raise ScenarioError(mistakes)
    return tuple(_day(day, by_cell) for day in sorted({day for day, _ in by_cell}))


def _mistake(
    path: Path, record: int | None, said: str, own: Mapping[str, str] = MappingProxyType({})
) -> Mistake:
    """With its place: a line of a CSV; of a workbook a row, or the cell if its column is told.

    `own` has the file's own headers by our names.
    """
    column = said.partition(":")[0]
    place = record_in(path, record, own.get(column, column).strip())
    return Mistake(replace(place, file=on_disk(path).name), KEY, said)


def _used(header: Sequence[str]) -> list[str]:
    return [name for name in (*COLUMNS, *PARTS) if name in header]


def _header(header: Sequence[str]) -> Iterator[str]:
    """What is wrong in it: what lacks, is there twice, or is spelled like another."""
    if not any(header):
        yield f"has no header; write {','.join(COLUMNS)} in line 1, and rows below"
        return
    near = {name: suggestion(name, (*COLUMNS, *PARTS)) for name in header if name}
    for name in (*COLUMNS, *PARTS):
        if header.count(name) > 1:
            yield f"there are {header.count(name)} columns {name!r}; leave one"
    for name, known in near.items():
        if known and name != known and known not in header:
            yield f"there is no column {name!r}; did you mean {known}?"
    for name in COLUMNS[:2]:
        if name not in header and name not in near.values():
            yield f"there is no column {name!r}; write {one_of(COLUMNS)} in the header"
    if all(name in header for name in PARTS):
        yield "it has rows of hours and of classes; leave out the column 'hour' or 'class'"


def _row(
    cells: Sequence[str], header: Sequence[str], mark: str, classes: Sequence[str], layout: Layout
) -> _Row:
    more = [cell for cell in cells[len(header) :] if cell.strip()]
    if more:
        raise ValueError(
            f"has {len(header) + len(more)} cells, the header {len(header)}; write one for each "
            "column, and numbers without separators of thousands"
        )
    cell = {name: cells[k].strip() for k, name in enumerate(header) if k < len(cells)}
    day = layout.date(cell.get("date", ""))
    part = _part(cell, header, classes)
    return _Row(day.toordinal(), part, _numbers(cell, mark, part))


def _part(
    cell: Mapping[str, str], header: Sequence[str], classes: Sequence[str]
) -> int | str | None:
    """The hour or the class of a row; None for all of the date."""
    if "hour" in header:
        hour = cell.get("hour", "")
        if not HOUR_OF.fullmatch(hour):
            raise ValueError(
                f"hour: {shown(hour)} is not an hour; write one of 0 to 23, such as 14"
            )
        return int(hour.split(":")[0])
    if "class" not in header:
        return None
    name = cell.get("class", "")
    if name not in classes:
        raise ValueError(f"class: there is no class {shown(name)}; {did_you_mean(name, classes)}")
    return name


def _numbers(cell: Mapping[str, str], mark: str, part: int | str | None) -> Numbers:
    orders, low, high = (_number(name, cell.get(name, ""), mark, part) for name in COLUMNS[1:])
    if low > orders or high < orders:
        wrong = f"orders: {orders:g} is not between low and high"
        raise ValueError(f"{wrong} ({low:g}, {high:g}); correct one of them")
    if isinstance(part, str) and orders > 0 and low == 0:
        raise ValueError("low: is 0 and orders are not; write a number above 0, or leave it empty")
    if isinstance(part, str) and orders == 0 and high > 0:
        raise ValueError("high: is above 0 and orders are not; write orders above 0, or high 0")
    return orders, low, high


def _number(name: str, text: str, mark: str, part: int | str | None) -> float:
    if not text and name != "orders":
        return nan
    if mark != "," and THOUSANDS.fullmatch(text):
        plain = text.replace(".", "")
        wrong = f"{name}: {shown(text)} could be {plain} or {float(text[: text.index('.') + 4]):g}"
        raise ValueError(f"{wrong}; write {plain} or {text.replace('.', ',', 1)}")
    try:
        number = float(text if mark == "," else decimal(text))
    except ValueError:
        number = -1.0
    if number > MOST:
        raise ValueError(f"{name}: {shown(text)} is past all bounds; write {MOST:.0f} at most")
    fits = number > 0 if part is None else number >= 0
    if not fits:
        least = "above 0" if part is None else "of 0 or more"
        raise ValueError(f"{name}: {shown(text)} is not a number {least}; write one such as 120")
    return number


def _wholes(
    by_cell: Mapping[tuple[int, int | str | None], _Row], classes: Sequence[str]
) -> Iterator[str]:
    """What is wrong with what the rows say together."""
    days = sorted({day for day, _ in by_cell})
    if not days:
        yield "has no dates; write rows such as 2026-03-16,1200,1050,1380"
    for name in classes:
        lack = [day for day in days if (day, name) not in by_cell]
        if lack:
            others = f" and {len(lack) - 1:,} other dates" if len(lack) > 1 else ""
            yield (
                f"class {shown(name)} has no row on {date.fromordinal(lack[0])}{others}; write one "
                "for each date, of 0 orders where there are none"
            )
    for day in days:
        whole = _day(day, by_cell)
        if not whole.orders > 0 or (whole.low == 0 and not whole.classes):
            what = "class" if whole.classes else "hour"
            low = "" if whole.classes else ", or none in low,"
            yield (f"{date.fromordinal(day)} has no orders{low} at any {what}; write some")


def _day(ordinal: int, by_cell: Mapping[tuple[int, int | str | None], _Row]) -> Told:
    """A date of its row, or of those of its hours or classes; hours without one have 0."""
    if (ordinal, None) in by_cell:
        return Told(ordinal, *by_cell[ordinal, None].numbers)
    parts = {part: row.numbers for (day, part), row in by_cell.items() if day == ordinal}
    orders, low, high = (sum(column) for column in zip(*parts.values(), strict=True))
    if any(isinstance(part, str) for part in parts):
        named = tuple((str(part), numbers) for part, numbers in parts.items())
        return Told(ordinal, orders, low, high, classes=named)
    each = tuple(parts[k][0] if k in parts else 0.0 for k in range(24))
    return Told(ordinal, orders, low, high, hours=each)

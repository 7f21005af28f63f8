"""Rows of a state's files: cells by what they are, with their lines, and what is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from simulator.reading.csv_files import (
    cells_without_value,
    decimal,
    record_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import MisreadingError, Mistake, ScenarioError, one_of
from simulator.reading.sheet_paths import on_disk
from simulator.scenario.sources import displayed
from simulator.units import shown

Value = TypeVar("Value")
_ESCAPED = re.compile("'+[=+@\\-]")
"""A text that a spreadsheet would run, as we write it."""
HAS_OFFSET = re.compile(r"\d:\d.*(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
MOST = 2**31 - 1
"""Of whole numbers."""
MOST_NAMED = 50
"""Mistakes of a file that are named; reading goes no further."""


@dataclass
class Wrong:
    """The mistakes found in the files of a state, raised together."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, path: Path, line: int | None, key: str, message: str) -> None:
        """One more; raises ScenarioError once there are very many."""
        place = replace(record_in(path, line, key), file=displayed(on_disk(path)))
        self.mistakes.append(Mistake(place, key, message))
        if len(self.mistakes) >= MOST_NAMED:
            self.raise_if_any()

    def raise_if_any(self) -> None:
        """Raise ScenarioError with all of them, if there are any."""
        if self.mistakes:
            raise ScenarioError(self.mistakes)


@dataclass(frozen=True)
class Row:
    """One row: its cells by what they are, blanks taken off; empty where there is no such cell."""

    path: Path
    line: int
    cells: Mapping[str, str]
    wrong: Wrong
    mark: str = ","  # between cells; where it is another one, a comma is a decimal point

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, column: str, message: str) -> None:
        """This cell cannot be used."""
        self.wrong.add(self.path, self.line, column, message)

    def needed(self, column: str, example: str) -> str:
        """A cell that may not be empty."""
        if not self[column]:
            self.refuse(column, f"is empty; write one such as {example}")
        return self[column]

    def read(self, column: str, reader: Callable[[str], Value], example: str, none: Value) -> Value:
        """A cell by a function that raises ValueError; `none` where it is empty or wrong."""
        cell = self[column]
        if not cell:
            return none
        try:
            return reader(cell)
        except ValueError:
            self.refuse(column, f"{shown(cell)} is not {example}")
            return none

    def whole(self, column: str, none: int, least: int = 0) -> int:
        """A whole number, at least so much."""

        def number(cell: str) -> int:
            value = float(cell if self.mark == "," else decimal(cell))
            if not least <= value <= MOST or value != int(value):
                raise ValueError
            return int(value)

        example = f"a whole number of {least} or more; write one such as {max(least, 3)}"
        return self.read(column, number, example, none)

    def moment(self, column: str, since_start: Callable[[datetime], int], none: int) -> int:
        """A date and time of the house, in milliseconds since the start."""

        def read(cell: str) -> int:
            told = datetime.fromisoformat(cell)
            if told.tzinfo is not None:
                raise ValueError
            return since_start(told)

        if HAS_OFFSET.search(self[column]):
            said = f"{shown(self[column])} has an offset from UTC; write the time that a clock in "
            self.refuse(column, said + "the house shows, such as 2026-03-12 14:05:00")
            return none
        example = "a date and time of the house; write one such as 2026-03-12 14:05:00"
        return self.read(column, read, example, none)


def rows_of(
    path: Path, names: Sequence[str], needed: Sequence[str], own: Mapping[str, str], wrong: Wrong
) -> Iterator[Row]:
    """The rows of a file with these columns, of which some are needed; other columns are left.

    `own` has the file's own headers by what they are. Headers are compared without case and blanks.
    """
    try:
        text = text_of(path)
        rows = list(csv.reader(io.StringIO(text), delimiter=separator(text, path)))
    except (MisreadingError, csv.Error) as problem:
        wrong.add(path, None, "", f"{problem}")
        return
    if not rows:
        wrong.add(path, None, "", f"is empty; write a header: {', '.join(needed)}")
        return
    mark = separator(text, path)
    header = [_folded(cell) for cell in rows[0]]
    places: dict[str, int] = {}
    for name in names:
        folded = _folded(own.get(name, name))
        if header.count(folded) > 1:
            said = f"there are {header.count(folded)} columns {shown(own.get(name, name))}"
            wrong.add(path, 1, name, f"{said}; leave one of them in")
        if folded in header:
            places[name] = header.index(folded)
        elif name in needed:
            said = f"there is no column {shown(own.get(name, name))}"
            other = one_of(cell.strip() for cell in rows[0] if cell.strip())
            remedy = f"write it in the header, or state.columns: {{{name}: {other or '...'}}}"
            wrong.add(path, 1, name, f"{said}; {remedy}")
    if any(name not in places for name in needed):
        return
    for mistake in cells_without_value(path, {rows[0][k].strip() for k in places.values()}):
        wrong.mistakes.append(mistake)
    for line, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            if any(cell.strip() for cell in cells[len(header) :]):
                said = f"has {len(cells)} cells, and the header {len(header)}"
                wrong.add(path, line, "", f"{said}; put quotes around cells that have a {mark!r}")
            found = {name: _text(cells[k]) for name, k in places.items() if k < len(cells)}
            yield Row(path, line, found, wrong, mark)


def _text(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _ESCAPED.match(cell) else cell


def _folded(header: str) -> str:
    return "".join(ch for ch in header.casefold() if ch not in " _-\ufeff")

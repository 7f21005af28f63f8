"""Rows of a state's files: cells by what they are, with their lines, and what is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from simulator.intake.moments import formats_like, moment_remedy
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
    nearest,
    suggestion,
)
from simulator.reading.nodes import flow
from simulator.reading.sheet_cells import Written
from simulator.reading.sheet_paths import is_workbook, on_disk
from simulator.reading.sheets import sheet
from simulator.scenario.sources import displayed
from simulator.scenario.state_columns import COLUMNS, MOMENTS
from simulator.units import shown

Value = TypeVar("Value")
SinceStart = Callable[[datetime, bool], int]
"""Milliseconds since the start of a moment, the second one where there are two of that time."""
_ESCAPED = re.compile("'+[=+@\\-]")
"""A text that a spreadsheet would run, as we write it."""
SECOND = "2nd"
"""Behind a moment of an hour that comes twice, as the clock is put back: of the second time."""
HAS_OFFSET = re.compile(r"\d:\d.*(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_MOMENTS = (*MOMENTS, "queued_at", "began_at", "ended_at")
"""Columns of dates and times, of a log too."""
MOST = 2**31 - 1
"""Of whole numbers."""
MOST_NAMED = 50
"""Mistakes of a file that are named; reading goes no further."""


@dataclass
class Wrong:
    """The mistakes found in the files of a state, raised together."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(
        self, path: Path, line: int | None, key: str, message: str, header: str | None = None
    ) -> None:
        """One more; `header` is what the file calls the column. Very many raise ScenarioError."""
        place = replace(record_in(path, line, header or key), file=displayed(on_disk(path)))
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
    headers: Mapping[str, str] = field(default_factory=dict)  # of the file, by what they are
    time_format: str | None = None

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, column: str, message: str) -> None:
        """This cell cannot be used."""
        self.wrong.add(self.path, self.line, column, message, self.headers.get(column))

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

    def whole(self, column: str, none: int, least: int = 0, most: int = MOST) -> int:
        """A whole number, at least so much."""

        def number(cell: str) -> int:
            value = float(cell if self.mark == "," else decimal(cell))
            if not least <= value <= most or value != int(value):
                raise ValueError
            return int(value)

        limits = f"{least} or more" if most == MOST else f"{least} to {most:,}"
        example = f"a whole number of {limits}; write one such as {max(least, 3)}"
        return self.read(column, number, example, none)

    def moment(self, column: str, since_start: SinceStart, none: int) -> int:
        """A date and time of the house, in milliseconds since the start."""

        def read(cell: str) -> int:
            second = cell.endswith(f" {SECOND}")
            told = moment_of(cell.removesuffix(f" {SECOND}"), self.time_format)
            if told.tzinfo is not None:
                raise ValueError
            return since_start(told, second)

        if HAS_OFFSET.search(self[column]):
            wrong = f"{shown(self[column])} has an offset from UTC; write the time that a clock in "
            self.refuse(column, wrong + "the house shows, such as 2026-03-12 14:05:00")
            return none
        like = "2026-03-12 14:05:00"
        as_said = ""
        if self.time_format is not None:
            like = f"{datetime.fromisoformat(like):{self.time_format}}"
            as_said = f" as {self.time_format!r} has them"
        example = f"a date and time of the house{as_said}; write one such as {like}"
        return self.read(column, read, example, none)


def in_the_state(name: str, header: str) -> str:
    """What is written in a state for a column that its file calls otherwise."""
    return f"in the state what it is: columns: {{{name}: {flow(header)}}}"


def known_word(word: str, known: Iterable[str]) -> str:
    """A word of a file as the scenario has it, which a spreadsheet may begin with a capital."""
    words = list(known)
    same = [each for each in words if each.casefold() == word.casefold()]
    return same[0] if word not in words and len(same) == 1 else word


def moment_of(cell: str, time_format: str | None) -> datetime:
    """A date and time; ValueError where it is not one."""
    if time_format is None:
        return datetime.fromisoformat(cell)
    return datetime.strptime(cell, time_format)


@dataclass(frozen=True)
class Header:
    """What a file of a state may have: `names` are its columns, of which some are `needed`.

    `own` has the file's own headers by what they are; `there` gets those that the file has.
    """

    names: Sequence[str]
    needed: Sequence[str]
    own: Mapping[str, str]
    time_format: str | None = None
    there: set[str] = field(default_factory=set)
    mapping: Callable[[str, str], str] = in_the_state
    """What is written for a column that the file calls otherwise."""
    format_key: str = "in the state time_format: "
    """What a pattern of dates is written behind."""

    def of(self, name: str) -> str:
        """How a column is called in the file."""
        return self.own.get(name, name)

    def places(self, path: Path, written: Sequence[str], wrong: Wrong) -> dict[str, int]:
        """Which cell of a row has what; one that is needed and missing is a mistake.

        Headers are compared without case and blanks. One that is nearly that of a column which the
        file does not have is a mistake, any other is left.
        """
        folded = [_folded(cell) for cell in written]
        places: dict[str, int] = {}
        for name in self.names:
            same = folded.count(_folded(self.of(name)))
            if same > 1:
                problem = f"there are {same} columns {shown(self.of(name))}; leave one of them in"
                wrong.add(path, 1, name, problem)
            if same:
                places[name] = folded.index(_folded(self.of(name)))
        self.there.update(places)
        others = [k for k, cell in enumerate(written) if cell.strip() and k not in places.values()]
        missing = [name for name in self.names if name not in places]
        left = [written[k].strip() for k in others]
        for name in missing:
            if name in self.needed:
                wrong.add(path, 1, name, self._missing(name, left))
        if any(name in self.needed for name in missing):
            return places
        for k in others:
            close = nearest(written[k].strip(), [self.of(name) for name in missing])
            if close is not None and _folded(written[k]) not in COLUMNS:
                problem = (
                    f"the column {shown(written[k].strip())} is not read; did you mean {close}? "
                )
                remedy = "If it is something else, call it otherwise."
                wrong.add(path, 1, written[k].strip(), problem + remedy)
        return places

    def _missing(self, name: str, others: list[str]) -> str:
        """What is wrong with a file that lacks a column, and what to write.

        The header proposed is taken out of `others`, so that none is proposed for two columns.
        """
        wrong = f"there is no column {shown(self.of(name))}"
        if not others:
            return f"{wrong}; write it in the header"
        has_it = (each for each in others if name in each.casefold().split())
        other = next(has_it, None) or suggestion(self.of(name), others) or others[0]
        others.remove(other)
        return f"{wrong}; write it in the header, or say {self.mapping(name, other)}"


def rows_of(path: Path, header: Header, wrong: Wrong) -> Iterator[Row]:
    """The rows of a file."""
    try:
        text = text_with_dates(path, header.time_format)
        mark = separator(text, path)
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except (MisreadingError, csv.Error) as problem:
        wrong.add(path, None, "", f"{problem}")
        return
    if not rows:
        wrong.add(path, None, "", f"is empty; write a header: {', '.join(header.needed)}")
        return
    places = header.places(path, rows[0], wrong)
    if not places.keys() >= set(header.needed):
        return
    for mistake in cells_without_value(path, {rows[0][k].strip() for k in places.values()}):
        wrong.mistakes.append(mistake)
    name_patterns(path, rows, places, header, wrong)
    width, headers = len(rows[0]), {name: rows[0][k].strip() for name, k in places.items()}
    for line, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            if any(cell.strip() for cell in cells[width:]):
                said = f"has {len(cells)} cells, and the header {width}"
                wrong.add(path, line, "", f"{said}; put quotes around cells that have a {mark!r}")
            texts = {name: _text(cells[k]) for name, k in places.items() if k < len(cells)}
            yield Row(path, line, texts, wrong, mark, headers, header.time_format)


def text_with_dates(path: Path, time_format: str | None) -> str:
    """A table's text, dates of a workbook as those of its other cells are written."""
    if is_workbook(path):
        return sheet(path, Written(time_format=time_format)).text
    return text_of(path)


def name_patterns(
    path: Path, rows: Sequence[Sequence[str]], places: Mapping[str, int], header: Header,
    wrong: Wrong,
) -> None:  # fmt: skip
    """Name columns of dates that a pattern reads, once each, and go no further.

    Of one with a day that could be a month both patterns are told: nothing is guessed.
    """
    if header.time_format is not None:
        return
    count = len(wrong.mistakes)
    for name in (name for name in _MOMENTS if name in places):
        k, odd = places[name], {}
        for line, cells in enumerate(rows[1:], 2):
            cell = _text(cells[k]).removesuffix(f" {SECOND}") if k < len(cells) else ""
            if cell and not _is_moment(cell):
                odd[line] = cell
        if formats_like(list(odd.values())):
            line, cell = next(iter(odd.items()))
            where = f" (and {len(odd) - 1:,} more)" if len(odd) > 1 else ""
            problem = moment_remedy(list(odd.values()), None, header.format_key)
            wrong.add(path, line, name, f"{shown(cell)}{where} {problem}", rows[0][k].strip())
    if len(wrong.mistakes) > count:
        wrong.raise_if_any()


def _is_moment(cell: str) -> bool:
    try:
        moment_of(cell, None)
    except ValueError:
        return False
    return True


def _text(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _ESCAPED.match(cell) else cell


def _folded(header: str) -> str:
    return "".join(ch for ch in header.casefold() if ch not in " _-\ufeff")

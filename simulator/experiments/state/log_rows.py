"""The visits of an event log of any house: CSV, a sheet of a workbook, or OCEL 2.0 as JSON.

Headers, activities and patterns of dates are those of the log's own, mapped to ours where it says
how (`LogWords`). What is wrong is told with all of its places.
"""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from simulator.intake.moments import moment_remedy, moments
from simulator.intake.state_rows import Header, Wrong, text_with_dates
from simulator.mistakes import InputError
from simulator.reading.csv_files import cells_without_value, separator
from simulator.reading.mistakes import MisreadingError, did_you_mean, one_of
from simulator.reading.times import time_zone
from simulator.stages import ACTIVITIES, TO_THE_DOCK
from simulator.stages.demand.order_file import time_format
from simulator.units import NEVER, shown

COLUMNS = ("order", "activity", "queued_at", "began_at", "ended_at", "done_by")
NEEDED = ("order", "activity", "ended_at")
TIMES = ("queued_at", "began_at", "ended_at")
KNOWN = ("payment", "inventory", "fraud_review", *TO_THE_DOCK, "shipping")
"""Activities of a log that say where an order of the house is."""
OUT = ("transit", "delivery", "tracking", "returns", "inspection", "refurbishing")
"""Those of an order that has left it."""
FORMAT = "--time-format "
OBJECTS = {"order": "order", "done_by": "crew"}
"""Types of objects of OCEL that our columns are."""
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class LogWords:
    """How a log is read: its headers by our columns, our activities by its words, its moments.

    `time_format` has the codes of strptime, none: ISO 8601. `time_zone` is the house's, where
    moments have offsets from UTC. Of OCEL the columns order and done_by are types of objects, the
    others attributes of events.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    time_format: str | None = None
    time_zone: str | None = None

    def given(self) -> list[str]:
        """The options that say so."""
        said = {
            "--columns": self.columns, "--activities": self.activities,
            "--time-format": self.time_format, "--time-zone": self.time_zone,
        }  # fmt: skip
        return [name for name, value in said.items() if value]


@dataclass(frozen=True)
class LogRow:
    """A visit; moments are None where they are not told."""

    order: str
    activity: str
    queued: datetime | None
    began: datetime | None
    ended: datetime | None
    crew: str
    place: str  # in the file


Cells = tuple[int, dict[str, str]]
"""The line of a row, or the number of an event, and its cells by our columns."""


def rows_of(path: Path, words: LogWords) -> list[LogRow]:
    """The visits of a log. Raises InputError for what cannot be read."""
    _require_ours(words)
    is_ocel = path.suffix.lower() in (".json", ".jsonocel")
    log = _Log(path, words, {} if is_ocel else dict.fromkeys(COLUMNS, ""))
    cells = list(_ocel(path, words) if is_ocel else _table(path, words, log))
    visits = log.visits(cells)
    log.wrong.raise_if_any()
    return visits


def _require_ours(words: LogWords) -> None:
    """What is mapped to is ours, and patterns and zones are some: InputError."""
    for name, value, check in (
        ("--time-format", words.time_format, time_format),
        ("--time-zone", words.time_zone, time_zone),
    ):
        try:
            if value is not None:
                check(value)
        except MisreadingError as problem:
            raise InputError(f"{name}: {problem}") from None
    for name in words.columns:
        if name not in COLUMNS:
            remedy = did_you_mean(name, COLUMNS)
            raise InputError(f"--columns {name}=: {name!r} is not a column of a log; {remedy}")
    for word, activity in words.activities.items():
        if activity not in ACTIVITIES:
            remedy = did_you_mean(activity, (*KNOWN, *OUT))
            wrong = f"--activities {shlex.quote(f'{word}={activity}')}: {activity!r}"
            raise InputError(f"{wrong} is not an activity of ours; {remedy}")


def option(name: str, header: str) -> str:
    """What is written for a column that a log calls otherwise."""
    return f"what it is: --columns {shlex.quote(f'{name}={header}')}"


@dataclass
class _Log:
    """A log as it is read; what is wrong is kept in `wrong`, by line and header of a table."""

    path: Path
    words: LogWords
    headers: dict[str, str]
    wrong: Wrong = field(default_factory=Wrong)

    def place(self, line: int) -> str:
        """As an error names it."""
        return f"{self.path}:{line}" if self.headers else f"{self.path}: event {line}"

    def refuse(self, line: int, column: str, message: str) -> None:
        """A cell cannot be used."""
        if self.headers:
            self.wrong.add(self.path, line, column, message, self.headers[column] or None)
            return
        raise InputError(f"{self.place(line)}: {column}: {message}")

    def visits(self, cells: Sequence[Cells]) -> list[LogRow]:
        """The rows, each of an activity of ours with its moments."""
        own = {word.casefold(): meant for word, meant in self.words.activities.items()}
        told = [cell["activity"].casefold() for _, cell in cells]
        for word in self.words.activities:
            if word.casefold() not in told:
                there = list(dict.fromkeys(cell["activity"] for _, cell in cells))[:20]
                wrong = f"--activities {shlex.quote(word)}=: the log has no such activity"
                raise InputError(f"{wrong}; {did_you_mean(word, there)}")
        names = [
            own.get(word, word if word in ACTIVITIES else cell["activity"])
            for word, (_, cell) in zip(told, cells, strict=True)
        ]
        is_ours = [name in (*KNOWN, *OUT) for name in names]
        times = {c: self._moments(c, cells, is_ours) for c in TIMES}
        rows = [
            LogRow(
                cell["order"],
                names[k],
                times["queued_at"][k],
                times["began_at"][k],
                times["ended_at"][k],
                cell.get("done_by", "").removeprefix("(machine)"),
                self.place(line),
            )
            for k, (line, cell) in enumerate(cells)
        ]
        self._require_fit(cells, rows, is_ours)
        return rows

    def _moments(
        self, column: str, cells: Sequence[Cells], is_ours: Sequence[bool]
    ) -> list[datetime | None]:
        """Moments of a column, by the clock of the house; of other activities none is read."""
        used = [
            _plain(cell.get(column, ""), self.words) if ours else ""
            for (_, cell), ours in zip(cells, is_ours, strict=True)
        ]
        words = list(dict.fromkeys(used))
        instants = moments(words, self.words.time_format, self.words.time_zone)
        self._name_wrong(column, cells, used, [words[k] for k in np.flatnonzero(instants.wrong)])
        self._name_offsets(column, cells, used, [words[k] for k in np.flatnonzero(instants.offset)])
        wall = dict(zip(words, instants.wall.tolist(), strict=True))
        return [
            _EPOCH + timedelta(milliseconds=wall[word]) if wall[word] != NEVER else None
            for word in used
        ]

    def _name_wrong(
        self, column: str, cells: Sequence[Cells], used: Sequence[str], wrong: Sequence[str]
    ) -> None:
        """Once a column, the first of them."""
        if wrong:
            first = next(k for k, word in enumerate(used) if word in set(wrong))
            more = sum(word in set(wrong) for word in used) - 1
            where = f" (and {more:,} more)" if more else ""
            remedy = moment_remedy(wrong, self.words.time_format, FORMAT)
            self.refuse(cells[first][0], column, f"{shown(used[first])}{where} {remedy}")

    def _name_offsets(
        self, column: str, cells: Sequence[Cells], used: Sequence[str], offset: Sequence[str]
    ) -> None:
        if offset and self.words.time_zone is None:
            first = next(k for k, word in enumerate(used) if word in set(offset))
            wrong = f"{shown(used[first])} has an offset from UTC; say where the house is, such as "
            self.refuse(cells[first][0], column, f"{wrong}--time-zone Europe/London")

    def _require_fit(
        self, cells: Sequence[Cells], rows: Sequence[LogRow], is_ours: Sequence[bool]
    ) -> None:
        """Rows have an order, and moments in their order; so far as those could be read."""
        if self.wrong.mistakes:
            return
        for (line, _), row, ours in zip(cells, rows, is_ours, strict=True):
            if not ours:
                continue
            if not row.order:
                self.refuse(line, "order", "is empty; write the order's name")
            told = [(c, at) for c, at in zip(TIMES, _times(row), strict=True) if at is not None]
            if not told:
                self.refuse(line, "ended_at", "is empty, and so is every other moment; write one")
            for (before, early), (column, late) in pairwise(told):
                if late < early:
                    wrong = f"is before {before} ({early}); write a moment from then on"
                    self.refuse(line, column, wrong)


def _times(row: LogRow) -> tuple[datetime | None, ...]:
    return row.queued, row.began, row.ended


def _plain(word: str, words: LogWords) -> str:
    """A moment without the Z of our own logs, which tell what a clock in the house shows."""
    is_own = words.time_format is None and words.time_zone is None
    return word.removesuffix("Z") if is_own else word


def _table(path: Path, words: LogWords, log: _Log) -> Iterator[Cells]:
    """The rows of a CSV, or of a sheet."""
    try:
        text = text_with_dates(path, words.time_format)
        rows = list(csv.reader(io.StringIO(text), delimiter=separator(text, path)))
    except (MisreadingError, csv.Error) as problem:
        raise InputError(f"{path}: {problem}") from None
    if not rows:
        raise InputError(f"{path}: is empty; write a header: {', '.join(COLUMNS)}")
    header = Header(COLUMNS, NEEDED, words.columns, words.time_format, set(), option)
    _require_there(words.columns, [cell.strip() for cell in rows[0]])
    places = header.places(path, rows[0], log.wrong)
    log.wrong.raise_if_any()
    log.headers.update({name: rows[0][k].strip() for name, k in places.items()})
    log.wrong.mistakes += cells_without_value(path, {rows[0][k] for k in places.values()})
    log.wrong.raise_if_any()
    for line, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            yield (
                line,
                {name: cells[k].strip() for name, k in places.items() if k < len(cells)}
                | {name: "" for name, k in places.items() if k >= len(cells)},
            )


def _require_there(columns: Mapping[str, str], there: Iterable[str]) -> None:
    """The log has what columns are said to be: InputError."""
    bare = {_folded(name): name for name in there if name}
    for name, header in columns.items():
        if _folded(header) not in bare:
            wrong = f"--columns {shlex.quote(f'{name}={header}')}: the log has no {header!r}"
            raise InputError(f"{wrong}; {did_you_mean(header, bare.values())}")


def _folded(header: str) -> str:
    return "".join(ch for ch in header.casefold() if ch not in " _-\ufeff")


def _ocel(path: Path, words: LogWords) -> Iterator[Cells]:
    """Events of OCEL 2.0: their time is the end, queued_at and began_at are attributes."""
    try:
        log = json.loads(path.read_text("utf-8"))
        kinds = {each["id"]: each["type"] for each in log["objects"]}
        events: list[dict[str, Any]] = log["events"]
        attributes = [
            {each["name"]: str(each["value"]) for each in event.get("attributes", ())}
            for event in events
        ]
        related = [[r["objectId"] for r in event.get("relationships", ())] for event in events]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path}: is not an OCEL 2.0 log in JSON; write one, or a CSV") from None
    types = {name: words.columns.get(name, kind) for name, kind in OBJECTS.items()}
    _require_types(path, words, types["order"], set(kinds.values()), attributes)
    for number, (event, told, objects) in enumerate(zip(events, attributes, related, strict=True)):
        crews = [each for each in objects if kinds.get(each) == types["done_by"]]
        cell = {
            "activity": str(event.get("type", "")),
            "queued_at": told.get("queued_at", ""),
            "began_at": told.get("began_at", ""),
            "ended_at": str(event.get("time", "")),
            "done_by": crews[0].removeprefix(f"{types['done_by']}:") if crews else "",
        }
        own = {c: told.get(h, "") for c, h in words.columns.items() if c not in OBJECTS}
        for each in objects:
            if kinds.get(each) == types["order"]:
                name = each.removeprefix(f"{types['order']}:")
                yield number + 1, {"order": name, **cell, **own}


def _require_types(
    path: Path,
    words: LogWords,
    order: str,
    types: set[str],
    attributes: Sequence[Mapping[str, str]],
) -> None:
    """The log has objects that are orders, and what columns are said to be: InputError."""
    if order not in types and "order" not in words.columns:
        wrong = f"{path}: has no objects of type {order!r}, but {one_of(sorted(types)) or 'none'}"
        raise InputError(f"{wrong}; say {option('order', min(types, default='Sales Order'))}")
    _require_there({c: h for c, h in words.columns.items() if c in OBJECTS}, types)
    names = {name for told in attributes for name in told}
    _require_there({c: h for c, h in words.columns.items() if c not in OBJECTS}, names)

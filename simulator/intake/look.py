"""A look at an order file without a scenario: what it is, what ships, and when orders come."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.intake.counts import Counts, counts_of, with_shipped
from simulator.intake.examined import Examined, examine, require_rows
from simulator.intake.layouts import names_class
from simulator.intake.lines import Lines, lines_of, netted_reasons
from simulator.intake.moments import format_like, formats_like, zone_like
from simulator.intake.reading import Reading
from simulator.intake.table import read_columns
from simulator.intake.what_ships import Reasons
from simulator.units import DAY, HOUR, NEVER

Integers = npt.NDArray[np.int64]
STATUSES = ("status", "payment_status", "fulfillment_status", "line_status")
MOST_CLASSES = (2, 12)
"""Fewest and most different words of a column that may be the class of an order."""
_LIKE_CLASS = re.compile(
    r"\b(express|standard|econom|priority|overnight|(next|same|two|2nd|2|1|one).?day|ground"
    r"|expedited|prime|premium|regular|courier)"
)
_EPOCH = date(1970, 1, 1)
_HOURS, _WEEK, _THURSDAY = 24, 7, 3


@dataclass(frozen=True, eq=False)
class Look:
    """A file as it was read; `found` are the keys that the look chose, since the file needs them.

    `reason` is why each row does not ship (`REASONS`), 0 where it does; `by_time` are the orders
    that ship, by when they were placed.
    """

    path: Path
    reading: Reading
    seen: Examined
    reason: Reasons
    lines: Lines
    counts: Counts
    by_time: Integers
    found: tuple[str, ...]

    @property
    def wall(self) -> Integers:
        """When the orders that ship were placed, by the clock of the house, since 1970."""
        return self.seen.wall[self.by_time]

    @cached_property
    def days(self) -> tuple[date, npt.NDArray[np.int64]]:
        """The first day, and the orders that ship of each day from it to the last."""
        day = self.wall // DAY
        counts = np.bincount(day - day.min()).astype(np.int64)
        return _EPOCH + timedelta(days=int(day.min())), counts

    @cached_property
    def week(self) -> npt.NDArray[np.float64]:
        """(7, 24) Mean orders that ship in each hour, from Monday 0 h, of the days of the file.

        Nothing but 0 where none ships.
        """
        if not len(self.by_time):
            return np.zeros((_WEEK, _HOURS))
        first, counts = self.days
        weekday = (np.arange(len(counts)) + first.weekday()) % _WEEK
        there = np.bincount(weekday, minlength=_WEEK)
        hour = (self.wall // DAY + _THURSDAY) % _WEEK * _HOURS + self.wall % DAY // HOUR
        orders = np.bincount(hour, minlength=_WEEK * _HOURS).reshape(_WEEK, _HOURS)
        return orders / np.maximum(there, 1)[:, np.newaxis]

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The formats of which one has to be chosen: each reads all dates, as other days."""
        placed, column = self.seen.moments["placed_at"], self.seen.cells.columns["placed_at"]
        if self.reading.time_format is not None or not placed.wrong.any():
            return ()
        both = formats_like([column.words[k] for k in np.flatnonzero(placed.wrong).tolist()])
        return tuple(both) if len(both) > 1 else ()

    @cached_property
    def class_like(self) -> tuple[str, tuple[str, ...]] | None:
        """An unused column that looks like the class, and its words, where no column is that."""
        text = self.seen.text
        used = set(self.seen.layout.number.values())
        free = [k for k, header in enumerate(text.header) if header and k not in used]
        if self.seen.cells.has("service") or not free:
            return None
        for column in read_columns(text, free, "demand.trace")[0]:
            words = tuple(word for word in column.words if word)
            few = MOST_CLASSES[0] <= len(words) <= MOST_CLASSES[1]
            like = sum(_LIKE_CLASS.search(word.casefold()) is not None for word in words)
            if few and (names_class(column.header) or 2 * like >= len(words)):
                return column.header, words
        return None

    def words(self, column: str) -> tuple[tuple[str, int], ...]:
        """The words of a column and how many orders have each, the most frequent first."""
        cells = self.seen.cells
        if not cells.has(column):
            return ()
        codes = cells.first(column)
        names = (*cells.columns[column].words, "")
        return tuple(Counter(names[k] for k in codes.tolist()).most_common())

    @cached_property
    def mistakes(self) -> tuple[str, ...]:
        """What a run would refuse, a line each."""
        return tuple(str(mistake) for mistake in self.seen.all_mistakes(bad_rows=True))


def look(path: Path, reading: Reading) -> Look:
    """Look at a file, in the time zone and format that its cells have where none is given.

    Raises ScenarioError where its text or its columns cannot be used at all.
    """
    seen = examine(path, reading)
    require_rows(seen)
    settled: list[str] = []
    placed, column = seen.moments["placed_at"], seen.cells.columns["placed_at"]
    if reading.time_format is None and placed.wrong.any():
        words = [column.words[k] for k in np.flatnonzero(placed.wrong).tolist()]
        every = placed.wrong | np.array([not word for word in column.words], dtype=np.bool_)
        sure = format_like(words) if every.all() else None
        if sure is not None:
            reading, settled = replace(reading, time_format=sure), [*settled, "time_format"]
            seen = examine(path, reading)
            placed = seen.moments["placed_at"]
    if reading.time_zone is None and placed.offset.any():
        at = np.flatnonzero(placed.offset)
        zone = zone_like([column.words[k] for k in at.tolist()], placed.instant[at])
        reading, settled = replace(reading, time_zone=zone), [*settled, "time_zone"]
        seen = examine(path, reading)
    lines = lines_of(seen, np.flatnonzero((seen.row_reason == 0) & ~seen.bad.bad))
    reason = netted_reasons(seen, lines)
    ship = np.unique(lines.order)
    ship = ship[seen.instant[ship] != NEVER]
    by_time = ship[np.argsort(seen.instant[ship], kind="stable")]
    counts = counts_of(seen, reason, lines)
    if len(by_time):
        counts = with_shipped(counts, seen, by_time, _paid_before(seen, by_time))
    return Look(path, reading, seen, reason, lines, counts, by_time, tuple(settled))


def _paid_before(seen: Examined, by_time: Integers) -> int:
    if not seen.cells.has("paid_at"):
        return 0
    paid = np.append(seen.moments["paid_at"].instant, NEVER)[seen.cells.first("paid_at")[by_time]]
    return int(((paid != NEVER) & (paid < seen.instant[by_time])).sum())

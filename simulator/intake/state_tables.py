"""The files of a state beside its orders: lines, history, stock, what is on order, and people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from simulator.intake.floor_record import FloorRecord, record_of
from simulator.intake.standing import Coming, Level, StandingLine, Visited
from simulator.intake.state_rows import Header, Row, Wrong, in_the_state, known_word, rows_of
from simulator.reading.mistakes import did_you_mean
from simulator.reading.sheet_paths import on_disk
from simulator.scenario import state_columns
from simulator.scenario.checks_size import MOST_HEADS
from simulator.scenario.scenario import Scenario
from simulator.scenario.sources import displayed
from simulator.scenario.state import State
from simulator.stages import ACTIVITIES
from simulator.units import NEVER, shown


def _said(file: str, own: Mapping[str, str], name: str, header: str) -> str:
    """What is written for a column; of this file alone where others call it otherwise."""
    return in_the_state(f"{file}.{name}" if name in own else name, header)


_LINE_STATES = ("", "reserved", "waiting", "picked")
MOST_REORDERS = 1_000_000
"""Of a SKU, before the state."""

Lines = dict[str, list[tuple[Row, StandingLine]]]
Visits = dict[str, list[tuple[Row, Visited]]]


class Tables:
    """The files of one state as they are read; what is wrong in them is kept in `wrong`."""

    def __init__(self, scenario: Scenario, state: State) -> None:
        self.scenario, self.state = scenario, state
        self.at = scenario.clock.window[0]
        self.wrong = Wrong()
        self._calendar = scenario.clock.calendar
        self._mapped = {*state.columns}

    def rows(self, file: str, needed: tuple[str, ...]) -> Iterator[Row]:
        """The rows of a file; none where the state has no such file."""
        path = getattr(self.state, file)
        if path is None:
            return
        names, of_file = state_columns.read(file), f"{file}."
        columns = self.state.columns
        own = {name: header for name, header in columns.items() if "." not in name}
        for name in (name for name in columns if name.startswith(of_file)):
            own[name.removeprefix(of_file)] = columns[name]
        mapping = partial(_said, file, own)
        header = Header(names, needed, own, self.state.time_format, mapping=mapping)
        yield from rows_of(path, header, self.wrong)
        self._mapped -= {*header.there, *(of_file + name for name in header.there)}

    def name_unused(self) -> None:
        """A header that is said to be a column's, and that no file has."""
        for name in sorted(self._mapped):
            wrong = f"no file of the state has a column {shown(self.state.columns[name])}; "
            remedy = f"correct columns: {{{name}: ...}} of the state, or leave it out"
            self.wrong.add(self.state.orders, 1, name, wrong + remedy)

    def since_start(self, when: datetime, second: bool = False) -> int:
        """Moment of a clock in the house; ValueError for an hour that there is not.

        Also for a `second` one where there are not two.
        """
        moment = self._calendar.since_start(when, second)
        whole = when.replace(microsecond=when.microsecond // 1000 * 1000)
        if self._calendar.shown(moment) != whole or self._calendar.is_second(moment) != second:
            raise ValueError
        return moment

    def moment(self, row: Row, column: str) -> int:
        """A moment up to that of the state; NEVER where there is none."""
        told = row.moment(column, self.since_start, NEVER)
        if told > self.at:
            wrong = f"{shown(row[column])} is after the state ({self.state.at}); "
            row.refuse(column, wrong + "correct it, or state.at")
            return NEVER
        return told

    def not_before(self, row: Row, column: str, moment: int, earlier: str, before: int) -> None:
        """A moment is not before another one of its row; NEVER are both where they are not told."""
        if NEVER not in (moment, before) and moment < before:
            wrong = f"is before {earlier} ({row[earlier]}); write a moment from then on"
            row.refuse(column, wrong)

    def lines(self) -> Lines:
        """Lines by order."""
        lines_of: Lines = {}
        for row in self.rows("lines", ("order", "sku", "units")):
            state = row["state"].casefold()
            if state not in _LINE_STATES:
                remedy = did_you_mean(state, _LINE_STATES[1:])
                row.refuse("state", f"{shown(row['state'])} is not the state of a line; {remedy}")
            units = row.whole("units", 1, least=1)
            row.needed("units", "1")
            came = self.moment(row, "came")
            line = StandingLine(
                row.needed("sku", "A-17"),
                units,
                state == "waiting" or came != NEVER,
                came,
                state,
                row.line,
                row.whole("line_value", NEVER),
            )
            lines_of.setdefault(row.needed("order", "1042"), []).append((row, line))
        return lines_of

    def history(self) -> Visits:
        """Visits by order."""
        visits: Visits = {}
        for row in self.rows("history", ("order", "activity", "queued")):
            visited = Visited(
                row["activity"],
                row.whole("parcel", 1, least=1),
                row.whole("visit", 1, least=1),
                self.moment(row, "queued"),
                self.moment(row, "began"),
                self.moment(row, "ended"),
                row["crew"],
            )
            if row["activity"] not in ACTIVITIES:
                remedy = did_you_mean(row["activity"], ACTIVITIES)
                row.refuse("activity", f"{shown(row['activity'])} is not an activity; {remedy}")
            row.needed("queued", "2026-03-12 14:05:00")
            self.not_before(row, "began", visited.began, "queued", visited.queued)
            self.not_before(row, "ended", visited.ended, "began", visited.began)
            if visited.began == NEVER:
                self.not_before(row, "ended", visited.ended, "queued", visited.queued)
            visits.setdefault(row["order"], []).append((row, visited))
        return visits

    def strangers(self, rows: Mapping[str, list[tuple[Row, Any]]], known: Collection[str]) -> None:
        """Rows of orders that the state does not have, each order once."""
        for name, of_order in rows.items():
            if name not in known:
                wrong = f"{shown(name)} is not in {displayed(on_disk(self.state.orders))}"
                of_order[0][0].refuse("order", f"{wrong}; write it there, or leave it out")

    def record(self) -> FloorRecord | None:
        """How things stood on the floor of our own run."""
        path = self.state.record
        if path is None or self.state.next_order is None:
            return None
        try:
            read = record_of(on_disk(path).read_text("utf-8"), self.at)
        except (OSError, ValueError) as problem:
            wrong = f"is not as a snapshot leaves it ({problem}); cut the state again"
            self.wrong.add(path, None, "", wrong)
            return None
        if read.at is not None and read.at != str(self.state.at):
            wrong = f"is of {read.at}, and the state's at is {self.state.at}"
            self.wrong.add(path, None, "", f"{wrong}; write {read.at}, or cut the state again")
            self.wrong.raise_if_any()
        return read

    def stock(self) -> dict[str, Level]:
        """Levels by SKU."""
        levels: dict[str, Level] = {}
        for row in self.rows("stock", ("sku", "on_hand")):
            sku = row.needed("sku", "A-17")
            if sku in levels:
                row.refuse("sku", f"{shown(sku)} is in line {levels[sku].line} too; leave one out")
            row.needed("on_hand", "12")
            levels[sku] = Level(
                row.whole("on_hand", 0),
                row.whole("gone", 0),
                row.whole("reorders", 0, most=MOST_REORDERS),
                row.whole("reserved", 0) if row["reserved"] else None,
                row.line,
            )
        return levels

    def on_order(self) -> Iterator[Coming]:
        """Deliveries to come."""
        for row in self.rows("on_order", ("sku", "units", "due")):
            row.needed("due", "2026-03-14 09:00:00")
            due = row.moment("due", self.since_start, self.at)
            units = row.whole("units", 1, least=1)
            if due < self.at:
                wrong = f"{shown(row['due'])} is before the state ({self.state.at}); write when it "
                row.refuse("due", wrong + "comes now, or add it to on_hand")
            yield Coming(row.needed("sku", "A-17"), units, due, row.line)

    def people(self) -> dict[str, int]:
        """Who is there, by crew."""
        heads: dict[str, int] = {}
        for row in self.rows("people", ("crew", "heads")):
            crew = known_word(row.needed("crew", "pickers"), self.scenario.crews)
            if crew and crew not in self.scenario.crews:
                remedy = did_you_mean(crew, self.scenario.crews)
                row.refuse("crew", f"{shown(crew)} is not a crew; {remedy}")
            elif crew in heads:
                row.refuse("crew", f"{shown(crew)} is there twice; leave one out")
            row.needed("heads", "4")
            heads[crew] = row.whole("heads", 0, most=MOST_HEADS)
        return heads

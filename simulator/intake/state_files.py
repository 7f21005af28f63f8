"""From the files of a state to its values; every cell that does not fit is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from simulator.intake.floor_record import FloorRecord, record_of
from simulator.intake.standing import (
    Coming,
    Level,
    Standing,
    StandingLine,
    StandingOrder,
    Visited,
)
from simulator.intake.state_rows import Row, Wrong, rows_of
from simulator.reading.mistakes import did_you_mean
from simulator.reading.sheet_paths import modified, on_disk
from simulator.scenario.scenario import Scenario
from simulator.scenario.state import COLUMNS, State
from simulator.stages import ACTIVITIES, STATIONS, TO_THE_DOCK
from simulator.units import NEVER, shown

IN_THE_HOUSE = ("inventory", "payment", "fraud_review", *TO_THE_DOCK, "shipping")
"""Where an order of somebody else's can be."""

OURS = ("abandoned", "paid", "value", "identity", "number", "created")
"""Columns that only a snapshot of our own run has."""

_LINE_STATES = ("", "reserved", "waiting", "picked")


FILES = ("orders", "lines", "history", "record", "stock", "on_order", "people")
"""Keys of a state that are files."""

_KEPT: dict[tuple[object, ...], Standing] = {}
"""The state read last, by all that it hangs on: every replication asks for it."""


def standing_of(scenario: Scenario) -> Standing:
    """The state in which a scenario begins. Raises ScenarioError with all that does not fit."""
    state = scenario.state
    assert state is not None
    files = [getattr(state, name) for name in FILES]
    key = (
        *((path, modified(path), on_disk(path).stat().st_size) for path in files if path),
        (state.next_order, state.next_tour),
        (scenario.clock.start, scenario.clock.window[0], scenario.clock.time_zone, state.at),
        (tuple(state.columns.items()), tuple(state.stages.items())),
        (tuple(scenario.demand.classes), tuple(scenario.demand.regions), tuple(scenario.crews)),
        tuple(stage for stage in IN_THE_HOUSE if is_on(scenario, stage)),
    )
    if key not in _KEPT:
        found = _Files(scenario, state).read()
        _KEPT.clear()
        _KEPT[key] = found
    return _KEPT[key]


def is_on(scenario: Scenario, stage: str) -> bool:
    """Whether a scenario has the stage."""
    if stage == "fraud_review":
        return scenario.payment is not None and scenario.payment.fraud_review is not None
    return getattr(scenario, stage, None) is not None


class _Files:
    """The files of one state as they are read."""

    def __init__(self, scenario: Scenario, state: State) -> None:
        self._scenario, self._state = scenario, state
        self._calendar = scenario.clock.calendar
        self._at = scenario.clock.window[0]
        self._wrong = Wrong()
        self._tours: dict[str, int] = {}

    def read(self) -> Standing:
        lines, history = self._lines(), self._history()
        orders = [
            self._order(row) for row in self._rows("orders", ("order", "stage", "since"), OURS)
        ]
        if not orders:  # what is told of lines then is of nobody
            self._wrong.raise_if_any()
        known = {order.name for order in orders}
        self._name_twice(orders)
        self._strangers(lines, known, "lines")
        orders = [
            replace(
                order,
                lines=tuple(
                    replace(
                        each,
                        waits=each.waits
                        or (
                            order.stage == "inventory"
                            and not row["state"]
                            and order.identity is None
                        ),
                    )
                    for row, each in lines.get(order.name, ())
                ),
                visits=tuple(each for _, each in history.get(order.name, ())),
            )
            for order in orders
        ]
        if lines:
            for order in orders:
                if not order.lines:
                    said = (
                        f"{shown(order.name)} has no line in {self._state.lines}; write one there"
                    )
                    self._wrong.add(self._state.orders, order.line, "order", said)
        self._require_earlier(orders)
        found = Standing(
            at=self._at,
            orders=tuple(orders),
            has_lines=bool(lines),
            stock=self._stock(),
            on_order=tuple(self._on_order()),
            people=self._people(),
            carries_draws=self._state.next_order is not None,
            next_number=self._state.next_order or 0,
            next_tour=self._state.next_tour,
            record=self._record(),
        )
        self._wrong.raise_if_any()
        return found

    def _since_start(self, when: datetime) -> int:
        """ValueError for an hour that there is not, as the clock is put forward."""
        moment = self._calendar.since_start(when)
        if self._calendar.shown(moment) != when.replace(
            microsecond=when.microsecond // 1000 * 1000
        ):
            raise ValueError
        return moment

    def _rows(self, file: str, needed: tuple[str, ...], own: tuple[str, ...] = ()) -> Iterator[Row]:
        path = getattr(self._state, file)
        if path is not None:
            names = (*COLUMNS, *own)
            yield from rows_of(path, names, needed, self._state.columns, self._wrong)

    def _moment(self, row: Row, column: str) -> int:
        """A moment up to that of the state; NEVER where there is none."""
        told = row.moment(column, self._since_start, NEVER)
        if told > self._at:
            said = f"{shown(row[column])} is after the state ({self._state.at}); "
            row.refuse(column, said + "correct it, or state.at")
            return NEVER
        return told

    def _order(self, row: Row) -> StandingOrder:
        name, stage = row.needed("order", "1042"), self._stage(row)
        since = self._moment(row, "since")
        is_read = since != NEVER
        if row.needed("since", "2026-03-12 14:05:00") and since == NEVER:
            since = self._at  # told already
        begun, identity = self._moment(row, "begun"), row.read("identity", int, "a number", -1)
        in_cart = stage == "checkout"
        placed = (
            row.moment("placed", self._since_start, NEVER)
            if in_cart
            else self._moment(row, "placed")
        )
        if begun != NEVER and stage not in STATIONS and self._can_be(stage):
            row.refuse("begun", f"nobody works on an order at {stage}; leave it empty")
        crew = row["crew"]
        if crew and crew not in self._scenario.crews:
            row.refuse(
                "crew", f"{shown(crew)} is not a crew; {did_you_mean(crew, self._scenario.crews)}"
            )
        if begun != NEVER and begun < since and is_read:
            said = f"is before since ({row['since']}); write a moment from then on"
            row.refuse("begun", said)
        placed = since if placed == NEVER else placed
        created = row.moment("created", self._since_start, placed)
        if placed > since and stage != "checkout":
            row.refuse("placed", f"is after since ({row['since']}); write a moment up to then")
        return StandingOrder(
            name=name,
            stage=stage,
            enters=created if identity >= 0 else max(since, 0),
            placed=placed,
            created=created,
            paid=row.moment("paid", self._since_start, NEVER),
            value=row.whole("value", NEVER),
            begun=begun,
            order_class=self._word(row, "class", tuple(self._scenario.demand.classes)),
            region=self._word(row, "region", tuple(self._scenario.demand.regions)),
            crew=crew,
            tour=self._tour(row) if identity < 0 else row.whole("tour", NEVER),
            lines_done=row.whole("lines_done", 0),
            ship_by=row.moment("ship_by", self._since_start, NEVER),
            deliver_by=row.moment("deliver_by", self._since_start, NEVER),
            is_abandoned=bool(row["abandoned"]),
            identity=identity if identity >= 0 else None,
            number=row.whole("number", NEVER),
            line=row.line,
        )

    def _stage(self, row: Row) -> str:
        word = row.needed("stage", "packing")
        stage = self._state.stages.get(word, word)
        if not self._can_be(stage) and self._can_be(stage.casefold()):
            stage = stage.casefold()
        if word and not self._can_be(stage):
            offered = [each for each in IN_THE_HOUSE if is_on(self._scenario, each)]
            remedy = did_you_mean(stage, offered)
            said = f"{shown(word)} is not a stage of this house; {remedy}"
            row.refuse("stage", f"{said} Or map it: state.stages: {{{word}: {offered[-1]}}}")
        return stage

    def _can_be(self, stage: str) -> bool:
        return stage in OUTSIDE or (stage in IN_THE_HOUSE and is_on(self._scenario, stage))

    def _tour(self, row: Row) -> int:
        """The number of a tour that somebody else calls as they like."""
        return self._tours.setdefault(row["tour"], len(self._tours)) if row["tour"] else NEVER

    def _word(self, row: Row, column: str, known: tuple[str, ...]) -> str:
        word = row[column]
        if word and word not in known:
            row.refuse(column, f"{shown(word)} is not a {column}; {did_you_mean(word, known)}")
        return word

    def _lines(self) -> dict[str, list[tuple[Row, StandingLine]]]:
        found: dict[str, list[tuple[Row, StandingLine]]] = {}
        for row in self._rows("lines", ("order", "sku", "units"), ("came",)):
            state = row["state"].casefold()
            if state not in _LINE_STATES:
                remedy = did_you_mean(state, _LINE_STATES[1:])
                row.refuse("state", f"{shown(row['state'])} is not the state of a line; {remedy}")
            units = row.whole("units", 1, least=1)
            row.needed("units", "1")
            came = self._moment(row, "came")
            line = StandingLine(
                row.needed("sku", "A-17"),
                units,
                state == "waiting" or came != NEVER,
                came,
                row.line,
            )
            found.setdefault(row.needed("order", "1042"), []).append((row, line))
        return found

    def _history(self) -> dict[str, list[tuple[Row, Visited]]]:
        found: dict[str, list[tuple[Row, Visited]]] = {}
        own = ("activity", "parcel", "visit", "queued", "began", "ended")
        for row in self._rows("history", ("order", "activity", "queued"), own):
            visited = Visited(
                row["activity"],
                row.whole("parcel", 1, least=1),
                row.whole("visit", 1, least=1),
                self._moment(row, "queued"),
                self._moment(row, "began"),
                self._moment(row, "ended"),
                row["crew"],
            )
            if row["activity"] not in ACTIVITIES:
                remedy = did_you_mean(row["activity"], ACTIVITIES)
                row.refuse("activity", f"{shown(row['activity'])} is not an activity; {remedy}")
            found.setdefault(row["order"], []).append((row, visited))
        return found

    def _record(self) -> FloorRecord | None:
        path = self._state.record
        if path is None or self._state.next_order is None:
            return None
        try:
            return record_of(on_disk(path).read_text("utf-8"), self._at)
        except (OSError, ValueError) as problem:
            said = f"is not as a snapshot leaves it ({problem}); cut the state again"
            self._wrong.add(path, None, "", said)
            return None

    def _strangers(
        self, rows: Mapping[str, list[tuple[Row, StandingLine]]], known: set[str], file: str
    ) -> None:
        for name, of_order in rows.items():
            if name not in known:
                said = (
                    f"{shown(name)} is not in {self._state.orders}; write it there, or leave it out"
                )
                of_order[0][0].refuse("order", said)

    def _require_earlier(self, orders: list[StandingOrder]) -> None:
        following = self._state.next_order
        for order in orders:
            if following is not None and order.name.isdecimal() and int(order.name) >= following:
                said = f"{shown(order.name)} is not below next_order of the state, {following}; "
                self._wrong.add(self._state.orders, order.line, "order", said + "cut it again")

    def _name_twice(self, orders: list[StandingOrder]) -> None:
        seen: dict[str, int] = {}
        for order in orders:
            if order.name in seen:
                said = f"{shown(order.name)} is in line {seen[order.name]} too; leave one out"
                self._wrong.add(self._state.orders, order.line, "order", said)
            seen.setdefault(order.name, order.line)

    def _stock(self) -> dict[str, Level]:
        found: dict[str, Level] = {}
        for row in self._rows("stock", ("sku", "on_hand"), ("gone", "reorders")):
            sku = row.needed("sku", "A-17")
            if sku in found:
                row.refuse("sku", f"{shown(sku)} is in line {found[sku].line} too; leave one out")
            row.needed("on_hand", "12")
            found[sku] = Level(
                row.whole("on_hand", 0), row.whole("gone", 0), row.whole("reorders", 0), row.line
            )
        return found

    def _on_order(self) -> Iterator[Coming]:
        for row in self._rows("on_order", ("sku", "units", "due")):
            row.needed("due", "2026-03-14 09:00:00")
            due = row.moment("due", self._since_start, self._at)
            units = row.whole("units", 1, least=1)
            if due < self._at:
                said = f"{shown(row['due'])} is before the state ({self._state.at}); write when it "
                row.refuse("due", said + "comes now, or add it to on_hand")
            yield Coming(row.needed("sku", "A-17"), units, due, row.line)

    def _people(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in self._rows("people", ("crew", "heads")):
            crew = row.needed("crew", "pickers")
            if crew and crew not in self._scenario.crews:
                remedy = did_you_mean(crew, self._scenario.crews)
                row.refuse("crew", f"{shown(crew)} is not a crew; {remedy}")
            row.needed("heads", "4")
            found[crew] = row.whole("heads", 0)
        return found


OUTSIDE = ("checkout", "transit", "delivery", "returns")
"""Where orders of our own runs can be too."""

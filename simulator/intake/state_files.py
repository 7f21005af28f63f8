"""From the files of a state to its values; every cell that does not fit is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from simulator.intake.floor_record import FloorRecord
from simulator.intake.standing import Standing, StandingOrder, mark_of
from simulator.intake.state_rows import Row, known_word
from simulator.intake.state_tables import Lines, Tables, Visits
from simulator.reading.mistakes import did_you_mean, nearest_of, one_of, suggestion
from simulator.reading.nodes import flow
from simulator.reading.sheet_paths import modified, on_disk
from simulator.scenario import state_columns
from simulator.scenario.scenario import Scenario
from simulator.scenario.state import State
from simulator.stages import STATIONS, TO_THE_DOCK
from simulator.units import NEVER, shown

IN_THE_HOUSE = ("inventory", "payment", "fraud_review", *TO_THE_DOCK, "shipping")
"""Where an order of somebody else's can be."""

FILES = ("orders", "lines", "history", "record", "stock", "on_order", "people")
"""Keys of a state that are files."""

_KEPT: dict[tuple[object, ...], Standing] = {}
"""The state read last, by all that it hangs on: every replication asks for it."""


def standing_of(scenario: Scenario) -> Standing:
    """The state in which a scenario begins. Raises ScenarioError with all that does not fit."""
    state = scenario.of_state
    files = [getattr(state, name) for name in FILES]
    key = (
        *((path, modified(path), on_disk(path).stat().st_size) for path in files if path),
        (state.next_order, state.next_tour),
        (scenario.clock.start, scenario.clock.window[0], scenario.clock.time_zone, state.at),
        (tuple(state.columns.items()), tuple(state.stages.items()), state.time_format),
        (tuple(scenario.demand.classes), tuple(scenario.demand.regions), tuple(scenario.crews)),
        tuple(stage for stage in IN_THE_HOUSE if is_on(scenario, stage)),
        None
        if scenario.payment is None
        else (*scenario.payment.methods, scenario.payment.has_tries),
        tuple(rules_of(scenario).items()),
    )
    if key not in _KEPT:
        standing = _Files(scenario, state).read()
        _KEPT.clear()
        _KEPT[key] = standing
    return _KEPT[key]


def rules_of(scenario: Scenario) -> dict[str, bool]:
    """Of each column that belongs to a rule, whether the house has it."""
    needs = {column.name: column.needs for column in state_columns.FILES["orders"]}
    return {name: _at(scenario, path) for name, path in needs.items() if path}


def _at(scenario: Scenario, path: str) -> bool:
    """Whether there is something at a path of the scenario."""
    there: Any = scenario
    for key in path.split("."):
        there = getattr(there, key, None)
    return bool(there)


def is_on(scenario: Scenario, stage: str) -> bool:
    """Whether a scenario has the stage."""
    if stage == "fraud_review":
        return scenario.payment is not None and scenario.payment.fraud_review is not None
    return getattr(scenario, stage, None) is not None


class _Files:
    """The files of one state as they are read."""

    def __init__(self, scenario: Scenario, state: State) -> None:
        self._scenario, self._state = scenario, state
        self._tables = Tables(scenario, state)
        self._wrong = self._tables.wrong
        self._tours: dict[str, int] = {}
        payment = scenario.payment
        self._methods = () if payment is None else tuple(payment.methods)
        self._has_tries = payment is not None and payment.has_tries
        self._strange: dict[str, list[Row]] = {}  # by word for a stage that the house has not
        self._unknown: dict[tuple[str, str], tuple[Sequence[str], list[Row]]] = {}

    def read(self) -> Standing:
        tables, state = self._tables, self._state
        record, lines, history = tables.record(), tables.lines(), tables.history()
        rows = [
            (row, self._order(row)) for row in tables.rows("orders", ("order", "stage", "since"))
        ]
        self._name_strange_words()
        self._name_unknown_words()
        if not rows:  # what is told of lines then is of nobody
            self._wrong.raise_if_any()
        known = {order.name for _, order in rows}
        self._name_twice(order for _, order in rows)
        tables.strangers(lines, known)
        tables.strangers(history, known)
        orders = [_with_what_is_told(order, lines, history) for _, order in rows]
        if lines:
            self._require_lines(orders)
        if not self._wrong.mistakes:
            self._require_whole(orders)
            self._require_earlier(orders)
        if record is not None and not self._wrong.mistakes:
            self._require_as_cut(orders, [row for row, _ in rows], record)
        standing = Standing(
            section=state,
            at=tables.at,
            orders=tuple(orders),
            has_lines=bool(lines),
            stock=tables.stock(),
            on_order=tuple(tables.on_order()),
            people=tables.people(),
            carries_draws=state.next_order is not None,
            next_number=state.next_order or 0,
            next_tour=state.next_tour,
            record=record,
            unread={} if state.next_order is not None else self._unread([row for row, _ in rows]),
        )
        if not self._wrong.mistakes:
            tables.name_unused()
        self._wrong.raise_if_any()
        return standing

    def _unread(self, rows: Sequence[Row]) -> dict[str, int]:
        """How many rows tell what belongs to a rule that the house has not."""
        absent = [name for name, is_read in rules_of(self._scenario).items() if not is_read]
        told = {name: sum(bool(row[name]) for row in rows) for name in absent}
        return {name: count for name, count in told.items() if count}

    def _order(self, row: Row) -> StandingOrder:
        tables = self._tables
        name, stage = row.needed("order", "1042"), self._stage(row)
        since = tables.moment(row, "since")
        is_read = since != NEVER
        if row.needed("since", "2026-03-12 14:05:00") and since == NEVER:
            since = tables.at  # told already
        begun, identity = tables.moment(row, "begun"), row.read("identity", int, "a number", -1)
        in_cart = stage == "checkout"
        placed = (
            row.moment("placed", tables.since_start, NEVER)
            if in_cart
            else tables.moment(row, "placed")
        )
        if begun != NEVER and stage not in STATIONS and self._can_be(stage):
            row.refuse("begun", f"nobody works on an order at {stage}; leave it empty")
        crew = self._word(row, "crew", tuple(self._scenario.crews))
        if is_read:
            tables.not_before(row, "begun", begun, "since", since)
        placed = since if placed == NEVER else placed
        created = row.moment("created", tables.since_start, placed)
        if placed > since and stage != "checkout":
            row.refuse("placed", f"is after since ({row['since']}); write a moment up to then")
        return StandingOrder(
            name=name,
            stage=stage,
            enters=created if identity >= 0 else max(since, 0),
            since=since,
            placed=placed,
            created=created,
            paid=self._paid(row, identity >= 0, placed),
            asked=NEVER if self._scenario.cancellation is None else tables.moment(row, "asked"),
            paid_with=self._word(row, "paid_with", self._methods) if self._methods else "",
            value=row.whole("value", NEVER),
            begun=begun,
            order_class=self._word(row, "class", tuple(self._scenario.demand.classes)),
            region=self._word(row, "region", tuple(self._scenario.demand.regions)),
            crew=crew,
            tour=self._tour(row) if identity < 0 else row.whole("tour", NEVER),
            lines_done=row.whole("lines_done", 0),
            ship_by=row.moment("ship_by", tables.since_start, NEVER),
            deliver_by=row.moment("deliver_by", tables.since_start, NEVER),
            is_abandoned=bool(row["abandoned"]),
            identity=identity if identity >= 0 else None,
            number=row.whole("number", NEVER),
            line=row.line,
        )

    def _paid(self, row: Row, is_own: bool, placed: int) -> int:
        """When an order was paid; of our own with a trace that may come."""
        if not is_own and not self._has_tries:
            return NEVER
        if is_own:
            return row.moment("paid", self._tables.since_start, NEVER)
        paid = self._tables.moment(row, "paid")
        self._tables.not_before(row, "paid", paid, "placed" if row["placed"] else "since", placed)
        return paid

    def _stage(self, row: Row) -> str:
        word = row.needed("stage", "packing")
        stage = self._state.stages.get(word, word)
        if not self._can_be(stage) and self._can_be(stage.casefold()):
            stage = stage.casefold()
        if word and not self._can_be(stage):
            offered = [each for each in IN_THE_HOUSE if is_on(self._scenario, each)]
            if word in self._state.stages:
                wrong = f"{shown(word)} is {shown(stage)} by the state's stages, which this house "
                row.refuse("stage", f"{wrong}does not have; {did_you_mean(stage, offered)}")
            else:
                self._strange.setdefault(word, []).append(row)
        return stage

    def _name_strange_words(self) -> None:
        """Each once, however many orders are there, with what it may mean."""
        offered = [each for each in IN_THE_HOUSE if is_on(self._scenario, each)]
        for word, rows in self._strange.items():
            meant = likely_stage(word, offered) or suggestion(word, offered)
            where = f" (in {len(rows):,} rows)" if len(rows) > 1 else ""
            remedy = f"write {meant or one_of(offered)}, or what your word means in the state: "
            wrong = f"{shown(word)}{where} is not a stage of this house; {remedy}"
            close = meant or nearest_of(word, offered)
            rows[0].refuse("stage", f"{wrong}stages: {{{flow(word)}: {close}}}")

    def _can_be(self, stage: str) -> bool:
        return stage in OUTSIDE or (stage in IN_THE_HOUSE and is_on(self._scenario, stage))

    def _tour(self, row: Row) -> int:
        """The number of a tour that somebody else calls as they like."""
        return self._tours.setdefault(row["tour"], len(self._tours)) if row["tour"] else NEVER

    def _word(self, row: Row, column: str, known: tuple[str, ...]) -> str:
        word = known_word(row[column], known)
        if word and word not in known:
            self._unknown.setdefault((column, word), (known, []))[1].append(row)
        return word

    def _name_unknown_words(self) -> None:
        """Classes, regions, crews and methods that there are not, each once."""
        for (column, word), (known, rows) in self._unknown.items():
            where = f" (in {len(rows):,} rows)" if len(rows) > 1 else ""
            wrong = f"{shown(word)}{where} is not a {column}; {did_you_mean(word, known)}"
            rows[0].refuse(column, wrong)

    def _require_lines(self, orders: list[StandingOrder]) -> None:
        for order in orders:
            if not order.lines:
                wrong = f"{shown(order.name)} has no line in {self._state.lines}; write one there"
                self._wrong.add(self._state.orders, order.line, "order", wrong)

    def _require_whole(self, orders: list[StandingOrder]) -> None:
        """All orders are of our own snapshot, with what it says besides, or none is."""
        following = self._state.next_order
        for order in orders:
            if following is None and order.identity is not None:
                wrong = "comes from a snapshot, whose next_order the state lacks; write it back"
                remedy = f"{wrong}, or cut it again"
                self._wrong.add(self._state.orders, order.line, "identity", remedy)
                return
            if following is not None and order.identity is None:
                wrong = f"{shown(order.name)} is not of the snapshot; leave it out, or cut the "
                remedy = "state with --without-draws and add it to that"
                self._wrong.add(self._state.orders, order.line, "order", wrong + remedy)

    def _require_earlier(self, orders: list[StandingOrder]) -> None:
        following = self._state.next_order
        for order in orders:
            if following is not None and order.name.isdecimal() and int(order.name) >= following:
                wrong = f"{shown(order.name)} is not below next_order of the state, {following}; "
                self._wrong.add(self._state.orders, order.line, "order", wrong + "cut it again")

    def _require_as_cut(
        self, orders: list[StandingOrder], rows: list[Row], record: FloorRecord
    ) -> None:
        """Orders of our own snapshot are as it left them, or could not go on as they did."""
        for name in ("lines", "history"):
            if record.marks and getattr(self._state, name) is None:
                wrong = (
                    f"there is no {name}.csv of the snapshot; put it back, or cut the state again"
                )
                self._wrong.add(self._state.orders, None, name, wrong)
                return
        marks = {row.order: row.mark for row in record.marks}
        for order, row in zip(orders, rows, strict=True):
            if order.name in marks and mark_of(order, self._tables.at) != marks[order.name]:
                wrong = (
                    f"{shown(order.name)} is not as the snapshot left it, here, in its lines or in "
                    "its history; put its rows back, or cut the state with --without-draws and "
                    "change that"
                )
                row.refuse("order", wrong)

    def _name_twice(self, orders: Iterable[StandingOrder]) -> None:
        seen: dict[str, int] = {}
        for order in orders:
            if order.name in seen:
                wrong = f"{shown(order.name)} is in line {seen[order.name]} too; leave one out"
                self._wrong.add(self._state.orders, order.line, "order", wrong)
            seen.setdefault(order.name, order.line)


def likely_stage(word: str, offered: Sequence[str]) -> str | None:
    """The stage that a word is about: 'To pack' is at packing, 'Picked' at the stage after it."""
    folded = word.casefold()
    for k, stage in enumerate(offered):
        stem = stage.removesuffix("ing")
        if f"{stem}ed" in folded:
            return offered[min(k + 1, len(offered) - 1)]
        if stem in folded:
            return stage
    return None


def _with_what_is_told(order: StandingOrder, lines: Lines, history: Visits) -> StandingOrder:
    """With its lines and visits; lines of which no state is told wait where their order does."""
    waits = order.stage == "inventory" and order.identity is None
    own = tuple(
        replace(line, waits=line.waits or (waits and not line.state))
        for _, line in lines.get(order.name, ())
    )
    return replace(order, lines=own, visits=tuple(each for _, each in history.get(order.name, ())))


OUTSIDE = ("checkout", "transit", "delivery", "returns")
"""Where orders of our own runs can be too."""

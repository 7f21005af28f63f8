"""The state of the house in which a simulation begins: the section, and what it makes of the clock.

Where a scenario has a state, its window begins at the state's moment. If that lies in the simulated
time, the end stays where it is; if not, the clock is put to that day, and the window is as long as
it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.reading import times
from simulator.reading.fields import Count, FilePath, Moment, Section, preset
from simulator.reading.mistakes import MisreadingError
from simulator.reading.own_headers import own_headers
from simulator.scenario.clock import Clock
from simulator.stages.demand.order_file import TimeFormat
from simulator.units import shown

COLUMNS: dict[str, str] = {
    "order": "name of the order",
    "stage": "where it is",
    "since": "since when it is there",
    "placed": "when it was placed",
    "begun": "when the work on it there began; empty while it waits",
    "class": "its class",
    "region": "where it goes",
    "crew": "who works on it",
    "tour": "number of the pick tour that it is on",
    "lines_done": "lines that are picked already",
    "ship_by": "promised hand-over",
    "deliver_by": "promised delivery",
    "paid": "when it was paid",
    "paid_with": "the method with which it is paid, or is being paid",
    "asked": "when its customer asked for a cancellation",
    "sku": "article",
    "units": "units of it",
    "state": "of an order's line: reserved, waiting or picked",
    "on_hand": "units on the shelf, reserved ones too",
    "reserved": "units of them that open orders hold",
    "due": "when it comes",
    "heads": "people who are there",
}
"""What a column of a state's files can be, and what it says."""


FILES = ("orders", "lines", "history", "stock", "on_order", "people")
"""Files of a state that are tables: `stock.sku` is that column of this file alone."""


def columns(value: Any) -> dict[str, str]:
    """The header of a file's column by what it is; behind a file's name of that file alone."""
    return own_headers(value, COLUMNS, "a state", ("order", "Order no."), FILES)


def own_words(value: Any) -> dict[str, str]:
    """Words of a file for stages, by word."""
    if not isinstance(value, Mapping):
        said = f"{shown(value)} is not a mapping of words"
        raise MisreadingError(f"{said}; write one such as {{At the bench: packing}}")
    for word, meant in value.items():
        if not isinstance(meant, str):
            said = f"{shown(meant)} is not a stage"
            raise MisreadingError(f"{said}; write one such as packing", word)
    return {str(word): str(meant) for word, meant in value.items()}


StateColumns = Annotated[
    dict[str, str],
    PlainValidator(columns),
    WithJsonSchema({"type": "object", "examples": [{"order": "Order no."}]}),
]
StageWords = Annotated[
    dict[str, str],
    PlainValidator(own_words),
    WithJsonSchema({"type": "object", "examples": [{"At the bench": "packing"}]}),
]


class State(Section):
    """What is in the house when the simulation begins; each file has a row of header.

    `simulator run S --from FOLDER` reads a folder with a state.yaml that has these keys, or with
    files of these names. No warm-up is needed then: the window begins at the moment of the state,
    and its cohort is the orders open in it and those placed until the end.
    """

    at: Moment = Field(description="The moment at which this is how things stand.")
    orders: FilePath = Field(
        description="A row an open order: order, stage, since; placed, begun, class, region, crew, "
        "tour, lines_done, ship_by, deliver_by, paid, paid_with and asked where they are known."
    )
    lines: FilePath | None = Field(
        default=None,
        description="A row a line: order, sku, units; state (reserved, waiting, picked). None: "
        "orders have lines as any order has.",
    )
    history: FilePath | None = Field(
        default=None,
        description="What is on record of these orders, as a run's event log has it; none: what "
        "lies behind them is not known.",
    )
    record: FilePath | None = Field(
        default=None,
        description="Of our own snapshot: how begun work, people and machines stand, as JSON.",
    )
    stock: FilePath | None = Field(
        default=None, description="A row a SKU: sku, on_hand. None: as inventory.initial says."
    )
    on_order: FilePath | None = Field(
        default=None, description="A row a delivery to come: sku, units, due."
    )
    people: FilePath | None = Field(
        default=None, description="A row a crew: crew, heads. None: who is planned, less absences."
    )
    next_order: Count | None = Field(
        default=None, ge=0, description="Of our own snapshot: the number of the order after it."
    )
    next_tour: Count = preset(
        0, ge=0, description="Of our own snapshot: the number of the pick tour after it."
    )
    columns: StateColumns = preset(
        {},
        description="The files' own headers by what they are: {order: Order no.}; of one file "
        "alone, where files differ: {stock.sku: Article}.",
    )
    stages: StageWords = preset(
        {}, description="The files' own words for stages: {At the bench: packing}."
    )
    time_format: TimeFormat | None = Field(
        default=None,
        description="Of dates and times in the files, with the codes of strptime; none: "
        "'2026-03-12 14:05'. It is not that of `at`.",
    )


def clock_of(written: Any) -> dict[str, str]:
    """The keys of the clock that begins its window at the state's moment, as they are written.

    `written` is a whole scenario; none for one without a state, or of which it cannot be read.
    """
    if not isinstance(written, Mapping) or not isinstance(written.get("state"), Mapping):
        return {}
    try:
        at = times.moment(written["state"].get("at"))
        clock = Clock.model_validate(written.get("clock"))
    except ValueError:
        return {}
    since, end = clock.calendar.since_start(at), clock.warm_up + clock.run
    if 0 <= since < end:
        return {"clock.warm_up": f"{since} ms", "clock.run": f"{end - since} ms"}
    day = datetime.combine(at.date(), time())
    moved = clock.model_copy(update={"start": day})
    since = moved.calendar.since_start(at)
    return {"clock.start": day.isoformat(" ", "minutes"), "clock.warm_up": f"{since} ms"}

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
from simulator.scenario.state_columns import COLUMNS, FILES, others
from simulator.stages.demand.order_file import TimeFormat
from simulator.units import shown

NEEDED = ("order", "stage", "since")
"""What has to be told of an open order."""


def _known() -> str:
    """'placed, begun and class': what may be told of it."""
    *names, last = (name for name in others("orders") if name not in NEEDED)
    return f"{', '.join(names)} and {last}"


def columns(value: Any) -> dict[str, str]:
    """The header of a file's column by what it is; behind a file's name of that file alone."""
    return own_headers(value, COLUMNS, "a state", ("order", "Order no."), FILES)


def own_words(value: Any) -> dict[str, str]:
    """Words of a file for stages, by word."""
    if not isinstance(value, Mapping):
        wrong = f"{shown(value)} is not a mapping of words"
        raise MisreadingError(f"{wrong}; write one such as {{At the bench: packing}}")
    for word, meant in value.items():
        if not isinstance(meant, str):
            wrong = f"{shown(meant)} is not a stage"
            raise MisreadingError(f"{wrong}; write one such as packing", word)
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
        description=f"A row per open order: {', '.join(NEEDED)}; {_known()} where they are known."
    )
    lines: FilePath | None = Field(
        default=None,
        description="A row per line: order, sku, units; state (reserved, waiting, picked). None: "
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
        default=None, description="A row per delivery to come: sku, units, due."
    )
    people: FilePath | None = Field(
        default=None,
        description="A row per crew: crew, heads. None: who is planned, less absences.",
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

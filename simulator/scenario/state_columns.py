"""The columns of a state's files: the one list of what is read, written and may be called anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.stages import STAGES
from simulator.stages.stage import StateColumn as Column

ORDER, CREW = Column("order", "name of the order"), Column("crew", "who works on it")
SKU, UNITS = Column("sku", "article"), Column("units", "units of it", "number")
QUEUED, BEGAN, ENDED = (Column(name, kind="moment") for name in ("queued", "began", "ended"))

FILES: Mapping[str, tuple[Column, ...]] = {
    "orders": (
        ORDER,
        Column("stage", "where it is"),
        Column("since", "since when it is there", "moment"),
        Column("placed", "when it was placed", "moment"),
        Column("begun", "when the work on it there began; empty while it waits", "moment"),
        Column("class", "its class"),
        Column("region", "where it goes"),
        CREW,
        Column("tour", "number of the pick tour that it is on", "number"),
        Column("abandoned", whose="ours"),
        Column("lines_done", "lines that are picked already", "number", whose="others'"),
        Column("ship_by", "promised hand-over", "moment", whose="others'"),
        Column("deliver_by", "promised delivery", "moment", whose="others'"),
        *(column for stage in STAGES for column in stage.state),
        Column("value", kind="number", whose="ours"),
        Column("created", kind="moment", whose="ours"),
        Column("identity", whose="ours"),
        Column("number", kind="number", whose="ours"),
    ),
    "lines": (
        ORDER,
        SKU,
        UNITS,
        Column("state", "of an order's line: reserved, waiting or picked"),
        Column("came", kind="moment", whose="ours"),
        Column("line_value", kind="number", whose="ours"),
    ),
    "history": (
        ORDER,
        Column("activity"),
        Column("parcel", kind="number"),
        Column("visit", kind="number"),
        QUEUED,
        BEGAN,
        ENDED,
        CREW,
    ),
    "stock": (
        SKU,
        Column("on_hand", "units on the shelf, reserved ones too", "number"),
        Column("reserved", "units of them that open orders hold", "number", whose="others'"),
        Column("gone", kind="number", whose="ours"),
        Column("reorders", kind="number", whose="ours"),
    ),
    "on_order": (SKU, UNITS, Column("due", "when it comes", "moment")),
    "people": (CREW, Column("heads", "people who are there", "number")),
}
"""By file; what stages add to its orders stands in their records."""


def _all() -> Iterator[Column]:
    yield from (column for columns in FILES.values() for column in columns)


COLUMNS: Mapping[str, str] = {column.name: column.about for column in _all() if column.about}
"""What a column of a state's files can be, and what it says."""
MOMENTS = tuple(dict.fromkeys(column.name for column in _all() if column.kind == "moment"))
"""Columns of dates and times."""
NUMBERS = tuple(dict.fromkeys(column.name for column in _all() if column.kind == "number"))


def read(file: str) -> tuple[str, ...]:
    """The columns that a file may have."""
    return tuple(column.name for column in FILES[file])


def written(file: str) -> tuple[str, ...]:
    """Those that a snapshot of our own run has."""
    return tuple(column.name for column in FILES[file] if column.whose != "others'")


def others(file: str) -> tuple[str, ...]:
    """Those that any house may have."""
    return tuple(column.name for column in FILES[file] if column.whose != "ours")


def only_ours(file: str) -> tuple[str, ...]:
    """Those that no other house has."""
    return tuple(column.name for column in FILES[file] if column.whose == "ours")

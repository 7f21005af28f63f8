"""What a snapshot of our own run has on record besides its log: how begun work stands, and whatever
else decides what comes next. A file that one run writes and another reads, and nobody by hand.

Moments are milliseconds since the clock's start; in the file they are relative to the state's, and
null is what has not happened.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simulator.units import NEVER

_NONE = (None, NEVER)


@dataclass(frozen=True)
class WorkRow:
    """Work on parcels that has begun; `number` and `zone` of a part of a pick tour, else -1.

    `parcel` is the number of the first of them among its order's. What goes on has `since` and
    `ends`, what waits has `left` at speed `pace`; `worked` are (began, ended, crew) before that.
    """

    order: str
    parcel: int
    activity: str
    visit: int
    number: int
    zone: int
    began: int | None
    since: int | None
    ends: int | None
    crew: str
    came: int | None
    machine: int
    left: int
    pace: float
    ahead: bool
    worked: tuple[tuple[int, int, str], ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is a first visit that is worked on for the first time, and not in zones."""
        return self.number < 0 and self.visit == 1 and not self.worked and self.ends not in _NONE


@dataclass(frozen=True)
class PartRow:
    """A pick tour of which more is kept than its orders' visits, or a zone's part of it."""

    number: int
    zone: int
    lines: int
    units: int
    walk: int
    queued: int | None
    began: int | None
    ended: int | None
    crew: str


@dataclass(frozen=True)
class FormedRow:
    """When a pick tour was formed."""

    number: int
    formed: int | None


@dataclass(frozen=True)
class StayRow:
    """A crew at work past its shift's end, of the shift that began at `begin`."""

    crew: str
    shift: str
    begin: int | None
    until: int | None


@dataclass(frozen=True)
class CallRow:
    """A crew on call that came, and left."""

    crew: str
    came: int | None
    left: int | None


@dataclass(frozen=True)
class ArrivalRow:
    """When a crew on call comes, or came for which it is still wanted."""

    crew: str
    arrival: int | None


@dataclass(frozen=True)
class FailureRow:
    """A failure of a machine that fails by use."""

    station: str
    machine: int
    failed: int | None
    repaired: int | None


@dataclass(frozen=True)
class UseRow:
    """Use that is left to a machine until it fails; of one at work, when it began."""

    station: str
    machine: int
    use_left: int


@dataclass(frozen=True)
class LoadRow:
    """Boxes of a parcel that went before the rest of it."""

    order: str
    parcel: int
    loaded: int | None
    boxes: int


@dataclass(frozen=True)
class LineRow:
    """When stock was reserved for a line, and what its first try found if that was too little."""

    order: str
    line: int
    reserved: tuple[int, ...]
    found: int | None


@dataclass(frozen=True)
class MarkRow:
    """What an order's rows in the other files come to, so that one that was changed is noticed."""

    order: str
    mark: int


@dataclass(frozen=True)
class FloorRecord:
    """All of it."""

    work: tuple[WorkRow, ...] = ()
    parts: tuple[PartRow, ...] = ()
    tours: tuple[FormedRow, ...] = ()
    stays: tuple[StayRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    arrivals: tuple[ArrivalRow, ...] = ()
    failures: tuple[FailureRow, ...] = ()
    uses: tuple[UseRow, ...] = ()
    loads: tuple[LoadRow, ...] = ()
    lines: tuple[LineRow, ...] = ()
    marks: tuple[MarkRow, ...] = ()
    at: str | None = None  # the state's moment, as the clock on the wall showed it
    seed: int | None = None
    replication: int = 0
    window: int | None = None  # where the run's own began
    free_since: int | None = None  # pickers, where batches form when one is


SINGLE = ("window", "free_since")
"""Fields that are one moment."""

SOURCE = ("at", "seed", "replication")
"""Fields that say of when it is, and whose future it knows."""

MOMENTS = {
    *("began", "since", "ends", "came", "queued", "ended", "formed", "begin", "until"),
    *("arrival", "failed", "repaired", "loaded"),
}
"""Columns of moments that may be missing; `left` is one of a call."""


def text_of(record: FloorRecord, at: int) -> str:
    """The file of a state at a moment."""
    told = {
        field.name: [_shifted(row, -at, NEVER, None) for row in getattr(record, field.name)]
        for field in fields(FloorRecord)
        if field.name not in (*SINGLE, *SOURCE)
    }
    shown: dict[str, Any] = {
        name: [asdict(row) for row in rows] for name, rows in told.items() if rows
    }
    shown |= {name: getattr(record, name) for name in SOURCE}
    for name in SINGLE:
        moment = getattr(record, name)
        shown[name] = None if moment is None else moment - at
    return json.dumps(shown, indent=0, separators=(",", ":")) + "\n"


def record_of(text: str, at: int) -> FloorRecord:
    """The record that such a file has. Raises ValueError where it is not one."""
    try:
        read = TypeAdapter(FloorRecord).validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        wrong = first["msg"].splitlines()[0]
        raise ValueError(f"{place}: {wrong}" if place else wrong) from None
    told: dict[str, Any] = {
        field.name: tuple(_shifted(row, at, None, NEVER) for row in getattr(read, field.name))
        for field in fields(FloorRecord)
        if field.name not in (*SINGLE, *SOURCE)
    }
    told |= {name: getattr(read, name) for name in SOURCE}
    for name in SINGLE:
        moment = getattr(read, name)
        told[name] = None if moment is None else moment + at
    return FloorRecord(**told)


def _shifted(row: Any, by: int, none: int | None, becomes: int | None) -> Any:
    """A row whose moments are so much later; one value that stands for no moment is another."""
    moments = MOMENTS | {"left"} if isinstance(row, CallRow) else MOMENTS
    columns: dict[str, Any] = {
        field.name: becomes if getattr(row, field.name) == none else getattr(row, field.name) + by
        for field in fields(row)
        if field.name in moments
    }
    if isinstance(row, WorkRow):
        columns["worked"] = tuple(
            (began + by, ended + by, crew) for began, ended, crew in row.worked
        )
    if isinstance(row, LineRow):
        columns["reserved"] = tuple(moment + by for moment in row.reserved)
    return replace(row, **columns)

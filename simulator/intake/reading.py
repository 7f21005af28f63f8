"""How an order file is to be read: all that its orders depend on besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.stages.demand.order_file import TAKEN, Trace


@dataclass(frozen=True)
class Reading:
    """The keys of `demand.trace` that change what a file says, and the zone of the house.

    Pairs stand for mappings, so that files are kept by how they were read. `declines`: what is
    unpaid stays, since the scenario has a payment that declines it. `happened`: columns of what
    happened to an order are read too (`HAPPENED`), which a trace leaves alone.
    `currency`: that of the scenario; without one all prices are of one, whatever it is.
    """

    layout: str = "auto"
    columns: tuple[tuple[str, str], ...] = ()
    time_format: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    weight_unit: str | None = None
    encoding: str = "utf-8"
    class_column: str = "service"
    statuses: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    same_name: str = "refuse"
    leave_out_bad: bool = False
    time_zone: str | None = None
    declines: bool = False
    happened: bool = False
    currency: str | None = None


def taken(reading: Reading) -> tuple[str, ...]:
    """Columns of what happened that a trace takes: those that `columns` names."""
    named = dict(reading.columns)
    return () if reading.happened else tuple(name for name in TAKEN if name in named)


def reading_of(
    trace: Trace, time_zone: str | None, declines: bool, currency: str | None = None
) -> Reading:
    """How a scenario reads its trace."""
    return Reading(
        layout=trace.format,
        columns=tuple(trace.columns.items()),
        time_format=trace.time_format,
        decimal=trace.decimal,
        thousands=trace.thousands,
        weight_unit=trace.weight_unit,
        encoding=trace.encoding,
        class_column=trace.class_column,
        statuses=tuple(trace.map.get("status", {}).items()),
        keep=tuple(trace.keep),
        same_name=trace.same_name,
        leave_out_bad=trace.bad_rows == "leave out",
        time_zone=time_zone,
        declines=declines,
        currency=currency,
    )


@dataclass(frozen=True)
class Source:
    """A file as errors name it, and the key of the scenario that has it."""

    path: Path
    key: str = "demand.trace"

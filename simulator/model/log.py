"""From what was written down to the log: parcels in their order, rows sorted, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from simulator.engine.record import Further, Record
from simulator.results.timeline import FurtherVisits, Log, Stretches, Visit

Integers = npt.NDArray[np.int64]


def log_of(record: Record, in_order: Integers, row_of: Integers) -> Log:
    """The log; `in_order` has the parcels as the log has them, `row_of` the inverse."""
    _reorder(record, in_order)
    first = {name: _first(record, name) for name in record.queued}
    return Log(first, _further(record, row_of), _stretches(record, row_of))


def _reorder(record: Record, in_order: Integers) -> None:
    """Further parcels change places in the columns themselves, which are not needed otherwise."""
    n = record.n
    if len(in_order) == n:
        return
    parts = (record.queued, record.began, record.ended, record.server, record.place)
    for column in {id(column): column for part in parts for column in part.values()}.values():
        values = np.frombuffer(column, dtype=column.typecode)
        values[n:] = values[in_order[n:]]


def _first(record: Record, activity: str) -> Visit:
    return Visit(
        queued=np.frombuffer(record.queued[activity], dtype=np.int64),
        began=np.frombuffer(record.began[activity], dtype=np.int64),
        ended=np.frombuffer(record.ended[activity], dtype=np.int64),
        server=np.frombuffer(record.server[activity], dtype=np.int16),
        place=np.frombuffer(record.place[activity], dtype=np.int16),
    )


def _further(record: Record, row_of: Integers) -> FurtherVisits:
    parts = [_of_rows(record.further), *record.later]
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(FurtherVisits)
    }
    columns["parcel"] = row_of[columns["parcel"]]
    by = np.lexsort([columns[name] for name in ("visit", "activity", "parcel", "queued")])
    return FurtherVisits(**{name: column[by] for name, column in columns.items()})


def _of_rows(rows: Sequence[Further]) -> FurtherVisits:
    return FurtherVisits(
        parcel=np.array([row.parcel for row in rows], dtype=np.int64),
        activity=np.array([row.activity for row in rows], dtype=np.int16),
        visit=np.array([row.visit for row in rows], dtype=np.int16),
        queued=np.array([row.queued for row in rows], dtype=np.int64),
        began=np.array([row.began for row in rows], dtype=np.int64),
        ended=np.array([row.ended for row in rows], dtype=np.int64),
        server=np.array([row.server for row in rows], dtype=np.int16),
        place=np.array([row.place for row in rows], dtype=np.int16),
    )


def _stretches(record: Record, row_of: Integers) -> Stretches:
    rows = record.stretches
    parcel = row_of[np.array([row.parcel for row in rows], dtype=np.int64)]
    activity = np.array([row.activity for row in rows], dtype=np.int16)
    visit = np.array([row.visit for row in rows], dtype=np.int16)
    began = np.array([row.began for row in rows], dtype=np.int64)
    ended = np.array([row.ended for row in rows], dtype=np.int64)
    by = np.lexsort((ended, visit, parcel, activity, began))
    return Stretches(
        parcel=parcel[by],
        activity=activity[by],
        visit=visit[by],
        began=began[by],
        ended=ended[by],
        server=np.array([row.server for row in rows], dtype=np.int16)[by],
        place=np.array([row.place for row in rows], dtype=np.int16)[by],
    )

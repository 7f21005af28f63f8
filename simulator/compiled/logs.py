"""From the rows of the engine's log to those of the Timeline's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.engine.movements import in_order
from simulator.kernels import kernel
from simulator.model.floor_records import NO_TOURS
from simulator.results.timeline import FurtherVisits, StockLog, Stretches, Visit
from simulator.results.tour_log import TourLog
from simulator.stages import ACTIVITIES
from simulator.stages.delivery.ways import Ways
from simulator.stages.payment.draws_attempts import Attempt
from simulator.units import NEVER

Integers = npt.NDArray[np.int64]
Row = tuple[Integers, ...]
"""Columns parcel, activity, visit, queued, began, ended, server and place, of one length."""


def rows_of(arrays: Arrays, what: int) -> Integers:
    """The numbers of the rows of one kind."""
    logged = int(arrays.state[c.LOGGED])
    rows: Integers = np.flatnonzero(arrays.log[:logged, c.K_WHAT] == what)
    return rows


def visit_numbers(arrays: Arrays, rows: Integers) -> Integers:
    """(k,) Which visit of its parcel to its activity each row of FURTHER is, from 2."""
    parcel, activity = arrays.log[rows, c.K_PARCEL], arrays.log[rows, c.K_ACTIVITY]
    key = parcel * len(ACTIVITIES) + activity
    by = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[by], prepend=-1))
    rank = np.arange(len(by)) - np.repeat(begins, np.diff(np.append(begins, len(by))))
    numbers = np.empty(len(rows), dtype=np.int64)
    numbers[by] = rank + 2
    return numbers


def further_visits(
    arrays: Arrays,
    attempts: Sequence[Attempt],
    pays: npt.NDArray[np.bool_],
    ways: Sequence[Row],
    horizon: int,
    row_of: Integers,
) -> FurtherVisits:
    """Those at the stations, of payments that are tried again, and of deliveries.

    `row_of` has the row of every parcel in the log.
    """
    rows, log = rows_of(arrays, c.FURTHER), arrays.log
    columns = (c.K_QUEUED, c.K_BEGAN, c.K_ENDED, c.K_SERVER, c.K_PLACE)
    inside = (
        log[rows, c.K_PARCEL],
        log[rows, c.K_ACTIVITY],
        visit_numbers(arrays, rows),
        *(log[rows, column] for column in columns),
    )
    parts = [inside, *_payments(attempts, pays, horizon), *ways]
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    parcel, activity, visit, queued, began, ended, server, place = whole
    parcel = row_of[parcel]
    by = np.lexsort((visit, activity, parcel, queued))
    return FurtherVisits(
        parcel=parcel[by],
        activity=activity[by].astype(np.int16),
        visit=visit[by].astype(np.int16),
        queued=queued[by],
        began=began[by],
        ended=ended[by],
        server=server[by].astype(np.int16),
        place=place[by].astype(np.int16),
    )


def _without_crew(activity: str, visit: int, parcel: Integers, at: Integers, end: Integers) -> Row:
    """Visits that need nobody, which begin as they come."""
    same = np.full(len(parcel), ACTIVITIES.index(activity))
    number, nobody = np.full(len(parcel), visit), np.full(len(parcel), -1)
    return (parcel, same, number, at, at, end, nobody, np.zeros(len(parcel), np.int64))


def _payments(
    attempts: Sequence[Attempt], pays: npt.NDArray[np.bool_], horizon: int
) -> Iterable[Row]:
    for k, attempt in enumerate(attempts[1:], 2):
        some = pays[attempt.order] & (attempt.began <= horizon)
        ended = cut(attempt.ended[some], horizon)
        yield _without_crew("payment", k, attempt.order[some], attempt.began[some], ended)


def delivery_rows(parcels: Integers, ways: Ways, horizon: int) -> list[Row]:
    """Attempts at the door after the first, up to the horizon."""
    rows = []
    for k in range(1, ways.out.shape[1]):
        out, tried = ways.out[:, k], ways.tried[:, k]
        some = (out != NEVER) & (out <= horizon)
        ended = cut(tried[some], horizon)
        rows.append(_without_crew("delivery", k + 1, parcels[some], out[some], ended))
    return rows


def cut(moments: Integers, horizon: int) -> Integers:
    """NEVER for what comes after the horizon."""
    return np.where(moments <= horizon, moments, NEVER)


def stretches(arrays: Arrays, row_of: Integers) -> Stretches:
    """Work that was stopped, and tours of zones that were not."""
    rows, further, log = rows_of(arrays, c.STRETCH), rows_of(arrays, c.FURTHER), arrays.log
    visit_of = np.ones(int(arrays.state[c.LOGGED]) + 1, dtype=np.int64)
    visit_of[further] = visit_numbers(arrays, further)
    tours = rows_of(arrays, c.TOUR)
    whole = (log[tours, c.TOUR_BEGAN] != NEVER) & (log[tours, c.TOUR_STOPPED] == 0)
    tours = tours[whole & (arrays.state[c.ZONES] != c.NO_ZONES)]
    picking = np.full(len(tours), c.A_PICKING)
    columns = {
        "parcel": (row_of[log[rows, c.K_PARCEL]], log[tours, c.TOUR_LEAD]),
        "activity": (log[rows, c.K_ACTIVITY], picking),
        "visit": (visit_of[log[rows, c.K_ROW]], np.ones(len(tours), np.int64)),
        "began": (log[rows, c.K_BEGAN], log[tours, c.TOUR_BEGAN]),
        "ended": (log[rows, c.K_ENDED], log[tours, c.TOUR_ENDED]),
        "server": (log[rows, c.K_SERVER], log[tours, c.TOUR_SERVER]),
        "place": (log[rows, c.K_PLACE], log[tours, c.TOUR_ZONE]),
    }
    whole_columns = {name: np.concatenate(parts) for name, parts in columns.items()}
    keys = ("ended", "visit", "parcel", "activity", "began")
    by = np.lexsort([whole_columns[name] for name in keys])
    narrow = {"activity", "visit", "server", "place"}
    sorted_columns: dict[str, Any] = {
        name: values[by].astype(np.int16) if name in narrow else values[by]
        for name, values in whole_columns.items()
    }
    return Stretches(**sorted_columns)


def tour_log(arrays: Arrays, picking: Visit | None) -> TourLog:
    """The tours that were kept; the beginnings of those of zones become those of their orders'."""
    rows, log = rows_of(arrays, c.TOUR), arrays.log
    if picking is None or not len(rows):
        return NO_TOURS
    if arrays.state[c.ZONES] == c.NO_ZONES:
        _enter_moments(log, rows, picking)
        return _sorted_tours(arrays, rows)
    keys = (c.TOUR_ZONE, c.TOUR_NUMBER)
    by_began = rows[np.lexsort((*(log[rows, key] for key in keys), log[rows, c.TOUR_BEGAN]))]
    by_began = by_began[log[by_began, c.TOUR_BEGAN] != NEVER]
    orders, first = np.unique(_members(arrays, by_began), return_index=True)
    row = np.repeat(by_began, log[by_began, c.TOUR_COUNT])[first]
    picking.began[orders] = log[row, c.TOUR_BEGAN]
    picking.server[orders] = log[row, c.TOUR_SERVER]
    return _sorted_tours(arrays, rows)


def _enter_moments(log: Integers, rows: Integers, picking: Visit) -> None:
    """Tours in one piece have the moments of the visit of the first of their orders."""
    lead = log[rows, c.TOUR_LEAD]
    log[rows, c.TOUR_QUEUED] = picking.queued[lead]
    log[rows, c.TOUR_BEGAN], log[rows, c.TOUR_ENDED] = picking.began[lead], picking.ended[lead]


def _sorted_tours(arrays: Arrays, rows: Integers) -> TourLog:
    """All rows of tours by when they were queued, their number and their zone."""
    log, keys = arrays.log, (c.TOUR_ZONE, c.TOUR_NUMBER, c.TOUR_QUEUED)
    rows = rows[np.lexsort([log[rows, key] for key in keys])]
    return TourLog(
        number=log[rows, c.TOUR_NUMBER],
        zone=log[rows, c.TOUR_ZONE].astype(np.int16),
        orders=log[rows, c.TOUR_COUNT],
        members=_members(arrays, rows),
        lines=log[rows, c.TOUR_LINES],
        units=log[rows, c.TOUR_UNITS],
        walk=log[rows, c.TOUR_WALK],
        queued=log[rows, c.TOUR_QUEUED],
        began=log[rows, c.TOUR_BEGAN],
        ended=log[rows, c.TOUR_ENDED],
    )


def _members(arrays: Arrays, rows: Integers) -> Integers:
    """The orders of tours, one tour after the other."""
    count, first = arrays.log[rows, c.TOUR_COUNT], arrays.log[rows, c.TOUR_FIRST]
    within = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count)
    members: Integers = arrays.lists[np.repeat(first, count) + within]
    return members


def stock_log(arrays: Arrays) -> StockLog:
    """All movements in order of (time, SKU, kind, order); their times are in order as noted."""
    count = int(arrays.state[c.MOVES])
    time, kind = arrays.moved[:count], arrays.kinds[:count]
    sku, units, order = arrays.moves[:count].T
    by = in_order(time, sku, kind, order)
    put = _put_moves()
    if put is not None:
        skus, many = np.empty(count, np.int32), np.empty(count, np.int32)
        kinds, orders = np.empty(count, np.int8), np.empty(count, np.int64)
        moves = arrays.moves[:count]
        put(moves, kind, by, c.NOBODY, NEVER, skus, kinds, many, orders)
        return StockLog(time, skus, kinds, many, orders)
    of_order = order[by].astype(np.int64)
    of_order[of_order == c.NOBODY] = NEVER
    return StockLog(time, sku[by], kind[by], units[by], of_order)


@kernel(
    "void(int32[:, ::1], int8[::1], int64[::1], int64, int64, "
    "int32[::1], int8[::1], int32[::1], int64[::1])"
)
def _put_moves(
    moves: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int8],
    by: Integers,
    nobody: int,
    never: int,
    sku: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
    units: npt.NDArray[np.int32],
    order: Integers,
) -> None:
    """The columns of movements in this sequence: what lies in a row is read together."""
    for place in range(len(by)):
        row = by[place]
        sku[place], units[place] = moves[row, 0], moves[row, 1]
        kind[place] = kinds[row]
        order[place] = never if moves[row, 2] == nobody else moves[row, 2]

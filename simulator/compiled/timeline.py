"""From the arrays of a run to its Timeline, as in `model/timekeeping.py`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.heads import tell_the_floor
from simulator.compiled.logs import (
    cut,
    delivery_rows,
    further_visits,
    stock_log,
    stretches,
    tour_log,
)
from simulator.model.floor_records import down_time, equipment_of, places_of
from simulator.model.split_orders import refunds_of, whole_orders
from simulator.results.outcomes import FAILED, Outcome
from simulator.results.timeline import Log, ParcelTable, ReturnState, StockLog, Timeline, Visit
from simulator.stages.checkout import process as checkout
from simulator.stages.delivery.ways import Ways
from simulator.stages.shipping.process import NO_PART_LOADS, NO_PICK_UPS
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.compiled.running import Run

Integers = npt.NDArray[np.int64]


def timeline_of(run: Run) -> Timeline:
    """Everything that has happened by now, which is the horizon unless the run stopped early.

    It has columns of its own, so that the engine's table of orders can be forgotten.
    """
    scenario, workload, floor = run.scenario, run.workload, run.begun.floor
    run.forget("events", "tasks", "paces", "slots")
    row_of = run.parcels.rows()
    lines = _lines(run, row_of)
    run.forget("lines", "line_sku", "line_units", "line_value", "work", "flags", "ranks")
    stock = _stock(run)
    run.forget("moved", "moves", "kinds")
    horizon, arrays, orders = run.now, run.arrays, run.arrays.orders[:, : workload.n]
    parcels, handed_over, ways = run.deliveries.ways()
    ends = _ends(run, parcels, ways)
    table = run.parcels.table(ends.outcome, ends.ended, horizon)
    first = _first_visits(run, row_of, parcels, handed_over, ways)
    rows = delivery_rows(parcels, ways, horizon) if scenario.shipping else []
    del parcels, handed_over, ways
    tours = tour_log(arrays, first.get("picking"))
    pays = arrays.marks[c.X_PAYS, : workload.n] == 1
    further = further_visits(arrays, run.begun.attempts, pays, rows, horizon, row_of)
    left_at = first["shipping"].ended if scenario.shipping else np.full(len(row_of), NEVER)
    ends = _with_split_orders(run, ends, table, left_at, lines)
    tell_the_floor(run.begun)
    return Timeline(
        horizon=horizon,
        crews=tuple(crew.name for crew in floor.crews),
        carriers=run.dock.names,
        places=places_of(floor),
        parcels=table,
        log=Log(first, further, stretches(arrays, row_of)),
        tours=tours,
        outcome=ends.outcome,
        ended=ends.ended,
        paid=orders[c.O_PAID].copy(),
        released=orders[c.O_RELEASED].copy(),
        handed_over=ends.handed_over,
        delivered=ends.delivered,
        batch=orders[c.O_TOUR].copy(),
        return_state=_return_state(run, ends.delivered),
        label_by_hand=arrays.marks[c.X_BY_HAND, : workload.n] == 1,
        wrong_items=ends.wrong_items,
        charged=orders[c.O_CHARGED].copy(),
        refunded=ends.refunded,
        heads=floor.heads(horizon + (horizon < workload.horizon)),
        equipment=equipment_of(floor),
        down=down_time(floor),
        pick_ups=run.dock.log() if scenario.shipping else NO_PICK_UPS,
        part_loads=run.dock.part_loads(row_of) if scenario.shipping else NO_PART_LOADS,
        **lines,
        **stock,
    )


@dataclass(frozen=True)
class Ends:
    """(n,) How orders end, and what they got back."""

    outcome: npt.NDArray[np.int8]
    ended: Integers
    delivered: Integers
    refunded: Integers
    handed_over: Integers
    wrong_items: npt.NDArray[np.bool_]


def _ends(run: Run, parcels: Integers, ways: Ways) -> Ends:
    """In the house, in the cart, or at the door; `parcels` went those `ways`."""
    workload, orders = run.workload, run.arrays.orders[:, : run.workload.n]
    outcome = run.arrays.marks[c.X_OUTCOME, : workload.n].astype(np.int8)
    ended = orders[c.O_ENDED].copy()
    refunded, delivered = orders[c.O_REFUNDED].copy(), np.full(workload.n, NEVER, dtype=np.int64)
    left = checkout.abandoned(workload, run.now) & (outcome == Outcome.IN_FLIGHT)
    outcome[left] = Outcome.ABANDONED
    ended[left] = (workload.created + workload.in_cart)[left]
    over = (ways.ended <= run.now) & (parcels < workload.n)
    gone, moments, how = parcels[over], ways.ended[over], ways.outcome[over]
    outcome[gone], ended[gone] = how, moments
    success = how == Outcome.DELIVERED
    delivered[gone[success]] = moments[success]
    given_back = gone[np.isin(how, FAILED)]
    refunded[given_back] = orders[c.O_CHARGED, given_back]
    not_yet = ended[:0]
    return Ends(outcome, ended, delivered, refunded, not_yet, workload.wrong_items)


def _with_split_orders(
    run: Run, ends: Ends, table: ParcelTable, left_at: Integers, lines: dict[str, Any]
) -> Ends:
    """The same, with orders in several parcels as wholes; `left_at` is when parcels left."""
    n, split = run.workload.n, table.split
    gone, wrong = left_at[:n], ends.wrong_items
    if not len(split):
        return replace(ends, handed_over=gone)
    whole = whole_orders(table, left_at)
    before = run.arrays.orders[c.O_REFUNDED, :n]
    canceled, parcel = lines["line_canceled"], lines["line_parcel"]
    is_picked = table.outcome[split] != Outcome.OUT_OF_STOCK
    return Ends(
        _put(ends.outcome, split, whole.outcome),
        _put(ends.ended, split, whole.ended),
        _put(ends.delivered, split, whole.delivered),
        _put(ends.refunded, split, refunds_of(table, run.workload, before, canceled, parcel)),
        _put(gone, split, whole.handed_over),
        _put(wrong, split, wrong[split] & is_picked),  # further parcels are picked right
    )


def _put(values: npt.NDArray[Any], rows: Integers, new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A copy with new values in some rows."""
    changed = values.copy()
    changed[rows] = new
    return changed


def _first_visits(
    run: Run, row_of: Integers, parcels: Integers, handed_over: Integers, ways: Ways
) -> dict[str, Visit]:
    """The first visits by activity, in the order in which the SimPy model opens them."""
    scenario, workload, horizon = run.scenario, run.workload, run.now
    first = {}
    if scenario.inventory:
        first["inventory"] = _visit(run, "inventory", began=0)
    if scenario.payment:
        _enter_payments(run)
        first["payment"] = _visit(run, "payment", began=0)
    stations = [station.activity for station in run.begun.floor.stations.values()]
    for name in dict.fromkeys(stations):
        if name != "inspection":
            first[name] = _visit(run, name)
    if scenario.shipping:
        first["shipping"] = _visit(run, "shipping", began=2)
    if "inspection" in stations:
        first["inspection"] = _visit(run, "inspection")
    _enter_returns(run)
    first["returns"] = _visit(run, "returns", began=0)
    if run.arrays.visits.shape[1] > workload.n:
        first = {name: _rows(visit, run.parcels.in_order()) for name, visit in first.items()}
    if scenario.checkout:
        first["checkout"] = visit = _alone(run, "checkout")
        visit.queued[: workload.n] = cut(workload.created, horizon)
        visit.ended[: workload.n] = cut(workload.created + workload.in_cart, horizon)
    if scenario.shipping:
        row = row_of[parcels]
        first["transit"] = visit = _alone(run, "transit")
        visit.queued[row], visit.ended[row] = cut(handed_over, horizon), cut(ways.arrived, horizon)
        if ways.out.shape[1]:
            first["delivery"] = visit = _alone(run, "delivery")
            visit.queued[row] = cut(ways.out[:, 0], horizon)
            visit.ended[row] = cut(ways.tried[:, 0], horizon)
    return first


def _rows(visit: Visit, rows: Integers) -> Visit:
    """The visits of some parcels, in this order."""
    return Visit(**{field.name: getattr(visit, field.name)[rows] for field in fields(Visit)})


def _visit(run: Run, name: str, began: int = 1) -> Visit:
    """The rows of an activity; `began` is the one that is its beginning."""
    row, visits = c.FIRST_OF[name], run.arrays.visits
    who = 2 * (row // 3)
    crew, place = run.arrays.who[who], run.arrays.who[who + 1]
    return Visit(visits[row], visits[row + began], visits[row + 2], crew, place)


def _alone(run: Run, name: str) -> Visit:
    """Visits that need nobody, none yet; in columns of the engine's, which has no use for them."""
    row, count = c.FIRST_OF[name], run.parcels.count
    moments, who = run.arrays.visits[row : row + 2], run.arrays.who[2 * (row // 3) :][:2]
    if moments.shape[1] > count:
        moments, who = np.empty((2, count), np.int64), np.empty((2, count), np.int16)
    moments[:] = NEVER
    who[0], who[1] = -1, 0
    return Visit(moments[0], moments[0], moments[1], who[0], who[1])


def _enter_payments(run: Run) -> None:
    """The first attempts of all who came to pay."""
    visits, row = _at_rest(run, "payment"), c.FIRST_OF["payment"]
    if run.begun.attempts:
        attempt = run.begun.attempts[0]
        pays = run.arrays.marks[c.X_PAYS, attempt.order] == 1
        order = attempt.order[pays]
        visits[row, order] = cut(attempt.began[pays], run.now)
        visits[row + 2, order] = cut(attempt.ended[pays], run.now)


def _back(run: Run) -> Integers:
    """Orders that have been sent off and come back some time."""
    back = run.arrays.links[c.N_BACK, : int(run.arrays.state[c.BACK])]
    return back.astype(np.int64)


def _enter_returns(run: Run) -> None:
    """When what comes back left its customer, and when it arrived."""
    visits, row, back = _at_rest(run, "returns"), c.FIRST_OF["returns"], _back(run)
    visits[row, back] = cut(run.arrays.orders[c.O_LEAVES, : len(back)], run.now)
    visits[row + 2, back] = cut(run.arrays.orders[c.O_ARRIVES, : len(back)], run.now)


def _at_rest(run: Run, name: str) -> Integers:
    """The visits, with no first one to an activity of which the engine notes none."""
    visits, row = run.arrays.visits, c.FIRST_OF[name]
    visits[[row, row + 2]] = NEVER
    run.arrays.who[2 * (row // 3)] = -1
    return visits


def _return_state(run: Run, delivered: Integers) -> npt.NDArray[np.int8]:
    """(n,) Where parcels come back apart, of the one that is least far."""
    orders, back, workload = run.arrays.orders, _back(run), run.workload
    order = run.parcels.orders_of(back)
    ways = np.zeros(len(back), dtype=np.int8)
    ways[orders[c.O_LEAVES, : len(back)] <= run.now] = ReturnState.COMING
    ways[orders[c.O_ARRIVES, : len(back)] <= run.now] = ReturnState.INSPECTING
    done = run.arrays.marks[c.X_DEALT_WITH, back] == 1
    fit = workload.restockable[order[done]]
    ways[done] = np.where(fit, ReturnState.RESTOCKED, ReturnState.SCRAPPED)
    order, ways = order[ways != ReturnState.NONE], ways[ways != ReturnState.NONE]
    state = np.zeros(workload.n, dtype=np.int8)
    state[order] = np.iinfo(np.int8).max
    np.minimum.at(state, order, ways)
    coming = (delivered != NEVER) & workload.returns & (state == ReturnState.NONE)
    state[coming] = ReturnState.COMING
    return state


def _lines(run: Run, row_of: Integers) -> dict[str, Any]:
    """What became of every line; `row_of` parcels in the log."""
    workload, lines, flags = run.workload, run.arrays.lines, run.arrays.flags
    m = len(workload.line_sku)
    parcel = np.repeat(np.arange(workload.n, dtype=np.int32), workload.lines)
    if len(row_of) > workload.n:
        parcel = row_of[lines[c.L_PARCEL]].astype(np.int32)
    if run.scenario.inventory is None:
        none = np.zeros(m, np.bool_)
        filled, units_found, canceled, refunded = (
            np.ones(m, np.bool_),
            workload.line_units,
            none,
            none,
        )
    else:
        filled, canceled = flags[c.Z_FILLED] == 1, flags[c.Z_STATE] == c.CANCELED
        units_found, refunded = lines[c.L_FOUND].copy(), flags[c.Z_REFUNDED] == 1
    return {
        "line_filled": filled,
        "line_found": units_found,
        "line_canceled": canceled,
        "line_refunded": refunded,
        "line_parcel": parcel,
    }


def _stock(run: Run) -> dict[str, Any]:
    """Movements of stock, and what there is at the end."""
    names = ("on_hand", "reserved", "backordered", "on_order")
    if run.scenario.inventory is None:
        none = np.empty(0, dtype=np.int64)
        small = none.astype(np.int32)
        stock = StockLog(none, small, none.astype(np.int8), small, none)
        return {"stock": stock, **dict.fromkeys(names, none)}
    columns = (c.S_ON_HAND, c.S_RESERVED, c.S_BACKORDERED, c.S_ON_ORDER)
    levels = {name: run.arrays.skus[:, column] for name, column in zip(names, columns, strict=True)}
    return {"stock": stock_log(run.arrays), **levels}

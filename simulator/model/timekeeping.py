"""From the shop's records to the Timeline: cut at the horizon, as arrays."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from simulator.model.floor_records import NO_TOURS, down_time, equipment_of, places_of, tour_log
from simulator.model.log import log_of
from simulator.model.receipts import receipts_of
from simulator.model.shop import Shop
from simulator.model.split_orders import parcel_table, refunds_of, whole_orders
from simulator.results.claims import keeps_its_money
from simulator.results.outcomes import FAILED, Outcome
from simulator.results.timeline import ReturnState, StockLog, Timeline
from simulator.stages.checkout import process as checkout
from simulator.stages.delivery import process as delivery
from simulator.stages.shipping.process import NO_PART_LOADS, NO_PICK_UPS
from simulator.units import NEVER

Integers = npt.NDArray[np.int64]


def timeline_of(shop: Shop) -> Timeline:
    """Everything that has happened by now, which is the horizon unless the run stopped early."""
    workload, books, horizon = shop.workload, shop.books, int(shop.env.now)
    n, record = workload.n, shop.record
    outcome = np.frombuffer(books.outcome, dtype=np.int8).copy()
    ended = _column(books.ended).copy()
    refunded = _column(books.refunded).copy()
    delivered = np.full(n, NEVER, dtype=np.int64)
    in_order = shop.parcels.sorted()
    row_of = np.argsort(in_order)

    if shop.scenario.checkout:
        checkout.enter(record, workload, horizon)
    left = checkout.abandoned(workload, horizon) & (
        outcome == Outcome.IN_FLIGHT
    )  # unless refused before
    outcome[left] = Outcome.ABANDONED
    ended[left] = (workload.created + workload.in_cart)[left]

    claims = shop.claims.table(row_of) if shop.claims else None
    kept = keeps_its_money(claims, len(in_order))
    if shop.shipping:
        parcels, handed_over, ways = shop.deliveries.ways()
        delivery.enter(record, horizon, parcels, handed_over, ways)
        over = (ways.ended <= horizon) & (parcels < n)
        orders, ways_ended = parcels[over], ways.ended[over]
        outcome[orders] = ways.outcome[over]
        ended[orders] = ways_ended
        success = ways.outcome[over] == Outcome.DELIVERED
        delivered[orders[success]] = ways_ended[success]
        given_back = orders[np.isin(ways.outcome[over], FAILED) & ~kept[row_of[orders]]]
        refunded[given_back] = _column(books.charged)[given_back]

    inventory, m = shop.inventory, len(workload.line_sku)
    skus = len(workload.supply.sku) if inventory else 0
    none = np.zeros(m, np.bool_)
    filled, canceled, refunded_lines = (
        inventory.lines.flags() if inventory else (np.ones(m, np.bool_), none, none)
    )
    line_parcel = _line_parcel(shop, row_of)
    tours = tour_log(shop.picking, record, n) if shop.picking else NO_TOURS
    log = log_of(record, in_order, row_of)
    left_at = log.first["shipping"].ended if shop.shipping else np.full(len(in_order), NEVER)
    table = parcel_table(shop, in_order, outcome, ended, horizon)
    gone, wrong, split = left_at[:n], workload.wrong_items, table.split
    if len(split):
        gone, outcome, ended = gone.copy(), outcome.copy(), ended.copy()
        whole = whole_orders(table, left_at)
        outcome[split], ended[split] = whole.outcome, whole.ended
        gone[split], delivered[split] = whole.handed_over, whole.delivered
        refunded[split] = refunds_of(
            table, workload, _column(books.refunded), canceled, line_parcel, kept
        )
        wrong = wrong.copy()
        wrong[split] &= table.outcome[split] != Outcome.OUT_OF_STOCK  # others are picked right
    return Timeline(
        horizon=horizon,
        crews=tuple(crew.name for crew in shop.floor.crews),
        carriers=shop.shipping.names if shop.shipping else (),
        places=places_of(shop.floor),
        parcels=table,
        log=log,
        tours=tours,
        outcome=outcome,
        ended=ended,
        paid=_column(books.paid),
        released=_column(books.released),
        handed_over=gone,
        delivered=delivered,
        batch=_column(shop.picking.tour) if shop.picking else np.full(n, NEVER, np.int64),
        return_state=_return_state(shop, delivered),
        line_filled=filled,
        line_found=inventory.lines.found_units() if inventory else workload.line_units,
        line_canceled=canceled,
        line_refunded=refunded_lines,
        line_parcel=line_parcel,
        label_by_hand=(
            np.frombuffer(shop.labeling.by_hand, dtype=np.bool_)
            if shop.labeling
            else np.zeros(n, np.bool_)
        ),
        wrong_items=wrong,
        charged=_column(books.charged),
        refunded=refunded,
        # Whoever comes at the instant at which a run stopped early is there, and may have begun.
        heads=shop.floor.heads(horizon + (horizon < workload.horizon)),
        equipment=equipment_of(shop.floor),
        down=down_time(shop.floor),
        pick_ups=shop.shipping.log() if shop.shipping else NO_PICK_UPS,
        part_loads=shop.shipping.part_loads(row_of) if shop.shipping else NO_PART_LOADS,
        stock=inventory.movements.log() if inventory else _no_stock(),
        on_hand=np.array(inventory.on_hand if inventory else [0] * skus, dtype=np.int64),
        reserved=np.array(inventory.reserved if inventory else [0] * skus, dtype=np.int64),
        backordered=np.array(inventory.backordered if inventory else [0] * skus, dtype=np.int64),
        on_order=np.array(inventory.on_order if inventory else [0] * skus, dtype=np.int64),
        receipts=receipts_of(shop.receiving, shop.floor) if shop.receiving else None,
        claims=claims,
        promises=shop.promise_desk.table() if shop.promise_desk else None,
    )


def _line_parcel(shop: Shop, row_of: Integers) -> npt.NDArray[np.int32]:
    workload = shop.workload
    parcel = np.repeat(np.arange(workload.n, dtype=np.int32), workload.lines)
    if shop.inventory is not None:
        lines, further = shop.inventory.lines.left_behind()
        parcel[lines] = row_of[further]
    return parcel


def _return_state(shop: Shop, delivered: Integers) -> npt.NDArray[np.int8]:
    state = shop.returns.state()
    coming = (delivered != NEVER) & shop.workload.returns & (state == ReturnState.NONE)
    state[coming] = ReturnState.COMING
    return state


def _column(values: array[int]) -> Integers:
    return np.frombuffer(values, dtype=np.int64)


def _no_stock() -> StockLog:
    none = np.empty(0, dtype=np.int64)
    return StockLog(none, none.astype(np.int32), none.astype(np.int8), none.astype(np.int32), none)

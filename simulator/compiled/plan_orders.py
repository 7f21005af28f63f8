"""What customers do, as the engine reads it: columns of orders, lines and SKUs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.payments import Payments
from simulator.compiled.plan_walks import stops
from simulator.memory import fresh
from simulator.scenario.scenario import Scenario
from simulator.stages.checkout import process as checkout
from simulator.stages.packing.process import each_part, further_zones
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Marks = npt.NDArray[np.int16]
Flags = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Parcels:
    """Everything of parcels: moments and work, numbers of others, flags and codes.

    First parcels have the number of their order. One more than there are ends the last one's lines.
    `entrances` is how many orders the shop hears of.
    """

    orders: Integers
    links: Narrow
    marks: Marks
    entrances: int


def parcel_columns(
    scenario: Scenario, workload: Workload, paying: Payments, parcels: int
) -> Parcels:
    """(..., parcels + 1) each; what is not written costs nothing."""
    n = workload.n
    orders = fresh((c.ORDER_SIZE, parcels + 1), np.int64, [slice(0, c.OF_ALL_ORDERS)])
    links = fresh((c.LINK_SIZE, parcels + 1), np.int32)
    marks = fresh((c.MARK_SIZE, parcels + 1), np.int16)
    links[c.N_LINES, : n + 1] = workload.line_start
    works, kinds = _work(scenario, workload, paying), _kinds(scenario, workload, paying)
    if parcels > n:
        works |= _of_parts(scenario, workload)
        kinds[c.X_RETURNS] = workload.returns
    for table, columns in ((orders, works), (marks, kinds)):
        for column, values in columns.items():
            if values.any():
                table[column, :n] = values
    for column in MOMENTS:
        orders[column] = NEVER
    entering, moments = checkout.entrances(scenario, workload)
    links[c.N_ENTRANCE, : len(entering)] = entering
    orders[c.O_ENTERS_AT, : len(entering)] = moments
    if scenario.shipping is None:
        orders[c.O_DEADLINE] = orders[c.O_SHIP_BY] + 1
    return Parcels(orders, links, marks, len(entering))


MOMENTS = (c.O_ENDED, c.O_PAID, c.O_RELEASED, c.O_TOUR)
"""Columns of what has not happened; the others begin as 0."""


def _work(scenario: Scenario, workload: Workload, paying: Payments) -> dict[int, Integers]:
    """Columns of `orders`: moments, and work at the stations."""
    boxes = workload.parcels
    columns = {
        c.O_SHIP_BY: np.where(workload.ship_by == NEVER, c.MUCH, workload.ship_by),
        c.O_PAYMENT_ENDS: paying.ended,
        c.O_PICK_SETUP: workload.pick_setup,
        c.O_PICK: workload.pick,
        c.O_LABEL: workload.label * boxes,
        c.O_LABEL_HAND: workload.label_by_hand * boxes,
    }
    section = scenario.packing
    if section is None:
        return columns
    check = section.quality_check
    check_time = check.time if check is not None else 0
    first = workload.pack + check_time * workload.checked
    if each_part(scenario):
        first = first + each_part(scenario) * further_zones(workload)
    again = workload.pack + (check_time if check is not None and check.recheck else 0)
    return columns | {c.O_PACK: first, c.O_PACK_AGAIN: again}


def _kinds(scenario: Scenario, workload: Workload, paying: Payments) -> dict[int, npt.NDArray[Any]]:
    """Columns of `marks`: what is so or not, codes and small counts."""
    columns: dict[int, npt.NDArray[Any]] = {
        c.X_PRIORITY: workload.priority,
        c.X_CLASS: workload.order_class,
        c.X_ABANDONS: workload.abandons,
        c.X_REFUSAL: paying.refusal,
        c.X_PREPAID: paying.prepaid,
        c.X_RESTOCKABLE: workload.restockable,
        c.X_REWORK: workload.times_found_wrong,
        c.X_SEVERAL: workload.parcels > 1,
        c.X_CARRIER: carriers_of(scenario, workload),
    }
    if scenario.payment is not None and scenario.payment.fraud_review is not None:
        columns[c.X_REVIEWED] = workload.reviewed
        columns[c.X_FRAUD] = workload.rejected
    if workload.line_missing.any():
        missing = np.add.reduceat(workload.line_missing.astype(np.int64), workload.line_start[:-1])
        columns[c.X_MISSING] = missing
    if scenario.packing is not None and scenario.packing.lanes is not None:
        columns[c.X_LANE] = workload.lines > 1
    return columns


def _of_parts(scenario: Scenario, workload: Workload) -> dict[int, Integers]:
    """What the parcels of an order that is split take, and when its customer returns them."""
    columns = {c.O_UNITS: workload.units, c.O_RETURN_AFTER: workload.return_after}
    if scenario.packing is not None:
        check = scenario.packing.quality_check
        check_time = check.time if check is not None else 0
        columns[c.O_PACK_UNITS] = workload.pack - workload.pack_setup
        columns[c.O_PACK_PART] = workload.pack + check_time * workload.checked
    return columns


def carriers_of(scenario: Scenario, workload: Workload) -> Integers:
    """(n,) The carrier of every order; 0 without shipping."""
    if scenario.shipping is None:
        return np.zeros(workload.n, np.int64)
    names = list(scenario.shipping.carriers)
    of_service = np.array([names.index(carrier) for carrier, _ in workload.services])
    carriers: Integers = of_service[workload.service].astype(np.int64)
    return carriers


def line_columns(scenario: Scenario, workload: Workload) -> tuple[Narrow, Flags]:
    """(LINE_SIZE, m) and (FLAG_SIZE, m) What becomes of order lines."""
    lines = fresh((c.LINE_SIZE, len(workload.line_sku)), np.int32)
    flags = fresh((c.FLAG_SIZE, len(workload.line_sku)), np.int8)
    looks = scenario.inventory is not None and scenario.picking is not None
    if looks and workload.line_missing.any():
        flags[c.Z_MISSING] = workload.line_missing
    lines[c.L_PARCEL] = np.repeat(np.arange(workload.n, dtype=np.int32), workload.lines)
    return lines, flags


def sku_columns(scenario: Scenario, workload: Workload) -> Integers:
    """(skus, SKU_SIZE) Everything of SKUs; all of them are looked at first where that is due."""
    supply, storage = workload.supply, workload.storage
    count = len(supply.sku)
    skus = np.zeros((count, c.SKU_SIZE), dtype=np.int64)
    skus[:, c.S_PRICE] = supply.price
    skus[:, c.S_HEAD] = skus[:, c.S_LAST] = c.NOBODY
    skus[:, c.S_ZONE] = storage.zone
    skus[:, c.S_STOP] = stops(storage)
    section = scenario.inventory
    if section is None:
        return skus
    skus[:, c.S_ON_HAND] = supply.initial
    skus[:, c.S_LOW] = supply.reorder_point
    fixed = "Q" in section.policy.levels
    skus[:, c.S_HIGH] = supply.order_quantity if fixed else supply.order_up_to
    skus[:, c.S_CASE] = supply.case_size
    skus[:, c.S_MINIMUM] = supply.minimum_order
    skus[:, c.S_NEXT_LEAD] = supply.lead_time_start[:-1]
    skus[:, c.S_LAST_LEAD] = supply.lead_time_start[1:]
    if section.policy.review == "continuous":
        skus[:, c.S_TOUCHED] = 1
        skus[:, c.S_LIST] = np.arange(count)
    return skus

"""The transit of each box of an order, where boxes travel by themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.packing.draws_boxes import BoxColumns
from simulator.stages.shipping.draws import ShippingColumns, shipping, transits
from simulator.units import NEVER
from simulator.workload.draws import Flags, Integers, OrderDraws
from simulator.workload.workload import Columns


def shipped(
    scenario: Scenario, orders: Orders, packed: BoxColumns, draws: OrderDraws
) -> tuple[ShippingColumns, dict[str, Columns]]:
    """The way of each order, with its last box; and by stage what figures read of its first.

    Where boxes travel as one, nothing is read of them.
    """
    placed = ~orders.abandons
    sent = shipping(scenario, orders, placed, draws, (packed.unit_volume, packed.unit_weight))
    if scenario.delivery is None or not scenario.delivery.by_box:
        return sent, {}
    boxes = packed.boxes.sum(axis=1, dtype=np.int64) + packed.loose
    sent, first = by_box(scenario, orders, placed, sent, boxes, draws)
    return sent, {"delivery": first}


def by_box(
    scenario: Scenario,
    orders: Orders,
    placed: Flags,
    sent: ShippingColumns,
    boxes: Integers,
    draws: OrderDraws,
) -> tuple[ShippingColumns, Columns]:
    """The way of each order's last box, and (n,) `first_days` and `first_transit` of its first.

    `boxes` are (n,) how many each order has. All boxes of an order go by one service, so that of
    their working days, or of their durations, the largest is the last to arrive, whatever the
    calendar. An order whose transit a history tells has its boxes together.
    """
    service = sent.service.astype(np.int64)
    days, transit = sent.transit_days.astype(np.int64), sent.transit
    first_days, first_transit = days.copy(), transit.copy()
    last_days, last_transit = days.copy(), transit.copy()
    apart = placed if orders.took is None else placed & (orders.took == NEVER)
    for number in range(2, 1 + int(boxes[apart].max(initial=1))):
        rows = np.flatnonzero(apart & (boxes >= number))
        source = draws.orders(f"shipping.transit.box_{number}")
        took_days, took = (each[rows] for each in transits(scenario, orders, service, rows, source))
        first_days[rows] = np.minimum(first_days[rows], took_days)
        first_transit[rows] = np.minimum(first_transit[rows], took)
        last_days[rows] = np.maximum(last_days[rows], took_days)
        last_transit[rows] = np.maximum(last_transit[rows], took)
    last = replace(sent, transit_days=last_days.astype(np.int16), transit=last_transit)
    return last, {"first_days": first_days.astype(np.int16), "first_transit": first_transit}

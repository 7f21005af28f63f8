"""How a shop begins with orders in the house: they live their past again, then the doors open.

Each order comes in when the state says and goes through the journey as every order does. Up to the
state's moment whatever is on record of it happens when it did, at stations, on the shelf and at the
dock; what is not on record waits where the journey has it wait. Nobody begins anything else, no
stock is reordered and no carrier takes other parcels. At the state's moment the doors open.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt
from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.record import Record
from simulator.engine.reliving import Reliving
from simulator.model.floor import Floor
from simulator.model.past import Past
from simulator.stages.handling.process import Handling
from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.process import Picking
from simulator.stages.shipping.process import Shipping
from simulator.units import NEVER
from simulator.workload.standing import Placed

Numbers = npt.NDArray[np.int64]


class House(Protocol):
    """The parts of a shop that are told of the past."""

    env: Instants
    floor: Floor
    record: Record
    inventory: Inventory | None
    picking: Picking | None
    shipping: Shipping | None
    handling: Handling | None


def live_again(house: House, past: Past) -> None:
    """Tell every part of the past, and let the doors open at its end."""
    for station in house.floor.stations.values():
        station.past = Reliving(station, past, house.record)
        station.pool.closed = True
        if station.failing is not None:
            station.failing.live_again(past.begins.machines.get(station.name, ()), past.until)
    if past.begins.staff is not None:
        house.floor.roster.live_again(past.begins.staff)
    if house.picking is not None:
        house.picking.live_again(past)
    if house.handling is not None:
        house.handling.past = past
    if house.shipping is not None:
        for carrier in house.shipping.carriers:
            carrier.past = past
    if house.inventory is not None:
        _restock(house, house.inventory, past)
    opening = Timeout(house.env, past.until - house.env.now)
    opening.callbacks.append(lambda _: _open(house, past))


def _restock(house: House, inventory: Inventory, past: Past) -> None:
    """What is on order is under way, and lines that waited get their stock when they did."""
    inventory.past = past
    inventory.replenishment.opens = past.until
    inventory.replenishment.begin_with(past.begins.on_order, past.begins.reorders)
    for line, came in past.stock_came():
        arrival = Timeout(house.env, max(came - house.env.now, 0))
        arrival.callbacks.append(partial(_touch, inventory, inventory.lines.sku[line]))


def _touch(inventory: Inventory, sku: int, _: Event) -> None:
    inventory.touch(sku)


def _open(house: House, past: Past) -> None:
    """From now on whoever can start does, and all stock is looked at."""
    for station in house.floor.stations.values():
        station.pool.closed = False
        station.settle_later()
    if house.picking is not None:
        house.picking.open(past)
    if house.shipping is not None:
        for carrier in house.shipping.carriers:
            carrier.look()
    if house.inventory is not None and house.inventory.past is not None:
        house.inventory.lines.found |= house.inventory.past.begins.found
        for sku in range(len(house.inventory.on_hand)):
            house.inventory.touch(sku)


def entrances_again(begins: Placed, orders: Numbers, moments: Numbers) -> tuple[Numbers, Numbers]:
    """When the shop hears of whom: of the state's orders not before they enter."""
    enters = np.full(len(begins.number), NEVER)
    enters[begins.rows] = begins.enters
    moments = np.maximum(moments, enters[orders])
    by = np.lexsort((orders, moments))
    return orders[by], moments[by]

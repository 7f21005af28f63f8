"""From the shelf to the dock, as in `simulator/journey.py`, and how an order ends."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.stations import serve
from simulator.compiled.stock_lines import release_stock
from simulator.compiled.tours import time_alone, zone_of


@compiled
def close(shop: Arrays, order: int, outcome: int) -> None:
    """The order ends here; what it holds goes back to stock, what it paid to the customer."""
    orders = shop.orders
    orders[c.O_OUTCOME, order] = outcome
    orders[c.O_ENDED, order] = shop.state[c.NOW]
    if outcome != c.COMPLETED:
        orders[c.O_REFUNDED, order] = orders[c.O_CHARGED, order]
        if shop.state[c.HAS_INVENTORY]:
            release_stock(shop, order)


@compiled
def way_to_the_dock(shop: Arrays, order: int) -> None:
    """A parcel is packed and labeled, and waits for its carrier."""
    state, orders = shop.state, shop.orders
    if state[c.PACK_STATION] == c.NOBODY:
        label(shop, order)
        return
    station = state[c.PACK_STATION] + orders[c.O_LANE, order]
    serve(shop, station, c.THEN_PACKED, order, orders[c.O_PACK, order])


@compiled
def packed(shop: Arrays, order: int) -> None:
    """A parcel that is found wrong is picked and packed again; else it is labeled."""
    state, orders = shop.state, shop.orders
    if state[c.PICK_STATION] == c.NOBODY or orders[c.O_REWORK, order] == 0:
        label(shop, order)
        return
    orders[c.O_REWORK, order] -= 1
    line = orders[c.O_LINES, order]
    while shop.lines[c.L_STATE, line] == c.CANCELED:
        line += 1
    station = state[c.PICK_STATION] + zone_of(shop, line)
    serve(shop, station, c.THEN_PICKED_AGAIN, order, time_alone(shop, order))


@compiled
def pack_again(shop: Arrays, order: int) -> None:
    """What was picked again is packed again."""
    orders = shop.orders
    station = shop.state[c.PACK_STATION] + orders[c.O_LANE, order]
    serve(shop, station, c.THEN_PACKED, order, orders[c.O_PACK_AGAIN, order])


@compiled
def label(shop: Arrays, order: int) -> None:
    """Every box gets its label; an order that has lost lines waits for its boxes to be counted."""
    state, orders = shop.state, shop.orders
    if orders[c.O_COUNT_DUE, order]:
        orders[c.O_COUNTS, state[c.COUNTING]] = order
        state[c.COUNTING] += 1
        return
    station = state[c.LABEL_STATION]
    if station == c.NOBODY:
        to_the_dock(shop, order)
    else:
        serve(shop, station, c.THEN_LABELED, order, orders[c.O_LABEL, order])


@compiled
def to_the_dock(shop: Arrays, order: int) -> None:
    """A parcel waits for its carrier; without one the order is complete."""
    state, orders = shop.state, shop.orders
    if not state[c.HAS_SHIPPING]:
        close(shop, order, c.COMPLETED)
        return
    shop.visits[c.V_SHIPPING, order] = state[c.NOW]
    orders[c.O_DOCKED, state[c.DOCKED]] = order
    state[c.DOCKED] += 1

"""The parcels of orders, as in `model/parcels.py`: nearly every order has one, of its number."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled
from simulator.engine.record import MOST_PARCELS


@compiled
def order_of(shop: Arrays, parcel: int) -> int:
    """Whose parcel it is."""
    return parcel if parcel < shop.state[c.ORDERS] else shop.links[c.N_ORDER, parcel]


@compiled
def tie(shop: Arrays, parcel: int) -> int:
    """What decides between parcels that are equal in all else: their order, then their number."""
    if parcel < shop.state[c.ORDERS]:
        return parcel * MOST_PARCELS
    return shop.links[c.N_ORDER, parcel] * MOST_PARCELS + shop.marks[c.X_NUMBER, parcel] - 1


@compiled
def is_in(shop: Arrays, line: int, parcel: int) -> bool:
    """Whether a line of an order is in this parcel of it, and was not taken out."""
    lines = shop.lines
    return lines[c.L_PARCEL, line] == parcel and shop.flags[c.Z_STATE, line] != c.CANCELED


@compiled
def first_line(shop: Arrays, parcel: int) -> int:
    """The first line that is left in a parcel; NOBODY if none is."""
    order = order_of(shop, parcel)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if is_in(shop, line, parcel):
            return line
    return c.NOBODY


@compiled
def is_in_hand(shop: Arrays, line: int, parcel: int) -> bool:
    """Whether a line of the parcel is reserved or picked."""
    state = shop.flags[c.Z_STATE, line]
    there = state == c.RESERVED or state == c.PICKED
    return there and shop.lines[c.L_PARCEL, line] == parcel


@compiled
def some_in_hand(shop: Arrays, parcel: int) -> bool:
    """Whether any line of the parcel is reserved or picked."""
    order = order_of(shop, parcel)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if is_in_hand(shop, line, parcel):
            return True
    return False


@compiled
def add_parcel(shop: Arrays, order: int) -> int:
    """A further parcel of an order, which has no lines yet."""
    state, orders = shop.state, shop.orders
    parcel = state[c.PARCELS]
    if parcel == state[c.ROOM]:
        raise FullError("orders")
    state[c.PARCELS] = parcel + 1
    last = order
    while shop.links[c.N_SIBLING, last]:
        last = shop.links[c.N_SIBLING, last]
    shop.links[c.N_SIBLING, last] = parcel
    shop.marks[c.X_FURTHER, order] += 1
    shop.marks[c.X_OPEN_ENDS, order] = shop.marks[c.X_OPEN_ENDS, order] + 1 if last != order else 2
    shop.links[c.N_ORDER, parcel] = order
    shop.marks[c.X_NUMBER, parcel] = shop.marks[c.X_FURTHER, order] + 1
    orders[c.O_MADE, parcel] = state[c.NOW]
    for column in (c.X_PRIORITY, c.X_CARRIER, c.X_SEVERAL):
        shop.marks[column, parcel] = shop.marks[column, order]
    orders[c.O_PICK_SETUP, parcel] = orders[c.O_PICK_SETUP, order]
    shop.marks[c.X_COUNT_DUE, parcel] = shop.marks[c.X_SEVERAL, order]
    orders[c.O_LABEL, parcel] = orders[c.O_LABEL, order]
    orders[c.O_LABEL_HAND, parcel] = orders[c.O_LABEL_HAND, order]
    return parcel

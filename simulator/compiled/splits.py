"""Orders that ship in several parcels, as in `model/splits.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import add_parcel, is_in_hand, order_of, some_in_hand
from simulator.compiled.stock_lines import wait_again


@compiled
def goes_ahead(shop: Arrays, order: int) -> bool:
    """Whether an order that is short of stock is split, not waiting for all of it."""
    state = shop.state
    if state[c.WHEN_SHORT] != c.SPLIT:
        return False
    there = short = 0
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if is_in_hand(shop, line, order):
            there += shop.line_units[line]
        elif shop.flags[c.Z_STATE, line] == c.WAITS:
            short += shop.line_units[line]
    return there > 0 and (state[c.GOES_AHEAD] == c.WHAT_IS_THERE or there >= short)


@compiled
def splits_short_pick(shop: Arrays, order: int) -> bool:
    """Whether an order that was picked short is split; once, and only if something is there."""
    once = shop.state[c.SHORT_PICKS] == c.FOLLOWS and shop.marks[c.X_FURTHER, order] == 0
    return once and some_in_hand(shop, order)


@compiled
def may_split(shop: Arrays, parcel: int) -> bool:
    """Whether what comes first of a further parcel goes ahead again."""
    state = shop.state
    parcels = shop.marks[c.X_FURTHER, order_of(shop, parcel)] + 1
    return state[c.WHEN_SHORT] == c.SPLIT and parcels < state[c.MOST_PARCELS]


@compiled
def split(shop: Arrays, parcel: int) -> int:
    """Leave what is not there for a further parcel; returns its number."""
    orders, lines, order = shop.orders, shop.lines, order_of(shop, parcel)
    further = add_parcel(shop, order)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        state = shop.flags[c.Z_STATE, line]
        if lines[c.L_PARCEL, line] == parcel and (state == c.OPEN or state == c.WAITS):
            lines[c.L_PARCEL, line] = further
            orders[c.O_PICK, parcel] -= shop.work[line]
            orders[c.O_PICK, further] += shop.work[line]
    shop.marks[c.X_COUNT_DUE, parcel] = shop.marks[c.X_SEVERAL, parcel]
    if shop.marks[c.X_SHORT, parcel]:
        shop.marks[c.X_SHORT, further] = shop.marks[c.X_SHORT, parcel]
        shop.marks[c.X_SHORT, parcel] = 0
        if shop.marks[c.X_AGAIN, parcel] == 0:
            shop.visits[c.V_INVENTORY + 2, parcel] = shop.state[c.NOW]
        wait_again(shop, further)
    return further

"""What packing takes, as in `stages/packing/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of
from simulator.compiled.stations import serve
from simulator.compiled.tours import zone_of


@compiled
def pack(shop: Arrays, parcel: int) -> None:
    """Queue a parcel; a part of an order takes the time of its own units."""
    orders, order = shop.orders, order_of(shop, parcel)
    work = orders[c.O_PACK, order]
    if shop.marks[c.X_FURTHER, order]:
        if parcel == order:
            work -= shop.state[c.EACH_PART] * _zones_left_out(shop, order)
        else:
            work = orders[c.O_PACK_PART, order]
    _serve(shop, parcel, work)


@compiled
def pack_again(shop: Arrays, parcel: int) -> None:
    """What was picked again is packed again; that is only done to first parcels."""
    _serve(shop, parcel, shop.orders[c.O_PACK_AGAIN, parcel])


@compiled
def _serve(shop: Arrays, parcel: int, work: int) -> None:
    """Queue in the parcel's lane; `work` is that of all units of its order."""
    orders, order = shop.orders, order_of(shop, parcel)
    lane = shop.marks[c.X_LANE, order]
    if shop.marks[c.X_FURTHER, order]:
        count = units = 0
        for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
            if shop.lines[c.L_PARCEL, line] == parcel:
                count += 1
                units += shop.line_units[line]
        left_out = orders[c.O_UNITS, order] - units
        work -= orders[c.O_PACK_UNITS, order] * left_out // orders[c.O_UNITS, order]
        lane = lane if count > 1 else 0
    serve(shop, shop.state[c.PACK_STATION] + lane, c.THEN_PACKED, parcel, work)


@compiled
def _zones_left_out(shop: Arrays, order: int) -> int:
    """The zones of an order from which nothing is in its first parcel."""
    lines, left_out = shop.lines, 0
    for zone in range(shop.state[c.ZONE_COUNT]):
        every = mine = False
        for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
            if zone_of(shop, line) == zone:
                every = True
                mine = mine or lines[c.L_PARCEL, line] == order
        left_out += every and not mine
    return left_out

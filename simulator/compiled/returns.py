"""What comes back is inspected, as in `stages/returns/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of
from simulator.compiled.stations import serve
from simulator.compiled.stock_lines import restock


@compiled
def come_back(shop: Arrays, parcel: int) -> None:
    """What was sent back is here, and is inspected if there is a bench for it."""
    station = shop.state[c.INSPECTION_STATION]
    if station == c.NOBODY:
        inspected(shop, parcel)
    else:
        work = shop.inspection[order_of(shop, parcel)]
        serve(shop, station, c.THEN_INSPECTED, parcel, work)


@compiled
def inspected(shop: Arrays, parcel: int) -> None:
    """The customer gets the money back, and the shelf what can be sold again."""
    orders, order = shop.orders, order_of(shop, parcel)
    if shop.marks[c.X_BY_CUSTOMER, parcel]:
        orders[c.O_REFUNDED, order] = orders[c.O_CHARGED, order]
    shop.marks[c.X_DEALT_WITH, parcel] = 1
    shop.marks[c.X_UNDER_WAY, order] -= 1
    if shop.marks[c.X_RESTOCKABLE, order] and shop.state[c.HAS_INVENTORY]:
        restock(shop, parcel)

"""What comes back is inspected, as in `stages/returns/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.stations import serve
from simulator.compiled.stock_lines import restock


@compiled
def come_back(shop: Arrays, order: int) -> None:
    """What was sent back is here, and is inspected if there is a bench for it."""
    station = shop.state[c.INSPECTION_STATION]
    if station == c.NOBODY:
        inspected(shop, order)
    else:
        serve(shop, station, c.THEN_INSPECTED, order, shop.orders[c.O_INSPECTION, order])


@compiled
def inspected(shop: Arrays, order: int) -> None:
    """The customer gets the money back, and the shelf what can be sold again."""
    orders = shop.orders
    if orders[c.O_BY_CUSTOMER, order]:
        orders[c.O_REFUNDED, order] = orders[c.O_CHARGED, order]
    orders[c.O_DEALT_WITH, order] = 1
    orders[c.O_UNDER_WAY, order] = 0
    if orders[c.O_RESTOCKABLE, order] and shop.state[c.HAS_INVENTORY]:
        restock(shop, order)

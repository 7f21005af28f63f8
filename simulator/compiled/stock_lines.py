"""What an order's lines do to the stock, as in `stages/inventory/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.records import note_movement


@compiled
def touch(shop: Arrays, sku: int) -> None:
    """Something has happened to a SKU: at the end of the instant it is looked at."""
    state, skus = shop.state, shop.skus
    if skus[sku, c.S_TOUCHED] == 0:
        skus[sku, c.S_TOUCHED] = 1
        skus[state[c.TOUCHED], c.S_LIST] = sku
        state[c.TOUCHED] += 1
    state[c.DUE_STOCK] = 1


@compiled
def ask_for_stock(shop: Arrays, order: int, purpose: int) -> None:
    """Ask for all lines of an order; it is answered when the stock is settled."""
    state, orders = shop.state, shop.orders
    if shop.visits[c.V_INVENTORY, order] == c.NEVER:
        shop.visits[c.V_INVENTORY, order] = state[c.NOW]
    rank = (orders[c.O_PRIORITY, order] << state[c.SHIFT]) | order
    orders[c.O_REQUEST, state[c.REQUESTS]] = (rank << c.PURPOSE_BITS) | purpose
    state[c.REQUESTS] += 1
    state[c.DUE_STOCK] = 1


@compiled
def release_stock(shop: Arrays, order: int) -> None:
    """Give back what the order holds and stop waiting for the rest."""
    orders, lines, skus = shop.orders, shop.lines, shop.skus
    orders[c.O_SHORT, order] = 0
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        sku, units = lines[c.L_SKU, line], lines[c.L_UNITS, line]
        if lines[c.L_STATE, line] == c.RESERVED:
            skus[sku, c.S_RESERVED] -= units
            note_movement(shop, sku, c.RELEASED, units, order)
        elif lines[c.L_STATE, line] == c.WAITS:
            skus[sku, c.S_BACKORDERED] -= units
            note_movement(shop, sku, c.BACKORDER_ENDED, units, order)
            leave_queue(shop, line)
        if lines[c.L_STATE, line] != c.CANCELED:
            lines[c.L_STATE, line] = c.OPEN
        touch(shop, sku)


@compiled
def pick_stock(shop: Arrays, order: int) -> None:
    """The reserved units leave the shelf; what is not there leaves the record."""
    orders, lines, skus = shop.orders, shop.lines, shop.skus
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        if lines[c.L_STATE, line] != c.RESERVED:
            continue
        sku, units = lines[c.L_SKU, line], lines[c.L_UNITS, line]
        skus[sku, c.S_ON_HAND] -= units
        skus[sku, c.S_RESERVED] -= units
        if lines[c.L_MISSING, line]:
            lines[c.L_STATE, line] = c.OPEN
            note_movement(shop, sku, c.WRITTEN_OFF, units, order)
            touch(shop, sku)
        else:
            lines[c.L_STATE, line] = c.PICKED
            note_movement(shop, sku, c.PICKS, units, order)


@compiled
def restock(shop: Arrays, order: int) -> None:
    """The units of an order that came back are on the shelf again."""
    orders, lines, skus = shop.orders, shop.lines, shop.skus
    shop.state[c.DUE_STOCK] = 1
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        if lines[c.L_STATE, line] == c.PICKED:
            sku, units = lines[c.L_SKU, line], lines[c.L_UNITS, line]
            skus[sku, c.S_ON_HAND] += units
            note_movement(shop, sku, c.RESTOCKED, units, order)
            touch(shop, sku)


@compiled
def cancel_line(shop: Arrays, line: int, order: int) -> None:
    """A line leaves its order: it is not charged, or given back."""
    orders, lines = shop.orders, shop.lines
    lines[c.L_STATE, line] = c.CANCELED
    orders[c.O_PICK, order] -= lines[c.L_PICK, line]
    orders[c.O_COUNT_DUE, order] = orders[c.O_SEVERAL, order]
    value = lines[c.L_UNITS, line] * shop.skus[lines[c.L_SKU, line], c.S_PRICE]
    if orders[c.O_PAID, order] == c.NEVER:
        orders[c.O_CANCELED, order] += value
        lines[c.L_REFUNDED, line] = 0
    else:
        orders[c.O_REFUNDED, order] += value
        lines[c.L_REFUNDED, line] = 1


@compiled
def take_out_missing(shop: Arrays, order: int) -> None:
    """The lines that are not on the shelf leave a paid order."""
    orders, lines = shop.orders, shop.lines
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        if lines[c.L_MISSING, line] and lines[c.L_STATE, line] != c.CANCELED:
            cancel_line(shop, line, order)


@compiled
def take_out_waiting(shop: Arrays, order: int) -> None:
    """The lines that still wait for stock leave the order."""
    orders, lines, skus = shop.orders, shop.lines, shop.skus
    orders[c.O_SHORT, order] = 0
    shop.state[c.DUE_STOCK] = 1
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        if lines[c.L_STATE, line] == c.WAITS:
            sku, units = lines[c.L_SKU, line], lines[c.L_UNITS, line]
            skus[sku, c.S_BACKORDERED] -= units
            note_movement(shop, sku, c.BACKORDER_ENDED, units, order)
            leave_queue(shop, line)
            touch(shop, sku)
            cancel_line(shop, line, order)


@compiled
def any_left(shop: Arrays, order: int) -> bool:
    """Whether a line is left in the order."""
    for line in range(shop.orders[c.O_LINES, order], shop.orders[c.O_LINES, order + 1]):
        if shop.lines[c.L_STATE, line] != c.CANCELED:
            return True
    return False


@compiled
def is_missing(shop: Arrays, order: int) -> bool:
    """Whether lines of the order are on record and not on the shelf."""
    if shop.orders[c.O_MISSING, order] == 0:
        return False
    for line in range(shop.orders[c.O_LINES, order], shop.orders[c.O_LINES, order + 1]):
        if shop.lines[c.L_MISSING, line] and shop.lines[c.L_STATE, line] != c.CANCELED:
            return True
    return False


# Lines that wait for a SKU: a list sorted by (rank, entry, order, line)


@compiled
def _is_before(shop: Arrays, one: int, other: int) -> bool:
    lines = shop.lines
    for column in (c.L_RANK, c.L_ENTERED, c.L_ORDER):
        if lines[column, one] != lines[column, other]:
            return lines[column, one] < lines[column, other]
    return one < other


@compiled
def join_queue(shop: Arrays, line: int) -> None:
    """A line waits for its SKU, behind those that go first; looked for from the last on."""
    lines, skus, sku = shop.lines, shop.skus, shop.lines[c.L_SKU, line]
    before, after = skus[sku, c.S_LAST], c.NOBODY
    while before != c.NOBODY and not _is_before(shop, before, line):
        before, after = lines[c.L_BEFORE, before], before
    lines[c.L_BEFORE, line] = before
    lines[c.L_NEXT, line] = after
    if before == c.NOBODY:
        skus[sku, c.S_HEAD] = line
    else:
        lines[c.L_NEXT, before] = line
    if after == c.NOBODY:
        skus[sku, c.S_LAST] = line
    else:
        lines[c.L_BEFORE, after] = line
    skus[sku, c.S_QUEUED] = 1


@compiled
def leave_queue(shop: Arrays, line: int) -> None:
    """A line does not wait for its SKU any more."""
    lines, skus, sku = shop.lines, shop.skus, shop.lines[c.L_SKU, line]
    before, after = lines[c.L_BEFORE, line], lines[c.L_NEXT, line]
    if before == c.NOBODY:
        skus[sku, c.S_HEAD] = after
    else:
        lines[c.L_NEXT, before] = after
    if after == c.NOBODY:
        skus[sku, c.S_LAST] = before
    else:
        lines[c.L_BEFORE, after] = before

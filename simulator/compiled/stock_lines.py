"""What an order's lines do to the stock, as in `stages/inventory/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import first_line, is_in, order_of
from simulator.compiled.records import further_visit, note_movement


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
def ask_for_stock(shop: Arrays, parcel: int, purpose: int) -> None:
    """Ask for all lines of a parcel; it is answered when the stock is settled."""
    state, order = shop.state, order_of(shop, parcel)
    if shop.visits[c.V_INVENTORY, order] == c.NEVER:
        shop.visits[c.V_INVENTORY, order] = state[c.NOW]
    shop.marks[c.X_PURPOSE, parcel] = purpose
    shop.links[c.N_REQUEST, state[c.REQUESTS]] = parcel
    state[c.REQUESTS] += 1
    state[c.DUE_STOCK] = 1


@compiled
def wait_again(shop: Arrays, parcel: int) -> None:
    """A parcel waits for stock that was not there; unless it is the first wait a further visit."""
    now = shop.state[c.NOW]
    shop.marks[c.X_AGAIN, parcel] = 1
    if shop.visits[c.V_INVENTORY, parcel] == c.NEVER:
        shop.visits[c.V_INVENTORY, parcel] = now
        shop.links[c.N_AGAIN_ROW, parcel] = c.NOBODY
    else:
        row = further_visit(shop, parcel, c.A_INVENTORY, c.NOTHING)
        shop.log[row, c.K_BEGAN] = now
        shop.links[c.N_AGAIN_ROW, parcel] = row


@compiled
def end_wait(shop: Arrays, parcel: int) -> None:
    """Every line that was asked for again is reserved or taken out."""
    row, now = shop.links[c.N_AGAIN_ROW, parcel], shop.state[c.NOW]
    shop.marks[c.X_AGAIN, parcel] = 0
    if row == c.NOBODY:
        shop.visits[c.V_INVENTORY + 2, parcel] = now
    else:
        shop.log[row, c.K_ENDED] = now


@compiled
def await_stock(shop: Arrays, parcel: int, since: int, awaits: int) -> None:
    """A parcel waits until all of its lines are reserved, or some, or it has waited too long."""
    state, orders = shop.state, shop.orders
    shop.marks[c.X_AWAITS, parcel] = awaits
    orders[c.O_LIMIT, parcel] = c.NEVER
    if state[c.BACKORDER_LIMIT] != c.NEVER:
        orders[c.O_LIMIT, parcel] = since + state[c.BACKORDER_LIMIT]
        happen_at(shop, orders[c.O_LIMIT, parcel], c.GAVE_UP, parcel)


@compiled
def release_stock(shop: Arrays, order: int) -> None:
    """Give back what the order holds and stop waiting for the rest."""
    skus = shop.skus
    shop.marks[c.X_SHORT, order] = 0
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        sku, units = shop.line_sku[line], shop.line_units[line]
        if shop.flags[c.Z_STATE, line] == c.RESERVED:
            skus[sku, c.S_RESERVED] -= units
            note_movement(shop, sku, c.RELEASED, units, order)
        elif shop.flags[c.Z_STATE, line] == c.WAITS:
            skus[sku, c.S_BACKORDERED] -= units
            note_movement(shop, sku, c.BACKORDER_ENDED, units, order)
            leave_queue(shop, line)
        if shop.flags[c.Z_STATE, line] != c.CANCELED:
            shop.flags[c.Z_STATE, line] = c.OPEN
        touch(shop, sku)


@compiled
def pick_stock(shop: Arrays, parcel: int) -> None:
    """The reserved units leave the shelf; what is not there leaves the record."""
    lines, skus, order = shop.lines, shop.skus, order_of(shop, parcel)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_STATE, line] != c.RESERVED or lines[c.L_PARCEL, line] != parcel:
            continue
        sku, units = shop.line_sku[line], shop.line_units[line]
        skus[sku, c.S_ON_HAND] -= units
        skus[sku, c.S_RESERVED] -= units
        if shop.flags[c.Z_MISSING, line]:
            shop.flags[c.Z_STATE, line] = c.OPEN
            note_movement(shop, sku, c.WRITTEN_OFF, units, order)
            touch(shop, sku)
        else:
            shop.flags[c.Z_STATE, line] = c.PICKED
            note_movement(shop, sku, c.PICKS, units, order)


@compiled
def restock(shop: Arrays, parcel: int) -> None:
    """The units of a parcel that came back are on the shelf again; of its order if it is whole."""
    lines, skus, order = shop.lines, shop.skus, order_of(shop, parcel)
    shop.state[c.DUE_STOCK] = 1
    whole = shop.marks[c.X_BY_CUSTOMER, parcel]
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        mine = whole or lines[c.L_PARCEL, line] == parcel
        if mine and shop.flags[c.Z_STATE, line] == c.PICKED:
            sku, units = shop.line_sku[line], shop.line_units[line]
            skus[sku, c.S_ON_HAND] += units
            note_movement(shop, sku, c.RESTOCKED, units, order)
            touch(shop, sku)


@compiled
def value_of(shop: Arrays, line: int) -> int:
    """Cents that a line costs its customer: as a file tells, else by the price of its SKU."""
    if len(shop.line_value):
        return shop.line_value[line]
    return shop.line_units[line] * shop.skus[shop.line_sku[line], c.S_PRICE]


@compiled
def cancel_line(shop: Arrays, line: int) -> None:
    """A line leaves its order: it is not charged, or given back."""
    orders, parcel = shop.orders, shop.lines[c.L_PARCEL, line]
    order = order_of(shop, parcel)
    shop.flags[c.Z_STATE, line] = c.CANCELED
    orders[c.O_PICK, parcel] -= shop.work[line]
    shop.marks[c.X_COUNT_DUE, parcel] = shop.marks[c.X_SEVERAL, parcel]
    value = value_of(shop, line)
    if orders[c.O_PAID, order] == c.NEVER:
        orders[c.O_CANCELED, order] += value
        shop.flags[c.Z_REFUNDED, line] = 0
    else:
        orders[c.O_REFUNDED, order] += value
        shop.flags[c.Z_REFUNDED, line] = 1


@compiled
def take_out_missing(shop: Arrays, parcel: int) -> None:
    """The lines of a parcel that are not on the shelf leave a paid order."""
    order = order_of(shop, parcel)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_MISSING, line] and is_in(shop, line, parcel):
            cancel_line(shop, line)


@compiled
def take_out_waiting(shop: Arrays, parcel: int) -> None:
    """The lines of a parcel that still wait for stock leave the order."""
    lines, skus, order = shop.lines, shop.skus, order_of(shop, parcel)
    shop.marks[c.X_SHORT, parcel] = 0
    shop.state[c.DUE_STOCK] = 1
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_STATE, line] == c.WAITS and lines[c.L_PARCEL, line] == parcel:
            sku, units = shop.line_sku[line], shop.line_units[line]
            skus[sku, c.S_BACKORDERED] -= units
            note_movement(shop, sku, c.BACKORDER_ENDED, units, order)
            leave_queue(shop, line)
            touch(shop, sku)
            cancel_line(shop, line)


@compiled
def any_left(shop: Arrays, parcel: int) -> bool:
    """Whether a line is left in the parcel."""
    return first_line(shop, parcel) != c.NOBODY


@compiled
def is_missing(shop: Arrays, parcel: int) -> bool:
    """Whether lines of the parcel are on record and not on the shelf."""
    order = order_of(shop, parcel)
    if shop.marks[c.X_MISSING, order] == 0:
        return False
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_MISSING, line] and is_in(shop, line, parcel):
            return True
    return False


# Lines that wait for a SKU: a list sorted by (rank, entry, line), and so by order


@compiled
def _is_before(shop: Arrays, this: int, other: int) -> bool:
    ranks = shop.ranks
    for column in (c.J_RANK, c.J_ENTERED):
        if ranks[column, this] != ranks[column, other]:
            return ranks[column, this] < ranks[column, other]
    return this < other


@compiled
def join_queue(shop: Arrays, line: int) -> None:
    """A line waits for its SKU, behind those that go first; looked for from the last on."""
    lines, skus, sku = shop.lines, shop.skus, shop.line_sku[line]
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
    lines, skus, sku = shop.lines, shop.skus, shop.line_sku[line]
    before, after = lines[c.L_BEFORE, line], lines[c.L_NEXT, line]
    if before == c.NOBODY:
        skus[sku, c.S_HEAD] = after
    else:
        lines[c.L_NEXT, before] = after
    if after == c.NOBODY:
        skus[sku, c.S_LAST] = before
    else:
        lines[c.L_BEFORE, after] = before

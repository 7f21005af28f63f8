"""Who gets stock at the end of an instant, and what is reordered; as in `stages/inventory`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of, tie
from simulator.compiled.records import note_movement
from simulator.compiled.stock_lines import (
    any_left,
    cancel_line,
    join_queue,
    leave_queue,
    release_stock,
    touch,
)


@compiled
def release_expired(shop: Arrays) -> None:
    """Reservations that are not paid by now are released."""
    state, orders = shop.state, shop.orders
    for k in range(state[c.EXPIRING]):
        order = shop.links[c.N_EXPIRY, k]
        unpaid = orders[c.O_PAID, order] == c.NEVER
        if unpaid and shop.marks[c.X_OUTCOME, order] == c.IN_FLIGHT:
            shop.marks[c.X_RAN_OUT, order] = 1
            release_stock(shop, order)
    state[c.EXPIRING] = 0


@compiled
def serve_requests(shop: Arrays) -> int:
    """This instant's requests by (priority, order, parcel); how many answers there are."""
    state = shop.state
    count = state[c.REQUESTS]
    state[c.REQUESTS] = 0
    _sort_requests(shop, count)
    for k in range(count):
        parcel = shop.links[c.N_REQUEST, k]
        shop.marks[c.X_RAN_OUT, parcel] = 0
        shop.links[c.N_ANSWER, k] = parcel * 2 + _serve(shop, parcel)
    return count


@compiled
def _asks_before(shop: Arrays, this: int, other: int) -> bool:
    if shop.marks[c.X_PRIORITY, this] != shop.marks[c.X_PRIORITY, other]:
        return shop.marks[c.X_PRIORITY, this] < shop.marks[c.X_PRIORITY, other]
    return tie(shop, this) < tie(shop, other)


@compiled
def _sort_requests(shop: Arrays, count: int) -> None:
    """Shell's sort (Communications of the ACM 2, 1959); there are few, and nearly in order."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, count):
            parcel, place = shop.links[c.N_REQUEST, k], k
            while place >= gap and _asks_before(shop, parcel, shop.links[c.N_REQUEST, place - gap]):
                shop.links[c.N_REQUEST, place] = shop.links[c.N_REQUEST, place - gap]
                place -= gap
            shop.links[c.N_REQUEST, place] = parcel
        gap //= 3


@compiled
def _look_at_lines(shop: Arrays, parcel: int) -> bool:
    """Note which lines fit, at the first try for good; whether all that are left do."""
    lines, skus, order = shop.lines, shop.skus, order_of(shop, parcel)
    all_fit, first_try = True, shop.marks[c.X_TRIED, order] == 0
    shop.marks[c.X_TRIED, order] = 1
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if lines[c.L_PARCEL, line] != parcel:
            continue
        sku, units = shop.line_sku[line], shop.line_units[line]
        free = skus[sku, c.S_ON_HAND] - skus[sku, c.S_RESERVED]
        fits = skus[sku, c.S_QUEUED] == 0 and free >= units
        shop.flags[c.Z_FITS, line] = fits
        if not fits and shop.flags[c.Z_STATE, line] != c.CANCELED:
            all_fit = False
        if first_try:
            shop.flags[c.Z_FILLED, line] = fits
            free -= skus[sku, c.S_BACKORDERED]
            lines[c.L_FOUND, line] = units if fits else min(max(free, 0), units)
    return all_fit


@compiled
def _serve(shop: Arrays, parcel: int) -> int:
    """Reserve what is there; what is not waits or is taken out. Whether the parcel may go on."""
    state, lines, order = shop.state, shop.lines, order_of(shop, parcel)
    when_short, again = state[c.WHEN_SHORT], shop.marks[c.X_AGAIN, parcel]
    if again and when_short == c.CANCEL_ORDER:
        when_short = c.CANCEL_LINE
    all_fit = _look_at_lines(shop, parcel)
    if when_short == c.CANCEL_ORDER and not all_fit:
        return 0
    reserved, waiting = 0, 0
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_STATE, line] != c.OPEN or lines[c.L_PARCEL, line] != parcel:
            continue
        touch(shop, shop.line_sku[line])
        if shop.flags[c.Z_FITS, line]:
            _reserve_line(shop, line, order)
            reserved += 1
        elif when_short == c.BACKORDER or when_short == c.SPLIT:
            _wait_line(shop, line, order)
            waiting += 1
        else:
            cancel_line(shop, line)
    if waiting:
        shop.marks[c.X_SHORT, parcel] = waiting
    elif not again:
        shop.visits[c.V_INVENTORY + 2, order] = state[c.NOW]
    return 1 if reserved + waiting > 0 or any_left(shop, parcel) else 0


@compiled
def _reserve_line(shop: Arrays, line: int, order: int) -> None:
    sku, units = shop.line_sku[line], shop.line_units[line]
    shop.flags[c.Z_STATE, line] = c.RESERVED
    shop.skus[sku, c.S_RESERVED] += units
    note_movement(shop, sku, c.RESERVES_UNITS, units, order)


@compiled
def _wait_line(shop: Arrays, line: int, order: int) -> None:
    orders, allocation = shop.orders, shop.state[c.ALLOCATION]
    sku, units = shop.line_sku[line], shop.line_units[line]
    shop.flags[c.Z_STATE, line] = c.WAITS
    shop.skus[sku, c.S_BACKORDERED] += units
    note_movement(shop, sku, c.BACKORDERED, units, order)
    rank = 0
    if allocation == c.BY_PRIORITY:
        rank = shop.marks[c.X_PRIORITY, order]
    elif allocation == c.BY_PROMISE:
        rank = orders[c.O_SHIP_BY, order]
    elif allocation == c.BY_UNITS:
        rank = units
    shop.ranks[c.J_RANK, line] = rank
    shop.ranks[c.J_ENTERED, line] = shop.state[c.NOW]
    join_queue(shop, line)


@compiled
def serve_waiting_lines(shop: Arrays) -> None:
    """Reserve for the lines that wait for what was touched, and reorder; SKU by SKU."""
    state, skus = shop.state, shop.skus
    state[c.STOCKED] = 0
    touched = state[c.TOUCHED]
    state[c.TOUCHED] = 0
    for k in range(touched):
        sku = skus[k, c.S_LIST]
        skus[sku, c.S_TOUCHED] = 0
        if skus[sku, c.S_QUEUED]:
            _serve_queue(shop, sku)
        if state[c.REVIEW] == 0:
            _reorder(shop, sku)
    if state[c.REVIEW] and state[c.REVIEW_DUE]:
        for sku in range(len(skus)):
            _reorder(shop, sku)
    state[c.REVIEW_DUE] = 0


@compiled
def _serve_queue(shop: Arrays, sku: int) -> None:
    """Reserve for waiting lines, in turn; parcels that may go on by it are noted."""
    lines, skus = shop.lines, shop.skus
    while skus[sku, c.S_HEAD] != c.NOBODY:
        line = skus[sku, c.S_HEAD]
        parcel, units = lines[c.L_PARCEL, line], shop.line_units[line]
        if skus[sku, c.S_ON_HAND] - skus[sku, c.S_RESERVED] < units:
            return
        order = order_of(shop, parcel)
        skus[sku, c.S_BACKORDERED] -= units
        note_movement(shop, sku, c.BACKORDER_ENDED, units, order)
        leave_queue(shop, line)
        _reserve_line(shop, line, order)
        _note_came(shop, parcel)
    skus[sku, c.S_QUEUED] = 0


@compiled
def _note_came(shop: Arrays, parcel: int) -> None:
    """A parcel waits for one line less; one that now has everything, or awaits some, is noted."""
    state = shop.state
    shop.marks[c.X_SHORT, parcel] -= 1
    has_all, awaits = shop.marks[c.X_SHORT, parcel] == 0, shop.marks[c.X_AWAITS, parcel]
    if has_all and shop.marks[c.X_AGAIN, parcel] == 0:
        shop.visits[c.V_INVENTORY + 2, parcel] = state[c.NOW]
    if awaits == c.AWAITS_SOME or (has_all and awaits != c.SOME_CAME):
        shop.links[c.N_CAME, state[c.STOCKED]] = parcel
        state[c.STOCKED] += 1
    if awaits == c.AWAITS_SOME:
        shop.marks[c.X_AWAITS, parcel] = c.SOME_CAME


@compiled
def _reorder(shop: Arrays, sku: int) -> None:
    """Order of the supplier what the policy says."""
    state, skus, lists = shop.state, shop.skus, shop.lists
    position = skus[sku, c.S_ON_HAND] - skus[sku, c.S_RESERVED] + skus[sku, c.S_ON_ORDER]
    position -= skus[sku, c.S_BACKORDERED]
    low, high = skus[sku, c.S_LOW], skus[sku, c.S_HIGH]
    if position > low:
        return
    units = high - position
    if state[c.FIXED_QUANTITY]:
        units = high * ((low - position) // high + 1)
    if units == 0:
        return
    case = skus[sku, c.S_CASE]
    units = (max(units, skus[sku, c.S_MINIMUM]) + case - 1) // case * case
    skus[sku, c.S_ON_ORDER] += units
    note_movement(shop, sku, c.ORDERED, units, c.NEVER)
    reorder = skus[sku, c.S_NEXT_LEAD]
    skus[sku, c.S_NEXT_LEAD] = reorder + 1
    lists[state[c.LEADS] + state[c.LEAD_COUNT] + reorder] = units
    moment = state[c.NOW] + lists[state[c.LEADS] + reorder]
    happen_at(shop, moment, c.CAME_IN, reorder)


@compiled
def come_in(shop: Arrays, reorder: int) -> None:
    """A reorder is here."""
    state, skus, lists = shop.state, shop.skus, shop.lists
    units = lists[state[c.LEADS] + state[c.LEAD_COUNT] + reorder]
    sku = lists[state[c.LEADS] + 2 * state[c.LEAD_COUNT] + reorder]
    skus[sku, c.S_ON_ORDER] -= units
    skus[sku, c.S_ON_HAND] += units
    note_movement(shop, sku, c.RECEIVED, units, c.NEVER)
    touch(shop, sku)

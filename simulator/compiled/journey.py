"""The journey as in `simulator/journey.py`: a function from one wait to the next."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.dock import close, way_to_the_dock
from simulator.compiled.events import happen_at
from simulator.compiled.groups import room_for
from simulator.compiled.kernel import compiled
from simulator.compiled.records import further_visit
from simulator.compiled.release import wait_for_a_tour
from simulator.compiled.stations import note_queued, serve
from simulator.compiled.stock_lines import (
    any_left,
    ask_for_stock,
    is_missing,
    pick_stock,
    take_out_missing,
    take_out_waiting,
)
from simulator.compiled.tours import keep_row, start_numbered, zone_of
from simulator.compiled.walks import add_stop, walk, walking_time


@compiled
def enter(shop: Arrays, order: int) -> None:
    """The shop first hears of an order: of its cart if that holds stock, else as it is placed."""
    reserves = shop.state[c.RESERVES]
    if reserves == c.AT_CART or reserves == c.AT_CHECKOUT:
        ask_for_stock(shop, order, reserves)
    else:
        pay(shop, order)


@compiled
def reserved(shop: Arrays, order: int, purpose: int, may_go_on: int) -> None:
    """The answer to a request for stock."""
    state, orders = shop.state, shop.orders
    if purpose == c.AGAIN:
        wait_for_what_was_missing(shop, order)
        return
    unpaid = orders[c.O_PAID, order] == c.NEVER
    if may_go_on and state[c.TIME_TO_LIVE] != c.NEVER and unpaid:
        happen_at(shop, state[c.NOW] + state[c.TIME_TO_LIVE], c.EXPIRED, order)
    if not may_go_on:
        close(shop, order, c.EXPIRES if purpose == c.RAN_OUT else c.OUT_OF_STOCK)
    elif purpose == c.AT_CART:
        happen_at(shop, state[c.NOW] + orders[c.O_IN_CART, order], c.CHECKED_OUT, order)
    elif purpose == c.AT_CHECKOUT:
        pay(shop, order)
    elif purpose == c.AT_PAYMENT:
        check_reservation(shop, order)
    else:
        charge(shop, order)


@compiled
def check_out(shop: Arrays, order: int) -> None:
    """A cart that holds stock is placed, or left."""
    if shop.orders[c.O_ABANDONS, order]:
        close(shop, order, c.ABANDONED)
    else:
        pay(shop, order)


@compiled
def pay(shop: Arrays, order: int) -> None:
    """The order is placed, and paid for in its time."""
    if shop.state[c.HAS_PAYMENT]:
        shop.orders[c.O_PAYS, order] = 1
        happen_at(shop, shop.orders[c.O_PAYMENT_ENDS, order], c.PAID, order)
    else:
        paid(shop, order)


@compiled
def paid(shop: Arrays, order: int) -> None:
    """It is paid for, or it ends here."""
    refusal = shop.orders[c.O_REFUSAL, order]
    if refusal:
        close(shop, order, refusal)
    elif shop.state[c.RESERVES] == c.AT_PAYMENT:
        ask_for_stock(shop, order, c.AT_PAYMENT)
    else:
        check_reservation(shop, order)


@compiled
def check_reservation(shop: Arrays, order: int) -> None:
    """Stock that was released unpaid is reserved again."""
    if shop.orders[c.O_RAN_OUT, order]:
        ask_for_stock(shop, order, c.RAN_OUT)
    else:
        charge(shop, order)


@compiled
def charge(shop: Arrays, order: int) -> None:
    """The payment is approved; some orders are looked at for fraud."""
    orders = shop.orders
    orders[c.O_PAID, order] = shop.state[c.NOW]
    orders[c.O_CHARGED, order] = orders[c.O_VALUE, order] - orders[c.O_CANCELED, order]
    if orders[c.O_REVIEWED, order]:
        review = orders[c.O_REVIEW, order]
        serve(shop, shop.state[c.FRAUD_STATION], c.THEN_REVIEWED, order, review)
    else:
        wait_for_stock(shop, order)


@compiled
def reviewed(shop: Arrays, order: int) -> None:
    """The review rejects an order, or it goes on."""
    if shop.orders[c.O_FRAUD, order]:
        close(shop, order, c.REJECTED)
    else:
        wait_for_stock(shop, order)


@compiled
def wait_for_stock(shop: Arrays, order: int) -> None:
    """A backorder waits for its stock."""
    if shop.orders[c.O_SHORT, order]:
        await_stock(shop, order)
    else:
        release(shop, order)


@compiled
def await_stock(shop: Arrays, order: int) -> None:
    """An order waits until all of its lines are reserved, or has waited too long."""
    state, orders = shop.state, shop.orders
    orders[c.O_AWAITS, order] = 1
    orders[c.O_LIMIT, order] = c.NEVER
    if state[c.BACKORDER_LIMIT] != c.NEVER:
        orders[c.O_LIMIT, order] = state[c.NOW] + state[c.BACKORDER_LIMIT]
        happen_at(shop, orders[c.O_LIMIT, order], c.GAVE_UP, order)


@compiled
def stock_came(shop: Arrays, order: int) -> None:
    """All that an order waited for is reserved."""
    if shop.orders[c.O_AWAITS, order] == 0:
        return
    shop.orders[c.O_AWAITS, order] = 0
    if shop.orders[c.O_AGAIN, order]:
        end_further_wait(shop, order)
    else:
        release(shop, order)


@compiled
def give_up(shop: Arrays, order: int) -> None:
    """An order has waited too long for its stock."""
    orders = shop.orders
    waits = orders[c.O_AWAITS, order] and orders[c.O_SHORT, order]
    if not waits or orders[c.O_LIMIT, order] != shop.state[c.NOW]:
        return
    orders[c.O_AWAITS, order] = 0
    if orders[c.O_AGAIN, order]:
        take_out_waiting(shop, order)
        end_further_wait(shop, order)
    else:
        close(shop, order, c.EXPIRES)


@compiled
def release(shop: Arrays, order: int) -> None:
    """The order goes to the floor, and is picked."""
    state = shop.state
    shop.orders[c.O_RELEASED, order] = state[c.NOW]
    if state[c.PICK_STATION] != c.NOBODY:
        pick(shop, order)
        return
    if state[c.HAS_INVENTORY]:
        pick_stock(shop, order)
    way_to_the_dock(shop, order)


@compiled
def pick(shop: Arrays, order: int) -> None:
    """Queue an order for its tour."""
    state, orders = shop.state, shop.orders
    if state[c.RELEASE] == c.ONE_BY_ONE and state[c.ZONES] == c.NO_ZONES:
        orders[c.O_TOUR, order] = order
        work = orders[c.O_PICK_SETUP, order] + orders[c.O_PICK, order]
        if state[c.WALKS]:
            place = room_for(shop, c.ALONE)
            shop.lists[place] = order
            work += walking_time(shop, keep_row(shop, order, place, c.ALONE))
        serve(shop, state[c.PICK_STATION], c.THEN_PICKED, order, work)
        return
    note_queued(shop, state[c.PICK_STATION], order)
    if state[c.RELEASE] == c.ONE_BY_ONE:
        place = room_for(shop, c.ALONE)
        shop.lists[place] = order
        start_numbered(shop, order, place, c.ALONE)
    else:
        wait_for_a_tour(shop, order)


@compiled
def picked(shop: Arrays, order: int) -> None:
    """The tour of an order is over; what was not on the shelf is put right."""
    state = shop.state
    if state[c.HAS_INVENTORY]:
        pick_stock(shop, order)
        if is_missing(shop, order):
            make_good(shop, order)
            return
    way_to_the_dock(shop, order)


@compiled
def make_good(shop: Arrays, order: int) -> None:
    """The missing lines are taken out, or picked once they are counted and reserved again."""
    if shop.state[c.SHORT_PICKS] == c.TAKE_OUT:
        take_out_missing(shop, order)
        go_on_with_the_rest(shop, order)
    else:
        happen_at(shop, shop.state[c.NOW] + shop.state[c.RECOUNT], c.COUNTED, order)


@compiled
def counted(shop: Arrays, order: int) -> None:
    """The count is done: the lines that were written off are asked for again."""
    row = further_visit(shop, order, c.A_INVENTORY, c.NOTHING)
    shop.log[row, c.K_BEGAN] = shop.state[c.NOW]
    shop.orders[c.O_AGAIN, order] = 1
    shop.orders[c.O_AGAIN_ROW, order] = row
    ask_for_stock(shop, order, c.AGAIN)


@compiled
def wait_for_what_was_missing(shop: Arrays, order: int) -> None:
    """What is reserved again may be short once more."""
    if shop.orders[c.O_SHORT, order]:
        await_stock(shop, order)
    else:
        end_further_wait(shop, order)


@compiled
def end_further_wait(shop: Arrays, order: int) -> None:
    """Every line that was asked for again is reserved or taken out; what is there is picked."""
    orders, lines = shop.orders, shop.lines
    orders[c.O_AGAIN, order] = 0
    shop.log[orders[c.O_AGAIN_ROW, order], c.K_ENDED] = shop.state[c.NOW]
    work, zone, stops = orders[c.O_PICK_SETUP, order], c.NOBODY, 0
    for line in range(orders[c.O_LINES, order], orders[c.O_LINES, order + 1]):
        if lines[c.L_MISSING, line] and lines[c.L_STATE, line] != c.CANCELED:
            lines[c.L_MISSING, line] = 0
            work += lines[c.L_PICK, line]
            if shop.state[c.WALKS]:
                stops = add_stop(shop, stops, line)
            if zone == c.NOBODY:
                zone = zone_of(shop, line)
    if zone == c.NOBODY:
        go_on_with_the_rest(shop, order)
    else:
        if shop.state[c.WALKS]:
            work += walking_time(shop, walk(shop, stops))
        serve(shop, shop.state[c.PICK_STATION] + zone, c.THEN_PICKED_MISSING, order, work)


@compiled
def picked_missing(shop: Arrays, order: int) -> None:
    """What was missing is picked."""
    pick_stock(shop, order)
    go_on_with_the_rest(shop, order)


@compiled
def go_on_with_the_rest(shop: Arrays, order: int) -> None:
    """What is left of an order is packed; if nothing is, it ends."""
    if any_left(shop, order):
        way_to_the_dock(shop, order)
    else:
        close(shop, order, c.OUT_OF_STOCK)

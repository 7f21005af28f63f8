"""The journey as in `simulator/journey.py`: a function from one wait to the next."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.dock import way_to_the_dock
from simulator.compiled.ends import close
from simulator.compiled.events import happen_at
from simulator.compiled.groups import room_for
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import first_line, some_in_hand
from simulator.compiled.release import wait_for_a_tour
from simulator.compiled.short_picks import (
    go_on_with_the_rest,
    make_good,
    pick_missing,
    wait_for_what_was_missing,
)
from simulator.compiled.splits import goes_ahead, may_split, split, splits_short_pick
from simulator.compiled.stations import note_queued, serve
from simulator.compiled.stock_lines import (
    ask_for_stock,
    await_stock,
    end_wait,
    is_missing,
    pick_stock,
    take_out_waiting,
)
from simulator.compiled.tours import keep_row, start_numbered, time_alone, zone_of
from simulator.compiled.walks import walking_time


@compiled
def enter(shop: Arrays, order: int) -> None:
    """The shop first hears of an order: of its cart if that holds stock, else as it is placed."""
    reserves = shop.state[c.RESERVES]
    if reserves == c.AT_CART or reserves == c.AT_CHECKOUT:
        ask_for_stock(shop, order, reserves)
    else:
        pay(shop, order)


@compiled
def reserved(shop: Arrays, order: int, may_go_on: int) -> None:
    """The answer to a request for stock, of an order or of a parcel that asked again."""
    state, orders = shop.state, shop.orders
    purpose = shop.marks[c.X_PURPOSE, order]
    if purpose == c.AGAIN:
        wait_for_what_was_missing(shop, order)
        return
    unpaid = orders[c.O_PAID, order] == c.NEVER
    if may_go_on and state[c.TIME_TO_LIVE] != c.NEVER and unpaid:
        happen_at(shop, state[c.NOW] + state[c.TIME_TO_LIVE], c.EXPIRED, order)
    if not may_go_on:
        close(shop, order, c.EXPIRES if purpose == c.RAN_OUT else c.OUT_OF_STOCK)
    elif purpose == c.AT_CART:
        happen_at(shop, state[c.NOW] + shop.in_cart[order], c.CHECKED_OUT, order)
    elif purpose == c.AT_CHECKOUT:
        pay(shop, order)
    elif purpose == c.AT_PAYMENT:
        check_reservation(shop, order)
    else:
        charge(shop, order)


@compiled
def check_out(shop: Arrays, order: int) -> None:
    """A cart that holds stock is placed, or left."""
    if shop.marks[c.X_ABANDONS, order]:
        close(shop, order, c.ABANDONED)
    else:
        pay(shop, order)


@compiled
def pay(shop: Arrays, order: int) -> None:
    """The order is placed, and paid for in its time."""
    if shop.state[c.HAS_PAYMENT]:
        shop.marks[c.X_PAYS, order] = 1
        happen_at(shop, shop.orders[c.O_PAYMENT_ENDS, order], c.PAID, order)
    else:
        paid(shop, order)


@compiled
def paid(shop: Arrays, order: int) -> None:
    """It is paid for, or it ends here."""
    refusal = shop.marks[c.X_REFUSAL, order]
    if refusal:
        close(shop, order, refusal)
        return
    if shop.marks[c.X_PREPAID, order]:
        take_in(shop, order)
    if shop.state[c.RESERVES] == c.AT_PAYMENT:
        ask_for_stock(shop, order, c.AT_PAYMENT)
    else:
        check_reservation(shop, order)


@compiled
def check_reservation(shop: Arrays, order: int) -> None:
    """Stock that was released unpaid is reserved again."""
    if shop.marks[c.X_RAN_OUT, order]:
        ask_for_stock(shop, order, c.RAN_OUT)
    else:
        charge(shop, order)


@compiled
def take_in(shop: Arrays, order: int) -> None:
    """The customer pays for what is still in the order."""
    orders = shop.orders
    orders[c.O_PAID, order] = shop.state[c.NOW]
    orders[c.O_CHARGED, order] = shop.value[order] - orders[c.O_CANCELED, order]


@compiled
def charge(shop: Arrays, order: int) -> None:
    """The payment is approved, and the stock is there; some orders are looked at for fraud."""
    if shop.orders[c.O_PAID, order] == c.NEVER:
        take_in(shop, order)
    if shop.marks[c.X_REVIEWED, order]:
        review = shop.review[order]
        serve(shop, shop.state[c.FRAUD_STATION], c.THEN_REVIEWED, order, review)
    else:
        wait_for_stock(shop, order)


@compiled
def reviewed(shop: Arrays, order: int) -> None:
    """The review rejects an order, or it goes on."""
    if shop.marks[c.X_FRAUD, order]:
        close(shop, order, c.REJECTED)
    else:
        wait_for_stock(shop, order)


@compiled
def wait_for_stock(shop: Arrays, order: int) -> None:
    """A backorder waits for its stock, unless what is there goes ahead."""
    now = shop.state[c.NOW]
    if shop.marks[c.X_SHORT, order] == 0:
        release(shop, order)
    elif goes_ahead(shop, order):
        follow(shop, split(shop, order), now)
        release(shop, order)
    else:
        await_stock(shop, order, now, c.AWAITS_ALL)


@compiled
def stock_came(shop: Arrays, parcel: int) -> None:
    """What a parcel waited for is reserved."""
    if shop.marks[c.X_AWAITS, parcel]:
        shop.marks[c.X_AWAITS, parcel] = 0
        _wait_is_over(shop, parcel)


@compiled
def give_up(shop: Arrays, parcel: int) -> None:
    """A parcel has waited too long for its stock."""
    orders = shop.orders
    waits = shop.marks[c.X_AWAITS, parcel] and shop.marks[c.X_SHORT, parcel]
    if not waits or orders[c.O_LIMIT, parcel] != shop.state[c.NOW]:
        return
    shop.marks[c.X_AWAITS, parcel] = 0
    if shop.marks[c.X_AGAIN, parcel]:
        take_out_waiting(shop, parcel)
        _wait_is_over(shop, parcel)
    else:
        close(shop, parcel, c.EXPIRES)


@compiled
def _wait_is_over(shop: Arrays, parcel: int) -> None:
    """An order is released; a further parcel is gathered; what was missing is picked."""
    orders = shop.orders
    if shop.marks[c.X_AGAIN, parcel] == 0:
        release(shop, parcel)
    elif parcel >= shop.state[c.ORDERS] and shop.marks[c.X_SOUGHT, parcel] == 0:
        if shop.marks[c.X_SHORT, parcel]:
            follow(shop, split(shop, parcel), orders[c.O_SINCE, parcel])
        end_wait(shop, parcel)
        gather(shop, parcel)
    else:
        pick_missing(shop, parcel)


@compiled
def follow(shop: Arrays, parcel: int, since: int) -> None:
    """What is short of an order follows once it is there, in a parcel of its own.

    Where an order may have more parcels, what comes first goes ahead again.
    """
    shop.orders[c.O_SINCE, parcel] = since
    if shop.marks[c.X_SHORT, parcel]:
        awaits = c.AWAITS_SOME if may_split(shop, parcel) else c.AWAITS_ALL
        await_stock(shop, parcel, since, awaits)
    else:
        gather(shop, parcel)


@compiled
def gather(shop: Arrays, parcel: int) -> None:
    """Pick a further parcel; what is not on the shelf is picked later or taken out."""
    station = shop.state[c.PICK_STATION]
    shop.marks[c.X_SOUGHT, parcel] = 1
    if not some_in_hand(shop, parcel):
        if is_missing(shop, parcel):
            make_good(shop, parcel)
        else:
            go_on_with_the_rest(shop, parcel)
    elif station == c.NOBODY:
        pick_stock(shop, parcel)
        way_to_the_dock(shop, parcel)
    else:
        station += zone_of(shop, first_line(shop, parcel))
        serve(shop, station, c.THEN_PICKED_LATER, parcel, time_alone(shop, parcel))


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
    """The tour of an order is over; what was not on the shelf is put right, or follows too."""
    if shop.state[c.HAS_INVENTORY]:
        pick_stock(shop, order)
        if is_missing(shop, order):
            if not splits_short_pick(shop, order):
                make_good(shop, order)
                return
            follow(shop, split(shop, order), shop.state[c.NOW])
    way_to_the_dock(shop, order)

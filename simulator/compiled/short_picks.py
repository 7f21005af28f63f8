"""What becomes of lines that are not on the shelf, as in `stages/picking/short_picks.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.dock import way_to_the_dock
from simulator.compiled.ends import end_in_house
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import is_in, order_of
from simulator.compiled.stations import serve
from simulator.compiled.stock_lines import (
    any_left,
    ask_for_stock,
    await_stock,
    end_wait,
    is_missing,
    pick_stock,
    take_out_missing,
    wait_again,
)
from simulator.compiled.tours import zone_of
from simulator.compiled.walks import add_stop, walk, walking_time


@compiled
def make_good(shop: Arrays, parcel: int) -> None:
    """The missing lines are taken out, or picked once they are counted and reserved again."""
    if shop.state[c.SHORT_PICKS] == c.TAKE_OUT:
        take_out_missing(shop, parcel)
        go_on_with_the_rest(shop, parcel)
    else:
        happen_at(shop, shop.state[c.NOW] + shop.state[c.RECOUNT], c.COUNTED, parcel)


@compiled
def counted(shop: Arrays, parcel: int) -> None:
    """The count is done: the lines that were written off are asked for again."""
    wait_again(shop, parcel)
    ask_for_stock(shop, parcel, c.AGAIN)


@compiled
def wait_for_what_was_missing(shop: Arrays, parcel: int) -> None:
    """What is reserved again may be short once more."""
    if shop.marks[c.X_SHORT, parcel]:
        await_stock(shop, parcel, shop.state[c.NOW], c.AWAITS_ALL)
    else:
        pick_missing(shop, parcel)


@compiled
def pick_missing(shop: Arrays, parcel: int) -> None:
    """Every line that was asked for again is reserved or taken out; what is there is picked."""
    orders, order = shop.orders, order_of(shop, parcel)
    end_wait(shop, parcel)
    work, zone, stops = orders[c.O_PICK_SETUP, parcel], c.NOBODY, 0
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if shop.flags[c.Z_MISSING, line] and is_in(shop, line, parcel):
            shop.flags[c.Z_MISSING, line] = 0
            work += shop.work[line]
            if shop.state[c.WALKS]:
                stops = add_stop(shop, stops, line)
            if zone == c.NOBODY:
                zone = zone_of(shop, line)
    if zone == c.NOBODY:
        go_on_with_the_rest(shop, parcel)
    else:
        if shop.state[c.WALKS]:
            work += walking_time(shop, walk(shop, stops))
        serve(shop, shop.state[c.PICK_STATION] + zone, c.THEN_PICKED_LATER, parcel, work)


@compiled
def picked_later(shop: Arrays, parcel: int) -> None:
    """What was missing is picked, or what was left for a further parcel; that may be missing."""
    pick_stock(shop, parcel)
    if is_missing(shop, parcel):
        make_good(shop, parcel)
    else:
        way_to_the_dock(shop, parcel)


@compiled
def go_on_with_the_rest(shop: Arrays, parcel: int) -> None:
    """What is left of a parcel is packed; if nothing is, it ends."""
    if any_left(shop, parcel):
        way_to_the_dock(shop, parcel)
    else:
        end_in_house(shop, parcel, c.OUT_OF_STOCK)

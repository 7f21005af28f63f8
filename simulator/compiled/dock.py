"""From the shelf to the dock, as in `simulator/journey.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.ends import end_in_house
from simulator.compiled.kernel import compiled
from simulator.compiled.packing import pack
from simulator.compiled.parcels import first_line
from simulator.compiled.stations import serve
from simulator.compiled.tours import time_alone, zone_of


@compiled
def way_to_the_dock(shop: Arrays, parcel: int) -> None:
    """A parcel is packed and labeled, and waits for its carrier."""
    if shop.state[c.PACK_STATION] == c.NOBODY:
        label(shop, parcel)
    else:
        pack(shop, parcel)


@compiled
def packed(shop: Arrays, parcel: int) -> None:
    """A parcel that is found wrong is picked and packed again; else it is labeled."""
    state = shop.state
    if state[c.PICK_STATION] == c.NOBODY or shop.marks[c.X_REWORK, parcel] == 0:
        label(shop, parcel)
        return
    shop.marks[c.X_REWORK, parcel] -= 1
    station = state[c.PICK_STATION] + zone_of(shop, first_line(shop, parcel))
    serve(shop, station, c.THEN_PICKED_AGAIN, parcel, time_alone(shop, parcel))


@compiled
def label(shop: Arrays, parcel: int) -> None:
    """Every box gets its label; what has lost lines waits for its boxes to be counted."""
    state, orders = shop.state, shop.orders
    if shop.marks[c.X_COUNT_DUE, parcel]:
        shop.links[c.N_COUNTS, state[c.COUNTING]] = parcel
        state[c.COUNTING] += 1
        return
    station = state[c.LABEL_STATION]
    if station == c.NOBODY:
        to_the_dock(shop, parcel)
    else:
        serve(shop, station, c.THEN_LABELED, parcel, orders[c.O_LABEL, parcel])


@compiled
def to_the_dock(shop: Arrays, parcel: int) -> None:
    """A parcel waits for its carrier; without one it is complete."""
    state = shop.state
    if not state[c.HAS_SHIPPING]:
        end_in_house(shop, parcel, c.COMPLETED)
        return
    shop.visits[c.V_SHIPPING, parcel] = state[c.NOW]
    shop.links[c.N_DOCKED, state[c.DOCKED]] = parcel
    state[c.DOCKED] += 1

"""What waits at the stations of a crew, against a threshold."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.pull import waiting_work


@compiled
def is_above(shop: Arrays, crew: int, orders: int, work: int) -> bool:
    """Whether more than so many orders, or so many milliseconds of work, wait for a crew."""
    floor, lists, begin = shop.floor, shop.lists, shop.floor[crew, c.C_STATIONS]
    count = floor[crew, c.C_STATION_COUNT]
    waiting, activity = 0, c.NOBODY
    if orders == c.NOBODY:
        for k in range(count):
            station = lists[begin + k]
            waiting += floor[station, c.F_WORK]
            if floor[station, c.F_PULLS]:
                waiting += waiting_work(shop)
        return waiting > work
    for k in range(count):
        station = lists[begin + k]
        waiting += floor[station, c.F_AGAIN]
        if floor[station, c.F_ACTIVITY] != activity:  # an activity's stations are side by side
            activity = floor[station, c.F_ACTIVITY]
            waiting += shop.state[c.WAITING + activity]
    return waiting > orders

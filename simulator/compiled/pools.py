"""Stations that share crews, and who works where, as in `engine/pool.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.labels import ask_the_service
from simulator.compiled.pull import note_started, offer, withdraw_offers
from simulator.compiled.queues import pop
from simulator.compiled.stations import can_start, start


@compiled
def _is_more_urgent(shop: Arrays, this: int, other: int) -> bool:
    """Whether the next task of a station is before that of another."""
    tasks, floor = shop.tasks, shop.floor
    a, b = floor[this, c.F_HEAD], floor[other, c.F_HEAD]
    for column in (c.T_PRIORITY, c.T_ENTERED, c.T_NUMBER):
        if tasks[a, column] != tasks[b, column]:
            return tasks[a, column] < tasks[b, column]
    return False


@compiled
def _start_next(shop: Arrays, station: int, crew: int) -> None:
    """Start the first task of a queue."""
    task = pop(shop, station)
    state = shop.state
    asks = state[c.LABEL_SERVICE] and station == state[c.LABEL_STATION]
    if asks and shop.tasks[task, c.T_RESUMED] == 0:
        ask_the_service(shop, task)
    start(shop, task, crew)


@compiled
def _place_of(shop: Arrays, station: int, crew: int) -> int:
    """At which place a crew is sent to a station; NOBODY if it may not work there."""
    begin = shop.floor[station, c.F_CREWS]
    for k in range(shop.floor[station, c.F_CREW_COUNT]):
        if shop.lists[begin + k] == crew:
            return k
    return c.NOBODY


@compiled
def _is_better(shop: Arrays, crew: int, this: int, other: int) -> bool:
    """Whether a crew would rather work at one station than at another."""
    floor, prefers = shop.floor, shop.floor[crew, c.C_PREFERS]
    if prefers == c.HOME_FIRST:
        home = floor[crew, c.C_HOME]
        here, there = floor[this, c.F_ACTIVITY] == home, floor[other, c.F_ACTIVITY] == home
        if here != there:
            return here
    elif prefers == c.LONGEST_QUEUE and floor[this, c.F_COUNT] != floor[other, c.F_COUNT]:
        return floor[this, c.F_COUNT] > floor[other, c.F_COUNT]
    return _is_more_urgent(shop, this, other)


@compiled
def _named_by(shop: Arrays, pool: int, crew: int) -> int:
    """The station at which a crew with a free head would work; NOBODY if at none."""
    floor, begin, named = shop.floor, shop.floor[pool, c.P_STATIONS], c.NOBODY
    for k in range(floor[pool, c.P_STATION_COUNT]):
        station = shop.lists[begin + k]
        able = can_start(shop, station) and _place_of(shop, station, crew) != c.NOBODY
        if able and (named == c.NOBODY or _is_better(shop, crew, station, named)):
            named = station
    return named


@compiled
def _start_preferred(shop: Arrays, pool: int) -> None:
    """Start the task that is next where crews prefer otherwise than by urgency."""
    floor, lists = shop.floor, shop.lists
    chosen, by, rank = c.NOBODY, c.NOBODY, 0
    begin = floor[pool, c.P_STATIONS]
    for k in range(floor[pool, c.P_STATION_COUNT]):
        station = lists[begin + k]
        able = floor[station, c.F_CREW_COUNT] == 0 and can_start(shop, station)
        if able and (chosen == c.NOBODY or _is_more_urgent(shop, station, chosen)):
            chosen = station
    begin = floor[pool, c.P_CREWS]
    for k in range(floor[pool, c.P_CREW_COUNT]):
        crew = lists[begin + k]
        if floor[crew, c.C_FREE] <= 0:
            continue
        station = _named_by(shop, pool, crew)
        if station == c.NOBODY:
            continue
        place = _place_of(shop, station, crew)
        goes_first = chosen == c.NOBODY or _is_more_urgent(shop, station, chosen)
        if goes_first or (place < rank and not _is_more_urgent(shop, chosen, station)):
            chosen, by, rank = station, crew, place
    _start_next(shop, chosen, by)


@compiled
def _start_one(shop: Arrays, pool: int) -> bool:
    """Start the task that is next; whether one could start."""
    floor, begin = shop.floor, shop.floor[pool, c.P_STATIONS]
    count, chosen = 0, c.NOBODY
    for k in range(floor[pool, c.P_STATION_COUNT]):
        station = shop.lists[begin + k]
        if can_start(shop, station):
            count += 1
            if chosen == c.NOBODY or _is_more_urgent(shop, station, chosen):
                chosen = station
    if count == 0:
        return False
    if count == 1 or floor[pool, c.P_ALIKE]:
        _start_next(shop, chosen, c.NOBODY)
    else:
        _start_preferred(shop, pool)
    return True


@compiled
def settle_pool(shop: Arrays, pool: int) -> None:
    """Start tasks until none can start; batches may form when somebody is free to begin them."""
    pulls = shop.floor[pool, c.P_PULL]
    if not pulls:
        while _start_one(shop, pool):
            pass
        return
    offer(shop)
    while _start_one(shop, pool):
        note_started(shop)
        offer(shop)
    withdraw_offers(shop)


@compiled
def settle_pools(shop: Arrays) -> None:
    """All pools at which something has changed."""
    state, floor = shop.state, shop.floor
    state[c.DUE_CREWS] = 0
    for pool in range(state[c.POOLS], state[c.POOLS] + state[c.POOL_COUNT]):
        if floor[pool, c.P_UNSETTLED]:
            floor[pool, c.P_UNSETTLED] = 0
            settle_pool(shop, pool)

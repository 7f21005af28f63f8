"""Batches that form when a picker is free, as in `stages/picking/methods/pull.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.events import happen_at
from simulator.compiled.groups import (
    count_and_first_entry,
    first_row,
    list_members,
    remove_members,
    room_for,
)
from simulator.compiled.kernel import compiled
from simulator.compiled.queues import free_task, new_task, withdraw
from simulator.compiled.release import is_ready
from simulator.compiled.stations import has_head, put_in_queue
from simulator.compiled.tours import keep_row, time_of


@compiled
def offer(shop: Arrays) -> None:
    """Put what could begin now into the queue, of each group one batch."""
    state, slots, station = shop.state, shop.slots, shop.state[c.PICK_STATION]
    row = state[c.GROUPS]
    if row == c.NOBODY or not has_head(shop, station) or shop.floor[station, c.F_FREE] <= 0:
        return
    since = state[c.FREE_SINCE]
    gathers = since != c.NEVER and since < state[c.NOW]
    while row != c.NOBODY:
        count, first = count_and_first_entry(shop, row)
        ready = not gathers or is_ready(shop, count, state[c.NOW] - first)
        if ready and slots[row, c.G_OFFER] == c.NOBODY:
            slots[row, c.G_OFFER] = _offered(shop, row, min(count, state[c.BATCH_SIZE]))
        row = first_row(shop, c.GROUPS, slots[row, c.G_KEY] + 1)


@compiled
def _offered(shop: Arrays, row: int, count: int) -> int:
    """The first orders of a group as a task in the queue, by when the first of them came."""
    state, place = shop.state, shop.state[c.TEMPORARY] - count
    if place < state[c.MEMBERS]:
        raise FullError("lists")
    state[c.TEMPORARY] = place
    list_members(shop, row, count, place)
    came = c.MUCH
    for k in range(count):
        came = min(came, shop.orders[c.O_ENTRY, shop.lists[place + k]])
    first = place if count > 1 else shop.lists[place]
    work = time_of(shop, place, count)
    task = new_task(shop, state[c.PICK_STATION], c.THEN_TOUR, first, count, work)
    shop.tasks[task, c.T_BEGINS] = c.NEVER
    put_in_queue(shop, task, came)
    return task


@compiled
def note_started(shop: Arrays) -> None:
    """Of the batches on offer, those that somebody has taken are formed."""
    slots, row = shop.slots, shop.state[c.GROUPS]
    while row != c.NOBODY:
        key, task = slots[row, c.G_KEY], slots[row, c.G_OFFER]
        if task != c.NOBODY and shop.tasks[task, c.T_BEGINS] != c.NEVER:
            slots[row, c.G_OFFER] = c.NOBODY
            _form(shop, row, task)
        row = first_row(shop, c.GROUPS, key + 1)


@compiled
def _form(shop: Arrays, row: int, task: int) -> None:
    """Somebody who was free has begun a tour; it is formed by that."""
    state, tasks, lists = shop.state, shop.tasks, shop.lists
    count = tasks[task, c.T_COUNT]
    place = room_for(shop, count)
    list_members(shop, row, count, place)
    if count > 1:
        tasks[task, c.T_FIRST] = place
    for k in range(count):
        shop.orders[c.O_TOUR, lists[place + k]] = state[c.STARTED]
    if state[c.WALKS]:
        keep_row(shop, state[c.STARTED], place, count)
    state[c.STARTED] += 1
    remove_members(shop, c.GROUPS, row, count)


@compiled
def withdraw_offers(shop: Arrays) -> None:
    """Nobody can start any more: what is on offer is not, and who is free waits."""
    state, slots, row = shop.state, shop.slots, shop.state[c.GROUPS]
    earliest = c.MUCH
    while row != c.NOBODY:
        if slots[row, c.G_OFFER] != c.NOBODY:
            withdraw(shop, slots[row, c.G_OFFER])
            free_task(shop, slots[row, c.G_OFFER])
            slots[row, c.G_OFFER] = c.NOBODY
        earliest = min(earliest, count_and_first_entry(shop, row)[1])
        row = first_row(shop, c.GROUPS, slots[row, c.G_KEY] + 1)
    state[c.TEMPORARY] = len(shop.lists)
    station = state[c.PICK_STATION]
    if shop.floor[station, c.F_CREW_COUNT]:
        if not has_head(shop, station):
            state[c.FREE_SINCE] = c.NEVER
        elif state[c.FREE_SINCE] == c.NEVER:
            state[c.FREE_SINCE] = state[c.NOW]
    if earliest != c.MUCH and state[c.FREE_SINCE] != c.NEVER:
        moment = earliest + state[c.BATCH_PATIENCE]
        if moment > state[c.NOW] and moment != state[c.ALARM_PULL]:
            state[c.ALARM_PULL] = moment
            happen_at(shop, moment, c.PULL_ALARM, c.NOTHING)


@compiled
def waiting_work(shop: Arrays) -> int:
    """Milliseconds of work that wait for a picker, as the batches that they would make now."""
    state, row, work = shop.state, shop.state[c.GROUPS], 0
    while row != c.NOBODY:
        key, kept = shop.slots[row, c.G_KEY], state[c.MEMBERS]
        left = count_and_first_entry(shop, row)[0]
        place = room_for(shop, left)
        list_members(shop, row, left, place)
        while left > 0:
            count = min(left, state[c.BATCH_SIZE])
            work += time_of(shop, place, count)
            place, left = place + count, left - count
        state[c.MEMBERS] = kept
        row = first_row(shop, c.GROUPS, key + 1)
    return work

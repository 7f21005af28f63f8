"""Orders that wait for a tour: lists by group and priority, sorted by both."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled
from simulator.compiled.stations import deadline_of


@compiled
def new_slot(shop: Arrays) -> int:
    """A free row of `slots`; the last column links the free ones."""
    state = shop.state
    slot = state[c.SLOT_FREE]
    if slot != c.NOBODY:
        state[c.SLOT_FREE] = shop.slots[slot, c.SLOT_SIZE - 1]
        return slot
    slot = state[c.SLOTS]
    if slot == len(shop.slots):
        raise FullError("slots")
    state[c.SLOTS] = slot + 1
    return slot


@compiled
def free_slot(shop: Arrays, slot: int) -> None:
    """The row may be used again."""
    shop.slots[slot, c.SLOT_SIZE - 1] = shop.state[c.SLOT_FREE]
    shop.state[c.SLOT_FREE] = slot


@compiled
def group_of(shop: Arrays, order: int) -> int:
    """The group of an order: only orders of one group may share a tour."""
    by = shop.state[c.GROUP_BY]
    if by == c.ANY:
        return 0
    return shop.marks[c.X_CLASS, order] if by == c.BY_CLASS else deadline_of(shop, order)


@compiled
def _row_for(shop: Arrays, head: int, key: int, priority: int) -> int:
    """The row of a group and priority, a new one if there is none."""
    state, slots = shop.state, shop.slots
    before, here = c.NOBODY, state[head]
    while here != c.NOBODY:
        if slots[here, c.G_KEY] > key:
            break
        if slots[here, c.G_KEY] == key and slots[here, c.G_PRIORITY] >= priority:
            break
        before, here = here, slots[here, c.G_NEXT]
    is_there = here != c.NOBODY and slots[here, c.G_KEY] == key
    if is_there and slots[here, c.G_PRIORITY] == priority:
        return here
    row = new_slot(shop)
    slots[row, c.G_KEY] = key
    slots[row, c.G_PRIORITY] = priority
    slots[row, c.G_FIRST] = c.NOBODY
    slots[row, c.G_LAST] = c.NOBODY
    slots[row, c.G_COUNT] = 0
    slots[row, c.G_OFFER] = c.NOBODY
    slots[row, c.G_NEXT] = here
    if before == c.NOBODY:
        state[head] = row
    else:
        slots[before, c.G_NEXT] = row
    return row


@compiled
def add_member(shop: Arrays, head: int, key: int, order: int) -> None:
    """An order waits in a group; of one priority the first is who came first, then the number."""
    slots, orders = shop.slots, shop.orders
    row = _row_for(shop, head, key, shop.marks[c.X_PRIORITY, order])
    entry = orders[c.O_ENTRY, order]
    before, after = slots[row, c.G_LAST], c.NOBODY
    while before != c.NOBODY:
        if orders[c.O_ENTRY, before] < entry:
            break
        if orders[c.O_ENTRY, before] == entry and before < order:
            break
        before, after = shop.links[c.N_BEFORE, before], before
    shop.links[c.N_BEFORE, order] = before
    shop.links[c.N_NEXT, order] = after
    if before == c.NOBODY:
        slots[row, c.G_FIRST] = order
    else:
        shop.links[c.N_NEXT, before] = order
    if after == c.NOBODY:
        slots[row, c.G_LAST] = order
    else:
        shop.links[c.N_BEFORE, after] = order
    slots[row, c.G_COUNT] += 1


@compiled
def first_row(shop: Arrays, head: int, key: int) -> int:
    """The first row of this group, or of the next one if it has none; NOBODY after the last."""
    row = shop.state[head]
    while row != c.NOBODY and shop.slots[row, c.G_KEY] < key:
        row = shop.slots[row, c.G_NEXT]
    return row


@compiled
def count_and_first_entry(shop: Arrays, row: int) -> tuple[int, int]:
    """How many wait in the group of its first row, and when the first of them came."""
    slots, count, first = shop.slots, 0, c.MUCH
    key = slots[row, c.G_KEY]
    while row != c.NOBODY and slots[row, c.G_KEY] == key:
        count += slots[row, c.G_COUNT]
        first = min(first, shop.orders[c.O_ENTRY, slots[row, c.G_FIRST]])
        row = slots[row, c.G_NEXT]
    return count, first


@compiled
def list_members(shop: Arrays, row: int, size: int, place: int) -> int:
    """Write the first orders of a group to a place in `lists`, `size` at most; how many."""
    slots, lists, count = shop.slots, shop.lists, 0
    key = slots[row, c.G_KEY]
    while row != c.NOBODY and slots[row, c.G_KEY] == key:
        order = slots[row, c.G_FIRST]
        while order != c.NOBODY and count < size:
            lists[place + count] = order
            count += 1
            order = shop.links[c.N_NEXT, order]
        row = slots[row, c.G_NEXT]
    return count


@compiled
def room_for(shop: Arrays, count: int) -> int:
    """A place in `lists` for so many orders, which is kept."""
    place = shop.state[c.MEMBERS]
    if place + count > shop.state[c.TEMPORARY]:
        raise FullError("lists")
    shop.state[c.MEMBERS] = place + count
    return place


@compiled
def remove_members(shop: Arrays, head: int, row: int, count: int) -> None:
    """The first orders of a group do not wait any more; rows without any are freed."""
    state, slots = shop.state, shop.slots
    while count > 0:
        gone = min(count, slots[row, c.G_COUNT])
        order = slots[row, c.G_FIRST]
        for _ in range(gone):
            order = shop.links[c.N_NEXT, order]
        count -= gone
        slots[row, c.G_COUNT] -= gone
        slots[row, c.G_FIRST] = order
        after = slots[row, c.G_NEXT]
        if order != c.NOBODY:
            shop.links[c.N_BEFORE, order] = c.NOBODY
            return
        if state[head] == row:
            state[head] = after
        else:
            before = state[head]
            while slots[before, c.G_NEXT] != row:
                before = slots[before, c.G_NEXT]
            slots[before, c.G_NEXT] = after
        free_slot(shop, row)
        row = after


@compiled
def take_members(shop: Arrays, head: int, row: int, size: int) -> tuple[int, int]:
    """The first orders of a group leave together: (their place in `lists`, how many)."""
    count = min(count_and_first_entry(shop, row)[0], size)
    place = room_for(shop, count)
    list_members(shop, row, count, place)
    remove_members(shop, head, row, count)
    return place, count

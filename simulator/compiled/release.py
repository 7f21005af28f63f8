"""When orders go to picking together, as in `stages/picking/methods`: batches and waves."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.events import happen_at
from simulator.compiled.groups import (
    add_member,
    count_and_first_entry,
    first_row,
    group_of,
    list_members,
    remove_members,
    take_members,
)
from simulator.compiled.kernel import compiled
from simulator.compiled.stations import rank_alone, settle_pool_later
from simulator.compiled.tours import start_tour


@compiled
def wait_for_a_tour(shop: Arrays, order: int) -> None:
    """An order begins to wait for its batch or wave."""
    state = shop.state
    shop.orders[c.O_ENTRY, order] = state[c.NOW]
    if state[c.RELEASE] == c.WHEN_FULL:
        add_member(shop, c.GROUPS, group_of(shop, order), order)
        state[c.DUE_BATCHES] = 1
    elif state[c.RELEASE] == c.WHEN_FREE:
        rank_alone(shop, state[c.PICK_STATION], order)
        add_member(shop, c.GROUPS, group_of(shop, order), order)
        settle_pool_later(shop, state[c.PICK_STATION])
    else:
        wave = shop.marks[c.X_CARRIER, order] if state[c.WAVES_BY_CARRIER] else 0
        add_member(shop, c.GROUPS_WAVE, wave, order)
        if shop.lists[state[c.WAVES_CAME] + wave] == state[c.NOW]:
            state[c.DUE_BATCHES] = 1


@compiled
def is_ready(shop: Arrays, count: int, waited: int) -> bool:
    """Whether a batch of those that wait leaves: it is full, or one has waited enough."""
    return count >= shop.state[c.BATCH_SIZE] or waited >= shop.state[c.BATCH_PATIENCE]


@compiled
def _settle_batches(shop: Arrays) -> None:
    """Form what is full and what has waited enough, group by group."""
    state, now, earliest = shop.state, shop.state[c.NOW], c.MUCH
    row = state[c.GROUPS]
    while row != c.NOBODY:
        key = shop.slots[row, c.G_KEY]
        while row != c.NOBODY and shop.slots[row, c.G_KEY] == key:
            count, first = count_and_first_entry(shop, row)
            if not is_ready(shop, count, now - first):
                earliest = min(earliest, first)
                break
            place, count = take_members(shop, c.GROUPS, row, state[c.BATCH_SIZE])
            start_tour(shop, place, count)
            row = first_row(shop, c.GROUPS, key)
        row = first_row(shop, c.GROUPS, key + 1)
    if earliest != c.MUCH:
        moment = earliest + state[c.BATCH_PATIENCE]
        if moment != state[c.ALARM_BATCH]:
            state[c.ALARM_BATCH] = moment
            happen_at(shop, moment, c.BATCH_ALARM, c.NOTHING)


@compiled
def _settle_waves(shop: Arrays) -> None:
    """Release what waits for the waves of this moment, group by group, in batches."""
    state, slots = shop.state, shop.slots
    row = state[c.GROUPS_WAVE]
    while row != c.NOBODY:
        wave = slots[row, c.G_KEY]
        if shop.lists[state[c.WAVES_CAME] + wave] == state[c.NOW]:
            _regroup(shop, row)
            group = state[c.GROUPS]
            while group != c.NOBODY:
                place, count = take_members(shop, c.GROUPS, group, state[c.BATCH_SIZE])
                start_tour(shop, place, count)
                group = state[c.GROUPS]
        row = first_row(shop, c.GROUPS_WAVE, wave + 1)


@compiled
def _regroup(shop: Arrays, row: int) -> None:
    """The orders of a wave wait in their groups from now on."""
    state, count = shop.state, count_and_first_entry(shop, row)[0]
    place = state[c.MEMBERS]
    if place + count > state[c.TEMPORARY]:
        raise FullError("lists")
    list_members(shop, row, count, place)
    remove_members(shop, c.GROUPS_WAVE, row, count)
    for k in range(count):
        order = shop.lists[place + k]
        add_member(shop, c.GROUPS, group_of(shop, order), order)


@compiled
def settle_batches(shop: Arrays) -> None:
    """The rank of batches."""
    shop.state[c.DUE_BATCHES] = 0
    if shop.state[c.RELEASE] == c.IN_WAVES:
        _settle_waves(shop)
    else:
        _settle_batches(shop)

"""The roster's agenda: what is due and when, sorted by moment, kind, crew and team.

Other events are in events.py.
"""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.events import happen_at
from simulator.compiled.groups import new_slot
from simulator.compiled.kernel import compiled


@compiled
def _is_before(shop: Arrays, this: int, other: int) -> bool:
    slots = shop.slots
    for column in range(c.A_NEXT):
        if slots[this, column] != slots[other, column]:
            return slots[this, column] < slots[other, column]
    return False


@compiled
def due_later(
    shop: Arrays, moment: int, kind: int, crew: int, team: int, heads: int, work: int
) -> None:
    """Something is due, unless that is at the horizon or later."""
    state, slots = shop.state, shop.slots
    if moment >= state[c.HORIZON]:
        return
    due = new_slot(shop)
    slots[due, c.A_MOMENT] = moment
    slots[due, c.A_KIND] = kind
    slots[due, c.A_CREW] = crew
    slots[due, c.A_TEAM] = team
    slots[due, c.A_HEADS] = heads
    slots[due, c.A_WORK] = work
    slots[due, c.A_FIRST] = c.LAST_BEGUN
    before, here = c.NOBODY, state[c.AGENDA]
    while here != c.NOBODY and _is_before(shop, here, due):
        before, here = here, slots[here, c.A_NEXT]
    slots[due, c.A_NEXT] = here
    if before == c.NOBODY:
        state[c.AGENDA] = due
    else:
        slots[before, c.A_NEXT] = due


@compiled
def take_due(shop: Arrays) -> int:
    """The list of all that is due by now, which is taken off the agenda."""
    state, slots, now = shop.state, shop.slots, shop.state[c.NOW]
    first = state[c.AGENDA]
    last, here = c.NOBODY, first
    while here != c.NOBODY and slots[here, c.A_MOMENT] <= now:
        last, here = here, slots[here, c.A_NEXT]
    if last == c.NOBODY:
        return c.NOBODY
    slots[last, c.A_NEXT] = c.NOBODY
    state[c.AGENDA] = here
    return first


@compiled
def wake(shop: Arrays) -> None:
    """Have the roster settled when the next of it is due."""
    state, first = shop.state, shop.state[c.AGENDA]
    if first != c.NOBODY and shop.slots[first, c.A_MOMENT] != state[c.ALARM_ROSTER]:
        state[c.ALARM_ROSTER] = shop.slots[first, c.A_MOMENT]
        happen_at(shop, state[c.ALARM_ROSTER], c.ROSTER_ALARM, c.NOTHING)

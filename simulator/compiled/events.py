"""What happens later: a heap of whole numbers, each a moment, a kind and a number in one.

Within an instant the kinds come one after the other, and of a kind the lowest number first; the
result does not hang on that (`engine/instants.py`), except that reorders come in as they were made.
"""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled


@compiled
def happen_at(shop: Arrays, moment: int, kind: int, number: int) -> None:
    """Let something happen at a moment, unless that is past the horizon."""
    state, events = shop.state, shop.events
    if moment > state[c.HORIZON]:
        return
    place = state[c.EVENTS]
    if place == len(events):
        raise FullError("events")
    key = (((moment << c.KIND_BITS) | kind) << state[c.SHIFT]) | number
    state[c.EVENTS] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if events[above] <= key:
            break
        events[place] = events[above]
        place = above
    events[place] = key


@compiled
def next_moment(shop: Arrays) -> int:
    """The moment of what happens next; MUCH if nothing does."""
    state = shop.state
    if state[c.EVENTS] == 0:
        return c.MUCH
    return shop.events[0] >> (state[c.SHIFT] + c.KIND_BITS)


@compiled
def take_next(shop: Arrays) -> tuple[int, int]:
    """(kind, number) of what happens next, which is taken off the heap."""
    state, events = shop.state, shop.events
    first = events[0]
    last = state[c.EVENTS] - 1
    state[c.EVENTS] = last
    key = events[last]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and events[below + 1] < events[below]:
            below += 1
        if events[below] >= key:
            break
        events[place] = events[below]
        place = below
    events[place] = key
    number = first & ((1 << state[c.SHIFT]) - 1)
    kind = (first >> state[c.SHIFT]) & ((1 << c.KIND_BITS) - 1)
    return kind, number

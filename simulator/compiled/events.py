"""What happens later: two heaps of whole numbers, each a moment, a kind and a number in one.

One has what happens soon, the services that have begun and the payments under way: tens of numbers.
The other has what is days away, thousands of them, which are so not passed at every service.
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
    state = shop.state
    if moment > state[c.HORIZON]:
        return
    key = (((moment << c.KIND_BITS) | kind) << state[c.SHIFT]) | number
    if kind <= c.LAST_SOON:
        _add(shop, c.SOON, c.FIRST, state[c.LATER_AT], key)
    else:
        _add(shop, c.LATER, state[c.LATER_AT], len(shop.events), key)


@compiled
def _add(shop: Arrays, heap: int, begin: int, end: int, key: int) -> None:
    """A number joins a heap; `state[heap]` is how many it has."""
    state, events = shop.state, shop.events
    place = state[heap]
    if begin + place == end:
        raise FullError("events")
    state[heap] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if events[begin + above] <= key:
            break
        events[begin + place] = events[begin + above]
        place = above
    events[begin + place] = key


@compiled
def _first(shop: Arrays) -> int:
    """The lowest number of both heaps; MUCH if both are empty."""
    state, events, key = shop.state, shop.events, c.MUCH
    if state[c.SOON]:
        key = events[0]
    if state[c.LATER]:
        key = min(key, events[state[c.LATER_AT]])
    return key


@compiled
def next_moment(shop: Arrays) -> int:
    """The moment of what happens next; MUCH if nothing does."""
    key = _first(shop)
    return c.MUCH if key == c.MUCH else key >> (shop.state[c.SHIFT] + c.KIND_BITS)


@compiled
def take_next(shop: Arrays) -> tuple[int, int]:
    """(kind, number) of what happens next, which is taken off its heap."""
    state, key = shop.state, _first(shop)
    if state[c.SOON] and shop.events[0] == key:
        _remove_first(shop, c.SOON, c.FIRST)
    else:
        _remove_first(shop, c.LATER, state[c.LATER_AT])
    number = key & ((1 << state[c.SHIFT]) - 1)
    kind = (key >> state[c.SHIFT]) & ((1 << c.KIND_BITS) - 1)
    return kind, number


@compiled
def _remove_first(shop: Arrays, heap: int, begin: int) -> None:
    """The lowest number leaves a heap."""
    state, events = shop.state, shop.events
    last = state[heap] - 1
    state[heap] = last
    key, place = events[begin + last], 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and events[begin + below + 1] < events[begin + below]:
            below += 1
        if events[begin + below] >= key:
            break
        events[begin + place] = events[begin + below]
        place = below
    events[begin + place] = key

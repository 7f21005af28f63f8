"""What happens later: two heaps of rows, each a moment with a kind in one number, and whose it is.

One has what happens soon, the services that have begun and the payments under way: tens of rows.
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
    when = (moment << c.KIND_BITS) | kind
    if kind <= c.LAST_SOON:
        _add(shop, c.SOON, c.FIRST, state[c.LATER_AT], when, number)
    else:
        _add(shop, c.LATER, state[c.LATER_AT], len(shop.events), when, number)


@compiled
def _add(shop: Arrays, heap: int, begin: int, end: int, when: int, number: int) -> None:
    """A row joins a heap; `state[heap]` is how many it has."""
    state, events = shop.state, shop.events
    place = state[heap]
    if begin + place == end:
        raise FullError("events")
    state[heap] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if _comes_first(shop, begin + above, when, number):
            break
        _move(shop, begin + above, begin + place)
        place = above
    events[begin + place, c.H_WHEN] = when
    events[begin + place, c.H_NUMBER] = number


@compiled
def _comes_first(shop: Arrays, row: int, when: int, number: int) -> bool:
    """Whether a row is before another one that is this."""
    if shop.events[row, c.H_WHEN] != when:
        return shop.events[row, c.H_WHEN] < when
    return shop.events[row, c.H_NUMBER] <= number


@compiled
def _move(shop: Arrays, row: int, to: int) -> None:
    shop.events[to, c.H_WHEN] = shop.events[row, c.H_WHEN]
    shop.events[to, c.H_NUMBER] = shop.events[row, c.H_NUMBER]


@compiled
def next_moment(shop: Arrays) -> int:
    """The moment of what happens next; MUCH if nothing does."""
    state, events, when = shop.state, shop.events, c.MUCH
    if state[c.SOON]:
        when = events[c.FIRST, c.H_WHEN]
    if state[c.LATER]:
        when = min(when, events[state[c.LATER_AT], c.H_WHEN])
    return c.MUCH if when == c.MUCH else when >> c.KIND_BITS


@compiled
def take_next(shop: Arrays) -> tuple[int, int]:
    """(kind, number) of what happens next, which is taken off its heap."""
    state, events = shop.state, shop.events
    first = state[c.LATER_AT]
    if state[c.LATER] == 0:
        first = c.FIRST
    elif state[c.SOON] and events[c.FIRST, c.H_WHEN] < events[first, c.H_WHEN]:
        first = c.FIRST  # never the same, since their kinds are not
    kind = events[first, c.H_WHEN] & ((1 << c.KIND_BITS) - 1)
    number = events[first, c.H_NUMBER]
    _remove_first(shop, c.SOON if first == c.FIRST else c.LATER, first)
    return kind, number


@compiled
def _remove_first(shop: Arrays, heap: int, begin: int) -> None:
    """The first row leaves a heap."""
    state, events = shop.state, shop.events
    last = state[heap] - 1
    state[heap] = last
    when, number = events[begin + last, c.H_WHEN], events[begin + last, c.H_NUMBER]
    place = 0
    while True:
        below = begin + 2 * place + 1
        if below >= begin + last:
            break
        if below + 1 < begin + last:
            other = events[below + 1, c.H_WHEN], events[below + 1, c.H_NUMBER]
            if not _comes_first(shop, below, other[0], other[1]):
                below += 1
        if not _comes_first(shop, below, when, number):
            break
        _move(shop, below, begin + place)
        place = below - begin
    events[begin + place, c.H_WHEN] = when
    events[begin + place, c.H_NUMBER] = number

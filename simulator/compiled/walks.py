"""How far a pick tour walks, as in `stages/picking/walking.py` and `policies/routings.py`.

The stops of a tour are written behind the lists that are kept, as the numbers that
`plan_walks.py` gives them: sorted, they are zone by zone, block by block and aisle by aisle.
"""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import is_in, order_of
from simulator.compiled.queues import round_half_even
from simulator.compiled.sorting import sort_list
from simulator.units import SECOND


@compiled
def add_stop(shop: Arrays, count: int, line: int) -> int:
    """A line is one more stop after so many; how many there are then."""
    state, place = shop.state, shop.state[c.MEMBERS] + count
    if place >= state[c.TEMPORARY]:
        raise FullError("lists")
    shop.lists[place] = shop.skus[shop.line_sku[line], c.S_STOP]
    return count + 1


@compiled
def add_stops(shop: Arrays, count: int, parcel: int) -> int:
    """All lines that are left in a parcel are stops, after so many; how many there are then."""
    order = order_of(shop, parcel)
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if is_in(shop, line, parcel):
            count = add_stop(shop, count, line)
    return count


@compiled
def walking_time(shop: Arrays, distance: int) -> int:
    """Milliseconds that a distance takes."""
    return round_half_even(distance / shop.speeds[0, c.OF_WALKING] * SECOND)


@compiled
def walk(shop: Arrays, count: int) -> int:
    """Millimeters of the tour to so many stops; zone by zone where each has its own walkways."""
    state, lists = shop.state, shop.lists
    front, end, walked = state[c.MEMBERS], state[c.MEMBERS] + count, 0
    sort_list(shop, front, count)
    while front < end:
        zone = lists[front] // (2 * state[c.BLOCK])
        back = _first_from(shop, front, end, (2 * zone + 1) * state[c.BLOCK])
        until = _first_from(shop, back, end, (2 * zone + 2) * state[c.BLOCK])
        depot = lists[state[c.DEPOTS] + zone]
        if back == until:
            walked += _round(shop, front, back, depot, depot)
        else:
            walked += _two_blocks(shop, front, back, until, depot)
        front = until
    return walked


@compiled
def _first_from(shop: Arrays, begin: int, end: int, number: int) -> int:
    """The place of the first stop that has this number or a higher one."""
    while begin < end and shop.lists[begin] < number:
        begin += 1
    return begin


@compiled
def _across(shop: Arrays, place: int) -> int:
    """Where along the front the aisle of a stop is."""
    state = shop.state
    return shop.lists[place] % state[c.BLOCK] // state[c.STOPS] * state[c.AISLE_SPACING]


@compiled
def _last_is_nearer(shop: Arrays, begin: int, end: int, start: int) -> bool:
    """Whether the rightmost of some stops is nearer than the leftmost."""
    return abs(start - _across(shop, end - 1)) < abs(start - _across(shop, begin))


@compiled
def _round(shop: Arrays, begin: int, end: int, start: int, goal: int) -> int:
    """From `start` on the cross aisle to the nearer end of the front's stops, and to `goal`."""
    if begin == end:
        return abs(start - goal)
    backward = _last_is_nearer(shop, begin, end, start)
    inside, left_at = _serve(shop, begin, end, backward, shop.state[c.FRONT_LENGTH])
    entered = _across(shop, end - 1 if backward else begin)
    return abs(start - entered) + inside + abs(left_at - goal)


@compiled
def _two_blocks(shop: Arrays, front: int, back: int, end: int, depot: int) -> int:
    """Up the leftmost aisle, the back block from the middle, down, the rest of the front block."""
    half = shop.state[c.FRONT_LENGTH]
    up = min(_across(shop, front), _across(shop, back))
    backward = _last_is_nearer(shop, back, end, up)
    inside, now = _serve(shop, back, end, backward, shop.state[c.BACK_LENGTH])
    entered = _across(shop, end - 1 if backward else back)
    walked = abs(depot - up) + half + abs(up - entered) + inside
    while front < back and _across(shop, front) == up:
        front += 1
    if front == back:
        return walked + half + abs(now - depot)
    backward = _last_is_nearer(shop, front, back, now)
    down = _across(shop, back - 1 if backward else front)
    while front < back and backward and _across(shop, back - 1) == down:
        back -= 1
    while front < back and not backward and _across(shop, front) == down:
        front += 1
    return walked + abs(now - down) + half + _round(shop, front, back, down, depot)


@compiled
def _serve(shop: Arrays, begin: int, end: int, backward: bool, length: int) -> tuple[int, int]:
    """(millimeters from the first aisle's end, across where the picker comes out)."""
    lists, stops, routing = shop.lists, shop.state[c.STOPS], shop.state[c.ROUTING]
    low, high = _across(shop, begin), _across(shop, end - 1)
    aisles = there = between = leftmost = farthest = 0
    here = begin
    while here < end:
        aisle, farthest = lists[here] // stops, lists[here] % stops
        gap = farthest
        while here < end and lists[here] // stops == aisle:
            gap = max(gap, lists[here] % stops - farthest)
            farthest = lists[here] % stops
            here += 1
        gap = max(gap, length - farthest)
        aisles += 1
        there += 2 * farthest
        if aisles == 1:
            leftmost = farthest
        elif here < end:
            between += 2 * (length - gap)
    left_at = low if backward else high
    if routing == c.THERE_AND_BACK:
        return high - low + there, left_at
    if routing == c.S_SHAPE:
        odd = 2 * (leftmost if backward else farthest) if aisles % 2 else 0
        return high - low + aisles // 2 * 2 * length + odd, left_at
    if aisles == 1:
        return 2 * farthest, low
    return 2 * length + between + 2 * (high - low), high if backward else low

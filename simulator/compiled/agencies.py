"""Crews on call, as in `engine/agency.py`: judged by the clock, called, and sent home."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.agenda import due_later
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.backlog import is_above
from simulator.compiled.crews import join, set_heads
from simulator.compiled.groups import new_slot
from simulator.compiled.kernel import compiled

# windows in `lists`: begin, end, heads, present
WINDOW_SIZE = 4


@compiled
def _open_at(shop: Arrays, crew: int, moment: int) -> int:
    """The place in `lists` of the window that is open; NOBODY if none is."""
    floor, lists = shop.floor, shop.lists
    begin, open_window = floor[crew, c.C_WINDOWS], c.NOBODY
    for k in range(floor[crew, c.C_WINDOW_COUNT]):
        window = begin + WINDOW_SIZE * k
        if lists[window] > moment:
            break
        open_window = window if moment < lists[window + 1] else c.NOBODY
    return open_window


@compiled
def _first_open(shop: Arrays, crew: int, moment: int) -> int:
    """The first moment from this one on at which a window is open; NEVER if there is none."""
    floor, lists = shop.floor, shop.lists
    if _open_at(shop, crew, moment) != c.NOBODY:
        return moment
    begin = floor[crew, c.C_WINDOWS]
    for k in range(floor[crew, c.C_WINDOW_COUNT]):
        if lists[begin + WINDOW_SIZE * k] > moment:
            return lists[begin + WINDOW_SIZE * k]
    return c.NEVER


@compiled
def _judge(shop: Arrays, crew: int) -> None:
    """Call a crew or send it home."""
    floor, now = shop.floor, shop.state[c.NOW]
    above = is_above(shop, crew, floor[crew, c.C_ABOVE_ORDERS], floor[crew, c.C_ABOVE_WORK])
    called = floor[crew, c.C_CALLED]
    if called == c.NEVER:
        if above:
            arrival = _first_open(shop, crew, now + floor[crew, c.C_LEAD_TIME])
            floor[crew, c.C_CALLED] = arrival
            if arrival > now:
                due_later(shop, arrival, c.CHECK, crew, c.NOTHING, c.NOTHING, c.FINISH)
    elif not above and now >= called + floor[crew, c.C_STAY]:
        floor[crew, c.C_CALLED] = c.NEVER
    moment = now + floor[crew, c.C_JUDGED_EVERY]
    due_later(shop, moment, c.JUDGE, crew, c.NOTHING, c.NOTHING, c.FINISH)


@compiled
def judge_and_send(shop: Arrays, due: int) -> int:
    """Judge the crews on call; who is wanted comes; a list of teams that go."""
    state, slots, floor = shop.state, shop.slots, shop.floor
    each, some = due, False
    while each != c.NOBODY:
        if slots[each, c.A_KIND] <= c.CHECK:
            some = True
            if slots[each, c.A_KIND] == c.JUDGE:
                _judge(shop, slots[each, c.A_CREW])
        each = slots[each, c.A_NEXT]
    going = c.NOBODY
    if some:
        for crew in range(state[c.CREWS_AT], state[c.CREWS_AT] + state[c.CREW_COUNT]):
            if floor[crew, c.C_ON_CALL] and _concerns(shop, due, crew):
                going = _come_or_go(shop, crew, going)
    return going


@compiled
def _concerns(shop: Arrays, due: int, crew: int) -> bool:
    slots = shop.slots
    while due != c.NOBODY:
        if slots[due, c.A_KIND] <= c.CHECK and slots[due, c.A_CREW] == crew:
            return True
        due = slots[due, c.A_NEXT]
    return False


@compiled
def _come_or_go(shop: Arrays, crew: int, going: int) -> int:
    """A crew comes in its window and goes at its end; `going` with its team if that goes."""
    floor, slots, lists, now = shop.floor, shop.slots, shop.lists, shop.state[c.NOW]
    window, called = c.NOBODY, floor[crew, c.C_CALLED]
    if called != c.NEVER and now >= called:
        window = _open_at(shop, crew, now)
    here = floor[crew, c.C_PRESENT]
    if here != c.NOBODY and floor[crew, c.C_PRESENT_WINDOW] != window:
        floor[crew, c.C_PRESENT] = c.NOBODY
        due = new_slot(shop)
        slots[due, c.A_KIND] = c.GO
        slots[due, c.A_CREW] = crew
        slots[due, c.A_TEAM] = here
        slots[due, c.A_HEADS] = 0
        slots[due, c.A_WORK] = c.FINISH
        slots[due, c.A_FIRST] = c.LAST_BEGUN
        slots[due, c.A_NEXT] = going
        going = due
        here = c.NOBODY
    if window != c.NOBODY and here == c.NOBODY:
        team = _new_team(shop, crew, window)
        floor[crew, c.C_PRESENT] = team
        floor[crew, c.C_PRESENT_WINDOW] = window
        join(shop, team)
        set_heads(shop, team, lists[window + 3])
    return going


@compiled
def _new_team(shop: Arrays, crew: int, window: int) -> int:
    state, floor = shop.state, shop.floor
    team = state[c.ROWS]
    if team == len(floor):
        raise FullError("floor")
    state[c.ROWS] = team + 1
    floor[team, c.E_CREW] = crew
    floor[team, c.E_HEADS] = 0
    floor[team, c.E_BUSY] = 0
    floor[team, c.E_GONE] = 0
    floor[team, c.E_ENDED] = c.NEVER
    floor[team, c.E_OVERTIME_SINCE] = c.NEVER
    floor[team, c.E_MAY_STOP] = 0
    floor[team, c.E_RUNNING] = c.NOBODY
    floor[team, c.E_NEXT] = c.NOBODY
    floor[team, c.E_PRESENT] = shop.lists[window + 3]
    floor[team, c.E_PAYS_PAUSES] = 1
    floor[team, c.E_STEP] = 0
    floor[team, c.E_WINDOW] = window
    floor[team, c.E_BEGAN] = state[c.NOW]
    return team

"""The roster at work, as in `engine/roster.py`: people come, pause, stay, are called and go."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.agencies import judge_and_send
from simulator.compiled.agenda import due_later, take_due, wake
from simulator.compiled.arrays import Arrays
from simulator.compiled.backlog import is_above
from simulator.compiled.crews import go, join, set_heads
from simulator.compiled.groups import free_slot
from simulator.compiled.kernel import compiled
from simulator.compiled.queues import comes_before
from simulator.compiled.records import extra_heads
from simulator.compiled.stations import forget, hand_over, put_back, settle_pool_later, stop


@compiled
def settle_roster(shop: Arrays) -> None:
    """All that is due now: judgments, then who comes or comes back, then who pauses or goes."""
    state, slots, floor = shop.state, shop.slots, shop.floor
    state[c.DUE_ROSTER] = 0
    due = take_due(shop)
    _see_who_stays(shop, due)
    going = judge_and_send(shop, due)
    each = due
    while each != c.NOBODY:
        team = slots[each, c.A_TEAM]
        if slots[each, c.A_KIND] == c.COME:
            join(shop, team)
            set_heads(shop, team, floor[team, c.E_PRESENT])
        elif slots[each, c.A_KIND] == c.COME_BACK:
            set_heads(shop, team, floor[team, c.E_HEADS] + slots[each, c.A_HEADS])
        each = slots[each, c.A_NEXT]
    _pause_and_go(shop, due, going)
    each = due
    while each != c.NOBODY:
        crew = slots[each, c.A_CREW]
        for k in range(floor[crew, c.C_STATION_COUNT]):
            settle_pool_later(shop, shop.lists[floor[crew, c.C_STATIONS] + k])
        after = slots[each, c.A_NEXT]
        free_slot(shop, each)
        each = after
    wake(shop)


@compiled
def _see_who_stays(shop: Arrays, due: int) -> None:
    """Teams that should go stay on for a step of overtime where too much waits."""
    slots = shop.slots
    while due != c.NOBODY:
        if slots[due, c.A_KIND] == c.GO and _stays(shop, due):
            slots[due, c.A_KIND] = c.STAYS
        due = slots[due, c.A_NEXT]


@compiled
def _stays(shop: Arrays, due: int) -> bool:
    floor, slots, now = shop.floor, shop.slots, shop.state[c.NOW]
    team = slots[due, c.A_TEAM]
    if floor[team, c.E_STEP] == 0:
        return False
    last = floor[team, c.E_STINT_ENDS] + floor[team, c.E_UP_TO]
    above_orders, above_work = floor[team, c.E_ABOVE_ORDERS], floor[team, c.E_ABOVE_WORK]
    if now >= last or not is_above(shop, slots[due, c.A_CREW], above_orders, above_work):
        return False
    if floor[team, c.E_OVERTIME_SINCE] == c.NEVER:
        floor[team, c.E_OVERTIME_SINCE] = now
    moment = min(now + floor[team, c.E_STEP], last)
    due_later(shop, moment, c.GO, slots[due, c.A_CREW], team, c.NOTHING, slots[due, c.A_WORK])
    return True


@compiled
def _pause_and_go(shop: Arrays, due: int, going: int) -> None:
    """People pause or go; what they had begun is finished, passed on or put back."""
    slots = shop.slots
    left = c.NOBODY
    each = due
    while each != c.NOBODY:
        if slots[each, c.A_KIND] == c.PAUSE:
            left = _withdraw_people(shop, each, left)
        each = slots[each, c.A_NEXT]
    each = due
    while each != c.NOBODY:
        if slots[each, c.A_KIND] == c.GO:
            left = _withdraw_people(shop, each, left)
        each = slots[each, c.A_NEXT]
    while going != c.NOBODY:
        left = _withdraw_people(shop, going, left)
        after = slots[going, c.A_NEXT]
        free_slot(shop, going)
        going = after
    tasks = shop.tasks
    while left != c.NOBODY:
        after = tasks[left, c.T_LEFT]
        if tasks[left, c.T_MACHINE] != c.HANDOVER or not hand_over(shop, left):
            put_back(shop, left, c.AHEAD_OF_ALL)
        left = after


@compiled
def _withdraw_people(shop: Arrays, due: int, left: int) -> int:
    """Some of a team pause, or all of it goes; `left` with the work that they stop added."""
    floor, slots = shop.floor, shop.slots
    team = slots[due, c.A_TEAM]
    goes = slots[due, c.A_KIND] == c.GO
    heads, busy = floor[team, c.E_HEADS], floor[team, c.E_BUSY]
    stay = 0 if goes else heads - slots[due, c.A_HEADS]
    if slots[due, c.A_WORK] != c.FINISH:
        excess = busy - stay - (0 if goes else max(busy - heads, 0))
        left = _stop_begun_work(shop, due, excess, left)
    set_heads(shop, team, stay)
    if goes:
        floor[team, c.E_ENDED] = shop.state[c.NOW]
        if floor[team, c.E_OVERTIME_SINCE] != c.NEVER:
            _note_overtime(shop, team)
        go(shop, team)
    return left


@compiled
def _note_overtime(shop: Arrays, team: int) -> None:
    row = shop.state[c.LOGGED]
    extra_heads(shop, team, c.OVERTIME, shop.floor[team, c.E_PRESENT])
    shop.log[row, c.K_BEGIN] = shop.floor[team, c.E_OVERTIME_SINCE]
    shop.log[row, c.K_END] = shop.state[c.NOW]
    shop.log[row, c.K_PAID] = 1


@compiled
def _stop_begun_work(shop: Arrays, due: int, count: int, left: int) -> int:
    """Stop what a team works on; `left` with what remains of it, in the order of the queues."""
    tasks, slots = shop.tasks, shop.slots
    stopped = _stopped_first(shop, slots[due, c.A_TEAM], count, slots[due, c.A_FIRST])
    while stopped != c.NOBODY:
        after = tasks[stopped, c.T_LEFT]
        rest = stop(shop, stopped)
        tasks[rest, c.T_MACHINE] = slots[due, c.A_WORK]
        left = _insert(shop, left, rest)
        stopped = after
    return left


@compiled
def _stopped_first(shop: Arrays, team: int, count: int, by: int) -> int:
    """A list of so many tasks of a team, those that are stopped first, by when they were begun."""
    tasks, floor, first = shop.tasks, shop.floor, c.NOBODY
    while count > 0 and floor[team, c.E_RUNNING] != c.NOBODY:
        chosen = each = floor[team, c.E_RUNNING]
        while each != c.NOBODY:
            if not _is_stopped_before(shop, chosen, each, by):
                chosen = each
            each = tasks[each, c.T_NEXT]
        forget(shop, team, chosen)
        first = _insert_by_begin(shop, first, chosen)
        count -= 1
    return first


@compiled
def _is_stopped_before(shop: Arrays, this: int, other: int, by: int) -> bool:
    """By work left or by class if the break says so; of equals the one that was begun last."""
    tasks, a, b = shop.tasks, 0, 0
    if by == c.MOST_LEFT:
        a, b = tasks[this, c.T_ENDS], tasks[other, c.T_ENDS]
    elif by == c.LEAST_URGENT:
        a, b = tasks[this, c.T_PRIORITY], tasks[other, c.T_PRIORITY]
    return a > b if a != b else _began_later(shop, this, other)


@compiled
def _insert_by_begin(shop: Arrays, first: int, task: int) -> int:
    """The list of tasks with one more, behind those that were not begun later."""
    tasks, before, here = shop.tasks, c.NOBODY, first
    while here != c.NOBODY and not _began_later(shop, here, task):
        before, here = here, tasks[here, c.T_LEFT]
    tasks[task, c.T_LEFT] = here
    if before == c.NOBODY:
        return task
    tasks[before, c.T_LEFT] = task
    return first


@compiled
def _began_later(shop: Arrays, this: int, other: int) -> bool:
    a, b = shop.tasks[this, c.T_BEGINS], shop.tasks[other, c.T_BEGINS]
    if a != b:
        return a > b
    return comes_before(shop, other, this)


@compiled
def _insert(shop: Arrays, left: int, rest: int) -> int:
    """The list of work left with one more, in the order of the queues."""
    tasks, before, here = shop.tasks, c.NOBODY, left
    while here != c.NOBODY and not comes_before(shop, rest, here):
        before, here = here, tasks[here, c.T_LEFT]
    tasks[rest, c.T_LEFT] = here
    if before == c.NOBODY:
        return rest
    tasks[before, c.T_LEFT] = rest
    return left

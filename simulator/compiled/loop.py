"""The clock with an end to every instant, as in `engine/instants.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled import dock, journey, machines, packing, returns, short_picks
from simulator.compiled.arrays import Arrays
from simulator.compiled.ends import end_what_was_sent_off, expect_what_comes_back
from simulator.compiled.events import happen_at, next_moment, take_next
from simulator.compiled.kernel import compiled
from simulator.compiled.pools import settle_pools
from simulator.compiled.queues import free_task, parcel_of
from simulator.compiled.release import settle_batches
from simulator.compiled.roster import settle_roster
from simulator.compiled.stations import finish, put_back, settle_pool_later, stop
from simulator.compiled.stock import (
    come_in,
    release_expired,
    serve_requests,
    serve_waiting_lines,
)
from simulator.compiled.stock_lines import touch
from simulator.compiled.tours import pass_on


@compiled
def advance(shop: Arrays, until: int) -> None:
    """Simulate up to and including a moment, but for the pick-ups of that moment.

    Stops at the end of an instant in which orders wait for their boxes to be counted (COUNTING).
    """
    state, orders = shop.state, shop.orders
    _label_what_was_counted(shop)
    expect_what_comes_back(shop)
    end_what_was_sent_off(shop)
    while True:
        entrance, soonest = state[c.ENTERED], next_moment(shop)
        enters = False
        if entrance < state[c.ENTRANCES] and orders[c.O_ENTERS_AT, entrance] <= soonest:
            enters, soonest = True, orders[c.O_ENTERS_AT, entrance]
        if soonest > state[c.NOW]:
            if state[c.COUNTING]:
                return
            if _settle_first(shop):
                continue
            if soonest > until:
                break
            state[c.NOW] = soonest
        if enters:
            state[c.ENTERED] = entrance + 1
            journey.enter(shop, shop.links[c.N_ENTRANCE, entrance])
        else:
            _happen(shop)
    state[c.NOW] = until


@compiled
def _label_what_was_counted(shop: Arrays) -> None:
    """Orders whose boxes have been counted go on."""
    count = shop.state[c.COUNTING]
    shop.state[c.COUNTING] = 0
    for k in range(count):
        dock.label(shop, shop.links[c.N_COUNTS, k])


@compiled
def _settle_first(shop: Arrays) -> bool:
    """Settle the first rank that is due; what it makes happen now happens before the next."""
    state = shop.state
    if state[c.DUE_STOCK]:
        settle_stock(shop)
    elif state[c.DUE_BATCHES]:
        settle_batches(shop)
    elif state[c.DUE_ROSTER]:
        settle_roster(shop)
    elif state[c.DUE_CREWS]:
        settle_pools(shop)
    else:
        return False
    return True


@compiled
def settle_stock(shop: Arrays) -> None:
    """Release what expired, serve this instant's requests and the waiting lines, reorder."""
    state = shop.state
    state[c.DUE_STOCK] = 0
    release_expired(shop)
    answers = serve_requests(shop)
    serve_waiting_lines(shop)
    state[c.DUE_STOCK] = 0
    stocked = state[c.STOCKED]
    for k in range(answers):
        answer = shop.links[c.N_ANSWER, k]
        journey.reserved(shop, answer >> 1, answer & 1)
    for k in range(stocked):
        journey.stock_came(shop, shop.links[c.N_CAME, k])


@compiled
def _happen(shop: Arrays) -> None:
    """What happens next."""
    state = shop.state
    kind, number = take_next(shop)
    if kind == c.SERVED:
        if shop.tasks[number, c.T_STOPPED] == 0:
            finish(shop, number)
            _go_on(shop, number)
        free_task(shop, number)
    elif kind == c.PAID:
        journey.paid(shop, number)
    elif kind == c.CHECKED_OUT:
        journey.check_out(shop, number)
    elif kind == c.CAME_IN:
        come_in(shop, number)
    elif kind == c.GAVE_UP:
        journey.give_up(shop, number)
    elif kind == c.EXPIRED:
        shop.links[c.N_EXPIRY, state[c.EXPIRING]] = number
        state[c.EXPIRING] += 1
        state[c.DUE_STOCK] = 1
    elif kind == c.COUNTED:
        short_picks.counted(shop, number)
    elif kind == c.CAME_BACK:
        returns.come_back(shop, number)
    elif kind == c.REVIEWED:
        state[c.REVIEW_DUE] = 1
        touch(shop, c.FIRST)
        happen_at(shop, state[c.NOW] + state[c.REVIEW], c.REVIEWED, c.NOTHING)
    elif kind <= c.WAVE_COMES:
        _ring(shop, kind, number)
    elif kind == c.PULL_ALARM:
        settle_pool_later(shop, state[c.PICK_STATION])
    else:
        _machine_changes(shop, kind, number)


@compiled
def _ring(shop: Arrays, kind: int, number: int) -> None:
    """An alarm: something is to be settled at this moment."""
    state = shop.state
    if kind == c.ROSTER_ALARM:
        state[c.DUE_ROSTER] = 1
    else:
        if kind == c.WAVE_COMES:
            shop.lists[state[c.WAVES_CAME] + number] = state[c.NOW]
        state[c.DUE_BATCHES] = 1


@compiled
def _machine_changes(shop: Arrays, kind: int, machine: int) -> None:
    """A machine fails, is repaired, or is taken out of use or put back as planned."""
    station = shop.floor[machine, c.M_STATION]
    task, changed = c.NOBODY, False
    if kind == c.FAILS:
        task = machines.fail_by_clock(shop, machine)
    elif kind == c.FAILS_IN_USE:
        task = machines.fail_in_use(shop, machine)
    elif kind == c.REPAIRED:
        changed = machines.repaired(shop, machine)
    elif kind == c.TAKEN_OUT:
        machines.take_out(shop, machine)
    else:
        changed = machines.come_up(shop, machine, c.AS_PLANNED)
    if task != c.NOBODY:
        put_back(shop, stop(shop, task), c.AT_ITS_PLACE)
    if changed:
        settle_pool_later(shop, station)


@compiled
def _go_on(shop: Arrays, task: int) -> None:
    """What follows a task, for each of its orders."""
    then, count = shop.tasks[task, c.T_THEN], shop.tasks[task, c.T_COUNT]
    first = parcel_of(shop, task, c.FIRST)
    if then == c.THEN_PICKED:
        journey.picked(shop, first)
    elif then == c.THEN_PACKED:
        dock.packed(shop, first)
    elif then == c.THEN_LABELED:
        dock.to_the_dock(shop, first)
    elif then == c.THEN_TOUR:
        for k in range(count):
            journey.picked(shop, parcel_of(shop, task, k))
    elif then == c.THEN_PART:
        _end_part(shop, task)
    elif then == c.THEN_REVIEWED:
        journey.reviewed(shop, first)
    elif then == c.THEN_PICKED_AGAIN:
        packing.pack_again(shop, first)
    elif then == c.THEN_PICKED_LATER:
        short_picks.picked_later(shop, first)
    else:
        returns.inspected(shop, first)


@compiled
def _end_part(shop: Arrays, task: int) -> None:
    """A zone has picked its part of a tour; orders that are complete go on."""
    lists, tasks = shop.lists, shop.tasks
    if shop.state[c.ZONES] == c.PARALLEL:
        for k in range(tasks[task, c.T_COUNT]):
            order = parcel_of(shop, task, k)
            shop.marks[c.X_OPEN_PARTS, order] -= 1
            if shop.marks[c.X_OPEN_PARTS, order] == 0:
                _consolidated(shop, order)
    elif not pass_on(shop, task):
        row = tasks[task, c.T_TOUR]
        place = shop.log[row, c.TOUR_ALL]
        for k in range(shop.log[row, c.TOUR_ALL_COUNT]):
            _consolidated(shop, lists[place + k])


@compiled
def _consolidated(shop: Arrays, order: int) -> None:
    """All zones have picked their part of an order."""
    shop.visits[c.V_PICKING + 2, order] = shop.state[c.NOW]
    shop.state[c.WAITING + c.A_PICKING] -= 1
    journey.picked(shop, order)

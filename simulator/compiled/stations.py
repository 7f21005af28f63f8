"""Stations and the deadlines that some of them go by, as in `engine/stations.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled import machines
from simulator.compiled.arrays import Arrays
from simulator.compiled.crews import leave, seat, speed_of
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of, tie
from simulator.compiled.queues import free_task, new_task, parcel_of, push, time_at
from simulator.compiled.records import further_visit, new_row


@compiled
def settle_pool_later(shop: Arrays, station: int) -> None:
    """Something that may let a task start has happened at a station."""
    pool = shop.floor[station, c.F_POOL]
    if shop.floor[pool, c.P_UNSETTLED] == 0:
        shop.floor[pool, c.P_UNSETTLED] = 1
        shop.state[c.DUE_CREWS] += 1


@compiled
def first_from(shop: Arrays, begin: int, count: int, moment: int) -> int:
    """How many of the moments in a sorted part of `lists` are before this one."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if shop.lists[begin + middle] < moment:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def deadline_of(shop: Arrays, parcel: int) -> int:
    """The planned pick-up of its order, worked out when it is first asked for; kept is 1 more."""
    orders, order = shop.orders, order_of(shop, parcel)
    deadline = orders[c.O_DEADLINE, order]
    if deadline != c.NOTHING:
        return deadline - 1
    carrier = shop.state[c.CARRIERS] + shop.marks[c.X_CARRIER, order]
    begin, count = shop.floor[carrier, c.Y_PICK_UPS], shop.floor[carrier, c.Y_COUNT]
    chosen = first_from(shop, begin, count, shop.state[c.NOW])
    ship_by = orders[c.O_SHIP_BY, order]
    if ship_by != c.MUCH:
        chosen = max(chosen, first_from(shop, begin, count, ship_by + 1) - 1)
    deadline = shop.lists[begin + chosen] if chosen < count else c.MUCH
    orders[c.O_DEADLINE, order] = deadline + 1
    return deadline


@compiled
def _rank(shop: Arrays, station: int, task: int) -> int:
    """A task's rank by the station's discipline."""
    discipline = shop.floor[station, c.F_DISCIPLINE]
    if discipline == c.PRIORITY:
        return shop.tasks[task, c.T_PRIORITY]
    if discipline == c.FIFO:
        return 0
    if discipline == c.SHORTEST:
        return shop.tasks[task, c.T_REQUIREMENT]
    earliest = c.MUCH
    for k in range(shop.tasks[task, c.T_COUNT]):
        earliest = min(earliest, deadline_of(shop, parcel_of(shop, task, k)))
    return earliest


@compiled
def rank_alone(shop: Arrays, station: int, order: int) -> None:
    """Let the queue's rule look at an order before it is known with whom it is served."""
    if shop.floor[station, c.F_DISCIPLINE] == c.DEADLINE:
        deadline_of(shop, order)


@compiled
def put_in_queue(shop: Arrays, task: int, came: int) -> None:
    """Queue by (rank, entry, number), with the priority of the most urgent order."""
    tasks, priority = shop.tasks, c.MUCH
    for k in range(tasks[task, c.T_COUNT]):
        priority = min(priority, shop.marks[c.X_PRIORITY, parcel_of(shop, task, k)])
    tasks[task, c.T_PRIORITY] = priority
    tasks[task, c.T_RANK] = _rank(shop, tasks[task, c.T_STATION], task)
    tasks[task, c.T_ENTERED] = came
    tasks[task, c.T_NUMBER] = tie(shop, parcel_of(shop, task, c.FIRST))
    push(shop, task)


@compiled
def enter(shop: Arrays, task: int) -> None:
    """Queue a task now."""
    put_in_queue(shop, task, shop.state[c.NOW])
    settle_pool_later(shop, shop.tasks[task, c.T_STATION])


@compiled
def note_queued(shop: Arrays, station: int, order: int) -> None:
    """An order waits for this station from now on, though perhaps not yet in its queue."""
    activity = shop.floor[station, c.F_ACTIVITY]
    shop.visits[3 * activity, order] = shop.state[c.NOW]
    shop.state[c.WAITING + activity] += 1


@compiled
def serve(shop: Arrays, station: int, then: int, order: int, requirement: int) -> None:
    """Queue an order, for the first time or again."""
    floor = shop.floor
    activity, place = floor[station, c.F_ACTIVITY], floor[station, c.F_PLACE]
    task = new_task(shop, station, then, order, c.ALONE, requirement)
    if shop.visits[3 * activity, order] == c.NEVER:
        note_queued(shop, station, order)
        if place:
            shop.who[2 * activity + 1, order] = place
    else:
        shop.tasks[task, c.T_ROW] = further_visit(shop, order, activity, place)
    enter(shop, task)


@compiled
def available_crew(shop: Arrays, station: int) -> int:
    """The crew that would take the next task, if one can."""
    floor, begin = shop.floor, shop.floor[station, c.F_CREWS]
    for k in range(floor[station, c.F_CREW_COUNT]):
        crew = shop.lists[begin + k]
        if floor[crew, c.C_FREE] > 0:
            return crew
    return c.NOBODY


@compiled
def has_head(shop: Arrays, station: int) -> bool:
    """Whether somebody who may work here, where that is needed, is free."""
    if shop.floor[station, c.F_CREW_COUNT] == 0:
        return True
    return available_crew(shop, station) != c.NOBODY


@compiled
def can_start(shop: Arrays, station: int) -> bool:
    """Whether a task waits and a machine and a head, where needed, are free."""
    floor = shop.floor
    if floor[station, c.F_HEAD] == c.NOBODY or floor[station, c.F_FREE] <= 0:
        return False
    return has_head(shop, station)


@compiled
def start(shop: Arrays, task: int, crew: int) -> None:
    """Start a task that is in no queue, by this crew or the first available one."""
    floor, tasks, now = shop.floor, shop.tasks, shop.state[c.NOW]
    station = tasks[task, c.T_STATION]
    time, server = tasks[task, c.T_REQUIREMENT], -1
    if floor[station, c.F_CREW_COUNT]:
        if crew == c.NOBODY:
            crew = available_crew(shop, station)
        team = seat(shop, crew)
        tasks[task, c.T_TEAM] = team
        speed = speed_of(shop, crew, floor[station, c.F_ACTIVITY])
        time = time_at(shop, task, speed)
        shop.paces[task, c.SPEED] = speed
        server = floor[crew, c.C_INDEX]
        if floor[team, c.E_MAY_STOP]:
            tasks[task, c.T_NEXT] = floor[team, c.E_RUNNING]
            floor[team, c.E_RUNNING] = task
    tasks[task, c.T_BEGINS] = now
    tasks[task, c.T_ENDS] = now + time
    if floor[station, c.F_MACHINE_COUNT]:
        machines.begin(shop, task, time)
    else:
        floor[station, c.F_FREE] -= 1
    _note_began(shop, task, station, server)
    happen_at(shop, now + time, c.SERVED, task)


@compiled
def _note_began(shop: Arrays, task: int, station: int, server: int) -> None:
    """Write the beginning where it belongs: a stretch, a row of the log, or the first visits."""
    tasks, log, now = shop.tasks, shop.log, shop.state[c.NOW]
    activity = shop.floor[station, c.F_ACTIVITY]
    if tasks[task, c.T_RESUMED]:
        tasks[task, c.T_STRETCH] = new_stretch(shop, task, server)
    elif tasks[task, c.T_ROW] != c.NOBODY:
        log[tasks[task, c.T_ROW], c.K_BEGAN] = now
        log[tasks[task, c.T_ROW], c.K_SERVER] = server
    elif tasks[task, c.T_TOUR] != c.NOBODY:
        log[tasks[task, c.T_TOUR], c.TOUR_BEGAN] = now
        log[tasks[task, c.T_TOUR], c.TOUR_SERVER] = server
    else:
        for k in range(tasks[task, c.T_COUNT]):
            parcel = parcel_of(shop, task, k)
            shop.visits[3 * activity + 1, parcel] = now
            shop.who[2 * activity, parcel] = server
        shop.state[c.WAITING + activity] -= tasks[task, c.T_COUNT]


@compiled
def new_stretch(shop: Arrays, task: int, server: int) -> int:
    """A row for a stretch of work, under the first of its orders or that of its row."""
    tasks, log, station = shop.tasks, shop.log, shop.tasks[task, c.T_STATION]
    row = new_row(shop, c.STRETCH)
    parcel = parcel_of(shop, task, c.FIRST)
    for k in range(1, tasks[task, c.T_COUNT]):
        parcel = min(parcel, parcel_of(shop, task, k))
    if tasks[task, c.T_TOUR] != c.NOBODY:
        parcel = log[tasks[task, c.T_TOUR], c.TOUR_LEAD]
    log[row, c.K_PARCEL] = parcel
    log[row, c.K_ACTIVITY] = shop.floor[station, c.F_ACTIVITY]
    log[row, c.K_ROW] = tasks[task, c.T_ROW]
    log[row, c.K_BEGAN] = tasks[task, c.T_BEGINS]
    log[row, c.K_ENDED] = c.NEVER
    log[row, c.K_SERVER] = server
    log[row, c.K_PLACE] = shop.floor[station, c.F_PLACE]
    return row


@compiled
def _release(shop: Arrays, task: int) -> None:
    floor, tasks = shop.floor, shop.tasks
    station, team = tasks[task, c.T_STATION], tasks[task, c.T_TEAM]
    if team != c.NOBODY:
        leave(shop, team)
        if floor[team, c.E_MAY_STOP]:
            forget(shop, team, task)
    if floor[station, c.F_MACHINE_COUNT]:
        machines.end(shop, task, shop.state[c.NOW] - tasks[task, c.T_BEGINS])
    else:
        floor[station, c.F_FREE] += 1


@compiled
def forget(shop: Arrays, team: int, task: int) -> None:
    """A team does not work on a task any more; nothing changes if that is known."""
    floor, tasks = shop.floor, shop.tasks
    before, here = c.NOBODY, floor[team, c.E_RUNNING]
    while here != c.NOBODY and here != task:
        before, here = here, tasks[here, c.T_NEXT]
    if here == c.NOBODY:
        return
    if before == c.NOBODY:
        floor[team, c.E_RUNNING] = tasks[task, c.T_NEXT]
    else:
        tasks[before, c.T_NEXT] = tasks[task, c.T_NEXT]


@compiled
def finish(shop: Arrays, task: int) -> None:
    """The service of a task ends: its head and machine are free."""
    tasks, log, now = shop.tasks, shop.log, shop.state[c.NOW]
    _release(shop, task)
    if tasks[task, c.T_STRETCH] != c.NOBODY:
        log[tasks[task, c.T_STRETCH], c.K_ENDED] = now
    if tasks[task, c.T_ROW] != c.NOBODY:
        log[tasks[task, c.T_ROW], c.K_ENDED] = now
    elif tasks[task, c.T_TOUR] != c.NOBODY:
        log[tasks[task, c.T_TOUR], c.TOUR_ENDED] = now
    else:
        activity = shop.floor[tasks[task, c.T_STATION], c.F_ACTIVITY]
        for k in range(tasks[task, c.T_COUNT]):
            shop.visits[3 * activity + 2, parcel_of(shop, task, k)] = now
    settle_pool_later(shop, tasks[task, c.T_STATION])


@compiled
def stop(shop: Arrays, task: int) -> int:
    """Free the head and the machine of a task; the work left, as another task in no queue."""
    tasks, log, now = shop.tasks, shop.log, shop.state[c.NOW]
    rest = new_task(
        shop,
        tasks[task, c.T_STATION],
        tasks[task, c.T_THEN],
        tasks[task, c.T_FIRST],
        tasks[task, c.T_COUNT],
        tasks[task, c.T_ENDS] - now,
    )
    for column in (c.T_PRIORITY, c.T_AHEAD, c.T_RANK, c.T_ENTERED, c.T_NUMBER, c.T_ROW, c.T_TOUR):
        tasks[rest, column] = tasks[task, column]
    tasks[rest, c.T_RESUMED] = 1
    shop.paces[rest, c.PACE] = shop.paces[task, c.SPEED]
    if tasks[task, c.T_STRETCH] == c.NOBODY:
        team, server = tasks[task, c.T_TEAM], -1
        if team != c.NOBODY:
            server = shop.floor[shop.floor[team, c.E_CREW], c.C_INDEX]
        tasks[task, c.T_STRETCH] = new_stretch(shop, task, server)
    log[tasks[task, c.T_STRETCH], c.K_ENDED] = now
    if tasks[task, c.T_TOUR] != c.NOBODY:
        log[tasks[task, c.T_TOUR], c.TOUR_STOPPED] = 1
    _release(shop, task)
    tasks[task, c.T_STOPPED] = 1
    if tasks[task, c.T_ENDS] > shop.state[c.HORIZON]:
        free_task(shop, task)
    return rest


@compiled
def put_back(shop: Arrays, rest: int, ahead: int) -> None:
    """The work left waits at its place in the queue, or ahead of all others."""
    shop.tasks[rest, c.T_AHEAD] |= ahead
    push(shop, rest)
    settle_pool_later(shop, shop.tasks[rest, c.T_STATION])


@compiled
def hand_over(shop: Arrays, rest: int) -> bool:
    """Have a free head take the work left on at once; whether there is one, with a machine."""
    station = shop.tasks[rest, c.T_STATION]
    crew = available_crew(shop, station)
    if crew == c.NOBODY or shop.floor[station, c.F_FREE] <= 0:
        return False
    start(shop, rest, crew)
    return True

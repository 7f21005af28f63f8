"""Pick tours: their work, their rows in the log, and zone by zone; as in `stages/picking`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.groups import room_for
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import is_in
from simulator.compiled.queues import new_task
from simulator.compiled.records import new_row
from simulator.compiled.stations import enter
from simulator.compiled.walks import add_stop, add_stops, walk, walking_time


@compiled
def whole(shop: Arrays, place: int, count: int) -> int:
    """Time of a tour that picks all of some orders, without its walk."""
    orders, lists = shop.orders, shop.lists
    work = orders[c.O_PICK_SETUP, lists[place]]
    for k in range(count):
        work += orders[c.O_PICK, lists[place + k]]
    return work


@compiled
def time_of(shop: Arrays, place: int, count: int) -> int:
    """Time of a tour that picks all of some orders, its walk included."""
    work = whole(shop, place, count)
    if shop.state[c.WALKS]:
        work += walking_time(shop, distance(shop, place, count))
    return work


@compiled
def distance(shop: Arrays, place: int, count: int) -> int:
    """Millimeters of a tour to all that is left in some orders."""
    stops = 0
    for k in range(count):
        stops = add_stops(shop, stops, shop.lists[place + k])
    return walk(shop, stops)


@compiled
def time_alone(shop: Arrays, parcel: int) -> int:
    """Time of a tour to all that is left in one parcel, its walk included."""
    work = shop.orders[c.O_PICK_SETUP, parcel] + shop.orders[c.O_PICK, parcel]
    if shop.state[c.WALKS]:
        work += walking_time(shop, walk(shop, add_stops(shop, c.NOTHING, parcel)))
    return work


@compiled
def keep_row(shop: Arrays, number: int, place: int, count: int) -> int:
    """Keep more of a tour than its orders' visits, which have its moments; returns its walk."""
    lists, log = shop.lists, shop.log
    lead, lines, units = lists[place], 0, 0
    for k in range(count):
        order = lists[place + k]
        lead = min(lead, order)
        for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
            if is_in(shop, line, order):
                lines += 1
                units += shop.line_units[line]
    row = new_row(shop, c.TOUR)
    log[row, c.TOUR_NUMBER] = number
    log[row, c.TOUR_ZONE] = 0
    log[row, c.TOUR_LEAD] = lead
    log[row, c.TOUR_FIRST] = place
    log[row, c.TOUR_COUNT] = count
    log[row, c.TOUR_LINES] = lines
    log[row, c.TOUR_UNITS] = units
    log[row, c.TOUR_WALK] = distance(shop, place, count)
    return log[row, c.TOUR_WALK]


@compiled
def zone_of(shop: Arrays, line: int) -> int:
    """The zone in which a line is picked."""
    return shop.skus[shop.line_sku[line], c.S_ZONE]


@compiled
def has_part_in(shop: Arrays, order: int, zone: int) -> bool:
    """Whether a line of the order that is still in it lies in a zone."""
    for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
        if is_in(shop, line, order) and zone_of(shop, line) == zone:
            return True
    return False


@compiled
def start_tour(shop: Arrays, place: int, count: int) -> None:
    """Send these orders to picking together."""
    number = shop.state[c.STARTED]
    shop.state[c.STARTED] = number + 1
    start_numbered(shop, number, place, count)


@compiled
def start_numbered(shop: Arrays, number: int, place: int, count: int) -> None:
    """A tour of that number, in one piece or in parts."""
    state, orders, lists = shop.state, shop.orders, shop.lists
    for k in range(count):
        orders[c.O_TOUR, lists[place + k]] = number
    if state[c.ZONES] == c.NO_ZONES:
        first = place if count > 1 else lists[place]
        work = whole(shop, place, count)
        if state[c.WALKS]:
            work += walking_time(shop, keep_row(shop, number, place, count))
        enter(shop, new_task(shop, state[c.PICK_STATION], c.THEN_TOUR, first, count, work))
    elif state[c.ZONES] == c.PARALLEL:
        start_parts(shop, number, place, count)
    else:
        start_part(shop, number, place, count, _next_zone(shop, place, count, c.FIRST), c.SETS_UP)


@compiled
def _next_zone(shop: Arrays, place: int, count: int, zone: int) -> int:
    """The first zone from this one on in which a tour has lines; ZONE_COUNT if there is none."""
    zones = shop.state[c.ZONE_COUNT]
    while zone < zones:
        for k in range(count):
            if has_part_in(shop, shop.lists[place + k], zone):
                return zone
        zone += 1
    return zone


@compiled
def start_parts(shop: Arrays, number: int, place: int, count: int) -> None:
    """A tour in every zone; an order is complete when its last zone is."""
    lists, zones = shop.lists, shop.state[c.ZONE_COUNT]
    for k in range(count):
        shop.marks[c.X_OPEN_PARTS, lists[place + k]] = 0
        for zone in range(zones):
            if has_part_in(shop, lists[place + k], zone):
                shop.marks[c.X_OPEN_PARTS, lists[place + k]] += 1
    zone = _next_zone(shop, place, count, c.FIRST)
    while zone < zones:
        start_part(shop, number, place, count, zone, c.SETS_UP)
        zone = _next_zone(shop, place, count, zone + 1)


@compiled
def pass_on(shop: Arrays, task: int) -> bool:
    """The next zone's part of a tour begins, set up already; whether there is one."""
    log, row = shop.log, shop.tasks[task, c.T_TOUR]
    place, count = log[row, c.TOUR_ALL], log[row, c.TOUR_ALL_COUNT]
    zone = _next_zone(shop, place, count, log[row, c.TOUR_ZONE] + 1)
    if zone == shop.state[c.ZONE_COUNT]:
        return False
    start_part(shop, log[row, c.TOUR_NUMBER], place, count, zone, c.IS_SET_UP)
    return True


@compiled
def start_part(shop: Arrays, number: int, place: int, count: int, zone: int, set_up: int) -> None:
    """What of a tour lies in a zone, as a task in the queue of that zone."""
    orders, lists, log = shop.orders, shop.lists, shop.log
    lead, here = lists[place], room_for(shop, count)
    members = lines = units = work = walked = 0
    for k in range(count):
        order = lists[place + k]
        lead = min(lead, order)
        before = lines
        for line in range(shop.links[c.N_LINES, order], shop.links[c.N_LINES, order + 1]):
            if is_in(shop, line, order) and zone_of(shop, line) == zone:
                if shop.state[c.WALKS]:
                    add_stop(shop, lines, line)
                lines += 1
                units += shop.line_units[line]
                work += shop.work[line]
        if lines > before:
            lists[here + members] = order
            members += 1
    if set_up:
        work += orders[c.O_PICK_SETUP, lists[here]]
    if shop.state[c.WALKS]:
        walked = walk(shop, lines)
        work += walking_time(shop, walked)
    row = new_row(shop, c.TOUR)
    log[row, c.TOUR_NUMBER] = number
    log[row, c.TOUR_ZONE] = zone
    log[row, c.TOUR_LEAD] = lead
    log[row, c.TOUR_FIRST] = here
    log[row, c.TOUR_COUNT] = members
    log[row, c.TOUR_ALL] = place
    log[row, c.TOUR_ALL_COUNT] = count
    log[row, c.TOUR_LINES] = lines
    log[row, c.TOUR_UNITS] = units
    log[row, c.TOUR_WALK] = walked
    log[row, c.TOUR_QUEUED] = shop.state[c.NOW]
    log[row, c.TOUR_BEGAN] = c.NEVER
    log[row, c.TOUR_ENDED] = c.NEVER
    log[row, c.TOUR_SERVER] = -1
    log[row, c.TOUR_STOPPED] = 0
    first = here if members > 1 else lists[here]
    task = new_task(shop, shop.state[c.PICK_STATION] + zone, c.THEN_PART, first, members, work)
    shop.tasks[task, c.T_TOUR] = row
    enter(shop, task)

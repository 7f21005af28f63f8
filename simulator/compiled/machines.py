"""Machines that fail and are taken out of use, as in `engine/equipment.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.records import note_down


@compiled
def _set_free(shop: Arrays, machine: int, free: int) -> None:
    floor = shop.floor
    if floor[machine, c.M_FREE] != free:
        floor[machine, c.M_FREE] = free
        floor[floor[machine, c.M_STATION], c.F_FREE] += 1 if free else -1


@compiled
def begin(shop: Arrays, task: int, time: int) -> None:
    """The free machine of the lowest number works on a task for so long, unless it fails before."""
    floor, station = shop.floor, shop.tasks[task, c.T_STATION]
    machine = floor[station, c.F_MACHINES]
    while floor[machine, c.M_FREE] == 0:
        machine += 1
    _set_free(shop, machine, c.IS_TAKEN)
    shop.tasks[task, c.T_MACHINE] = machine
    floor[machine, c.M_TASK] = task
    floor[machine, c.M_FAILS_AT] = c.NEVER
    if floor[machine, c.M_BY_USE] == 1 and floor[machine, c.M_USE_LEFT] < time:
        fails_at = shop.state[c.NOW] + floor[machine, c.M_USE_LEFT]
        floor[machine, c.M_FAILS_AT] = fails_at
        happen_at(shop, fails_at, c.FAILS_IN_USE, machine)


@compiled
def end(shop: Arrays, task: int, time: int) -> None:
    """A task leaves its machine after it has worked on it for so long."""
    floor, machine = shop.floor, shop.tasks[task, c.T_MACHINE]
    floor[machine, c.M_TASK] = c.NOBODY
    if floor[machine, c.M_BY_USE] == 1:
        floor[machine, c.M_USE_LEFT] -= time
        if floor[machine, c.M_USE_LEFT] == 0:
            break_down(shop, machine)
    if floor[machine, c.M_CAUSES] == 0:
        _set_free(shop, machine, c.IS_FREE)


@compiled
def break_down(shop: Arrays, machine: int) -> None:
    """A machine fails, and its repair begins."""
    floor = shop.floor
    floor[machine, c.M_CAUSES] += 1
    note_down(shop, machine, c.GOES_DOWN, c.BY_FAILURE)
    repair = shop.lists[floor[machine, c.M_REPAIR] + floor[machine, c.M_FAILED]]
    floor[machine, c.M_FAILED] += 1
    happen_at(shop, shop.state[c.NOW] + repair, c.REPAIRED, machine)


@compiled
def fail_by_clock(shop: Arrays, machine: int) -> int:
    """A machine fails whatever it does; the task that stops by it, if one does."""
    floor = shop.floor
    break_down(shop, machine)
    task = floor[machine, c.M_TASK]
    if task == c.NOBODY:
        _set_free(shop, machine, c.IS_TAKEN)
        return c.NOBODY
    return task if shop.tasks[task, c.T_ENDS] > shop.state[c.NOW] else c.NOBODY


@compiled
def fail_in_use(shop: Arrays, machine: int) -> int:
    """By use: the task that stops by it, if the machine still works on it."""
    floor = shop.floor
    if floor[machine, c.M_FAILS_AT] != shop.state[c.NOW]:
        return c.NOBODY
    floor[machine, c.M_FAILS_AT] = c.NEVER
    return floor[machine, c.M_TASK]


@compiled
def repaired(shop: Arrays, machine: int) -> bool:
    """A repair is done; whether the machine can work."""
    floor = shop.floor
    up = shop.lists[floor[machine, c.M_UP] + floor[machine, c.M_FAILED]]
    if floor[machine, c.M_BY_USE] == 1:
        floor[machine, c.M_USE_LEFT] = up
    else:
        happen_at(shop, shop.state[c.NOW] + up, c.FAILS, machine)
    return come_up(shop, machine, c.BY_FAILURE)


@compiled
def take_out(shop: Arrays, machine: int) -> None:
    """A planned outage begins; work that has begun is finished."""
    shop.floor[machine, c.M_CAUSES] += 1
    note_down(shop, machine, c.GOES_DOWN, c.AS_PLANNED)
    if shop.floor[machine, c.M_TASK] == c.NOBODY:
        _set_free(shop, machine, c.IS_TAKEN)


@compiled
def come_up(shop: Arrays, machine: int, failure: int) -> bool:
    """One cause less that a machine is down; whether it can work now."""
    floor = shop.floor
    floor[machine, c.M_CAUSES] -= 1
    note_down(shop, machine, c.COMES_UP, failure)
    if floor[machine, c.M_CAUSES] == 0 and floor[machine, c.M_TASK] == c.NOBODY:
        _set_free(shop, machine, c.IS_FREE)
        return True
    return False

"""The queues of stations: pairing heaps whose links are columns of the tasks.

Source: Fredman, Sedgewick, Sleator & Tarjan, "The pairing heap", Algorithmica 1 (1986).
"""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled


@compiled
def new_task(shop: Arrays, station: int, then: int, first: int, count: int, work: int) -> int:
    """Work on one order (`first` is its number) or on a tour's (`first` is a place in `lists`)."""
    state, tasks = shop.state, shop.tasks
    task = state[c.FREE_TASK]
    if task != c.NOBODY:
        state[c.FREE_TASK] = tasks[task, c.T_NEXT]
    else:
        task = state[c.TASKS]
        if task == len(tasks):
            raise FullError("tasks")
        state[c.TASKS] = task + 1
    tasks[task, c.T_STATION] = station
    tasks[task, c.T_THEN] = then
    tasks[task, c.T_FIRST] = first
    tasks[task, c.T_COUNT] = count
    tasks[task, c.T_REQUIREMENT] = work
    tasks[task, c.T_AHEAD] = 0
    tasks[task, c.T_CHILD] = c.NOBODY
    tasks[task, c.T_SIBLING] = c.NOBODY
    tasks[task, c.T_BEFORE] = c.NOBODY
    tasks[task, c.T_TEAM] = c.NOBODY
    tasks[task, c.T_ROW] = c.NOBODY
    tasks[task, c.T_TOUR] = c.NOBODY
    tasks[task, c.T_STRETCH] = c.NOBODY
    tasks[task, c.T_RESUMED] = 0
    tasks[task, c.T_STOPPED] = 0
    shop.paces[task, c.PACE] = 1.0
    shop.paces[task, c.SPEED] = 1.0
    return task


@compiled
def free_task(shop: Arrays, task: int) -> None:
    """The task is over and its row may be used again."""
    shop.tasks[task, c.T_NEXT] = shop.state[c.FREE_TASK]
    shop.state[c.FREE_TASK] = task


@compiled
def parcel_of(shop: Arrays, task: int, k: int) -> int:
    """The k-th order of a task."""
    first = shop.tasks[task, c.T_FIRST]
    return first if shop.tasks[task, c.T_COUNT] == 1 else shop.lists[first + k]


@compiled
def time_at(shop: Arrays, task: int, speed: float) -> int:
    """Milliseconds that what is left of a task takes at a speed."""
    requirement, pace = shop.tasks[task, c.T_REQUIREMENT], shop.paces[task, c.PACE]
    if speed == pace:
        return requirement
    return round_half_even(requirement * pace / speed)


@compiled
def round_half_even(value: float) -> int:
    """As Python rounds."""
    whole = int(value)
    rest = value - whole
    if rest > 0.5 or (rest == 0.5 and whole & 1):
        return whole + 1
    return whole


@compiled
def comes_before(shop: Arrays, this: int, other: int) -> bool:
    """Whether a task is served before another, by (left by its people, rank, entry, number)."""
    tasks = shop.tasks
    if tasks[this, c.T_AHEAD] != tasks[other, c.T_AHEAD]:
        return tasks[this, c.T_AHEAD] > tasks[other, c.T_AHEAD]
    if tasks[this, c.T_RANK] != tasks[other, c.T_RANK]:
        return tasks[this, c.T_RANK] < tasks[other, c.T_RANK]
    if tasks[this, c.T_ENTERED] != tasks[other, c.T_ENTERED]:
        return tasks[this, c.T_ENTERED] < tasks[other, c.T_ENTERED]
    return tasks[this, c.T_NUMBER] < tasks[other, c.T_NUMBER]


@compiled
def _merged(shop: Arrays, this: int, other: int) -> int:
    """Two heaps as one; returns its root."""
    if this == c.NOBODY:
        return other
    if other == c.NOBODY:
        return this
    tasks = shop.tasks
    root, below = (this, other) if comes_before(shop, this, other) else (other, this)
    child = tasks[root, c.T_CHILD]
    tasks[below, c.T_SIBLING] = child
    if child != c.NOBODY:
        tasks[child, c.T_BEFORE] = below
    tasks[below, c.T_BEFORE] = root
    tasks[root, c.T_CHILD] = below
    return root


@compiled
def _merged_children(shop: Arrays, task: int) -> int:
    """The heap of all that is below a task: in pairs from the left, then from the right."""
    tasks = shop.tasks
    left, pairs = tasks[task, c.T_CHILD], c.NOBODY
    tasks[task, c.T_CHILD] = c.NOBODY
    while left != c.NOBODY:
        right = tasks[left, c.T_SIBLING]
        rest = c.NOBODY
        tasks[left, c.T_SIBLING] = c.NOBODY
        if right != c.NOBODY:
            rest = tasks[right, c.T_SIBLING]
            tasks[right, c.T_SIBLING] = c.NOBODY
        pair = _merged(shop, left, right)
        tasks[pair, c.T_SIBLING] = pairs
        pairs, left = pair, rest
    root = c.NOBODY
    while pairs != c.NOBODY:
        pair, pairs = pairs, tasks[pairs, c.T_SIBLING]
        tasks[pair, c.T_SIBLING] = c.NOBODY
        root = _merged(shop, root, pair)
    if root != c.NOBODY:
        tasks[root, c.T_BEFORE] = c.NOBODY
    return root


@compiled
def _count(shop: Arrays, task: int, sign: int) -> None:
    """A task enters (1) or leaves (-1) its queue."""
    floor, tasks = shop.floor, shop.tasks
    station = tasks[task, c.T_STATION]
    floor[station, c.F_COUNT] += sign
    floor[station, c.F_WORK] += sign * time_at(shop, task, 1.0)
    row, tour = tasks[task, c.T_ROW], tasks[task, c.T_TOUR]
    if row != c.NOBODY or (tasks[task, c.T_RESUMED] and tour == c.NOBODY):
        floor[station, c.F_AGAIN] += sign * tasks[task, c.T_COUNT]


@compiled
def push(shop: Arrays, task: int) -> None:
    """A task waits at its station."""
    floor, station = shop.floor, shop.tasks[task, c.T_STATION]
    floor[station, c.F_HEAD] = _merged(shop, floor[station, c.F_HEAD], task)
    _count(shop, task, c.ENTERS)


@compiled
def pop(shop: Arrays, station: int) -> int:
    """The task that is served next, taken out of the queue."""
    task = shop.floor[station, c.F_HEAD]
    shop.floor[station, c.F_HEAD] = _merged_children(shop, task)
    _count(shop, task, c.LEAVES)
    return task


@compiled
def withdraw(shop: Arrays, task: int) -> None:
    """Take a task that nobody has begun out of its queue."""
    tasks, floor, station = shop.tasks, shop.floor, shop.tasks[task, c.T_STATION]
    if floor[station, c.F_HEAD] == task:
        pop(shop, station)
        return
    before, after = tasks[task, c.T_BEFORE], tasks[task, c.T_SIBLING]
    if tasks[before, c.T_CHILD] == task:
        tasks[before, c.T_CHILD] = after
    else:
        tasks[before, c.T_SIBLING] = after
    if after != c.NOBODY:
        tasks[after, c.T_BEFORE] = before
    tasks[task, c.T_SIBLING] = c.NOBODY
    rest = _merged_children(shop, task)
    floor[station, c.F_HEAD] = _merged(shop, floor[station, c.F_HEAD], rest)
    _count(shop, task, c.LEAVES)

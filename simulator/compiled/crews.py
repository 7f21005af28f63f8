"""Crews and their teams, as in `engine/crews.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.records import extra_heads


@compiled
def crew_heads(shop: Arrays, crew: int) -> int:
    """Those who may start work, busy or not."""
    floor, heads = shop.floor, 0
    team = floor[crew, c.C_TEAMS]
    while team != c.NOBODY:
        heads += floor[team, c.E_HEADS]
        team = floor[team, c.E_NEXT]
    return heads


@compiled
def speed_of(shop: Arrays, crew: int, activity: int) -> float:
    """What divides a service requirement that is begun now: the mean over the heads."""
    floor, speeds = shop.floor, shop.speeds
    if floor[crew, c.C_PLAIN]:
        return 1.0
    row = floor[crew, c.C_INDEX]
    speed = speeds[row, activity]
    if floor[crew, c.C_HIRES] == 0:
        return speed
    if floor[crew, c.C_HIRES] == 1:
        new = speeds[row, c.HIRED_SHARE]
    else:
        heads = max(crew_heads(shop, crew), 1)
        new = min(1.0, speeds[row, c.HIRED_SHARE] / heads)
    since = shop.state[c.NOW] - speeds[row, c.HIRED_AT]
    learned = min(max(since / speeds[row, c.FULL_AFTER], 0.0), 1.0)
    return speed * (1.0 - new * (1.0 - speeds[row, c.START]) * (1.0 - learned))


@compiled
def seat(shop: Arrays, crew: int) -> int:
    """The team of the head that starts next, of the stint that began first; one is free."""
    floor = shop.floor
    team = floor[crew, c.C_TEAMS]
    while floor[team, c.E_BUSY] >= floor[team, c.E_HEADS]:
        team = floor[team, c.E_NEXT]
    floor[team, c.E_BUSY] += 1
    floor[crew, c.C_FREE] -= 1
    return team


@compiled
def _note_excess(shop: Arrays, team: int, change: int) -> None:
    """So many more, or fewer, of the team work beyond its heads."""
    extra_heads(shop, team, c.OVERRUN if shop.floor[team, c.E_GONE] else c.LATE, change)


@compiled
def join(shop: Arrays, team: int) -> None:
    """A team comes, behind those who are there."""
    floor, crew = shop.floor, shop.floor[team, c.E_CREW]
    last = floor[crew, c.C_LAST]
    if last == c.NOBODY:
        floor[crew, c.C_TEAMS] = team
    else:
        floor[last, c.E_NEXT] = team
    floor[crew, c.C_LAST] = team
    floor[team, c.E_NEXT] = c.NOBODY


@compiled
def _remove(shop: Arrays, team: int) -> None:
    floor, crew = shop.floor, shop.floor[team, c.E_CREW]
    before, here = c.NOBODY, floor[crew, c.C_TEAMS]
    while here != team:
        before, here = here, floor[here, c.E_NEXT]
    if before == c.NOBODY:
        floor[crew, c.C_TEAMS] = floor[team, c.E_NEXT]
    else:
        floor[before, c.E_NEXT] = floor[team, c.E_NEXT]
    if floor[crew, c.C_LAST] == team:
        floor[crew, c.C_LAST] = before


@compiled
def leave(shop: Arrays, team: int) -> None:
    """A head of a team has finished, or was stopped."""
    floor = shop.floor
    busy = floor[team, c.E_BUSY] - 1
    floor[team, c.E_BUSY] = busy
    if busy < floor[team, c.E_HEADS]:
        floor[floor[team, c.E_CREW], c.C_FREE] += 1
        return
    _note_excess(shop, team, c.LEAVES)
    if floor[team, c.E_GONE] and busy == 0:
        _remove(shop, team)


@compiled
def set_heads(shop: Arrays, team: int, heads: int) -> None:
    """People of a team come, pause, come back or go."""
    floor, crew = shop.floor, shop.floor[team, c.E_CREW]
    before = floor[team, c.E_HEADS] - floor[team, c.E_BUSY]
    after = heads - floor[team, c.E_BUSY]
    floor[team, c.E_HEADS] = heads
    floor[crew, c.C_FREE] += max(after, 0) - max(before, 0)
    grown = max(-after, 0) - max(-before, 0)
    if grown:
        _note_excess(shop, team, grown)


@compiled
def go(shop: Arrays, team: int) -> None:
    """The shift of a team ends; who is busy finishes."""
    floor = shop.floor
    set_heads(shop, team, c.NOTHING)
    busy = floor[team, c.E_BUSY]
    if busy:
        _note_excess(shop, team, -busy)
    floor[team, c.E_GONE] = 1
    if busy:
        _note_excess(shop, team, busy)
    else:
        _remove(shop, team)

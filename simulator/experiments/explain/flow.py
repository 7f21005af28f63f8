"""The hours in which work is done: by the people as they are scheduled, and as evenly as can be.

Work flows like a fluid, oldest first. A stage begins an order when the stages before have left it:
what they have done by a moment is all that came by an earlier one, the *reach* of a station.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.calendars import Calendar
from simulator.experiments.explain.work import Floats, Sampled
from simulator.units import DAY

NOTHING = 1e-9
"""Hours of work below which there is none."""


@dataclass(frozen=True)
class Server:
    """What carries the work of some stations: a group of crews, or the places of one station.

    By step: `hours` of work at speed 1 that it can do, and the `heads` scheduled, on breaks too.
    `load` is the window's work over what it can do, infinite where nobody can do it. `goes_on`: its
    shift ends after the horizon.
    """

    name: str
    crews: tuple[str, ...]
    stations: tuple[str, ...]
    load: float
    hours: Floats
    heads: Floats
    goes_on: bool


@dataclass(frozen=True)
class Spell:
    """A shift of a server: steps from `begin` on in which somebody is there, and what falls to it.

    `work` is what came since the spell before ended, `capacity` what can be done; both in hours of
    the server.
    """

    begin: int
    work: float
    capacity: float


@dataclass(frozen=True)
class Plan:
    """The most even work that leaves nothing at the end of a shift: hours by step, and by spell."""

    needed: Floats
    spells: tuple[Spell, ...]


def paced(
    work: Sampled, servers: Sequence[Server], room: Mapping[str, Floats]
) -> tuple[Floats, Floats]:
    """(stations, steps) The hours of work done, and those that wait at the end of each step.

    From an empty house on, everybody as scheduled; `room` are the hours of work by step for which
    a station has places.
    """
    came, done = _through(work, servers, _as_staffed, room)
    return np.diff(done, axis=1), (came - done)[:, 1:]


def done_by(work: Sampled, servers: Sequence[Server], room: Mapping[str, Floats]) -> Floats:
    """(stations, edges) Hours of work done by each edge of a step; as `paced`."""
    return _through(work, servers, _as_staffed, room)[1]


def leaves(came: Floats, done: Floats, moments: Floats) -> Floats:
    """(n,) When what comes to a station at these moments, in steps, has left it.

    `came` and `done` are (edges,) hours of work in the sequence of arrival. Infinite for what is
    still inside at the end.
    """
    edges = np.arange(len(came), dtype=np.float64)
    return np.maximum(moments, _first(done, np.interp(moments, edges, came)))


def _first(done: Floats, amounts: Floats) -> Floats:
    """(n,) The first moment, in steps, by which so much is done; infinite if it never is."""
    after = np.searchsorted(done, amounts - NOTHING, side="left")
    inside = np.minimum(after, len(done) - 1)
    before = np.maximum(inside - 1, 0)
    gained = done[inside] - done[before]
    none = np.ones(len(amounts))
    part = np.divide(amounts - done[before], gained, out=none, where=gained > NOTHING)
    at = before + np.clip(part, 0.0, 1.0) * (inside - before)
    return np.where(after < len(done), at, np.inf)


def _as_staffed(server: Server, came: Floats) -> Floats:
    return _drained(came, server.hours)


def even(work: Sampled, servers: Sequence[Server], dates: Calendar) -> list[Plan]:
    """The plan of each server, the servers in the order of their stages.

    The work that came while nobody was there is spread over the shift that finds it, as evenly as
    the hours of those who are scheduled allow: nothing is done before it came, and nothing is left
    when the shift ends (the taut string through the work that came; a server that is always there
    ends a shift at midnight). `dates` is the calendar whose start the steps begin at.
    """
    plans = []

    def serve(server: Server, came: Floats) -> Floats:
        plans.append(_even(came, server, work.step, dates))
        return np.append(0.0, plans[-1].needed.cumsum())

    _through(work, servers, serve, {})
    return plans


def _through(
    work: Sampled,
    servers: Sequence[Server],
    serve: Callable[[Server, Floats], Floats],
    room: Mapping[str, Floats],
) -> tuple[Floats, Floats]:
    """(stations, edges) Work that came, and that is done, by each edge of a step.

    `serve` says what a server has done by each edge of what came by it.
    """
    edges = np.arange(work.hours.shape[1] + 1, dtype=np.float64)
    rows = {station.name: k for k, station in enumerate(work.stations)}
    until = np.append(np.zeros((len(rows), 1)), work.hours.cumsum(axis=1), axis=1)
    came, done = until.copy(), until.copy()
    reach: dict[str, Floats] = {}
    for server in servers:
        mine, total = [rows[name] for name in server.stations], np.zeros(len(edges))
        entered = {}
        for k in mine:
            station = work.stations[k]
            before = [reach[name] for name in station.after if name in reach]
            let_go = np.asarray(np.min([edges, *before], axis=0))
            came[k] = entering = np.interp(let_go, edges, until[k])
            if station.name in room:
                entering = _drained(came[k], room[station.name])
                let_go = np.interp(_when(entering, came[k]), edges, let_go)
            entered[station.name] = let_go
            total += entering
        left = _when(serve(server, total), total)
        for name, let_go in entered.items():
            reach[name] = np.interp(left, edges, let_go)
            done[rows[name]] = np.interp(reach[name], edges, until[rows[name]])
    return came, done


def _drained(came: Floats, hours: Floats) -> Floats:
    """Work done by each edge where as much is done as has come and can be (Reich 1958)."""
    able = np.append(0.0, hours.cumsum())
    return np.asarray(able + np.minimum.accumulate(came - able), dtype=np.float64)


def _when(done: Floats, came: Floats) -> Floats:
    """The last moment, in steps, by which no more had come than is done."""
    edges = np.arange(len(came), dtype=np.float64)
    place = np.searchsorted(came, done + NOTHING, side="right") - 1
    after = np.minimum(place + 1, len(came) - 1)
    step = came[after] - came[place]
    part = np.divide(done - came[place], step, out=np.zeros(len(came)), where=step > NOTHING)
    return np.asarray(np.minimum(place + np.clip(part, 0.0, 1.0), edges), dtype=np.float64)


def _even(came: Floats, server: Server, step: int, dates: Calendar) -> Plan:
    needed, spells, level = np.zeros(len(server.hours)), [], 0.0
    for begin, end in _spells(server.heads, step, dates):
        open_ = begin + np.flatnonzero(server.hours[begin:end] > 0)
        if not len(open_):
            continue
        x = np.append(0.0, server.hours[open_].cumsum())
        y = np.append(level, came[open_ + 1])
        if end == len(server.hours) and server.goes_on and (end - begin) * step < DAY:
            y[-1] = min(y[-1], level + x[-1])  # the rest of the shift is beyond the horizon
        corners = _under(x, y)
        needed[open_] = np.diff(np.interp(x, x[corners], y[corners]))
        spells.append(Spell(begin, float(y[-1] - level), float(x[-1])))
        level = float(y[-1])
    return Plan(needed, tuple(spells))


def _spells(heads: Floats, step: int, dates: Calendar) -> Iterator[tuple[int, int]]:
    """Begin and end of the stretches with somebody there, those of a day or more by day."""
    there = np.concatenate([[False], heads > 0, [False]])
    edges = np.flatnonzero(there[1:] != there[:-1])
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        inside = np.arange(begin + 1, end if (end - begin) * step >= DAY else begin + 1)
        midnights = inside[dates.time_of_day(inside * step) < step]
        yield from pairwise([begin, *midnights.tolist(), end])


def _under(x: Floats, y: Floats) -> list[int]:
    """Corners of the lower convex hull of points with rising x (Andrew 1979)."""
    corners: list[int] = []
    for k in range(len(x)):
        while len(corners) > 1:
            a, b = corners[-2], corners[-1]
            if (y[b] - y[a]) * (x[k] - x[a]) < (y[k] - y[a]) * (x[b] - x[a]):
                break
            corners.pop()
        corners.append(k)
    return corners

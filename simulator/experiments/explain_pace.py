"""The hours in which work is done: by the people as they are scheduled, and as evenly as can be.

Work flows like a fluid, oldest first. A stage begins an order when the stages before have left it:
what they have done by a moment is all that came by an earlier one, the *reach* of a station.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.calendars import Calendar
from simulator.experiments.explain_crews import Crew, Group, skill
from simulator.experiments.explain_demand import Floats
from simulator.experiments.explain_work import Station, Work
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR

NOTHING = 1e-9
"""Hours of work below which there is none."""


@dataclass(frozen=True)
class Pace:
    """What those who are scheduled do, by step.

    `busy` are hours of each crew and station; `done` and `waiting`, (stations, steps), are hours of
    work at speed 1, the latter at the end of each step.
    """

    busy: dict[tuple[str, str], Floats]
    done: Floats
    waiting: Floats


class _Queue:
    """One station as the fluid fills and drains it."""

    def __init__(self, index: int, station: Station, hours: Floats) -> None:
        self.index, self.station = index, station
        self.until = [0.0, *hours.cumsum().tolist()]  # work that came by each step's begin
        self.came, self.done, self.reach = 0.0, 0.0, 0.0
        self.entered = 0
        self.history: list[float] = []
        self._place = 0

    @property
    def waiting(self) -> float:
        return self.came - self.done

    def arrive(self, reach: float) -> None:
        """Everything is here that the stages before have left, which came by `reach`."""
        whole = min(int(reach), len(self.until) - 1)
        came = self.until[whole]
        if whole + 1 < len(self.until):
            came += (self.until[whole + 1] - came) * (reach - whole)
        self.came = max(self.came, came)
        self.history.append(self.came)

    def settle(self, arrived: float) -> None:
        """Note how far this station reaches, and since when the head of its queue waits."""
        while self.entered < len(self.history) and self.history[self.entered] <= (
            self.done + NOTHING
        ):
            self.entered += 1
        if self.waiting <= NOTHING:
            self.reach = arrived
            return
        while self.until[self._place + 1] <= self.done:
            self._place += 1
        begin, end = self.until[self._place], self.until[self._place + 1]
        self.reach = self._place + (self.done - begin) / (end - begin)


def pace(scenario: Scenario, work: Work, crews: dict[str, Crew]) -> Pace:
    """From an empty house on. The free go where the queue's head has waited longest.

    A crew that prefers its home station serves that first; a station asks its crews in the model's
    order.
    """
    names = [one.name for one in work.stations]
    queues = [_Queue(k, one, work.hours[k]) for k, one in enumerate(work.stations)]
    before = [[names.index(name) for name in one.after] for one in work.stations]
    pairs = {
        (name, one.name): [0.0] * work.hours.shape[1] for one in work.stations for name in one.crews
    }
    speed = {pair: skill(scenario, pair[0], work.stations[names.index(pair[1])]) for pair in pairs}
    done, waiting = np.zeros(work.hours.shape), np.zeros(work.hours.shape)
    there = {name: crew.hours.tolist() for name, crew in crews.items()}
    at_home = _homes(scenario, work.stations)
    for step in range(work.hours.shape[1]):
        arrived = []
        for queue, stages in zip(queues, before, strict=True):
            reach = min([queues[k].reach for k in stages], default=step + 1.0)
            queue.arrive(reach)
            arrived.append(reach)
        left = {name: hours[step] for name, hours in there.items()}
        room = [_room(queue.station, work.step) for queue in queues]
        first = [(queue, [name]) for queue in queues for name in at_home.get(queue.index, ())]
        rest = sorted(queues, key=lambda queue: (queue.entered, queue.index))
        for queue, asked in [*first, *((queue, queue.station.crews) for queue in rest)]:
            _serve(queue, asked, left, room, speed, pairs, step)
        for queue, reach in zip(queues, arrived, strict=True):
            done[queue.index, step], waiting[queue.index, step] = queue.done, queue.waiting
            queue.settle(reach)
    busy = {pair: np.array(hours) for pair, hours in pairs.items()}
    return Pace(busy, np.diff(done, axis=1, prepend=0.0), waiting)


def _homes(scenario: Scenario, stations: Sequence[Station]) -> dict[int, list[str]]:
    """Who goes home first, by station."""
    found: dict[int, list[str]] = {}
    for k, one in enumerate(stations):
        for name in one.crews:
            crew = scenario.crews[name]
            if crew.prefers == "home first" and next(iter(crew.skills)) == one.activity:
                found.setdefault(k, []).append(name)
    return found


def _room(station: Station, step: int) -> float:
    """Hours that can be worked at a station in a step, whoever is there."""
    return float("inf") if station.places is None else station.places * step / HOUR


def _serve(
    queue: _Queue,
    asked: Sequence[str],
    left: dict[str, float],
    room: list[float],
    speed: dict[tuple[str, str], float],
    pairs: dict[tuple[str, str], list[float]],
    step: int,
) -> None:
    """As much as waits, as its crews have time, and as there is room for."""
    station = queue.station
    if not station.crews:  # machines that need nobody
        given = min(queue.waiting, room[queue.index])
        room[queue.index] -= given
        queue.done += given
    for name in asked:
        if queue.waiting <= NOTHING:
            return
        pace = speed[name, station.name]
        given = min(queue.waiting / pace, left[name], room[queue.index])
        left[name] -= given
        room[queue.index] -= given
        queue.done += given * pace
        pairs[name, station.name][step] += given


@dataclass(frozen=True)
class Spell:
    """A shift of a group: steps in which somebody is there, and the work that falls to it.

    `work` is what came since the spell before ended, `capacity` what can be done; both in hours of
    the group.
    """

    begin: int
    end: int
    work: float
    capacity: float


@dataclass(frozen=True)
class Plan:
    """The most even work that leaves nothing at the end of a shift: hours by step, and by spell."""

    needed: Floats
    spells: tuple[Spell, ...]


@dataclass(frozen=True)
class Able:
    """What a group can do: hours of work by step, and the heads scheduled for it, on breaks too.

    `goes_on`: its shift ends after the horizon.
    """

    hours: Floats
    heads: Floats
    goes_on: bool


def plans(work: Work, carried: Sequence[tuple[Group, Able]], dates: Calendar) -> list[Plan]:
    """For each group, stages in their order.

    The work that came while nobody was there is spread over the shift that finds it, as evenly as
    the hours of those who are scheduled allow: nothing is done before it came, and nothing is left
    when the shift ends (the taut string through the work that came; a group that is always there
    ends a shift at midnight). A stage gets its work as the plan of the stages before lets it go.
    `dates` is the calendar whose start the steps begin at.
    """
    names = [one.name for one in work.stations]
    grid = np.arange(work.hours.shape[1] + 1, dtype=np.float64)
    reach: dict[str, Floats] = {}
    found = []
    for group, able in carried:
        came, left = np.zeros(len(grid)), {}
        for name in group.stations:
            k = names.index(name)
            stages = [reach[one] for one in work.stations[k].after if one in reach]
            left[name] = np.asarray(np.min([grid, *stages], axis=0), dtype=np.float64)
            until = np.concatenate([[0.0], work.hours[k].cumsum()])
            came += np.interp(left[name], grid, until)
        plan, done = _even(came, able, work.step, dates)
        found.append(plan)
        at = _when(done, came, grid)
        for name in group.stations:
            reach[name] = np.interp(at, grid, left[name])
    return found


def _when(done: Floats, came: Floats, grid: Floats) -> Floats:
    """The last moment by which no more had come than is done."""
    place = np.searchsorted(came, done + NOTHING, side="right") - 1
    after = np.minimum(place + 1, len(grid) - 1)
    step = came[after] - came[place]
    part = np.divide(done - came[place], step, out=np.zeros(len(grid)), where=step > NOTHING)
    return np.asarray(np.minimum(grid[place] + np.clip(part, 0.0, 1.0), grid), dtype=np.float64)


def _even(came: Floats, able: Able, step: int, dates: Calendar) -> tuple[Plan, Floats]:
    """The plan, and (steps + 1,) the work done by each edge."""
    needed, spells, level = np.zeros(len(able.hours)), [], 0.0
    for begin, end in _spells(able.heads, step, dates):
        open_ = begin + np.flatnonzero(able.hours[begin:end] > 0)
        if not len(open_):
            continue
        x = np.append(0.0, able.hours[open_].cumsum())
        y = np.append(level, came[open_ + 1])
        if end == len(able.hours) and able.goes_on and (end - begin) * step < DAY:
            y[-1] = min(y[-1], level + x[-1])  # the rest of the shift is beyond the horizon
        corners = _under(x, y)
        needed[open_] = np.diff(np.interp(x, x[corners], y[corners]))
        spells.append(Spell(begin, end, float(y[-1] - level), float(x[-1])))
        level = float(y[-1])
    return Plan(needed, tuple(spells)), np.append(0.0, needed.cumsum())


def _spells(heads: Floats, step: int, dates: Calendar) -> list[tuple[int, int]]:
    """Begin and end of the stretches with somebody there.

    A stretch of a day or more is cut at midnights.
    """
    there = np.concatenate([[False], heads > 0, [False]])
    edges = np.flatnonzero(there[1:] != there[:-1])
    found = []
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        cuts = [begin, end]
        if (end - begin) * step >= DAY:
            inside = np.arange(begin + 1, end)
            midnights = inside[dates.time_of_day(inside * step) < step]
            cuts = [begin, *midnights.tolist(), end]
        found += list(pairwise(cuts))
    return found


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

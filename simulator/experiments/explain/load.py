"""Load of those who can really serve: over the window, by hour of the week, by shift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import inf

import numpy as np

from simulator.experiments.explain.crews import Crew, Group, crews_of, groups, skill
from simulator.experiments.explain.flow import Plan, Server, even, paced
from simulator.experiments.explain.heads import Heads, ShiftHeads, by_shift, first_guess
from simulator.experiments.explain.steps import Steps
from simulator.experiments.explain.work import Floats, Sampled, Station
from simulator.scenario.scenario import Scenario
from simulator.stages import STATIONS
from simulator.units import HOUR


@dataclass(frozen=True)
class OverloadedDay:
    """A shift that finds more work than can be done in it, by the date on which it begins."""

    day: date
    name: str
    work: float
    capacity: float


@dataclass(frozen=True)
class GroupLoad:
    """Crews that carry work together, or the places or machines of a station, in the window.

    `stations` are in words, `station_names` as in the model and the log.

    `load` is the window's work over what can be done, `utilization` the busy share with what waits
    from hour to hour. By hour of the week, as means: `work` is what falls to that hour if what came
    while nobody was there is spread evenly over the shift that finds it, `capacity` what can be
    done, both in hours of work at speed 1; `heads` are scheduled and `needed` for that work. `days`
    bring more than their shift can do; `most_waiting` is the largest backlog in hours of work and
    `left` the one at the end of the window, with the people as scheduled.
    """

    name: str
    stations: tuple[str, ...]
    crews: tuple[str, ...]
    station_names: tuple[str, ...]
    load: float
    utilization: float
    work: Floats
    capacity: Floats
    heads: Floats
    needed: Floats
    shifts: tuple[ShiftHeads, ...]
    days: tuple[OverloadedDay, ...]
    most_waiting: float
    left: float

    @property
    def people(self) -> bool:
        """Crews, and not places or machines."""
        return bool(self.crews)

    @property
    def stable(self) -> bool:
        """Whether the window's work fits into its capacity."""
        return self.load < 1

    @property
    def unstable_hours(self) -> tuple[int, ...]:
        """Hours of the week to which more work falls than can be done in them, however even."""
        over = (self.capacity > 0) & (self.work > self.capacity * (1 + 1e-9))
        return tuple(np.flatnonzero(over).tolist())


def title(station: str) -> str:
    """A station in words: 'picking in zone 'a'', 'packing of single-line orders'."""
    stage, _, part = station.partition(".")
    words = stage.replace("_", " ")
    if stage == "picking" and part:
        return f"{words} in zone '{part}'"
    return f"{words} of {part.replace('_', '-')} orders" if part else words


def places_title(station: str) -> str:
    """The machines of a station in words, or those who may pick there at once."""
    stage, _, part = station.partition(".")
    if stage == "picking":
        return f"pickers at once in zone '{part}'"
    return f"benches for {part.replace('_', '-')} orders" if part else STATIONS[stage].machines


def loads(
    scenario: Scenario, work: Sampled, goal_hours: float
) -> tuple[list[GroupLoad], list[Heads]]:
    """Every group of crews, then the places and machines; and the heads of every group."""
    steps, crews = Steps(scenario, work), crews_of(scenario, work.step)
    there = servers(scenario, work, crews, steps.window)
    plan = dict(
        zip((each.name for each in there.staged), even(work, there.staged, steps.dates),
            strict=True)
    )  # fmt: skip
    flow = paced(work, there.staged, there.room)
    crew_loads, heads = [], []
    for server in [*there.people, *there.places.values()]:
        its = plan.get(server.name) or even(work, [server], steps.dates)[0]
        crew_loads.append(_load(scenario, work, server, its, flow, steps))
        if server.crews:
            heads.append(first_guess(server, crew_loads[-1].needed, work, steps, goal_hours))
    return crew_loads, [head for head in heads if head is not None]


@dataclass(frozen=True)
class Servers:
    """Who carries work: groups of crews, and by station its machines, or who may pick at once.

    `staged` are those through which all work flows, in the order of the journey.
    """

    people: tuple[Server, ...]
    places: Mapping[str, Server]
    staged: tuple[Server, ...]

    @property
    def room(self) -> dict[str, Floats]:
        """Hours of work by step for which a station has places."""
        return {name: place.hours for name, place in self.places.items()}


def servers(scenario: Scenario, work: Sampled, crews: dict[str, Crew], window: slice) -> Servers:
    """All of them, with the crews as they are given."""
    people = [_people(carrier, work, crews, window)
              for carrier in carriers(scenario, work, crews, window)]  # fmt: skip
    places = {station.name: _places(station, work, crews, window)
              for station in work.stations if station.places is not None}  # fmt: skip
    # Machines that need nobody are a stage like the others; other places are looked at alone.
    alone = [
        places[station.name]
        for station in work.stations
        if station.name in places and not station.crews
    ]
    names = [station.name for station in work.stations]
    staged = sorted([*people, *alone], key=lambda each: min(map(names.index, each.stations)))
    return Servers(tuple(people), places, tuple(staged))


def helped_by_nobody(
    scenario: Scenario, work: Sampled, group: Server, crews: dict[str, Crew]
) -> Iterator[Server]:
    """Some crews of a group, with the work that nobody else can do: no help reaches them there.

    A group shares work as its whole window allows; on a single day what only some of it can do may
    be too much for these. Each at its best speed at that work.
    """
    for count in range(1, len(group.crews)):
        for names in combinations(group.crews, count):
            mine = [station for station in work.stations
                    if station.name in group.stations and station.crews
                    and set(station.crews) <= set(names)]  # fmt: skip
            who = [name for name in names if any(name in station.crews for station in mine)]
            if len(who) < count:
                continue
            best = {name: max(skill(scenario, name, station) for station in mine
                              if name in station.crews) for name in who}  # fmt: skip
            yield Server(
                name=" + ".join(who),
                crews=tuple(who),
                stations=tuple(station.name for station in mine),
                load=group.load,
                hours=np.sum([best[name] * crews[name].hours for name in who], axis=0),
                heads=np.sum([crews[name].heads for name in who], axis=0),
                goes_on=any(crews[name].goes_on for name in who),
            )


def carriers(
    scenario: Scenario, work: Sampled, crews: dict[str, Crew], window: slice
) -> list[Group]:
    """Which crews carry which stations together in the measurement window."""
    capacity = {name: float(crew.hours[window].sum()) for name, crew in crews.items()}
    return groups(scenario, work.stations, work.hours[:, window].sum(axis=1), capacity)


def _hours(work: Sampled, stations: tuple[str, ...], window: slice) -> float:
    """Hours of work that come to some stations in the window if nobody has to wait."""
    mine = [station.name in stations for station in work.stations]
    return float(work.hours[mine, window].sum())


def _people(group: Group, work: Sampled, crews: dict[str, Crew], window: slice) -> Server:
    """Its hours at speed 1: those of the crews, by what their skills make of them."""
    its = [crews[name] for name in group.crews]
    hours = np.sum([each.hours for each in its], axis=0)
    asked, size = _hours(work, group.stations, window), float(hours[window].sum())
    worth = asked / (group.load * size) if 0 < group.load < inf and size and asked else 1.0
    return Server(
        name=" + ".join(group.crews),
        crews=group.crews,
        stations=group.stations,
        load=group.load,
        hours=hours * worth,
        heads=np.sum([each.heads for each in its], axis=0),
        goes_on=any(each.goes_on for each in its),
    )


def _places(station: Station, work: Sampled, crews: dict[str, Crew], window: slice) -> Server:
    """Machines, or how many may pick at once: in the hours in which somebody can be there."""
    there = [crews[name] for name in station.crews]
    nobody = np.zeros(work.hours.shape[1])
    heads = np.sum([nobody, *(crew.heads for crew in there)], axis=0)
    hours = np.sum([nobody, *(crew.hours for crew in there)], axis=0)
    open_ = hours > 0 if there else np.full(len(hours), True)
    step, speed = work.step / HOUR, 1.0
    if heads[open_].any():
        speed = float(hours[open_].sum() / heads[open_].sum()) / step
    count = open_.astype(np.float64) * (station.places or 0)
    can = count * speed * step
    asked, size = _hours(work, (station.name,), window), float(can[window].sum())
    return Server(
        name=places_title(station.name),
        crews=(),
        stations=(station.name,),
        load=asked / size if size else inf if asked else 0.0,
        hours=can,
        heads=count,
        goes_on=any(crew.goes_on for crew in there),
    )


def _load(
    scenario: Scenario,
    work: Sampled,
    server: Server,
    plan: Plan,
    flow: tuple[Floats, Floats],
    steps: Steps,
) -> GroupLoad:
    window, crews = steps.window, server.crews
    mine = [station.name in server.stations for station in work.stations]
    done, waiting = (part[mine, window].sum(axis=0) for part in flow)
    able = float(server.hours[window].sum())
    full = _share_of_hours(plan.needed, server.hours)
    heads, needed = (steps.week(hours * work.step / HOUR)
                     for hours in (server.heads, server.heads * full))  # fmt: skip
    return GroupLoad(
        name=server.name,
        stations=tuple(title(name) for name in server.stations),
        crews=crews,
        station_names=server.stations,
        load=server.load,
        utilization=min(float(done.sum()) / able, 1.0) if able else float("nan"),
        work=steps.week(plan.needed),
        capacity=steps.week(server.hours),
        heads=heads,
        needed=needed,
        shifts=tuple(by_shift(scenario, crews, heads, needed)),
        days=tuple(_overloaded(server, plan, steps)) if crews else (),
        most_waiting=float(waiting.max(initial=0.0)),
        left=float(waiting[-1]) if len(waiting) else 0.0,
    )


def _share_of_hours(needed: Floats, hours: Floats) -> Floats:
    """What is needed of the hours of each step; where all are on a break, of the step before it."""
    share = np.divide(needed, hours, out=np.zeros(len(needed)), where=hours > 0)
    before = np.maximum.accumulate(np.where(hours > 0, np.arange(len(hours)), 0))
    return np.asarray(share[before], dtype=np.float64)


def _overloaded(server: Server, plan: Plan, steps: Steps) -> list[OverloadedDay]:
    return [
        OverloadedDay(steps.day(spell.begin), server.name, spell.work, spell.capacity)
        for spell in plan.spells
        if steps.window.start <= spell.begin < steps.window.stop
        and spell.work > spell.capacity * (1 + 1e-9)
    ]

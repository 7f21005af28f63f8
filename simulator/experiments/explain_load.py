"""Load of those who can really serve: over the window, by hour of the week, by shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np

from simulator.experiments.explain_crews import Crew, Group, crews_of, groups
from simulator.experiments.explain_demand import Floats
from simulator.experiments.explain_heads import Heads, ShiftHeads, by_shift, first_guess
from simulator.experiments.explain_pace import Able, Pace, Plan, pace, plans
from simulator.experiments.explain_steps import Steps
from simulator.experiments.explain_work import Station, Work
from simulator.scenario.scenario import Scenario
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


@dataclass(frozen=True)
class _Server:
    """What carries work: a group of crews, or the places of a station."""

    name: str
    group: Group
    people: bool
    hours: Floats  # of work at speed 1, by step
    heads: Floats
    goes_on: bool


def _able(server: _Server) -> Able:
    return Able(server.hours, server.heads, server.goes_on)


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
    if stage == "packing":
        return f"benches for {part.replace('_', '-')} orders" if part else "packing benches"
    return "label printers"


def loads(scenario: Scenario, work: Work, goal_hours: float) -> tuple[list[GroupLoad], list[Heads]]:
    """Every group of crews, then the places and machines; and the heads of every group."""
    steps, crews = Steps(scenario, work), crews_of(scenario, work.step)
    carried = carriers(scenario, work, crews, steps.window)
    people = [_crew_server(one, work, crews, steps.window) for one in carried]
    places = [_places(one, work, crews, steps.window) for one in work.stations
              if one.places is not None]  # fmt: skip
    flow = pace(scenario, work, crews)
    dates = steps.dates
    found = []
    # Machines that need nobody are a stage like the others; other places are looked at alone.
    alone = [one for one in places if not _station(work, one).crews]
    staged = [*people, *alone]
    order = sorted(range(len(staged)), key=lambda k: _first(work, staged[k].group))
    planned = plans(work, [(staged[k].group, _able(staged[k])) for k in order], dates)
    of = {staged[k].name: plan for k, plan in zip(order, planned, strict=True)}
    for one in [*people, *places]:
        plan = of.get(one.name) or plans(work, [(one.group, _able(one))], dates)[0]
        found.append(_group_load(scenario, work, one, plan, flow, crews, steps))
    needed = (
        _heads(one, load, work, steps, goal_hours) for one, load in zip(people, found, strict=False)
    )
    return found, [one for one in needed if one is not None]


def carriers(scenario: Scenario, work: Work, crews: dict[str, Crew], window: slice) -> list[Group]:
    """Which crews carry which stations together in the measurement window."""
    capacity = {name: float(crew.hours[window].sum()) for name, crew in crews.items()}
    return groups(scenario, work.stations, work.hours[:, window].sum(axis=1), capacity)


def _station(work: Work, server: _Server) -> Station:
    return next(one for one in work.stations if one.name == server.group.stations[0])


def _first(work: Work, group: Group) -> int:
    return min(k for k, one in enumerate(work.stations) if one.name in group.stations)


def _work_of(work: Work, group: Group) -> Floats:
    """(steps,) Hours of work that come to a group's stations if nobody has to wait."""
    mine = [k for k, one in enumerate(work.stations) if one.name in group.stations]
    return np.asarray(work.hours[mine].sum(axis=0))


def _crew_server(group: Group, work: Work, crews: dict[str, Crew], window: slice) -> _Server:
    """Its hours at speed 1: those of the crews, by what their skills make of them."""
    hours = sum((crews[name].hours for name in group.crews), start=np.zeros(1))
    total, size = float(_work_of(work, group)[window].sum()), float(hours[window].sum())
    worth = total / (group.load * size) if 0 < group.load < inf and size and total else 1.0
    heads = sum((crews[name].heads for name in group.crews), start=np.zeros(1))
    goes_on = any(crews[name].goes_on for name in group.crews)
    return _Server(" + ".join(group.crews), group, True, hours * worth, heads, goes_on)


def _places(station: Station, work: Work, crews: dict[str, Crew], window: slice) -> _Server:
    """Machines, or how many may pick at once: in the hours in which somebody can be there."""
    assert station.places is not None
    there = [crews[name] for name in station.crews]
    heads = sum((crew.heads for crew in there), start=np.zeros(work.hours.shape[1]))
    hours = sum((crew.hours for crew in there), start=np.zeros(work.hours.shape[1]))
    open_ = hours > 0 if there else np.full(work.hours.shape[1], True)
    speed = 1.0
    if there and heads[open_].any():
        speed = float(hours[open_].sum() / heads[open_].sum()) * HOUR / work.step
    can = np.asarray(open_ * (station.places * speed * work.step / HOUR), dtype=np.float64)
    mine = work.hours[[one.name == station.name for one in work.stations]].sum(axis=0)
    asked, size = float(mine[window].sum()), float(can[window].sum())
    load = asked / size if size else inf if asked else 0.0
    group, heads = Group((), (station.name,), load), open_.astype(np.float64) * station.places
    goes_on = any(crew.goes_on for crew in there)
    return _Server(places_title(station.name), group, False, can, heads, goes_on)


def _group_load(
    scenario: Scenario,
    work: Work,
    server: _Server,
    plan: Plan,
    flow: Pace,
    crews: dict[str, Crew],
    steps: Steps,
) -> GroupLoad:
    group, window = server.group, steps.window
    mine = [k for k, one in enumerate(work.stations) if one.name in group.stations]
    waiting = flow.waiting[mine].sum(axis=0)[window]
    full = _share_of_hours(plan.needed, server.hours)
    heads, needed = (steps.week(hours * steps.step / HOUR)
                     for hours in (server.heads, server.heads * full))  # fmt: skip
    return GroupLoad(
        name=server.name,
        stations=tuple(title(name) for name in group.stations),
        crews=group.crews,
        station_names=group.stations,
        load=group.load,
        utilization=_busy(server, flow, crews, mine, window),
        work=steps.week(plan.needed),
        capacity=steps.week(server.hours),
        heads=heads,
        needed=needed,
        shifts=tuple(by_shift(scenario, group.crews, heads, needed)),
        days=tuple(_overloaded(server, plan, steps)) if server.people else (),
        most_waiting=float(waiting.max(initial=0.0)),
        left=float(waiting[-1]) if len(waiting) else 0.0,
    )


def _share_of_hours(needed: Floats, hours: Floats) -> Floats:
    """What is needed of the hours of each step; where all are on a break, of the step before it."""
    share = np.divide(needed, hours, out=np.zeros(len(needed)), where=hours > 0)
    before = np.maximum.accumulate(np.where(hours > 0, np.arange(len(hours)), 0))
    return np.asarray(share[before], dtype=np.float64)


def _busy(
    server: _Server, flow: Pace, crews: dict[str, Crew], mine: list[int], window: slice
) -> float:
    """Of the hours that can be worked, those that are, at whatever station."""
    if server.people:
        able = sum(float(crews[name].hours[window].sum()) for name in server.group.crews)
        busy = sum(
            float(hours[window].sum())
            for (crew, _), hours in flow.busy.items()
            if crew in server.group.crews
        )
    else:
        # Work is paced by people; what is more than the places could hold finds all of them taken.
        able = float(server.hours[window].sum())
        busy = min(float(flow.done[mine, window].sum()), able)
    return busy / able if able else float("nan")


def _overloaded(server: _Server, plan: Plan, steps: Steps) -> list[OverloadedDay]:
    return [
        OverloadedDay(steps.day(spell.begin), server.name, spell.work, spell.capacity)
        for spell in plan.spells
        if steps.window.start <= spell.begin < steps.window.stop
        and spell.work > spell.capacity * (1 + 1e-9)
    ]


def _heads(
    server: _Server, load: GroupLoad, work: Work, steps: Steps, goal_hours: float
) -> Heads | None:
    window = steps.window
    open_ = server.hours[window] > 0
    if not open_.any():
        return None
    return first_guess(
        server.name,
        server.group.crews,
        load.load,
        load.needed,
        [
            tasks
            for tasks, station in zip(work.tasks, work.stations, strict=True)
            if station.name in server.group.stations
        ],
        float(server.hours[window].sum()) / (open_.sum() * steps.step / HOUR),
        float(server.heads[window][open_].mean()),
        goal_hours,
    )

"""What to change so that nobody has more work than time: heads by shift, places, machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from simulator.experiments.explain.crews import Group, crews_of
from simulator.experiments.explain.load import GroupLoad, carriers
from simulator.experiments.explain.steps import Steps
from simulator.experiments.explain.work import Sampled, Station
from simulator.scenario.scenario import Scenario
from simulator.stages import STATIONS

FULL = 0.9
"""Load to which those who have too much to do are brought (assumption: some time to spare)."""
MOST_ROUNDS = 20


@dataclass(frozen=True)
class Advice:
    """A number of the scenario that is too small: where it stands, what it is and should be.

    `people` are heads of a crew, otherwise places or machines. `load` is that of those who have too
    much to do, now.
    """

    what: str
    people: bool
    path: str
    now: int
    then: int
    load: float

    @property
    def override(self) -> str:
        """As it is written after --set."""
        return f"{self.path}={self.then}"


def advice(scenario: Scenario, work: Sampled, loads: Sequence[GroupLoad]) -> tuple[Advice, ...]:
    """The fewest more heads of one crew for each group, and places, that bring loads to `FULL`.

    Groups are looked at anew after each change, since crews share work another way then.
    """
    by_crew: dict[str, Advice] = {}
    window, changed = Steps(scenario, work).window, scenario
    for _ in range(MOST_ROUNDS):
        there = crews_of(changed, work.step)
        over = [carrier for carrier in carriers(changed, work, there, window) if carrier.load >= 1]
        raised = _raised(changed, work, over[0], loads, window) if over else None
        if raised is None:
            break
        first = by_crew.get(raised.path, raised)
        by_crew[raised.path] = Advice(
            raised.what, True, raised.path, first.now, raised.then, first.load
        )
        changed = with_value(changed, tuple(raised.path.split(".")), raised.then)
    return (*by_crew.values(), *_places(work, loads))


def _raised(
    scenario: Scenario, work: Sampled, group: Group, loads: Sequence[GroupLoad], window: slice
) -> Advice | None:
    """The first lever of the group that gives it time, and the number that is enough."""
    before = _hours(scenario, work.step, window)
    had = sum(before[name] for name in group.crews)
    mine = [station.name in group.stations for station in work.stations]
    # By the crews' own speeds at their skills, hours are worth what the load says.
    asked = group.load * had if had else float(work.hours[mine, window].sum())
    for what, path, now in _levers(scenario, work.stations, group, loads):
        more = _hours(with_value(scenario, path, now + 1), work.step, window)
        gained = sum(more.values()) - sum(before.values())
        if gained > 0:
            then = now + max(ceil((asked / FULL - had) / gained - 1e-9), 1)
            return Advice(what, True, ".".join(path), now, then, group.load)
    return None


def _hours(scenario: Scenario, step: int, window: slice) -> dict[str, float]:
    """Hours that each crew can work in the window."""
    there = crews_of(scenario, step)
    return {name: float(crew.hours[window].sum()) for name, crew in there.items()}


def _levers(
    scenario: Scenario, stations: Sequence[Station], group: Group, loads: Sequence[GroupLoad]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """(words, path, value) of heads: first who is asked first, in the shift that lacks most."""
    asked = [
        name for station in stations if station.name in group.stations for name in station.crews
    ]
    for name in dict.fromkeys(crew for crew in asked if crew in group.crews):
        crew = scenario.crews[name]
        if crew.heads is not None:
            yield f"'{name}'", ("crews", name, "heads"), crew.heads
            continue
        lacking = {
            shift.shift: shift.needed - shift.there
            for load in loads
            if name in load.crews
            for shift in load.shifts
        }
        rank = {
            title: (name not in shift.heads, -lacking.get(f"{title} shift", -inf))
            for title, shift in scenario.shifts.items()
        }
        for title in sorted(rank, key=lambda title: rank[title]):
            now = scenario.shifts[title].heads.get(name, 0)
            yield f"'{name}', {title} shift,", ("shifts", title, "heads", name), now


def _places(work: Sampled, loads: Sequence[GroupLoad]) -> Iterator[Advice]:
    for load in loads:
        if not load.people and 1 <= load.load < inf:
            station = next(
                station for station in work.stations if station.name in load.station_names
            )
            now = station.places or 0
            then = ceil(now * load.load / FULL - 1e-9)
            yield Advice(load.name, False, place_path(station), now, then, load.load)


def place_path(station: Station) -> str:
    """Where the number of places or machines of a station is written."""
    record, part = STATIONS[station.activity], station.name.partition(".")[2]
    if station.activity == "picking":
        return f"picking.method.zones.areas.{part}.at_most"
    return f"{record.section}.{f'lanes.{part}.' if part else ''}{record.count}"


def with_value(section: Any, path: tuple[str, ...], value: Any) -> Any:
    """A section or mapping with another value at a path, nothing checked."""
    if not path:
        return value
    if isinstance(section, dict):
        return section | {path[0]: with_value(section.get(path[0]), path[1:], value)}
    inner = with_value(getattr(section, path[0]), path[1:], value)
    return section.model_copy(update={path[0]: inner})

"""What to change so that nobody has more work than time: heads by shift, places, machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from simulator.experiments.explain_crews import Crew, Group, crews_of, groups
from simulator.experiments.explain_demand import Floats
from simulator.experiments.explain_load import GroupLoad
from simulator.experiments.explain_steps import Steps
from simulator.experiments.explain_work import Station, Work
from simulator.scenario.scenario import Scenario

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


@dataclass(frozen=True)
class _Lever:
    what: str
    path: tuple[str, ...]
    now: int


def advice(scenario: Scenario, work: Work, loads: Sequence[GroupLoad]) -> tuple[Advice, ...]:
    """The fewest more heads of one crew for each group, and places, that bring loads to `FULL`.

    Groups are looked at anew after each change, since crews share work another way then.
    """
    found: dict[str, Advice] = {}
    window = Steps(scenario, work).window
    totals = work.hours[:, window].sum(axis=1)
    changed = scenario
    for _ in range(MOST_ROUNDS):
        size = _sizes(crews_of(changed, work.step), window)
        over = [one for one in groups(changed, work.stations, totals, size) if one.load >= 1]
        if not over:
            break
        raised = _raised(changed, work, over[0], totals, loads, window)
        if raised is None:
            break
        lever, then = raised
        path = ".".join(lever.path)
        first = found.get(path)
        now, load = (first.now, first.load) if first else (lever.now, over[0].load)
        found[path] = Advice(lever.what, True, path, now, then, load)
        changed = with_value(changed, lever.path, then)
    return (*found.values(), *_places(work, totals, loads))


def _sizes(crews: dict[str, Crew], window: slice) -> dict[str, float]:
    return {name: float(crew.hours[window].sum()) for name, crew in crews.items()}


def _raised(
    scenario: Scenario,
    work: Work,
    group: Group,
    totals: Floats,
    loads: Sequence[GroupLoad],
    window: slice,
) -> tuple[_Lever, int] | None:
    """The first lever of the group that gives it time, and the number that is enough."""
    asked = float(sum(hours for one, hours in zip(work.stations, totals, strict=True)
                      if one.name in group.stations))  # fmt: skip
    before = _sizes(crews_of(scenario, work.step), window)
    had = sum(before[name] for name in group.crews)
    # By the crews' own speeds at their skills, hours are worth what the load says.
    worth = asked / (group.load * had) if 0 < group.load < inf and had else 1.0
    for lever in _levers(scenario, work.stations, group, loads):
        more = with_value(scenario, lever.path, lever.now + 1)
        gained = sum(_sizes(crews_of(more, work.step), window).values()) - sum(before.values())
        if gained > 0:
            lacking = asked / worth / FULL - had
            return lever, lever.now + max(ceil(lacking / gained - 1e-9), 1)
    return None


def _levers(
    scenario: Scenario, stations: Sequence[Station], group: Group, loads: Sequence[GroupLoad]
) -> Iterator[_Lever]:
    """Heads of the group's crews: first who is asked first, in the shift that lacks most."""
    asked = [name for one in stations if one.name in group.stations for name in one.crews]
    for name in dict.fromkeys(crew for crew in asked if crew in group.crews):
        crew = scenario.crews[name]
        if crew.heads is not None:
            yield _Lever(f"'{name}'", ("crews", name, "heads"), crew.heads)
        elif crew.on_call is None:
            lacking = {
                shift.shift: shift.needed - shift.there
                for load in loads
                if name in load.crews
                for shift in load.shifts
            }
            titles = sorted(
                scenario.shifts,
                key=lambda title: (
                    name not in scenario.shifts[title].heads,
                    -lacking.get(f"{title} shift", -inf),
                ),
            )
            for title in titles:
                now = scenario.shifts[title].heads.get(name, 0)
                what = f"'{name}', {title} shift,"
                yield _Lever(what, ("shifts", title, "heads", name), now)


def _places(work: Work, totals: Floats, loads: Sequence[GroupLoad]) -> Iterator[Advice]:
    for load in loads:
        if load.people or load.load < 1 or load.load == inf:
            continue
        station = next(one for one in work.stations if one.name in load.station_names)
        assert station.places is not None
        then = ceil(station.places * load.load / FULL - 1e-9)
        yield Advice(load.name, False, place_path(station), station.places, then, load.load)


def place_path(station: Station) -> str:
    """Where the number of places or machines of a station is written."""
    stage, _, part = station.name.partition(".")
    if stage == "labeling":
        return "labeling.printers"
    if stage == "picking":
        return f"picking.method.zones.areas.{part}.at_most"
    return f"packing.lanes.{part}.stations.count" if part else "packing.stations.count"


def with_value(section: Any, path: tuple[str, ...], value: Any) -> Any:
    """A section or mapping with another value at a path, nothing checked."""
    if not path:
        return value
    if isinstance(section, dict):
        return section | {path[0]: with_value(section.get(path[0]), path[1:], value)}
    inner = with_value(getattr(section, path[0]), path[1:], value)
    return section.model_copy(update={path[0]: inner})

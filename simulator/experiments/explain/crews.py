"""Who can work when, and which crews carry which work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.crews import learned_by
from simulator.engine.rosters import HeadCount
from simulator.experiments.explain.work import Floats, Station
from simulator.measure.steps import Step
from simulator.scenario.scenario import Scenario
from simulator.streams import Streams
from simulator.units import HOUR
from simulator.workload.draws import Draws
from simulator.workload.staffing import present

SAME = 1e-6
"""Loads that differ by less are the same."""
MOST_SWEEPS = 2000


@dataclass(frozen=True)
class Crew:
    """A crew over steps of time; nobody called, no overtime.

    `heads` are scheduled, breaks and absences included. `hours` are the hours of work that it can
    do at its speed, less breaks and the absences that are expected. `goes_on`: somebody of it is
    scheduled when the horizon ends.
    """

    name: str
    heads: Floats
    hours: Floats
    goes_on: bool


def crews_of(scenario: Scenario, step: int) -> dict[str, Crew]:
    """Every crew, by name."""
    horizon = scenario.clock.horizon
    count = -(-horizon // step)
    edges = np.minimum(np.arange(count + 1, dtype=np.int64) * step, horizon)
    after = np.array([horizon, horizon + step], dtype=np.int64)
    by_station = {}
    for name, there in _everybody(scenario, step).items():
        hours = np.diff(Step(there.time, there.heads).until(edges)) / HOUR
        scheduled = Step(there.time, there.scheduled)
        heads = np.diff(scheduled.until(edges)) / np.diff(edges)
        pace = _speed(scenario, name, edges[:-1], heads) * (1 - scenario.crews[name].absence)
        goes_on = bool(np.diff(scheduled.until(after))[0] > 0)
        by_station[name] = Crew(name, heads, hours * pace, goes_on)
    return by_station


def _everybody(scenario: Scenario, step: int) -> dict[str, HeadCount]:
    """Heads as planned, nobody absent, until a step past the horizon."""
    crews = {
        name: crew.model_copy(update={"absence": 0.0}) for name, crew in scenario.crews.items()
    }
    longer = scenario.clock.longest_cool_down + step
    clock = scenario.clock.model_copy(update={"cool_down": longer})
    everybody = scenario.model_copy(update={"crews": crews, "clock": clock})
    draws = Draws(Streams(scenario.experiment.seed, 0))  # of absences, and nobody is absent
    return present(everybody, everybody.clock.calendar, draws)


def _speed(scenario: Scenario, crew: str, moments: np.ndarray, heads: Floats) -> Floats:
    section = scenario.crews[crew]
    learned = learned_by(section, scenario.clock.calendar)
    if learned is None:
        return np.full(len(moments), section.speed)
    paces = [
        learned(moment, round(there))
        for moment, there in zip(moments.tolist(), heads.tolist(), strict=True)
    ]
    return section.speed * np.array(paces)


def skill(scenario: Scenario, crew: str, station: Station) -> float:
    """How fast a crew is at a station, as a multiple of its speed."""
    return float(scenario.crews[crew].skills[station.activity])


@dataclass(frozen=True)
class Group:
    """Crews that carry work together, and the stations whose work they carry.

    `load` is their work over what they can do; infinite where nobody can do it.
    """

    crews: tuple[str, ...]
    stations: tuple[str, ...]
    load: float


def groups(
    scenario: Scenario, stations: tuple[Station, ...], work: Floats, capacity: dict[str, float]
) -> list[Group]:
    """Who carries what if work is shared out as evenly as skills, zones and lanes allow.

    `work` is (stations,) hours at speed 1, `capacity` hours by crew. Work that several crews can do
    goes to those with the least load, so that the loads of those who share it are equal: no set of
    crews then has a higher load than the work that only it can do gives it (lexicographically
    optimal flow, Megiddo 1974).
    """
    crews = [name for name in capacity if any(name in station.crews for station in stations)]
    size = np.array([capacity[name] for name in crews])
    able = np.array(
        [
            [skill(scenario, name, station) if name in station.crews else 0.0 for name in crews]
            for station in stations
        ]
    ).reshape(len(stations), len(crews))
    share = _share_out(work, size, able * (size > 0))
    busy = share.sum(axis=0)
    loads = np.divide(busy, size, out=np.zeros_like(size), where=size > 0)
    joined = _joined(able, share, loads)
    return [
        Group(
            tuple(crews[k] for k in members),
            tuple(stations[s].name for s in mine),
            _load(members, mine, work, size, loads),
        )
        for members, mine in joined
    ]


def _load(members: list[int], mine: list[int], work: Floats, size: Floats, loads: Floats) -> float:
    if any(size[k] > 0 for k in members):
        return float(loads[members].max())
    return float("inf") if work[mine].sum() > 0 else 0.0


def _share_out(work: Floats, size: Floats, able: Floats) -> Floats:
    """(stations, crews) Hours of each crew at each station, by filling up the least loaded.

    Each station in turn shares its work anew, the others staying as they are; that ends at the most
    even shares (block descent on the sum of squares of the loads, weighted with the sizes).
    """
    share = np.zeros(able.shape)
    for _ in range(MOST_SWEEPS):
        before = share.copy()
        for s in range(len(work)):
            can = np.flatnonzero(able[s])
            if len(can):
                others = share[:, can].sum(axis=0) - share[s, can]
                share[s, can] = _fill(work[s], others, size[can], able[s, can])
        if np.abs(share - before).max(initial=0.0) <= 1e-9 * max(float(work.sum()), 1e-9):
            break
    return share


def _fill(work: float, others: Floats, size: Floats, speed: Floats) -> Floats:
    """Hours of each crew so that the loads of those who are used are equal, and no other's less."""
    order = np.argsort(others / size)
    level = 0.0
    for used in range(1, len(order) + 1):
        mine = order[:used]
        level = (work + (speed * others)[mine].sum()) / (speed * size)[mine].sum()
        if used == len(order) or level <= (others / size)[order[used]]:
            break
    return np.maximum(level * size - others, 0.0)


def _joined(able: Floats, share: Floats, loads: Floats) -> list[tuple[list[int], list[int]]]:
    """(crews, stations) that share work: joined by a station that both serve, at equal loads."""
    group = list(range(able.shape[1]))
    for s in range(len(able)):
        can = np.flatnonzero(able[s])
        used = [k for k in can if share[s, k] > 0]
        for k in can:
            for other in used:
                if abs(loads[k] - loads[other]) <= SAME * max(loads[other], SAME):
                    group = [group[other] if each == group[k] else each for each in group]
    of_station: dict[int, list[int]] = {}
    for s in range(len(able)):
        can = np.flatnonzero(able[s])
        if len(can):
            of_station.setdefault(group[max(can, key=lambda k: share[s, k])], []).append(s)
    return [
        ([k for k in range(len(group)) if group[k] == each], mine)
        for each, mine in sorted(of_station.items(), key=lambda item: item[1])
    ]

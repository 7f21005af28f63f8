"""Offered load against scheduled capacity: by hour of the week, by day, and over the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulator.analysis.queueing import servers_for_wait
from simulator.analysis.steps import Step
from simulator.experiments.explain_demand import Arrivals, Floats, Service, dates_of
from simulator.rosters import HeadCount
from simulator.scenario.scenario import Scenario
from simulator.streams import Streams
from simulator.units import DAY, HOUR
from simulator.workload.draws import Draws
from simulator.workload.staffing import present

WEEK = 168


@dataclass(frozen=True)
class Load:
    """Work against capacity of people or machines that share it, an entry an hour of the horizon.

    Both in hours of work at speed 1; capacity less the absences that are expected. `who` are the
    crews, or empty for machines.
    """

    name: str
    stations: tuple[str, ...]
    who: tuple[str, ...]
    work: Floats
    capacity: Floats

    def share(self, window: slice) -> float:
        """Work over capacity in a stretch of hours; infinite without capacity."""
        capacity = float(self.capacity[window].sum())
        work = float(self.work[window].sum())
        return work / capacity if capacity else float("inf") if work else 0.0

    def backlog(self) -> Floats:
        """Hours of work left at the end of each hour, if work were a fluid that can wait."""
        left = np.empty(len(self.work))
        now = 0.0
        for hour, (work, capacity) in enumerate(zip(self.work, self.capacity, strict=True)):
            now = max(0.0, now + work - capacity)
            left[hour] = now
        return left

    def utilization(self, window: slice) -> float:
        """Expected busy share in a stretch of hours, with what earlier hours left over."""
        left = np.concatenate([[0.0], self.backlog()])
        busy = left[:-1] + self.work - left[1:]
        capacity = float(self.capacity[window].sum())
        return float(busy[window].sum()) / capacity if capacity else float("nan")


def hour_of_week(scenario: Scenario) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """(hours of the horizon,) 0 for Monday 0 h to 167."""
    hours = np.arange(-(-scenario.clock.horizon // HOUR), dtype=np.int64) * HOUR
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = dates_of(scenario).hour_of_week(hours)
    return found


def window_hours(scenario: Scenario) -> slice:
    """The hours of the measurement window."""
    low, high = scenario.clock.window
    return slice(low // HOUR, -(-high // HOUR))


def loads(scenario: Scenario, coming: Arrivals, work: dict[str, Service]) -> list[Load]:
    """Every group of crews that share stations, then every station's machines."""
    found = []
    for crews in groups(scenario, tuple(work)):
        skills = {skill for crew in crews for skill in scenario.crews[crew].skills}
        stations = tuple(name for name in work if name in skills)
        hours = sum((_hours(work[name], coming) for name in stations), start=np.zeros(1))
        capacity = sum((_heads(scenario, crew) for crew in crews), start=np.zeros(1))
        found.append(Load(" + ".join(crews), stations, crews, hours, capacity))
    for station, count in _machines(scenario).items():
        capacity = np.full(len(coming.orders), float(count))
        hours = _hours(work[station], coming)
        found.append(Load(f"{station} machines", (station,), (), hours, capacity))
    return found


def _hours(service: Service, coming: Arrivals) -> Floats:
    """Hours of work that come to a station in each hour."""
    return service.arriving(coming.orders) * service.hours_per_order


def groups(scenario: Scenario, stations: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Crews that work at the same stations, directly or through another crew."""
    found: list[tuple[set[str], list[str]]] = []
    for name, crew in scenario.crews.items():
        skills = {skill for skill in crew.skills if skill in stations}
        if not skills:
            continue
        joined = [group for group in found if group[0] & skills]
        found = [group for group in found if not group[0] & skills]
        members = [one for group in joined for one in group[1]]
        found.append((skills.union(*(group[0] for group in joined)), [*members, name]))
    return [tuple(members) for _, members in found]


def _heads(scenario: Scenario, crew: str) -> Floats:
    """Hours of work a crew does in each hour at its speed, absences taken off on average."""
    there = _scheduled(scenario)[crew]
    one = scenario.crews[crew]
    edges = np.arange(-(-scenario.clock.horizon // HOUR) + 1, dtype=np.int64) * HOUR
    edges = np.minimum(edges, scenario.clock.horizon)
    hours = np.diff(Step(there.time, there.heads).until(edges)) / HOUR
    return np.asarray(hours * one.speed * (1 - one.absence))


def _scheduled(scenario: Scenario) -> dict[str, HeadCount]:
    crews = {
        name: crew.model_copy(update={"absence": 0.0}) for name, crew in scenario.crews.items()
    }
    everybody = scenario.model_copy(update={"crews": crews})
    draws = Draws(Streams(scenario.experiment.seed, 0))  # of absences, and nobody is absent
    return present(everybody, dates_of(scenario), draws)


def _machines(scenario: Scenario) -> dict[str, int]:
    found = {}
    if scenario.packing is not None and scenario.packing.stations is not None:
        found["packing"] = scenario.packing.stations.count
    if scenario.labeling is not None:
        found["labeling"] = scenario.labeling.printers
    return found


def mean_week(values: Floats, scenario: Scenario, window: slice) -> Floats:
    """(168,) Mean by hour of the week over the window's hours; 0 for hours it does not have."""
    hour = hour_of_week(scenario)[window]
    count = np.bincount(hour, minlength=WEEK)
    total = np.bincount(hour, values[window], minlength=WEEK)
    return np.divide(total, count, out=np.zeros(WEEK), where=count > 0)


@dataclass(frozen=True)
class OverloadedDay:
    """A day of the window that brings more work than is scheduled for it."""

    day: date
    name: str
    work: float
    capacity: float


def overloaded_days(load: Load, scenario: Scenario, window: slice) -> list[OverloadedDay]:
    """The days on which work is left over for the next."""
    dates = dates_of(scenario)
    day = (np.arange(len(load.work)) * HOUR + dates.offset) // DAY
    work, capacity = (np.bincount(day, values) for values in (load.work, load.capacity))
    inside = np.unique(day[window])
    return [
        OverloadedDay(
            dates.start + timedelta(days=int(k)), load.name, float(work[k]), float(capacity[k])
        )
        for k in inside
        if work[k] > capacity[k] > 0
    ]


@dataclass(frozen=True)
class Heads:
    """Heads of average speed that a station needs while its crews are at work.

    `erlang` is the load then, in heads; `carry` the fewest that carry it, `wait` the fewest with a
    mean wait of at most `goal_hours`; `busiest` likewise in the busiest scheduled hour. `scheduled`
    are those who may work there, others' stations included.
    """

    station: str
    scheduled: float
    erlang: float
    carry: int
    wait: int
    busiest: int
    goal_hours: float
    method: str


def heads(
    scenario: Scenario, coming: Arrivals, service: Service, goal_hours: float, window: slice
) -> Heads | None:
    """None for a station of machines alone.

    All work of the week is taken as done in scheduled hours, whenever it arrives. Arrivals are
    Poisson, so Erlang C holds for exponential tasks that no other station shares the crew of;
    elsewhere Allen-Cunneen.
    """
    able = [name for name, crew in scenario.crews.items() if service.station in crew.skills]
    if not able:
        return None
    each = {name: _heads(scenario, name)[window] for name in able}
    hours = sum(each.values(), start=np.zeros(1))
    open_ = hours > 0
    tasks = service.arriving(coming.orders)[window] * service.tasks_per_order
    if not open_.any() or not tasks.sum():
        return None
    speed = hours.sum() / sum(
        each[name].sum() / scenario.crews[name].speed / (1 - scenario.crews[name].absence)
        for name in able
    )
    duration = service.hours / speed
    load = tasks.sum() / open_.sum() * duration
    busiest = tasks[open_].max() * duration
    alone = all(len(scenario.crews[name].skills) == 1 for name in able)
    exact = service.exponential and alone and service.together == 1
    cv = 1.0 if exact else service.cv
    return Heads(
        station=service.station,
        scheduled=float(hours[open_].mean() / speed),
        erlang=float(load),
        carry=servers_for_wait(load, duration, 1.0, cv, float("inf")),
        wait=servers_for_wait(load, duration, 1.0, cv, goal_hours),
        busiest=servers_for_wait(busiest, duration, 1.0, cv, goal_hours),
        goal_hours=goal_hours,
        method="Erlang C" if exact else "Allen-Cunneen, approximate",
    )

"""What a scenario asks of its people, carriers and stock, before anything runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from simulator.experiments.estimate import Size, size
from simulator.experiments.executors import default_jobs
from simulator.experiments.explain_demand import (
    Floats,
    Service,
    accepted_share,
    expected_arrivals,
    services,
)
from simulator.experiments.explain_inputs import remarks
from simulator.experiments.explain_load import (
    Heads,
    OverloadedDay,
    heads,
    loads,
    mean_week,
    overloaded_days,
    window_hours,
)
from simulator.experiments.explain_supply import Cover, PickUps, cover, pick_ups
from simulator.scenario import Scenario
from simulator.units import HOUR, MINUTE

WAIT = 10 * MINUTE
"""Mean wait at a station that is asked for where the caller names none (assumption)."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class GroupLoad:
    """One group of crews or machines in the measurement window.

    `work` and `capacity` are hours a mean week by hour of the week; `load` is work over capacity,
    `utilization` the busy share with what is left over from hour to hour; `days` those that bring
    more than is scheduled; `most_waiting` the largest backlog in hours of work and `left` the one
    at the end of the window, as a fluid.
    """

    name: str
    stations: tuple[str, ...]
    people: bool
    load: float
    utilization: float
    work: Floats
    capacity: Floats
    days: tuple[OverloadedDay, ...]
    most_waiting: float
    left: float

    @property
    def stable(self) -> bool:
        """Whether the window's work fits into its capacity."""
        return self.load < 1

    @property
    def unstable_hours(self) -> tuple[str, ...]:
        """Scheduled hours of the week that bring more work than they can do: 'Mon 10 h'."""
        return tuple(
            f"{WEEKDAYS[hour // 24]} {hour % 24} h"
            for hour in range(len(self.work))
            if self.work[hour] > self.capacity[hour] > 0
        )


@dataclass(frozen=True)
class Explanation:
    """All that can be said of a scenario before it is run."""

    name: str
    title: str
    orders_a_day: float
    accepted: float
    services: tuple[Service, ...]
    loads: tuple[GroupLoad, ...]
    heads: tuple[Heads, ...]
    pick_ups: tuple[PickUps, ...]
    cover: Cover | None
    remarks: tuple[str, ...]
    size: Size


def explain(scenario: Scenario, wait: int = WAIT, jobs: int | None = None) -> Explanation:
    """Work out loads, heads, pick-ups, cover and remarks; `wait` is the mean wait to staff for.

    Queues upstream are left out: work comes to every station in the hour of its order. Outages,
    breakdowns, zones and waves are not seen.
    """
    coming, window = expected_arrivals(scenario), window_hours(scenario)
    work = services(scenario, coming)
    needed = (heads(scenario, coming, one, wait / HOUR, window) for one in work.values())
    placed = coming.orders[window]
    return Explanation(
        name=scenario.name,
        title=scenario.title or scenario.name,
        orders_a_day=float(placed.sum()) / len(placed) * 24,
        accepted=accepted_share(scenario),
        services=tuple(work.values()),
        loads=tuple(_group_loads(scenario, coming, work, window)),
        heads=tuple(one for one in needed if one is not None),
        pick_ups=tuple(pick_ups(scenario, coming)),
        cover=cover(scenario, coming),
        remarks=tuple(remarks(scenario)),
        size=size(scenario, jobs or default_jobs(), coming),
    )


def _group_loads(scenario: Scenario, coming: Any, work: Any, window: slice) -> list[GroupLoad]:
    week = partial(mean_week, scenario=scenario, window=window)
    found = []
    for load in loads(scenario, coming, work):
        backlog = load.backlog()[window]
        found.append(
            GroupLoad(
                name=load.name,
                stations=load.stations,
                people=bool(load.who),
                load=load.share(window),
                utilization=load.utilization(window),
                work=week(load.work),
                capacity=week(load.capacity),
                days=tuple(overloaded_days(load, scenario, window)),
                most_waiting=float(backlog.max(initial=0.0)),
                left=float(backlog[-1]) if len(backlog) else 0.0,
            )
        )
    return found


def as_json(found: Explanation) -> dict[str, Any]:
    """As plain values; durations in hours, money nowhere."""
    plain: dict[str, Any] = _plain(asdict(found))
    for group, load in zip(plain["loads"], found.loads, strict=True):
        group["stable"] = load.stable
        group["unstable_hours"] = list(load.unstable_hours)
    plain["size"]["seconds"] = found.size.seconds
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key != "delays"}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value

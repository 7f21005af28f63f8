"""The work that a scenario's orders bring to its stations: sampled replications, summed.

Every order's work is what the run would give it: its own set-up, lines, units, walk and repeats,
in the zone and lane of its own, as the `work.py` of each stage says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.model.shop import Shop
from simulator.scenario.scenario import Scenario
from simulator.stages import BESIDE, STAGES
from simulator.stages.parts import part
from simulator.stages.shipping.deadlines import carrier_of_orders
from simulator.stages.stage import Stage
from simulator.units import HOUR, MINUTE
from simulator.workload import Workload
from simulator.workload.sampling import sample
from simulator.workload.tasks import Orders, Tasks, Work, placed

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ENOUGH_ORDERS, MOST_SAMPLES = 60_000, 10
"""Replications are sampled until they hold so many orders, at most so many of them: work is then
right to 0.6 % even where it varies from order to order as much as its mean."""
STEPS, MOST_STEPS = (15 * MINUTE, 30 * MINUTE), 3000
"""Steps of time: the first of which the horizon has no more than so many, else hours."""


@dataclass(frozen=True)
class Station:
    """A queue of the model and who may serve it; `places` are machines or pickers at once.

    `after` are the stations that an order has to leave before it comes here. `crews`, without those
    on call, are in the order in which they are asked; with none a station is never short of people.
    """

    name: str
    crews: tuple[str, ...]
    places: int | None  # None: no limit
    after: tuple[str, ...]

    @property
    def activity(self) -> str:
        """The stage, which is the skill that its people need."""
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class TaskMeans:
    """The tasks of a station in the measurement window: how many there are, and their work."""

    count: float
    hours: float  # of one, at speed 1
    cv: float


@dataclass(frozen=True)
class Sampled:
    """Means of the first `replications`, with every day alike but for what is planned.

    `hours` of work at speed 1, (stations, steps of `step` milliseconds), by when each could be done
    if nobody waited; `parcels` by carrier and step in the same way. `placed` orders come in the
    measurement window; `accepted` is the share of all orders that are paid and pass the review.
    `first` is the workload of the first replication.
    """

    replications: int
    stations: tuple[Station, ...]
    step: int
    hours: Floats
    tasks: tuple[TaskMeans, ...]
    placed: float
    accepted: float
    parcels: Mapping[str, Floats]
    first: Workload


def work(scenario: Scenario) -> Sampled:
    """Of all orders of the replications that are sampled."""
    workloads = sampled(scenario)
    return brought(scenario, workloads, [way(scenario, workload) for workload in workloads])


def brought(
    scenario: Scenario, workloads: Sequence[Workload], ways: Sequence[tuple[list[Tasks], Orders]]
) -> Sampled:
    """What these workloads bring, on average; `ways` are theirs."""
    clock, step = scenario.clock, step_of(scenario)
    stations = _stations(scenario, ways[0][0])
    by_station = [_of_station(station.name, [tasks for tasks, _ in ways]) for station in stations]
    come = [placed(workload).moment for workload in workloads]
    low, high = clock.window
    count, share = -(-clock.horizon // step), 1 / len(ways)
    hours = [share / HOUR * _by_step(moment, time, step, count) for moment, time in by_station]
    return Sampled(
        replications=len(ways),
        stations=stations,
        step=step,
        hours=np.array(hours).reshape(len(stations), count),
        tasks=tuple(_means(moment, time, clock.window, share) for moment, time in by_station),
        placed=share * sum(int(((at >= low) & (at < high)).sum()) for at in come),
        accepted=sum(len(left.row) for _, left in ways) / max(sum(map(len, come)), 1),
        parcels=_parcels(scenario, workloads, [left for _, left in ways], step, count),
        first=workloads[0],
    )


def step_of(scenario: Scenario) -> int:
    """Milliseconds of a step of time."""
    horizon = scenario.clock.horizon
    return next((step for step in STEPS if horizon <= MOST_STEPS * step), HOUR)


def sampled(scenario: Scenario, orders: int = ENOUGH_ORDERS) -> list[Workload]:
    """The workloads of the first replications, until they hold so many orders.

    Chance gives no day more orders than another, and carts that are left do not come at all: they
    take time to sample and bring no work.
    """
    demand, checkout = scenario.demand, scenario.checkout
    even: dict[str, object] = {"day_to_day_cv": 0.0}
    if checkout is not None and demand.trace is None:
        if demand.carts_per_day is not None:
            even["carts_per_day"] = demand.carts_per_day * (1 - checkout.abandonment)
        checkout = checkout.model_copy(update={"abandonment": 0.0})
    update = {"demand": demand.model_copy(update=even), "checkout": checkout, "state": None}
    scenario = scenario.model_copy(update=update)
    samples = [sample(scenario, 0)]
    while len(samples) < min(MOST_SAMPLES, orders / max(samples[0].n, 1)):
        samples.append(sample(scenario, len(samples)))
    return samples


def way(scenario: Scenario, workload: Workload) -> tuple[list[Tasks], Orders]:
    """The tasks that a workload brings to the stations, and its orders as they leave the house."""
    tasks: list[Tasks] = []
    orders = placed(workload)
    for stage in STAGES:
        section = getattr(scenario, stage.name)
        brings = work_of(stage) if stage.stations else part(stage.name, "work", "work")
        if brings is not None and section is not None:
            brought, orders = brings(section, scenario, workload, orders)
            tasks += brought
    return tasks, orders


def work_of(stage: Stage) -> Work:
    """The function `work` in the folder of a stage that has a station."""
    kept: Work | None = part(stage.name, "work", "work")
    if kept is None:
        raise ImportError(f"simulator/stages/{stage.name}/work.py has no function work")
    return kept


def hours_of_all(scenario: Scenario) -> dict[str, float]:
    """Hours of work by station of all orders of the first replication, whenever it comes."""
    total: dict[str, float] = {}
    tasks, _ = way(scenario, *sampled(scenario, 1))
    for task in tasks:
        total[task.station] = total.get(task.station, 0.0) + float(task.time.sum()) / HOUR
    return total


def _stations(scenario: Scenario, tasks: Sequence[Tasks]) -> tuple[Station, ...]:
    """The model's own, with who may serve them; of a shop of one hour where it can be."""
    if scenario.demand.trace is None:
        clock = scenario.clock.model_copy(update={"warm_up": 0, "run": HOUR, "cool_down": 0})
        scenario = scenario.model_copy(update={"clock": clock, "state": None})
    scheduled = {name for name, crew in scenario.crews.items() if crew.on_call is None}
    after = {task.station: task.after for task in tasks}
    return tuple(
        Station(
            name,
            tuple(crew.name for crew in each.crews if crew.name in scheduled),
            each.machines,
            after.get(name, ()),
        )
        for name, each in Shop(scenario, sample(scenario, 0)).floor.stations.items()
    ) + tuple(
        Station(skill, crews, None, ())
        for skill in BESIDE
        if (crews := tuple(name for name, crew in scenario.crews.items() if skill in crew.skills))
    )


def _of_station(name: str, ways: Sequence[Sequence[Tasks]]) -> tuple[Integers, Integers]:
    """When each task of a station could begin, and its time."""
    mine = [task for tasks in ways for task in tasks if task.station == name]
    none = np.zeros(0, dtype=np.int64)
    moment = np.concatenate([none, *(each.moment for each in mine)])
    return moment, np.concatenate([none, *(each.time for each in mine)])


def _by_step(moment: Integers, value: Integers, step: int, count: int) -> Floats:
    inside = (moment >= 0) & (moment < step * count)
    totals = np.bincount(moment[inside] // step, value[inside], minlength=count)
    return totals.astype(np.float64)


def _means(moment: Integers, time: Integers, window: tuple[int, int], share: float) -> TaskMeans:
    """Over the window's tasks; their work is that of all tasks where none comes in it."""
    inside = (moment >= window[0]) & (moment < window[1])
    by = time[inside] if inside.any() else time
    if not len(by):
        return TaskMeans(0.0, 0.0, 0.0)
    mean = float(by.mean())
    cv = float(by.std()) / mean if mean else 0.0
    return TaskMeans(share * int(inside.sum()), mean / HOUR, cv)


def _parcels(
    scenario: Scenario,
    workloads: Sequence[Workload],
    left: Sequence[Orders],
    step: int,
    count: int,
) -> dict[str, Floats]:
    """By carrier and step: the boxes of each order, and one more for a second parcel."""
    if scenario.shipping is None:
        return {}
    by_carrier = {name: np.zeros(count) for name in scenario.shipping.carriers}
    for workload, orders in zip(workloads, left, strict=True):
        carrier = carrier_of_orders(scenario, workload)[orders.row]
        boxes = workload.parcels[orders.row] + orders.in_two
        for k, parcels in enumerate(by_carrier.values()):
            here = carrier == k
            parcels += _by_step(orders.moment[here], boxes[here], step, count) / len(left)
    return by_carrier

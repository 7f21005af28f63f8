"""The work that a scenario's orders bring to its stations, from sampled workloads.

Every order's work is what the run would give it: its own set-up, lines, units, walk and repeats,
in the zone and lane of its own. What hangs on the course of a run is left out: stock that is short
when it is ordered, outages, breakdowns, expired reservations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.experiments.explain_demand import Floats, expected_orders, weights
from simulator.experiments.explain_tasks import Orders, Part
from simulator.experiments.explain_tours import Integers
from simulator.model.shop import Shop
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, MINUTE
from simulator.workload.sampling import sample

ENOUGH_ORDERS, MOST_SAMPLES = 90_000, 10
"""Workloads are sampled until they hold so many expected orders, at most so many of them: the mean
work of an order is then right to 0.4 % even where it varies as much as its mean, and that of a task
of one order in twenty to 2 %."""
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
    """The tasks of a station in the measurement window: how many are expected, and their work."""

    count: float
    hours: float  # of one, at speed 1
    cv: float


@dataclass(frozen=True)
class Work:
    """Hours of work at speed 1, (stations, steps), by when each could be done if nobody waited.

    `step` is in milliseconds. `accepted` is the share of the placed orders that are paid and pass
    the review. `parcels` are those expected in each step, by carrier.
    """

    stations: tuple[Station, ...]
    step: int
    hours: Floats
    tasks: tuple[TaskMeans, ...]
    accepted: float
    parcels: dict[str, Floats]


def work(scenario: Scenario, expected: Floats | None = None) -> Work:
    """Of all expected orders of a scenario."""
    expected = expected_orders(scenario) if expected is None else expected
    enough = int(np.ceil(ENOUGH_ORDERS / max(float(expected.sum()), 1.0)))
    sampled = _without_abandoned(scenario)
    workloads = [sample(sampled, k) for k in range(min(max(enough, 1), MOST_SAMPLES))]
    stations = stations_of(scenario)
    horizon = scenario.clock.horizon
    step = next((step for step in STEPS if horizon <= MOST_STEPS * step), HOUR)
    count = -(-horizon // step)
    found: list[Part] = []
    placed = accepted = 0.0
    parcels: dict[str, Floats] = {}
    for workload, weight in zip(workloads, weights(scenario, workloads, expected), strict=True):
        orders = Orders(scenario, workload, weight)
        found += orders.parts()
        placed += float(weight.sum())
        accepted += float(weight[orders.row].sum())
        for carrier, moment, worth in orders.parcels():
            by_step = _by_step(moment, worth, step, count)
            parcels[carrier] = parcels.get(carrier, np.zeros(count)) + by_step
    return Work(
        stations=stations,
        step=step,
        hours=np.array([_hours(found, one.name, step, count) for one in stations]).reshape(
            len(stations), count
        ),
        tasks=tuple(_tasks(found, one.name, scenario.clock.window) for one in stations),
        accepted=accepted / placed if placed else 1.0,
        parcels=parcels,
    )


def _without_abandoned(scenario: Scenario) -> Scenario:
    """The scenario without the carts that are left, which take time to sample and bring no work."""
    checkout, demand = scenario.checkout, scenario.demand
    if checkout is None or demand.trace is not None:
        return scenario
    update: dict[str, object] = {"checkout": checkout.model_copy(update={"abandonment": 0.0})}
    if demand.carts_per_day is not None:
        kept = demand.carts_per_day * (1 - checkout.abandonment)
        update["demand"] = demand.model_copy(update={"carts_per_day": kept})
    return scenario.model_copy(update=update)


def hours_of_all(scenario: Scenario) -> dict[str, float]:
    """Hours of work by station of all orders that are expected, whenever it comes.

    Of one workload, each of whose orders stands for as many.
    """
    workload = sample(scenario, 0)
    placed = ~workload.abandons
    each = float(expected_orders(scenario).sum()) / max(int(placed.sum()), 1)
    orders = Orders(scenario, workload, np.where(placed, each, 0.0))
    total: dict[str, float] = {}
    for part in orders.parts():
        total[part.station] = total.get(part.station, 0.0) + float(part.time @ part.weight) / HOUR
    return total


def stations_of(scenario: Scenario) -> tuple[Station, ...]:
    """The model's own stations, with who may serve them; of a shop of one hour where it can be."""
    if scenario.demand.trace is None:
        clock = scenario.clock.model_copy(update={"warm_up": 0, "run": HOUR, "cool_down": 0})
        scenario = scenario.model_copy(update={"clock": clock})
    floor = Shop(scenario, sample(scenario, 0)).floor.stations
    zones = scenario.picking.method.zones if scenario.picking is not None else None
    passes = zones is not None and zones.style == "pick and pass"
    picking = [name for name in floor if name.startswith("picking")]
    packing = [name for name in floor if name.startswith("packing")]
    after: dict[str, list[str]] = {name: [] for name in floor}
    for name in packing:
        after[name] = picking
    if "labeling" in after:
        after["labeling"] = packing or picking
    if passes:
        after |= {name: picking[:k] for k, name in enumerate(picking)}
    scheduled = {name for name, crew in scenario.crews.items() if crew.on_call is None}
    return tuple(
        Station(
            name,
            tuple(crew.name for crew in one.crews if crew.name in scheduled),
            one.machines,
            tuple(after[name]),
        )
        for name, one in floor.items()
    )


def _by_step(moment: Integers, value: Floats, step: int, count: int) -> Floats:
    inside = (moment >= 0) & (moment < step * count)
    found = np.bincount(moment[inside] // step, value[inside], minlength=count)
    return found.astype(np.float64)


def _hours(found: list[Part], station: str, step: int, count: int) -> Floats:
    mine = [part for part in found if part.station == station]
    hours = (_by_step(part.moment, part.time * part.weight / HOUR, step, count) for part in mine)
    return sum(hours, start=np.zeros(count))


def _tasks(found: list[Part], station: str, window: tuple[int, int]) -> TaskMeans:
    """Means over the window's tasks; of all tasks where none comes in it."""
    mine = [part for part in found if part.station == station and len(part.moment)]
    if not mine:
        return TaskMeans(0.0, 0.0, 0.0)
    moment, time, weight = (
        np.concatenate(columns)
        for columns in zip(*((part.moment, part.time, part.weight) for part in mine), strict=True)
    )
    inside = weight * ((moment >= window[0]) & (moment < window[1]))
    by = inside if inside.any() else weight
    if not by.any():
        return TaskMeans(0.0, 0.0, 0.0)
    mean = float(np.average(time, weights=by))
    spread = float(np.sqrt(np.average((time - mean) ** 2, weights=by)))
    return TaskMeans(float(inside.sum()), mean / HOUR, spread / mean if mean else 0.0)

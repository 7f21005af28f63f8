"""Heads that a group of crews needs: hour by hour of its shifts, and as a first guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np

from simulator.experiments.explain.flow import Server
from simulator.experiments.explain.steps import WEEK, Steps
from simulator.experiments.explain.work import Floats, Sampled
from simulator.measure.queueing import servers_for_wait
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR


@dataclass(frozen=True)
class ShiftHeads:
    """Heads of a group in the hours of a shift: there, and needed on average and at most.

    `hour` is the hour of the week, from Monday 0 h, with the most; whole heads are needed.
    """

    shift: str
    there: float
    needed: float
    most: float
    hour: int


def by_shift(
    scenario: Scenario, crews: Sequence[str], heads: Floats, needed: Floats
) -> Iterator[ShiftHeads]:
    """In the sequence of the scenario; all hours for those who are there at every hour."""
    named = {
        f"{name} shift": _hours_of_week(shift.days, shift.hours)
        for name, shift in scenario.shifts.items()
        if set(crews) & set(shift.heads)
    }
    if any(scenario.crews[name].heads is not None for name in crews):
        named = {"all hours": np.arange(WEEK)}
    for name, hours in named.items():
        there = hours[heads[hours] > 0]
        if len(there):
            hour = int(there[np.argmax(needed[there])])
            means = float(heads[there].mean()), float(needed[there].mean())
            yield ShiftHeads(name, *means, float(needed[hour]), hour)


def _hours_of_week(days: Sequence[int], hours: tuple[int, int]) -> np.ndarray:
    opens, closes = hours[0] // HOUR, -(-hours[1] // HOUR)
    each = [(24 * day + hour) % WEEK for day in days for hour in range(opens, closes)]
    return np.unique(np.array(each, dtype=np.int64))


@dataclass(frozen=True)
class Heads:
    """Heads that a group needs while somebody of it is scheduled, absences and breaks included.

    `erlang` is the load then, in heads; `carry` the fewest that carry it, `wait` the fewest with a
    mean wait of at most `goal_hours` once there is no backlog (Allen-Cunneen, arrivals Poisson), a
    first guess; `busiest` those for the hour of the week to which most work falls.
    """

    name: str
    crews: tuple[str, ...]
    scheduled: float
    erlang: float
    carry: int
    wait: int
    busiest: int
    goal_hours: float


def first_guess(
    server: Server, needed: Floats, work: Sampled, steps: Steps, goal_hours: float
) -> Heads | None:
    """None where nobody is ever there, or nothing comes; `needed` are heads by hour of the week."""
    hours, heads = server.hours[steps.window], server.heads[steps.window]
    open_ = hours > 0
    mine = [
        tasks
        for tasks, station in zip(work.tasks, work.stations, strict=True)
        if station.name in server.stations and tasks.count
    ]
    if not open_.any() or not mine or not 0 < server.load < inf:
        return None
    scheduled = float(heads[open_].mean())
    # In an hour less is done than heads are scheduled: absences, breaks, other speeds.
    present = float(hours.sum()) / (open_.sum() * work.step / HOUR)
    count = [each.count for each in mine]
    mean = float(np.average([each.hours for each in mine], weights=count))
    square = float(np.average([each.hours**2 * (1 + each.cv**2) for each in mine], weights=count))
    cv = max(square / mean**2 - 1, 0.0) ** 0.5 if mean else 0.0
    erlang = server.load * scheduled
    carry = floor(erlang + 1e-9) + 1
    wait = servers_for_wait(erlang, mean * scheduled / present, 1.0, cv, goal_hours)
    busiest = ceil(float(needed.max()) - 1e-9)
    return Heads(
        server.name, server.crews, scheduled, erlang, carry, max(wait, carry), busiest, goal_hours
    )

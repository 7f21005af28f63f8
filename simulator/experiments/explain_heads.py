"""Heads that a group of crews needs: hour by hour of its shifts, and as a first guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np

from simulator.experiments.explain_demand import Floats
from simulator.experiments.explain_steps import WEEK
from simulator.experiments.explain_work import TaskMeans
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
) -> list[ShiftHeads]:
    """In the sequence of the scenario; all hours for those who are there at every hour."""
    named = {
        f"{name} shift": _hours_of_week(shift.days, shift.hours)
        for name, shift in scenario.shifts.items()
        if set(crews) & set(shift.heads)
    }
    if any(scenario.crews[name].heads is not None for name in crews):
        named = {"all hours": np.arange(WEEK)}
    found = []
    for name, hours in named.items():
        there = hours[heads[hours] > 0]
        if not len(there):
            continue
        most = int(there[np.argmax(needed[there])])
        found.append(
            ShiftHeads(
                name,
                float(heads[there].mean()),
                float(needed[there].mean()),
                float(needed[most]),
                most,
            )
        )
    return found


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
    name: str,
    crews: tuple[str, ...],
    load: float,
    needed: Floats,
    tasks: Sequence[TaskMeans],
    present: float,
    scheduled: float,
    goal_hours: float,
) -> Heads | None:
    """None where nobody is ever there, or nothing comes.

    `needed` are heads by hour of the week; `tasks` those of its stations. While somebody is there
    `scheduled` heads are on average, of whom `present` hours of work are done in an hour: some are
    absent or on a break, and speeds differ.
    """
    mine = [one for one in tasks if one.count]
    if not mine or not 0 < load < inf or not scheduled:
        return None
    count = np.array([one.count for one in mine])
    hours, cv = np.array([one.hours for one in mine]), np.array([one.cv for one in mine])
    mean = float(np.average(hours, weights=count))
    square = float(np.average(hours**2 * (1 + cv**2), weights=count))
    spread = float(np.sqrt(max(square / mean**2 - 1, 0.0))) if mean else 0.0
    erlang = load * scheduled
    service = mean * scheduled / present
    carry = floor(erlang + 1e-9) + 1
    return Heads(
        name=name,
        crews=crews,
        scheduled=scheduled,
        erlang=erlang,
        carry=carry,
        wait=max(servers_for_wait(erlang, service, 1.0, spread, goal_hours), carry),
        busiest=ceil(float(needed.max()) - 1e-9),
        goal_hours=goal_hours,
    )

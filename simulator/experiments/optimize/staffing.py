"""Where a search for a roster starts, heads by Erlang's formula, and the heads as they are."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiments.explain.load import loads
from simulator.experiments.explain.work import work
from simulator.experiments.optimize.variables import Variable
from simulator.measure.queueing import erlang_c
from simulator.scenario.changes import split_path
from simulator.scenario.scenario import Scenario

WAITS_AT_MOST = 0.5
"""Chance to wait for which the start is staffed: half the orders find a free head."""


def erlang_start(scenario: Scenario, variables: Sequence[Variable]) -> tuple[int, ...]:
    """Indices of the values to start from.

    The heads of a crew are the fewest with a chance to wait of at most WAITS_AT_MOST (Erlang C),
    for the window's work that falls to the crew, spread evenly over its scheduled hours.
    What is not heads starts in the middle of its values.
    """
    busy = _busy_heads(scenario)
    start = []
    for variable in variables:
        crew = variable.path.split(".")[1 if variable.path.startswith("crews.") else -1]
        if not variable.is_heads or crew not in busy:
            start.append(len(variable.values) // 2)
            continue
        wanted = fewest_heads(busy[crew])
        values = [float(value) for value in variable.values]
        start.append(min(range(len(values)), key=lambda k: (abs(values[k] - wanted), -k)))
    return tuple(start)


def fewest_heads(load: float) -> int:
    """The fewest heads for a load in Erlang."""
    heads = 1
    while erlang_c(heads, load) > WAITS_AT_MOST:
        heads += 1
    return heads


def _busy_heads(scenario: Scenario) -> dict[str, float]:
    """Load of each crew in heads while it is scheduled, its group's shared by heads."""
    _, heads = loads(scenario, work(scenario), goal_hours=float("inf"))
    busy = {}
    for head in heads:
        shares = [max(_heads_now(scenario, crew), 1.0) for crew in head.crews]
        for crew, share in zip(head.crews, shares, strict=True):
            busy[crew] = head.erlang * share / sum(shares)
    return busy


def _heads_now(scenario: Scenario, crew: str) -> float:
    constant = scenario.crews[crew].heads
    if constant is not None:
        return float(constant)
    return float(max([shift.heads.get(crew, 0) for shift in scenario.shifts.values()], default=0))


def heads_now(scenario: Scenario, variable: Variable) -> int | None:
    """The heads of the scenario as it is; None of what is not heads."""
    if not variable.is_heads:
        return None
    path = [str(key) for key in split_path(variable.path)]
    if path[0] == "crews":
        return scenario.crews[path[1]].heads
    return scenario.shifts[path[1]].heads.get(path[3], 0)


def roster_now(scenario: Scenario, variables: Sequence[Variable]) -> tuple[int, ...] | None:
    """Indices of the roster as it is; None where it is not in the ranges, or not all are heads."""
    places = []
    for variable in variables:
        heads = heads_now(scenario, variable)
        values = [] if heads is None else [float(value) for value in variable.values]
        if heads not in values:
            return None
        places.append(values.index(float(heads)))
    return tuple(places)

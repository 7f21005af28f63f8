"""Which resource limits the house, and which one next as demand grows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.differences import (
    DifferenceVerdict,
    difference_verdict,
    replications_to_decide,
    variance_ratio,
)
from simulator.analysis.multiple import each_confidence, holm, paired_p
from simulator.analysis.periods import Held
from simulator.analysis.statistics import Estimate, paired_difference
from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.goals import Goal, goals_of
from simulator.experiments.resources import Resource, resources
from simulator.experiments.targets import Verdict
from simulator.experiments.trials import Trials
from simulator.experiments.variables import Variable
from simulator.mistakes import InputError

Floats = npt.NDArray[np.float64]
BACKLOG, SERVICE, COST = "backlog.mean", "on_time_ship", "total_cost"
ASKED = 95.0
"""On-time ship, in per cent, below which a house is overloaded where it has no target for it."""
MOST_RELIEFS = 4
"""Times that one resource is doubled before the ramp goes on without it."""


@dataclass(frozen=True)
class Gain:
    """What one more of a resource changes: the backlog, on-time ship and cost, paired.

    The verdict is by the backlog, adjusted for all resources (Holm).
    """

    resource: Resource
    backlog: Estimate
    service: Estimate | None
    cost: Estimate
    values: Floats
    adjusted_p: float
    verdict: DifferenceVerdict
    variance_ratio: float
    needed: int | None


@dataclass(frozen=True)
class Level:
    """The house at one step of the ramp, with what was relieved before.

    `binding` is the resource that helps most, None where nothing is distinguishable or the service
    holds; `relieved` the resources and counts at this point, `held` in how many replications the
    goal for on-time ship holds.
    """

    value: str
    service: Estimate | None
    backlog: Estimate
    holds: Verdict
    gains: tuple[Gain, ...]
    utilization: tuple[tuple[str, float], ...]
    causes: tuple[tuple[str, float], ...]
    relieved: tuple[str, ...]
    binding: Resource | None
    held: Held | None = None


@dataclass(frozen=True)
class Bottlenecks:
    """Where it stands as it is, and what binds, in this order, as demand grows."""

    now: Level
    ramp: Variable | None
    levels: tuple[Level, ...]
    goal: Goal
    replications: int

    @property
    def sequence(self) -> tuple[tuple[Resource, str], ...]:
        """Each resource that binds, once, with the step of the ramp at which it first does."""
        found: dict[str, tuple[Resource, str]] = {}
        for level in self.levels:
            if level.binding is not None:
                found.setdefault(level.binding.path, (level.binding, level.value))
        return tuple(found.values())


def bottleneck(
    base: Alternative,
    ramp: Variable | None,
    known: Trials,
    replications: int,
    *,
    find: int = 3,
) -> Bottlenecks:
    """What one more of each resource gains now, and the first `find` bottlenecks along the ramp.

    At each step of the ramp, while the service is below the goal, the resource whose one more
    lowers the backlog most is the bottleneck; it is doubled, and the step is looked at again.
    Raises InputError.
    """
    if replications < 2:
        raise InputError("--replications: an interval needs at least 2")
    if not resources(base.scenario):
        raise InputError(f"{base.name}: has no crews, machines or limited pick-ups to add to")
    goal = _goal(base)
    now = look(base, "as it is", goal, known, replications, ())
    levels: list[Level] = []
    reliefs: list[str] = []
    for index in range(len(ramp.values) if ramp else 0):
        assert ramp is not None
        _climb(base, ramp, index, goal, known, replications, levels, reliefs, find)
        if len({level.binding.path for level in levels if level.binding}) >= find:
            break
    return Bottlenecks(now, ramp, tuple(levels), goal, replications)


def _climb(
    base: Alternative,
    ramp: Variable,
    index: int,
    goal: Goal,
    known: Trials,
    replications: int,
    levels: list[Level],
    reliefs: list[str],
    find: int,
) -> None:
    """Relieve one bottleneck after the other at one step of the ramp, until service holds."""
    while True:
        at = [ramp.override(index), *reliefs]
        one = changed_by(base, f"{ramp.path} {ramp.values[index]}", at, "--ramp")
        level = look(one, ramp.values[index], goal, known, replications, tuple(reliefs))
        levels.append(level)
        binding = level.binding
        if binding is None:
            return
        if len({found.binding.path for found in levels if found.binding}) >= find:
            return
        doubled = sum(relief.startswith(f"{binding.path}=") for relief in reliefs)
        if doubled >= MOST_RELIEFS:
            return
        reliefs.append(binding.doubled)


def look(
    one: Alternative,
    value: str,
    goal: Goal,
    known: Trials,
    replications: int,
    relieved: tuple[str, ...],
) -> Level:
    """What one more of each resource gains at this point; nothing is tried where service holds."""
    numbers = range(replications)
    known.run([(one, numbers)])
    has = set(known.keys_of(one, 0))
    service = known.judged(one, numbers, goal) if goal.key in has else None
    holds = "undecided" if service is None else service.verdict
    gains: tuple[Gain, ...] = ()
    if value == "as it is" or holds != "met":
        gains = _gains(one, goal, known, replications, service is not None)
    lowered = [gain for gain in gains if gain.verdict == "better"]
    binding = lowered[0].resource if lowered and holds != "met" else None
    return Level(
        value=value,
        service=None if service is None else service.mean,
        held=None if service is None else service.held,
        backlog=known.estimate(one, numbers, BACKLOG),
        holds=holds,
        gains=gains,
        utilization=_named(one, known, replications, "utilization."),
        causes=_named(one, known, replications, "time_hours."),
        relieved=relieved,
        binding=binding,
    )


def _gains(
    one: Alternative, goal: Goal, known: Trials, replications: int, has_service: bool
) -> tuple[Gain, ...]:
    """The most helpful first."""
    numbers = range(replications)
    confidence = one.scenario.experiment.confidence
    found = resources(one.scenario)
    more = [changed_by(one, f"one more {each.name}", [each.relief]) for each in found]
    known.run((each, numbers) for each in more)

    def gap(which: Alternative, name: str, scope: str = "all") -> Floats:
        mine = known.values(which, numbers, name, scope)
        return np.asarray(mine - known.values(one, numbers, name, scope))

    p = [paired_p(gap(each, BACKLOG)) for each in more]
    strict = each_confidence(confidence, len(found))
    gains = []
    for resource, which, adjusted in zip(found, more, holm(p), strict=True):
        fewer = _estimate(gap(which, BACKLOG), confidence)
        gains.append(
            Gain(
                resource=resource,
                backlog=fewer,
                service=_estimate(gap(which, *goal.key), confidence) if has_service else None,
                cost=_estimate(gap(which, COST), confidence),
                values=gap(which, BACKLOG),
                adjusted_p=adjusted,
                verdict=difference_verdict(fewer, adjusted, "lower", 1 - confidence),
                variance_ratio=variance_ratio(
                    known.values(which, numbers, BACKLOG), known.values(one, numbers, BACKLOG)
                ),
                needed=replications_to_decide(fewer, fewer.mean, strict),
            )
        )
    return tuple(sorted(gains, key=lambda gain: gain.backlog.mean))


def _estimate(gap: Floats, confidence: float) -> Estimate:
    return paired_difference(gap, np.zeros(len(gap)), confidence)


def _named(
    one: Alternative, known: Trials, replications: int, prefix: str
) -> tuple[tuple[str, float], ...]:
    """Means of the KPIs with a prefix by what follows it, the largest first."""
    found = [
        (name.removeprefix(prefix), known.estimate(one, range(replications), name).mean)
        for name, scope in known.keys_of(one, 0)
        if scope == "all" and name.startswith(prefix)
    ]
    known_ones = [(name, mean) for name, mean in found if mean == mean]
    return tuple(sorted(known_ones, key=lambda pair: -pair[1]))


def _goal(base: Alternative) -> Goal:
    """The scenario's target for on-time ship, or ASKED."""
    mine = [goal for goal in goals_of(base.scenario) if goal.key == (SERVICE, "all")]
    return mine[0] if mine else Goal(SERVICE, "all", "at least", ASKED)


def ramp_of(variable: Variable) -> Variable:
    """A ramp rises: its numbers in ascending order; raises InputError for anything else."""
    try:
        numbers = [float(value) for value in variable.values]
    except ValueError:
        raise InputError(
            f"--ramp {variable.path}: needs numbers; write demand.scale=1..4 or 1,1.5,2"
        ) from None
    ranked = sorted(range(len(numbers)), key=lambda k: numbers[k])
    return replace(variable, values=tuple(variable.values[k] for k in ranked))

"""The largest demand that still holds, and which resource limits the house there, next and then.

At the demand where a target is shown to fail, one more of each resource is tried on the same
customers; the one that helps that target most is the limit. It is doubled, and the search for the
largest demand goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.bottleneck.demand_root import Point, Root, find_root
from simulator.experiments.bottleneck.gains import Gain, gains_of
from simulator.experiments.bottleneck.promise import Promise, promised
from simulator.experiments.bottleneck.ramps import Ramp
from simulator.experiments.bottleneck.resources import Resource, resources
from simulator.experiments.compare.states import limits_of
from simulator.experiments.goals import Goal, Judged, goals_of
from simulator.experiments.trials import Trials
from simulator.measure.limiting import Limits
from simulator.mistakes import InputError
from simulator.reporting.brief import brief
from simulator.scenario.settings import Setting
from simulator.stages.demand.arrivals import expected_orders
from simulator.units import DAY

Floats = npt.NDArray[np.float64]
SERVICE, PLACED = "on_time_ship", "orders.placed"
ASKED = 95.0
"""On-time ship, in per cent, that is asked for where orders are promised and no target is set
(assumption)."""
MOST_RELIEFS = 4
"""Times that one resource is doubled before it is taken for the limit again."""


@dataclass(frozen=True)
class Look:
    """The house at one demand: how it stands, and what one more of each resource gains there.

    `worst` is the goal that is furthest from holding, None where nothing is asked for; `limits`
    what orders waited for, by who could have served them.
    """

    factor: float
    judged: tuple[Judged, ...]
    worst: Judged | None
    gains: tuple[Gain, ...]
    utilization: tuple[tuple[str, float], ...]
    limits: Limits

    @property
    def busiest(self) -> tuple[str, float] | None:
        """The crew that is busy the largest share of its time, and that share in per cent."""
        return self.utilization[0] if self.utilization else None

    @property
    def helpful(self) -> tuple[Gain, ...]:
        """Those that are shown to help, the most helpful first."""
        return tuple(gain for gain in self.gains if gain.helps)


@dataclass(frozen=True)
class Limit:
    """The largest demand that holds with what was relieved before, and what limits it there.

    `resource` is None where the range of the search has no such demand, or where one more of
    nothing is shown to help. `relieved` are the settings that hold in this look.
    """

    root: Root
    look: Look
    resource: Resource | None
    relieved: tuple[Setting, ...]


@dataclass(frozen=True)
class Bottlenecks:
    """Where the house stands as it is, the largest demand that holds, and the limits beyond it.

    `root` is None where nothing is promised or asked for. `assumed` says that on-time ship of
    ASKED was asked for because the scenario sets no target. `orders_per_day` are those that the
    scenario expects as it is, in its window, of which every demand is a multiple.
    `promise` is what fresh replications say of the largest demand that held in the search, or of
    smaller ones; None where none held.
    """

    now: Look
    ramp: Ramp
    root: Root | None
    promise: Promise | None
    limits: tuple[Limit, ...]
    goals: tuple[Goal, ...]
    assumed: bool
    orders_per_day: float
    replications: int

    def __repr__(self) -> str:
        limits = (
            ", then ".join(each.resource.name for each in self.sequence if each.resource)
            or "none found"
        )
        return brief(self, f"as {self.ramp.path} grows, limits: {limits}")

    @property
    def sequence(self) -> tuple[Limit, ...]:
        """The limits in their order, each resource once: with the demand where it first does."""
        by_resource: dict[str, Limit] = {}
        for limit in self.limits:
            if limit.resource is not None:
                by_resource.setdefault(limit.resource.path, limit)
        return tuple(by_resource.values())


def bottleneck(
    base: Alternative,
    ramp: Ramp,
    known: Trials,
    replications: int,
    *,
    find: int = 3,
) -> Bottlenecks:
    """The largest demand that holds, and the first `find` limits, each within 5 % of demand.

    Raises InputError.
    """
    if replications < 2:
        raise InputError("--replications: an interval needs at least 2")
    if not resources(base.scenario):
        raise InputError(f"{base.name}: has no crews, machines or limited pick-ups to add to")
    numbers = range(replications)
    known.run([(base, numbers)])
    goals, assumed = _goals(base, known, numbers)
    now = look_at(base, 1.0, goals, known, numbers)
    limits: list[Limit] = []
    if goals:
        limits = _limits(base, ramp, goals, known, numbers, find)
    root = limits[0].root if limits else None
    return Bottlenecks(
        now=now,
        ramp=ramp,
        root=root,
        promise=None if root is None else _promise(base, ramp, goals, known, replications, root),
        limits=tuple(limits),
        goals=goals,
        assumed=assumed,
        orders_per_day=_orders_per_day(base, known, numbers),
        replications=replications,
    )


def _orders_per_day(base: Alternative, known: Trials, numbers: range) -> float:
    """Those that the scenario expects, whatever weeks were drawn; those of a trace as it is."""
    scenario, clock = base.scenario, base.scenario.clock
    demand = scenario.demand
    if demand.trace is None:
        orders = expected_orders(demand, scenario.checkout, clock.calendar, clock.window)
    else:
        orders = known.estimate(base, numbers, PLACED).mean
    return orders / (clock.run / DAY)


def _promise(
    base: Alternative,
    ramp: Ramp,
    goals: tuple[Goal, ...],
    known: Trials,
    replications: int,
    root: Root,
) -> Promise | None:
    confidence = base.scenario.experiment.confidence
    fewest = max(replications, *(goal.fewest(confidence) or 0 for goal in goals))
    return promised(
        lambda factor, numbers: _point(base, ramp, factor, goals, known, numbers),
        root,
        ramp,
        fewest,
    )


def _goals(base: Alternative, known: Trials, numbers: range) -> tuple[tuple[Goal, ...], bool]:
    """The scenario's targets; else on-time ship where orders are promised; else nothing."""
    targets = goals_of(base.scenario)
    if targets:
        return targets, False
    promised = not np.isnan(known.values(base, numbers, SERVICE)).all()
    return ((Goal(SERVICE, "all", "at least", ASKED),), True) if promised else ((), False)


def _limits(
    base: Alternative,
    ramp: Ramp,
    goals: tuple[Goal, ...],
    known: Trials,
    numbers: range,
    find: int,
) -> list[Limit]:
    """One limit after the other; the first root is found with `find` 0 too."""
    limits: list[Limit] = []
    reliefs: list[Setting] = []
    start = 1.0
    while True:
        limit = _limit(base, ramp, start, goals, known, numbers, tuple(reliefs), find > 0)
        limits.append(limit)
        binding = limit.resource
        if binding is None or len({each.resource.path for each in limits if each.resource}) >= find:
            return limits
        if sum(relief.path == binding.path for relief in reliefs) >= MOST_RELIEFS:
            return limits
        reliefs.append(binding.doubled)
        start = limit.look.factor


def _limit(
    base: Alternative,
    ramp: Ramp,
    start: float,
    goals: tuple[Goal, ...],
    known: Trials,
    numbers: range,
    reliefs: tuple[Setting, ...],
    relieve: bool,
) -> Limit:
    """The largest demand that holds with these reliefs, and what helps most just beyond it."""

    def look(factor: float) -> Point:
        return _point(base, ramp, factor, goals, known, numbers, reliefs)

    start = min(max(start, ramp.low), ramp.high)
    root = find_root(look, start, ramp.low, ramp.high, ramp.among)
    beyond = root.beyond.factor
    fails = not root.holds_everywhere and relieve
    house = _at(base, ramp, beyond, reliefs)
    seen = look_at(house, beyond, goals, known, numbers, tried=fails)
    binding = seen.helpful[0].resource if seen.helpful else None
    return Limit(root, seen, binding, reliefs)


def _at(base: Alternative, ramp: Ramp, factor: float, reliefs: tuple[Setting, ...]) -> Alternative:
    """The house at a multiple of its demand, with these reliefs."""
    name = f"{ramp.path} times {factor:g}"
    changes = [*([] if factor == 1 else [ramp.at(factor)]), *reliefs]
    return changed_by(base, name, changes) if changes else base


def _point(
    base: Alternative,
    ramp: Ramp,
    factor: float,
    goals: tuple[Goal, ...],
    known: Trials,
    numbers: range,
    reliefs: tuple[Setting, ...] = (),
) -> Point:
    """How it stands to every goal there, in these replications."""
    house = _at(base, ramp, factor, reliefs)
    known.run([(house, numbers)])
    judged = tuple(known.judged(house, numbers, goal) for goal in goals)
    return Point(factor, judged, _named(house, known, numbers, "utilization."))


def look_at(
    alternative: Alternative,
    factor: float,
    goals: Sequence[Goal],
    known: Trials,
    numbers: range,
    tried: bool = True,
) -> Look:
    """How a house stands, and what one more of each resource gains it."""
    known.run([(alternative, numbers)])
    judged = tuple(known.judged(alternative, numbers, goal) for goal in goals)
    worst = Point(factor, judged).worst if judged else None
    return Look(
        factor=factor,
        judged=judged,
        worst=worst,
        gains=gains_of(alternative, worst, known, numbers) if tried else (),
        utilization=_named(alternative, known, numbers, "utilization."),
        limits=limits_of(alternative, known, numbers),
    )


def _named(
    alternative: Alternative, known: Trials, numbers: range, prefix: str
) -> tuple[tuple[str, float], ...]:
    """Means of the KPIs with a prefix by what follows it, the largest first."""
    by_name = [
        (name.removeprefix(prefix), known.estimate(alternative, numbers, name).mean)
        for name, scope in known.keys_of(alternative, numbers[0])
        if scope == "all" and name.startswith(prefix)
    ]
    defined = [(name, mean) for name, mean in by_name if not isnan(mean)]
    return tuple(sorted(defined, key=lambda pair: -pair[1]))

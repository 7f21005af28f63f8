"""The fewest heads with which orders would be in time, by `explain.in_time`, without a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from simulator.engine.section_crews import HeadsOn
from simulator.experiments.explain.in_time import InTime, Path
from simulator.scenario.scenario import Scenario

AMPLE = 16
"""Times as many heads as there are: who has so many is not what orders wait for."""
ALMOST = 0.02
"""Part of what heads can mend at all that is left, where they alone cannot mend everything."""
MOST_ROUNDS = 12
HOURS_A_DAY, DAYS_A_WEEK = 24, 7
MOST_DAYS = 2
"""Weekdays for which other heads are worth the words."""


@dataclass(frozen=True)
class Lever:
    """Heads of a crew: where they are written, and how many they are; `shift` empty if always."""

    crew: str
    shift: str
    now: int

    @property
    def path(self) -> Path:
        """Where they are written."""
        if not self.shift:
            return ("crews", self.crew, "heads")
        return ("shifts", self.shift, "heads", self.crew)


@dataclass(frozen=True)
class Enough:
    """So many heads by lever, those that have to be more alone; `alone`: they mend everything."""

    heads: Mapping[Lever, int]
    alone: bool


def levers_of(scenario: Scenario, first: str, shift: str) -> tuple[Lever, ...]:
    """One a crew that may be asked for more, `first` in its `shift` where it has heads in it.

    A crew in several shifts has more in the one that has most of its heads.
    """
    levers = []
    for name, crew in scenario.crews.items():
        if crew.heads is not None:
            levers.append(Lever(name, "", crew.heads))
            continue
        works = {title: each.heads[name] for title, each in scenario.shifts.items()
                 if each.heads.get(name)}  # fmt: skip
        if works:
            title = shift if name == first and shift in works else max(works, key=works.__getitem__)
            levers.append(Lever(name, title, works[title]))
    return tuple(sorted(levers, key=lambda lever: lever.crew != first))


def enough(looked_at: InTime, levers: Sequence[Lever]) -> Enough | None:
    """The fewest heads of all levers; None where none has to be more, or more change nothing."""
    now = looked_at.short_of({})
    ample = {lever: max(lever.now, 1) * AMPLE for lever in levers}
    floor = _short_of(looked_at, ample) if now > 0 else 0.0
    if now - floor <= 0:
        return None
    bound = floor + ALMOST * (now - floor) if floor > 0 else 0.0
    # Each for itself with ample others; those together may be a little too few.
    needed = {lever: _fewest(looked_at, lever, ample, bound) for lever in levers}
    for _ in range(MOST_ROUNDS):
        if _short_of(looked_at, needed) <= bound:
            break
        more = [{**needed, lever: heads + 1} for lever, heads in needed.items()]
        needed = min(more, key=lambda heads: _short_of(looked_at, heads))
    return Enough({lever: k for lever, k in needed.items() if k > lever.now}, floor == 0)


def _short_of(looked_at: InTime, heads: Mapping[Lever, int]) -> float:
    return looked_at.short_of({lever.path: count for lever, count in heads.items()})


def _fewest(looked_at: InTime, lever: Lever, ample: Mapping[Lever, int], bound: float) -> int:
    low, high = lever.now, ample[lever]
    while low < high:
        middle = (low + high) // 2
        if _short_of(looked_at, {**ample, lever: middle}) <= bound:
            high = middle
        else:
            low = middle + 1
    return low


def _differ(scenario: Scenario) -> bool:
    """Whether something makes one weekday another than the next: orders, people or trucks."""
    demand = scenario.demand
    orders = demand.trace is not None or demand.day_of_week is not None
    orders |= demand.forecast is not None or len(demand.hour_of_day or ()) > HOURS_A_DAY
    people = any(len(shift.days) < DAYS_A_WEEK for shift in scenario.shifts.values())
    trucks = any(len(set(each.pick_ups)) > 1 for each in scenario.carriers.values())
    return orders or people or trucks or bool(demand.events)


def on_some_days(
    looked_at: InTime, scenario: Scenario, wanted: Enough
) -> dict[Path, tuple[HeadsOn, ...]]:
    """The same heads on one or two weekdays alone, where that is as good; else empty.

    By the path of a shift's `heads_on`. Not where a shift has such other heads already, nor where
    weekdays are alike and differ by chance alone.
    """
    shifts = {lever.shift for lever in wanted.heads}
    if (
        not _differ(scenario)
        or "" in shifts
        or any(scenario.shifts[name].heads_on for name in shifts)
    ):
        return {}
    late = looked_at.late_by_weekday()
    worst = sorted((day for day in range(7) if late[day]), key=lambda day: -late[day])
    worked = set.intersection(*(set(scenario.shifts[name].days) for name in shifts))
    worst = [day for day in worst if day in worked][: MOST_DAYS + 1]
    for count in range(1, min(MOST_DAYS, len(worked) // 2) + 1):
        for days in combinations(worst, count):
            changes: dict[Path, tuple[HeadsOn, ...]] = {}
            for name in shifts:
                heads = {each.crew: k for each, k in wanted.heads.items() if each.shift == name}
                other = HeadsOn.model_construct(days=tuple(sorted(days)), heads=heads)
                changes["shifts", name, "heads_on"] = (other,)
            if looked_at.short_of(changes) <= 0:
                return changes
    return {}

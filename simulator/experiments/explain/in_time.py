"""Whether so many people would be in time, worked out without a run: orders as a fluid.

The orders are those of the first replications, with the chance of their days. Outages, breakdowns,
overtime, staff on call, stock that runs short and what waited at the start are not seen, and who is
served is served in the sequence of arrival.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.experiments.explain.advice import with_value
from simulator.experiments.explain.crews import crews_of
from simulator.experiments.explain.flow import leaves
from simulator.experiments.explain.load import servers
from simulator.experiments.explain.steps import Steps
from simulator.experiments.explain.work import Sampled, brought, step_of, way
from simulator.experiments.goals import Goal, goals_of
from simulator.measure.limiting import KEPT
from simulator.measure.same_day import cut_offs_of
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.deadlines import carrier_of_orders, carriers_pick_ups
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.sampling import sample
from simulator.workload.tasks import Orders

Path = tuple[str, ...]
Changes = Mapping[Path, object]
"""Values by path."""
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

REPLICATIONS = 3
"""Replications whose orders are looked at (assumption: their busiest days are busy enough)."""
ON_TIME, SAME_DAY, ALL = "on_time_ship", "same_day_share", "all"
PROMISES_KEPT = Goal(ON_TIME, ALL, "at least", 100 - KEPT)
"""What is asked where no target asks for orders to leave in time."""


@dataclass(frozen=True)
class _Sample:
    """A replication's work, its orders and by goal which of them count, and until when."""

    work: Sampled
    through: tuple[str, ...]
    ready: Floats  # in steps, if nobody waited
    pick_ups: tuple[tuple[Flags, Floats], ...]  # of each carrier: its orders, when it comes
    asked: tuple[tuple[Flags, Floats], ...]  # of each goal: its orders, by when


class InTime:
    """How many of the orders would leave in time, should some values of the scenario be others."""

    def __init__(self, scenario: Scenario) -> None:
        self.goals = tuple(
            goal
            for goal in goals_of(scenario)
            if goal.kpi in (ON_TIME, SAME_DAY) and goal.more_is_safer
        ) or (PROMISES_KEPT,)
        self._scenario = scenario.model_copy(update={"state": None})
        self._samples = [self._sample(sample(self._scenario, k)) for k in range(REPLICATIONS)]

    @property
    def asks(self) -> bool:
        """Whether a goal has an order that it counts."""
        return any(mine.any() for each in self._samples for mine, _ in each.asked)

    def shares(self, changes: Changes) -> Floats:
        """(replications, goals) Per cent of the orders of each goal that leave in time."""
        late = self._late(changes)
        shares = np.full((len(self._samples), len(self.goals)), np.nan)
        for k, each in enumerate(self._samples):
            for j, (mine, _) in enumerate(each.asked):
                if mine.any():
                    shares[k, j] = 100 * float((~late[k][j][mine]).mean())
        return shares

    def late_by_weekday(self) -> Floats:
        """(7,) Late orders of all goals, by the weekday by which they should have left."""
        dates, total = self._scenario.clock.calendar, np.zeros(7)
        step = step_of(self._scenario)
        for each, late in zip(self._samples, self._late({}), strict=True):
            for (mine, due), missed in zip(each.asked, late, strict=True):
                moments = (due[mine & missed] * step).astype(np.int64)
                total += np.bincount(dates.weekday(dates.day(moments)), minlength=7)
        return total

    def _late(self, changes: Changes) -> list[list[Flags]]:
        """By replication and goal the orders that leave after their time."""
        changed = self._scenario
        for path, value in changes.items():
            changed = with_value(changed, path, value)
        there, late = crews_of(changed, step_of(changed)), []
        for each in self._samples:
            window = Steps(changed, each.work).window
            staff = servers(changed, each.work, there, window)
            gone = leaves(each.work, staff.staged, staff.room, each.through, each.ready)
            left = _picked_up(gone, each.pick_ups)
            late.append([left > due for _, due in each.asked])
        return late

    def short_of(self, changes: Changes) -> float:
        """Points by which the goals are missed, summed over them; 0 where all are met.

        A goal that must hold in a share of the periods is looked at in the worst replication.
        """
        total = 0.0
        for goal, shares in zip(self.goals, self.shares(changes).T, strict=True):
            known = shares[~np.isnan(shares)]
            if len(known):
                reached = float(known.mean() if goal.share is None else known.min())
                total += max(goal.value - reached, 0.0)
        return total

    def _sample(self, workload: Workload) -> _Sample:
        scenario = self._scenario
        tasks, orders = way(scenario, workload)
        work, step = brought(scenario, [workload], [(tasks, orders)]), step_of(scenario)
        carrier = (
            carrier_of_orders(scenario, workload)[orders.row]
            if scenario.carriers
            else np.zeros(0, dtype=np.int16)
        )
        return _Sample(
            work=work,
            through=_path(work, orders),
            ready=orders.moment / step,
            pick_ups=tuple(
                (np.equal(carrier, k), np.array(comes, dtype=np.float64) / step)
                for k, comes in enumerate(carriers_pick_ups(scenario))
            ),
            asked=tuple(self._asked(goal, workload, orders, step) for goal in self.goals),
        )

    def _asked(
        self, goal: Goal, workload: Workload, orders: Orders, step: int
    ) -> tuple[Flags, Floats]:
        scenario, row = self._scenario, orders.row
        low, high = scenario.clock.window
        if goal.kpi == SAME_DAY:
            due = cut_offs_of(scenario, workload).day_ends[row] - 1
        else:
            due = workload.ship_by[row]
        placed = workload.placed[row]
        mine = (due >= 0) & (due != NEVER) & (due <= scenario.clock.horizon)
        mine &= (placed >= low) & (placed < high)
        if goal.scope != ALL:
            names = list(scenario.demand.classes)
            mine &= workload.order_class[row] == (
                names.index(goal.scope) if goal.scope in names else -1
            )
        return mine, due / step


def _path(work: Sampled, orders: Orders) -> tuple[str, ...]:
    """The stations that an order goes through before it leaves."""
    after = {station.name: station.after for station in work.stations}
    path: dict[str, None] = {}
    ahead = list(orders.after)
    while ahead:
        name = ahead.pop()
        if name in after and name not in path:
            path[name] = None
            ahead += after[name]
    return tuple(path)


def _picked_up(gone: Floats, pick_ups: Sequence[tuple[Flags, Floats]]) -> Floats:
    """(n,) When the next truck of its carrier takes each parcel; infinite after the last one."""
    left = gone.copy()
    for mine, comes in pick_ups:
        at = np.searchsorted(comes, gone[mine], side="left")
        left[mine] = np.append(comes, np.inf)[at]
    return left

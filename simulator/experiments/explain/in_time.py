"""Whether so many people would be in time, worked out without a run: orders as a fluid.

The orders are those of the first replications, with the chance of their days. Outages, breakdowns,
overtime, staff on call, stock that runs short and what waited at the start are not seen. Orders are
served by priority where picking does so, then in the sequence of arrival.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.experiments.explain.advice import with_value
from simulator.experiments.explain.crews import Crew, crews_of
from simulator.experiments.explain.flow import done_by, leaves
from simulator.experiments.explain.load import helped_by_nobody, servers
from simulator.experiments.explain.steps import Steps
from simulator.experiments.explain.work import Sampled, brought, step_of, way
from simulator.experiments.goals import Goal, goals_of
from simulator.measure.limiting import KEPT
from simulator.measure.same_day import cut_offs_of
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.methods import chosen_method
from simulator.stages.shipping.deadlines import carrier_of_orders, carriers_pick_ups
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.sampling import sample
from simulator.workload.tasks import Orders, placed

Path = tuple[str, ...]
Changes = Mapping[Path, object]
"""Values by path."""
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ENOUGH_ORDERS, MOST_REPLICATIONS = 30_000, 3
"""Replications are looked at until they hold so many orders, at most so many of them (assumption:
their busiest days are busy enough)."""
ON_TIME, SAME_DAY, ALL = "on_time_ship", "same_day_share", "all"
SLOWEST, ROUNDS = 0.5, 6
"""The least pace that is looked at, and halvings of what is open of it."""
PROMISES_KEPT = Goal(ON_TIME, ALL, "at least", 100 - KEPT)
"""What is asked where no target asks for orders to leave in time."""


@dataclass(frozen=True)
class _Level:
    """The orders of one priority, and the work of all that are served no later than they are."""

    work: Sampled
    mine: Flags


@dataclass(frozen=True)
class _Sample:
    """A replication's orders: by priority, and by goal which of them count, and until when."""

    levels: tuple[_Level, ...]
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
        self._pace = 1.0
        self._samples = [self._sample(workload) for workload in _workloads(self._scenario)]

    @property
    def asks(self) -> bool:
        """Whether a goal has an order that it counts."""
        return any(mine.any() for each in self._samples for mine, _ in each.asked[:-1])

    def set_pace(self, late: float) -> None:
        """Let people be as slow as makes so many per cent of the promised orders late.

        What a run sees beside (urgent orders in batches, outages, chance from hour to hour) counts
        as time that they lose; they are never faster than they are, nor slower than half of it.
        """
        self._pace = high = 1.0
        if self._late_of_all() >= late:
            return
        low = SLOWEST
        for _ in range(ROUNDS):
            self._pace = (low + high) / 2
            if self._late_of_all() < late:
                high = self._pace
            else:
                low = self._pace
        self._pace = low

    def _late_of_all(self) -> float:
        """Per cent of the orders with a promise to ship that are late, of all replications."""
        missed = [late[-1][each.asked[-1][0]]
                  for each, late in zip(self._samples, self._late({}), strict=True)]  # fmt: skip
        every = np.concatenate(missed)
        return 100 * float(every.mean()) if len(every) else 0.0

    def shares(self, changes: Changes) -> Floats:
        """(replications, goals) Per cent of the orders of each goal that leave in time."""
        late = self._late(changes)
        shares = np.full((len(self._samples), len(self.goals)), np.nan)
        for k, each in enumerate(self._samples):
            for j, (mine, _) in enumerate(each.asked[: len(self.goals)]):
                if mine.any():
                    shares[k, j] = 100 * float((~late[k][j][mine]).mean())
        return shares

    def late_by_weekday(self) -> Floats:
        """(7,) Late orders of all goals, by the weekday by which they should have left."""
        dates, total = self._scenario.clock.calendar, np.zeros(7)
        step = step_of(self._scenario)
        for each, late in zip(self._samples, self._late({}), strict=True):
            for (mine, due), missed in zip(each.asked[:-1], late[:-1], strict=True):
                moments = (due[mine & missed] * step).astype(np.int64)
                total += np.bincount(dates.weekday(dates.day(moments)), minlength=7)
        return total

    def _late(self, changes: Changes) -> list[list[Flags]]:
        """By replication and goal the orders that leave after their time."""
        changed = self._scenario
        for path, value in changes.items():
            changed = with_value(changed, path, value)
        there, late = self._there(changed), []
        for each in self._samples:
            left = _picked_up(_gone(changed, each, there), each.pick_ups)
            late.append([left > due for _, due in each.asked])
        return late

    def _there(self, changed: Scenario) -> dict[str, Crew]:
        """The crews at the pace that is set."""
        there = crews_of(changed, step_of(changed))
        return {name: replace(crew, hours=self._pace * crew.hours) for name, crew in there.items()}

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
        scenario, step = self._scenario, step_of(self._scenario)
        tasks, orders = way(scenario, workload)
        work = brought(scenario, [workload], [(tasks, orders)])
        carrier = (
            carrier_of_orders(scenario, workload)[orders.row]
            if scenario.carriers
            else np.zeros(0, dtype=np.int16)
        )
        return _Sample(
            levels=tuple(_levels(scenario, workload, work, orders)),
            through=_path(work, orders),
            ready=orders.moment / step,
            pick_ups=tuple(
                (np.equal(carrier, k), np.array(comes, dtype=np.float64) / step)
                for k, comes in enumerate(carriers_pick_ups(scenario))
            ),
            asked=tuple(
                self._asked(goal, workload, orders, step) for goal in (*self.goals, PROMISES_KEPT)
            ),
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


def _workloads(scenario: Scenario) -> Iterator[Workload]:
    orders = 0
    for replication in range(MOST_REPLICATIONS):
        workload = sample(scenario, replication)
        yield workload
        orders += len(placed(workload).row)
        if orders >= ENOUGH_ORDERS:
            return


def _levels(
    scenario: Scenario, workload: Workload, work: Sampled, orders: Orders
) -> Iterator[_Level]:
    """One a priority, the most urgent first; one alone where nobody is picked by priority.

    A batch has the most urgent priority of its orders, so that those of others go with it.
    """
    every = np.ones(len(orders.row), dtype=np.bool_)
    ranks = np.array([each.priority for each in scenario.demand.classes.values()])
    rank = ranks[workload.order_class]
    picking = scenario.picking
    alone = picking is not None and chosen_method(picking.method) is None
    if picking is None or not alone or picking.discipline != "priority":
        yield _Level(work, every)
        return
    known = np.unique(rank[orders.row]).tolist()
    for level in known[:-1]:
        urgent = replace(workload, abandons=workload.abandons | (rank > level))
        its = brought(scenario, [urgent], [way(scenario, urgent)])
        yield _Level(its, rank[orders.row] == level)
    yield _Level(work, rank[orders.row] == known[-1] if known else every)


def _gone(scenario: Scenario, sample: _Sample, there: dict[str, Crew]) -> Floats:
    """(orders) When each is ready for its truck, in steps.

    The work of a priority is done in what the more urgent ones leave; of crews that help each other
    only as far as each can do what nobody else can.
    """
    gone = sample.ready.copy()
    before: tuple[Floats, Floats] | None = None
    for level in sample.levels:
        work = level.work
        staff = servers(scenario, work, there, Steps(scenario, work).window)
        done = done_by(work, staff.staged, staff.room)
        for group in staff.people:
            for some in helped_by_nobody(scenario, work, group, there):
                done = np.minimum(done, done_by(work, [some], {}))
        came = np.append(np.zeros((len(done), 1)), work.hours.cumsum(axis=1), axis=1)
        own = (came, done) if before is None else (came - before[0], done - before[1])
        before = came, done
        moments = sample.ready[level.mine]
        for k, station in enumerate(work.stations):
            if station.name in sample.through:
                finished = np.maximum.accumulate(own[1][k])
                left = leaves(own[0][k], finished, moments)
                gone[level.mine] = np.maximum(gone[level.mine], left)
    return gone


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

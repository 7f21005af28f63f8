"""The cheapest heads of templates that cover the work of a week, as an integer program.

Work of a station waits from when it comes to when somebody does it, and no more of it may be left
than is due later. The week goes round: what is left on Sunday night is there on Monday morning.
Solved by HiGHS (Huangfu and Hall 2018, Math. Prog. Comp. 10, 119-142) in `scipy.optimize.milp`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.roster.needs import Weekly
from simulator.experiments.roster.templates import QUARTER
from simulator.experiments.roster.week import QUARTERS, Line, Roster
from simulator.mistakes import RunError
from simulator.stages import TO_THE_DOCK
from simulator.units import HOUR, WEEK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

HOURLY = HOUR // QUARTER
LEFT = 50.0
"""What an hour of work that is overdue for an hour costs, in hours of the dearest template."""
GAP = 0.005
"""Of cost, within which a roster is called the cheapest."""
NODES = 200
"""Of the search tree at most; a limit of time would give another roster on another machine."""
DROP = 0.02
"""Share of a station's work that is due at once, from which its quarter is looked at by itself."""
SLACK = 1e-3
"""Share of a week's orders by which a station may be ahead of the one before it."""


@dataclass(frozen=True)
class House:
    """What the program knows of the crews: `speeds` by (crew, station), who comes, and others.

    `present` is the share of the scheduled heads of a crew who come; `others` are heads by quarter
    of the week of crews that are not rostered and can do the same work.
    """

    speeds: Mapping[tuple[str, str], float]
    present: Mapping[str, float]
    others: Mapping[str, Floats]


@dataclass(frozen=True)
class Cover:
    """A roster, and how far its cost may be from the least that any cover has.

    `gap` is a share of the cost, of what is overdue too; `overdue` are hours of work times hours
    that it is overdue, a week where it is never done; `done` hours of each (crew, station).
    """

    roster: Roster
    gap: float
    overdue: float
    done: Mapping[tuple[str, str], float]


def keeps_up(lines: Sequence[Line], work: Weekly, house: House) -> float:
    """The least that a week can cost in which no more work comes than is done.

    With parts of heads, all of whom are busy whenever they are there, and promises left out: no
    roster of these templates that keeps up with its work is cheaper.
    """
    solution = _solve(_Program(lines, work, house, promises=False), whole=False)
    return float("nan") if solution.x is None else float(solution.fun)


def does_keep_up(roster: Roster, work: Weekly, house: House) -> bool:
    """Whether its heads, busy whenever they can be, do as much in a week as comes in one."""
    program = _Program(roster.lines, work, house, promises=False, heads=roster.heads)
    return _solve(program, whole=False).x is not None


def cover(lines: Sequence[Line], work: Weekly, house: House) -> Cover:
    """The cheapest whole heads that do all work of the week in time."""
    program = _Program(lines, work, house, promises=True)
    solution = _solve(program, whole=True)
    if solution.x is None:
        raise RunError(f"the cover of shifts was not found: {solution.message}")
    values = np.asarray(solution.x)
    heads = np.rint(values[program.heads]).astype(np.int64)
    length = np.diff(program.edges) * QUARTER / HOUR
    return Cover(
        roster=Roster(program.lines, tuple(tuple(row) for row in heads.tolist())),
        gap=float(solution.mip_gap or 0.0),
        overdue=float(
            (values[program.overdue] * length).sum() + values[program.never].sum() * WEEK / HOUR
        ),
        done={pair: float(values[program.done[k]].sum()) for k, pair in enumerate(program.pairs)},
    )


class _Rows:
    """Rows of a sparse matrix with their limits."""

    def __init__(self) -> None:
        self.row: list[Integers] = []
        self.column: list[Integers] = []
        self.value: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.count = 0

    def add(self, columns: Any, values: Any, low: Any, high: Any) -> None:
        """(rows, terms) columns and values; one limit a row."""
        columns = np.atleast_2d(np.asarray(columns, dtype=np.int64))
        values = np.broadcast_to(np.asarray(values, dtype=np.float64), columns.shape)
        rows = len(columns)
        self.row.append(np.repeat(np.arange(rows) + self.count, columns.shape[1]))
        self.column.append(columns.ravel())
        self.value.append(values.ravel())
        self.low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), rows))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), rows))
        self.count += rows


class _Program:
    """Columns: heads by line and weekday, persons by line, hours done, work left and overdue by
    step, and what is never done."""

    def __init__(
        self,
        lines: Sequence[Line],
        work: Weekly,
        house: House,
        *,
        promises: bool,
        heads: Sequence[Sequence[int]] | None = None,
    ) -> None:
        self.fixed = heads
        self.lines, self.work, self.house, self.promises = tuple(lines), work, house, promises
        self.edges = _edges(lines, work, house)
        self.steps = len(self.edges) - 1
        crews = dict.fromkeys([line.template.crew for line in lines])
        self.crews = (*crews, *house.others)
        self.pairs = [p for c in self.crews for s in work.stations if (p := (c, s)) in house.speeds]
        self.arrives = _summed(work.arrives, self.edges)
        count, stations, steps = len(lines), len(work.stations), self.steps
        self.heads = np.arange(7 * count).reshape(count, 7)
        self.persons = 7 * count + np.arange(count)
        at = 8 * count
        self.done = at + np.arange(len(self.pairs) * steps).reshape(len(self.pairs), steps)
        at += self.done.size
        self.left = at + np.arange(stations * steps).reshape(stations, steps)
        self.overdue = self.left + self.left.size
        self.never = at + 2 * self.left.size + np.arange(stations)
        self.columns = at + 2 * self.left.size + stations

    def costs(self) -> Floats:
        """Of each column."""
        cost = np.zeros(self.columns)
        for k, line in enumerate(self.lines):
            cost[self.heads[k]] = line.template.cost
        hourly = max(
            (line.template.cost / max(line.template.paid_hours, 0.25) for line in self.lines),
            default=1.0,
        )
        length = np.diff(self.edges) * QUARTER / HOUR
        cost[self.overdue] = LEFT * max(hourly, 1.0) * length
        cost[self.never] = LEFT * max(hourly, 1.0) * WEEK / HOUR
        # Heads that cost nothing are still not to be more than are needed.
        cost[self.heads] += 1e-6 * max(hourly, 1.0)
        return cost

    def limits(self) -> tuple[Floats, Floats]:
        """The least and the most of each column."""
        low, high = np.zeros(self.columns), np.full(self.columns, np.inf)
        total = float(self.work.arrives.sum())
        for k, line in enumerate(self.lines):
            net = max((line.template.length - line.template.pause) / HOUR, 0.25)
            enough = np.ceil(2 * total / net / max(self._slowest(line), 0.05)) + 5
            most = enough if line.template.at_most is None else min(line.template.at_most, enough)
            high[self.heads[k]] = [most if d in line.template.weekdays else 0 for d in range(7)]
            high[self.persons[k]] = most
        if not self.promises:
            high[self.overdue] = high[self.never] = 0
        if self.fixed is not None:
            low[self.heads] = high[self.heads] = np.array(self.fixed)
            high[self.persons] = np.inf
        return low, high

    def _slowest(self, line: Line) -> float:
        crew = line.template.crew
        speeds = [v for (name, _), v in self.house.speeds.items() if name == crew]
        return min(speeds, default=1.0) * self.house.present[crew]

    def rows(self) -> _Rows:
        """What has to hold."""
        rows = _Rows()
        if self.fixed is None:
            self._of_persons(rows)
        self._of_heads(rows)
        self._of_work(rows)
        if self.promises:
            undue = self.work.undue[:, self.edges[1:] - 1]
            both = np.stack([self.left.ravel(), self.overdue.ravel()], axis=1)
            rows.add(both, [1.0, -1.0], -np.inf, undue.ravel())
            self._of_sequence(rows)
        return rows

    def _of_persons(self, rows: _Rows) -> None:
        for k, line in enumerate(self.lines):
            both = np.stack([self.heads[k], np.full(7, self.persons[k])], axis=1)
            rows.add(both, [1.0, -1.0], -np.inf, 0.0)
            all_of_them = [*self.heads[k], self.persons[k]]
            least, most = line.template.days
            rows.add(all_of_them, [*[1.0] * 7, -float(most)], -np.inf, 0.0)
            rows.add(all_of_them, [*[1.0] * 7, -float(least)], 0.0, np.inf)
        for template in dict.fromkeys(line.template for line in self.lines):
            if template.at_most is not None:
                mine = [n for n, x in zip(self.persons, self.lines, strict=True)
                        if x.template == template]  # fmt: skip
                rows.add([mine], 1.0, -np.inf, template.at_most)

    def _of_heads(self, rows: _Rows) -> None:
        """Nobody does more than those who are there have hours for."""
        for crew in self.crews:
            mine = [k for k, (name, _) in enumerate(self.pairs) if name == crew]
            if not mine:
                continue
            share = np.array([1 / self.house.speeds[self.pairs[k]] for k in mine])
            other = self.house.others.get(crew)
            there = np.zeros(self.steps)
            if other is not None:
                there = _summed(other[None], self.edges)[0] * QUARTER / HOUR
            columns = [self.done[mine].T]
            values = [np.broadcast_to(share, (self.steps, len(mine)))]
            for k, line in enumerate(self.lines):
                if line.template.crew == crew:
                    hours = _summed(line.presence, self.edges) * QUARTER / HOUR
                    columns.append(np.broadcast_to(self.heads[k], (self.steps, 7)))
                    values.append(-self.house.present[crew] * hours.T)
            rows.add(np.hstack(columns), np.hstack(values), -np.inf, there)

    def _of_work(self, rows: _Rows) -> None:
        """What is left is what was left, and what came, less what is done; or never is."""
        for s, station in enumerate(self.work.stations):
            mine = [k for k, (_, name) in enumerate(self.pairs) if name == station]
            before = np.roll(self.left[s], 1)
            columns = np.column_stack([self.left[s], before, self.done[mine].T])
            values = [1.0, -1.0, *[1.0] * len(mine)]
            rows.add(columns[:-1], values, self.arrives[s, :-1], self.arrives[s, :-1])
            last = self.arrives[s, -1]
            rows.add([*columns[-1], self.never[s]], [*values, 1.0], last, last)

    def _of_sequence(self, rows: _Rows) -> None:
        """No station has done more orders than the one before it."""
        total = self.work.arrives.sum(axis=1)
        on_the_way = [s for s, name in enumerate(self.work.stations)
                      if name in TO_THE_DOCK and total[s] > 0]  # fmt: skip
        for first, second in pairwise(on_the_way):
            both = np.stack([self.left[second], self.left[first]], axis=1)
            rows.add(both, [1 / total[second], -1 / total[first]], -SLACK, np.inf)


def _edges(lines: Sequence[Line], work: Weekly, house: House) -> Integers:
    """Quarters at which steps begin: every hour, whenever heads change, and where much is due."""
    changes = np.zeros(QUARTERS, dtype=np.bool_)
    changes[::HOURLY] = True
    for line in lines:
        for week in line.presence:
            changes |= week != np.roll(week, 1)
    for heads in house.others.values():
        changes |= heads != np.roll(heads, 1)
    total = work.arrives.sum(axis=1, keepdims=True)
    due = work.arrives - np.diff(work.undue, axis=1, prepend=work.undue[:, -1:])
    much = (due > DROP * np.maximum(total, 1e-9)).any(axis=0)
    changes |= np.roll(much, 1)
    return np.append(np.flatnonzero(changes), QUARTERS)


def _summed(values: Floats, edges: Integers) -> Floats:
    """(rows, steps) The sums of quarters by step."""
    summed: Floats = np.add.reduceat(values, edges[:-1], axis=1)
    return summed


def _solve(program: _Program, whole: bool) -> Any:
    """What HiGHS finds: `x` is None where nothing fits."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows, costs = program.rows(), program.costs()
    low, high = program.limits()
    place = (np.concatenate(rows.row), np.concatenate(rows.column))
    matrix = csr_array((np.concatenate(rows.value), place), shape=(rows.count, program.columns))
    limits = LinearConstraint(matrix, np.concatenate(rows.low), np.concatenate(rows.high))
    integrality = np.zeros(program.columns, dtype=np.int64)
    if whole:
        integrality[: 8 * len(program.lines)] = 1
    return milp(
        costs,
        integrality=integrality,
        bounds=Bounds(low, high),
        constraints=limits,
        options={"mip_rel_gap": GAP, "node_limit": NODES},
    )

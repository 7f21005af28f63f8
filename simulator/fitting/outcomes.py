"""What became of orders, real or simulated, in the same columns; and what is measured of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.compiled.choice import Asked, asked_for
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.executors import run_all
from simulator.fitting.history import Flags, Floats, History, Integers
from simulator.fitting.survival import Durations, durations
from simulator.journey import simulate
from simulator.policies.registry import OwnPolicy, known_as
from simulator.results.outcomes import CANCELED, UNPAID, Outcome
from simulator.results.promises import as_promised
from simulator.scenario.policies_used import own_policies
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, NEVER, WEEK
from simulator.workload.sampling import sample


@dataclass(frozen=True, eq=False)
class Outcomes:
    """(n,) Moments of orders since 1970, NEVER for what had not happened by `end`.

    `promised` is NEVER where there is no promise. `copies` replications of the same orders may
    stand behind one another.
    """

    placed: Integers
    released: Integers
    handed_over: Integers
    delivered: Integers
    promised: Integers
    end: int
    copies: int = 1

    def placed_in(self, first: int, last: int) -> Outcomes:
        """Only the orders placed in [first, last)."""
        return self.only((self.placed >= first) & (self.placed < last))

    def only(self, kept: Flags | Integers) -> Outcomes:
        """Only these orders, or those of these rows."""
        columns: dict[str, Any] = {name: getattr(self, name)[kept] for name in _COLUMNS}
        return replace(self, **columns)

    def until(self, end: int) -> Outcomes:
        """What had happened by a moment; orders stay, whenever they were placed."""
        hidden: dict[str, Any] = {
            name: np.where(getattr(self, name) < end, getattr(self, name), NEVER)
            for name in ("released", "handed_over", "delivered")
        }
        return replace(self, **hidden, end=min(end, self.end))

    @property
    def handling(self) -> Durations:
        """From the release to the hand-over."""
        return self._between(self.released, self.handed_over)

    @property
    def handling_days(self) -> Durations:
        """The same from midnight to midnight, so that the hours of a day count for nothing."""
        there = self.only(self.released != NEVER)
        gone = there.handed_over != NEVER
        days = np.where(gone, there.handed_over, there.end) // DAY - there.released // DAY
        return durations(np.maximum(days, 0).astype(np.float64), gone)

    @property
    def transit(self) -> Durations:
        """From the hand-over to the door."""
        return self._between(self.handed_over, self.delivered)

    @property
    def until_gone(self) -> Durations:
        """From the order to the hand-over."""
        return self._between(self.placed, self.handed_over)

    @property
    def lead(self) -> Durations:
        """From the order to the door."""
        return self._between(self.placed, self.delivered)

    @property
    def late_share(self) -> float:
        """Promises that were not kept, of those whose time has come; NaN without any."""
        due = (self.promised != NEVER) & (self.promised < self.end)
        late = due & ((self.delivered == NEVER) | (self.delivered >= self.promised))
        return float(late.sum() / due.sum()) if due.any() else float("nan")

    def weekly(self, first: int, weeks: int) -> Floats:
        """(weeks,) Hand-overs of each week from a moment, a mean over the copies."""
        gone = self.handed_over[(self.handed_over >= first) & (self.handed_over != NEVER)]
        week = (gone - first) // WEEK
        counts: Floats = np.bincount(week[week < weeks], minlength=weeks) / self.copies
        return counts

    def _between(self, first: Integers, then: Integers) -> Durations:
        begun = first != NEVER
        over = then[begun] != NEVER
        took = np.where(over, then[begun], self.end) - first[begun]
        return durations(np.maximum(took, 0).astype(np.float64), over)


UNSHIPPED = (*UNPAID, *CANCELED)
"""How orders end that are not part of a history."""
_COLUMNS = ("placed", "released", "handed_over", "delivered", "promised")


def real(history: History) -> Outcomes:
    """What became of the orders of a history."""
    none = np.full(history.n, NEVER, dtype=np.int64)
    handed = none if history.handed_over is None else history.handed_over
    delivered = none if history.delivered is None else history.delivered
    wrong = (delivered != NEVER) & (delivered < handed)
    return Outcomes(
        placed=history.placed,
        released=history.released,
        handed_over=np.where(handed == NEVER, NEVER, np.maximum(handed, history.released)),
        delivered=np.where(wrong, NEVER, delivered),
        promised=none if history.promised is None else history.promised,
        end=history.end,
    )


def simulated(scenario: Scenario, replications: int, batch: Batch[Any]) -> Outcomes:
    """What becomes of the orders of a scenario, replication behind replication.

    They run where the batch does; its store has figures and no orders.
    """
    parts: dict[int, Outcomes] = {}

    def done(number: int, part: Outcomes) -> None:
        parts[number] = part
        batch.progress.finished(number)

    own = own_policies(scenario)
    tasks = [(number, _Task(scenario, number, batch.asked, own)) for number in range(replications)]
    run_all(tasks, batch.on, done)
    columns = {
        name: np.concatenate([getattr(parts[number], name) for number in range(replications)])
        for name in _COLUMNS
    }
    return Outcomes(**columns, end=parts[0].end, copies=replications)


@dataclass(frozen=True)
class _Task:
    """Simulates one replication, here or in another process."""

    scenario: Scenario
    number: int
    asked: Asked
    own: tuple[OwnPolicy, ...]

    def __call__(self) -> Outcomes:
        with known_as(self.own), asked_for(self.asked):
            return _replication(self.scenario, self.number)


def _replication(scenario: Scenario, number: int) -> Outcomes:
    work = sample(scenario, number)
    timeline = simulate(scenario, work)
    work = as_promised(work, timeline.promises)
    midnight = np.datetime64(scenario.clock.start, "ms").astype(np.int64)

    def since_1970(moments: Integers) -> Integers:
        return np.where(moments == NEVER, NEVER, moments + midnight)

    placed = ~work.abandons & ~np.isin(timeline.outcome, UNSHIPPED)
    arrived = np.isin(timeline.outcome, (Outcome.COMPLETED, Outcome.DELIVERED))
    gone = timeline.visits["shipping"].ended[: timeline.n] if "shipping" in timeline.visits else (
        np.full(timeline.n, NEVER)
    )  # fmt: skip
    delivered = np.where(arrived, timeline.ended, NEVER)
    return Outcomes(
        placed=since_1970(work.created + work.in_cart)[placed],
        released=since_1970(timeline.released)[placed],
        handed_over=since_1970(gone)[placed],
        delivered=since_1970(delivered)[placed],
        promised=since_1970(work.deliver_by)[placed],
        end=int(midnight) + scenario.clock.horizon,
    )


def whole_weeks(first: int, last: int) -> int:
    """Weeks that lie within two moments."""
    return (last - first) // WEEK

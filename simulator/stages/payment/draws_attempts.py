"""How every payment goes where customers or gateways have a choice, were its order placed.

As in `process_tries.py`, all at once: nothing in the house hangs on a payment that is under way,
so its attempts are arithmetic on what was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.stages.payment.draws_tries import Tries, tries_of
from simulator.stages.payment.section import Payment
from simulator.units import NEVER
from simulator.workload.draws import Flags, Integers
from simulator.workload.workload import APPROVED, HARD_DECLINE, Columns, Workload

PAID, REFUSED, UNANSWERED, LAPSED = 0, 1, 2, 3
"""How a payment ends: refused for good, no attempt was answered, or a slip that nobody paid."""


@dataclass(frozen=True)
class Attempt:
    """The same attempt of several orders: when it begins and when it is known to have ended."""

    order: Integers
    began: Integers
    ended: Integers


@dataclass(frozen=True)
class Ways:
    """(n,) What came of each payment; of carts that are left nothing.

    `end` is PAID or what it failed by. `method` (an index into `Payment.ways`) and the flags
    are of the last try: `second` was approved by the second gateway, `slip` was a slip, paid or
    not. `tries` are the customer's.
    """

    attempts: tuple[Attempt, ...]  # the first ones of all orders first
    ended: Integers
    end: npt.NDArray[np.int8]
    method: npt.NDArray[np.int16]
    tries: Integers
    second: Flags
    slip: Flags

    @property
    def prepaid(self) -> Flags:
        """(n,) Orders whose money is there before they are asked for their stock again."""
        prepaid: Flags = self.slip & (self.end == PAID)
        return prepaid


def ways_in(section: Payment, workload: Workload) -> Ways:
    """What came of the payments of a workload."""
    return ways_of(section, workload.added["payment"], workload.placed, workload.gateway_down)


def ways_of(
    section: Payment, columns: Columns, placed: Integers, down: tuple[Integers, ...]
) -> Ways:
    """Try after try until one is paid, or the customer leaves; a cart that is left has NEVER.

    `columns` may have when a payment ends and how, of orders of a state: `ended_at`, `ended_as`.
    """
    drawn, course = tries_of(columns), _Course(section, placed, down)
    if "ended_at" in columns:
        course.end_as_known(drawn, columns, np.flatnonzero(placed != NEVER))
        placed = np.where(columns["ended_at"] == NEVER, placed, NEVER)
    order = np.flatnonzero(placed != NEVER)
    for number in range(section.most_tries):
        if number:
            order = order[drawn.comes[order, number]]
            course.now[order] += drawn.wait[order, number]
        course.method[order] = drawn.method[order, number]
        course.tries[order] += 1
        approved = course.make(drawn, number, order)
        course.wait_for_slips(drawn, number, approved)
        failed = course.end[order] != PAID
        order = order[failed & ~course.slip[order]]
    return Ways(
        attempts=course.attempts(),
        ended=course.now,
        end=course.end,
        method=course.method,
        tries=course.tries,
        second=course.second,
        slip=course.slip,
    )


class _Course:
    """Where every payment has got to."""

    def __init__(self, section: Payment, placed: Integers, down: tuple[Integers, ...]) -> None:
        n = len(placed)
        self.now = np.where(placed == NEVER, 0, placed)
        self.end = np.full(n, PAID, dtype=np.int8)
        self.method = np.zeros(n, dtype=np.int16)
        self.tries = np.zeros(n, dtype=np.int64)
        self.second, self.slip = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        self._section = section
        self._down = down
        self._count = np.zeros(n, dtype=np.int64)
        self._rows: list[tuple[Integers, ...]] = []

    def end_as_known(self, drawn: Tries, columns: Columns, placed: Integers) -> None:
        """Those of these orders of which it is known when their payment ends: with one attempt."""
        ended_at, slips = columns["ended_at"], [way.slip is not None for way in self._section.ways]
        order = placed[ended_at[placed] != NEVER]
        self.method[order] = drawn.method[order, 0]
        self.tries[order] = 1
        self.slip[order] = np.array(slips)[self.method[order]]
        self.end[order] = columns["ended_as"][order]
        began = self.now[order]
        self.now[order] = np.maximum(began, ended_at[order])
        self._rows.append((order, self._count[order], began, self.now[order]))
        self._count[order] += 1

    def make(self, drawn: Tries, number: int, order: Integers) -> Integers:
        """One try of these orders, with its retries; the orders that are approved."""
        retries = self._section.retry.after if self._section.retry else ()
        known, approved = np.zeros(len(self.now), np.bool_), [order[:0]]
        for k, wait in enumerate((0, *retries)):
            self.now[order] += wait
            yes, no = self._attempt(drawn, (number, k), order, known)
            self.end[order[yes]] = PAID
            self.end[order[no]] = REFUSED
            approved.append(order[yes])
            order = order[~yes & ~no]
        self.end[order] = np.where(known[order], REFUSED, UNANSWERED)
        return np.concatenate(approved)

    def _attempt(
        self, drawn: Tries, at: tuple[int, int], order: Integers, known: Flags
    ) -> tuple[Flags, Flags]:
        """Which of the orders are approved, and which refused for good, by either gateway.

        `at` is the try and the attempt; `known`, of all orders, becomes True where one is declined.
        """
        number, k = at
        before, verdict = known[order], drawn.verdict[order, number]
        good = (verdict == APPROVED) | (before & drawn.recovers[order, number, k])
        final = ~good & (verdict == HARD_DECLINE)
        answered = self._ask(0, order, drawn.latency[order, number, k])
        known[order] |= answered
        yes, no = answered & good, answered & final
        asks = ~yes & ~no & (~answered | ~before)
        if self._section.second_gateway is not None and asks.any():
            these, softly = order[asks], answered[asks]
            heard = self._ask(1, these, drawn.second_latency[these, number, k])
            better = np.where(softly, drawn.second_recovers[these, number], good[asks])
            self.second[these] = yes[asks] = heard & better
            no[asks] = heard & ~softly & final[asks]
            known[these] |= heard
        return yes, no

    def _ask(self, gateway: int, order: Integers, latency: Integers) -> Flags:
        """One attempt of these orders; whether it is answered."""
        began, timeout, spans = self.now[order], self._section.timeout, self._down[gateway]
        answered, time = np.ones(len(order), np.bool_), latency.copy()
        place = np.searchsorted(spans[:, 0], began, side="right") - 1
        until = np.append(spans[:, 1], NEVER)[place]  # before the first one it is none
        down = began < until
        if timeout is None:
            time[down] += (until - began)[down]
        else:
            answered = ~down & (latency <= timeout)
            time[~answered] = timeout
        self.now[order] = began + time
        self._rows.append((order, self._count[order], began, began + time))
        self._count[order] += 1
        return answered

    def wait_for_slips(self, drawn: Tries, number: int, approved: Integers) -> None:
        """Those who have a slip pay it later, in time or not."""
        for k, way in enumerate(self._section.ways):
            if way.slip is None:
                continue
            order = approved[self.method[approved] == k]
            after, limit = drawn.slip_after[order, number], way.slip.valid_for
            paid = ~drawn.never_paid[order, number] & (after <= limit)
            self.slip[order] = True
            self.now[order] += np.where(paid, after, limit)
            self.end[order] = np.where(paid, PAID, LAPSED)

    def attempts(self) -> tuple[Attempt, ...]:
        """All of them, the first ones first; that of a slip goes on until it is paid."""
        if not self._rows:
            return ()
        order, count, began, ended = (np.concatenate(c) for c in zip(*self._rows, strict=True))
        last = self.slip[order] & (count == self._count[order] - 1)
        ended = np.where(last, self.now[order], ended)
        every = range(int(count.max(initial=-1)) + 1)
        rows = [np.flatnonzero(count == number) for number in every]
        return tuple(Attempt(order[row], began[row], ended[row]) for row in rows)

"""Payments where customers or gateways have a choice: methods, tries, slips, a second gateway."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from simulator.engine.instants import Instants
from simulator.engine.record import Further, Record
from simulator.results.outcomes import Outcome
from simulator.stages.payment.draws_attempts import PAID, REFUSED
from simulator.stages.payment.draws_tries import tries_of
from simulator.stages.payment.process import answer
from simulator.stages.payment.section import Payment as PaymentSection
from simulator.units import NEVER
from simulator.workload import APPROVED, HARD_DECLINE, Workload

FIRST, SECOND = 0, 1
"""The gateways."""


class Tries:
    """The gateways as the shop sees them, and what customers do whose payment failed."""

    def __init__(
        self, env: Instants, section: PaymentSection, workload: Workload, record: Record
    ) -> None:
        self.prepaid: set[int] = set()
        self._env = env
        self._drawn = tries_of(workload.added["payment"])
        self._known = workload.added["payment"]
        self._timeout = section.timeout
        self._retries = section.retry.after if section.retry else ()
        self._most = section.most_tries
        self._slips = [way.slip for way in section.ways]
        self._has_second = section.second_gateway is not None
        self._down = [spans.tolist() for spans in workload.gateway_down]
        self._record = record
        record.open("payment")
        self._began = record.began["payment"]
        self._ended = record.ended["payment"]
        self._last: Further | None = None
        record.queued["payment"] = self._began

    def authorize(self, order: int) -> Generator[Event, None, Outcome | None]:
        """Try until it is paid or the customer leaves; None means paid."""
        if "ended_at" in self._known and self._known["ended_at"][order] != NEVER:
            return (yield from self._end_as_known(order))
        refusal: Outcome | None = None
        for number in range(self._most):
            if number:
                if not self._drawn.comes[order, number]:
                    break
                yield self._env.timeout(int(self._drawn.wait[order, number]))
            refusal = yield from self._try(order, number)
            slip = self._slips[self._drawn.method[order, number]]
            if refusal is None and slip is not None:
                return (yield from self._wait_for_slip(order, number, slip.valid_for))
            if refusal is None:
                break
        return refusal

    def _end_as_known(self, order: int) -> Generator[Event, None, Outcome | None]:
        """Of an order of a state it is known when its payment ends, and how: with one attempt."""
        row = self._write_beginning(order)
        ends = int(self._known["ended_at"][order])
        yield self._env.timeout(max(ends - self._env.now, 0))
        self._write_end(order, row, self._env.now)
        end = self._known["ended_as"][order]
        if end != PAID:
            return Outcome.DECLINED if end == REFUSED else Outcome.PAYMENT_FAILED
        if self._slips[self._drawn.method[order, 0]] is not None:
            self.prepaid.add(order)
        return None

    def _try(self, order: int, number: int) -> Generator[Event, None, Outcome | None]:
        """Attempts with one method until approved, declined for good, or out of retries.

        An attempt without an answer says nothing about the card: the next one that is answered, at
        either gateway, meets the verdict that it would have met.
        """
        drawn, known = self._drawn, False
        for attempt in range(len(self._retries) + 1):
            if attempt:
                yield self._env.timeout(self._retries[attempt - 1])
            latency = int(drawn.latency[order, number, attempt])
            answered = yield from self._ask(FIRST, order, latency)
            softly_declined = False
            if answered:
                if self._approves(order, number, attempt, known):
                    return None
                if drawn.verdict[order, number] == HARD_DECLINE:
                    return Outcome.DECLINED
                softly_declined, known = not known, True
            if self._has_second and (softly_declined or not answered):
                latency = int(drawn.second_latency[order, number, attempt])
                heard = yield from self._ask(SECOND, order, latency)
                if softly_declined:
                    if heard and drawn.second_recovers[order, number]:
                        return None
                elif heard:
                    if self._approves(order, number, attempt, known):
                        return None
                    if drawn.verdict[order, number] == HARD_DECLINE:
                        return Outcome.DECLINED
                    known = True
        return Outcome.DECLINED if known else Outcome.PAYMENT_FAILED

    def _approves(self, order: int, number: int, attempt: int, known: bool) -> bool:
        """Whether a card is approved by the gateway that answers; `known` to be declined softly."""
        if self._drawn.verdict[order, number] == APPROVED:
            return True
        return known and bool(self._drawn.recovers[order, number, attempt])

    def _ask(self, gateway: int, order: int, latency: int) -> Generator[Event, None, bool]:
        """One attempt; whether it is answered."""
        row = self._write_beginning(order)
        answered, time = answer(self._down[gateway], self._timeout, self._env.now, latency)
        yield self._env.timeout(time)
        self._write_end(order, row, self._env.now)
        self._last = row  # whoever asked goes on before anything else happens
        return answered

    def _wait_for_slip(
        self, order: int, number: int, valid_for: int
    ) -> Generator[Event, None, Outcome | None]:
        """Until the customer has paid it, or it lapses; its attempt lasts as long."""
        row = self._last
        self._write_end(order, row, NEVER)
        after = int(self._drawn.slip_after[order, number])
        is_paid = not self._drawn.never_paid[order, number] and after <= valid_for
        yield self._env.timeout(after if is_paid else valid_for)
        self._write_end(order, row, self._env.now)
        if not is_paid:
            return Outcome.PAYMENT_FAILED
        self.prepaid.add(order)
        return None

    def _write_beginning(self, order: int) -> Further | None:
        """A row of the log; None is the first one of its order."""
        if self._began[order] == NEVER:
            self._began[order] = self._env.now
            return None
        row = self._record.add_visit(order, "payment", self._env.now)
        row.began = self._env.now
        return row

    def _write_end(self, order: int, row: Further | None, moment: int) -> None:
        if row is None:
            self._ended[order] = moment
        else:
            row.ended = moment

"""Authorization with time-outs, declines, retries and outages of the gateway.

The fraud review behind it is a station of the floor (`model/floor_plan.py`), served by the crews
with that skill (`model/floor.py`).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from simpy import Event

from simulator.calendars import Calendar
from simulator.engine.instants import Instants
from simulator.engine.record import Record
from simulator.results.outcomes import Outcome
from simulator.stages.payment.section import Payment as PaymentSection
from simulator.workload import APPROVED, HARD_DECLINE, Workload


class Payment:
    """The payment gateway as the shop sees it; any number of authorizations run at once."""

    def __init__(
        self,
        env: Instants,
        section: PaymentSection,
        dates: Calendar,
        workload: Workload,
        record: Record,
    ) -> None:
        self.prepaid: frozenset[int] = frozenset()
        self._env = env
        self._timeout = section.timeout
        self._retries = section.retry.after if section.retry else ()
        self._outages = tuple(
            (begin, begin + outage.for_)
            for outage in section.outages
            for begin in (dates.since_start(outage.at),)
        )
        self._latency = [memoryview(column.copy()) for column in workload.authorization.T]
        self._verdict = workload.verdict.data
        self._recovers = [memoryview(column.copy()) for column in workload.recovers.T]
        self._was_paid = frozenset() if workload.begins is None else workload.begins.paid
        self._record = record
        record.open("payment")
        self._began = record.began["payment"]
        self._ended = record.ended["payment"]
        record.queued["payment"] = self._began

    def authorize(self, order: int) -> Generator[Event, None, Outcome | None]:
        """Attempt until approved, declined for good, or out of retries; None means approved.

        An attempt without an answer (outage, or slower than the time-out) says nothing about the
        card: the next one meets the same verdict that this one would have.
        """
        env = self._env
        self._began[order] = env.now
        verdict_known = False
        for attempt in range(len(self._retries) + 1):
            row = None
            if attempt:
                yield env.timeout(self._retries[attempt - 1])
                row = self._record.add_visit(order, "payment", env.now)
                row.began = env.now
            down = () if order in self._was_paid else self._outages
            latency = self._latency[attempt][order]
            answered, time = answer(down, self._timeout, env.now, latency)
            yield env.timeout(time)
            if row is None:
                self._ended[order] = env.now
            else:
                row.ended = env.now
            if not answered:
                continue
            verdict = self._verdict[order]
            if verdict == APPROVED or (verdict_known and self._recovers[attempt][order]):
                return None
            if verdict == HARD_DECLINE:
                return Outcome.DECLINED
            verdict_known = True
        return Outcome.DECLINED if verdict_known else Outcome.PAYMENT_FAILED


def answer(
    down: Sequence[Sequence[int]], timeout: int | None, now: int, latency: int
) -> tuple[bool, int]:
    """Whether an attempt that begins now is answered, and how long it takes to know.

    `down` has begin and end of the gateway's outages; without a time-out an attempt lasts until
    the end of one and its latency more.
    """
    for begin, end in down:
        if begin <= now < end:
            return (True, end - now + latency) if timeout is None else (False, timeout)
    if timeout is not None and latency > timeout:
        return False, timeout
    return True, latency

"""How every payment goes, were its order placed: as in `stages/payment/process.py`, all at once.

Nothing in the house hangs on a payment that is under way, so its attempts are arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_attempts import Attempt, ways_in
from simulator.stages.payment.section import Payment
from simulator.workload import APPROVED, HARD_DECLINE, Workload

Integers = npt.NDArray[np.int64]
REFUSAL = np.array([0, Outcome.DECLINED, Outcome.PAYMENT_FAILED, Outcome.PAYMENT_FAILED])
"""By how a payment ends: PAID, REFUSED, UNANSWERED, LAPSED."""


@dataclass(frozen=True)
class Payments:
    """All attempts, the first ones first; of every order the end of its last and its refusal.

    `refusal` is an Outcome, 0 if the payment is approved; `prepaid` are slips that were paid.
    """

    attempts: tuple[Attempt, ...]
    ended: Integers
    refusal: Integers
    prepaid: npt.NDArray[np.bool_]


def payments(scenario: Scenario, workload: Workload) -> Payments:
    """Attempt after attempt until approved, declined for good, or out of retries."""
    section, n = scenario.payment, workload.n
    ended, refusal = np.zeros(n, np.int64), np.zeros(n, np.int64)
    none = np.zeros(n, np.bool_)
    if section is None:
        return Payments((), ended, refusal, none)
    if section.has_tries:
        ways = ways_in(section, workload)
        return Payments(ways.attempts, ways.ended, REFUSAL[ways.end], ways.prepaid)
    order = np.flatnonzero(~workload.abandons)
    moment = (workload.created + workload.in_cart)[order]
    is_known = np.zeros(len(order), np.bool_)
    retries = section.retry.after if section.retry else ()
    attempts = []
    for k, wait in enumerate((0, *retries)):
        if not len(order):
            break
        began = moment + wait
        answered, time = _answers(section, scenario, began, workload.authorization[order, k])
        moment = began + time
        attempts.append(Attempt(order, began, moment))
        ended[order] = moment
        verdict = workload.verdict[order]
        approved = answered & (verdict == APPROVED)
        approved |= answered & is_known & workload.recovers[order, k]
        declined = answered & ~approved & (verdict == HARD_DECLINE)
        refusal[order[declined]] = Outcome.DECLINED
        is_known |= answered
        on = ~(approved | declined)
        order, moment, is_known = order[on], moment[on], is_known[on]
    refusal[order] = np.where(is_known, Outcome.DECLINED, Outcome.PAYMENT_FAILED)
    return Payments(tuple(attempts), ended, refusal, none)


def _answers(
    section: Payment, scenario: Scenario, began: Integers, latency: Integers
) -> tuple[npt.NDArray[np.bool_], Integers]:
    """Whether attempts are answered, and how long it takes to know."""
    dates, timeout = scenario.clock.calendar, section.timeout
    answered, time = np.ones(len(began), np.bool_), latency.copy()
    if timeout is not None:
        answered = latency <= timeout
        time[~answered] = timeout
    open_ = np.ones(len(began), np.bool_)
    for outage in section.outages:
        begin = dates.since_start(outage.at)
        hit = open_ & (begin <= began) & (began < begin + outage.for_)
        open_ &= ~hit
        if timeout is None:
            time[hit] = (begin + outage.for_ - began + latency)[hit]
        else:
            answered[hit], time[hit] = False, timeout
    return answered, time

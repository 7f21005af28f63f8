"""What each order brings to payment: verdicts, latencies and the fraud review."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.reading.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders, told
from simulator.stages.payment.draws_tries import tries
from simulator.stages.payment.section import FraudReview, Payment
from simulator.units import duration_text
from simulator.workload.draws import Flags, Integers, OrderDraws, Source
from simulator.workload.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE, Columns


@dataclass(frozen=True)
class PaymentColumns:
    """Columns of the workload for payment and fraud review."""

    authorization: Integers
    verdict: npt.NDArray[np.int8]
    recovers: Flags
    reviewed: Flags
    review: Integers
    rejected: Flags


def columns(section: Payment, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """Those of `Tries`, where customers or gateways have a choice; else none."""
    return vars(tries(section, placed, draws)) if section.has_tries else {}


def payment(section: Payment | None, placed: Flags, draws: OrderDraws) -> PaymentColumns:
    """Latency by attempt, the first verdict, recoveries and the fraud review.

    Where customers or gateways have a choice, the fraud review alone.
    """
    n = len(placed)
    no = np.zeros(n, dtype=np.bool_)
    if section is None:
        nothing = np.zeros((n, 1), dtype=np.int64)
        verdict = np.full(n, APPROVED, dtype=np.int8)
        return PaymentColumns(nothing, verdict, no[:, None], no, nothing[:, 0], no)
    reviewed, review, rejected = _review(section.fraud_review, placed, draws)
    attempts = 1 + (len(section.retry.after) if section.retry else 0)
    if section.has_tries:  # which `Tries` has, the first of each order too
        nothing, verdict = np.zeros((n, attempts), np.int64), np.full(n, APPROVED, np.int8)
        never = np.zeros((n, attempts), np.bool_)
        return PaymentColumns(nothing, verdict, never, reviewed, review, rejected)
    latency, answer = draws.order_pair("payment.latency.0", "payment.verdict")
    verdict = _verdict(section, answer, placed)
    recovery = 0.0 if section.retry is None else section.retry.recovers
    latencies, recovers = [latency.integers(section.authorization, placed)], [no]
    retried = placed
    for k in range(1, attempts):
        retried = _may_be_retried(section, verdict, latencies[-1], retried)
        latency, recovering = draws.order_pair(f"payment.latency.{k}", f"payment.recovers.{k}")
        latencies.append(latency.integers(section.authorization, retried))
        recovers.append(recovering.happens(recovery, retried))
    return PaymentColumns(
        np.stack(latencies, axis=1),
        verdict,
        np.stack(recovers, axis=1),
        reviewed,
        review,
        rejected,
    )


def _may_be_retried(
    section: Payment, verdict: npt.NDArray[np.int8], latency: Integers, tried: Flags
) -> Flags:
    """(n,) Of the orders that may be tried, those that may be once more: not approved at once.

    Where the gateway is out for a while, that may be all of them.
    """
    if section.outages:
        return tried
    again: Flags = tried & (verdict == SOFT_DECLINE)
    if section.timeout is not None:
        again |= tried & (latency > section.timeout)
    return again


def _verdict(section: Payment, answer: Source, placed: Flags) -> npt.NDArray[np.int8]:
    """(n,) Of the first attempt."""
    hard, soft = section.declined.hard, section.declined.soft
    verdict = np.full(len(placed), APPROVED, dtype=np.int8)
    if hard + soft > 0:
        u = answer.uniforms(placed)
        verdict[placed] = np.where(
            u < hard, HARD_DECLINE, np.where(u < hard + soft, SOFT_DECLINE, APPROVED)
        )
    return verdict


def _review(
    section: FraudReview | None, placed: Flags, draws: OrderDraws
) -> tuple[Flags, Integers, Flags]:
    n = len(placed)
    if section is None:
        return np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    reviewed = draws.orders("payment.fraud_review").happens(section.share, placed)
    time, rejects = draws.order_pair("payment.review_time", "payment.rejects")
    return (
        reviewed,
        time.integers(section.time, reviewed),
        rejects.happens(section.rejects, reviewed),
    )


def payment_of_trace(
    section: Payment, drawn: PaymentColumns, orders: Orders, file: str
) -> PaymentColumns:
    """What a trace tells of payment: approved, at `paid` where it says when; else refused for good.

    Of a trace that says nothing of payment, what was drawn. Raises ScenarioError where a real
    payment took longer than the scenario waits for an answer.
    """
    if orders.unpaid is None or orders.paid is None:
        return drawn
    at = told(orders.paid) & ~orders.unpaid
    latency = np.where(at, np.maximum(orders.paid - orders.created, 0), 0)
    slowest = int(latency.max(initial=0))
    if section.timeout is not None and slowest > section.timeout:
        wrong = (
            f"a payment of the trace took {duration_text(slowest)}, more than the timeout "
            f"of {duration_text(section.timeout)}; write timeout: none"
        )
        raise mistake_at(file, None, "payment.timeout", wrong)
    first = np.where(at, latency, drawn.authorization[:, 0])
    return replace(
        drawn,
        authorization=np.column_stack([first, drawn.authorization[:, 1:]]),
        verdict=np.where(orders.unpaid, HARD_DECLINE, APPROVED).astype(np.int8),
    )

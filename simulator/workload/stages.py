"""What each order brings to payment and messages.

Columns of a stage that is off hold their neutral value. Every purpose has its own stream, so that
a change to one never moves another; durations are worked out only for orders that are placed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.scenario.mistakes import mistake_at
from simulator.scenario.notification import Notification
from simulator.scenario.payment import FraudReview, Payment
from simulator.units import duration_text
from simulator.workload.draws import Draw, Flags, Integers, integers
from simulator.workload.orders import Orders, told
from simulator.workload.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE

MESSAGES = ("confirmation", "seller_notice", "shipped", "delivered")


@dataclass(frozen=True)
class PaymentColumns:
    """Columns of the workload for payment and fraud review."""

    authorization: Integers
    verdict: npt.NDArray[np.int8]
    recovers: Flags
    reviewed: Flags
    review: Integers
    rejected: Flags


def payment(section: Payment | None, placed: Flags, draw: Draw) -> PaymentColumns:
    """Latency by attempt, the first verdict, recoveries and the fraud review."""
    n = len(placed)
    no = np.zeros(n, dtype=np.bool_)
    if section is None:
        nothing = np.zeros((n, 1), dtype=np.int64)
        verdict = np.full(n, APPROVED, dtype=np.int8)
        return PaymentColumns(nothing, verdict, no[:, None], no, nothing[:, 0], no)
    attempts = 1 + (len(section.retry.after) if section.retry else 0)
    latency = [
        integers(section.authorization, draw(f"payment.latency.{k}", n), placed)
        for k in range(attempts)
    ]
    u = draw("payment.verdict", n)
    hard, soft = section.declined.hard, section.declined.soft
    verdict = np.where(u < hard, HARD_DECLINE, np.where(u < hard + soft, SOFT_DECLINE, APPROVED))
    recovery = 0.0 if section.retry is None else section.retry.recovers
    recovers = [no] + [draw(f"payment.recovers.{k}", n) < recovery for k in range(1, attempts)]
    reviewed, review, rejected = _review(section.fraud_review, placed, draw)
    return PaymentColumns(
        np.stack(latency, axis=1),
        verdict.astype(np.int8),
        np.stack(recovers, axis=1),
        reviewed,
        review,
        rejected,
    )


def _review(
    section: FraudReview | None, placed: Flags, draw: Draw
) -> tuple[Flags, Integers, Flags]:
    n = len(placed)
    if section is None:
        return np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    reviewed = draw("payment.fraud_review", n) < section.share
    review = integers(section.time, draw("payment.review_time", n), reviewed & placed)
    return reviewed, review, reviewed & (draw("payment.rejects", n) < section.rejects)


def notification(section: Notification | None, placed: Flags, draw: Draw) -> tuple[Integers, Flags]:
    """(n, 4) latencies and bounces, a column each of `MESSAGES`."""
    shape = (len(placed), len(MESSAGES))
    if section is None:
        return np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    n = len(placed)
    latency = [
        integers(section.latency, draw(f"notification.latency.{name}", n), placed)
        for name in MESSAGES
    ]
    bounces = [draw(f"notification.bounces.{name}", n) < section.bounces for name in MESSAGES]
    return np.stack(latency, axis=1), np.stack(bounces, axis=1)


def payment_of_trace(
    section: Payment, drawn: PaymentColumns, orders: Orders, file: str
) -> PaymentColumns:
    """What a trace tells of payment: approved at `paid`, or refused for good where it is empty.

    Raises ScenarioError where a real payment took longer than the scenario waits for an answer.
    """
    assert orders.paid is not None
    approved = told(orders.paid)
    latency = np.where(approved, np.maximum(orders.paid - orders.created, 0), 0)
    slowest = int(latency.max(initial=0))
    if section.timeout is not None and slowest > section.timeout:
        said = (
            f"a payment of the trace took {duration_text(slowest)}, more than the timeout "
            f"of {duration_text(section.timeout)}; write timeout: none"
        )
        raise mistake_at(file, None, "payment.timeout", said)
    first = np.where(approved, latency, drawn.authorization[:, 0])
    return replace(
        drawn,
        authorization=np.column_stack([first, drawn.authorization[:, 1:]]),
        verdict=np.where(approved, APPROVED, HARD_DECLINE).astype(np.int8),
    )

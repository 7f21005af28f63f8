"""What each order brings to the stages in the building: payment, messages, service times.

Columns of a stage that is off hold their neutral value. Every purpose has its own stream, so that
a change to one never moves another; durations are worked out only for orders that are placed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution, make
from simulator.scenario.labeling import Labeling
from simulator.scenario.mistakes import mistake_at
from simulator.scenario.notification import Notification
from simulator.scenario.packing import Packing
from simulator.scenario.payment import FraudReview, Payment
from simulator.scenario.picking import Picking
from simulator.units import duration_text
from simulator.workload.draws import Draw, Flags, Integers, integers
from simulator.workload.lines import order_sums
from simulator.workload.orders import Orders, told
from simulator.workload.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE

MESSAGES = ("confirmation", "seller_notice", "shipped", "delivered")
MOST_LABEL_FAILURES = 20


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


def picking(
    section: Picking | None, orders: Orders, placed: Flags, draw: Draw
) -> tuple[Integers, Integers, Flags]:
    """Set-up, time of lines and units together, and whether the pick is wrong.

    The units of a line are alike, so the time per unit is drawn once a line.
    """
    n, m = orders.n, len(orders.line_sku)
    if section is None:
        return np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    picked = np.repeat(placed, orders.lines)
    each_line = integers(section.time.per_line, draw("picking.per_line", m), picked)
    each_unit = _per_unit(section.time.per_unit, "picking.per_unit", picked, draw)
    lines = each_line + each_unit * orders.line_units
    return (
        integers(section.time.setup, draw("picking.setup", n), placed),
        order_sums(lines, orders.line_start),
        draw("picking.mispick", n) < section.mispick,
    )


def _per_unit(distribution: Distribution, name: str, where: Flags, draw: Draw) -> Integers:
    return integers(distribution, draw(name, len(where)), where)


@dataclass(frozen=True)
class PackingColumns:
    """Columns of the workload for packing and its quality check."""

    pack: Integers
    checked: Flags
    check_finds: Flags
    damaged_inside: Flags


def packing(section: Packing | None, orders: Orders, placed: Flags, draw: Draw) -> PackingColumns:
    """(set-up + units x time per unit) x noise of mean 1; the check and damage."""
    n = orders.n
    no = np.zeros(n, dtype=np.bool_)
    if section is None:
        return PackingColumns(np.zeros(n, dtype=np.int64), no, no, no)
    setup = integers(section.time.setup, draw("packing.setup", n), placed)
    per_unit = _per_unit(section.time.per_unit, "packing.per_unit", placed, draw)
    pack = setup + per_unit * orders.units
    if section.time.cv > 0:
        noise = make("lognormal", mean=1, cv=section.time.cv)
        factor = np.zeros(n)
        factor[placed] = noise.ppf(draw("packing.noise", n)[placed])
        pack = np.rint(pack * factor).astype(np.int64)
    check = section.quality_check
    return PackingColumns(
        pack=pack,
        checked=no if check is None else draw("packing.check", n) < check.share,
        check_finds=no if check is None else draw("packing.check_finds", n) < check.finds,
        damaged_inside=draw("packing.damage", n) < section.damage,
    )


def labeling(
    section: Labeling | None, placed: Flags, draw: Draw
) -> tuple[Integers, npt.NDArray[np.int16]]:
    """Time of all tries together (each a carrier call and a print), and tries that failed."""
    n = len(placed)
    if section is None:
        return np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int16)
    failures = np.zeros(n, dtype=np.int64)
    if section.failure > 0:
        u = draw("labeling.failures", n)
        run = np.floor(np.log1p(-u) / np.log(section.failure))
        failures = np.minimum(run, MOST_LABEL_FAILURES).astype(np.int64)
    time = np.zeros(n, dtype=np.int64)
    for attempt in range(int(failures.max(initial=0)) + 1):
        again = placed & (failures >= attempt)
        time += integers(section.carrier_call, draw(f"labeling.carrier_call.{attempt}", n), again)
        time += integers(section.time, draw(f"labeling.time.{attempt}", n), again)
    return time, failures.astype(np.int16)


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

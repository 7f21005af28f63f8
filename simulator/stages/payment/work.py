"""Who pays, and the reviews of those who are looked at for fraud; the gateway is up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_attempts import PAID, ways_in
from simulator.stages.payment.section import Payment
from simulator.units import LONGEST
from simulator.workload import APPROVED, HARD_DECLINE, Workload
from simulator.workload.tasks import Orders, Tasks


def work(
    section: Payment, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """A review of each suspect; the paid orders that none of them rejects go on."""
    orders = _paid(section, workload, orders)
    seen = orders.where(workload.reviewed[orders.row])
    reviews = Tasks("fraud_review", seen.moment, workload.review[seen.row], orders.after)
    passes = orders.where(~workload.rejected[orders.row])
    reviewed = workload.review[passes.row] * workload.reviewed[passes.row]
    return [reviews], replace(passes, moment=passes.moment + reviewed)


def _paid(section: Payment, workload: Workload, orders: Orders) -> Orders:
    """The rule of `Payment.authorize` for all orders at once; of `Tries` as it went."""
    if section.has_tries:
        went = ways_in(section, workload)
        return replace(orders, moment=went.ended[orders.row]).where(went.end[orders.row] == PAID)
    limit = LONGEST if section.timeout is None else section.timeout
    waits = (0, *(section.retry.after if section.retry else ()))
    row, moment = orders.row, orders.moment
    verdict = workload.verdict[row]
    open_, paid, known = np.full(len(row), True), np.full(len(row), False), np.full(len(row), False)
    for attempt, wait in enumerate(waits):
        latency = workload.authorization[row, attempt]
        moment = moment + np.where(open_, wait + np.minimum(latency, limit), 0)
        answered = open_ & (latency <= limit)
        approved = answered & ((verdict == APPROVED) | (known & workload.recovers[row, attempt]))
        paid |= approved
        known |= answered
        open_ &= ~approved & ~(answered & (verdict == HARD_DECLINE))
    return replace(orders, moment=moment).where(paid)

"""How long payments take, and how many are never made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.families import shape
from simulator.fitting.history import History, happened
from simulator.fitting.survival import Durations, durations
from simulator.measure.statistics import wilson
from simulator.units import HOUR, NEVER

FEWEST = 20


@dataclass(frozen=True, eq=False)
class Payments:
    """Delays from the order to its payment, and the share that is refused for good."""

    delays: Durations
    refused: float
    estimates: tuple[Estimate, ...]


def payments(history: History) -> Payments | None:
    """The payments of a history; None where no column tells them."""
    if history.paid is None or happened(history.paid).sum() < FEWEST:
        return None
    over = happened(history.paid)
    until = np.where(over, history.paid, history.end)
    took = np.maximum(until - history.placed, 0).astype(np.float64)
    found = durations(took, over)
    asked = history.n + history.unpaid
    refused = history.unpaid / asked
    low, high = wilson(history.unpaid, asked)
    estimates = [
        _delay("payment.authorization", "hours from the order to its payment, median", found),
        *shape("payment delays", found),
        Estimate("payment.declined.hard", "orders that are never paid", 100 * refused, "%", asked,
                 "share, Wilson's interval", low=100 * low, high=100 * high),
    ]  # fmt: skip
    if history.method is not None:
        counts = np.bincount(history.method.codes + 1, minlength=len(history.method.names) + 1)
        for code in np.argsort(-counts[1:], kind="stable").tolist():
            mine = history.method.codes == code
            if counts[code + 1] < FEWEST or not history.method.names[code]:
                continue
            of_method = durations(took[mine], over[mine])
            name = history.method.names[code]
            estimates.append(_delay("", f"the same of '{name}', told alone", of_method))
    return Payments(found, refused, tuple(estimates))


def _delay(key: str, what: str, found: Durations) -> Estimate:
    low, high = found.interval(0.5)
    return Estimate(key, what, found.quantile(0.5) / HOUR, "h", found.n, "empirical",
                    low=low / HOUR, high=high / HOUR)  # fmt: skip


def unknown_payments() -> tuple[Estimate, ...]:
    """What is assumed of payments that nobody has written down."""
    return (assumed("payment", "payments", "paid at once", "no column says when orders are paid"),)


def told(history: History) -> int:
    """How many payments the history tells."""
    return 0 if history.paid is None else int((history.paid != NEVER).sum())

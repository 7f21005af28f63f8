"""Latencies and bounces of the messages of each order."""

from __future__ import annotations

import numpy as np

from simulator.stages.notification.section import Notification
from simulator.workload.draws import Flags, Integers, OrderDraws

MESSAGES = ("confirmation", "seller_notice", "shipped", "delivered")


def notification(
    section: Notification | None, placed: Flags, draws: OrderDraws
) -> tuple[Integers, Flags]:
    """(n, 4) latencies and bounces, a column each of `MESSAGES`."""
    shape = (len(placed), len(MESSAGES))
    if section is None:
        return np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    latency, bounces = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.bool_)
    for k, name in enumerate(MESSAGES):
        time, bounce = draws.order_pair(
            f"notification.latency.{name}", f"notification.bounces.{name}"
        )
        latency[:, k] = time.integers(section.latency, placed)
        bounces[:, k] = bounce.happens(section.bounces, placed)
    return latency, bounces

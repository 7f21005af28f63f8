"""Latencies and bounces of the messages of each order."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.memory import narrow
from simulator.stages.notification.section import Notification
from simulator.workload.draws import Flags, OrderDraws
from simulator.workload.workload import Columns

STREAMS = ("confirmation", "seller_notice", "shipped", "delivered")
"""What each of `MESSAGES` of messages.py is called in its streams."""


def notification(
    section: Notification | None, placed: Flags, draws: OrderDraws
) -> tuple[npt.NDArray[np.integer[Any]], Flags]:
    """(n, 4) latencies and bounces, a column each of `STREAMS`."""
    shape = (len(placed), len(STREAMS))
    if section is None:
        return np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    latency, bounces = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.bool_)
    for k, name in enumerate(STREAMS):
        time, bounce = draws.order_pair(
            f"notification.latency.{name}", f"notification.bounces.{name}"
        )
        latency[:, k] = time.integers(section.latency, placed)
        bounces[:, k] = bounce.happens(section.bounces, placed)
    return narrow(latency), bounces


def delay_notices(section: Notification, placed: Flags, draws: OrderDraws) -> Columns:
    """(n,) `latency` in milliseconds and `bounces` of the notice of a delay, should there be one.

    Empty where nobody is told.
    """
    if section.delay_notice is None:
        return {}
    time, bounce = draws.order_pair(
        "notification.latency.delay_notice", "notification.bounces.delay_notice"
    )
    return {
        "latency": time.integers(section.latency, placed),
        "bounces": bounce.happens(section.bounces, placed),
    }

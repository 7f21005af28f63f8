"""The messages of every order: what was sent when, and whether it arrived.

Nothing on the floor waits for a message, so they follow from the timeline and the workload alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import parcels
from simulator.results.timeline import Timeline
from simulator.units import NEVER
from simulator.workload.workload import Workload

MESSAGES = ("confirmation", "seller_notice", "shipped_notice", "delivered_notice")
"""Sent when paid (the first two), handed over and delivered; the columns of the workload."""


@dataclass(frozen=True)
class Messages:
    """One row per message sent by the horizon, by kind, then parcel and order."""

    order: npt.NDArray[np.int64]
    parcel: npt.NDArray[np.int64]  # its number among those of its order
    kind: npt.NDArray[np.int16]  # index into MESSAGES
    sent: npt.NDArray[np.int64]
    latency: npt.NDArray[np.int64]
    bounced: npt.NDArray[np.bool_]


def messages_of(
    workload: Workload, timeline: Timeline, orders: npt.NDArray[np.bool_] | None = None
) -> Messages:
    """Every message that the timeline has sent, or those of some `orders`.

    There is one a parcel of those that are about parcels; those of a further parcel take as long as
    the first one's and bounce with them: the address is the same.
    """
    every = parcels(timeline)
    triggers = (timeline.paid, timeline.paid, every.handed_over, every.delivered)
    if orders is None:
        sent = [np.flatnonzero(moment != NEVER) for moment in triggers]
    else:
        theirs = (orders, orders, *(2 * (orders[every.order],)))
        sent = [
            np.flatnonzero((m != NEVER) & some) for m, some in zip(triggers, theirs, strict=True)
        ]
    kinds = [np.full(len(rows), kind, dtype=np.int16) for kind, rows in enumerate(sent)]
    rows, kind = np.concatenate(sent), np.concatenate(kinds)
    order = every.order.take(rows)
    row_and_kind = order * len(MESSAGES) + kind
    return Messages(
        order=order,
        parcel=every.parcel.take(rows),
        kind=kind,
        sent=np.concatenate([m.take(rows) for m, rows in zip(triggers, sent, strict=True)]),
        latency=workload.message_latency.ravel().take(row_and_kind).astype(np.int64),
        bounced=workload.message_bounces.ravel().take(row_and_kind),
    )

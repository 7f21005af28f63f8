"""What a customer knows of an order that was lost: that it came again, or is paid back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]


def replaced_at(timeline: Timeline) -> Numbers:
    """(n,) When the last of what an order had lost came again undamaged.

    NEVER: nothing of it was lost, or not all of that came again by the horizon.
    """
    moments = np.full(timeline.n, NEVER, dtype=np.int64)
    claims, table = timeline.claims, timeline.parcels
    if claims is None:
        return moments
    whole = claims.whole & ~claims.damaged
    order = table.order[claims.parcel[whole]]
    np.maximum.at(moments, order, claims.arrived[whole])
    lost = np.bincount(table.order, table.outcome == Outcome.LOST, minlength=timeline.n)
    moments[np.bincount(order, minlength=timeline.n) < lost] = NEVER
    return moments


def awaited_until(timeline: Timeline, ended: Numbers) -> Numbers:
    """(n,) When an order is no longer waited for; NEVER: its customer still does at the horizon.

    What is lost and claimed is waited for until it comes again or is paid back, all else until it
    has `ended`.
    """
    until, claims = ended.copy(), timeline.claims
    if claims is None:
        return until
    lost = ~claims.damaged
    order = timeline.parcels.order[claims.parcel[lost]]
    settled = np.where(claims.whole, claims.arrived, claims.refunded)[lost]
    np.maximum.at(until, order, settled)
    until[order[settled == NEVER]] = NEVER
    return until

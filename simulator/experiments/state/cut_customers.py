"""What a state says of customers: how they pay, who has canceled, who leaves the cart anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import Timeline
from simulator.stages.payment.draws_attempts import Ways
from simulator.units import NEVER
from simulator.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Paying:
    """What is told of payments: `is_told` where an order file says when its orders are paid.

    Where customers or gateways have a choice, `ways` are how their payments go.
    """

    is_told: bool = False
    ways: Ways | None = None
    names: tuple[str, ...] = ()

    def paid_at(self, workload: Workload, timeline: Timeline, order: int, at: int) -> int:
        """When an order is paid; NEVER where that is not told."""
        if self.is_told:
            placed = workload.created[order] + workload.in_cart[order]
            return int(placed + workload.authorization[order, 0])
        paid = int(timeline.paid[order])
        return paid if self.ways is not None and paid <= at else NEVER

    def told(self, order: int, is_being_paid: bool) -> dict[str, str]:
        """With which method, if there is a choice; empty where a later try may have another."""
        if self.ways is None:
            return {}
        is_open = is_being_paid and self.ways.tries[order] > 1
        return {"paid_with": "" if is_open else self.names[int(self.ways.method[order])]}


def leave_anyway(workload: Workload) -> Flags:
    """(n,) Carts that are left, whatever their customers are promised at checkout."""
    if "promise" not in workload.added:
        return workload.abandons
    flags: Flags = workload.abandons & ~workload.added["promise"]["lost"].astype(np.bool_)
    return flags


def asked_by(timeline: Timeline, at: int) -> Numbers | None:
    """(n,) When customers asked for a cancellation up to a moment; None where nobody may."""
    visit = timeline.visits.get("cancellation")
    return None if visit is None else np.where(visit.queued <= at, visit.queued, NEVER)

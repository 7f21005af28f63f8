"""The rank of a parcel on the dock, by its carrier's policy.

The rules are `policies/loadings.py`; what fits is loaded in `process.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.policies.loadings import Loading
from simulator.policies.registry import reads, rule
from simulator.stages.shipping.deadlines import NO_DEADLINE, promises
from simulator.stages.shipping.parcel_counts import ParcelCounts
from simulator.workload import Workload


def loading(name: str, workload: Workload, counts: ParcelCounts) -> Callable[[int, int], int]:
    """(order, its parcel) -> rank among those that wait for the same carrier."""
    rank: Loading = rule("loading", name)
    priority, boxes = workload.priority.data, counts.of
    if not reads(rank, "promise") and not reads(rank, "boxes"):
        return lambda order, parcel: rank(priority[order], NO_DEADLINE, 1)
    promise = promises(workload)
    return lambda order, parcel: rank(priority[order], promise(order), boxes(parcel))

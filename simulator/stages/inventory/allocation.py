"""The rank of a line that waits for stock, by the scenario's policy.

The rules are `policies/allocations.py`; who is next is served in `process.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.policies.allocations import Allocation
from simulator.policies.registry import reads, rule
from simulator.stages.shipping.deadlines import NO_DEADLINE, promises
from simulator.workload import Workload


def allocation(name: str, workload: Workload) -> Callable[[int, int], int]:
    """(order, units of its line) -> rank among those that wait for the same SKU."""
    rank: Allocation = rule("allocation", name)
    priority = workload.priority.data
    if not reads(rank, "promise"):
        return lambda order, units: rank(priority[order], NO_DEADLINE, units)
    promise = promises(workload)
    return lambda order, units: rank(priority[order], promise(order), units)

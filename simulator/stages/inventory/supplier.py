"""Whom stock is reordered from: how much, and when it will come."""

from __future__ import annotations

from simulator.policies.replenishment import POLICIES
from simulator.stages.inventory.section import Policy
from simulator.workload import Supply


class Supplier:
    """The replenishment policy of every SKU, and its lead times by the count of its reorders."""

    def __init__(self, policy: Policy, supply: Supply) -> None:
        self.review = None if policy.review == "continuous" else policy.review
        self._reorder = POLICIES[policy.kind]
        self._reorder_point = supply.reorder_point.tolist()
        self._order_up_to = supply.order_up_to.tolist()
        self._order_quantity = supply.order_quantity.tolist()
        self._lead_time = supply.lead_time.data
        self._next = supply.lead_time_start[:-1].tolist()

    def units(self, sku: int, position: int) -> int:
        """Units to reorder at this position; 0 for none."""
        if position > self._reorder_point[sku]:
            return 0  # by every policy
        return self._reorder(
            position, self._reorder_point[sku], self._order_up_to[sku], self._order_quantity[sku]
        )

    def next_lead_time(self, sku: int) -> int:
        """Milliseconds until the reorder made now arrives."""
        lead_time = int(self._lead_time[self._next[sku]])
        self._next[sku] += 1
        return lead_time

"""Whom stock is reordered from: how much, and when it will come."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.policies.registry import PolicyError, is_shipped, rule
from simulator.policies.replenishment import ReorderPolicy
from simulator.stages.inventory.section import Policy
from simulator.workload import Supply


class Supplier:
    """The replenishment policy of every SKU, and its lead times by the count of its reorders."""

    def __init__(self, policy: Policy, supply: Supply) -> None:
        self.review = None if policy.review == "continuous" else policy.review
        self._name = policy.kind
        self._reorder: ReorderPolicy = rule("replenishment", policy.kind)
        self._waits_for_low = is_shipped("replenishment", policy.kind)
        self._low = supply.reorder_point.tolist()
        high = supply.order_quantity if "Q" in policy.levels else supply.order_up_to
        self._high = high.tolist()
        self._one_level = len(policy.levels) == 1
        self._case_size = supply.case_size.tolist()
        self._minimum = supply.minimum_order.tolist()
        self._skus = supply.sku
        self._lead_time = supply.lead_time.data
        self._start = supply.lead_time_start[:-1].tolist()
        self._next = list(self._start)
        self._end = supply.lead_time_start[1:].tolist()

    def skip(self, reorders: Sequence[int]) -> None:
        """Leave out the lead times of what was reordered before, by SKU."""
        self._next = [k + before for k, before in zip(self._next, reorders, strict=True)]

    @property
    def reorders(self) -> tuple[int, ...]:
        """By SKU how often it was reordered, before the simulation too."""
        return tuple(k - first for k, first in zip(self._next, self._start, strict=True))

    def units(self, sku: int, position: int) -> int:
        """Units to reorder at this position; 0 for none."""
        if self._waits_for_low and position > self._low[sku]:
            return 0
        low, high = self._low[sku], self._high[sku]
        levels = (high,) if self._one_level else (low, high)
        units = self._reorder(position, *levels)
        return self._as_sold(sku, units) if units else 0

    def _as_sold(self, sku: int, units: int) -> int:
        """At least the minimum order, in whole cases."""
        case: int = self._case_size[sku]
        least: int = self._minimum[sku]
        return -(-max(units, least) // case) * case

    def next_lead_time(self, sku: int) -> tuple[int, int]:
        """Row of the reorder made now, and milliseconds until it arrives.

        Raises PolicyError where a policy reorders more often than its SKU's demand can call for.
        """
        if self._next[sku] >= self._end[sku]:
            raise PolicyError(
                f"replenishment {self._name!r}: reorders SKU {self._skus[sku]!r} without end, more "
                "often than units of it are asked for; return 0 while enough is on order"
            )
        reorder = self._next[sku]
        self._next[sku] += 1
        return reorder, int(self._lead_time[reorder])

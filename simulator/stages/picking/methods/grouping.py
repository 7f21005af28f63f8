"""Which orders may share a tour: those of a group, in a run and without one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.policies.registry import reads, rule
from simulator.policies.releases import Grouping
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.methods.method import Gathering, Integers
from simulator.stages.shipping.deadlines import Deadlines
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.tasks import Orders


def grouping(by: str, gathering: Gathering) -> Callable[[int], int]:
    """The group of an order that begins to wait now."""
    group: Grouping = rule("grouping", by)
    classes = gathering.workload.order_class.data
    env, deadlines = gathering.env, gathering.deadlines
    if reads(group, "pick_up"):  # to ask for one is to fix it
        return lambda order: group(classes[order], deadlines.of(order, env.now))
    return lambda order: group(classes[order], NEVER)


def groups(by: str, scenario: Scenario, workload: Workload, orders: Orders) -> Integers:
    """(orders) The group of each, as of when it comes."""
    group: Grouping = rule("grouping", by)
    classes = workload.order_class[orders.row]
    if reads(group, "pick_up"):
        planned = Deadlines(scenario, workload).of
        each = zip(classes.tolist(), orders.row.tolist(), orders.moment.tolist(), strict=True)
        return np.array([group(k, planned(order, now)) for k, order, now in each], dtype=np.int64)
    of_class = [group(k, NEVER) for k in range(len(scenario.demand.classes))]
    return np.array(of_class, dtype=np.int64)[classes]

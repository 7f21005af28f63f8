"""The work of what is sent again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.claims.draws import RESHIP
from simulator.stages.claims.section import Claims
from simulator.stages.labeling.work import work as labels
from simulator.stages.packing.work import work as packed
from simulator.stages.picking.work import alone
from simulator.stages.returns.work import on_the_road
from simulator.units import DAY
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks


def work(
    section: Claims, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """Of each order that is sent again, a day inside, its way and the claim later (assumption).

    As if all of it were in stock; it is picked alone, and right. Of orders in one parcel.
    """
    asked = workload.added["claims"]
    damaged = workload.damaged_inside | workload.damaged_outside
    damaged = damaged & ~workload.returns & (asked["damaged"] == RESHIP)
    sent = np.where(workload.lost, asked["lost"], damaged)
    again = orders.where(sent[orders.row])
    after = DAY + on_the_road(workload, again.row) + asked["after"][again.row].astype(np.int64)
    moment = again.moment + after.astype(np.int64)
    again = replace(again, moment=moment, in_two=np.zeros_like(again.in_two))
    together = replace(workload.storage, zone=np.zeros_like(workload.storage.zone))
    right = replace(workload, mispicked=np.zeros_like(workload.mispicked), storage=together)
    tasks: list[Tasks] = []
    if scenario.picking is not None:
        tasks += alone(scenario.picking, workload, again)
    if scenario.packing is not None:
        tasks += packed(scenario.packing, scenario, right, again)[0]
    if scenario.labeling is not None:
        tasks += labels(scenario.labeling, scenario, right, again)[0]
    return tasks, orders

"""What packing takes, with its checks, and what is packed again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.packing.process import each_part, further_zones
from simulator.stages.packing.section import Packing
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks


def work(
    section: Packing, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """One task per order in its lane, repeats included; one more for what follows later.

    The units of both parcels take their time in the first one's task.
    """
    row, check = orders.row, section.quality_check
    look = (check.time if check is not None else 0) * workload.checked[row]
    recheck = check.time if check is not None and check.recheck else 0
    whole = (
        workload.pack[row] + look + workload.times_found_wrong[row] * (workload.pack[row] + recheck)
    )
    if each_part(scenario):
        whole += each_part(scenario) * further_zones(workload)[row]
    alone = workload.pack_setup[row] + look
    lanes = ["packing"] if section.lanes is None else ["packing.single_line", "packing.multi_line"]
    lane = np.minimum(workload.lines[row] > 1, len(lanes) - 1)
    tasks = [
        Tasks(name, orders.moment[here], time[here], orders.after)
        for k, name in enumerate(lanes)
        for here, time in ((lane == k, whole), ((lane == k) & orders.in_two, alone))
    ]
    return tasks, replace(orders, after=tuple(lanes))

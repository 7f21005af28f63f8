"""What labels take while the carrier's service answers."""

from __future__ import annotations

from dataclasses import replace

from simulator.scenario.scenario import Scenario
from simulator.stages.labeling.section import Labeling
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks


def work(
    section: Labeling, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """One task per parcel of the order, with a label for each of its boxes."""
    label = workload.label[orders.row] * workload.parcels[orders.row]
    second = orders.in_two
    tasks = [
        Tasks("labeling", orders.moment, label, orders.after),
        Tasks("labeling", orders.moment[second], label[second], orders.after),
    ]
    return tasks, replace(orders, after=("labeling",))

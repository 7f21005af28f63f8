"""The inspections of what comes back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.returns.section import Returns
from simulator.units import DAY
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks

WORKING_DAYS = 7 / 5
"""Days a working day, between the hand-over and the return of an order (assumption)."""


def on_the_road(workload: Workload, row: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Milliseconds from the hand-over of these orders to the depot of their destination."""
    days: npt.NDArray[np.float64] = np.maximum(workload.transit_days[row], 0) * WORKING_DAYS * DAY
    return workload.transit[row] + days


def work(
    section: Returns, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """Of each return, a day inside and the way out and back later (assumption).

    A parcel that nobody took is inspected as long as its customer's return would be.
    """
    comes = orders.where((workload.returns & ~workload.lost)[orders.row])
    row = comes.row
    back = comes.moment + DAY + on_the_road(workload, row) + workload.return_after[row]
    return [Tasks("inspection", back.astype(np.int64), workload.inspection[row])], orders

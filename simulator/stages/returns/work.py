"""The inspections of what comes back, and the refurbishing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import order_sums
from simulator.stages.returns.section import Returns
from simulator.units import DAY
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks

Milliseconds = npt.NDArray[np.int64]

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
    row, back = comes.row, _back(workload, comes)
    tasks = [Tasks("inspection", back, workload.inspection[row])]
    units = workload.line_refurbished
    if section.refurbishing is not None and units is not None:
        tasks.append(_refurbishing(units, workload, orders))
    return tasks, orders


def _back(workload: Workload, comes: Orders) -> Milliseconds:
    """When these orders are back."""
    row = comes.row
    back = comes.moment + DAY + on_the_road(workload, row) + workload.return_after[row]
    return back.astype(np.int64)


def _refurbishing(units: npt.NDArray[np.int64], workload: Workload, orders: Orders) -> Tasks:
    """Of the units of returns and unclaimed parcels that are to be refurbished, (m,)."""
    unclaimed = workload.attempt_fails.all(axis=1)
    if workload.line_back is not None:
        whole = np.repeat(unclaimed, workload.lines)
        units = np.where(workload.line_back | whole, units, 0)
    a_unit = workload.added["returns"]["refurbishing"].astype(np.int64)
    need = order_sums(units, workload.line_start) * a_unit
    comes = (workload.returns | unclaimed) & ~workload.lost & (need > 0)
    some = orders.where(comes[orders.row])
    moment = _back(workload, some) + workload.inspection[some.row]
    return Tasks("refurbishing", moment, need[some.row])

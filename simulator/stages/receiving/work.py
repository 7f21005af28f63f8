"""The pallets of the trucks that come, as tasks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.receiving.section import PalletWork, Receiving
from simulator.stages.receiving.trucks import WORK, Trucks
from simulator.workload import Workload
from simulator.workload.draws import within
from simulator.workload.tasks import Orders, Tasks

Numbers = npt.NDArray[np.int64]


def work(
    section: Receiving, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """Three tasks a pallet, two where nobody checks, as its truck comes.

    What rides on a truck of the units that are sold is taken to be ordered once it is sold, to be
    due after the mean lead time, and to come by the next truck of its supplier; the work at its
    pallets is the mean.
    """
    trucks = workload.of_receiving
    truck, _ = within(trucks.pallets)
    moment, times = trucks.arrives[truck], trucks.times
    comes = trucks.comes[truck]
    parts = [(moment[comes], times[comes])]
    inventory = scenario.inventory
    if inventory is not None:
        parts.append(_of_stock(section, inventory.lead_time.mean, workload, trucks, orders))
    at = np.concatenate([moment for moment, _ in parts])
    spent = np.concatenate([times for _, times in parts])
    steps = [step for step in WORK if getattr(section, step) is not None]
    tasks = [
        Tasks(step, at, spent[:, WORK.index(step)], tuple(steps[:k]))
        for k, step in enumerate(steps)
    ]
    return tasks, orders


def _mean(done: PalletWork | None, cases: Numbers) -> Numbers:
    """The mean work at pallets with so many cases."""
    if done is None:
        return np.zeros_like(cases)
    mean: Numbers = np.rint(done.per_pallet.mean + cases * done.per_case.mean).astype(np.int64)
    return mean


def _of_stock(
    section: Receiving, lead_time: float, workload: Workload, trucks: Trucks, orders: Orders
) -> tuple[Numbers, Numbers]:
    """When pallets with SKUs come, and the work at each."""
    placed = np.full(workload.n, -1, dtype=np.int64)
    placed[orders.row] = orders.moment
    moment = np.repeat(placed, workload.lines)
    lines = np.flatnonzero(moment >= 0)
    sku, units = workload.line_sku[lines].astype(np.int64), workload.line_units[lines]
    due = moment[lines] + round(lead_time)
    at, spent = [np.zeros(0, np.int64)], [np.zeros((0, len(WORK)), np.int64)]
    skus = len(workload.supply.sku)
    for number, supplier in enumerate(section.suppliers.values()):
        mine = np.flatnonzero(trucks.comes & (trucks.supplier == number))
        arrives = np.sort(trucks.arrives[mine])
        by = trucks.supplier_of_sku[sku] == number
        ride = np.searchsorted(arrives, due[by])
        inside = ride < len(arrives)
        key, sold = ride[inside] * skus + sku[by][inside], units[by][inside]
        keys, place = np.unique(key, return_inverse=True)
        total = np.bincount(place, sold, minlength=len(keys)).astype(np.int64)
        pallets = -(-total // supplier.units_per_pallet)
        of, _ = within(pallets)
        of_sku = keys[of] % skus
        cases = -(-total[of] // (pallets[of] * workload.supply.case_size[of_sku]))
        at.append(arrives[keys[of] // skus])
        spent.append(np.stack([_mean(getattr(section, step), cases) for step in WORK], axis=1))
    return np.concatenate(at), np.concatenate(spent)

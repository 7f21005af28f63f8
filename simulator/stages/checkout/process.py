"""Carts that become orders or are left; with `reserve: at cart` they hold stock meanwhile."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.engine.record import Record
from simulator.ordering import in_time_order
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload


def reserves_at(scenario: Scenario, moment: str) -> bool:
    """Whether stock is reserved at 'at cart', 'at checkout' or 'at payment'."""
    chosen = scenario.checkout.reserve if scenario.checkout else "at checkout"
    return scenario.inventory is not None and chosen == moment


def entrances(
    scenario: Scenario, workload: Workload
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Orders that concern the shop, and when they begin to: (k,) order numbers, (k,) moments.

    A cart that holds no stock concerns nobody before it is placed, and never if it is abandoned.
    """
    if reserves_at(scenario, "at cart"):
        order = np.arange(workload.n)
        moment = workload.created
    else:
        order = np.flatnonzero(~workload.abandons)
        moment = (workload.created + workload.in_cart)[order]
    inside = np.flatnonzero(moment <= workload.horizon)
    by = inside.take(in_time_order(moment.take(inside)))
    return order.take(by), moment.take(by)


def enter(record: Record, workload: Workload, horizon: int) -> None:
    """Write the cart of every order: began with its first item, ended when placed or left."""
    record.open("checkout")
    record.began["checkout"] = record.queued["checkout"]
    ended = workload.created + workload.in_cart
    for column, moments in ((record.queued, workload.created), (record.ended, ended)):
        moments = np.where(moments <= horizon, moments, NEVER)
        np.frombuffer(column["checkout"], dtype=np.int64)[: workload.n] = moments


def abandoned(workload: Workload, horizon: int) -> npt.NDArray[np.bool_]:
    """(n,) carts left by the horizon."""
    left: npt.NDArray[np.bool_] = workload.created + workload.in_cart <= horizon
    return workload.abandons & left

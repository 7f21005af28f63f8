"""Orders whose customers left over the promise at checkout, and what they would have left over."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.measure.scopes import Scopes
from simulator.results.order_money import intended_packaging, intended_postage
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import order_sums
from simulator.stages.payment.draws_fees import fees_of
from simulator.workload.orders_alone import orders_alone
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LostOrders:
    """A row per order; `margin` is money, of those that would have been `placed` in the window.

    `to_backlog` are those whom the promise without the backlog would have kept.
    """

    scopes: Scopes
    placed: Flags
    margin: npt.NDArray[np.float64]
    to_backlog: Flags


def lost_orders(scenario: Scenario, workload: Workload) -> LostOrders:
    """Those of the workload; none where no promise is made at checkout."""
    promise = workload.added.get("promise", {})
    lost = promise.get("lost", np.zeros(0)).astype(np.bool_)
    if not lost.any():
        none = np.zeros(0)
        scopes = Scopes(workload.classes, none.astype(np.int16))
        return LostOrders(scopes, none.astype(np.bool_), none, none.astype(np.bool_))
    alone = orders_alone(replace(workload, abandons=~lost))
    low, high = scenario.clock.window
    return LostOrders(
        scopes=Scopes(alone.classes, alone.order_class),
        placed=(alone.placed >= low) & (alone.placed < high),
        margin=_margin(scenario, alone),
        to_backlog=alone.added["promise"]
        .get("lost_to_backlog", np.zeros(alone.n, np.bool_))
        .astype(np.bool_),
    )


def _margin(scenario: Scenario, workload: Workload) -> npt.NDArray[np.float64]:
    """(n,) Price less goods, box, parcel and payment fee, in one parcel that is kept."""
    goods = order_sums(workload.at_prices(workload.supply.cost), workload.line_start) / 100
    value = workload.value / 100
    sent = intended_packaging(scenario, workload) + intended_postage(scenario, workload)
    margin: npt.NDArray[np.float64] = value - goods - sent - fees_of(scenario, workload).of(value)
    return margin

"""What comes back of orders, line by line, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import of_parcel
from simulator.results.timeline import Timeline
from simulator.stages.demand.lines import order_sums
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Returned:
    """Of what comes back, rows of parcels as in `Parcels` but for `whole`, which is (n,) orders.

    `price` (cents) is what customers send back, whole or in part. Of that and of unclaimed parcels
    `goods` (cents) is the cost, `saved` (cents) that of what is on the shelf again, and
    `refurbished` (units) what had to be refurbished for it. Of `whole` orders the customer keeps
    nothing.
    """

    price: Numbers
    goods: Numbers
    saved: Numbers
    refurbished: Numbers
    whole: Flags


def is_by_line(workload: Workload) -> bool:
    """Whether orders come back in part, or what comes back is graded by the unit."""
    return workload.line_back is not None or workload.line_scrapped is not None


def lines_that_return(workload: Workload, timeline: Timeline) -> Flags:
    """(m,) What a customer sends back who does: see `stages.returns.contents`."""
    sent = ~timeline.line_canceled
    if workload.line_back is None:
        return sent
    back = sent & workload.line_back
    none = order_sums(back, workload.line_start) == 0
    chosen: Flags = back | (sent & np.repeat(none, workload.lines))
    return chosen


def are_whole(workload: Workload, timeline: Timeline) -> Flags:
    """(n,) Orders of which, if they come back, all that was sent does."""
    kept = ~timeline.line_canceled & ~lines_that_return(workload, timeline)
    whole: Flags = order_sums(kept, workload.line_start) == 0
    return whole


def returned_by_line(
    workload: Workload, timeline: Timeline, returned: Flags, unclaimed: Flags, loses: float
) -> Returned:
    """Line by line; `returned` and `unclaimed` have a row for each parcel.

    A refurbished unit is worth less by the share `loses` of its cost.
    """
    parcel = timeline.line_parcel
    by_customer = returned[parcel] & lines_that_return(workload, timeline)
    back = by_customer | (unclaimed[parcel] & ~timeline.line_canceled)
    units = workload.line_units.astype(np.int64)
    cost = workload.supply.cost[workload.line_sku]
    if workload.line_scrapped is None or workload.line_refurbished is None:
        fit = np.repeat(workload.restockable, workload.lines)
        saved, refurbished = np.where(back & fit, cost * units, 0), np.zeros(len(units), np.int64)
    else:
        refurbished = np.where(back, workload.line_refurbished, 0)
        lost = np.rint(loses * cost * refurbished).astype(np.int64)
        saved = np.where(back, cost * (units - workload.line_scrapped) - lost, 0)
    return Returned(
        price=of_parcel(workload, timeline, np.where(by_customer, workload.values(), 0)),
        goods=of_parcel(workload, timeline, np.where(back, cost * units, 0)),
        saved=of_parcel(workload, timeline, saved),
        refurbished=of_parcel(workload, timeline, refurbished),
        whole=are_whole(workload, timeline),
    )

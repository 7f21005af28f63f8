"""Which orders come back, and what their inspection takes and finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.stages.returns.section import Returns
from simulator.workload.draws import Flags, Integers, OrderDraws


@dataclass(frozen=True)
class ReturnColumns:
    """Columns of the workload for returns."""

    returns: Flags
    return_after: Integers
    inspection: Integers
    restockable: Flags


def returns(
    section: Returns | None, placed: Flags, wrong_items: Flags, draws: OrderDraws
) -> ReturnColumns:
    """Whether a delivered order comes back, when, and what its inspection takes and finds.

    Orders with the wrong items come back by a share of their own.
    """
    n = len(placed)
    if section is None:
        no, zero = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        return ReturnColumns(no, zero, zero, no)
    share = np.where(wrong_items, section.wrong_items, section.share)
    returning, restock = draws.order_pair("returns.share", "returns.restock")
    after, inspection = draws.order_pair("returns.after", "returns.inspection")
    back = returning.happens(share, placed)
    return ReturnColumns(
        returns=back,
        return_after=after.integers(section.after, back),
        inspection=inspection.integers(section.inspection, back),
        restockable=restock.happens(section.restock, placed),
    )

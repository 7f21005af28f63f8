"""What is sent again of the parcels that have left, and what is paid back, by now or later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.claims import ClaimTable
from simulator.results.parcels import Parcels
from simulator.stages.claims.draws import REFUND, RESHIP
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SentAgain:
    """Flags of parcels, rows as in `Parcels`."""

    claimed: Flags  # lost, or came damaged and is claimed
    sent: Flags
    paid_back: Flags


def sent_again(
    workload: Workload, claims: ClaimTable | None, every: Parcels, lost: Flags, came: Flags
) -> SentAgain:
    """Of what is lost and of what comes to its customer, who keeps it.

    What is not claimed by the end of the run is taken to be in stock then.
    """
    asked = workload.added.get("claims")
    none = np.zeros(len(lost), dtype=np.bool_)
    if asked is None:
        return SentAgain(lost, none, lost)
    order, number = every.order, every.parcel
    outside = workload.of_parcels("damaged_outside", order, number).astype(np.bool_)
    damaged: Flags = came & ~workload.returns[order]
    damaged &= outside | (workload.damaged_inside[order] & (number == 1))
    wish = asked["damaged"][order]
    wanted: Flags = np.where(lost, asked["lost"][order], damaged & (wish == RESHIP))
    no_stock = none.copy()
    if claims is not None:
        refused = (claims.refunded != NEVER) & (claims.reshipped == NEVER)
        no_stock[claims.parcel[refused]] = True
    sent = wanted & ~no_stock
    in_vain = np.logical_or(asked["lost_again"], asked["damaged_outside"])[order]
    paid_back = (lost & ~sent) | (sent & in_vain) | (wanted & no_stock)
    paid_back |= damaged & (wish == REFUND)
    return SentAgain(lost | wanted | paid_back, sent, paid_back.astype(np.bool_))

"""Who claims what, after how long, and how what is sent again fares on the road."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.claims.section import Claims
from simulator.workload.draws import Flags, OrderDraws
from simulator.workload.workload import Columns

NOTHING, RESHIP, REFUND = 0, 1, 2
"""What is asked for a parcel that came damaged: `damaged` of the columns."""
AGAIN = ".again"
"""What the streams of the road have at their end for what is sent again."""


def columns(section: Claims, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """(n,) `after` in milliseconds, whether a `lost` parcel is sent again, and `damaged`."""
    lost = draws.orders("claims.lost").happens(section.lost_reshipped, placed)
    drawn = draws.orders("claims.damaged")
    reship = drawn.happens(section.damaged_reshipped, placed)
    either = drawn.happens(section.damaged_reshipped + section.damaged_refunded, placed)
    damaged: npt.NDArray[np.int8] = np.where(reship, RESHIP, either * REFUND).astype(np.int8)
    after = draws.orders("claims.after").integers(section.after, placed)
    return {"after": after, "lost": lost, "damaged": damaged}

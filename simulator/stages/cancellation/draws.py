"""Who cancels, and how long each customer's patience is."""

from __future__ import annotations

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.cancellation.section import Cancellation
from simulator.units import NEVER
from simulator.workload.draws import Flags, OrderDraws
from simulator.workload.workload import Columns


def columns(section: Cancellation, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """(n,) `after` and `backorder` in milliseconds from the payment; NEVER for who waits on."""
    asks = draws.orders("cancellation.share").happens(section.share, placed)
    after = draws.orders("cancellation.after").integers(section.after, asks)
    patience = np.full(len(placed), NEVER, dtype=np.int64)
    if section.backorder_patience is not None:
        drawn = draws.orders("cancellation.backorder_patience")
        theirs = drawn.integers(section.backorder_patience, placed)
        patience = np.where(placed, theirs, NEVER)
    return {"after": np.where(asks, after, NEVER), "backorder": patience}

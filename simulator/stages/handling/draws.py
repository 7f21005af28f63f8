"""How long each order is in the house."""

from __future__ import annotations

from simulator.scenario.scenario import Scenario
from simulator.stages.handling.section import Handling
from simulator.workload.draws import Flags, OrderDraws
from simulator.workload.workload import Columns


def columns(section: Handling, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """(n,) `lag`: working time in milliseconds; 0 for what is not placed.

    With a trace that tells hand-overs there is `until` beside it, the moment at which an order's
    lag ends, NEVER where it is drawn.
    """
    return {"lag": draws.orders("handling.lag").integers(section.lag, placed)}

"""How long each order is in the house."""

from __future__ import annotations

from simulator.scenario.scenario import Scenario
from simulator.stages.handling.section import Handling
from simulator.workload.draws import Flags, OrderDraws
from simulator.workload.workload import Columns


def columns(section: Handling, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """(n,) `lag`: working time in milliseconds; 0 for what is not placed."""
    return {"lag": draws.orders("handling.lag").integers(section.lag, placed)}

"""What wrong records of stock add to the work: tours for missing lines, second parcels.

What is short of stock when it is ordered hangs on the run and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Shortages:
    """Shares of the orders that reach the floor."""

    tours: float  # another tour for a line that was not on the shelf
    second_parcels: float


def shortages(scenario: Scenario, lines: float) -> Shortages:
    """For orders of `lines` lines, each on the shelf as often as the record of stock is right."""
    stock, picking = scenario.inventory, scenario.picking
    if stock is None or picking is None or picking.short_picks.then == "cancel line":
        return Shortages(0.0, 0.0)
    right = stock.record_accuracy
    short: float = 1 - right**lines
    nothing: float = (1 - right) ** lines
    return Shortages(short, short - nothing if picking.short_picks.then == "split" else 0.0)

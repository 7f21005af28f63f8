"""What each order brings to picking: service times, wrong picks, stock that is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.demand.lines import order_sums
from simulator.workload.draws import Flags, Integers, OrderDraws, at_most


@dataclass(frozen=True)
class PickingColumns:
    """Columns of the workload for picking."""

    pick_setup: Integers
    pick: Integers
    line_pick: Integers
    line_missing: Flags
    mispicked: Flags


def picking(scenario: Scenario, orders: Orders, placed: Flags, draws: OrderDraws) -> PickingColumns:
    """Set-up, time of lines with their units, wrong picks and lines whose stock is missing.

    The units of a line are alike, so the time per unit is drawn once a line.
    """
    section, stock = scenario.picking, scenario.inventory
    n, m = orders.n, len(orders.line_sku)
    if section is None:
        no, nothing = np.zeros(n, np.bool_), np.zeros(n, np.int64)
        of_lines = np.zeros(m, np.int64)
        return PickingColumns(nothing, nothing, of_lines, of_lines.astype(np.bool_), no)
    picked = np.repeat(placed, orders.lines)
    per_line, per_unit = draws.line_pair("picking.per_line", "picking.per_unit")
    setup, mispick = draws.order_pair("picking.setup", "picking.mispick")
    lines = per_line.integers(section.time.per_line, picked) + at_most(
        per_unit.integers(section.time.per_unit, picked).astype(np.float64) * orders.line_units
    )
    accuracy = 1.0 if stock is None else stock.record_accuracy
    return PickingColumns(
        pick_setup=setup.integers(section.time.setup, placed),
        pick=order_sums(lines, orders.line_start),
        line_pick=lines,
        line_missing=draws.lines("inventory.record").happens(1 - accuracy, picked),
        mispicked=mispick.happens(section.mispick, placed),
    )

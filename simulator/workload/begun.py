"""What the orders of a state bring to their stages, given what is known of them.

Work that has begun takes longer than it has taken so far: its time is drawn anew until it does
(rejection: exact, whatever the distribution). What lies behind an order of somebody else's went
well: it is paid, and what was picked was there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.intake.standing import Standing, StandingOrder
from simulator.scenario.scenario import Scenario
from simulator.stages import TO_THE_DOCK
from simulator.stages.demand.draws import Orders
from simulator.stages.labeling.draws import labeling
from simulator.stages.packing.draws import packing
from simulator.stages.payment.draws import payment
from simulator.stages.picking.draws import picking
from simulator.streams import mixed
from simulator.units import NEVER
from simulator.workload.draws import Draws, Flags, Integers
from simulator.workload.standing import Merged, is_paid, of_others
from simulator.workload.workload import APPROVED

MOST_TRIES = 200
"""Draws of the time of begun work; then it ends at once, since hardly anything takes so long."""

OUTSIDE = ("transit", "delivery", "returns")
"""Where an order is that has left."""

OF = {
    "fraud_review": ("review",),
    "picking": ("pick_setup", "pick", "line_pick"),
    "packing": ("pack", "pack_setup"),
    "labeling": ("label",),
}
"""The columns of the workload that the time at a station is made of."""


def known(
    scenario: Scenario, columns: dict[str, Any], merged: Merged, state: Standing, draws: Draws
) -> dict[str, Any]:
    """The columns, where the state's orders have what is known of them."""
    arrays = {name: np.array(column) for name, column in columns.items()}
    _what_went_well(arrays, merged, state)
    for station, rows in _begun(merged, state).items():
        spent = np.array([state.at - order.begun for order, _ in rows])
        spent = np.rint(spent * [_speed(scenario, order, station) for order, _ in rows])
        group = np.array([order.tour if order.tour != NEVER else -k - 2 for k, (order, _) in
                          enumerate(rows)])  # fmt: skip
        row = np.array([row for _, row in rows], dtype=np.int64)
        _draw_until_longer(scenario, arrays, merged.orders, station, row, group, spent, draws)
    return arrays


def _begun(merged: Merged, state: Standing) -> dict[str, list[tuple[StandingOrder, int]]]:
    """Orders at whose station somebody works now, of which no more is known, by station.

    Of our own it is known when their work will be done, in the replication from which they were
    cut; in others only of work in zones, or that was stopped before.
    """
    rows = () if state.record is None else state.record.work
    told = {row.order for row in rows if not row.is_whole}
    in_zones = {row.number for row in rows if row.number >= 0}
    tours = in_zones | {order.tour for order in merged.standing if order.name in told} - {NEVER}
    by_stage: dict[str, list[tuple[StandingOrder, int]]] = {}
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        again = any(v.activity == order.stage and v.visit > 1 for v in order.visits)
        is_told = again or order.lines_done > 0
        if order.identity is not None:
            is_told |= state.goes_on or order.name in told or order.tour in tours
        if order.begun != NEVER and order.stage in OF and not is_told:
            by_stage.setdefault(order.stage, []).append((order, row))
    return by_stage


def _speed(scenario: Scenario, order: StandingOrder, station: str) -> float:
    """How fast its crew is, where it is named."""
    if not order.crew:
        return 1.0
    crew = scenario.crews[order.crew]
    return float(crew.speed * dict(crew.skills).get(station, 1.0))


def _draw_until_longer(
    scenario: Scenario,
    columns: dict[str, Any],
    orders: Orders,
    station: str,
    rows: Integers,
    group: Integers,
    spent: Integers,
    draws: Draws,
) -> None:
    """Draw the times of these orders anew, by group, until each group takes longer than it has."""
    groups, which = np.unique(group, return_inverse=True)
    so_far = np.zeros(len(groups), dtype=np.int64)
    np.maximum.at(so_far, which, spent.astype(np.int64))
    part = orders.taken(rows)
    lines = np.concatenate([np.arange(*orders.line_start[r : r + 2]) for r in rows.tolist()])
    mine = {k: columns[k][lines if k == "line_pick" else rows] for k in OF[station]}
    checked = _check_time(scenario) * columns["checked"][rows]
    mispicked = columns["mispicked"][rows]
    for attempt in range(1, MOST_TRIES + 1):
        short = (_totals(station, mine, checked, which, len(groups)) <= so_far)[which]
        if not short.any():
            break
        again = draws.of(mixed(part.identity, np.zeros(len(rows), np.uint64), attempt))
        drawn = _times(scenario, station, part, mispicked, again.with_lines(part.lines))
        of_lines = np.repeat(short, part.lines)
        for name, column in mine.items():
            fresh = of_lines if name == "line_pick" else short
            column[fresh] = drawn[name][fresh]
    for name, column in mine.items():
        columns[name][lines if name == "line_pick" else rows] = column


def _times(scenario: Scenario, station: str, part: Orders, mispicked: Flags, draws: Any) -> Any:
    every = np.ones(part.n, dtype=np.bool_)
    if station == "picking":
        return vars(picking(scenario, part, every, draws))
    if station == "packing":
        return vars(packing(scenario, part, every, mispicked, draws))
    if station == "labeling":
        return vars(labeling(scenario.labeling, every, draws))
    return vars(payment(scenario.payment, every, draws))


def _totals(
    station: str, mine: dict[str, Any], checked: Integers, which: Integers, groups: int
) -> Integers:
    """The time of each group: a tour is set up as its first order is."""
    total = np.zeros(groups, dtype=np.int64)
    if station == "picking":
        first = np.full(groups, len(which))
        np.minimum.at(first, which, np.arange(len(which)))
        np.add.at(total, which, mine["pick"])
        set_up: Integers = total + mine["pick_setup"][first]
        return set_up
    times = mine[OF[station][0]] + (checked if station == "packing" else 0)
    np.add.at(total, which, times)
    return total


def _check_time(scenario: Scenario) -> int:
    check = scenario.packing.quality_check if scenario.packing is not None else None
    return 0 if check is None else check.time


def _what_went_well(columns: dict[str, Any], merged: Merged, state: Standing) -> None:
    """Of orders whose draws are not known what lies behind them: paid at once, and picked right."""
    for row, order in of_others(merged, state):
        lines = slice(*merged.orders.line_start[row : row + 2].tolist())
        if not is_paid(order):
            continue
        columns["verdict"][row] = APPROVED
        columns["authorization"][row] = 0
        columns["reviewed"][row] = order.stage == "fraud_review"
        behind = TO_THE_DOCK.index(order.stage) if order.stage in TO_THE_DOCK else 0
        has_left = order.stage in (*OUTSIDE, "shipping")
        if has_left or behind > TO_THE_DOCK.index("picking"):
            columns["line_missing"][lines] = False
        if any(v.activity == "picking" and v.visit > 1 and v.parcel == 1 for v in order.visits):
            for name in ("mispicked", "checked", "check_finds"):
                columns[name][row] = True
            columns["wrong_again"][row] = False
        elif has_left or behind > TO_THE_DOCK.index("packing"):
            columns["mispicked"][row] = False

"""Stock and people of a state, in place of those that a scenario begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.rosters import Stint
from simulator.intake.standing import Level, Standing
from simulator.intake.state_rows import Wrong
from simulator.reading.mistakes import did_you_mean
from simulator.scenario.scenario import Scenario
from simulator.stages import TO_THE_DOCK
from simulator.units import NEVER, shown
from simulator.workload.standing import (
    MOST_OFFERED,
    Merged,
    came_of,
    has_run_out,
    holds_nothing_yet,
)
from simulator.workload.workload import Supply


@dataclass(frozen=True)
class StandingStock:
    """What is on order, (SKU, units, due) each, and by SKU how often it was reordered before."""

    on_order: tuple[tuple[int, int, int], ...] = ()
    reorders: tuple[int, ...] = ()


def with_stock(
    scenario: Scenario, supply: Supply, merged: Merged, state: Standing
) -> tuple[Supply, StandingStock]:
    """The stock that the state tells, and what left the shelf for its orders before.

    That is put back, since they live their past again and take it once more. A SKU that it does
    not tell has what the scenario begins with, on top of what open orders hold. Raises
    ScenarioError where open orders hold more than there is.
    """
    if not supply.policed:
        return supply, StandingStock()
    number = {name: k for k, name in enumerate(supply.sku)}
    gone, held = _taken(scenario, len(supply.sku), merged, state)
    initial, reorders = supply.initial + gone + held, np.zeros(len(supply.sku), dtype=np.int64)
    _require_fit(scenario, state, supply.sku, number, _told_of(number, merged, state, held))
    for sku, level in state.stock.items():
        k = number[sku]
        initial[k] = level.on_hand + (level.gone if state.carries_draws else gone[k])
        reorders[k] = level.reorders
    coming = tuple((number[due.sku], due.units, due.due) for due in state.on_order)
    return replace(supply, initial=initial), StandingStock(coming, tuple(reorders.tolist()))


@dataclass(frozen=True)
class _Told:
    """(skus,) Units that open orders hold on the shelf; that left it for them, where it is told."""

    held: np.ndarray
    gone: np.ndarray | None


def _told_of(number: dict[str, int], merged: Merged, state: Standing, held: np.ndarray) -> _Told:
    """By what the lines say themselves, of a snapshot of our own run."""
    if not state.carries_draws:
        return _Told(held, None)
    by_state = {name: np.zeros(len(number), dtype=np.int64) for name in ("reserved", "picked")}
    for order in merged.standing:
        for line in order.lines:
            if line.state in by_state and line.sku in number:
                by_state[line.state][number[line.sku]] += line.units
    return _Told(by_state["reserved"], by_state["picked"])


def _require_fit(
    scenario: Scenario, state: Standing, skus: tuple[str, ...], number: dict[str, int], told: _Told
) -> None:
    """Raise ScenarioError with all stock and deliveries that do not fit the house or its orders."""
    wrong, files = Wrong(), state.section
    path, lines = files.stock or files.orders, files.lines
    exact = scenario.inventory is not None and scenario.inventory.record_accuracy == 1
    for sku, level in state.stock.items():
        if sku not in number:
            wrong.add(path, level.line, "sku", _stranger(sku, skus))
            continue
        held = int(told.held[number[sku]])
        if level.on_hand < held:
            problem = f"{level.on_hand} on the shelf, and open orders hold {held} of it; "
            problem += _remedy(state, held)
            wrong.add(path, level.line, "on_hand", problem)
        if level.reserved is not None and lines is not None and level.reserved != held:
            problem = f"{level.reserved}, and the lines of open orders hold {held}; "
            problem += f"write {held}, or leave the column out"
            wrong.add(path, level.line, "reserved", problem)
        if told.gone is not None and told.gone.any():
            left = int(told.gone[number[sku]])
            if level.gone < left or (exact and level.gone > left):
                problem = f"{level.gone}, and lines of open orders have {left} picked; write {left}"
                wrong.add(path, level.line, "gone", problem)
    for due in state.on_order:
        if due.sku not in number:
            wrong.add(files.on_order or path, due.line, "sku", _stranger(due.sku, skus))
    wrong.raise_if_any()


def _stranger(sku: str, skus: tuple[str, ...]) -> str:
    return f"{shown(sku)} is not a SKU of this house; {did_you_mean(sku, skus[:MOST_OFFERED])}"


def _remedy(state: Standing, held: int) -> str:
    if state.carries_draws:
        return f"write {held} or more"
    if not state.has_lines:
        return f"write {held} or more, or tell the lines of its orders, which are drawn"
    return f"write {held} or more, or waiting as the state of the lines that have none"


def reordered(skus: tuple[str, ...], state: Standing) -> np.ndarray:
    """(skus,) How often each was reordered before the state's moment."""
    none = Level(0)
    return np.array([state.stock.get(sku, none).reorders for sku in skus], dtype=np.int64)


def _taken(
    scenario: Scenario, skus: int, merged: Merged, state: Standing
) -> tuple[np.ndarray, np.ndarray]:
    """(skus,) Units that left the shelf for the state's orders; units that they hold on it."""
    gone, held = np.zeros((2, skus), dtype=np.int64)
    past_picking = {*TO_THE_DOCK[TO_THE_DOCK.index("picking") + 1 :], "shipping"}
    orders = merged.orders
    if state.carries_draws:  # it says itself what has left the shelf, and all of it fits
        return gone, held
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        if order.stage not in ("payment", "inventory", "fraud_review", "picking", *past_picking):
            continue
        if holds_nothing_yet(scenario, order) or has_run_out(scenario, order, state.at):
            continue
        lines = slice(*orders.line_start[row : row + 2].tolist())
        there = np.array(
            [came != NEVER for came in came_of(order, int(orders.lines[row]))], dtype=np.bool_
        )
        sku, units = orders.line_sku[lines][there], orders.line_units[lines][there]
        off_the_shelf = np.full(len(sku), order.stage in past_picking)
        if len(order.lines) == len(there):  # of a split order a part has gone ahead
            states = np.array([line.state for line in order.lines])
            off_the_shelf |= states[there] == "picked"
        np.add.at(gone, sku[off_the_shelf], units[off_the_shelf])
        np.add.at(held, sku[~off_the_shelf], units[~off_the_shelf])
    return gone, held


def with_people(
    scenario: Scenario, rosters: dict[str, tuple[Stint, ...]], state: Standing
) -> dict[str, tuple[Stint, ...]]:
    """The stints, of which those at the state's moment have the heads that are there.

    Raises ScenarioError where somebody is there whom nobody planned.
    """
    path = state.section.people
    if path is None or not state.people:
        return rosters
    wrong, by_crew = Wrong(), dict(rosters)
    for name, heads in state.people.items():
        now = [stint for stint in rosters[name] if stint.begin <= state.at < stint.end]
        if scenario.crews[name].on_call is not None:
            problem = f"{shown(name)} is on call, and comes by its own rule; leave it out"
            wrong.add(path, None, "crew", problem)
        elif heads and not now:
            problem = (
                f"nobody of {shown(name)} is planned at {state.section.at}; write 0, or a shift"
            )
            wrong.add(path, None, "heads", problem)
        else:
            others = [stint for stint in rosters[name] if stint not in now]
            present = _with_heads(now, heads)
            by_crew[name] = tuple(sorted([*others, *present], key=lambda stint: stint.begin))
    wrong.raise_if_any()
    return by_crew


def _with_heads(stints: list[Stint], heads: int) -> list[Stint]:
    """These stints with so many heads present in all: the first ones full, the last has the rest.

    More than planned are added to the last one.
    """
    members, left = [], heads
    for k, stint in enumerate(stints):
        here = left if k == len(stints) - 1 else min(left, stint.heads)
        left -= here
        pauses = tuple(replace(pause, heads=min(pause.heads, here)) for pause in stint.pauses)
        scheduled = max(stint.heads, here)
        members.append(replace(stint, heads=scheduled, absent=scheduled - here, pauses=pauses))
    return members

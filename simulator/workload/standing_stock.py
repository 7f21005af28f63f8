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
from simulator.workload.standing import MOST_OFFERED, Merged, came_of
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
    assert scenario.state is not None
    wrong, number = Wrong(), {name: k for k, name in enumerate(supply.sku)}
    path = scenario.state.stock or scenario.state.orders
    gone, held = _taken(len(supply.sku), merged, state)
    initial, reorders = supply.initial + gone + held, np.zeros(len(supply.sku), dtype=np.int64)
    for sku, level in state.stock.items():
        if sku not in number:
            remedy = did_you_mean(sku, supply.sku[:MOST_OFFERED])
            wrong.add(path, level.line, "sku", f"{shown(sku)} is not a SKU of this house; {remedy}")
            continue
        k = number[sku]
        reserved = int(held[k])
        if level.on_hand < reserved:
            said = f"{level.on_hand} on the shelf, and open orders hold {reserved} of it; "
            said += "correct it, or write waiting as the state of the lines that have none"
            wrong.add(path, level.line, "on_hand", said)
        initial[k] = level.on_hand + (level.gone if state.carries_draws else gone[k])
        reorders[k] = level.reorders
    coming = []
    for due in state.on_order:
        if due.sku in number:
            coming.append((number[due.sku], due.units, due.due))
            continue
        remedy = did_you_mean(due.sku, supply.sku[:MOST_OFFERED])
        said = f"{shown(due.sku)} is not a SKU of this house; {remedy}"
        wrong.add(scenario.state.on_order or path, due.line, "sku", said)
    wrong.raise_if_any()
    stock = StandingStock(tuple(coming), tuple(reorders.tolist()))
    return replace(supply, initial=initial), stock


def reordered(skus: tuple[str, ...], state: Standing) -> np.ndarray:
    """(skus,) How often each was reordered before the state's moment."""
    none = Level(0)
    return np.array([state.stock.get(sku, none).reorders for sku in skus], dtype=np.int64)


def _taken(skus: int, merged: Merged, state: Standing) -> tuple[np.ndarray, np.ndarray]:
    """(skus,) Units that left the shelf for the state's orders; units that they hold on it."""
    gone, held = np.zeros((2, skus), dtype=np.int64)
    past_picking = {*TO_THE_DOCK[TO_THE_DOCK.index("picking") + 1 :], "shipping"}
    orders = merged.orders
    if state.carries_draws:  # it says itself what has left the shelf, and all of it fits
        return gone, held
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        if order.stage not in ("payment", "inventory", "fraud_review", "picking", *past_picking):
            continue
        lines = slice(*orders.line_start[row : row + 2].tolist())
        there = np.array(
            [came != NEVER for came in came_of(order, int(orders.lines[row]))], dtype=np.bool_
        )
        sku, units = orders.line_sku[lines][there], orders.line_units[lines][there]
        np.add.at(gone if order.stage in past_picking else held, sku, units)
    return gone, held


def with_people(
    scenario: Scenario, rosters: dict[str, tuple[Stint, ...]], state: Standing
) -> dict[str, tuple[Stint, ...]]:
    """The stints, of which those at the state's moment have the heads that are there.

    Raises ScenarioError where somebody is there whom nobody planned.
    """
    if not state.people:
        return rosters
    assert scenario.state is not None
    assert scenario.state.people is not None
    wrong, found = Wrong(), dict(rosters)
    for name, heads in state.people.items():
        now = [stint for stint in rosters[name] if stint.begin <= state.at < stint.end]
        if scenario.crews[name].on_call is not None:
            said = f"{shown(name)} is on call, and comes by its own rule; leave it out"
            wrong.add(scenario.state.people, None, "crew", said)
        elif heads and not now:
            said = f"nobody of {shown(name)} is planned at {scenario.state.at}; write 0, or a shift"
            wrong.add(scenario.state.people, None, "heads", said)
        else:
            others = [stint for stint in rosters[name] if stint not in now]
            present = _with_heads(now, heads)
            found[name] = tuple(sorted([*others, *present], key=lambda stint: stint.begin))
    wrong.raise_if_any()
    return found


def _with_heads(stints: list[Stint], heads: int) -> list[Stint]:
    """These stints with so many heads present in all: the first ones full, the last has the rest.

    More than planned are added to the last one.
    """
    found, left = [], heads
    for k, stint in enumerate(stints):
        here = left if k == len(stints) - 1 else min(left, stint.heads)
        left -= here
        pauses = tuple(replace(pause, heads=min(pause.heads, here)) for pause in stint.pauses)
        scheduled = max(stint.heads, here)
        found.append(replace(stint, heads=scheduled, absent=scheduled - here, pauses=pauses))
    return found

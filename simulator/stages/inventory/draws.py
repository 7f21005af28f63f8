"""Stock policy levels, starting stock and replenishment lead times of every SKU."""

from __future__ import annotations

import numpy as np

from simulator.policies.registry import is_shipped
from simulator.stages.demand.lines import starts
from simulator.stages.inventory.assortment import Assortment
from simulator.stages.inventory.section import Inventory
from simulator.units import DAY
from simulator.workload.draws import Draws, Floats, Integers
from simulator.workload.workload import Supply


def without_policy(assortment: Assortment, demand_rate: Floats) -> Supply:
    """The SKUs of a model without stock."""
    none = np.zeros(0, dtype=np.int64)
    return Supply(
        sku=assortment.sku,
        price=assortment.price,
        cost=assortment.cost,
        demand_rate=demand_rate,
        policed=False,
        initial=none,
        reorder_point=none,
        order_up_to=none,
        order_quantity=none,
        case_size=none,
        minimum_order=none,
        lead_time_start=none,
        lead_time=none,
    )


def supply(
    inventory: Inventory,
    assortment: Assortment,
    demand_rate: Floats,
    units: Integers,
    horizon: int,
    draws: Draws,
    before: Integers | None = None,
) -> Supply:
    """Levels by SKU; `units` are all units of each SKU that the orders can ask for.

    `before` are reorders that were made before the start, where a state says what is there.
    """
    point, quantity = _levels(inventory, assortment, demand_rate)
    top = point + quantity
    initial = _initial(inventory, assortment, point, top, draws)
    if before is None:
        short = np.minimum(point - initial, quantity)
        counts = _most_reorders(inventory, units, short, quantity, horizon)
    else:
        counts = _most_reorders(inventory, 2 * units, quantity, quantity, horizon) + before
    return Supply(
        sku=assortment.sku,
        price=assortment.price,
        cost=assortment.cost,
        demand_rate=demand_rate,
        policed=True,
        initial=initial,
        reorder_point=point,
        order_up_to=top,
        order_quantity=quantity if "Q" in inventory.policy.levels else np.zeros_like(quantity),
        case_size=_sold_by("case_size", inventory.policy.case_size, assortment),
        minimum_order=_sold_by("minimum_order", inventory.policy.minimum_order, assortment),
        lead_time_start=starts(counts),
        lead_time=_lead_times(inventory, assortment.sku, counts, draws),
    )


def _most_reorders(
    inventory: Inventory, units: Integers, short: Integers, quantity: Integers, horizon: int
) -> Integers:
    """Reorders of each SKU at most; `short` is how much its stock at the start lacks to its point.

    Before a reorder stock is at its point or below: all reorders before it, each of at least
    `quantity`, have come to no more than was short at the start and has been taken since. (The
    first makes good all that is short: it counts as one `quantity` at most.) Each unit asked for is
    reserved, waited for or gone, once; twice where it may be written off and picked elsewhere. A
    policy of the user's may order by single units, and at every review.
    """
    taken = units if inventory.record_accuracy == 1 else 2 * units
    if is_shipped("replenishment", inventory.policy.kind):
        most: Integers = np.maximum(1 + (taken + short) // quantity, 0)
        return most
    review = inventory.policy.review
    return 2 * units + 4 + (0 if review == "continuous" else horizon // review)


def _levels(
    inventory: Inventory, assortment: Assortment, demand_rate: Floats
) -> tuple[Integers, Integers]:
    """Reorder point and smallest reorder (S - s or Q) by SKU."""
    policy = inventory.policy

    def level(column: str, units: int | None, cover: int | None) -> Floats:
        chosen = np.ceil((cover or 0) / DAY * demand_rate - 1e-9)
        if units is not None:
            chosen = np.full(len(demand_rate), float(units))
        listed = assortment.levels.get(column, np.full(len(demand_rate), np.nan))
        return np.where(np.isnan(listed), chosen, listed)

    if "Q" in policy.levels:
        point = level("r", policy.r, policy.cover_r)
        quantity = level("Q", policy.Q, policy.cover_Q)
    elif "s" not in policy.levels:
        point = level("S", policy.S, policy.cover_S) - 1
        quantity = np.ones_like(point)
    else:
        point = level("s", policy.s, policy.cover_s)
        quantity = level("S", policy.S, policy.cover_S) - point
    return np.rint(point).astype(np.int64), np.maximum(np.rint(quantity), 1).astype(np.int64)


def _sold_by(column: str, units: int, assortment: Assortment) -> Integers:
    """(skus,) Case sizes or minimum orders: of the CSV, where a cell is empty as written."""
    listed = assortment.levels.get(column, np.full(len(assortment.sku), np.nan))
    places: Integers = np.where(np.isnan(listed), float(units), listed).astype(np.int64)
    return places


def _initial(
    inventory: Inventory, assortment: Assortment, point: Integers, top: Integers, draws: Draws
) -> Integers:
    """Stock at the start: full, or even over the levels above the reorder point; never below 0."""
    if inventory.initial == "full":
        start = top
    else:
        u = draws.named("inventory.initial", assortment.sku).uniforms()
        start = point + 1 + np.floor(u * (top - point)).astype(np.int64)
    listed = assortment.levels.get("initial", np.full(len(point), np.nan))
    chosen = np.where(np.isnan(listed), np.maximum(start, 0), listed)
    stock: Integers = np.rint(chosen).astype(np.int64)
    return stock


def _lead_times(
    inventory: Inventory, skus: tuple[str, ...], counts: Integers, draws: Draws
) -> Integers:
    """The k-th lead time of a SKU depends on its name and k alone."""
    return draws.named_lists("inventory.lead_time", skus, counts).integers(inventory.lead_time)

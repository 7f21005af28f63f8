"""What an answer rests on and the scenario does not say, or says so that it can never act.

Every experiment names these where its conclusion stands; `validate` and `explain` the policies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from math import isnan

import numpy as np
import numpy.typing as npt

from simulator.measure.kpis import UnknownKpiError, kpi
from simulator.policies.registry import is_shipped
from simulator.reporting.numbers import listed
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.assortment import assortment, has_costs, has_prices, levels_in
from simulator.stages.inventory.section import Policy
from simulator.stages.packing.boxes import fits, kinds_of, largest, smallest
from simulator.stages.packing.draws_boxes import sizes_at_most
from simulator.units import duration_text

SHIPPED_BY = ("on_time_ship", "orders.shipped_late", "backlog.past_due")
DELIVERED_BY = ("on_time_delivery", "otif", "perfect_order")
NAMED = 3
"""Users' things that a sentence names; the others are counted."""

Levels = npt.NDArray[np.float64]


def gaps(scenario: Scenario, asked: Collection[str]) -> list[str]:
    """Sentences about the KPIs that an answer rests on, with what to write; none if all is said."""
    return [
        *_no_floor(scenario),
        *_one_lag(scenario),
        *idle_policies(scenario),
        *idle_days_off(scenario),
        *without_a_box(scenario),
        *_without_price(scenario, asked),
        *_promises(scenario, asked),
    ]


def _no_floor(scenario: Scenario) -> list[str]:
    """That the house has no stage at all, so that its times and costs say nothing of one."""
    stages = (scenario.inventory, scenario.payment, scenario.shipping)
    if scenario.crews or any(stage is not None for stage in stages):
        return []
    return [
        "Nothing of a house is simulated, there are no crews either: nobody picks or packs, and "
        "orders are done as soon as they are accepted. Write crews, shifts and picking "
        "('simulator init' writes an example)."
    ]


def _one_lag(scenario: Scenario) -> list[str]:
    """That nothing of a house in one lag hangs on its people."""
    if scenario.handling is None or scenario.crews:
        return []
    return [
        "Handling is one lag: whatever is ordered takes as long as ever, so nothing here says how "
        "many people or machines it needs, nor what a peak does (write crews, picking and packing "
        "in its place for that)."
    ]


def without_a_box(scenario: Scenario) -> list[str]:
    """What ships without a box because it fits none, where the scenario allows that."""
    section, catalog = scenario.packing, scenario.catalog
    if section is None or not section.boxes or section.fits_no_box == "mistake":
        return []
    volume, weight = catalog.unit_volume, catalog.unit_weight
    if catalog.file is None and volume is not None and weight is not None:
        size = largest(volume), largest(weight)
        if fits(section, *size):
            return []
        return [
            f"Units may have {size[0]:,} cm3 and {size[1]:,} g: each of those that fit no box "
            "ships as a parcel without one."
        ]
    skus = assortment(catalog)
    rows = smallest(kinds_of(section), *sizes_at_most(scenario, skus)) < 0
    names = [skus.sku[k] for k in np.flatnonzero(rows)]
    if not names:
        return []
    verb = "fits" if len(names) == 1 else "fit"
    return [
        f"{len(names)} of {len(skus.sku)} SKUs ({_named(names)}) {verb} no box: each of their "
        "units ships as a parcel without one."
    ]


def idle_days_off(scenario: Scenario) -> list[str]:
    """Whose dates off all lie outside the simulated time, so that they change nothing."""
    clock = scenario.clock
    first = clock.start.date()
    last = first + timedelta(days=clock.calendar.last_day(clock.horizon))
    carriers = scenario.shipping.carriers if scenario.shipping is not None else {}
    written = {"clock": clock.holidays} | {
        f"shipping.carriers.{name}": carrier.holidays for name, carrier in carriers.items()
    }
    return [
        f"{path}.holidays change nothing: none is from {first} to {last}, which is simulated. "
        "Write those of that time, or a country code."
        for path, dates in written.items()
        if dates and not isinstance(dates, str) and not any(first <= day <= last for day in dates)
    ]


def idle_policies(scenario: Scenario) -> list[str]:
    """Replenishment that can never order, or orders other amounts than are written."""
    section = scenario.inventory
    if section is None:
        return []
    policy = section.policy
    skus, table = levels_in(scenario.catalog)
    idle: list[str] = []
    if policy.review != "continuous" and policy.review >= scenario.clock.horizon:
        idle.append(
            f"The stock is never reordered: it is reviewed every {duration_text(policy.review)}, "
            f"and {duration_text(scenario.clock.horizon)} are simulated. Write a shorter review."
        )
    if not is_shipped("replenishment", policy.kind):
        return idle
    if section.when_short in ("cancel line", "cancel order") and len(policy.levels) > 1:
        low = policy.levels[0]
        idle += _never_reached(scenario, low, _levels(policy, low, skus, table), skus)
    return idle


def _levels(
    policy: Policy, name: str, skus: tuple[str, ...], table: Mapping[str, Levels]
) -> Levels:
    """A level by SKU of the catalog's CSV, or one for all; NaN where it follows from the demand."""
    written = getattr(policy, name)
    other = float("nan") if written is None else float(written)
    if not skus:
        return np.array([other])
    cells = table[name]
    return np.where(np.isnan(cells), other, cells)


def _never_reached(
    scenario: Scenario, low: str, levels: Levels, skus: tuple[str, ...]
) -> Iterator[str]:
    """Reorder points that no position falls to where what is short is canceled."""
    below = levels < 0
    if below.any():
        yield (
            f"{_subject(below, skus)} never reordered: what is short is canceled, so that no "
            f"position falls to {low} below 0. Write {low}: 0 or more, or when_short: backorder."
        )
    if scenario.demand.trace is not None:
        return
    sizes = scenario.demand.sizes
    least = min(int(each.units_per_line.ppf(np.zeros(1))[0]) for each in sizes)
    stuck = (levels >= 0) & (levels < least - 1)
    if stuck.any():
        yield (
            f"{_subject(stuck, skus)} perhaps never reordered again: every line asks for {least} "
            f"units or more and what is short is canceled, so that the last {least - 1} may stay "
            f"above {low}. Write {low}: {least - 1} or more."
        )


def _subject(rows: npt.NDArray[np.bool_], skus: tuple[str, ...]) -> str:
    """'The stock is', or '2 of 9 SKUs ('A' and 'B') are'."""
    if rows.all() or not skus:
        return "The stock is"
    names = [skus[k] for k in np.flatnonzero(rows)]
    verb = "is" if len(names) == 1 else "are"
    return f"{len(names)} of {len(skus)} SKUs ({_named(names)}) {verb}"


def _without_price(scenario: Scenario, asked: Collection[str]) -> Iterator[str]:
    """What works, ships or is sold for nothing where costs or margins are asked for."""
    if not any(_is_money(name) for name in asked):
        return
    shipping = scenario.carriers
    unpaid = [name for name, crew in scenario.crews.items() if crew.wage == 0]
    free = [
        title
        for carrier in shipping.values()
        for title, service in carrier.services.items()
        if service.is_free
    ]
    missing = []
    if unpaid:
        missing.append(f"the work of {_named(unpaid)} (write wage under the crew)")
    if free:
        missing.append(f"the parcels of {_named(free)} (write cost under the service)")
    margin = any("margin" in name for name in asked)
    if margin and not has_costs(scenario.catalog):
        missing.append("the goods (write catalog.cost)")
    if missing:
        yield f"Costs leave out what has no price: {listed(missing)}."
    told = scenario.demand.trace is not None or scenario.promise is not None
    if margin and not told and not has_prices(scenario.catalog):
        yield "Margin is minus the cost: nothing is sold for money; write catalog.price."


def _promises(scenario: Scenario, asked: Collection[str]) -> Iterator[str]:
    """Classes without a promise where others have it, or where a target is on it."""
    if scenario.promise is not None:
        return  # which all of them have
    classes = scenario.demand.classes
    pairs = [("ship_by", SHIPPED_BY, "On-time ship"), ("deliver_within", DELIVERED_BY, "On time")]
    for key, figures, words in pairs:
        lacking = [
            name
            for name, class_ in classes.items()
            if getattr(class_, key) is None and (key == "ship_by" or not class_.promises_delivery)
        ]
        told_by_trace = key == "deliver_within" and scenario.demand.trace is not None
        if not lacking or told_by_trace or not any(name in figures for name in asked):
            continue
        if len(lacking) == len(classes) and any(
            target.kpi in figures for target in scenario.targets
        ):
            yield f"{words} applies to no order: no class has a {key}. Write one under the class."
        elif len(lacking) < len(classes):
            yield f"{words} leaves out the orders of {_named(lacking)}, which have no {key}."


def _is_money(name: str) -> bool:
    try:
        return "currency" in kpi(name).unit
    except UnknownKpiError:
        return True  # a figure of an experiment alone: what is left of revenue and cost


def _named(names: Iterable[str]) -> str:
    """Users' names in quotes, the first few of many."""
    every = list(names)
    quoted = [f"'{name}'" for name in every[:NAMED]]
    more = len(every) - NAMED
    return listed([*quoted, f"{more} more"] if more > 0 else quoted)


def is_idle(reorders: Iterable[float], short: Iterable[float]) -> bool:
    """Whether nothing was reordered in the windows of replications that lacked stock."""
    lacking = [share for share in short if not isnan(share)]
    return bool(lacking) and max(lacking) > 0 and max(reorders, default=1.0) == 0

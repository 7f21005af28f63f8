"""The orders in the house at the start: before those that come later, with what is on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.engine.past import Machine, Part, StaffPast, Told
from simulator.intake.standing import Standing, StandingOrder
from simulator.intake.state_rows import Wrong
from simulator.reading.mistakes import did_you_mean
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders, class_and_region, drawn_lines
from simulator.stages.demand.lines import order_sums, starts
from simulator.stages.inventory.assortment import Assortment
from simulator.stages.inventory.popularity import popularity
from simulator.streams import digests
from simulator.units import NEVER, shown
from simulator.workload.draws import Draws, Flags, Integers

MOST_OFFERED = 20_000
"""SKUs among which the one that was meant is looked for."""

VISIT = tuple[str, int, int, int]
"""Activity, order, number of the parcel and of the visit."""


@dataclass(frozen=True)
class PartTold:
    """What is kept of a pick tour, or of a zone's part of it; walk in millimeters."""

    lines: int
    units: int
    walk: int
    queued: int
    began: int
    ended: int
    crew: int


@dataclass(frozen=True)
class Placed:
    """The state by rows of the workload.

    `rows` are those of its orders, `enters` when each lives again; `in_house` those of them that
    are not handed over. `number` has for every row of the workload the number that the order would
    have had, without a state.
    """

    at: int
    rows: Integers
    enters: Integers
    in_house: Integers
    number: Integers
    told: Mapping[VISIT, Told]
    waits: Mapping[int, int]  # by order line: when stock came; NEVER: not yet
    tours: Mapping[int, tuple[int, int, int]]  # by order: its pick tour, how many, when it left
    formed: Mapping[int, int]  # by order: the number of its pick tour, which may not have begun
    handed_over: Mapping[tuple[int, int], int]  # by order and number of the parcel
    next_tour: int
    on_order: tuple[tuple[int, int, int], ...] = ()  # SKU, units, due
    reorders: tuple[int, ...] = ()
    staff: StaffPast | None = None
    told_parts: Mapping[Part, Told] = field(default_factory=dict)
    parts: Mapping[int, dict[int, PartTold]] = field(default_factory=dict)  # by tour and zone
    machines: Mapping[str, tuple[Machine, ...]] = field(default_factory=dict)  # by station
    loads: Mapping[tuple[int, int, int], int] = field(default_factory=dict)  # boxes
    reserved: Mapping[int, tuple[int, ...]] | None = None  # by line, of our own runs
    free_since: tuple[int | None] | None = None  # pickers, where batches form by that; if told
    counts_from: int | None = None  # of our own runs: where their window began
    found: Mapping[int, int] = field(default_factory=dict)  # units, by line that was short
    paid: frozenset[int] = frozenset()  # rows of others that are past their payment
    ran_out: frozenset[int] = frozenset()  # rows of others that hold no stock any more

    def renumbered(self, orders: Integers) -> Placed:
        """Of these rows of the workload alone, as figures ask: whose house it is."""
        row_of = np.full(len(self.number), NEVER)
        row_of[orders] = np.arange(len(orders))
        in_house = row_of[self.in_house]
        return replace(self, in_house=in_house[in_house != NEVER])


@dataclass(frozen=True)
class Merged:
    """All orders of a replication, and which of them are those of the state.

    `standing` are in the order of their `rows`; `number` as in `Placed`.
    """

    orders: Orders
    standing: tuple[StandingOrder, ...]
    rows: Integers
    number: Integers


def merged(
    scenario: Scenario, orders: Orders, skus: Assortment, draws: Draws, state: Standing
) -> Merged:
    """The orders of the state, and those that come after its moment. Raises ScenarioError."""
    placed = np.where(orders.abandons, NEVER, orders.created + orders.in_cart)
    later = orders.created > state.at
    if not state.carries_draws:
        later |= placed > state.at
    came = orders.taken(np.flatnonzero(later))
    if scenario.checkout is not None and scenario.checkout.reserve == "at cart":
        came = _untold_carts(came, state.at)
    there = tuple(sorted(state.orders, key=lambda order: (order.created, order.number, order.line)))
    lines = state.section.lines if state.has_lines else None
    before = _orders_of(scenario, there, skus, draws, lines)
    names = came.order_id
    first = state.next_number
    if names is None:
        names = tuple(
            str(first + k) if state.carries_draws else f"new-{k + 1}" for k in range(came.n)
        )
    both = _joined(before, replace(came, order_id=names), skus)
    by = np.argsort(both.created, kind="stable")
    rows = np.argsort(by)[: len(there)]
    own = [k if order.number == NEVER else order.number for k, order in enumerate(there)]
    number = np.concatenate((np.array(own, dtype=np.int64), first + np.arange(came.n)))[by]
    return Merged(both.taken(by), there, rows, number)


def _untold_carts(came: Orders, at: int) -> Orders:
    """Carts that somebody else's house does not tell of, opened just after the state's moment.

    What they hold would else be taken from orders that the state says have it.
    """
    opened = np.maximum(came.created, at + 1)
    return replace(came, created=opened, in_cart=came.created + came.in_cart - opened)


def _orders_of(
    scenario: Scenario,
    there: tuple[StandingOrder, ...],
    skus: Assortment,
    draws: Draws,
    lines: Path | None,
) -> Orders:
    """The orders of the state as those of a day are; what they do not tell is drawn.

    `lines` is the file that tells theirs.
    """
    named = digests(tuple(order.name for order in there))
    identity = np.array(
        [int(named[k]) if o.identity is None else o.identity for k, o in enumerate(there)],
        dtype=np.uint64,
    )
    of_orders = draws.of(identity)
    kinds, regions = list(scenario.demand.classes), list(scenario.demand.regions)

    def told(words: Iterator[str], known: list[str], drawn: Integers) -> Integers:
        codes = np.array([known.index(word) if word else -1 for word in words], dtype=np.int64)
        return np.where(codes < 0, drawn, codes)

    order_class, drawn_region = class_and_region(
        scenario, of_orders, lambda drawn: told((o.order_class for o in there), kinds, drawn)
    )
    popular = popularity(scenario.demand, scenario.catalog, skus)
    if lines is not None:
        line_sku, units, line_start = _lines_of(lines, there, skus)
    else:
        line_sku, units, line_start = drawn_lines(scenario.demand, popular, order_class, of_orders)
    placed, created = (
        np.array([getattr(o, name) for o in there], dtype=np.int64)
        for name in ("placed", "created")
    )
    value, line_value = values_of(there, skus.price[line_sku] * units, line_start)
    return Orders(
        identity=identity,
        order_id=tuple(order.name for order in there),
        created=created,
        in_cart=placed - created,
        abandons=np.array([o.is_abandoned for o in there], dtype=np.bool_),
        order_class=order_class,
        region=told((o.region for o in there), regions, drawn_region),
        line_start=line_start,
        line_sku=line_sku,
        line_units=units,
        value=value,
        line_value=line_value,
        demand_rate=np.empty(0),
        paid=np.array([order.paid for order in there], dtype=np.int64),
    )


def values_of(
    there: tuple[StandingOrder, ...], at_prices: Integers, line_start: Integers
) -> tuple[Integers, Integers | None]:
    """(n,) Cents of the orders of the state, and (m,) of their lines: see `Orders.line_value`.

    What an order's lines cost is told, or worked out `at_prices`; where it cost something else in
    all, as its own column tells, that is spread over its lines by these.
    """
    in_all = order_sums(at_prices, line_start)
    own = np.array([order.value for order in there], dtype=np.int64)
    own = np.where(own == NEVER, in_all, own)
    told = np.array([line.line_value for order in there for line in order.lines], dtype=np.int64)
    if (own == in_all).all() and (told == NEVER).all():
        return own, None
    values = np.concatenate(
        [
            _spread(cents, at_prices[first:end])
            for cents, first, end in zip(own.tolist(), line_start[:-1], line_start[1:], strict=True)
        ]
    )
    return own, values if not len(told) else np.where(told == NEVER, values, told)


def _spread(cents: int, at_prices: Integers) -> Integers:
    """Cents over lines by what they cost else, evenly where that is nothing; they add up."""
    up_to = np.cumsum(at_prices if at_prices.any() else np.ones_like(at_prices)).tolist()
    return np.diff([0, *(cents * part // up_to[-1] for part in up_to)])


def _lines_of(
    file: Path, there: tuple[StandingOrder, ...], skus: Assortment
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Integers]:
    """SKU and units of the lines that the state tells; a SKU that there is not is named."""
    number = {name: k for k, name in enumerate(skus.sku)}
    wrong, lines = Wrong(), []
    for order in there:
        for line in order.lines:
            if line.sku not in number:
                problem = f"{shown(line.sku)} is not a SKU of this house; "
                remedy = did_you_mean(line.sku, skus.sku[:MOST_OFFERED])
                wrong.add(file, line.line, "sku", problem + remedy)
            lines.append((number.get(line.sku, 0), line.units))
    wrong.raise_if_any()
    sku, units = np.array(lines, dtype=np.int32).reshape(-1, 2).T
    return sku, units, starts(np.array([len(order.lines) for order in there], dtype=np.int64))


def _joined(first: Orders, then: Orders, skus: Assortment) -> Orders:
    """Two sets of orders, one after the other."""
    lines = then.line_start[1:] + first.line_start[-1]
    names = (first.order_id or ()) + (then.order_id or ())
    columns: dict[str, Any] = {
        name: np.concatenate((getattr(first, name), getattr(then, name)))
        for name in ("identity", "created", "in_cart", "abandons", "order_class", "region")
    }
    of_lines: dict[str, Any] = {
        name: np.concatenate((getattr(first, name), getattr(then, name)))
        for name in ("line_sku", "line_units", "value")
    }
    told: dict[str, Any] = {"line_value": _values_of_both(first, then, skus)}
    moments = ("paid", "promised", "handed_over", "took")
    for name, empty in (*((name, NEVER) for name in moments), ("unpaid", False)):
        later = getattr(then, name)
        if later is not None:
            before = getattr(first, name)
            before = np.full(first.n, empty, dtype=later.dtype) if before is None else before
            told[name] = np.concatenate((before, later))
    line_start = np.concatenate((first.line_start, lines))
    return replace(then, order_id=names, line_start=line_start, **columns, **of_lines, **told)


def _values_of_both(first: Orders, then: Orders, skus: Assortment) -> Integers | None:
    """Cents of the lines of both; None where no file tells those of either."""
    both = (first, then)
    if all(orders.line_value is None for orders in both):
        return None
    values = [
        skus.price[orders.line_sku] * orders.line_units
        if orders.line_value is None
        else orders.line_value
        for orders in both
    ]
    return np.concatenate(values)


def have_ordered(n: int, merged: Merged | None) -> Flags:
    """(n,) Orders of the state that are past the checkout."""
    flags = np.zeros(n, dtype=np.bool_)
    if merged is not None:
        flags[merged.rows] = [order.stage != "checkout" for order in merged.standing]
    return flags


def promised(merged: Merged, ship_by: Integers, deliver_by: Integers) -> tuple[Integers, Integers]:
    """(n,) Promises of all orders, where the state's own go before those of its classes."""
    moments = []
    for name, promises in (("ship_by", ship_by), ("deliver_by", deliver_by)):
        own = np.array([getattr(order, name) for order in merged.standing], dtype=np.int64)
        promises = promises.copy()
        promises[merged.rows] = np.where(own == NEVER, promises[merged.rows], own)
        moments.append(promises)
    return moments[0], moments[1]


def holds_nothing_yet(scenario: Scenario, order: StandingOrder) -> bool:
    """Whether stock is reserved for an order of somebody else's when it is paid, and it is not.

    It pays after the state's moment then: before, nobody knows what it will find.
    """
    at_payment = scenario.checkout is not None and scenario.checkout.reserve == "at payment"
    return at_payment and order.identity is None and order.stage == "payment"


def has_run_out(scenario: Scenario, order: StandingOrder, at: int) -> bool:
    """Whether the reservation of somebody else's order ran out while its payment took so long."""
    section, payment = scenario.checkout, scenario.payment
    if section is None or section.time_to_live is None or section.reserve == "at payment":
        return False
    takes_long = payment is not None and payment.has_tries
    waits = takes_long and order.identity is None and order.stage == "payment"
    return waits and at - order.since >= section.time_to_live


def of_others(merged: Merged, state: Standing) -> Iterator[tuple[int, StandingOrder]]:
    """Orders of the state, by row, of which it does not tell what their own draws are."""
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        if order.identity is None or not state.goes_on:
            yield row, order


def is_paid(order: StandingOrder) -> bool:
    """Whether an order of a state is past its payment."""
    return order.stage not in ("payment", "checkout")


def came_of(order: StandingOrder, lines: int) -> list[int | None]:
    """For each line of an order when its stock came, NEVER while it waits; None: it has not waited.

    Lines that nothing is told of wait where their order waits for stock.
    """
    waits = order.stage == "inventory" and order.identity is None
    if not order.lines:
        return [NEVER if waits else None] * lines
    return [line.came if line.waits else None for line in order.lines]

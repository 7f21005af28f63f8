"""The orders of a replication, from the demand model; a trace makes the same columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution
from simulator.ordering import in_time_order
from simulator.scenario.scenario import Scenario
from simulator.stages.demand import arrivals
from simulator.stages.demand.forecast import classes_by_date, expected, shares_of_classes
from simulator.stages.demand.lines import distinct_skus, order_sums, starts
from simulator.stages.demand.section import Demand
from simulator.stages.inventory.assortment import Assortment
from simulator.stages.inventory.popularity import Popularity, popularity
from simulator.streams import Words
from simulator.units import NEVER
from simulator.workload.draws import Draws, Flags, Floats, Integers, OrderDraws, Source
from simulator.workload.left_carts import LeftCarts

MOST_UNITS = 10**7
"""Of a line; a distribution with an extreme spread may well draw more."""
OF_LINES = ("line_sku", "line_units", "line_value")
"""Columns of orders that have a row for each line."""


@dataclass(frozen=True)
class Orders:
    """n carts with m lines, sorted by `created`; times in milliseconds since the start.

    `paid`, `unpaid`, `promised`, `handed_over` and `took` (transit) are what a trace tells: NEVER
    where it does not, None without such a column, `unpaid` where it says nothing of payment.
    `identity` is who each is, whatever else is ordered. `demand_rate` are expected units a day of
    placed orders by SKU. `left` are carts without a row, as in the workload.
    """

    identity: Words
    order_id: tuple[str, ...] | None
    created: Integers
    in_cart: Integers
    abandons: Flags
    order_class: Integers
    region: Integers
    line_start: Integers
    line_sku: npt.NDArray[np.int32]
    line_units: npt.NDArray[np.int32]
    value: Integers
    demand_rate: Floats
    paid: Integers | None = None
    unpaid: Flags | None = None
    promised: Integers | None = None
    handed_over: Integers | None = None
    took: Integers | None = None
    left: LeftCarts | None = None
    line_value: Integers | None = None  # cents of lines whose prices a file tells

    @property
    def n(self) -> int:
        """Number of carts."""
        return len(self.created)

    @property
    def lines(self) -> Integers:
        """(n,) lines of each order."""
        return np.diff(self.line_start)

    @property
    def units(self) -> Integers:
        """(n,) units of each order."""
        return order_sums(self.line_units.astype(np.int64), self.line_start)

    def taken(self, rows: Integers) -> Orders:
        """Some of the orders, in this sequence."""
        counts = self.lines[rows]
        begins = starts(counts)
        lines = np.arange(begins[-1]) + np.repeat(self.line_start[rows] - begins[:-1], counts)
        columns: dict[str, Any] = {
            name: column[lines] if name in OF_LINES else column[rows]
            for name, column in vars(self).items()
            if isinstance(column, np.ndarray) and name not in ("line_start", "demand_rate")
        }
        names = None if self.order_id is None else tuple(self.order_id[k] for k in rows.tolist())
        return replace(self, order_id=names, line_start=begins, **columns)


def from_demand(
    scenario: Scenario, assortment: Assortment, draws: Draws, all_carts: bool = True
) -> Orders:
    """Sample carts, their checkout, class, region and lines.

    Of those that are left there are only numbers, unless `all_carts` are to have rows.
    """
    clock = scenario.clock
    created, identity = arrivals.created(
        scenario.demand, scenario.checkout, clock.calendar, clock.horizon, draws
    )
    of_carts = draws.of(identity)
    in_cart, abandons = cart(scenario, of_carts, created, all_carts)
    order_class, region = class_and_region(
        scenario, of_carts, lambda drawn: _as_forecast(scenario, drawn, of_carts, draws)
    )
    rows = np.arange(len(created)) if all_carts else np.flatnonzero(~abandons)
    rows = rows.take(in_time_order(created.take(rows)))
    left = None
    if not all_carts:
        counted = np.flatnonzero(abandons & _in_window(scenario, created))
        moments = created.take(counted)
        left = LeftCarts(
            moments, moments + in_cart.take(counted), order_class.take(counted).astype(np.int16)
        )
    of_rows = draws.of(identity.take(rows))
    of_class = order_class.take(rows)
    popular = popularity(scenario.demand, scenario.catalog, assortment)
    line_sku, line_units, line_start = drawn_lines(scenario.demand, popular, of_class, of_rows)
    return Orders(
        identity=of_rows.identity,
        order_id=None,
        created=created.take(rows),
        in_cart=in_cart.take(rows),
        abandons=abandons.take(rows),
        order_class=of_class,
        region=region.take(rows),
        line_start=line_start,
        line_sku=line_sku,
        line_units=line_units,
        value=order_sums(line_units * assortment.price[line_sku], line_start),
        demand_rate=_demand_rate(scenario, popular),
        left=left,
    )


def drawn_lines(
    demand: Demand, popular: Popularity, order_class: Integers, draws: OrderDraws
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Integers]:
    """(m,) SKU and (m,) units of the lines of orders, and (n + 1,) where each order's begin."""
    own = [each.lines for each in demand.classes.values()]
    counts = by_class(draws.orders("demand.lines"), demand.lines, own, order_class)
    lines = np.clip(counts, 1, popular.sold(order_class))
    sku, units = of_lines(demand, lines, popular, order_class, draws.with_lines(lines))
    return sku, units, starts(lines)


def of_lines(
    demand: Demand, lines: Integers, popular: Popularity, order_class: Integers, draws: OrderDraws
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """(m,) SKU and units of each line."""
    sku, units = draws.line_pair("catalog.sku", "demand.units_per_line")
    of_line = np.repeat(order_class, lines)
    line_sku = distinct_skus(lines, popular.weight, sku, draws)
    for k, weights in popular.by_class.items():
        mine = np.flatnonzero(order_class == k)
        its = draws.only(mine).with_lines(lines[mine])
        first = its.line_pair("catalog.sku", "demand.units_per_line")[0]
        line_sku[of_line == k] = distinct_skus(lines[mine], weights, first, its)
    own = [each.units_per_line for each in demand.classes.values()]
    counts = by_class(units, demand.units_per_line, own, of_line)
    return line_sku, np.clip(counts, 1, MOST_UNITS).astype(np.int32)


def by_class(
    source: Source, common: Distribution, own: Sequence[Distribution | None], order_class: Integers
) -> Integers:
    """(n,) whole numbers, of the distribution of each one's class, or else of what all have."""
    numbers = source.integers(common)
    for k, distribution in enumerate(own):
        if distribution is not None:
            mine: Flags = order_class == k
            numbers[mine] = source.integers(distribution)[mine]
    return numbers


def _demand_rate(scenario: Scenario, popular: Popularity) -> Floats:
    """Expected units a day by SKU, of orders that are placed, over a week without events.

    By popularity alone: that the SKUs of an order are distinct flattens it a little.
    """
    demand, checkout = scenario.demand, scenario.checkout
    kept = 1.0 if checkout is None else 1 - checkout.abandonment
    orders = arrivals.mean_carts(demand, checkout) * kept
    return popular.rate(demand, orders)


def cart(
    scenario: Scenario, draws: OrderDraws, created: Integers, all_carts: bool
) -> tuple[Integers, Flags]:
    """(n,) Time from the first item to checkout or to leaving, and whether the cart is left.

    Unless `all_carts` count, the time of those that are left is 0 if they come out of the window.
    """
    n, checkout = len(draws.identity), scenario.checkout
    if checkout is None:
        return np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    time, leaves = draws.order_pair("checkout.time_in_cart", "checkout.abandonment")
    abandons = leaves.happens(checkout.abandonment)
    where = None if all_carts else ~abandons | _in_window(scenario, created)
    return time.integers(checkout.time_in_cart, where), abandons


def _in_window(scenario: Scenario, moments: Integers) -> Flags:
    low, high = scenario.clock.window
    inside: Flags = (moments >= low) & (moments < high)
    return inside


def class_and_region(
    scenario: Scenario, draws: OrderDraws, meant: Callable[[Integers], Integers]
) -> tuple[Integers, Integers]:
    """(n,) Order classes and regions by their shares.

    `meant` makes of the classes that are drawn those that orders have, as far as others are told:
    by these is the region of a class with shares of its own.
    """
    demand = scenario.demand
    of_class, of_region = draws.order_pair("demand.class", "demand.region")
    classes = list(demand.classes.values())
    order_class = meant(of_class.choose([section.share for section in classes]))
    region = of_region.choose(list(demand.regions.values()))
    for k, section in enumerate(classes):
        if section.regions is not None:
            mine: Flags = order_class == k
            own = [section.regions.get(name, 0.0) for name in demand.regions]
            region[mine] = of_region.choose(own)[mine]
    return order_class, region


def _as_forecast(
    scenario: Scenario, order_class: Integers, of_carts: OrderDraws, draws: Draws
) -> Integers:
    """(n,) The classes, on dates of a forecast by class as many of each as it turns out to be."""
    demand = scenario.demand
    if demand.forecast is None:
        return order_class
    known = expected(demand.forecast, tuple(demand.classes))
    if not known.by_class:
        return order_class
    weights = shares_of_classes(demand.forecast, known, scenario.clock.calendar, draws)
    u = of_carts.order_pair("demand.class", "demand.region")[0].uniforms()
    ordinal = (of_carts.identity >> np.uint64(32)).astype(np.int64)
    return classes_by_date(order_class, u, ordinal, known, weights)


def told(moments: Integers) -> Flags:
    """Where a trace tells a moment."""
    are: Flags = moments != NEVER
    return are

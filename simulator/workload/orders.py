"""The orders of a replication, from the demand model; a trace makes the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import arrivals
from simulator.workload.assortment import Assortment
from simulator.workload.draws import Draw, Flags, Floats, Integers, choose, integers
from simulator.workload.lines import distinct_skus, order_sums, starts

MOST_UNITS = 10**7
"""Of a line; a distribution with an extreme spread may well draw more."""


@dataclass(frozen=True)
class Orders:
    """n carts with m lines, sorted by `created`; times in milliseconds since the start.

    `paid` and `promised` are what a trace tells: NEVER where it does not (`paid`: unpaid). They
    are None without such a column. `demand_rate` are expected units a day of placed orders by SKU.
    """

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
    promised: Integers | None = None

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


def from_demand(
    scenario: Scenario, assortment: Assortment, dates: Calendar, horizon: int, draw: Draw
) -> Orders:
    """Sample carts, their checkout, class, region and lines."""
    demand, checkout = scenario.demand, scenario.checkout
    created = arrivals.created(demand, checkout, dates, horizon, draw)
    n = len(created)
    sold = int(np.count_nonzero(assortment.weight))
    lines = np.clip(integers(demand.lines, draw("demand.lines", n)), 1, sold)
    line_start = starts(lines)
    line_sku = distinct_skus(lines, assortment.weight, draw)
    drawn = draw("demand.units_per_line", int(line_start[-1]))
    line_units = np.clip(integers(demand.units_per_line, drawn), 1, MOST_UNITS)
    return Orders(
        order_id=None,
        created=created,
        in_cart=time_in_cart(scenario, n, draw),
        abandons=abandonment(scenario, n, draw),
        order_class=class_of(scenario, n, draw),
        region=region_of(scenario, n, draw),
        line_start=line_start,
        line_sku=line_sku,
        line_units=line_units.astype(np.int32),
        value=order_sums(line_units * assortment.price[line_sku], line_start),
        demand_rate=_demand_rate(scenario, assortment),
    )


def _demand_rate(scenario: Scenario, assortment: Assortment) -> Floats:
    """Expected units a day by SKU, of orders that are placed, over a week without events.

    By popularity alone: that the SKUs of an order are distinct flattens it a little.
    """
    demand, checkout = scenario.demand, scenario.checkout
    kept = 1.0 if checkout is None else 1 - checkout.abandonment
    orders = arrivals.mean_carts(demand, checkout) * kept
    units = max(demand.lines.mean, 1.0) * max(demand.units_per_line.mean, 1.0)
    return np.asarray(orders * units * assortment.weight / assortment.weight.sum())


def time_in_cart(scenario: Scenario, n: int, draw: Draw) -> Integers:
    """(n,) From the first item to checkout or to leaving."""
    if scenario.checkout is None:
        return np.zeros(n, dtype=np.int64)
    return integers(scenario.checkout.time_in_cart, draw("checkout.time_in_cart", n))


def abandonment(scenario: Scenario, n: int, draw: Draw) -> Flags:
    """(n,) Whether the cart is left."""
    if scenario.checkout is None:
        return np.zeros(n, dtype=np.bool_)
    return draw("checkout.abandonment", n) < scenario.checkout.abandonment


def class_of(scenario: Scenario, n: int, draw: Draw) -> Integers:
    """(n,) Order classes by their shares."""
    shares = [section.share for section in scenario.demand.classes.values()]
    return choose(draw("demand.class", n), shares)


def region_of(scenario: Scenario, n: int, draw: Draw) -> Integers:
    """(n,) Regions by their shares."""
    return choose(draw("demand.region", n), list(scenario.demand.regions.values()))


def by_name(names: Sequence[str], known: Sequence[str]) -> Integers:
    """Index of each name among the known ones, -1 where it is unknown; letter case is ignored."""
    index = {name.casefold(): k for k, name in reversed(list(enumerate(known)))}
    return np.array([index.get(name.casefold(), -1) for name in names], dtype=np.int64)


def told(moments: Integers) -> Flags:
    """Where a trace tells a moment."""
    are: Flags = moments != NEVER
    return are

"""Which transit each order's parcel has: that of its service to its region, by its promise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.reading.transits import ANY_PROMISE, Transit
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.demand.promises import promises
from simulator.stages.shipping.draws_postage import services
from simulator.units import NEVER
from simulator.workload.draws import Integers


def ways(
    scenario: Scenario, orders: Orders, service: Integers, rows: Integers
) -> Iterator[tuple[Transit, Integers]]:
    """Each transit, and which of these orders have it."""
    of_service, of_region = service.take(rows), orders.region.take(rows)
    promised = None
    for k, each in enumerate(services(scenario)):
        for region, name in enumerate(scenario.demand.regions):
            way = each.transit.get(name) or each.transit["all"]
            here = rows.take(np.flatnonzero((of_service == k) & (of_region == region)))
            if not way.by_promise:
                yield way, here
                continue
            if promised is None:
                promised = promised_within(scenario, orders, service)
            longest = np.array([most for most, _ in way.by_promise])
            band = np.searchsorted(longest, promised[here], side="left")
            for number, (_, part) in enumerate(way.by_promise):
                yield part, here[band == number]


def promised_within(scenario: Scenario, orders: Orders, service: Integers) -> Integers:
    """(n,) From the order to its promised delivery, longest of all where nothing is promised.

    It counts from the order, also of one that is paid later by slip.
    """
    _, by = promises(scenario, orders, service, scenario.clock.calendar)
    return np.where(by == NEVER, ANY_PROMISE, by - orders.created - orders.in_cart)

"""What each order brings to the carriers: service, transit, loss, damage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.claims.draws import AGAIN
from simulator.stages.delivery.draws import delivery
from simulator.stages.demand.draws import Orders
from simulator.stages.shipping.draws_choice import Sizes, require_bands, service_of
from simulator.stages.shipping.draws_postage import services
from simulator.stages.shipping.draws_ways import ways
from simulator.units import NEVER
from simulator.workload.draws import Flags, Integers, OrderDraws, Source
from simulator.workload.workload import DRIVING_TIME, TOLD, Columns, FurtherParcels


@dataclass(frozen=True)
class ShippingColumns:
    """Columns of the workload for carriers; `service` indexes `services_of`."""

    service: npt.NDArray[np.int16]
    transit_days: npt.NDArray[np.int16]
    transit: Integers
    lost: Flags
    damaged_outside: Flags

    def only(self, placed: Flags) -> ShippingColumns:
        """The same with nothing on the way of orders that are not placed after all."""
        if placed.all():
            return self
        way = {
            name: np.where(placed, each, each.dtype.type(0)) for name, each in vars(self).items()
        }
        return ShippingColumns(**way | {"service": self.service})


def shipping(
    scenario: Scenario, orders: Orders, placed: Flags, draws: OrderDraws, sizes: Sizes
) -> ShippingColumns:
    """The service of each order, its transit and what goes wrong on the way.

    `sizes` are volume and weight of a unit of each SKU, which rate cards ask for.
    """
    n, section = orders.n, scenario.shipping
    if section is None:
        no, zero = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        return ShippingColumns(np.full(n, -1, np.int16), zero.astype(np.int16), zero, no, no)
    require_bands(scenario, sizes)
    service = service_of(scenario, section.choice, orders, placed, draws, sizes)
    return ShippingColumns(
        service=service.astype(np.int16), **_way(scenario, orders, placed, service, draws, "")
    )


def _way(
    scenario: Scenario,
    orders: Orders,
    placed: Flags,
    service: Integers,
    draws: OrderDraws,
    suffix: str,
) -> dict[str, Any]:
    """Transit, loss and damage of one parcel per order; the suffix is of its streams' names."""
    n = orders.n
    source = draws.orders(f"shipping.transit{suffix}")
    days, transit = transits(scenario, orders, service, np.flatnonzero(placed), source)
    lost, damaged = draws.order_pair(f"shipping.lost{suffix}", f"shipping.damaged{suffix}")
    lasts = np.full(n, NEVER) if orders.took is None else np.where(placed, orders.took, NEVER)
    told = lasts != NEVER
    days[told], transit[told] = TOLD, lasts[told]
    may_lose = np.array([each.lost for each in services(scenario)])
    may_damage = np.array([each.damaged for each in services(scenario)])
    return {
        "transit_days": days.astype(np.int16),
        "transit": transit,
        "lost": lost.happens(may_lose[service], placed) & ~told,
        "damaged_outside": damaged.happens(may_damage[service], placed),
    }


def transits(
    scenario: Scenario, orders: Orders, service: Integers, rows: Integers, source: Source
) -> tuple[Integers, Integers]:
    """(n,) `transit_days` and `transit` of one parcel of these orders, 0 of the others."""
    days, transit = np.zeros(orders.n, dtype=np.int64), np.zeros(orders.n, dtype=np.int64)
    for way, here in ways(scenario, orders, service, rows):
        if way.duration is None:
            chosen = source.choose(way.weights, here)
            days[here] = np.asarray(way.working_days).take(chosen)
        else:
            transit += source.integers(way.duration, here)
            if way.driving:
                days[here] = DRIVING_TIME
    return days, transit


def ways_again(
    scenario: Scenario, orders: Orders, placed: Flags, service: Integers, draws: OrderDraws
) -> Columns:
    """(n,) The way of what an order is sent again, by the same service; no trace tells it."""
    orders = replace(orders, took=None)
    way = _way(scenario, orders, placed, service, draws, AGAIN)
    way["lost_again"] = way.pop("lost")
    _, time = delivery(scenario.delivery, placed, orders.took, draws, AGAIN)
    return {**way, "attempt_time": time}


def most_further(scenario: Scenario) -> int:
    """Parcels that an order may have after the first."""
    stock, picking = scenario.inventory, scenario.picking
    if stock is None or scenario.shipping is None:
        return 0
    follows = picking is not None and picking.short_picks.then == "split"
    return max(stock.most_parcels(follows) - 1, 0)


def further_parcels(
    scenario: Scenario, orders: Orders, placed: Flags, service: Integers, draws: OrderDraws
) -> tuple[FurtherParcels, ...]:
    """The ways of second parcels, of third ones, ..., if any may be: by their order's service."""
    parcels = []
    for number in range(2, 2 + most_further(scenario)):
        suffix = ".second_parcel" if number == 2 else f".parcel_{number}"
        fails, time = delivery(scenario.delivery, placed, orders.took, draws, suffix)
        way = _way(scenario, orders, placed, service, draws, suffix)
        parcels.append(FurtherParcels(**way, attempt_fails=fails, attempt_time=time))
    return tuple(parcels)

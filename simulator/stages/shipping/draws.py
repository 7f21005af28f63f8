"""What each order brings to the carriers: service, transit, loss, damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.draws import delivery
from simulator.stages.demand.draws import Orders
from simulator.stages.shipping.section import Service, Shipping
from simulator.workload.draws import Flags, Integers, OrderDraws
from simulator.workload.workload import FurtherParcels


@dataclass(frozen=True)
class ShippingColumns:
    """Columns of the workload for carriers; `service` indexes `services_of`."""

    service: npt.NDArray[np.int16]
    transit_days: npt.NDArray[np.int16]
    transit: Integers
    lost: Flags
    damaged_outside: Flags


def services_of(section: Shipping | None) -> tuple[tuple[str, str], ...]:
    """(carrier, service) of every service, in the scenario's order."""
    if section is None:
        return ()
    return tuple(
        (carrier, service) for carrier, of in section.carriers.items() for service in of.services
    )


def shipping(
    scenario: Scenario, orders: Orders, placed: Flags, draws: OrderDraws
) -> ShippingColumns:
    """The service of each order, its transit and what goes wrong on the way."""
    n, section = orders.n, scenario.shipping
    if section is None:
        no, zero = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        return ShippingColumns(np.full(n, -1, np.int16), zero.astype(np.int16), zero, no, no)
    services = _services(section)
    service = _service(scenario, services, orders.order_class, placed, draws)
    return ShippingColumns(
        service=service.astype(np.int16), **_way(scenario, orders, placed, service, draws, "")
    )


def _services(section: Shipping) -> list[Service]:
    return [service for of in section.carriers.values() for service in of.services.values()]


def _way(
    scenario: Scenario,
    orders: Orders,
    placed: Flags,
    service: Integers,
    draws: OrderDraws,
    suffix: str,
) -> dict[str, Any]:
    """Transit, loss and damage of one parcel per order; the suffix is of its streams' names."""
    assert scenario.shipping is not None
    n, services = orders.n, _services(scenario.shipping)
    days, transit = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    on_the_way = draws.orders(f"shipping.transit{suffix}")
    for k, one in enumerate(services):
        for region, name in enumerate(scenario.demand.regions):
            way = one.transit.get(name) or one.transit["all"]
            here = placed & (service == k) & (orders.region == region)
            if way.duration is None:
                days[here] = np.asarray(way.working_days)[on_the_way.choose(way.weights, here)]
            else:
                transit += on_the_way.integers(way.duration, here)
    lost, damaged = draws.order_pair(f"shipping.lost{suffix}", f"shipping.damaged{suffix}")
    may_lose = np.array([one.lost for one in services])
    may_damage = np.array([one.damaged for one in services])
    return {
        "transit_days": days.astype(np.int16),
        "transit": transit,
        "lost": lost.happens(may_lose[service], placed),
        "damaged_outside": damaged.happens(may_damage[service], placed),
    }


def further_parcels(
    scenario: Scenario, orders: Orders, placed: Flags, service: Integers, draws: OrderDraws
) -> tuple[FurtherParcels, ...]:
    """The ways of second parcels, of third ones, ..., if any may be: by their order's service."""
    stock, picking = scenario.inventory, scenario.picking
    if stock is None or scenario.shipping is None:
        return ()
    short_pick = picking is not None and picking.short_picks.then == "split"
    if stock.when_short != "split" and not (short_pick and stock.record_accuracy < 1):
        return ()
    found = []
    for number in range(2, 1 + (stock.parcels_at_most if stock.when_short == "split" else 2)):
        suffix = ".second_parcel" if number == 2 else f".parcel_{number}"
        fails, time = delivery(scenario.delivery, placed, draws, suffix)
        way = _way(scenario, orders, placed, service, draws, suffix)
        found.append(FurtherParcels(**way, attempt_fails=fails, attempt_time=time))
    return tuple(found)


def _service(
    scenario: Scenario,
    services: list[Service],
    order_class: Integers,
    placed: Flags,
    draws: OrderDraws,
) -> Integers:
    """By share among the services that name the class, else among those that name none."""
    chosen = draws.orders("shipping.service")
    service = np.zeros(len(order_class), dtype=np.int64)
    for k, name in enumerate(scenario.demand.classes):
        named = [i for i, one in enumerate(services) if name in one.serves]
        candidates = named or [i for i, one in enumerate(services) if not one.serves]
        mine = placed & (order_class == k)
        shares = [services[i].share for i in candidates]
        service[mine] = np.asarray(candidates, dtype=np.int64)[chosen.choose(shares, mine)]
    return service

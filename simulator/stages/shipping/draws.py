"""What each order brings to the carriers: service, transit, loss, damage."""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.policies.registry import reads, rule
from simulator.policies.services import Offer, ServiceChoice
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.draws import delivery
from simulator.stages.demand.draws import Orders
from simulator.stages.shipping.section import Service, Shipping
from simulator.units import DAY
from simulator.workload.draws import Flags, Integers, OrderDraws
from simulator.workload.workload import DRIVING_TIME, FurtherParcels


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
    services = _services(scenario)
    service = _service(scenario, section.choice, services, orders, placed, draws)
    return ShippingColumns(
        service=service.astype(np.int16), **_way(scenario, orders, placed, service, draws, "")
    )


def _services(scenario: Scenario) -> list[Service]:
    return [service for of in scenario.carriers.values() for service in of.services.values()]


def _way(
    scenario: Scenario,
    orders: Orders,
    placed: Flags,
    service: Integers,
    draws: OrderDraws,
    suffix: str,
) -> dict[str, Any]:
    """Transit, loss and damage of one parcel per order; the suffix is of its streams' names."""
    n, services = orders.n, _services(scenario)
    days, transit = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    on_the_way = draws.orders(f"shipping.transit{suffix}")
    rows = np.flatnonzero(placed)
    of_service, of_region = service.take(rows), orders.region.take(rows)
    for k, one in enumerate(services):
        for region, name in enumerate(scenario.demand.regions):
            way = one.transit.get(name) or one.transit["all"]
            here = rows.take(np.flatnonzero((of_service == k) & (of_region == region)))
            if way.duration is None:
                chosen = on_the_way.choose(way.weights, here)
                days[here] = np.asarray(way.working_days).take(chosen)
            else:
                transit += on_the_way.integers(way.duration, here)
                if way.driving:
                    days[here] = DRIVING_TIME
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
    follows = picking is not None and picking.short_picks.then == "split"
    found = []
    for number in range(2, 1 + stock.most_parcels(follows)):
        suffix = ".second_parcel" if number == 2 else f".parcel_{number}"
        fails, time = delivery(scenario.delivery, placed, draws, suffix)
        way = _way(scenario, orders, placed, service, draws, suffix)
        found.append(FurtherParcels(**way, attempt_fails=fails, attempt_time=time))
    return tuple(found)


def _service(
    scenario: Scenario,
    choice: str,
    services: list[Service],
    orders: Orders,
    placed: Flags,
    draws: OrderDraws,
) -> Integers:
    """By the scenario's choice among the services that serve the order's class.

    These are the ones that name the class, else those that name none.
    """
    choose: ServiceChoice = rule("service", choice)
    by_share = reads(choose, "drawn")
    chosen = draws.orders("shipping.service")
    service, rows = np.zeros(orders.n, dtype=np.int64), np.flatnonzero(placed)
    of_class = orders.order_class.take(rows)
    for k, name in enumerate(scenario.demand.classes):
        named = [i for i, one in enumerate(services) if name in one.serves]
        candidates = named or [i for i, one in enumerate(services) if not one.serves]
        mine = rows.take(np.flatnonzero(of_class == k))
        drawn = np.zeros(len(mine), dtype=np.int64)
        if by_share:
            drawn = np.asarray(chosen.choose([services[i].share for i in candidates], mine))
        taken = [
            [choose(offers, offer, k, region).service for offer in offers]
            for region in range(len(scenario.demand.regions))
            for offers in [_offers(scenario, services, candidates, region)]
        ]
        service[mine] = np.array(taken, dtype=np.int64)[orders.region.take(mine), drawn]
    return service


def _offers(
    scenario: Scenario, services: list[Service], candidates: list[int], region: int
) -> list[Offer]:
    """What these services cost, and how long they take to a region."""
    name = list(scenario.demand.regions)[region]
    carriers = list(scenario.carriers)
    offers = []
    for number in candidates:
        one = services[number]
        carrier, _ = services_of(scenario.shipping)[number]
        way = one.transit.get(name) or one.transit["all"]
        if way.duration is None:
            days = sum(map(mul, way.working_days, way.weights)) / sum(way.weights)
        else:
            days = way.duration.mean / DAY
        cost = round(100 * one.cost)
        offers.append(Offer(number, carriers.index(carrier), cost, round(days * DAY)))
    return offers

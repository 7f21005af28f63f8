"""Which service takes each order: by the scenario's rule, among those that serve its class."""

from __future__ import annotations

from operator import mul

import numpy as np

from simulator.policies.registry import reads, rule
from simulator.policies.services import Offer, ServiceChoice
from simulator.reading.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.demand.lines import starts
from simulator.stages.packing.boxes import kinds_of, smallest
from simulator.stages.packing.first_fit import Units
from simulator.stages.shipping.draws_postage import offered, services
from simulator.stages.shipping.rate_table import rate_table
from simulator.stages.shipping.section import Shipping
from simulator.units import DAY
from simulator.workload.draws import Flags, Integers, OrderDraws

Sizes = tuple[Integers, Integers]
"""(skus,) Volume and weight of a unit, cubic centimeters and grams; empty without boxes."""


def services_of(section: Shipping | None) -> tuple[tuple[str, str], ...]:
    """(carrier, service) of every service, in the scenario's order."""
    if section is None:
        return ()
    return tuple(
        (carrier, service) for carrier, of in section.carriers.items() for service in of.services
    )


def require_bands(scenario: Scenario, sizes: Sizes) -> None:
    """Read the rate cards; every unit that ships without a box has a price in them.

    Raises ScenarioError.
    """
    section = scenario.packing
    for name, card in scenario.shipping.rate_cards.items() if scenario.shipping else ():
        most = rate_table(card.file).heaviest
        if section is None or section.fits_no_box == "mistake":
            continue
        volume, weight = sizes
        billed = np.maximum(weight, volume / (card.divisor or np.inf))
        billed[smallest(kinds_of(section), volume, weight) >= 0] = 0
        if billed.max(initial=0) > most:
            wrong = f"a unit that fits no box is billed by {billed.max() / 1000:.3g} kg, and the "
            wrong += f"card ends at {most / 1000:.3g} kg"
            at = f"shipping.rate_cards.{name}.file"
            raise mistake_at("", None, at, f"{wrong}; add a band, or a box that holds the unit")


def service_of(
    scenario: Scenario,
    choice: str,
    orders: Orders,
    placed: Flags,
    draws: OrderDraws,
    sizes: Sizes,
) -> Integers:
    """By the scenario's choice among the services that serve the order's class.

    These are the ones that name the class, else those that name none.
    """
    all_of = services(scenario)
    choose: ServiceChoice = rule("service", choice)
    by_share = reads(choose, "drawn")
    chosen = draws.orders("shipping.service")
    service, rows = np.zeros(orders.n, dtype=np.int64), np.flatnonzero(placed)
    of_class = orders.order_class.take(rows)
    for k, name in enumerate(scenario.demand.classes):
        named = [i for i, each in enumerate(all_of) if name in each.serves]
        candidates = named or [i for i, each in enumerate(all_of) if not each.serves]
        mine = rows.take(np.flatnonzero(of_class == k))
        drawn = np.zeros(len(mine), dtype=np.int64)
        if by_share:
            drawn = np.asarray(chosen.choose([all_of[i].share for i in candidates], mine))
        carded = any(all_of[i].rates is not None for i in candidates)
        if carded and choice != "by share":
            priced = _priced(scenario, orders, mine, candidates, sizes)
            service[mine] = _by_prices(scenario, choose, k, candidates, [*priced, drawn])
            continue
        taken = [
            [choose(offers, offer, k, region).service for offer in offers]
            for region in range(len(scenario.demand.regions))
            for offers in [_offers(scenario, candidates, region)]
        ]
        service[mine] = np.array(taken, dtype=np.int64)[orders.region.take(mine), drawn]
    return service


def _priced(
    scenario: Scenario, orders: Orders, mine: Integers, candidates: list[int], sizes: Sizes
) -> list[Integers]:
    """The region of each of these orders, and what each candidate asks for it as it is placed."""
    count = orders.lines[mine]
    start = starts(count)
    line = np.arange(start[-1]) + np.repeat(orders.line_start[mine] - start[:-1], count)
    volume, weight = (size[orders.line_sku[line]] for size in sizes)
    units = Units(start, volume, weight, orders.line_units[line].astype(np.int64))
    day = scenario.clock.calendar.day(orders.created[mine] + orders.in_cart[mine])
    region = orders.region[mine].astype(np.int64)
    return [region, *offered(scenario, units, candidates, region, day)]


def _by_prices(
    scenario: Scenario,
    choose: ServiceChoice,
    order_class: int,
    candidates: list[int],
    columns: list[Integers],
) -> Integers:
    """The service of each order where what a service costs hangs on the order's boxes.

    The columns are the region, what each candidate costs, and which was drawn: orders that are
    alike in all of them have the same offers.
    """
    cases, of_case = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    taken = []
    for region, *costs, drawn in cases.tolist():
        offers = [
            offer._replace(cost=cost)
            for offer, cost in zip(_offers(scenario, candidates, region), costs, strict=True)
        ]
        taken.append(choose(offers, offers[drawn], order_class, region).service)
    return np.array(taken, dtype=np.int64)[of_case.reshape(-1)]


def _offers(scenario: Scenario, candidates: list[int], region: int) -> list[Offer]:
    """What these services cost, and how long they take to a region."""
    name = list(scenario.demand.regions)[region]
    carriers = list(scenario.carriers)
    offers = []
    for number in candidates:
        service = services(scenario)[number]
        carrier, _ = services_of(scenario.shipping)[number]
        way = service.transit.get(name) or service.transit["all"]
        if way.by_promise:  # chosen by share, which does not look at it
            way = way.by_promise[-1][1]
        if way.duration is None:
            days = sum(map(mul, way.working_days, way.weights)) / sum(way.weights)
        else:
            days = way.duration.mean / DAY
        cost = round(100 * service.cost)
        offers.append(Offer(number, carriers.index(carrier), cost, round(days * DAY)))
    return offers

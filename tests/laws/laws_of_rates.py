"""Laws of rate cards: what every parcel costs, box by box in plain Python."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from math import floor

from simulator.results.order_money import order_money
from simulator.results.parcels import parcels
from simulator.stages.shipping.section import Service
from simulator.units import NEVER
from tests.laws.boxes import sizes_of
from tests.laws.laws import law
from tests.laws.runs import Run

GRAMS = {
    "up_to_g": Fraction(1),
    "up_to_kg": Fraction(1000),
    "up_to_lb": Fraction("453.59237"),
    "up_to_oz": Fraction("28.349523125"),
}


@law
def every_box_is_billed_by_its_card(run: Run) -> Iterator[str]:
    """The price of its band and zone, with surcharges and fuel; nothing else is billed."""
    section = run.scenario.shipping
    if section is None or not section.rate_cards:
        return
    money, w = order_money(run.scenario, run.workload, run.timeline), run.workload
    due: dict[int, Fraction] = defaultdict(Fraction)
    every = parcels(run.timeline)
    rows = zip(every.order.tolist(), every.handed_over.tolist(), strict=True)
    for row, (i, handed_over) in enumerate(rows):
        if handed_over == NEVER:
            continue
        times = 1 + int(money.road.claims.sent[row])  # again, by the card of the first day
        carrier, name = w.services[w.service[i]]
        service = section.carriers[carrier].services[name]
        numbers = run.timeline.line_parcel.tolist()
        lines = [k for k, part in enumerate(numbers) if part == row]
        lines = [k for k in lines if not run.timeline.line_canceled[k]]
        weights = sizes_of(run, lines)
        if service.rates is None:
            due[i] += times * len(weights or [0]) * round(100 * Fraction(service.cost))
            continue
        region = w.regions[w.region[i]]
        prices = (_price(run, service.rates, *size, region, handed_over) for size in weights)
        due[i] += times * sum(prices)
    for i, left in enumerate(money.left.tolist()):
        cost = round(100 * money.costs["shipping"][i])
        if left and cost != due[i]:
            yield f"order {i}: postage of {cost} cents, expected {due[i]}"


def postage_as_placed(run: Run, i: int, service: Service) -> int:
    """Cents of all boxes of an order as it is placed, by one of the services."""
    w = run.workload
    sizes = sizes_of(run, list(range(int(w.line_start[i]), int(w.line_start[i + 1]))))
    if service.rates is None:
        return max(len(sizes), 1) * round(100 * service.cost)
    region, placed = w.regions[w.region[i]], int(w.created[i] + w.in_cart[i])
    return sum(_price(run, service.rates, *size, region, placed) for size in sizes)


def _price(run: Run, name: str, weight: float, volume: float, region: str, handed_over: int) -> int:
    """Cents of a parcel by its card."""
    assert run.scenario.shipping is not None
    card = run.scenario.shipping.rate_cards[name]
    day = (run.start + timedelta(milliseconds=handed_over)).date()
    billed = Fraction(weight)
    if card.divisor is not None:
        billed = max(billed, Fraction(volume) / Fraction(card.divisor))
    with card.file.open() as file:
        rows = list(csv.DictReader(file))
    unit = next(key for key in rows[0] if key in GRAMS)
    zone = card.zones.get(region) or next(key for key in rows[0] if key != unit)
    bands = [(Fraction(row[unit]) * GRAMS[unit], row[zone]) for row in rows]
    slack = 1 + Fraction(1, 10**9)
    price = next(100 * Fraction(price) for up_to, price in bands if billed <= up_to * slack)
    for one in card.surcharges.values():
        begins, ends = one.from_ or day, one.until or day
        heavy = one.over is None or billed > Fraction(one.over)
        if begins <= day <= ends and heavy and (not one.regions or region in one.regions):
            price += round(100 * Fraction(one.price))
    return int(price) + floor(price * Fraction(f"{card.fuel:.6f}") + Fraction(1, 2))

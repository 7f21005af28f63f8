"""What carriers ask for the parcels of orders: one price each, or by the rate card of the service.

By a rate card each box is billed by itself: by the greater of its true weight (content and box) and
its dimensional weight (the box's volume by the carrier's divisor), at the price of its band in the
zone of its region, with the surcharges of its day; fuel is a share of all that, and each box is
rounded to the cent, half a cent up. A unit that fits no box is billed by its own weight and volume.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.draws_boxes import filled
from simulator.stages.packing.first_fit import Filled, Units
from simulator.stages.packing.section import Packing
from simulator.stages.shipping.rate_table import rate_table
from simulator.stages.shipping.section import Service
from simulator.stages.shipping.section_rates import RateCard, Surcharge, weights

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer[Any]]

_PARTS = 1_000_000
"""A fuel surcharge in whole parts of this, so that half a cent is always rounded up."""


@dataclass(frozen=True)
class Bill:
    """Boxes that were priced by a rate card, one row each; `row` is whose they are."""

    row: Numbers
    weight: Floats  # grams that are billed
    by_volume: Flags  # billed by dimensional weight, the greater one
    price: Numbers  # cents of the card
    extra: Numbers  # cents of surcharges and fuel

    def by_row(self, rows: int) -> Floats:
        """(rows,) In the scenario's currency, 0 where nothing was billed."""
        return np.bincount(self.row, self.price + self.extra, minlength=rows) / 100


def services(scenario: Scenario) -> list[Service]:
    """Every service, in the scenario's order."""
    return [service for of in scenario.carriers.values() for service in of.services.values()]


def card_of(scenario: Scenario, service: Service) -> RateCard | None:
    """The rate card of a service; None where a parcel has one price."""
    if scenario.shipping is None or service.rates is None:
        return None
    return scenario.shipping.rate_cards[service.rates]


def by_card(scenario: Scenario) -> Flags:
    """(services,) Which of them price each box by a rate card."""
    return np.array([service.rates is not None for service in services(scenario)], dtype=np.bool_)


def bill(scenario: Scenario, boxes: Filled, service: Codes, region: Codes, day: Numbers) -> Bill:
    """What boxes cost whose service has a rate card; `boxes.order` says whose they are.

    Service, region and day number of the hand-over are of each box; others have no row.
    """
    section = scenario.packing
    parts = [
        _billed(card, section, scenario, boxes, rows, region[rows], day[rows])
        for number, each in enumerate(services(scenario))
        if (card := card_of(scenario, each)) is not None and section is not None
        for rows in [np.flatnonzero(service == number)]
    ]
    return Bill(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _billed(
    card: RateCard,
    section: Packing,
    scenario: Scenario,
    boxes: Filled,
    rows: Numbers,
    region: Codes,
    day: Numbers,
) -> tuple[Numbers, Floats, Flags, Numbers, Numbers]:
    """The columns of a bill for the boxes of these rows, all by one card."""
    table = rate_table(card.file)
    own, dimensional = weights(section, card)
    kind, outside = boxes.kind[rows], boxes.volume[rows] / (card.divisor or np.inf)
    true = boxes.weight[rows] + np.append(own, 0.0)[kind]
    by_size = np.where(kind < 0, outside, np.append(dimensional, 0.0)[kind])
    weight = np.maximum(true, by_size)
    names = tuple(scenario.demand.regions)
    column = np.array([table.column(name, card.zones) or 0 for name in names], dtype=np.int64)
    price = table.cents[table.band(weight), column[region]]
    extra = np.zeros(len(rows), dtype=np.int64)
    for surcharge in card.surcharges.values():
        asked = _asked(surcharge, names, scenario.clock.calendar, weight, region, day)
        extra += np.where(asked, round(100 * surcharge.price), 0)
    fuel = ((price + extra) * round(card.fuel * _PARTS) + _PARTS // 2) // _PARTS
    return boxes.order[rows], weight, by_size > true, price, extra + fuel


def _asked(
    surcharge: Surcharge,
    names: tuple[str, ...],
    dates: Calendar,
    weight: Floats,
    region: Codes,
    day: Numbers,
) -> Flags:
    """For which boxes a surcharge is asked."""
    asked = np.ones(len(weight), dtype=np.bool_)
    if surcharge.from_ is not None:
        asked &= day >= dates.day_number(surcharge.from_)
    if surcharge.until is not None:
        asked &= day <= dates.day_number(surcharge.until)
    if surcharge.over is not None:
        asked &= weight > surcharge.over
    if surcharge.regions:
        asked &= np.array([name in surcharge.regions for name in names])[region]
    return asked


def offered(
    scenario: Scenario,
    units: Units,
    candidates: list[int],
    region: Codes,
    day: Numbers,
) -> Iterator[Numbers]:
    """Of each candidate (n,) cents of all boxes of each order; region and day are of the orders."""
    section, all_of = scenario.packing, services(scenario)
    if section is None:
        return
    boxes = filled(section, units)
    of = boxes.order
    count = np.maximum(np.bincount(of, minlength=len(region)), 1)
    for number in candidates:
        if all_of[number].rates is None:
            yield count * round(100 * all_of[number].cost)
            continue
        asked = np.full(len(of), number, dtype=np.int64)
        prices = bill(scenario, boxes, asked, region[of], day[of])
        yield np.rint(100 * prices.by_row(len(region))).astype(np.int64)

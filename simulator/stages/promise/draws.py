"""What each customer is promised at checkout, and who leaves over it.

The promise is arithmetic on what is sampled: nothing that happens in the house changes it, unless
it knows the `backlog`; then it is what is promised at least, and `process.py` puts it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulator.calendars import OpenDays, next_opening
from simulator.reading.transits import Transit
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.section import Delivery
from simulator.stages.demand.draws import Orders
from simulator.stages.promise.section import Promise
from simulator.stages.shipping.draws_postage import services
from simulator.stages.shipping.draws_road import arrival
from simulator.stages.shipping.section import Carrier
from simulator.units import NEVER
from simulator.workload.draws import Flags, Floats, Integers, OrderDraws, integers
from simulator.workload.workload import DRIVING_TIME, Columns


@dataclass(frozen=True)
class Made:
    """(n,) Promises by order, NEVER where none is made.

    `pick_up` is the hand-over on which a promise counts, `at_depot` when the parcel then is at the
    depot of its destination, `by` the end of the day for which delivery is promised.
    """

    pick_up: Integers
    at_depot: Integers
    by: Integers


def made(scenario: Scenario, orders: Orders, service: Integers, since: Integers) -> Made:
    """The promises of all orders whose customers stay, counted from the moments `since`."""
    section, delivery = scenario.promise, scenario.delivery
    columns = [np.full(orders.n, NEVER, dtype=np.int64) for _ in range(3)]
    if section is None or delivery is None:
        return Made(*columns)
    for carrier, way, cut_off, rows in _groups(scenario, section, orders, service, since):
        placed = since.take(rows)
        leaves = _pick_ups(scenario, section, carrier, cut_off, placed)
        arrives = at_depot(scenario, section, carrier, way, leaves)
        for column, values in zip(
            columns, (leaves, arrives, day_ends(scenario, delivery, carrier, arrives)), strict=True
        ):
            column[rows] = values
    return Made(*columns)


def _groups(
    scenario: Scenario, section: Promise, orders: Orders, service: Integers, since: Integers
) -> Iterator[tuple[Carrier, Transit, int, Integers]]:
    """Carrier, transit, cut-off and rows of the orders of each service to each region."""
    rows = np.flatnonzero(~orders.abandons & (since != NEVER))
    of_service, of_region = service.take(rows), orders.region.take(rows)
    for (k, region), (carrier, way, cut_off) in destinations(scenario, section).items():
        yield carrier, way, cut_off, rows[(of_service == k) & (of_region == region)]


def destinations(
    scenario: Scenario, section: Promise
) -> dict[tuple[int, int], tuple[Carrier, Transit, int]]:
    """Carrier, transit and cut-off by (service, region), as the workload numbers them."""
    named = [(carrier, name) for carrier in scenario.carriers.values() for name in carrier.services]
    return {
        (k, region): (
            carrier,
            each.transit.get(where) or each.transit["all"],
            cut_off_of(section, where, name),
        )
        for k, ((carrier, name), each) in enumerate(zip(named, services(scenario), strict=True))
        for region, where in enumerate(scenario.demand.regions)
    }


def cut_off_of(section: Promise, region: str, service: str) -> int:
    """The earlier of the region's and the service's, in milliseconds; else the shop's."""
    own = [
        cut_offs[name]
        for cut_offs, name in (
            (section.cut_off_by_region, region),
            (section.cut_off_by_service, service),
        )
        if name in cut_offs
    ]
    return min(own, default=section.cut_off)


def _pick_ups(
    scenario: Scenario, section: Promise, carrier: Carrier, cut_off: int, placed: Integers
) -> Integers:
    """(k,) The last pick-up of the first day that has one once the house is done.

    One for which parcels had to be labeled before the order was placed does not count.
    """
    day = day_counted(scenario, cut_off, placed)
    leaves, leaves_on = last_pick_ups(scenario, carrier, done_on(scenario, section, day))
    too_late = np.flatnonzero(leaves - carrier.cut_off < placed)
    leaves[too_late] = last_pick_ups(scenario, carrier, leaves_on[too_late] + 1)[0]
    return leaves


def day_counted(scenario: Scenario, cut_off: int, placed: Integers) -> Integers:
    """(k,) The day from which an order counts: its own, or the next after the cut-off."""
    dates = scenario.clock.calendar
    counted: Integers = dates.day(placed) + (dates.time_of_day(placed) > cut_off)
    return counted


def done_on(scenario: Scenario, section: Promise, day: Integers, added: int = 0) -> Integers:
    """(k,) The day of the house on which it is done; `added` are days of it beside handling."""
    works = OpenDays(scenario.clock.calendar, frozenset(section.works))
    return works.nth_after(works.on_or_after(day), section.handling_days + added)


def last_pick_ups(scenario: Scenario, carrier: Carrier, day: Integers) -> tuple[Integers, Integers]:
    """(k,) The last pick-up of the first day with one that is not before each; and that day."""
    dates = scenario.clock.calendar
    comes = OpenDays(
        scenario.clock.calendar_of(carrier.holidays),
        frozenset(k for k, times in enumerate(carrier.pick_ups) if times),
    )
    last = np.array([max(times, default=0) for times in carrier.pick_ups], dtype=np.int64)
    leaves_on = comes.on_or_after(day)
    return dates.moment(leaves_on, last[dates.weekday(leaves_on)]), leaves_on


def at_depot(
    scenario: Scenario, section: Promise, carrier: Carrier, way: Transit, leaves: Integers
) -> Integers:
    """(k,) When parcels of these hand-overs are at the depot, by the quantile of their transit."""
    days, took = transit_quantile(way, section.quantile)
    full = np.full(len(leaves), days, dtype=np.int64), np.full(len(leaves), took, dtype=np.int64)
    dates = scenario.clock.calendar_of(carrier.holidays)
    return arrival(dates, tuple(carrier.drives), leaves, *full)


def transit_quantile(way: Transit, share: float) -> tuple[int, int]:
    """The least transit within which this share of parcels arrives: working days and milliseconds.

    As in the workload the days are 0 for a duration, or DRIVING_TIME.
    """
    if way.duration is None:
        by_days = sorted(zip(way.working_days, way.weights, strict=True))
        within = np.cumsum([weight for _, weight in by_days])
        k = int(np.searchsorted(within, within[-1] * share * (1 - 1e-12)))
        return by_days[min(k, len(by_days) - 1)][0], 0
    took = integers(way.duration, np.array([share]))
    return DRIVING_TIME if way.driving else 0, int(took[0])


def day_ends(
    scenario: Scenario, delivery: Delivery, carrier: Carrier, arrives: Integers
) -> Integers:
    """(k,) The end (24:00) of the day of the first whole round of deliveries after an arrival."""
    dates = scenario.clock.calendar_of(carrier.holidays)
    if delivery.hours is None:  # at the door as transit ends
        return dates.moment(dates.day(arrives - 1) + 1)
    opens, closes = delivery.hours
    rounds = OpenDays(dates, frozenset(delivery.days))
    begins = next_opening(rounds, arrives, opens, np.zeros_like(arrives))
    return dates.moment(dates.day(begins + closes - opens - 1) + 1)


def days_promised(scenario: Scenario, by: Integers, since: Integers) -> Integers:
    """(n,) Calendar days from the order's to the one promised, 0 for the same; NEVER for none."""
    dates, there = scenario.clock.calendar, by != NEVER
    days = dates.day(np.where(there, by - 1, 0)) - dates.day(np.where(there, since, 0))
    return np.where(there, days, NEVER)


def leaves_over(section: Promise, days: Integers, draws: OrderDraws) -> Flags:
    """(n,) Customers who leave over so late a promise; a later one loses them and others."""
    if section.lost_a_day == 0:
        return np.zeros(len(days), dtype=np.bool_)
    counted = np.where(days == NEVER, 0, np.maximum(days - section.lost_beyond, 0))
    return draws.orders("promise.lost").happens(chance_to_leave(section, days), counted > 0)


def chance_to_leave(section: Promise, days: Integers) -> Floats:
    """(n,) Of customers who are told so many days; 0 where nothing is told."""
    counted = np.where(days == NEVER, 0, np.maximum(days - section.lost_beyond, 0))
    chance: Floats = 1 - (1 - section.lost_a_day) ** counted
    return chance


@dataclass(frozen=True)
class Checkout:
    """What customers are told at checkout: (n,) days of the promise, and who leaves over it.

    With `backlog` the customers' `patience` too: whoever has less than the chance to leave, does.
    """

    days: Integers
    lost: Flags
    patience: Floats | None = None

    @property
    def columns(self) -> Columns:
        """By name, without what is not drawn."""
        return {name: column for name, column in vars(self).items() if column is not None}


def told_at_checkout(
    scenario: Scenario, orders: Orders, service: Integers, draws: OrderDraws, stay: Flags
) -> tuple[Checkout | None, Orders]:
    """The promises as customers see them, and the orders, of which those that are lost are carts.

    Whoever has ordered already, as `stay` says, does not leave. None and the same orders where no
    promise is made at checkout.
    """
    section = scenario.promise
    if section is None:
        return None, orders
    placed = orders.created + orders.in_cart
    days = days_promised(scenario, made(scenario, orders, service, placed).by, placed)
    lost = leaves_over(section, days, draws) & ~stay
    patience = None if section.backlog is None else draws.orders("promise.lost").uniforms()
    told = Checkout(days, lost, patience)
    return told, replace(orders, abandons=orders.abandons | lost)


def promised_at_checkout(
    scenario: Scenario,
    orders: Orders,
    service: Integers,
    since: Integers | None,
    by_class: tuple[Integers, Integers],
) -> tuple[Integers, Integers, Columns]:
    """(n,) `ship_by` and `deliver_by`, and what they count on: `pick_up` and `at_depot`.

    With `backlog` also `since`, and whether a trace `told` the promise. They count from `since`,
    (n,) moments, else from when the order is placed. What its class has as `ship_by`, and what a
    trace tells as promised, goes before.
    """
    counted = orders.created + orders.in_cart if since is None else since
    promises = made(scenario, orders, service, counted)
    ship_by, deliver_by = by_class
    own = [each.ship_by is not None for each in scenario.demand.classes.values()]
    ship_by = np.where(np.array(own)[orders.order_class], ship_by, promises.pick_up)
    trace = deliver_by != NEVER  # no class promises a delivery of its own beside this
    deliver_by = np.where(trace, deliver_by, promises.by)
    columns = {"pick_up": promises.pick_up, "at_depot": promises.at_depot}
    if scenario.promise is not None and scenario.promise.backlog is not None:
        columns |= {"since": counted, "told": trace}
    return ship_by, deliver_by, columns

"""When an order is promised to be handed over and delivered.

A promise in working days counts from the day of the order, or from the next working day if that
day is none or the order comes after the cut-off; it holds until the end (24:00) of its day.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.calendars import Calendar, OpenDays
from simulator.reading.by_region import EVERYWHERE
from simulator.reading.times import Promise
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders, told
from simulator.stages.demand.section import OrderClass
from simulator.units import DAY, NEVER
from simulator.workload.draws import Integers, OrderDraws

MONDAY_TO_FRIDAY = frozenset(range(5))


def deadline(
    placed: Integers, promise: Promise, open_days: OpenDays, cut_off: int | None = None
) -> Integers:
    """The last moment that keeps the promise, of orders placed at `placed`.

    `cut_off` is a time of day. An elapsed promise is the time after the order, nothing else.
    """
    if promise.kind == "elapsed":
        return placed + promise.amount
    dates = open_days.calendar
    day = dates.day(placed)
    if cut_off is not None:
        day = day + (dates.time_of_day(placed) > cut_off)
    counted = open_days.on_or_after(day)
    return dates.moment(open_days.nth_after(counted, promise.amount) + 1)


def with_drawn(scenario: Scenario, orders: Orders, draws: OrderDraws) -> Orders:
    """The same orders, promised the days that their class and region draw, unless a file tells.

    They count from the day on which the order is placed; the promise holds until that day's end.
    """
    classes = list(scenario.demand.classes.values())
    if all(section.promised_days is None for section in classes):
        return orders
    dates, source = scenario.clock.calendar, draws.orders("demand.promised_days")
    nothing = np.full(orders.n, NEVER, dtype=np.int64)
    promised = nothing if orders.promised is None else orders.promised.copy()
    untold = ~orders.abandons & ~told(promised)
    placed_on = dates.day(orders.created + orders.in_cart)
    for k, section in enumerate(classes):
        for region, name in enumerate(scenario.demand.regions):
            mine = untold & (orders.order_class == k) & (orders.region == region)
            if section.promised_days is not None and mine.any():
                spread = section.promised_days.get(name) or section.promised_days[EVERYWHERE]
                days = source.integers(spread, mine)[mine] // DAY
                promised[mine] = dates.moment(placed_on[mine] + days + 1)
    return replace(orders, promised=promised)


def promises(
    scenario: Scenario,
    orders: Orders,
    service: Integers,
    dates: Calendar,
    since: Integers | None = None,
) -> tuple[Integers, Integers]:
    """(n,) `ship_by` and `deliver_by`, absolute; NEVER where nothing is promised.

    They count from `since`, (n,) moments, else from when the order is placed.

    Working days are those on which the order's carrier picks up, for delivery those on which it
    drives; Monday to Friday without shipping. What is drawn or a trace promises goes before.
    """
    stays = np.flatnonzero(~orders.abandons)
    counted = orders.created + orders.in_cart if since is None else since
    order_class = orders.order_class.take(stays)
    carriers = carriers_of_services(scenario)[service.take(stays)]
    ship_by = np.full(orders.n, NEVER, dtype=np.int64)
    deliver_by = ship_by.copy()
    classes: list[OrderClass] = list(scenario.demand.classes.values())
    for carrier, (picks_up, drives) in enumerate(working_days(scenario, dates)):
        of_carrier = carriers == carrier
        for k, section in enumerate(classes):
            mine = stays.take(np.flatnonzero((order_class == k) & of_carrier))
            placed = counted.take(mine)
            if section.ship_by is not None:
                ship_by[mine] = deadline(placed, section.ship_by, picks_up, section.order_cut_off)
            if section.deliver_within is not None:
                deliver_by[mine] = deadline(
                    placed, section.deliver_within, drives, section.deliver_cut_off
                )
    if orders.promised is not None:
        deliver_by = np.where(told(orders.promised), orders.promised, deliver_by)
    return ship_by, deliver_by


def working_days(scenario: Scenario, dates: Calendar) -> list[tuple[OpenDays, OpenDays]]:
    """By carrier: days with a pick-up, days on which it drives."""
    if scenario.shipping is None:
        office = OpenDays(dates, MONDAY_TO_FRIDAY)
        return [(office, office)]
    return [
        (
            OpenDays(own, frozenset(k for k, times in enumerate(carrier.pick_ups) if times)),
            OpenDays(own, frozenset(carrier.drives)),
        )
        for carrier in scenario.shipping.carriers.values()
        for own in [scenario.clock.calendar_of(carrier.holidays)]
    ]


def carriers_of_services(scenario: Scenario) -> Integers:
    """The number of each service's carrier, by the numbers that services have in the workload.

    Where shipping is off, an order's service is -1 and its carrier 0.
    """
    sizes = [len(carrier.services) for carrier in scenario.carriers.values()] or [1]
    return np.repeat(np.arange(len(sizes)), sizes)

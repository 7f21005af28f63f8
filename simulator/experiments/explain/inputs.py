"""Inputs of a scenario that look wrong or are missing: remarks, not errors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.experiments.gaps import idle_policies
from simulator.experiments.rest import rest_and_breaks
from simulator.reading.times import Promise
from simulator.reading.weights import percent
from simulator.reporting.numbers import listed
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.section_points import Points
from simulator.stages.payment.section import Payment
from simulator.stages.picking.methods import chosen_method
from simulator.stages.shipping.draws_pick_ups import comes_at
from simulator.units import DAY, clock_text, duration_text

FEW = 5
"""Replications below which a half-width says little."""
_EVENLY = (np.arange(10_000) + 0.5) / 10_000


def remarks(scenario: Scenario) -> list[str]:
    """What a careful reader would ask about, a sentence each, with what to write."""
    return [
        *idle_policies(scenario),
        *_clock(scenario),
        *_promises(scenario),
        *_people(scenario),
        *rest_and_breaks(scenario),
        *_gathered(scenario),
        *_outside(scenario),
        *_goods(scenario),
        *_trucks(scenario),
        *_experiment(scenario),
    ]


def _trucks(scenario: Scenario) -> Iterator[str]:
    if scenario.receiving is not None and scenario.inventory is not None:
        yield (
            "The reorder points are judged by inventory.lead_time alone: goods wait for the next "
            "truck of their supplier and for the put-away too."
        )


def _clock(scenario: Scenario) -> Iterator[str]:
    clock, demand = scenario.clock, scenario.demand
    weekly = demand.day_of_week is not None or any(
        len(set(shift.days)) < 7 for shift in scenario.shifts.values()
    )
    if clock.warm_up == 0 and (scenario.inventory is not None or scenario.shipping is not None):
        yield "clock.warm_up is 0: the first orders meet an empty house; try simulator warmup."
    if weekly and clock.run % (7 * DAY):
        yield (
            f"clock.run is {clock.run / DAY:g} d, not whole weeks, while weekdays differ: the "
            "figures lean to the weekdays that come more often."
        )
    if scenario.shipping is not None and clock.longest_cool_down < 3 * DAY:
        yield "clock.cool_down is below 3 d: orders of the last days will still be on their way."
    if demand.hour_of_day is None and demand.trace is None:
        yield "demand.hour_of_day is missing: orders come as often at night as in the evening."


def _promises(scenario: Scenario) -> Iterator[str]:
    for name, class_ in scenario.demand.classes.items():
        if scenario.shipping and not scenario.promise and class_.ship_by is None:
            yield f"demand.classes.{name} has no ship_by: on_time_ship leaves its orders out."
        if scenario.delivery is None and class_.promises_delivery:
            key = "promised_days" if class_.promised_days else "deliver_within"
            yield (
                f"demand.classes.{name}.{key} is promised and delivery is off: nothing "
                "tells whether it is kept."
            )
    if scenario.shipping is None:
        return
    for name, class_ in scenario.demand.classes.items():
        cut_off = class_.order_cut_off
        last = _last_pick_up(scenario, name)
        same_day = class_.ship_by == Promise("working days", 0)
        if cut_off is not None and last is not None and same_day and cut_off >= last:
            yield (
                f"demand.classes.{name}.order_cut_off is {clock_text(cut_off)}, and the last "
                f"pick-up that can take the order is at {clock_text(last)}: some are late however "
                "fast they are packed."
            )


def _last_pick_up(scenario: Scenario, order_class: str) -> int | None:
    """Time of day of the last pick-up, less its cut-off, of any service that takes the class."""
    carriers = scenario.carriers.values()
    naming = [c for c in carriers if any(order_class in s.serves for s in c.services.values())]
    taking = naming or [c for c in carriers if any(not s.serves for s in c.services.values())]
    times = [at - c.cut_off for c in taking for day in c.pick_ups for at in day]
    return max(times, default=None)


def _people(scenario: Scenario) -> Iterator[str]:
    rostered = {name for shift in scenario.shifts.values() for name in shift.heads}
    for name, crew in scenario.crews.items():
        if crew.heads is None and name not in rostered:
            yield f"crews.{name} is in no shift: nobody of it ever works."
        if crew.on_call is not None:
            yield f"crews.{name} is on call: who comes when called is not in the loads."
        if crew.wage == 0:
            yield f"crews.{name}.wage is missing: costs leave this crew out."
        if crew.absence == 0 and crew.heads is None:
            yield f"crews.{name}.absence is 0: everybody comes every day (US BLS: 3.1 %)."


def _gathered(scenario: Scenario) -> Iterator[str]:
    """Where the loads take tours otherwise than a run does."""
    chosen = None if scenario.picking is None else chosen_method(scenario.picking.method)
    if chosen is not None:
        method, section = chosen
        yield from method.remarks(section)


def _outside(scenario: Scenario) -> Iterator[str]:
    if scenario.shipping is not None:
        for name, carrier in scenario.carriers.items():
            low, high = scenario.clock.window
            times = comes_at(scenario.clock, carrier)
            if carrier.on_call is None and not ((times >= low) & (times < high)).any():
                yield (
                    f"shipping.carriers.{name}.pick_ups: no truck comes in the measurement window; "
                    "what is for it leaves later, if at all."
                )
            elif carrier.capacity is None and not carrier.capacity_on and not carrier.has_sizes:
                yield f"shipping.carriers.{name}.capacity is missing: any number of parcels fits."
            if carrier.late is not None:
                yield f"shipping.carriers.{name}.late: loads take all trucks as coming on time."
            if carrier.delays:
                yield (
                    f"shipping.carriers.{name}.delays: promises and loads take the road as open."
                )
            if carrier.on_call is not None:
                yield f"shipping.carriers.{name}.on_call: trucks that are called are not in loads."
            if carrier.pick_up_cost == 0:
                yield f"shipping.carriers.{name}.pick_up_cost is missing: pick-ups are free."
            for title, service in carrier.services.items():
                if service.is_free:
                    yield f"shipping.carriers.{name}.services.{title}.cost is missing."
    if scenario.delivery is not None and scenario.delivery.points is not None:
        yield from _at_points(scenario.delivery.points)
    if scenario.claims is not None:
        yield "claims: what is sent again is taken as in stock, and is not in loads of pick-ups."
    if scenario.payment is not None:
        yield from _payment(scenario.payment)


def _at_points(rule: Points) -> Iterator[str]:
    late = float(np.mean(rule.collected.ppf(_EVENLY) > rule.kept))
    if late > 0:
        yield (
            f"delivery.points.collected: {percent(round(late, 3))} of what goes to points is not "
            f"collected within {duration_text(rule.kept)}, and comes back."
        )
    if rule.cost == 0:
        yield "delivery.points.cost is missing: costs leave pick-up points out."


def _payment(section: Payment) -> Iterator[str]:
    if section.fee_share == section.fee == 0 and not section.methods:
        yield "payment.fee and payment.fee_share are missing: costs leave the gateway out."
    free = [way.name for way in section.ways if way.name and way.fee_share == way.fee == 0]
    if free:
        yield f"payment.methods: {listed(free)} without fee and fee_share: costs leave them out."
    if section.second_gateway is not None and section.timeout is None:
        yield (
            "payment.timeout is none: in an outage of the first gateway nobody asks the second, "
            "since every answer is waited for (write a time, such as 10 s)."
        )


def _goods(scenario: Scenario) -> Iterator[str]:
    catalog = scenario.catalog
    sold = catalog.price > 0 or catalog.file is not None or scenario.demand.trace is not None
    if sold and not catalog.cost.share and not catalog.cost.amount and catalog.file is None:
        yield "catalog.cost is missing: margin leaves the goods out."


def _experiment(scenario: Scenario) -> Iterator[str]:
    planned = scenario.experiment.replications
    if isinstance(planned, int) and planned < FEW:
        yield f"experiment.replications is {planned}: too few for a half-width that says much."
    if not scenario.targets:
        yield "targets is missing: the run has nothing to be checked for."

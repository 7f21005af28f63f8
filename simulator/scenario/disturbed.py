"""When the events and outages of a scenario are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from simulator.scenario.scenario import Scenario
from simulator.units import milliseconds_between


def last_disturbance(scenario: Scenario) -> int | None:
    """The end of the last event or outage, in milliseconds since the start.

    Of those that end within the measurement window; None if none does. Failures that are drawn are
    part of an ordinary day and do not count.
    """
    low, high = scenario.clock.window
    ends = [milliseconds_between(scenario.clock.start, moment) for moment in _ends(scenario)]
    return max((end for end in ends if low <= end < high), default=None)


def _ends(scenario: Scenario) -> Iterator[datetime]:
    if scenario.demand.trace is None:
        for event in scenario.demand.events:
            yield datetime.combine(event.to + timedelta(days=1), time())
    benches = scenario.packing.stations if scenario.packing is not None else None
    labeling, shipping = scenario.labeling, scenario.shipping
    service = labeling.service if labeling is not None else None
    carriers = shipping.carriers.values() if shipping is not None else ()
    for section in (scenario.payment, benches, labeling, service, *carriers):
        for outage in section.outages if section is not None else ():
            yield outage.at + timedelta(milliseconds=outage.for_)

"""What must fit together in the simulated time, and in where its orders come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulator.reading.mistakes import one_of
from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def horizon(scenario: Scenario) -> Iterator[Misfit]:
    """The simulated time ends within the calendar."""
    try:
        _end(scenario)
    except OverflowError:
        yield ("clock", "start"), "the simulated time ends after the year 9999; start earlier"


def arrivals(scenario: Scenario) -> Iterator[Misfit]:
    """Demand has exactly one source, and carts need a checkout."""
    demand = scenario.demand
    given = [name for name in demand.one_of[0] if getattr(demand, name) is not None]
    if not given:
        yield ("demand",), "nothing arrives; write orders_per_day: 450 (or carts_per_day, or trace)"
    rates = [name for name in given if name != "trace"]
    for name in rates if demand.trace is not None else ():
        wrong = f"demand comes from a trace, which {name} does not replace; leave it out, or write "
        yield ("demand", name), f"{wrong}demand.trace: none"
    for name in rates[1:]:
        wrong = f"demand already comes from {given[0]}; keep one of {one_of(rates)}"
        yield ("demand", name), wrong
    if demand.carts_per_day is not None and scenario.checkout is None:
        wrong = "there are no carts, checkout is off; write orders_per_day, or checkout: on"
        yield ("demand", "carts_per_day"), wrong
    if demand.forecast is not None and demand.trace is not None:
        wrong = "a forecast tells orders to come, and demand comes from a trace; remove one of them"
        yield ("demand", "forecast"), wrong
    window = demand.trace.window if demand.trace is not None else None
    if window is not None and window.to < window.from_:
        yield ("demand", "trace", "window", "to"), f"is before from ({window.from_}); swap them"


def events(scenario: Scenario) -> Iterator[Misfit]:
    """Events lie within the simulated time, the right way round, each with its own name.

    There are none beside a trace, whose orders have theirs.
    """
    if scenario.demand.trace is not None and scenario.demand.events:
        wrong = "a trace has no events, its orders are as many as they were; remove them, or write"
        yield ("demand", "events"), f"{wrong} demand.scale: 2 for twice as many"
        return
    start, end = scenario.clock.start, _end(scenario)
    names: list[str] = []
    for k, event in enumerate(scenario.demand.events):
        at = ("demand", "events", k)
        if event.name in names:
            yield (*at, "name"), f"there are two events called {event.name!r}; rename one"
        names.append(event.name)
        if event.to < event.from_:
            yield (*at, "to"), f"{event.to} is before from ({event.from_}); swap the two"
        elif event.to < start.date() or (event.from_ >= end.date() and event.from_ > start.date()):
            wrong = f"the event is outside the simulated time ({start.date()} to {end.date()})"
            yield (*at, "from"), f"{wrong}; move it or clock.start"


def _end(scenario: Scenario) -> datetime:
    return scenario.clock.start + timedelta(milliseconds=scenario.clock.horizon)

"""When carriers' trucks come: as planned, late, or not at all; and how much fits.

A truck is who it is by its carrier, its date and its time of day, so that another pick-up changes
nothing of it. Trucks of a carrier come each for itself: a late one may come after the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from simulator.calendars import OpenDays, pick_up_times
from simulator.distributions import Distribution
from simulator.intake.standing import Standing
from simulator.scenario.clock import Clock
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_choice import services_of
from simulator.stages.shipping.section import CalledTruck, Carrier, RoomOn
from simulator.units import NEVER, SECOND, WEEK
from simulator.workload.draws import Draws, Flags, Integers, integers
from simulator.workload.standing import Merged
from simulator.workload.workload import Workload


class Room(NamedTuple):
    """What fits into a truck; None: any."""

    parcels: int | None = None
    grams: float | None = None
    volume: float | None = None  # cubic centimeters

    @property
    def takes_all(self) -> bool:
        """Whether nothing is left behind."""
        return self.parcels is None and self.has_no_sizes

    @property
    def has_no_sizes(self) -> bool:
        """Whether parcels alone are counted."""
        return self.grams is None and self.volume is None


class Truck(NamedTuple):
    """A pick-up that is made: when, for when it was planned, and what fits."""

    comes: int
    planned: int
    room: Room


def comes_at(clock: Clock, carrier: Carrier, beyond: int = 0) -> Integers:
    """The moments in [0, horizon] at which a carrier should come, outages aside, ascending.

    And those `beyond` milliseconds past the horizon.
    """
    dates = clock.calendar_of(carrier.holidays)
    return pick_up_times(dates, dict(enumerate(carrier.pick_ups)), clock.horizon + beyond)


def comes_at_and_next(clock: Clock, carrier: Carrier, beyond: int) -> Integers:
    """The same, and the first after them; empty for a carrier that only comes when called."""
    look = beyond
    while any(carrier.pick_ups):
        look += WEEK
        times = comes_at(clock, carrier, look)
        within = int(np.searchsorted(times, clock.horizon + beyond, side="right"))
        if within < len(times):
            return times[: within + 1]
    return np.empty(0, np.int64)


def planned_at(clock: Clock, carrier: Carrier, beyond: int = 0) -> Integers:
    """The same outside its outages: a truck is sent for each, late as it may be."""
    times = comes_at(clock, carrier, beyond)
    sent = np.ones(len(times), dtype=np.bool_)
    for outage in carrier.outages:
        begins = clock.calendar.since_start(outage.at)
        sent &= (times < begins) | (times >= begins + outage.for_)
    return times[sent]


def room_in(truck: Carrier | CalledTruck | RoomOn) -> Room:
    """What fits into a truck, as it is written."""
    return Room(truck.capacity, truck.payload, truck.load_volume)


def room_at(clock: Clock, carrier: Carrier, moments: Integers) -> list[Room]:
    """What fits into the trucks planned for these moments."""
    dates, rooms = clock.calendar_of(carrier.holidays), [room_in(carrier)] * len(moments)
    for other in carrier.capacity_on:
        times = {
            day: [at for at in carrier.pick_ups[day] if other.at in (None, at)]
            for day in other.days
        }
        theirs = np.isin(moments, pick_up_times(dates, times, clock.horizon))
        anew = {
            name: value for name, value in room_in(other)._asdict().items() if value is not None
        }
        for place in np.flatnonzero(theirs):
            rooms[place] = rooms[place]._replace(**anew)
    return rooms


def call_hours(clock: Clock, carrier: Carrier) -> list[tuple[int, int]]:
    """From when until when a truck can be called, ascending; none without `on_call`.

    None is called that would come in an outage of its carrier.
    """
    if carrier.on_call is None:
        return []
    dates, (opens, closes) = clock.calendar_of(carrier.holidays), carrier.on_call.hours
    days = OpenDays(dates, frozenset(carrier.on_call.days)).between(
        -1, dates.last_day(clock.horizon)
    )
    begin, end = dates.moment(days, opens), dates.moment(days, closes)
    hours = list(zip(begin.tolist(), end.tolist(), strict=True))
    for outage in carrier.outages:
        since = clock.calendar.since_start(outage.at) - carrier.on_call.lead_time
        hours = _without(hours, since, since + outage.for_)
    return hours


def _without(hours: list[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    """What is left of each span outside [begin, end)."""
    parts = [
        part
        for first, last in hours
        for part in ((first, min(last, begin)), (max(first, end), last))
    ]
    return [(first, last) for first, last in parts if first < last]


class Seen(NamedTuple):
    """What a state says of a carrier up to its moment: when parcels came to the dock, and left.

    Those that came are still there.
    """

    until: int
    ready: Integers
    left: Integers


def seen_by(
    scenario: Scenario, orders: Merged | None, state: Standing | None, service: Integers
) -> dict[str, Seen]:
    """By carrier; nothing where a state is that of the replication itself, which draws the same.

    `service` is that of every row of the workload.
    """
    if state is None or orders is None or state.goes_on:
        return {}
    by_carrier = {}
    names = [carrier for carrier, _ in services_of(scenario.shipping)]
    for carrier in scenario.carriers:
        rows = zip(orders.standing, service[orders.rows].tolist(), strict=True)
        theirs = [order for order, of in rows if names[of] == carrier]
        ready = [order.since for order in theirs if order.stage == "shipping"]
        left = [
            visit.ended
            for order in theirs
            for visit in order.visits
            if visit.activity == "shipping"
        ]
        left += [order.since for order in theirs if order.stage == "transit"]
        by_carrier[carrier] = Seen(state.at, np.array(ready, np.int64), np.array(left, np.int64))
    return by_carrier


def truck_comes(scenario: Scenario, draws: Draws, seen: Mapping[str, Seen]) -> dict[str, Integers]:
    """By carrier whose trucks may be late or missing: when each that is sent comes, or NEVER.

    Each has a moment for each of `planned_at`, which is not before it.
    """
    return {
        name: _comes(scenario.clock, section, name, draws, seen.get(name))
        for name, section in scenario.carriers.items()
        if not section.is_punctual
    }


def _comes(
    clock: Clock, section: Carrier, carrier: str, draws: Draws, seen: Seen | None
) -> Integers:
    dates, planned = clock.calendar, planned_at(clock, section)
    by = (dates, dates.day(planned), dates.time_of_day(planned) // SECOND)
    no_show = draws.dates(f"shipping.{carrier}.no_show", *by)
    late_by = draws.dates(f"shipping.{carrier}.late_by", *by)
    comes = planned.copy()
    if section.late is not None:
        is_late = draws.dates(f"shipping.{carrier}.late", *by).happens(section.late.share)
        comes += late_by.integers(section.late.by, is_late)
    comes[no_show.happens(section.no_show)] = NEVER
    if seen is not None:
        has_come, is_out = _as_seen(section, planned, room_at(clock, section, planned), seen)
        comes[has_come] = planned[has_come]
        uniforms = zip(no_show.uniforms(is_out), late_by.uniforms(is_out), strict=True)
        for k, pair in zip(np.flatnonzero(is_out).tolist(), uniforms, strict=True):
            comes[k] = _still_out(section, int(planned[k]), seen.until, pair)
    return comes


def _as_seen(
    section: Carrier, planned: Integers, room: list[Room], seen: Seen
) -> tuple[Flags, Flags]:
    """Trucks that have come, as parcels left since; and those that have not, as one did not.

    Who stands on the dock and was ready for a truck with room for all has seen none. Of others
    the state tells nothing.
    """
    past = planned <= seen.until
    has_come = past & (planned <= seen.left.max(initial=NEVER))
    takes_all = np.array([each.takes_all for each in room], dtype=np.bool_)
    first = seen.ready.min(initial=seen.until + 1)
    return has_come, past & ~has_come & takes_all & (planned - section.cut_off >= first)


def _still_out(section: Carrier, planned: int, until: int, uniforms: tuple[float, float]) -> int:
    """When a truck comes that was not there by a moment: the later draws, given that."""
    if section.late is None:
        return NEVER
    by, low, high = section.late.by, 0.0, 1.0
    for _ in range(_HALVINGS):  # up to the quantile of the wait so far
        half = (low + high) / 2
        low, high = (half, high) if planned + _one(by, half) <= until else (low, half)
    later = (1 - section.no_show) * section.late.share * (1 - high)
    if uniforms[0] * (section.no_show + later) >= later:
        return NEVER
    return max(planned + _one(by, high + uniforms[1] * (1 - high)), until + 1)


_HALVINGS = 40


def _one(distribution: Distribution, quantile: float) -> int:
    return int(integers(distribution, np.array([quantile]))[0])


def trucks_of(scenario: Scenario, workload: Workload, carrier: str) -> list[Truck]:
    """The trucks that a carrier sends and that come, by when they do, then by their plan.

    Those that came before a state's moment are on record by what they took, late as they were.
    """
    section = scenario.carriers[carrier]
    planned = planned_at(scenario.clock, section)
    comes = workload.truck_comes.get(carrier, planned)
    room = room_at(scenario.clock, section, planned)
    every = zip(comes.tolist(), planned.tolist(), room, strict=True)
    trucks = sorted((Truck(*each) for each in every if each[0] != NEVER), key=lambda each: each[:2])
    begins = workload.begins
    if begins is None or (carrier not in workload.truck_comes and section.on_call is None):
        return trucks
    took = {(order, moment) for (order, _), moment in begins.handed_over.items()}
    took |= {(order, moment) for order, _, moment in begins.loads}
    came = {at for order, at in took if workload.services[workload.service[order]][0] == carrier}
    return [Truck(at, at, Room()) for at in sorted(came)] + [
        truck for truck in trucks if truck.comes > begins.at
    ]

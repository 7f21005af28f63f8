"""Whom the figures are about: the orders placed in the measurement window, and what became of them.

Where a run begins with a state, the orders that were in the house then are among them.

An order still open at the horizon is late if its promise has passed by then, otherwise censored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import CANCELED, REFUSED, Outcome, is_any_of
from simulator.results.parcels import first_handed_over, left_the_house
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cohort:
    """One row per order, as in the workload; flags are False outside the cohort.

    `left` is when all of the order had left the house (handed over, or completed where shipping is
    off), `first_left` when its first parcel had, and `finished_at` when it was delivered (or
    completed where delivery is off): for every order.
    """

    window: tuple[int, int]
    horizon: int
    placed: Milliseconds  # NEVER for an abandoned cart
    orders: Flags  # placed in the window
    accepted: Flags  # paid and not canceled later
    finished: Flags
    shipped: Flags
    in_flight: Flags
    ship_due: Flags  # the base of on-time ship
    ship_on_time: Flags
    delivery_due: Flags  # the base of on-time delivery
    delivered_on_time: Flags
    in_flight_late: Flags
    left: Milliseconds
    first_left: Milliseconds
    finished_at: Milliseconds

    @property
    def hours(self) -> float:
        """Length of the window in hours."""
        return (self.window[1] - self.window[0]) / HOUR


def select(scenario: Scenario, workload: Workload, timeline: Timeline) -> Cohort:
    """The cohort of one replication."""
    low, high = scenario.clock.window
    horizon = timeline.horizon
    placed = workload.placed
    outcome = timeline.outcome
    orders = (placed >= low) & (placed < high)
    if workload.begins is not None:
        orders[workload.begins.in_house] = True
    completed = outcome == Outcome.COMPLETED
    delivered = outcome == Outcome.DELIVERED
    canceled = is_any_of(outcome, CANCELED + REFUSED)
    accepted = orders & (timeline.paid != NEVER) & ~canceled
    left = left_the_house(timeline)
    first_left = first_handed_over(timeline) if "shipping" in timeline.visits else left
    finished_at = np.where(delivered, timeline.delivered, NEVER)
    finished_at = np.where(completed, timeline.ended, finished_at)
    in_flight = orders & (outcome == Outcome.IN_FLIGHT)

    ship_by, deliver_by = workload.ship_by, workload.deliver_by
    gone = left != NEVER
    ship_late = ~gone & (ship_by <= horizon)
    ship_due = accepted & (ship_by != NEVER) & (gone | ship_late)
    ended = outcome != Outcome.IN_FLIGHT
    # Without a delivery nobody knows when a customer has it: transit ends at the depot.
    promised = accepted & (deliver_by != NEVER) & (scenario.delivery is not None)
    delivery_due = promised & (ended | (deliver_by <= horizon))
    overdue = (ship_by != NEVER) & ship_late
    overdue |= promised & (deliver_by <= horizon)
    return Cohort(
        window=(low, high),
        horizon=horizon,
        placed=placed,
        orders=orders,
        accepted=accepted,
        finished=orders & (finished_at != NEVER),
        shipped=orders & gone,
        in_flight=in_flight,
        ship_due=ship_due,
        ship_on_time=ship_due & gone & (left <= ship_by),
        delivery_due=delivery_due,
        delivered_on_time=delivery_due & delivered & (timeline.delivered <= deliver_by),
        in_flight_late=in_flight & accepted & overdue,
        left=left,
        first_left=first_left,
        finished_at=finished_at,
    )

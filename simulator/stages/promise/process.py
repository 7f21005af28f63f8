"""What the backlog adds to a promise at checkout, and who leaves over that.

Everything random is sampled: who leaves hangs on the days that are told and on a number that the
customer brings along, so that alternatives meet the same customers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.results.promises import Promises
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.section import Delivery
from simulator.stages.promise.draws import (
    at_depot,
    chance_to_leave,
    day_ends,
    days_promised,
    destinations,
    done_on,
    last_pick_ups,
)
from simulator.stages.promise.section import Backlog, Promise
from simulator.units import DAY, NEVER
from simulator.working_time import WorkingTime
from simulator.workload.draws import Integers
from simulator.workload.workload import Workload

MOST_DAYS = 365
"""Days of the house that a backlog can add to a promise."""

Destination = tuple[int, int]


class PromiseDesk:
    """Tells each customer at checkout by when the order is delivered.

    `ship_by` and `deliver_by` are those of the run's own workload, and change as it goes.
    """

    def __init__(
        self,
        scenario: Scenario,
        section: Promise,
        backlog: Backlog,
        delivery: Delivery,
        workload: Workload,
    ) -> None:
        columns = workload.added["promise"]
        self._scenario, self._section, self._delivery = scenario, section, delivery
        self._to = destinations(scenario, section)
        self._service, self._region = workload.service.data, workload.region.data
        self._house = _house(scenario, section, backlog)
        opens, closes = backlog.hours
        self._length, self._a_day = closes - opens, backlog.orders_a_day
        placed = workload.created + workload.in_cart
        self._placed, self._placed_on = placed.tolist(), self._days_counted(workload, placed)
        since = columns["since"].astype(np.int64)
        self._since = since.tolist()
        self._counted_from = self._days_counted(workload, since)
        self._told = columns["told"].astype(np.bool_).tolist()
        self._patience = columns["patience"].astype(np.float64).tolist()
        own = [each.ship_by is not None for each in scenario.demand.classes.values()]
        self._own_ship_by = np.array(own)[workload.order_class].tolist()
        self.ship_by, self.deliver_by = workload.ship_by, workload.deliver_by
        self.days = columns["days"].astype(np.int64)
        self.least_days = self.days.copy()
        self.pick_up = columns["pick_up"].astype(np.int64)
        self.at_depot = columns["at_depot"].astype(np.int64)
        self.lost = columns["lost"].astype(np.bool_)
        self.lost_to_backlog = np.zeros(workload.n, dtype=np.bool_)
        self.put_off = np.full(workload.n, NEVER, dtype=np.int64)
        self._pick_ups: dict[tuple[int, int, int], tuple[int, int]] = {}
        self._by: dict[tuple[Destination, int], tuple[int, int]] = {}

    def _days_counted(self, workload: Workload, moments: Integers) -> list[int]:
        """The day from which each order counts, by the cut-off of its service and region."""
        cut_off = np.zeros(workload.n, dtype=np.int64)
        for (service, region), (_, _, latest) in self._to.items():
            cut_off[(workload.service == service) & (workload.region == region)] = latest
        dates = self._scenario.clock.calendar
        counted: list[int] = (dates.day(moments) + (dates.time_of_day(moments) > cut_off)).tolist()
        return counted

    def tell(self, order: int, ahead: int) -> bool:
        """Promise the order to its customer, with so many ahead of it; whether that stays."""
        placed, to = self._placed[order], (self._service[order], self._region[order])
        if self._told[order]:
            self.put_off[order] = 0
            return True
        added, pick_up = self._least(to, self._placed_on[order], placed, ahead + 1)
        self.put_off[order] = added
        if not added:
            return True
        _, by = self._promise(to, pick_up)
        days = days_promised(self._scenario, np.array([by]), np.array([placed]))
        self.days[order] = days[0]
        if self._patience[order] < chance_to_leave(self._section, days)[0]:
            self._leaves(order)
            return False
        self._put_off(order, to, added)
        return True

    def _least(self, to: Destination, day: int, placed: int, orders: int) -> tuple[int, int]:
        """The fewest added days by whose pick-up the house has worked off so many; that pick-up."""
        takes = -(-orders * self._length // self._a_day)
        ready = self._house.end_of(placed, takes)
        for added in range(MOST_DAYS if ready != NEVER else 0):
            pick_up = self._pick_up(to, day, placed, added)
            if ready <= pick_up - self._to[to][0].cut_off:
                return added, pick_up
        return MOST_DAYS, self._pick_up(to, day, placed, MOST_DAYS)

    def _pick_up(self, to: Destination, day: int, placed: int, added: int) -> int:
        """The pick-up on which a promise counts that is put off by so many days of the house."""
        carrier = self._to[to][0]
        key = to[0], day, added
        if key not in self._pick_ups:
            done = done_on(self._scenario, self._section, np.array([day]), added)
            first, on = last_pick_ups(self._scenario, carrier, done)
            later, _ = last_pick_ups(self._scenario, carrier, on + 1)
            self._pick_ups[key] = int(first[0]), int(later[0])
        first_one, later_one = self._pick_ups[key]
        return first_one if first_one - carrier.cut_off >= placed else later_one

    def _promise(self, to: Destination, pick_up: int) -> tuple[int, int]:
        """When a parcel of this pick-up is at its depot, and the end of the day promised."""
        key = to, pick_up
        if key not in self._by:
            carrier, way, _ = self._to[to]
            there = at_depot(self._scenario, self._section, carrier, way, np.array([pick_up]))
            by = day_ends(self._scenario, self._delivery, carrier, there)
            self._by[key] = int(there[0]), int(by[0])
        return self._by[key]

    def _put_off(self, order: int, to: Destination, added: int) -> None:
        """What is owed counts from the payment of a slip, else as it was told."""
        since = self._since[order]
        if since == NEVER:
            return
        pick_up = self._pick_up(to, self._counted_from[order], since, added)
        self.pick_up[order] = pick_up
        self.at_depot[order], self.deliver_by[order] = self._promise(to, pick_up)
        if not self._own_ship_by[order]:
            self.ship_by[order] = pick_up

    def _leaves(self, order: int) -> None:
        self.lost[order] = self.lost_to_backlog[order] = True
        for column in (self.ship_by, self.deliver_by, self.pick_up, self.at_depot):
            column[order] = NEVER

    def table(self) -> Promises:
        """All promises as they were made, and those of carts that have not been placed yet."""
        names = ("days", "least_days", "lost", "lost_to_backlog", "pick_up", "at_depot", "put_off")
        columns = {name: getattr(self, name) for name in names}
        return Promises(self.ship_by, self.deliver_by, columns)


def with_own_promises(workload: Workload) -> Workload:
    """The same with promises that a run may change: what customers do is not its own."""
    own = workload.ship_by.copy(), workload.deliver_by.copy()
    return replace(workload, ship_by=own[0], deliver_by=own[1])


def _house(scenario: Scenario, section: Promise, backlog: Backlog) -> WorkingTime:
    """When the house works, for as long as a promise can be put off."""
    weeks = section.handling_days + MOST_DAYS + 2  # it may work on one day a week
    until = scenario.clock.horizon + weeks * 7 * DAY
    return WorkingTime(scenario.clock.calendar, section.works, backlog.hours, 0, until)

"""One replication as the figures see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.measure.answers import Answers, answers_of
from simulator.measure.cohort import Cohort, select
from simulator.measure.flow import Flow, time_by_cause
from simulator.measure.lost_orders import LostOrders, lost_orders
from simulator.measure.scopes import Scopes, scopes_of
from simulator.measure.without_carts import without_carts
from simulator.measure.work import CrewTime, Visits, crew_times, station_visits
from simulator.results.order_money import OrderMoney, order_money
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.moments import Contacts, contacts_of
from simulator.stages.inventory.figures_levels import StockCourse, stock_course
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Carts:
    """What became of every cart, those that are left too; a row each.

    `created` are those of the window. `lost` are orders of which the promise made a cart that is
    left; none where no promise is made at checkout.
    """

    scopes: Scopes
    created: Flags
    paid: Flags
    abandoned: Flags
    lost: LostOrders


@dataclass(frozen=True)
class Observation:
    """What was asked, what customers did and what happened; the rest is worked out once from it."""

    scenario: Scenario
    workload: Workload
    timeline: Timeline
    all_carts: Observation | None = None
    seen_before: Carts | None = None

    def of_orders(self, keep_carts: bool = True) -> Observation:
        """The same without the carts that are left, which few figures are about.

        Unless they are kept, all of them can be forgotten with this: what is left of them is
        `carts`, and there is no `with_carts`, which figures of the user's are about.
        """
        workload, timeline = without_carts(self.workload, self.timeline)
        if workload is self.workload:
            return self
        return Observation(
            self.scenario, workload, timeline, self if keep_carts else None, self.carts
        )

    def of_figures(self) -> Observation:
        """The same without what checks alone look at: whom stock moved for, and carts by row.

        Unless some was not on the shelf: figures ask whose it was (`written_off`).
        """
        log = self.timeline.stock
        if not (log.kind == Movement.WRITTEN_OFF).any():
            log = replace(log, order=log.order[:0].copy())
        lean = Observation(
            self.scenario,
            replace(self.workload, left=None),
            replace(self.timeline, stock=log),
            self.all_carts,
            self.carts,
        )
        worked_out = {name: value for name, value in vars(self).items() if name not in vars(lean)}
        vars(lean).update(worked_out)
        return lean

    @property
    def with_carts(self) -> Observation:
        """The same with the carts that are left; ValueError where they were not kept."""
        if self.all_carts is None and self.seen_before is not None:
            raise ValueError("the carts that are left were not kept")
        return self.all_carts or self

    @cached_property
    def carts(self) -> Carts:
        """Every cart."""
        if self.seen_before is not None:
            return self.seen_before
        low, high = self.scenario.clock.window
        created, scopes, left = self.workload.created, self.scopes, self.workload.left
        paid = self.timeline.paid != NEVER
        abandoned = self.timeline.outcome == Outcome.ABANDONED
        if left is not None:
            created = np.concatenate((created, left.created))
            order_class = np.concatenate((scopes.order_class, left.order_class))
            scopes = Scopes(scopes.classes, order_class)
            paid = np.concatenate((paid, np.zeros(len(left.created), dtype=np.bool_)))
            abandoned = np.concatenate((abandoned, left.left_at <= self.timeline.horizon))
        lost = lost_orders(self.scenario, self.workload)
        return Carts(scopes, (created >= low) & (created < high), paid, abandoned, lost)

    @cached_property
    def scopes(self) -> Scopes:
        """All orders, and each class."""
        return scopes_of(self.workload)

    @cached_property
    def cohort(self) -> Cohort:
        """The orders placed in the window, and what became of them."""
        return select(self.scenario, self.workload, self.timeline)

    @cached_property
    def visits(self) -> dict[str, Visits]:
        """The visits of every station that is on."""
        return station_visits(self.timeline)

    @cached_property
    def people(self) -> dict[str, CrewTime]:
        """What the time of each crew went into."""
        beside = () if self.answers is None else (self.answers.work,)
        return crew_times(self.timeline, self.visits, beside)

    @cached_property
    def flow(self) -> Flow:
        """Where the time of the cohort's orders went."""
        return time_by_cause(self.scenario, self.workload, self.timeline, self.cohort, self.people)

    @cached_property
    def stock(self) -> StockCourse:
        """What became of the stock, and what there was of it in the window."""
        window = self.scenario.clock.window
        begins = self.workload.begins
        moment = 0 if begins is None else begins.at
        return stock_course(self.timeline.stock, self.workload.supply.initial, window, moment)

    @cached_property
    def contacts(self) -> Contacts:
        """What customers contact the shop about; where that is on."""
        return contacts_of(self.scenario, self.workload, self.timeline)

    @cached_property
    def answers(self) -> Answers | None:
        """How contacts are answered; None where no crew does."""
        return answers_of(self.scenario, self.workload, self.timeline)

    @cached_property
    def money(self) -> OrderMoney:
        """What each order costs and brings in by itself."""
        return order_money(self.scenario, self.workload, self.timeline)

"""What orders cost by themselves and bring in: by class, by carrier and service, by method of
payment, by day of placing.

The house's people, pick-ups and stock are shared, so that no group has a part of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.costs import pick_up_costs
from simulator.results.order_money import CONTACTS, ORDER_COSTS, OrderMoney
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_attempts import ways_in
from simulator.workload.workload import Workload

Floats = npt.NDArray[np.float64]

FIGURES = ("orders_left", *ORDER_COSTS, "revenue", "goods", "charged", "refunded")
"""What each group has, in this order: a number of orders, then totals in the currency.

Behind them stands what customers' contacts cost, where they are on.
"""
Group = tuple[str, str, Floats]
"""Which grouping, which group, and its figures."""


def money_groups(
    scenario: Scenario, workload: Workload, cohort: Cohort, money: OrderMoney
) -> Iterator[Group]:
    """The cohort's orders that left, in every grouping; each grouping adds up to all of them."""
    left = np.flatnonzero(cohort.shipped)
    figures = [*(money.costs[part] for part in ORDER_COSTS), money.revenue, money.goods]
    figures += [money.charged, money.refunded]
    figures += [money.costs[CONTACTS]] if CONTACTS in money.costs else []
    columns = [np.ones(len(left)), *(figure[left] for figure in figures)]

    def grouped(grouping: str, names: list[str], of_order: npt.NDArray[np.int64]) -> list[Group]:
        sums = [
            np.bincount(of_order, column, minlength=len(names)).astype(np.float64)
            for column in columns
        ]
        table = np.column_stack(sums)
        return [(grouping, name, table[k]) for k, name in enumerate(names)]

    yield from grouped("class", list(workload.classes), workload.order_class[left].astype(np.int64))
    services = [f"{carrier}, {service}" for carrier, service in workload.services]
    if services:
        yield from grouped("service", services, workload.service[left].astype(np.int64))
    payment = scenario.payment
    if payment is not None and payment.methods:
        went = ways_in(payment, workload).method[left]
        yield from grouped("method", list(payment.methods), went.astype(np.int64))
    clock = scenario.clock
    dates = clock.calendar
    low, high = cohort.window
    if workload.begins is not None and len(workload.begins.in_house):
        low = min(low, int(cohort.placed[workload.begins.in_house].min()))
    first, last = dates.day(np.array([low, high - 1], dtype=np.int64)).tolist()
    days = [f"{dates.start + timedelta(days=day):%Y-%m-%d}" for day in range(first, last + 1)]
    yield from grouped("day", days, dates.day(cohort.placed[left]) - first)


def pick_ups_by_carrier(scenario: Scenario, cohort: Cohort, timeline: Timeline) -> Iterator[Group]:
    """What the pick-ups of the window cost, carrier by carrier."""
    for carrier, cost in pick_up_costs(scenario, cohort, timeline).items():
        yield "pick_ups", carrier, np.array([cost])

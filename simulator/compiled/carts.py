"""Carts that are left, which the engine need not know: nothing hangs on them if they hold no stock.

Seven in ten carts of a shop are left. The engine simulates the others, numbered anew in the same
sequence, which leaves every tie as it is; afterwards the timeline gets the rows of all carts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.timeline import FurtherVisits, Log, ParcelTable, Stretches, Timeline, Visit
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.orders_alone import orders_alone

Integers = npt.NDArray[np.int64]
SOME = 0.1
"""The share of carts from which on it takes less time to leave them out than to pass them over."""


def without_idle_carts(scenario: Scenario, workload: Workload) -> Workload:
    """The orders that the engine simulates: all, where carts hold stock or decide when it ends."""
    left = int(np.count_nonzero(workload.abandons))
    if not scenario.has_idle_carts or not SOME * workload.n <= left < workload.n:
        return workload
    return orders_alone(workload)


def with_idle_carts(scenario: Scenario, workload: Workload, timeline: Timeline) -> Timeline:
    """The timeline of all carts, of that of the orders alone."""
    rows = _Rows(workload, timeline)
    tour = rows.renumbered if _is_alone(scenario) else np.copy
    left = rows.ended_carts(timeline.horizon)
    outcome = rows.of_orders(timeline.outcome, Outcome.IN_FLIGHT)
    outcome[left] = Outcome.ABANDONED
    ended = rows.of_orders(timeline.ended, NEVER)
    ended[left] = (workload.created + workload.in_cart)[left]
    columns: dict[str, Any] = rows.lines(scenario, timeline)
    for name, neutral in NEUTRAL.items():
        columns[name] = rows.of_orders(getattr(timeline, name), neutral)
    wrong = workload.wrong_items.copy()
    wrong[rows.orders] = timeline.wrong_items
    return replace(
        timeline,
        parcels=rows.parcel_table(timeline.parcels, outcome, ended),
        log=rows.log(timeline.log, timeline.horizon),
        tours=replace(
            timeline.tours,
            number=tour(timeline.tours.number),
            members=rows.parcels[timeline.tours.members],
        ),
        batch=rows.of_orders(tour(timeline.batch), NEVER),
        outcome=outcome,
        ended=ended,
        wrong_items=wrong,
        part_loads=replace(timeline.part_loads, parcel=rows.parcels[timeline.part_loads.parcel]),
        stock=replace(timeline.stock, order=rows.renumbered(timeline.stock.order)),
        **columns,
    )


NEUTRAL: dict[str, int] = {
    **dict.fromkeys(("paid", "released", "handed_over", "delivered"), NEVER),
    **dict.fromkeys(("return_state", "label_by_hand", "charged", "refunded"), 0),
}
"""Columns of the timeline by order, with what a cart has that is left."""


def _is_alone(scenario: Scenario) -> bool:
    """Whether every order has a tour of its own, which has its number."""
    if scenario.picking is None:
        return True
    method = scenario.picking.method
    return method.batch is None and method.wave is None


class _Rows:
    """Where the rows of the orders alone are among those of all carts.

    `parcels` has the number of each parcel; first ones have that of their order.
    """

    def __init__(self, workload: Workload, timeline: Timeline) -> None:
        self._workload = workload
        self._stays = ~workload.abandons
        self.orders = np.flatnonzero(self._stays)
        further = len(timeline.parcels.order) - len(self.orders)
        self._n, self._all = workload.n, workload.n + further
        self.parcels = np.concatenate((self.orders, np.arange(self._n, self._all)))

    def ended_carts(self, horizon: int) -> npt.NDArray[np.bool_]:
        """(n,) Carts that are left by the horizon."""
        over = self._workload.created + self._workload.in_cart <= horizon
        left: npt.NDArray[np.bool_] = over & ~self._stays
        return left

    def of_orders(self, column: npt.NDArray[Any], neutral: int) -> npt.NDArray[Any]:
        """(n,) A column by order, `neutral` for carts."""
        whole = np.full(self._n, neutral, dtype=column.dtype)
        whole[self.orders] = column
        return whole

    def of_parcels(self, column: npt.NDArray[Any], neutral: int) -> npt.NDArray[Any]:
        """A column by parcel, `neutral` for carts."""
        whole = np.full(self._all, neutral, dtype=column.dtype)
        whole[self.parcels] = column
        return whole

    def renumbered(self, numbers: Integers) -> Integers:
        """The numbers of parcels; NEVER for NEVER."""
        nobody = numbers == NEVER
        return np.where(nobody, NEVER, self.parcels[np.where(nobody, 0, numbers)])

    def parcel_table(
        self, table: ParcelTable, outcome: npt.NDArray[np.int8], ended: Integers
    ) -> ParcelTable:
        """All parcels; a cart's only one ends with it."""
        of = self.of_parcels(self.parcels[table.order], 0)
        of[: self._n] = np.arange(self._n)
        outcomes, ends = self.of_parcels(table.outcome, 0), self.of_parcels(table.ended, 0)
        idle = ~self._stays
        outcomes[: self._n][idle], ends[: self._n][idle] = outcome[idle], ended[idle]
        number, made = self.of_parcels(table.number, 1), self.of_parcels(table.made, NEVER)
        return ParcelTable(of, number, made, outcomes, ends)

    def log(self, log: Log, horizon: int) -> Log:
        """All visits; carts have only that of the checkout."""
        first = {name: self._visit(visit) for name, visit in log.first.items()}
        if "checkout" in first:
            visit = first["checkout"]
            begins, ends = self._workload.created, self._workload.created + self._workload.in_cart
            for column, moments in ((visit.queued, begins), (visit.ended, ends)):
                column[: self._n] = np.where(moments <= horizon, moments, NEVER)
        return Log(first, self._table(log.further), self._table(log.stretches))

    def _visit(self, visit: Visit) -> Visit:
        """One column where queueing and beginning, or beginning and end, are one."""
        queued, ended = self.of_parcels(visit.queued, NEVER), self.of_parcels(visit.ended, NEVER)
        if visit.began is visit.queued or np.shares_memory(visit.began, visit.queued):
            began = queued
        elif np.shares_memory(visit.began, visit.ended):
            began = ended
        else:
            began = self.of_parcels(visit.began, NEVER)
        server, place = self.of_parcels(visit.server, -1), self.of_parcels(visit.place, 0)
        return Visit(queued, began, ended, server, place)

    def _table(self, table: FurtherVisits | Stretches) -> Any:
        return replace(table, parcel=self.parcels[table.parcel])

    def lines(self, scenario: Scenario, timeline: Timeline) -> dict[str, Any]:
        """What became of every line; of those in carts nothing."""
        workload = self._workload
        rows = np.flatnonzero(np.repeat(self._stays, workload.lines))
        parcel = np.repeat(np.arange(self._n, dtype=np.int32), workload.lines)
        parcel[rows] = self.parcels[timeline.line_parcel]
        columns: dict[str, npt.NDArray[Any]] = {"line_parcel": parcel}
        for name in ("line_filled", "line_found", "line_canceled", "line_refunded"):
            column = getattr(timeline, name)
            columns[name] = np.zeros(len(parcel), dtype=column.dtype)
            columns[name][rows] = column
        if scenario.inventory is None:
            columns["line_filled"][:] = True
            columns["line_found"] = workload.line_units
        return columns

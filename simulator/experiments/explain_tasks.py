"""The tasks that a workload's orders bring to the stations, as columns.

A task is listed here with when it could be begun if nobody had to wait, and what it takes; the
rules are those of `model`, for all orders at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.experiments.explain_demand import Floats
from simulator.experiments.explain_tours import Integers, lines_of, parts, together
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.deadlines import carrier_of_orders
from simulator.units import DAY, NEVER
from simulator.workload import APPROVED, HARD_DECLINE, Workload

Flags = npt.NDArray[np.bool_]

WORKING_DAYS = 7 / 5
"""Days a working day, between the hand-over and the return of an order (assumption)."""


class Part(NamedTuple):
    """Tasks of one station: when each could be begun, its time in milliseconds, its weight."""

    station: str
    moment: Integers
    time: Integers
    weight: Floats


class Orders:
    """The orders of one workload that reach the floor, and the tasks that they bring.

    `row` are their rows in the workload, `ready` when each could begin on the floor, and from then
    on `moment` when its tour could.
    """

    def __init__(self, scenario: Scenario, workload: Workload, weight: Floats) -> None:
        self._scenario, self._workload, self._weight = scenario, workload, weight
        paid, moment = _paid(scenario, workload)
        self._asked = np.flatnonzero(paid & (weight > 0))
        self._paid_at = moment[self._asked]
        ready = self._paid_at + np.where(
            workload.reviewed[self._asked], workload.review[self._asked], 0
        )
        passes = ~workload.rejected[self._asked]
        self.row, self.ready = self._asked[passes], ready[passes]
        if scenario.picking is not None:
            self.tour, self.moment = together(scenario, workload, self.row, self.ready)
            taken = self.moment != NEVER
            self.row, self.tour = self.row[taken], self.tour[taken]
            self.moment = self.moment[taken]
        else:
            self.moment = self.ready

    def parts(self) -> Iterator[Part]:
        """All tasks, a group at a time."""
        yield from self._review()
        yield from self._picking()
        yield from self._packing()
        yield from self._labeling()
        yield from self._inspection()

    def parcels(self) -> Iterator[tuple[str, Integers, Floats]]:
        """(carrier, moment, weight) of the parcels of each carrier."""
        shipping, workload = self._scenario.shipping, self._workload
        if shipping is None:
            return
        of = np.asarray(carrier_of_orders(self._scenario, workload), dtype=np.int64)[self.row]
        boxes = self._workload.parcels[self.row]
        each = self._weight[self.row] * (boxes + self._second_parcel())
        for k, name in enumerate(shipping.carriers):
            here = of == k
            yield name, self.moment[here], each[here]

    def _review(self) -> Iterator[Part]:
        workload, asked = self._workload, self._asked
        seen = workload.reviewed[asked]
        rows = asked[seen]
        yield Part("fraud_review", self._paid_at[seen], workload.review[rows], self._weight[rows])

    def _picking(self) -> Iterator[Part]:
        scenario, workload = self._scenario, self._workload
        if scenario.picking is None or not len(self.row):
            return
        zones = scenario.picking.method.zones
        line, which = lines_of(workload, self.row)
        part = parts(scenario, workload, line, self.tour[which], by_zone=True)
        first = np.append(True, part.tour[1:] != part.tour[:-1])
        sets_up = first if zones is not None and zones.style == "pick and pass" else True
        time = part.time + np.where(sets_up, workload.pick_setup[part.order], 0)
        yield from self._in_zones(part.zone, self._of_tour(part.tour), time, part.order)
        again = np.where(workload.found_wrong, 1 + workload.found_again, 0)[self.row]
        yield from self._alone(line, which, np.repeat(again, workload.lines[self.row]), 0)
        if scenario.inventory is not None and scenario.picking.short_picks.then != "cancel line":
            missing = workload.line_missing[line].astype(np.int64)
            yield from self._alone(line, which, missing, scenario.picking.short_picks.count)

    def _of_tour(self, tour: Integers) -> Integers:
        """When each of these tours could begin."""
        first = np.unique(self.tour, return_index=True)[1]
        known: Integers = self.moment[first][np.searchsorted(self.tour[first], tour)]
        return known

    def _alone(self, line: Integers, which: Integers, times: Integers, lag: int) -> Iterator[Part]:
        """Tours of one order to those of its lines that are picked so many times more."""
        some = times > 0
        if not some.any():
            return
        workload = self._workload
        part = parts(self._scenario, workload, line[some], which[some], by_zone=False)
        time = (part.time + workload.pick_setup[part.order]) * np.maximum.reduceat(
            times[some], np.flatnonzero(np.append(True, np.diff(which[some]) > 0))
        )
        yield from self._in_zones(part.zone, self.moment[part.tour] + lag, time, part.order)

    def _in_zones(
        self, zone: Integers, moment: Integers, time: Integers, order: Integers
    ) -> Iterator[Part]:
        names = self._workload.storage.zones
        weight = self._weight[order]
        if self._scenario.picking is None or self._scenario.picking.method.zones is None:
            yield Part("picking", moment, time, weight)
            return
        for k, name in enumerate(names):
            here = zone == k
            yield Part(f"picking.{name}", moment[here], time[here], weight[here])

    def _packing(self) -> Iterator[Part]:
        section, workload, row = self._scenario.packing, self._workload, self.row
        if section is None:
            return
        check = section.quality_check
        look = check.time if check is not None else 0
        looks = look * workload.checked[row]
        again = np.where(workload.found_wrong, 1 + workload.found_again, 0)[row]
        each_again = workload.pack[row] + (look if check is not None and check.recheck else 0)
        time = workload.pack[row] + looks + again * each_again + self._from_zones()
        second = self._second_parcel()
        alone = workload.pack_setup[row] + looks
        one_line = workload.lines[row] <= 1
        names = ["packing"]
        if section.lanes is not None:
            names = ["packing.single_line", "packing.multi_line"]
        for k, name in enumerate(names):
            here = np.full(len(row), True) if len(names) == 1 else one_line == (k == 0)
            yield Part(name, self.moment[here], time[here], self._weight[row[here]])
            here &= second
            yield Part(name, self.moment[here], alone[here], self._weight[row[here]])

    def _from_zones(self) -> Integers:
        """Time to put together what comes from further zones than the first."""
        picking, workload = self._scenario.picking, self._workload
        zones = picking.method.zones if picking is not None else None
        if zones is None or not zones.consolidation:
            return np.zeros(len(self.row), dtype=np.int64)
        line, which = lines_of(workload, self.row)
        zone = workload.storage.zone[workload.line_sku[line]].astype(np.int64)
        count = len(workload.storage.zones)
        visited = np.unique(which * count + zone) // count
        return zones.consolidation * (np.bincount(visited, minlength=len(self.row)) - 1)

    def _second_parcel(self) -> Flags:
        """(rows,) Orders whose missing lines follow in a second parcel."""
        scenario, workload = self._scenario, self._workload
        picking, none = scenario.picking, np.zeros(len(self.row), dtype=np.bool_)
        if scenario.inventory is None or picking is None or picking.short_picks.then != "split":
            return none
        line, which = lines_of(workload, self.row)
        missing = np.bincount(which, workload.line_missing[line], minlength=len(self.row))
        some: Flags = (missing > 0) & (missing < workload.lines[self.row])
        return some

    def _labeling(self) -> Iterator[Part]:
        if self._scenario.labeling is None:
            return
        label, weight = self._workload.label[self.row], self._weight[self.row]
        label = label * self._workload.parcels[self.row]
        second = self._second_parcel()
        yield Part("labeling", self.moment, label, weight)
        yield Part("labeling", self.moment[second], label[second], weight[second])

    def _inspection(self) -> Iterator[Part]:
        """Of what comes back, a day inside and the way out later (assumption).

        A parcel that nobody took is inspected as long as its customer's return would be.
        """
        section, workload = self._scenario.returns, self._workload
        if section is None:
            return
        comes = (workload.returns & ~workload.lost)[self.row]
        row = self.row[comes]
        days = workload.transit_days[row] * WORKING_DAYS * DAY
        back = self.moment[comes] + DAY + workload.transit[row] + workload.return_after[row] + days
        yield Part("inspection", back.astype(np.int64), workload.inspection[row], self._weight[row])


def _paid(scenario: Scenario, workload: Workload) -> tuple[Flags, Integers]:
    """(n,) Orders that are paid, and when; the gateway is up."""
    section, moment = scenario.payment, workload.created + workload.in_cart
    if section is None:
        return ~workload.abandons, moment
    limit = NEVER if section.timeout is None else section.timeout
    waits = (0, *(section.retry.after if section.retry else ()))
    open_, paid, known = ~workload.abandons, np.zeros(workload.n, bool), np.zeros(workload.n, bool)
    for attempt, wait in enumerate(waits):
        latency = workload.authorization[:, attempt]
        moment = moment + np.where(open_, wait + np.minimum(latency, limit), 0)
        answered = open_ & (latency <= limit)
        recovers = known & workload.recovers[:, attempt]
        approved = answered & ((workload.verdict == APPROVED) | recovers)
        paid |= approved
        known |= answered
        open_ &= ~approved & ~(answered & (workload.verdict == HARD_DECLINE))
    return paid, moment

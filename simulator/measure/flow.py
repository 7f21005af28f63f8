"""Where the time of an order goes: its cycle time taken apart by cause, exact to the ms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.account import Account
from simulator.measure.cohort import Cohort
from simulator.measure.last_parcels import LastParcels, last_handed_over, last_parcels
from simulator.measure.lateness import made_late
from simulator.measure.servers import Servers, Waiting, servers_of
from simulator.measure.spent import Spent
from simulator.measure.stops import stops_of
from simulator.measure.waits import Behind, Waits, Weight
from simulator.measure.work import CrewTime
from simulator.measure.zone_picks import Picks, zone_waits
from simulator.results.timeline import Timeline, Visit
from simulator.scenario.scenario import Scenario
from simulator.stages import LAGS, TO_THE_DOCK
from simulator.stages.delivery.delayed import delayed
from simulator.stages.shipping.figures_planned import carriers_of, first_in_time
from simulator.units import HOUR, NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Flow:
    """Milliseconds of cohort orders by what stands behind them.

    A row each of the finished orders and of those in flight, whose time ends at the horizon;
    `rows` has their order numbers, ascending. `late` are those that left, or have not left, after
    their ship-by time; of those without one, that were or are not delivered as promised.
    `behind_late` is the time of late ones up to what they were late for: to the hand-over, without
    a ship-by time all of it; it is 0 of the others. `order` and `by_cause` are of the finished ones
    alone: over the causes they add up to the cycle time.
    """

    rows: Numbers
    finished: Flags
    late: Flags
    promised: Flags
    behind: Spent[Behind]
    behind_late: Spent[Behind]
    order: Numbers
    by_cause: Spent[str]


def time_by_cause(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    cohort: Cohort,
    crew_times: dict[str, CrewTime],
) -> Flow:
    """Take apart the time from placed to finished.

    The moments of an order are walked in sequence and each step is credited to one cause, so
    nothing is counted twice or left out. Of a split order the parcel that is delivered last is
    followed, and the one that is handed over last up to the hand-over for which it was late; what
    it waited for is stock.
    """
    rows = np.flatnonzero(cohort.finished | cohort.in_flight)
    finished = cohort.finished[rows]
    end = np.where(finished, cohort.finished_at[rows], timeline.horizon)
    servers = servers_of(scenario, workload, timeline, crew_times)
    since = counted_from(workload, cohort)
    last, account = last_parcels(timeline, rows), Account(since[rows], end)
    _Walk(scenario, workload, timeline, last, ~finished, account, servers).through()
    promised, late, late_to_ship = (flags[rows] for flags in _promises(workload, cohort))
    behind_late = _up_to_lateness(account.behind, late, late_to_ship)
    others = np.flatnonzero(late_to_ship & _left_before(timeline, last))
    if len(others):
        # Another parcel than the one delivered last broke the promise to ship.
        last, left = last_handed_over(timeline, rows[others]), cohort.left[rows[others]]
        to_ship = Account(since[last.rows], np.where(left == NEVER, timeline.horizon, left))
        _Walk(scenario, workload, timeline, last, left == NEVER, to_ship, servers).through()
        nothing = np.zeros(len(rows), dtype=np.int64)
        for behind in dict.fromkeys((*behind_late, *to_ship.behind)):
            spent = behind_late.get(behind, nothing).copy()
            spent[others] = to_ship.behind.get(behind, 0)
            behind_late.put(behind, spent)
    return Flow(
        rows=rows,
        finished=finished,
        late=late,
        promised=promised,
        behind=account.behind,
        behind_late=behind_late,
        order=rows[finished],
        by_cause=account.by_cause(finished),
    )


def counted_from(workload: Workload, cohort: Cohort) -> Milliseconds:
    """(n,) When the account of each order begins: when it was placed, or at a state's moment."""
    if workload.begins is None:
        return cohort.placed
    return np.maximum(cohort.placed, workload.begins.at)


def _up_to_lateness(spent: Spent[Behind], late: Flags, late_to_ship: Flags) -> Spent[Behind]:
    """The time of late orders alone; of those late to ship without what comes after the dock."""
    on_the_road, all_of_it = ("transit", "road_delay", "delivery"), late & ~late_to_ship
    times: Spent[Behind] = Spent(len(late))
    for behind in spent:
        times.put_some(behind, spent, all_of_it if behind.cause in on_the_road else late)
    return times


def _left_before(timeline: Timeline, last: LastParcels) -> Flags:
    """Whether these parcels were handed over before all of their order was, or is."""
    if "shipping" not in timeline.visits:
        return np.zeros(len(last.rows), dtype=np.bool_)
    before: Flags = last.visit(timeline, "shipping").ended != timeline.handed_over[last.rows]
    return before


def waits_of(
    scenario: Scenario, workload: Workload, timeline: Timeline, cohort: Cohort, flow: Flow
) -> Waits:
    """Sums over the orders, and over those that were late."""
    late = np.flatnonzero(flow.late)
    spent = [
        behind
        for behind in sorted(flow.behind_late)
        if flow.behind_late.any(behind) or (behind in flow.behind and flow.behind.any(behind))
    ]
    of_late = {behind: flow.behind_late[behind][late] for behind in spent}
    orders = made_late(scenario, workload, timeline, cohort, flow.rows[late], of_late)
    weights = {}
    for behind in spent:
        of_all = flow.behind.total(behind) if behind in flow.behind else 0
        late_hours = float(of_late[behind].sum()) / HOUR
        weights[behind] = Weight(float(of_all) / HOUR, late_hours, orders[behind])
    return Waits(len(flow.rows), int(flow.promised.sum()), len(late), weights)


def _promises(workload: Workload, cohort: Cohort) -> tuple[Flags, Flags, Flags]:
    """(n,) Orders of which it is known whether they are in time; those late; late to ship."""
    no_ship_by = workload.ship_by == NEVER
    promised = cohort.ship_due | (no_ship_by & cohort.delivery_due)
    late_to_ship = cohort.ship_due & ~cohort.ship_on_time
    late = no_ship_by & cohort.delivery_due & ~cohort.delivered_on_time
    return promised, late | late_to_ship, late_to_ship


@dataclass(frozen=True)
class _Walk:
    """The way of the orders through the log, stage by stage."""

    scenario: Scenario
    workload: Workload
    timeline: Timeline
    last: LastParcels
    is_open: Flags
    account: Account
    servers: dict[str, tuple[Servers, ...]]

    def through(self) -> None:
        """From the cart to the end of the account."""
        self.to_the_floor()
        self.over_the_floor()
        self.to_the_door()

    def to_the_floor(self) -> None:
        """Stock, payment and review, up to the release."""
        timeline, rows, account = self.timeline, self.last.rows, self.account
        visits, paid = timeline.visits, timeline.paid[rows]
        if "payment" in visits:
            queued = visits["payment"].queued[rows]
            account.walk("stock", queued)
            paid = self._so_far(paid, queued != NEVER)
        account.walk("payment", paid)
        if "fraud_review" in visits:
            review = self._visit("fraud_review", first_parcel=True)
            account.walk("stock", review.queued)
            self._serve("fraud_review", review, np.zeros(len(rows), dtype=np.int16))
            account.walk("fraud_review", review.ended)
            self._stops("fraud_review", rows)
        released = timeline.released[rows]
        account.walk("stock", self._so_far(released, np.ones(len(rows), dtype=np.bool_)))

    def over_the_floor(self) -> None:
        """The stations, and rework between them."""
        timeline, last, account = self.timeline, self.last, self.account
        visits = timeline.visits
        if "picking" in visits and last.any:
            self._pick(last.first_pick(timeline), last.further)
            queued = last.further_pick(timeline).queued
            account.walk("stock", self._so_far(queued, last.further))
        for station in TO_THE_DOCK:
            if station not in visits:
                continue
            visit = self._visit(station)
            account.walk("rework", visit.queued)
            if station in LAGS:
                account.walk(station, visit.ended)
                continue
            if station == "picking":
                self._pick(visit, ~last.further)
            else:
                self._serve(station, visit, visit.place)
                account.walk(station, visit.ended)
            self._stops(station, last.parcel)

    def to_the_door(self) -> None:
        """The dock and the road; what is left of an order that never came there is rework."""
        visits, account, last = self.timeline.visits, self.account, self.last
        if "shipping" in visits:
            self._dock()
        if "transit" in visits:
            self._road(self._visit("transit").ended)
        gone = np.ones(len(last.rows), dtype=np.bool_)
        if "transit" in visits:
            gone = ~self.is_open | (last.visit(self.timeline, "transit").began != NEVER)
        account.walk("rework", np.where(gone, NEVER, account.end))
        account.walk("delivery" if "transit" in visits else "rework", account.end)

    def _road(self, arrived: Milliseconds) -> None:
        """Transit as it would be, and by how much longer delays of the carrier make it."""
        calm = delayed(self.scenario, self.workload, self.timeline)
        if calm is not None:
            without = np.full(len(self.timeline.parcels.order), NEVER, dtype=np.int64)
            without[calm.parcel] = calm.without.arrived
            self.account.walk("transit", np.minimum(without[self.last.parcel], arrived))
            carrier = carriers_of(self.workload, self.timeline)[self.last.rows]
            for index, name in enumerate(self.timeline.carriers):
                if name in self.workload.delays:
                    held = np.where(carrier == index, arrived, NEVER)
                    self.account.walk(Behind("road_delay", who=name), held)
        self.account.walk("transit", arrived)

    def _dock(self) -> None:
        """Up to the first pick-up for which the parcel is in time; from then on it was bumped.

        A truck that is late or does not come is waited for until the first one that comes.
        """
        last, account = self.last, self.account
        visit = self._visit("shipping")
        account.walk("rework", visit.queued)
        labeled = np.maximum(visit.queued, account.placed)
        seen = self.scenario, self.workload, self.timeline, last.rows, labeled
        comes = planned = first_in_time(*seen)
        if self.workload.truck_comes:
            planned = first_in_time(*seen, as_planned=True)
        carrier = carriers_of(self.workload, self.timeline)[last.rows]
        for index, name in enumerate(self.timeline.carriers):
            mine = carrier == index
            ended = np.where(mine, visit.ended, NEVER)
            account.walk(Behind("pick_up", who=name), np.minimum(ended, planned))
            if name in self.workload.truck_comes:
                account.walk(Behind("late_pick_up", who=name), np.minimum(ended, comes))
            account.walk(Behind("pick_up_capacity", who=name), ended)

    def _visit(self, activity: str, first_parcel: bool = False) -> Visit:
        """The visit that is followed, so far: what has not ended by the horizon goes on to it."""
        if first_parcel:
            visit = self.timeline.visits[activity].rows(self.last.rows)
        else:
            visit = self.last.visit(self.timeline, activity)
        if not self.is_open.any():
            return visit
        began = self._so_far(visit.began, visit.queued != NEVER)
        ended = self._so_far(visit.ended, began != NEVER)
        return Visit(visit.queued, began, ended, visit.server, visit.place)

    def _so_far(self, moments: Milliseconds, begun: Flags) -> Milliseconds:
        """The moments; the horizon where an open order has begun and this has not come yet."""
        return np.where(self.is_open & begun & (moments == NEVER), self.account.end, moments)

    def _serve(self, station: str, visit: Visit, place: npt.NDArray[np.int16]) -> None:
        """What an order waits for until its visit begins."""
        account = self.account
        begin, end = account.now, account.up_to(visit.began)
        method = self.scenario.picking.method if self.scenario.picking is not None else None
        gathers = station == "picking" and method is not None and method.zones is None
        row = np.flatnonzero(end > begin)
        since, until = begin[row], end[row]
        waiting = Waiting(row, place[row], since, until, since, until if gathers else since)
        account.wait(self.servers[station], waiting)
        account.now = end

    def _pick(self, visit: Visit, first: Flags) -> None:
        """A pick, of first parcels in zones if there are any."""
        timeline, account = self.timeline, self.account
        method = self.scenario.picking.method if self.scenario.picking is not None else None
        zones = method.zones if method is not None else None
        place = np.zeros(len(first), dtype=np.int16)
        if zones is not None:
            mine = np.flatnonzero(first)
            order, ended = self.last.rows[mine], account.up_to(visit.ended)[mine]
            zone = self.workload.storage.zone[
                self.workload.line_sku[self.workload.line_start[order]]
            ]
            picks = Picks(order, zone, account.now[mine], ended, self.is_open[mine])
            account.pick_in_zones(
                self.servers["picking"],
                mine,
                zone_waits(timeline, picks, zones.style == "pick and pass"),
                ended,
            )
            place = visit.place
        self._serve("picking", visit, place)
        account.walk("picking", visit.ended)

    def _stops(self, station: str, parcels: Numbers) -> None:
        """Work that was stopped meanwhile was waiting, not work."""
        stops = stops_of(self.timeline, station, parcels)
        if not len(stops.row):
            return
        end = self.account.end[stops.row]
        resumed = np.where(stops.resumed == NEVER, end, stops.resumed)
        waiting = Waiting(
            stops.row, stops.place, stops.stopped, resumed, stops.stopped, stops.stopped
        )
        self.account.wait(self.servers[station], waiting, instead_of=Behind(station))

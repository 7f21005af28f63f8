"""Laws of the causes of waiting, by who could have served the order, worked out once more."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.measure.cohort import select
from simulator.measure.flow import Flow, time_by_cause
from simulator.measure.work import crew_times, station_visits
from simulator.stages import ACTIVITIES, LAGS, TO_THE_DOCK
from simulator.units import HOUR, NEVER
from tests.laws.laws import law
from tests.laws.laws_of_methods import looked_for
from tests.laws.laws_of_roads import carrier_of
from tests.laws.people import roster, spells, stretches
from tests.laws.runs import FAR, Run, known

MOST_ORDERS = 24
"""Orders of a run that are worked out slowly."""


@dataclass
class Piece:
    """A time at which nothing changes for an order that waits, and why it waits."""

    begin: int
    end: int
    station: str
    place: int
    cause: str


@dataclass
class House:
    """Heads there and heads free, by crew and moment; all of it by going through the log."""

    run: Run

    def __post_init__(self) -> None:
        self.moments: dict[int, list[int]] = {}
        self.states: dict[int, list[tuple[int, int]]] = {}
        changes: dict[int, Counter[int]] = defaultdict(Counter)
        for _, server, began, ended in stretches(self.run):
            changes[server][began] += 1
            changes[server][ended] -= 1
        for k, name in enumerate(self.run.timeline.crews):
            rows = {row[0]: row for row in roster(self.run, name)}
            self.moments[k] = sorted({*rows, *changes[k]})
            self.states[k], busy = [], 0
            row = rows[0]
            for now in self.moments[k]:
                row = rows.get(now, row)
                busy += changes[k][now]
                self.states[k].append((row[1], max(row[1] - (busy - row[5] - row[6]), 0)))

    def at(self, crew: int, now: int) -> tuple[int, int]:
        """(heads at work, of whom free) of a crew."""
        place = bisect_right(self.moments[crew], now) - 1
        return self.states[crew][place] if place >= 0 else (0, 0)

    def able(self, station: str, place: int) -> list[int]:
        """The crews that may work at a place of a station, by the scenario."""
        s, name = self.run.scenario, station
        if station == "picking" and s.picking and s.picking.method.zones:
            name = f"picking.{list(s.picking.method.zones.areas)[place]}"
        if station == "packing" and s.packing and s.packing.lanes:
            name = f"packing.{('single_line', 'multi_line')[place]}"
        return [self.run.timeline.crews.index(crew) for crew in able_crews(self.run, name)]

    def waits(self, station: str, place: int, begin: int, end: int, formed: int) -> Iterator[Piece]:
        """Why an order waits at a place, piece by piece; its batch is formed at a moment."""
        if end <= begin:
            return
        able = self.able(station, place)
        cuts = {begin, min(max(formed, begin), end)}
        cuts |= {t for k in able for t in self.moments[k] if begin < t < end}
        moments = sorted(cut for cut in cuts if cut < end)
        for now, until in zip(moments, [*moments[1:], end], strict=True):
            there = [self.at(k, now) for k in able]
            if able and not any(heads for heads, _ in there):
                cause = "off_shift"
            elif able and not any(free for _, free in there):
                cause = "labor"
            else:
                cause = "batching" if now < formed else "equipment"
            yield Piece(now, until, station, place, cause)


def flow_of(run: Run) -> Flow:
    """What the program credits."""
    cohort = select(run.scenario, run.workload, run.timeline)
    people = crew_times(run.timeline, station_visits(run.timeline))
    return time_by_cause(run.scenario, run.workload, run.timeline, cohort, people)


def sample(run: Run, flow: Flow) -> list[int]:
    """Rows of orders in one parcel, spread over the run."""
    rows = [k for k, order in enumerate(flow.rows.tolist()) if order not in run.split]
    return rows[:: max(1, -(-len(rows) // MOST_ORDERS))]


def worked(
    run: Run, order: int, station: str, begin: int, end: int
) -> Iterator[tuple[int, int, int]]:
    """(zone, began, ended) of all work in the first visit of an order, within it."""
    in_spells = spells(run)
    zones = run.scenario.picking and run.scenario.picking.method.zones
    lead = order
    if station == "picking":
        lead = min(run.tours[int(run.timeline.batch[order])])
    if station == "picking" and zones:
        log = run.timeline.log.stretches
        mine = (log.parcel == lead) & (log.activity == ACTIVITIES.index("picking"))
        mine &= log.visit == 1
        rows = zip(log.place[mine], log.began[mine], log.ended[mine], strict=True)
        spans = [(int(z), int(a), FAR if b == NEVER else int(b)) for z, a, b in rows]
        here = own_zones(run, order) if zones.style == "parallel" else None
        spans = [span for span in spans if here is None or span[0] in here]
    else:
        visit = run.first_visits[station][order]
        whole = [(visit.server, visit.began, FAR if visit.ended is None else visit.ended)]
        found = in_spells.get((lead, station, 1), whole if visit.began is not None else [])
        spans = [(0, began, ended) for _, began, ended in found]  # type: ignore[misc]
    for zone, began, ended in sorted(spans):
        if min(ended, end) >= max(began, begin):
            yield zone, max(began, begin), min(ended, end)


def own_zones(run: Run, order: int) -> set[int]:
    """The zones in which lines of the order are picked."""
    t, w = run.timeline, run.workload
    lines = [k for k in looked_for(run, order) if not t.line_canceled[k] or t.line_refunded[k]]
    return {int(w.storage.zone[w.line_sku[k]]) for k in lines}


def station_pieces(run: Run, house: House, order: int, station: str, end: int) -> list[Piece]:
    """The waiting in the first visit of an order to a station; all other time is work."""
    visit = run.first_visits[station][order]
    if visit.queued is None:
        return []
    until = end if visit.ended is None else visit.ended
    method = run.scenario.picking.method if run.scenario.picking else None
    if station == "picking" and method and method.zones:
        return zone_pieces(run, house, order, visit.queued, until)
    place = int(run.timeline.visits["packing"].place[order]) if station == "packing" else 0
    gathers = station == "picking" and run.gathers
    if gathers and known(run.timeline.batch[order]) is None:
        return list(house.waits(station, 0, visit.queued, until, FAR))
    pieces: list[Piece] = []
    now, first = visit.queued, True
    spans = sorted((a, b) for _, a, b in worked(run, order, station, visit.queued, until))
    for began, ended in [*spans, (until, until)]:
        formed = FAR if gathers and first else now
        pieces += house.waits(station, place, now, max(began, now), formed)
        now, first = max(now, ended), False
    return pieces


def zone_pieces(run: Run, house: House, order: int, queued: int, until: int) -> list[Piece]:
    """The times at which no zone works on the order, by the zone that it waits for."""
    assert run.scenario.picking is not None
    zones = run.scenario.picking.method.zones
    assert zones is not None
    tour = known(run.timeline.batch[order])
    if tour is None:
        first = int(
            run.workload.storage.zone[run.workload.line_sku[run.workload.line_start[order]]]
        )
        return list(house.waits("picking", first, queued, until, FAR))
    log, parallel = run.timeline.tours, zones.style == "parallel"
    here = own_zones(run, order)
    parts = {
        int(log.zone[k]): (int(log.queued[k]), known(log.ended[k]))
        for k in np.flatnonzero(log.number == tour)
        if not parallel or int(log.zone[k]) in here
    }
    last = max(parts, key=lambda zone: (parts[zone][1] or FAR, zone))
    spans = sorted((a, b, zone) for zone, a, b in worked(run, order, "picking", queued, until))
    waits_on = [
        zone for zone, (_, ended) in sorted(parts.items()) if ended is None or ended > until
    ]
    spans.append((until, until, waits_on[-1] if waits_on else last))
    pieces: list[Piece] = []
    now = queued
    for began, ended, zone in spans:
        awaited = last if parallel else zone
        formed = parts[awaited][0]
        pieces += house.waits("picking", awaited, now, max(began, now), formed)
        now = max(now, ended)
    return pieces


def dock(run: Run, order: int, end: int) -> Counter[str]:
    """From the label to the carrier: the first pick-up in time, then those after it."""
    visit, carrier = run.visit(order, "shipping"), carrier_of(run, order)
    if visit is None or visit.queued is None:
        return Counter()
    assert run.scenario.shipping is not None
    cut_off = run.scenario.shipping.carriers[carrier].cut_off
    log, until = run.timeline.pick_ups, end if visit.ended is None else visit.ended
    in_time = [
        int(time)
        for time, who in zip(log.time, log.carrier, strict=True)
        if run.timeline.carriers[who] == carrier and time >= visit.queued + cut_off
    ]
    first = min([*in_time, until])
    return Counter(pick_up=first - visit.queued, pick_up_capacity=until - first)


@law
def waits_are_credited_by_who_could_have_served(run: Run) -> Iterator[str]:
    """Zone by zone and lane by lane: off shift, labor, batching, equipment, and the work."""
    flow, house = flow_of(run), House(run)
    stations = [name for name in ("fraud_review", *TO_THE_DOCK)
                if name in run.timeline.visits]  # fmt: skip
    for row in sample(run, flow):
        order = int(flow.rows[row])
        end = run.horizon
        expected: Counter[str] = Counter()
        for station in stations:
            visit = run.first_visits[station][order]
            pieces = [] if station in LAGS else station_pieces(run, house, order, station, end)
            for piece in pieces:
                expected[piece.cause] += piece.end - piece.begin
            if visit.queued is not None:
                until = end if visit.ended is None else visit.ended
                waited = sum(piece.end - piece.begin for piece in pieces)
                expected[station] += until - visit.queued - waited
        if "shipping" in run.timeline.visits:
            expected += dock(run, order, end)
        causes = ("off_shift", "labor", "batching", "equipment", "pick_up", "pick_up_capacity")
        for cause in (*causes, *stations):
            found = sum(int(ms[row]) for b, ms in flow.behind.items() if b.cause == cause)
            if found != expected[cause]:
                yield f"order {order}: {found} ms of {cause}, by the log {expected[cause]}"


@law
def nobody_is_idle_where_an_order_waits(run: Run) -> Iterator[str]:
    """A formed task waits only while all able heads are busy or its place is full."""
    if run.stops_work:
        return
    flow, house = flow_of(run), House(run)
    for row in sample(run, flow):
        order = int(flow.rows[row])
        for station in ("fraud_review", *TO_THE_DOCK):
            if station in LAGS or station not in run.timeline.visits:
                continue
            if not _never_fails(run, station):
                continue
            for piece in station_pieces(run, house, order, station, run.horizon):
                if piece.cause != "equipment" or piece.end == piece.begin:
                    continue
                place = run.timeline.places[station][piece.place]
                there = sum(
                    began <= piece.begin < ended for began, ended in _at(run, station, piece.place)
                )
                if place.room is None or there < place.room:
                    yield f"order {order}: {piece}, {there} at work there, room {place.room}"


def _never_fails(run: Run, station: str) -> bool:
    return station not in run.timeline.down


def _at(run: Run, station: str, place: int) -> Iterator[tuple[int, int]]:
    """When somebody was at work at a place."""
    t = run.timeline
    log, first = t.log.further, t.log.first[station].rows(slice(t.n, None))
    again, more = log.activity == ACTIVITIES.index(station), first.place == place
    again &= log.place == place
    began = np.append(log.began[again], first.began[more])
    ended = np.append(log.ended[again], first.ended[more])
    if station == "picking" and len(t.places["picking"]) > 1:
        here = t.tours.zone == place
        more = t.tours.began[here], t.tours.ended[here]
    else:
        here = t.visits[station].place == place
        more = t.visits[station].began[here], t.visits[station].ended[here]
    for a, b in zip(np.append(began, more[0]), np.append(ended, more[1]), strict=True):
        if a != NEVER:
            yield int(a), FAR if b == NEVER else int(b)


@law
def crews_and_causes_add_up(run: Run) -> Iterator[str]:
    """What orders wait for crews is the labor; all that stands behind an order is its time."""
    flow = flow_of(run)
    placed = run.workload.placed[flow.rows]
    ends = np.where(flow.finished, NEVER, run.horizon)
    cohort = select(run.scenario, run.workload, run.timeline)
    ends = np.where(flow.finished, cohort.finished_at[flow.rows], ends)
    total = sum(flow.behind.values(), np.zeros(len(flow.rows), np.int64))
    for row in np.flatnonzero(total != ends - placed)[:3]:
        yield f"order {flow.rows[row]}: {total[row]} ms of {ends[row] - placed[row]} are credited"
    for behind, spent in flow.behind.items():
        if (spent < 0).any():
            yield f"less than no time is credited to {behind}"
        served = behind.cause in ("labor", "off_shift")
        if served and behind.who not in able_crews(run, behind.place):
            yield f"{behind.who} cannot serve {behind.place}"
    kpis = run.kpis
    crews = [kpis[f"wait_hours.{crew}", "all"] for crew in run.timeline.crews]
    labor = kpis["time_hours.labor", "all"]
    if crews and abs(sum(crews) - labor) > 1e-9:
        yield f"crews {crews} add up to {sum(crews)} h of waiting, labor is {labor} h"


@law
def hours_of_late_orders_are_those_up_to_what_they_were_late_for(run: Run) -> Iterator[str]:
    """To the hand-over of all of an order with a ship-by time, by causes before it; else all."""
    flow, cohort = flow_of(run), select(run.scenario, run.workload, run.timeline)
    to_ship = run.workload.ship_by[flow.rows] != NEVER
    until = np.where(to_ship, cohort.left[flow.rows], cohort.finished_at[flow.rows])
    until = np.where(until == NEVER, run.horizon, until)
    due = np.where(flow.late, until - run.workload.placed[flow.rows], 0)
    total = sum(flow.behind_late.values(), np.zeros(len(flow.rows), np.int64))
    for row in np.flatnonzero(total != due)[:3]:
        yield f"late order {flow.rows[row]}: {total[row]} ms of {due[row]} are credited"
    for behind, spent in flow.behind_late.items():
        if (spent < 0).any():
            yield f"less than no time of a late order is credited to {behind}"
        if behind.cause in ("transit", "delivery") and spent[to_ship].any():
            yield f"{behind.cause} is credited to an order that was late before it"
    late = flow.late.sum()
    if late:
        hours = sum(v for (k, scope), v in run.kpis.items() if k.startswith("late_hours.")
                    and scope == "all")  # fmt: skip
        mean = float(due.sum()) / HOUR / late
        if abs(hours - mean) > 1e-6:
            yield f"late orders: {hours} h by cause, {mean} h in all"


def able_crews(run: Run, name: str) -> list[str]:
    """Who may work at a station, in a zone or at a lane, by the scenario."""
    station, _, part = name.partition(".")
    s, named = run.scenario, ()
    if part and station == "picking":
        named = s.picking.method.zones.areas[part].crews
    elif part:
        named = getattr(s.packing.lanes, part).crews
    return [
        crew for crew in s.crews if station in s.crews[crew].skills and (not named or crew in named)
    ]

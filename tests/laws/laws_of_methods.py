"""Laws of waves, zones and machines that fail, where the whole floor cannot be worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from simulator.engine.section_equipment import Breakdowns
from simulator.results.timeline import Movement
from simulator.units import NEVER, SECOND
from tests.laws.drawing import DAY
from tests.laws.laws import law
from tests.laws.laws_of_roads import carrier_of, planned_pick_ups
from tests.laws.people import speed_of, spells
from tests.laws.runs import FAR, Run, known


def waves(run: Run, order: int) -> list[int]:
    """The moments at which waves come that may release an order."""
    assert run.scenario.picking is not None
    wave = run.scenario.picking.method.wave
    assert wave is not None
    if wave.before_pick_ups is not None:
        # A run has waves of pick-ups that it does not live to see.
        coming = planned_pick_ups(run, carrier_of(run, order), run.planned_horizon + 28 * DAY)
        return [
            max(min(latest, moment - wave.before_pick_ups), 0)
            for before, moment in pairwise([0, *sorted(coming)])
            for latest in [
                {"lead": FAR, "halfway": (before + moment) // 2, "after the last": before}[
                    wave.timing
                ]
            ]
        ]
    moments = [
        run.at(day, time)
        for day in run.dates()
        if run.works(day, wave.days)
        for time in sorted(wave.at or ())
    ]
    return [moment for moment in moments if 0 <= moment <= run.horizon]


@law
def waves_release_all_that_waits(run: Run) -> Iterator[str]:
    """Nobody picks before the order's wave, its tour forms by then, and none is too large."""
    if run.scenario.picking is None or run.scenario.picking.method.wave is None:
        return
    for visit in run.first_visits["picking"]:
        if visit.queued is None:
            continue
        wave = min((at for at in waves(run, visit.order) if at >= visit.queued), default=FAR)
        formed = known(run.timeline.batch[visit.order]) is not None
        if formed != (wave <= run.horizon) or (visit.began is not None and visit.began < wave):
            yield f"order {visit.order}: {visit}, its wave comes at {wave}, tour formed: {formed}"
    for tour, orders in run.tours.items():
        kinds = {int(run.workload.order_class[order]) for order in orders}
        most = run.scenario.picking.method.wave
        if len(orders) > most.up_to or (most.by == "class" and len(kinds) > 1):
            yield f"tour {tour}: orders {orders} of classes {kinds}, at most {most.up_to}"


@law
def zones_pick_every_line_once(run: Run) -> Iterator[str]:
    """The parts of a tour have all its lines; one part after the other with pick and pass."""
    if run.scenario.picking is None or run.scenario.picking.method.zones is None:
        return
    zones, log = run.scenario.picking.method.zones, run.timeline.tours
    parts: dict[int, list[tuple[int, int | None, int | None, int, int]]] = defaultdict(list)
    columns = (log.number, log.queued, log.began, log.ended, log.zone, log.lines)
    for number, queued, began, ended, zone, lines in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        parts[number].append((queued, known(began), known(ended), zone, lines))
    done = run.first_visits["picking"]
    for tour, orders in run.tours.items():
        mine = sorted(parts[tour], key=lambda part: (part[0], part[3]))
        if len({part[3] for part in mine}) < len(mine):
            yield f"tour {tour}: a zone twice, {mine}"
        ends = [part[2] for part in mine]
        last = None if None in ends else max(end for end in ends if end is not None)
        finished = [done[order].ended for order in orders]
        if zones.style == "pick and pass":
            if any(a[2] != b[0] for a, b in pairwise(mine)):
                yield f"tour {tour}: passed on with a gap, {mine}"
            all_there = done[orders[0]].ended is not None
        else:
            all_there = True
        if max((end or FAR for end in finished), default=FAR) != (last or FAR):
            yield f"tour {tour}: zones end at {ends}, its orders at {finished}"
        lines = sum(len(looked_for(run, order)) for order in orders)
        if all_there and sum(part[4] for part in mine) != lines:
            yield f"tour {tour}: {lines} lines, picked in zones {mine}"


def looked_for(run: Run, order: int) -> list[int]:
    """The lines of the first tour: all of them, but for what is short of stock already.

    A line that was taken out, or left for a further parcel, was looked for where its units were
    written off as that tour ended.
    """
    log, mine = run.timeline.stock, run.timeline.stock.order == order
    mine &= log.kind == Movement.WRITTEN_OFF
    ended = run.first_visits["picking"][order].ended
    absent = set(log.sku[mine].tolist())
    at_once = set(log.sku[mine & (log.time == (FAR if ended is None else ended))].tolist())
    canceled, sku = run.timeline.line_canceled, run.workload.line_sku
    own = [k for k in run.lines(order) if not canceled[k] or int(sku[k]) in absent]
    further = [k for parcel in run.parcels_of(order) if parcel != order for k in run.lines(parcel)]
    return own + [k for k in further if int(sku[k]) in at_once]


@law
def zone_tours_take_their_lines_their_walk_and_a_set_up(run: Run) -> Iterator[str]:
    """In parallel a set-up in every zone, by its first order; with pick and pass one in all."""
    picking = run.scenario.picking
    if picking is None or picking.method.zones is None or run.stops_work:
        return
    w, log, in_spells = run.workload, run.timeline.tours, spells(run)
    passes = picking.method.zones.style == "pick and pass"
    for number, zone, far, began, ended in zip(
        *(column.tolist() for column in (log.number, log.zone, log.walk, log.began, log.ended)),
        strict=True,
    ):
        orders = run.tours[number]
        if began == NEVER or ended == NEVER or run.missing & set(orders):
            continue
        lines = {order: _lines_by_zone(run, order) for order in orders}
        here = [order for order in orders if lines[order].get(zone)]
        need = sum(int(w.line_pick[k]) for order in here for k in lines[order][zone])
        if picking.layout is not None:
            need += round(far / picking.layout.speed * SECOND)
        if not passes or zone == min(zone for order in orders for zone in lines[order]):
            need += int(w.pick_setup[here[0]])
        done_by = {
            server
            for server, begin, end in in_spells[min(orders), "picking", 1]
            if (begin, end) == (began, ended)
        }
        due = {
            began + round(need / (speed_of(run, who, "picking", began) if who >= 0 else 1.0))
            for who in done_by
        }
        if ended not in due:
            yield f"tour {number} in zone {zone}: {began} to {ended}, expected an end in {due}"


def _lines_by_zone(run: Run, order: int) -> dict[int, list[int]]:
    w = run.workload
    found: dict[int, list[int]] = defaultdict(list)
    for k in run.lines(order):
        if not run.timeline.line_canceled[k]:
            found[int(w.storage.zone[w.line_sku[k]])].append(k)
    return found


@law
def lanes_and_zones_hold_no_more_than_they_have_room_for(run: Run) -> Iterator[str]:
    """At no instant more orders at the benches of a lane, or pickers in a zone."""
    for name, most, work in _rooms(run):
        for now in {began for began, ended in work if ended > began}:
            there = sum(began <= now < ended for began, ended in work)
            if there > most:
                yield f"{name} at {now}: {there} at work, room for {most}"


def _rooms(run: Run) -> Iterator[tuple[str, int, list[tuple[int, int]]]]:
    """(lane or zone, how many have room in it, when somebody was at work in it)."""
    s, log = run.scenario, run.timeline.tours
    lanes = s.packing.lanes if s.packing else None
    for several, lane in enumerate((lanes.single_line, lanes.multi_line) if lanes else ()):
        if lane.stations is not None:
            mine = [i for i in run.parcels if (len(run.lines(i)) > 1) == bool(several)]
            yield f"lane {several}", lane.stations.count, list(_packed(run, mine))
    zones = s.picking.method.zones if s.picking else None
    if zones is None or run.stops_work:  # a tour that was stopped leaves its zone meanwhile
        return
    for k, (name, zone) in enumerate(zones.areas.items()):
        if zone.at_most is not None:
            mine = (log.zone == k) & (log.began != NEVER)
            ended = [FAR if end == NEVER else end for end in log.ended[mine].tolist()]
            inside = list(zip(log.began[mine].tolist(), ended, strict=True))
            yield f"zone {name}", zone.at_most, inside


def _packed(run: Run, parcels: list[int]) -> Iterator[tuple[int, int]]:
    """When parcels were at a bench: in their visits, or in the spells in which it was done."""
    in_spells = spells(run)
    for parcel in parcels:
        for visit in run.visits.get((parcel, "packing"), []):
            whole = [(0, visit.began, FAR if visit.ended is None else visit.ended)]
            done = in_spells.get((parcel, "packing", visit.number), whole)
            yield from ((began, ended) for _, began, ended in done if began is not None)


@law
def machines_fail_and_are_repaired_when_they_must(run: Run) -> Iterator[str]:
    """By the clock: at moments that nothing else moves. Outages take their machines."""
    s = run.scenario
    sections = {
        "packing": s.packing and s.packing.stations,
        "labeling": s.labeling,
    }
    for station, section in sections.items():
        if not section or not (section.breakdowns or section.outages):
            continue
        down = run.timeline.down[station]
        steps = list(zip(down.time.tolist(), down.down.tolist(), strict=True))
        count = section.printers if station == "labeling" else section.count
        if any(not 0 <= number <= count for _, number in steps):
            yield f"{station}: {steps} of {count} machines are down"
        if section.breakdowns and section.breakdowns.by == "clock":
            due = sorted(_failures(run, station, section.breakdowns))
            if down.failed.tolist() != due:
                yield f"{station}: fails at {down.failed.tolist()[:5]}, expected {due[:5]}"
        for outage in section.outages:
            begins = (outage.at - run.start).total_seconds() * 1000
            inside = [n for at, n in steps if begins <= at < begins + outage.for_]
            before = [n for at, n in steps if at <= begins]
            least = min([*inside, *before[-1:]], default=0)
            if 0 <= begins < run.horizon and least < (outage.stations or count):
                yield f"{station}: {least} machines down in the outage at {begins}"


def _failures(run: Run, station: str, section: Breakdowns) -> Iterator[int]:
    failures = run.workload.failures[station]
    assert failures.by_use == (section.by == "use")
    for up, repair in zip(failures.up, failures.repair, strict=True):
        now = 0
        for k, time in enumerate(up.tolist()):
            now += time
            if now > run.horizon:
                break
            yield now
            now += int(repair[k])

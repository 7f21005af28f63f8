"""Laws of what is done to an order: who shares a tour, how far it walks, its box and its label."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.stages.picking.walking import walk
from simulator.units import NEVER, SECOND
from tests.laws.boxes import boxes_of, holds, parcels_of
from tests.laws.laws import law
from tests.laws.laws_of_floor import pick_time
from tests.laws.laws_of_methods import waves
from tests.laws.laws_of_roads import carrier_of, planned_pick_ups
from tests.laws.people import speed_of, spells
from tests.laws.runs import FAR, Run


@law
def tours_by_pick_up_have_orders_of_one(run: Run) -> Iterator[str]:
    """Orders share a tour only if they are planned for the same pick-up."""
    method = run.scenario.picking.method if run.scenario.picking else None
    way = method and (method.batch or method.wave)
    if not method or not way or way.by != "pick_up" or run.scenario.shipping is None:
        return
    for tour, orders in run.tours.items():
        planned = {order: _planned(run, order, bool(method.wave)) for order in orders}
        if len(set(planned.values())) > 1:
            yield f"tour {tour}: its orders are planned for {planned}"


def _planned(run: Run, order: int, in_waves: bool) -> int:
    """The last pick-up from when it was asked first to the ship-by time, else the next one."""
    payment, review = run.scenario.payment, run.visit(order, "fraud_review")
    asked = run.first_visits["picking"][order].queued
    assert asked is not None
    if in_waves:
        asked = min(at for at in waves(run, order) if at >= asked)
    if review and payment and payment.fraud_review.discipline == "deadline":  # type: ignore[union-attr]
        asked = review.queued
    coming = [at for at in planned_pick_ups(run, carrier_of(run, order)) if at >= (asked or 0)]
    ship_by = int(run.workload.ship_by[order])
    kept = [at for at in coming if at <= ship_by] if ship_by != NEVER else []
    return max(kept, default=min(coming, default=FAR))


@law
def tours_walk_to_the_places_of_their_lines(run: Run) -> Iterator[str]:
    """The walk of a tour is that to its lines, once each, and its time is that of the walk."""
    picking = run.scenario.picking
    if picking is None or picking.layout is None:
        return
    storage, w, log = run.workload.storage, run.workload, run.timeline.tours
    stopped = spells(run)
    for row, (tour, zone) in enumerate(zip(log.number.tolist(), log.zone.tolist(), strict=True)):
        if run.missing & set(run.tours[tour]):
            continue
        lines = [
            k
            for order in run.tours[tour]
            for k in run.lines(order)
            if not run.timeline.line_canceled[k] and storage.zone[w.line_sku[k]] == zone
        ]
        places = [
            (int(storage.aisle[sku]), int(storage.place[sku])) for sku in w.line_sku[lines].tolist()
        ]
        far = walk(storage.aisles[zone if len(storage.aisles) > 1 else 0], places)
        if far != log.walk[row]:
            yield f"tour {tour} in zone {zone}: walks {log.walk[row]} mm, to {places} it is {far}"
        first = run.tours[tour][0]
        visit = run.first_visits["picking"][first]
        alone = picking.method.zones is None and (min(run.tours[tour]), "picking", 1) not in stopped
        if not alone or visit.began is None or visit.ended is None:
            continue
        need = int(w.pick_setup[first]) + sum(pick_time(run, order) for order in run.tours[tour])
        need += round(far / picking.layout.speed * SECOND)
        due = visit.began + need / speed_of(run, visit.server, "picking", visit.began)
        if abs(visit.ended - due) > 1:
            yield f"tour {tour}: {visit}, expected to end at {due}"


@law
def orders_are_in_boxes_that_hold_them(run: Run) -> Iterator[str]:
    """No box is over its fill or weight, no unit is cut or lost, and first fit needs no more."""
    packing, w = run.scenario.packing, run.workload
    if packing is None or not packing.boxes:
        return
    boxes = list(packing.boxes.values())
    for i in run.orders:
        lines = list(range(w.line_start[i], w.line_start[i + 1]))
        due, loose = boxes_of(run, lines)
        count = [sum(one.box is box for one in due) for box in boxes]
        if w.boxes[i].tolist() != count or w.loose[i] != loose:
            yield f"order {i}: boxes {w.boxes[i]} and {w.loose[i]} loose, expected {count}, {loose}"
        if any(not holds(packing, one.box, one.volume, one.weight) for one in due):
            yield f"order {i}: a box is over its fill or weight: {due}"
        if sum(one.units for one in due) + loose != w.units[i]:
            yield f"order {i}: {w.units[i]} units, in boxes {due}"
        if w.volume[i] != sum(one.volume for one in due):
            yield f"order {i}: {w.volume[i]} cm3, in boxes {due}"
        most = max(box.volume for box in boxes) * packing.fill
        heaviest = max(box.max_weight for box in boxes)
        weight = sum(one.weight for one in due)
        if len(due) < max(w.volume[i] / most, weight / heaviest) * (1 - 1e-9):
            yield f"order {i}: {w.volume[i]} cm3 and {weight} g in {len(due)} boxes"
        if len(boxes) == 1 and len(due) > 2 * (w.volume[i] / most + weight / heaviest) + 1:
            yield f"order {i}: first fit never takes {len(due)} boxes for {w.volume[i]} cm3"


@law
def labels_ask_the_service_and_are_written_by_hand_in_the_end(run: Run) -> Iterator[str]:
    """A label is tried as often as it says, then written by hand, and takes the time of both."""
    labeling, w = run.scenario.labeling, run.workload
    if labeling is None or labeling.service is None:
        return
    service, stopped = labeling.service, spells(run)
    down = [(int(begin), int(end)) for begin, end in w.label_service_down]
    written: set[int] = set()
    every = [visit for parcel in run.parcels for visit in run.visits.get((parcel, "labeling"), [])]
    for visit in every:
        parcel, began = visit.order, visit.began
        i = parcel % w.n
        if began is None:
            continue
        tries = [began + k * service.retry_after for k in range(service.retries + 1)]
        answered = [at for at in tries if not any(a <= at < b for a, b in down)]
        if not answered:
            written.add(i)
        if visit.ended is None or (parcel, "labeling", visit.number) in stopped:
            continue
        last = answered[0] if answered else tries[-1]
        each = int(w.label[i] if answered else w.label_by_hand[i])
        need = last - began + each * parcels_of(run, parcel)
        speed = speed_of(run, visit.server, "labeling", began) if visit.server >= 0 else 1.0
        if abs(visit.ended - began - need / speed) > 1:
            yield f"parcel {parcel}: {visit}, needs {need} at speed {speed}"
    by_hand = {i for i in run.orders if run.timeline.label_by_hand[i]}
    if by_hand != written:
        yield f"orders {sorted(by_hand ^ written)}: by hand {by_hand}, by the rule {written}"

"""Laws of stock: the books, who is served, replenishment, reservations that run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.units import NEVER
from tests.laws.laws import law
from tests.laws.returned import on_the_shelf
from tests.laws.runs import ALONE, FAR, Moved, Run, known

EFFECT = {
    Movement.ORDERED: (0, 0, 0, 1),
    Movement.RECEIVED: (1, 0, 0, -1),
    Movement.RESERVED: (0, 1, 0, 0),
    Movement.RELEASED: (0, -1, 0, 0),
    Movement.PICKED: (-1, -1, 0, 0),
    Movement.RESTOCKED: (1, 0, 0, 0),
    Movement.BACKORDERED: (0, 0, 1, 0),
    Movement.BACKORDER_ENDED: (0, 0, -1, 0),
    Movement.WRITTEN_OFF: (-1, -1, 0, 0),
    Movement.ARRIVED: (0, 0, 0, 0),  # of what is on order
}
"""On hand, reserved, backordered, on order."""


def instants(run: Run) -> Iterator[tuple[int, int, list[Moved], tuple[int, int, int, int]]]:
    """(time, SKU, movements, levels after them) of every instant and SKU in time."""
    levels = [[int(units), 0, 0, 0] for units in run.workload.supply.initial]
    for (time, sku), group in groupby(run.movements, key=lambda m: (m.time, m.sku)):
        moved = list(group)
        for one in moved:
            for k, sign in enumerate(EFFECT[one.kind]):
                levels[sku][k] += sign * one.units
        a, b, c, d = levels[sku]
        yield time, sku, moved, (a, b, c, d)


def crowded(run: Run) -> set[int]:
    """Instants at which something began and ended, so that stock may be settled twice."""
    found = {
        visit.began
        for (_, activity), visits in run.visits.items()
        for visit in visits
        if visit.began == visit.ended and activity in (*ALONE, "payment")
    }
    return {moment for moment in found if moment is not None}


def comes_back(moved: list[Moved]) -> bool:
    """Whether units are let go at the instant, so that more is free at its end than within it."""
    reserved = {one.order for one in moved if one.kind == Movement.RESERVED}
    return any(
        one.kind in (Movement.RELEASED, Movement.RESTOCKED)
        or (one.kind == Movement.BACKORDER_ENDED and one.order not in reserved)
        for one in moved
    )


@law
def stock_is_what_its_movements_leave(run: Run) -> Iterator[str]:
    """Never negative, never more reserved than there; the same at the end as the model says."""
    if not run.workload.supply.policed:
        return
    t = run.timeline
    last = {k: (int(v), 0, 0, 0) for k, v in enumerate(run.workload.supply.initial)}
    for time, sku, _, levels in instants(run):
        last[sku] = levels
        on_hand, reserved, _, _ = levels
        if min(levels) < 0 or reserved > on_hand:
            yield f"SKU {sku} at {time}: on hand, reserved, backordered, on order {levels}"
    for sku, levels in last.items():
        at_end = tuple(
            int(column[sku]) for column in (t.on_hand, t.reserved, t.backordered, t.on_order)
        )
        if at_end != levels:
            yield f"SKU {sku}: the model ends with {at_end}, its movements with {levels}"


@law
def each_line_moves_once(run: Run) -> Iterator[str]:
    """Reserved, then released or picked; picked with its tour; restocked after its inspection."""
    if not run.workload.supply.policed:
        return
    w, t = run.workload, run.timeline
    by_line: dict[tuple[int, int], dict[Movement, list[Moved]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in run.movements:
        if one.order != NEVER:
            by_line[one.order, one.sku][one.kind].append(one)
    for parcel in run.parcels:
        i = parcel % w.n
        picked = picked_at(run, parcel)
        first = parcel
        if run.visit(parcel, "inspection") is None and t.outcome[i] == Outcome.DELIVERED:
            first = i  # its customer returns both
        shelved = on_the_shelf(run, first)
        if i in run.missing:  # its lines are written off and reserved again
            by_line = {key: moved for key, moved in by_line.items() if key[0] != i}
            continue
        for k in run.lines(parcel):
            moved = by_line.pop((i, int(w.line_sku[k])), {})
            back = moved.pop(Movement.RESTOCKED, [])
            if any(one.units != w.line_units[k] for ones in moved.values() for one in ones):
                yield f"order {i} line {k}: other units than {w.line_units[k]} move: {moved}"
            count = {kind: len(moved.get(kind, [])) for kind in Movement}
            held = count[Movement.RESERVED] - count[Movement.RELEASED] - count[Movement.PICKED]
            waits = count[Movement.BACKORDERED] - count[Movement.BACKORDER_ENDED]
            if held not in (0, 1) or waits not in (0, 1) or held + waits > 1:
                yield f"order {i} line {k}: held {held}, waits {waits}"
            is_open = t.outcome[i] == Outcome.IN_FLIGHT
            if (held or waits) and not is_open and parcel not in run.sent_again:
                yield f"order {i} line {k}: ended, and holds {held}, waits {waits}"
            canceled = bool(t.line_canceled[k])
            times = [one.time for one in moved.get(Movement.PICKED, [])]
            anew = picked_anew(run, parcel)
            due_at = [at for at in (picked, anew) if at is not None]
            if sorted(times) != ([] if canceled else due_at):
                yield f"order {i} line {k}: picked at {times}, expected {picked}"
            put, due = [(one.time, one.units) for one in back], shelved.get(k, [])
            if put != due:
                yield f"order {i} line {k}: back on the shelf {put}, expected {due}"
    if by_line:
        yield f"movements of lines that do not exist: {sorted(by_line)[:3]}"


def picked_at(run: Run, parcel: int) -> int | None:
    """When the lines of a parcel leave the shelf."""
    picking = run.visit(parcel, "picking")
    if run.scenario.picking is not None:
        return picking.ended if picking else None
    if parcel < run.workload.n:
        return known(run.timeline.released[parcel])
    wait = run.visit(parcel, "inventory")
    return wait.ended if wait else None


def picked_anew(run: Run, parcel: int) -> int | None:
    """When they leave it once more, of a parcel that is sent again."""
    moment = run.sent_again.get(parcel)
    if moment is None or run.scenario.picking is None:
        return moment
    visits = run.visits.get((parcel, "picking"), [])
    return next((v.ended for v in visits if run.is_anew(parcel, v.queued)), None)


@law
def the_first_in_line_is_served_first(run: Run) -> Iterator[str]:
    """No line waits while free stock suffices for the first, and none overtakes one before it."""
    if not run.workload.supply.policed:
        return
    again = crowded(run)
    waiting: dict[int, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    units: dict[tuple[int, int], int] = {}
    for time, sku, moved, (on_hand, reserved, _, _) in instants(run):
        queue = waiting[sku]
        for kind in (Movement.BACKORDERED, Movement.BACKORDER_ENDED):
            for one in moved:
                if one.kind == kind == Movement.BACKORDERED:
                    queue[one.order] = (_rank(run, one), time, one.order)
                    units[one.order, sku] = one.units
                elif one.kind == kind:
                    queue.pop(one.order, None)
        if not queue or time in again:
            continue
        first = min(queue.values())
        if on_hand - reserved >= units[first[2], sku]:
            yield f"SKU {sku} at {time}: order {first[2]} waits, {on_hand - reserved} are free"
        for one in moved:
            entry = _entry(run, moved, one) if one.kind == Movement.RESERVED else None
            if entry is not None and entry > first:
                yield f"SKU {sku} at {time}: order {one.order} {entry} before {first}"


def _entry(run: Run, moved: list[Moved], one: Moved) -> tuple[int, int, int] | None:
    """The place in the queue of a line that is reserved fresh at this instant."""
    was_waiting = any(
        other.kind == Movement.BACKORDER_ENDED and other.order == one.order for other in moved
    )
    return None if was_waiting else (_rank(run, one), one.time, one.order)


def _rank(run: Run, line: Moved) -> int:
    """The place of a line among those that wait for its SKU, by the allocation."""
    assert run.scenario.inventory is not None
    ship_by = known(run.workload.ship_by[line.order])
    return {
        "priority": run.priority(line.order),
        "fifo": 0,
        "promise": FAR if ship_by is None else ship_by,
        "fewest units": line.units,
    }[run.scenario.inventory.allocation]


@law
def short_orders_do_as_the_scenario_says(run: Run) -> Iterator[str]:
    """Backorder, cancel the line or cancel the order; only who finds too little is refused."""
    if run.scenario.inventory is None:
        return
    w, t, rule = run.workload, run.timeline, run.scenario.inventory.when_short
    reserved, backordered = set(), set()
    for one in run.movements:
        if one.kind == Movement.RESERVED:
            reserved.add((one.order, one.sku, one.time))
        if one.kind == Movement.BACKORDERED:
            backordered.add((one.order, one.sku, one.time))
            if rule not in ("backorder", "split"):
                yield f"order {one.order}: backordered under {rule}"
    for i in run.orders:
        asked = run.visit(i, "inventory")
        lines = range(w.line_start[i], w.line_start[i + 1])
        if asked is None or i in run.missing:
            continue
        filled = [bool(t.line_filled[k]) for k in lines]
        canceled = [bool(t.line_canceled[k]) for k in lines]
        at_once = [(i, int(w.line_sku[k]), asked.queued) in reserved - backordered for k in lines]
        gone = t.outcome[i] == Outcome.OUT_OF_STOCK
        if rule == "cancel order":
            right = not all(filled) if gone else filled == at_once and all(filled)
        elif rule == "cancel line":
            right = filled == at_once and gone == (not any(filled))
            right &= all(c or f for c, f in zip(canceled, filled, strict=True))
        else:
            right = filled == at_once and not gone
        taken_out = any(canceled) and (rule != "split" or i not in run.split)
        if (taken_out and rule != "cancel line") or not right:
            yield f"order {i} under {rule}: filled {filled}, at once {at_once}, gone {gone}"


@law
def units_are_there_each_for_itself(run: Run) -> Iterator[str]:
    """Of a line that waits: what was on hand and nobody had or waited for; of others all or none.

    Where lines are refused no movement says when, so that there is only a bound. So it is where
    what an order lacks is reordered and comes at its own instant: it was told before what it lacks.
    """
    if run.scenario.inventory is None:
        return
    w, t = run.workload, run.timeline
    free = {sku: int(units) for sku, units in enumerate(w.supply.initial)}
    received: dict[int, int] = {}
    first: dict[tuple[int, int], int | None] = {}
    signs = {
        Movement.RECEIVED: 1, Movement.RESTOCKED: 1, Movement.RESERVED: -1, Movement.RELEASED: 1,
        Movement.BACKORDERED: -1, Movement.BACKORDER_ENDED: 1,
    }  # fmt: skip
    for one in run.movements:
        if one.kind == Movement.BACKORDERED:
            at_once = received.get(one.sku) == one.time
            first.setdefault((one.order, one.sku), None if at_once else free[one.sku])
        if one.kind == Movement.RECEIVED:
            received[one.sku] = one.time
        free[one.sku] += signs.get(one.kind, 0) * one.units
    waits = run.scenario.inventory.when_short in ("backorder", "split")
    for i in run.orders:
        for k in range(w.line_start[i], w.line_start[i + 1]):
            found, units = int(t.line_found[k]), int(w.line_units[k])
            if t.line_filled[k] and found != units:
                yield f"order {i} line {k}: {units} served, {found} found"
            if not 0 <= found <= units:
                yield f"order {i} line {k}: {found} found of {units}"
            before = first.get((i, int(w.line_sku[k])))
            tried_once = i not in run.missing and before is not None and waits
            if tried_once and not t.line_filled[k] and found != min(max(before, 0), units):
                yield f"order {i} line {k}: {found} found, {before} of {units} free"


@law
def nobody_is_refused_what_is_there(run: Run) -> Iterator[str]:
    """A line is refused only if, after its instant, less than its units are free."""
    stock = run.scenario.inventory
    if stock is None or stock.when_short in ("backorder", "split"):
        return
    w, t = run.workload, run.timeline
    free: dict[int, list[tuple[int, int]]] = {
        sku: [(-1, int(units))] for sku, units in enumerate(w.supply.initial)
    }
    given_back = crowded(run)
    for time, sku, moved, levels in instants(run):
        free[sku].append((time, levels[0] - levels[1]))
        kinds = {one.kind for one in moved}
        if comes_back(moved) or {Movement.ORDERED, Movement.RECEIVED} <= kinds:
            given_back.add(time)  # more may be free after the instant than within it
    for i in run.orders:
        asked = run.visit(i, "inventory")
        if asked is None or asked.queued in given_back:
            continue
        for k in range(w.line_start[i], w.line_start[i + 1]):
            left = [units for at, units in free[int(w.line_sku[k])] if at <= asked.queued][-1]
            if not t.line_filled[k] and left >= w.line_units[k]:
                yield f"order {i} line {k}: {w.line_units[k]} refused, {left} are free"


@law
def replenishment_follows_its_policy(run: Run) -> Iterator[str]:
    """Ordered at or below the reorder point, up to the level, at reviews; after the lead time."""
    if run.scenario.inventory is None:
        return
    supply, policy = run.workload.supply, run.scenario.inventory.policy
    period = policy.review
    due: list[tuple[int, int, int]] = []
    orders: dict[int, int] = defaultdict(int)
    position = {k: int(units) for k, units in enumerate(supply.initial)}
    again = crowded(run)
    for time, sku, moved, (on_hand, reserved, backordered, on_order) in instants(run):
        position[sku] = on_hand - reserved + on_order - backordered
        point, top = int(supply.reorder_point[sku]), int(supply.order_up_to[sku])
        if period == "continuous" and position[sku] <= point and time not in again:
            yield f"SKU {sku} at {time}: position {position[sku]}, reorder point {point}"
        for one in moved:
            if one.kind != Movement.ORDERED:
                continue
            takes = int(supply.lead_time[supply.lead_time_start[sku] + orders[sku]])
            orders[sku] += 1
            due.append((time + takes, sku, one.units))
            if period != "continuous" and time % period:
                yield f"SKU {sku}: ordered at {time}, between reviews"
            case, least = int(supply.case_size[sku]), int(supply.minimum_order[sku])
            if one.units % case or one.units < least:
                yield f"SKU {sku}: ordered {one.units}, in cases of {case} and at least {least}"
            as_asked = case == least == 1
            if as_asked and policy.kind == "r Q" and one.units % int(supply.order_quantity[sku]):
                yield f"SKU {sku}: ordered {one.units}, not a multiple of Q"
            late = comes_back(moved)
            exact = as_asked and policy.kind != "r Q" and not late and time not in again
            if exact and position[sku] != top:
                yield f"SKU {sku} at {time}: position {position[sku]} after ordering up to {top}"
            top = max(top, point + least) + case - 1
            if not point < position[sku] <= top and not late and time not in again:
                yield f"SKU {sku} at {time}: position {position[sku]} not in ({point}, {top}]"
    for sku, units in position.items():
        never_moved = orders[sku] == 0 and units == supply.initial[sku]
        if period == "continuous" and never_moved and units <= supply.reorder_point[sku]:
            yield f"SKU {sku}: never reordered at position {units}"
    if run.scenario.receiving is not None:
        return  # it rides on trucks: laws_of_dock.py
    received = [(m.time, m.sku, m.units) for m in run.movements if m.kind == Movement.RECEIVED]
    if sorted(received) != sorted(one for one in due if one[0] <= run.horizon):
        yield f"received {received[:5]}, due {sorted(due)[:5]}"


@law
def unpaid_reservations_run_out(run: Run) -> Iterator[str]:
    """After its time to live an order that has not paid holds nothing and waits for nothing."""
    checkout = run.scenario.checkout
    if run.scenario.inventory is None or checkout is None or checkout.time_to_live is None:
        return
    held: dict[int, list[tuple[int, int]]] = defaultdict(list)
    sign = {Movement.RESERVED: 1, Movement.RELEASED: -1, Movement.PICKED: -1,
            Movement.BACKORDERED: 1, Movement.BACKORDER_ENDED: -1}  # fmt: skip
    for one in run.movements:
        held[one.order].append((one.time, sign.get(one.kind, 0)))
    for i in run.orders:
        asked, paid = run.visit(i, "inventory"), known(run.timeline.paid[i])
        if asked is None or asked.queued is None:
            continue
        until = asked.queued + checkout.time_to_live
        ends = [known(run.timeline.ended[i]), paid, run.horizon + 1]
        end = min(moment for moment in ends if moment is not None)
        at_end = sum(change for time, change in held[i] if time <= until)
        if until < end and at_end:
            yield f"order {i}: asked at {asked.queued}, holds {at_end} lines at {until}"
        before = [time for time, change in held[i] if change < 0 and time < min(until, end)]
        if before and sum(c for time, c in held[i] if time <= before[0]) <= 0 and before[0] < end:
            yield f"order {i}: let go at {before[0]}, before {min(until, end)}"

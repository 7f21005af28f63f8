"""Laws of the way outside: pick-ups, transit, delivery attempts, loss and returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, ReturnState
from simulator.stages.shipping.section import CalledTruck, Carrier, RoomOn
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.workload import TOLD, FurtherParcels
from tests.laws.boxes import parcels_of, sizes_of
from tests.laws.laws import law
from tests.laws.returned import to_mend
from tests.laws.runs import FAR, Moved, Run, Task, Visit, known

Limits = tuple[float | None, ...]
"""Parcels, grams and cubic centimeters that fit into a truck; None: any."""


def planned_pick_ups(run: Run, carrier: str, until: int | None = None) -> list[int]:
    """When the carrier should come, day by day, until a moment or the end of the run."""
    assert run.scenario.shipping is not None
    section = run.scenario.shipping.carriers[carrier]
    last = run.horizon if until is None else until
    moments = [
        run.at(day, time)
        for day in run.dates(last)
        if day not in run.days_off[carrier]
        for time in section.pick_ups[day.weekday()]
    ]
    return [moment for moment in moments if 0 <= moment <= last]


def sent_for(run: Run, carrier: str, until: int | None = None) -> list[int]:
    """The pick-ups for which a truck is sent: not in its outages."""
    assert run.scenario.shipping is not None
    outages = [
        (at, at + one.for_)
        for one in run.scenario.shipping.carriers[carrier].outages
        for at in [(one.at - run.start) // timedelta(milliseconds=1)]
    ]
    return [
        moment
        for moment in planned_pick_ups(run, carrier, until)
        if not any(begin <= moment < end for begin, end in outages)
    ]


def called(run: Run, carrier: str) -> list[int]:
    """When trucks on call came."""
    log = run.timeline.pick_ups
    theirs = (log.carrier == run.timeline.carriers.index(carrier)) & log.called
    return [int(moment) for moment in log.time[theirs]]


def trucks(run: Run, carrier: str) -> list[tuple[int, int, bool]]:
    """When its trucks come until the end of the run, in turn, and when they should have.

    Those on call, by the log, come after others of the same moment.
    """
    sent = sent_for(run, carrier, run.planned_horizon)
    comes = run.workload.truck_comes.get(carrier, sent)
    planned = [
        (int(moment), at, False)
        for moment, at in zip(comes, sent, strict=True)
        if 0 <= moment <= run.horizon
    ]
    on_call = [(moment, moment, True) for moment in called(run, carrier)]
    return sorted([*planned, *on_call], key=lambda each: (each[0], each[2], each[1]))


@law
def trucks_come_when_they_should_or_as_late_as_they_may(run: Run) -> Iterator[str]:
    """None before its time, none late or missing where the carrier's never are."""
    for name, section in run.scenario.carriers.items():
        sent, comes = sent_for(run, name, run.planned_horizon), run.workload.truck_comes.get(name)
        never_late = section.late is None or section.late.share == 0
        if comes is None:
            if section.no_show or not never_late:
                yield f"{name}: no truck is drawn late or missing"
            continue
        for planned, moment in zip(sent, comes.tolist(), strict=True):
            if known(moment) is None:
                if section.no_show == 0:
                    yield f"{name}: no truck comes at {planned}, and all should"
            elif moment < planned or (never_late and moment > planned):
                yield f"{name}: the truck of {planned} comes at {moment}"


def room_of(run: Run, section: Carrier, moment: int) -> Limits:
    """What fits at a pick-up, each by the last limit written for its day and time."""
    day = run.date_of(moment)
    limits = limits_of(section)
    for other in section.capacity_on:
        mine = other.at is None or run.at(day, other.at) == moment
        if day.weekday() in other.days and mine:
            anew = zip(limits_of(other), limits, strict=True)
            limits = tuple(usual if own is None else own for own, usual in anew)
    return limits


def limits_of(truck: Carrier | RoomOn | CalledTruck) -> Limits:
    """Parcels, grams and cubic centimeters that fit, as written."""
    return truck.capacity, truck.payload, truck.load_volume


def fit_of(limits: Limits, boxes: list[tuple[float, float]]) -> int:
    """How many of these boxes, in turn, a truck takes."""
    most = [float("inf") if limit is None else limit for limit in limits]
    for count in range(len(boxes)):
        held = (count + 1, *(sum(box[k] for box in boxes[: count + 1]) for k in (0, 1)))
        if any(amount > limit for amount, limit in zip(held, most, strict=True)):
            return count
    return len(boxes)


def boxes_on_the_dock(run: Run, section: Carrier, parcel: int) -> list[tuple[float, float]]:
    """The boxes of a parcel one by one, with whole grams and volume where trucks need them."""
    if not section.has_sizes:
        return [(0, 0)] * parcels_of(run, parcel)
    kept = [k for k in run.lines(parcel) if not run.timeline.line_canceled[k]]
    return [(round(weight), round(volume)) for weight, volume in sizes_of(run, kept)] or [(0, 0)]


def carrier_of(run: Run, parcel: int) -> str:
    """The carrier of the order's service."""
    return run.workload.services[run.workload.service[parcel % run.workload.n]][0]


def on_the_dock(run: Run, carrier: str) -> list[tuple[int, Visit]]:
    """Each parcel of a carrier, and each of its visits to the dock: what is sent again has two."""
    return [
        (i, each)
        for i in run.parcels
        if carrier_of(run, i) == carrier
        for each in run.visits.get((i, "shipping"), [])
    ]


def way_of(run: Run, parcel: int) -> tuple[Workload | FurtherParcels, int]:
    """Where the workload has the transit, loss and attempts of a parcel, and in which row."""
    if parcel < run.workload.n:
        return run.workload, parcel
    number, order = divmod(parcel, run.workload.n)
    return run.workload.further[number - 1], order


def deadlines(run: Run, tasks: list[Task]) -> dict[int, int]:
    """The planned pick-up of every order of tasks that are served by it, FAR where there is none.

    The last from the moment on at which it is asked for first until the ship-by time, else the
    first from that moment on; the ship-by time itself where shipping is off.
    """
    asked: dict[int, int] = {}
    for task in tasks:
        for parcel in task.orders if run.discipline(task.station) == "deadline" else ():
            order = parcel % run.workload.n
            came = task.entry
            if task.since is not None:
                came = run.first_visits["picking"][order].queued
            asked[order] = min(asked.get(order, FAR), came or 0)
    found = {}
    for order, now in asked.items():
        ship_by = known(run.workload.ship_by[order])
        if run.scenario.shipping is None:
            found[order] = FAR if ship_by is None else ship_by
            continue
        coming = [at for at in planned_pick_ups(run, carrier_of(run, order)) if at >= now]
        in_time = [at for at in coming if ship_by is not None and at <= ship_by]
        found[order] = max(in_time, default=min(coming, default=FAR))
    return found


@law
def pick_ups_load_what_made_the_cut_off_and_fits(run: Run) -> Iterator[str]:
    """Never above capacity, nothing left behind while there is room, in turn by the rule.

    What is sent again stands on the dock a second time.
    """
    if run.scenario.shipping is None:
        return
    t = run.timeline
    rows = list(
        zip(t.pick_ups.time.tolist(), t.pick_ups.carrier.tolist(), t.pick_ups.capacity.tolist(),
            t.pick_ups.waiting.tolist(), t.pick_ups.loaded.tolist(),
            t.pick_ups.planned.tolist(), t.pick_ups.grams.tolist(), t.pick_ups.volume.tolist(),
            strict=True)
    )  # fmt: skip
    parts = t.part_loads
    in_part = Counter(zip(parts.time.tolist(), run.numbers[parts.parcel]
                          .tolist(), parts.boxes.tolist(), strict=True))  # fmt: skip
    for number, (name, section) in enumerate(run.scenario.shipping.carriers.items()):
        dock = sorted(
            (_rank_at_the_dock(run, i, section.loading), each.queued, i % run.workload.n,
             (i, each.number))
            for i, each in on_the_dock(run, name)
        )  # fmt: skip
        ended = {(i, each.number): each.ended for i, each in on_the_dock(run, name)}
        expected, boxes = (
            [],
            {each[3]: boxes_on_the_dock(run, section, each[3][0]) for each in dock},
        )
        for moment, planned, on_call in trucks(run, name):
            ready = [each for each in dock if each[1] <= moment - section.cut_off]
            limits = room_of(run, section, planned)
            if on_call and section.on_call is not None:
                limits = limits_of(section.on_call)
            standing = [box for each in ready for box in boxes[each[3]]]
            room = free = fit_of(limits, standing)
            loaded = []
            for each in ready:
                if len(boxes[each[3]]) > free:
                    if free:
                        boxes[each[3]] = boxes[each[3]][free:]
                        in_part[moment, each[3][0], free] -= 1
                    break
                free -= len(boxes[each[3]])
                loaded.append(each)
            dock = [each for each in dock if each not in loaded]
            wrong = [parcel for *_, parcel in loaded if ended[parcel] != moment]
            if wrong:
                yield f"{name} at {moment}: {wrong} should have been loaded"
            most = NEVER if limits[0] is None else limits[0]
            held = [sum(box[k] for box in standing[:room]) for k in (0, 1)]
            expected.append((moment, number, most, len(standing), room, planned, *held))
        wrong = [parcel for *_, parcel in dock if ended[parcel] is not None]
        if wrong:
            yield f"{name}: {wrong} went at {ended[wrong[0]]} and should not have"
        if [row for row in rows if row[1] == number] != expected:
            yield f"{name}: pick-ups {rows}, expected {expected}"
    if wrong := {key: count for key, count in in_part.items() if count}:
        yield f"loaded in part, (moment, parcel, boxes) more or less often than due: {wrong}"


@law
def trucks_are_called_where_the_dock_is_full_and_none_is_on_its_way(run: Run) -> Iterator[str]:
    """One after the other, in the hours for it, and never while fewer parcels stand there."""
    for name, section in run.scenario.carriers.items():
        moments, rule = called(run, name), section.on_call
        if rule is None:
            if moments:
                yield f"{name}: nobody can call the trucks of {moments}"
            continue
        asked = [moment - rule.lead_time for moment in moments]
        if any(then < came for came, then in zip(moments, asked[1:], strict=False)):
            yield f"{name}: trucks that came at {moments} were called before others had come"
        docked = on_the_dock(run, name)
        for then in asked:
            there = [
                i
                for i, each in docked
                if (each.queued or 0) <= then and (each.ended is None or each.ended >= then)
            ]
            if sum(parcels_of(run, i) for i in there) < rule.parcels:
                yield f"{name}: a truck is called at {then} for {there}"
            opens, closes = rule.hours
            days = [run.date_of(then) - timedelta(days=k) for k in (0, 1)]
            if not any(
                day.weekday() in rule.days
                and day not in run.days_off[name]
                and run.at(day, opens) <= then < run.at(day, closes)
                for day in days
            ):
                yield f"{name}: a truck is called at {then}, outside its hours"
        for moment in moments:
            for outage in section.outages:
                begins = run.scenario.clock.calendar.since_start(outage.at)
                if begins <= moment < begins + outage.for_:
                    yield f"{name}: a truck that was called comes at {moment}, in an outage"


def _rank_at_the_dock(run: Run, parcel: int, loading: str) -> int:
    promise = known(run.workload.ship_by[parcel % run.workload.n])
    return {
        "priority": run.priority(parcel),
        "fifo": 0,
        "promise": FAR if promise is None else promise,
        "fewest boxes": parcels_of(run, parcel),
    }[loading]


@law
def parcels_arrive_after_their_transit(run: Run) -> Iterator[str]:
    """After a duration, or at the start of the n-th day on which the carrier drives."""
    if run.scenario.shipping is None:
        return
    for i in run.parcels:
        left = run.left_at(i)
        transit = run.visit(i, "transit")
        if left is None or transit is None:
            if (left is None) != (transit is None):
                yield f"order {i}: handed over {left}, transit {transit}"
            continue
        due = arrival(run, i, left)
        if (transit.queued, transit.began) != (left, left) or transit.ended != _seen(run, due):
            yield f"order {i}: transit {transit}, from {left}, expected to end at {due}"


def arrival(run: Run, i: int, left: int) -> int:
    """When a parcel arrives for delivery, held up by the delays of its carrier in its region."""
    carrier, region = carrier_of(run, i), int(run.workload.region[i % run.workload.n])
    days = int(way_of(run, i)[0].transit_days[way_of(run, i)[1]])
    due = undelayed(run, i, left)
    delays = run.workload.delays.get(carrier, [()] * (region + 1))[region]
    for begin, end in () if days == TOLD else delays:
        since = max(left, int(begin))
        if left >= end or (due <= begin and left < begin):
            continue
        if days == 0:
            due += int(end) - since
        else:
            due = drive_on(run, due, driving(run, since, int(end), carrier), carrier, days > 0)
    return due


def driving(run: Run, begin: int, end: int, carrier: str) -> int:
    """How much of the time between two moments the carrier drives, day by day."""
    drives, total, day = run.scenario.carriers[carrier].drives, 0, run.date_of(begin)
    while run.at(day, 0) < end:
        if run.works(day, drives, carrier):
            ends = run.at(day + timedelta(days=1), 0)
            total += min(end, ends) - max(begin, run.at(day, 0))
        day += timedelta(days=1)
    return total


def drive_on(run: Run, now: int, took: int, carrier: str, goes_on: bool) -> int:
    """So much driving later; if it `goes_on`, the moment from which it does."""
    if not took:
        return now
    return driven(run, now, took + 1, carrier) - 1 if goes_on else driven(run, now, took, carrier)


@law
def what_is_handed_over_arrives_no_earlier_for_a_delay(run: Run) -> Iterator[str]:
    """And never while its carrier stands still, where all time counts."""
    for i in run.parcels if run.workload.delays else ():
        transit, (way, row) = run.visit(i, "transit"), way_of(run, i)
        if transit is None or transit.ended is None or transit.queued is None:
            continue
        if transit.ended < undelayed(run, i, transit.queued):
            yield f"parcel {i}: a delay makes it arrive earlier, at {transit.ended}"
        spans = run.workload.delays.get(carrier_of(run, i), ())
        region = int(run.workload.region[i % run.workload.n])
        for begin, end in spans[region] if len(spans) and way.transit_days[row] == 0 else ():
            if begin < transit.ended < end:
                yield f"parcel {i}: arrives at {transit.ended}, in a delay from {begin} to {end}"


def undelayed(run: Run, i: int, left: int) -> int:
    """When a parcel would arrive if its carrier had no delay."""
    assert run.scenario.shipping is not None
    way, row = way_of(run, i)
    days = int(way.transit_days[row])
    if days in (0, TOLD):
        return left + int(way.transit[row])
    carrier = carrier_of(run, i)
    if days < 0:
        return driven(run, left, int(way.transit[row]), carrier)
    drives = run.scenario.carriers[carrier].drives
    return run.at(run.nth_working_day(run.date_of(left), days, drives, carrier), 0)


def driven(run: Run, left: int, took: int, carrier: str) -> int:
    """When so much time has passed on days on which the carrier drives, day by day."""
    drives = run.scenario.carriers[carrier].drives
    day, now = run.date_of(left), left
    while took:
        ends = run.at(day + timedelta(days=1), 0)
        if run.works(day, drives, carrier):
            now = max(now, run.at(day, 0))
            part = min(took, ends - now)
            took, now = took - part, now + part
        day += timedelta(days=1)
    return now


def _seen(run: Run, moment: int | None) -> int | None:
    return moment if moment is not None and moment <= run.horizon else None


def attempts_of(run: Run, i: int, arrived: int) -> list[tuple[int, int, bool]]:
    """(out for delivery, tried, delivered) of every attempt, beyond the horizon too."""
    section = run.scenario.delivery
    assert section is not None
    opens, closes = section.hours
    found = []
    ready = arrived
    way, row = way_of(run, i)
    carrier = carrier_of(run, i)
    for k in range(section.attempts):
        after = int(way.attempt_time[row, k])
        assert 0 <= after < closes - opens
        day: date = run.date_of(ready) - timedelta(days=2)
        while not (run.works(day, section.days, carrier) and run.at(day, opens) + after >= ready):
            day += timedelta(days=1)
        tried = run.at(day, opens) + after
        delivered = not way.attempt_fails[row, k]
        found.append((max(ready, run.at(day, opens)), tried, delivered))
        if delivered:
            break
        ready = tried + section.between_attempts
    return found


Fate = tuple[Outcome, int | None]
"""How a parcel ended and when: IN_FLIGHT and None at the horizon."""


def fate(run: Run, i: int) -> tuple[Fate, list[tuple[int, int, bool]]]:
    """How a parcel ends by the rules, and its delivery attempts; OUT_OF_STOCK without lines."""
    lines = [k for k in run.lines(i) if not run.timeline.line_canceled[k]]
    if i % run.workload.n in run.split and not lines:
        return (Outcome.OUT_OF_STOCK, None), []
    left = run.left_at(i)
    if left is None:
        return (Outcome.IN_FLIGHT, None), []
    arrived = arrival(run, i, left)
    attempts: list[tuple[int, int, bool]] = []
    way, row = way_of(run, i)
    if way.lost[row]:
        outcome, ended = Outcome.LOST, arrived
    elif run.scenario.delivery is None:
        outcome, ended = Outcome.COMPLETED, arrived
    else:
        attempts = attempts_of(run, i, arrived)
        *_, (_, ended, success) = attempts
        outcome = Outcome.DELIVERED if success else Outcome.RETURNED_TO_SENDER
    if ended > run.horizon:
        return (Outcome.IN_FLIGHT, None), attempts
    return (outcome, ended), attempts


@law
def deliveries_are_tried_in_hours_and_not_too_often(run: Run) -> Iterator[str]:
    """On delivery days within the hours, spaced, at most so many; then back to the sender."""
    t = run.timeline
    if run.scenario.shipping is None:
        return
    for i in run.parcels:
        seen = [(v.began, v.ended) for v in run.visits.get((i, "delivery"), [])]
        (outcome, ended), expected = fate(run, i)
        due = [(out, _seen(run, tried)) for out, tried, _ in expected if out <= run.horizon]
        if seen != due:
            yield f"parcel {i}: attempts {seen}, expected {due}"
        if i >= run.workload.n or i in run.split or run.left_at(i) is None:
            continue
        delivered = ended if outcome == Outcome.DELIVERED else None
        now = (Outcome(t.outcome[i]), known(t.ended[i]), known(t.delivered[i]))
        if now != (outcome, ended, delivered):
            yield f"order {i}: {now}, expected {outcome.name} at {ended}"


WORST_FIRST = (
    Outcome.IN_FLIGHT,
    Outcome.LOST,
    Outcome.RETURNED_TO_SENDER,
    Outcome.DELIVERED,
    Outcome.COMPLETED,
)


@law
def split_orders_are_as_far_as_the_parcel_that_is_less_far(run: Run) -> Iterator[str]:
    """Handed over and ended with the last parcel that has lines, by the worst outcome."""
    t = run.timeline
    if run.scenario.shipping is None:
        return
    for i in sorted(run.split):
        live = [p for p in run.parcels_of(i) if fate(run, p)[0][0] != Outcome.OUT_OF_STOCK]
        if not live:
            if t.outcome[i] != Outcome.OUT_OF_STOCK:
                yield f"order {i}: {t.outcome[i]} without lines"
            continue
        left = [run.left_at(p) for p in live]
        gone = None if None in left else max(at for at in left if at is not None)
        fates = [fate(run, p)[0] for p in live]
        outcome = min((one for one, _ in fates), key=WORST_FIRST.index)
        ended = max(at or 0 for _, at in fates) if outcome != Outcome.IN_FLIGHT else None
        delivered = ended if outcome == Outcome.DELIVERED else None
        expected = (outcome, ended, gone, delivered)
        seen = (Outcome(t.outcome[i]), known(t.ended[i]), known(t.handed_over[i]),
                known(t.delivered[i]))  # fmt: skip
        if seen != expected:
            yield f"order {i}: {seen}, its parcels make it {expected}"


@law
def orders_are_split_only_where_they_may(run: Run) -> Iterator[str]:
    """Where the scenario says so, with something in hand and something short."""
    stock, picking = run.scenario.inventory, run.scenario.picking
    table = run.timeline.parcels
    further = table.number > 1
    for i, at, number in zip(*(column[further].tolist() for column in
                               (table.order, table.made, table.number)), strict=True):  # fmt: skip
        first = run.visit(i, "picking")
        by_pick = first is not None and first.ended == at and i in run.missing
        may = by_pick and picking is not None and picking.short_picks.then == "split"
        by_stock = stock is not None and stock.when_short == "split"
        may |= by_stock and at == run.timeline.released[i]
        if number > 2:  # what comes in goes at once
            came = [m for m in movements_of(run, i) if m.kind == Movement.RESERVED]
            may = by_stock and stock is not None and number <= stock.parcels_at_most
            may &= any(m.time == at for m in came)
        if not may or not all(run.lines(parcel) for parcel in run.parcels_of(i)):
            yield f"order {i}: parcel {number} made at {at}, {run.lines(i)} in the first"
    for i in run.orders if stock is not None and stock.when_short == "split" else ():
        released = known(run.timeline.released[i])
        late = [m.time for m in movements_of(run, i) if m.kind == Movement.RESERVED
                and released is not None and m.time > released
                and not run.is_anew(i, m.time)]  # fmt: skip
        if late and i not in run.split and i not in run.missing:
            yield f"order {i}: released at {released}, stock reserved at {late}, and not split"


@law
def what_is_split_off_is_no_more_than_half_where_the_scenario_says_so(run: Run) -> Iterator[str]:
    """The first parcel of an order that was short has half of the units or more."""
    stock = run.scenario.inventory
    if stock is None or stock.goes_ahead != "most of it":
        return
    table, units = run.timeline.parcels, run.workload.line_units
    for i in sorted(run.split):
        made = known(table.made[(table.order == i) & (table.number == 2)][0])
        first, *rest = [sum(int(units[k]) for k in run.lines(p)) for p in run.parcels_of(i)]
        if made == known(run.timeline.released[i]) and first < sum(rest):
            yield f"order {i}: {first} units went ahead of {rest}"


def movements_of(run: Run, order: int) -> list[Moved]:
    """The movements of stock for an order."""
    return [one for one in run.movements if one.order == order]


@law
def returns_come_back_and_are_inspected(run: Run) -> Iterator[str]:
    """Who sends back, when it arrives, and what the inspection makes of it."""
    w, t = run.workload, run.timeline
    states: dict[int, list[ReturnState]] = {}
    for i in run.parcels:
        order = i % w.n
        back = run.visit(i, "returns")
        leaves, arrives = _comes_back(run, i)
        seen = (back.began, back.ended) if back else (None, None)
        if seen != (leaves, _seen(run, arrives)):
            yield f"parcel {i}: return {seen}, expected {leaves} to {arrives}"
        inspection = run.visit(i, "inspection")
        due = ReturnState.RESTOCKED if w.restockable[order] else ReturnState.SCRAPPED
        if leaves is None:
            due = ReturnState.NONE
        elif seen[1] is None:
            due = ReturnState.COMING
        elif run.scenario.returns is not None:
            if inspection is None or inspection.queued != arrives:
                yield f"parcel {i}: back at {arrives}, inspection {inspection}"
            elif inspection.ended is None:
                due = ReturnState.INSPECTING
            elif run.scenario.returns.grading is not None:
                mended = run.visit(i, "refurbishing")
                waits = run.scenario.returns.refurbishing and to_mend(run, i)
                open_ = waits and (mended is None or mended.ended is None)
                due = ReturnState.REFURBISHING if open_ else ReturnState.GRADED
        states.setdefault(order, []).append(due)
        if inspection is not None and seen[1] is None:
            yield f"parcel {i}: inspected before it is back"
    for order, due_states in states.items():
        coming = [state for state in due_states if state != ReturnState.NONE]
        state, due = ReturnState(t.return_state[order]), min(coming, default=ReturnState.NONE)
        if state != due:
            yield f"order {order}: return {state.name}, expected {due.name}"


def _comes_back(run: Run, i: int) -> tuple[int | None, int | None]:
    """When a parcel leaves for the warehouse and arrives; a customer's return is its first one's.

    That leaves once it is known that nothing more comes: with the last delivery, or when the rest
    was taken out.
    """
    w, t, order = run.workload, run.timeline, i % run.workload.n
    outcome, ended = fate(run, i)[0] if run.scenario.shipping else (Outcome.IN_FLIGHT, None)
    if outcome == Outcome.RETURNED_TO_SENDER and ended is not None:
        left = run.left_at(i)
        assert left is not None
        return ended, ended + arrival(run, i, left) - left
    live = [p for p in run.parcels_of(order) if fate(run, p)[0][0] != Outcome.OUT_OF_STOCK]
    if t.outcome[order] != Outcome.DELIVERED or not w.returns[order] or i != live[0]:
        return None, None
    leaves = int(t.delivered[order])
    if order in run.split:
        ended = t.parcels.ended[t.parcels.order == order]
        leaves = max([leaves, *(known(at) or 0 for at in ended)])
    return leaves, leaves + int(w.return_after[order])

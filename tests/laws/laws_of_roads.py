"""Laws of the way outside: pick-ups, transit, delivery attempts, loss and returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.results.timeline import Outcome, ReturnState
from simulator.units import NEVER
from tests.laws.laws import law
from tests.laws.runs import FAR, Run, Task, known


def planned_pick_ups(run: Run, carrier: str) -> list[int]:
    """When the carrier should come, day by day."""
    assert run.scenario.shipping is not None
    section = run.scenario.shipping.carriers[carrier]
    moments = [
        run.at(day, time)
        for day in run.dates()
        if day not in run.holidays
        for time in section.pick_ups[day.weekday()]
    ]
    return [moment for moment in moments if 0 <= moment <= run.horizon]


def pick_ups(run: Run, carrier: str) -> list[int]:
    """When it comes: not in its outages."""
    assert run.scenario.shipping is not None
    outages = [
        (at, at + one.for_)
        for one in run.scenario.shipping.carriers[carrier].outages
        for at in [(one.at - run.start) // timedelta(milliseconds=1)]
    ]
    return [
        moment
        for moment in planned_pick_ups(run, carrier)
        if not any(begin <= moment < end for begin, end in outages)
    ]


def carrier_of(run: Run, order: int) -> str:
    """The carrier of the order's service."""
    return run.workload.services[run.workload.service[order]][0]


def deadlines(run: Run, tasks: list[Task]) -> dict[int, int]:
    """The planned pick-up of every order of tasks that are served by it, FAR where there is none.

    The last from the moment on at which it is asked for first until the ship-by time, else the
    first from that moment on; the ship-by time itself where shipping is off.
    """
    asked: dict[int, int] = {}
    for task in tasks:
        for order in task.orders if run.discipline(task.station) == "deadline" else ():
            asked[order] = min(asked.get(order, FAR), task.entry or 0)
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
    """Never above capacity, nothing left behind while there is room, the most urgent first."""
    if run.scenario.shipping is None:
        return
    t = run.timeline
    rows = list(
        zip(t.pick_ups.time.tolist(), t.pick_ups.carrier.tolist(), t.pick_ups.capacity.tolist(),
            t.pick_ups.waiting.tolist(), t.pick_ups.loaded.tolist(), strict=True)
    )  # fmt: skip
    for number, (name, section) in enumerate(run.scenario.shipping.carriers.items()):
        dock = sorted(
            (run.priority(i), dock.queued, i)
            for i in run.orders
            if carrier_of(run, i) == name and (dock := run.visit(i, "shipping")) is not None
        )
        expected = []
        for moment in pick_ups(run, name):
            ready = [one for one in dock if one[1] <= moment - section.cut_off]
            loaded = ready if section.capacity is None else ready[: section.capacity]
            dock = [one for one in dock if one not in loaded]
            wrong = [i for *_, i in loaded if t.handed_over[i] != moment]
            if wrong:
                yield f"{name} at {moment}: {wrong} should have been loaded"
            limit = NEVER if section.capacity is None else section.capacity
            expected.append((moment, number, limit, len(ready), len(loaded)))
        wrong = [i for *_, i in dock if t.handed_over[i] != NEVER]
        if wrong:
            yield f"{name}: {wrong} went at {t.handed_over[wrong].tolist()} and should not have"
        if [row for row in rows if row[1] == number] != expected:
            yield f"{name}: pick-ups {rows}, expected {expected}"


@law
def parcels_arrive_after_their_transit(run: Run) -> Iterator[str]:
    """After a duration, or at the start of the n-th day on which the carrier drives."""
    if run.scenario.shipping is None:
        return
    for i in run.orders:
        left = known(run.timeline.handed_over[i])
        transit = run.visit(i, "transit")
        if left is None or transit is None:
            if (left is None) != (transit is None):
                yield f"order {i}: handed over {left}, transit {transit}"
            continue
        due = arrival(run, i, left)
        if (transit.queued, transit.began) != (left, left) or transit.ended != _seen(run, due):
            yield f"order {i}: transit {transit}, from {left}, expected to end at {due}"


def arrival(run: Run, i: int, left: int) -> int:
    """When a parcel arrives for delivery."""
    assert run.scenario.shipping is not None
    days = int(run.workload.transit_days[i])
    if days == 0:
        return left + int(run.workload.transit[i])
    drives = run.scenario.shipping.carriers[carrier_of(run, i)].drives
    return run.at(run.nth_working_day(run.date_of(left), days, drives), 0)


def _seen(run: Run, moment: int | None) -> int | None:
    return moment if moment is not None and moment <= run.horizon else None


def attempts_of(run: Run, i: int, arrived: int) -> list[tuple[int, int, bool]]:
    """(out for delivery, tried, delivered) of every attempt, beyond the horizon too."""
    section = run.scenario.delivery
    assert section is not None
    opens, closes = section.hours
    found = []
    ready = arrived
    for k in range(section.attempts):
        after = int(run.workload.attempt_time[i, k])
        assert 0 <= after < closes - opens
        day: date = run.date_of(ready) - timedelta(days=2)
        while not (run.works(day, section.days) and run.at(day, opens) + after >= ready):
            day += timedelta(days=1)
        tried = run.at(day, opens) + after
        delivered = not run.workload.attempt_fails[i, k]
        found.append((max(ready, run.at(day, opens)), tried, delivered))
        if delivered:
            break
        ready = tried + section.between_attempts
    return found


@law
def deliveries_are_tried_in_hours_and_not_too_often(run: Run) -> Iterator[str]:
    """On delivery days within the hours, spaced, at most so many; then back to the sender."""
    t = run.timeline
    if run.scenario.shipping is None:
        return
    for i in run.orders:
        left = known(t.handed_over[i])
        seen = [(v.began, v.ended) for v in run.visits.get((i, "delivery"), [])]
        if left is None:
            if seen or t.delivered[i] != NEVER:
                yield f"order {i}: delivered without a hand-over"
            continue
        arrived = arrival(run, i, left)
        expected: list[tuple[int, int, bool]] = []
        if run.workload.lost[i]:
            outcome, ended = Outcome.LOST, arrived
        elif run.scenario.delivery is None:
            outcome, ended = Outcome.DELIVERED, arrived
        else:
            expected = attempts_of(run, i, arrived)
            *_, (_, ended, success) = expected
            outcome = Outcome.DELIVERED if success else Outcome.RETURNED_TO_SENDER
        due = [(out, _seen(run, tried)) for out, tried, _ in expected if out <= run.horizon]
        if seen != due:
            yield f"order {i}: attempts {seen}, expected {due}"
        if ended > run.horizon:
            outcome = Outcome.IN_FLIGHT
        delivered = ended if outcome == Outcome.DELIVERED else None
        now = (Outcome(t.outcome[i]), known(t.ended[i]), known(t.delivered[i]))
        if now != (outcome, _seen(run, ended), delivered):
            yield f"order {i}: {now}, expected {outcome.name} at {ended}"


@law
def returns_come_back_and_are_inspected(run: Run) -> Iterator[str]:
    """Who sends back, when it arrives, and what the inspection makes of it."""
    w, t = run.workload, run.timeline
    for i in run.orders:
        back = run.visit(i, "returns")
        leaves, arrives = None, None
        if t.outcome[i] == Outcome.DELIVERED and w.returns[i]:
            leaves = int(t.delivered[i])
            arrives = leaves + int(w.return_after[i])
        elif t.outcome[i] == Outcome.RETURNED_TO_SENDER:
            leaves = int(t.ended[i])
            arrives = leaves + arrival(run, i, int(t.handed_over[i])) - int(t.handed_over[i])
        seen = (back.began, back.ended) if back else (None, None)
        if seen != (leaves, _seen(run, arrives)):
            yield f"order {i}: return {seen}, expected {leaves} to {arrives}"
        state = ReturnState(t.return_state[i])
        inspection = run.visit(i, "inspection")
        due = ReturnState.RESTOCKED if w.restockable[i] else ReturnState.SCRAPPED
        if leaves is None:
            due = ReturnState.NONE
        elif seen[1] is None:
            due = ReturnState.COMING
        elif run.scenario.returns is not None:
            if inspection is None or inspection.queued != arrives:
                yield f"order {i}: back at {arrives}, inspection {inspection}"
            elif inspection.ended is None:
                due = ReturnState.INSPECTING
        if state != due:
            yield f"order {i}: return {state.name}, expected {due.name}"
        if inspection is not None and seen[1] is None:
            yield f"order {i}: inspected before it is back"

"""Laws of people: they are there when the roster says, and nobody works beyond what it allows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.laws.laws import law
from tests.laws.laws_of_floor import requirement
from tests.laws.people import (
    Planned,
    at_work,
    machines_of,
    planned,
    roster,
    speed_of,
    spells,
    stretches,
    windows,
)
from tests.laws.runs import Run, Task

Span = tuple[int, int]


@law
def heads_are_there_when_the_roster_says(run: Run) -> Iterator[str]:
    """Scheduled less absent; breaks in waves.

    Absent heads are not paid, nor are unpaid breaks but while work is finished into them.
    """
    for crew, section in run.scenario.crews.items():
        if section.on_call is not None:
            continue
        plan, steps = planned(run, crew), roster(run, crew)
        edges = {t for span in plan for t in (span.begin, span.end) if 0 <= t < run.horizon}
        for moment in sorted({0, *edges, *(step[0] for step in steps)}):
            row = [row for row in steps if row[0] <= moment][-1]
            heads, on_break, absent, paid, overtime = *row[1:5], row[7]
            now = [span for span in plan if span.begin <= moment < span.end]
            scheduled = sum(span.heads for span in now if not span.is_break)
            here = heads - overtime
            if here + on_break + absent != scheduled or min(*row[1:], here) < 0:
                yield f"{crew} at {moment}: {here}+{on_break}+{absent}, scheduled {scheduled}"
            if not here <= paid <= here + on_break:
                yield f"{crew} at {moment}: {paid} paid of {here} at work and {on_break} on break"
            if section.absence == 0 and absent:
                yield f"{crew} at {moment}: {absent} are absent"


@law
def whoever_works_is_paid(run: Run) -> Iterator[str]:
    """At each moment no more are busy than paid: in a shift, past it, in a break of either kind."""
    done = list(stretches(run))
    for k, crew in enumerate(run.timeline.crews):
        steps = roster(run, crew)
        mine = [(began, min(ended, run.horizon)) for _, server, began, ended in done if server == k]
        for now in sorted({began for began, _ in mine} | {step[0] for step in steps}):
            row = [row for row in steps if row[0] <= now][-1]
            busy = sum(began <= now < ended for began, ended in mine)
            paid = row[4] + row[5] + row[7]
            if busy > paid:
                yield f"{crew} at {now}: {busy} busy, {paid} paid"


@law
def work_never_exceeds_heads_and_machines(run: Run) -> Iterator[str]:
    """Whatever the method and whatever fails: nothing starts without a free head and machine."""
    done = list(stretches(run))
    for k, name in enumerate(run.timeline.crews):
        steps = roster(run, name)
        mine = [(began, ended) for _, server, began, ended in done if server == k]
        for now in {began for began, ended in mine if ended > began}:
            busy = sum(began <= now < ended for began, ended in mine)
            heads = [at_work(row) for row in steps if row[0] <= now][-1]
            if busy > heads:
                yield f"{name} at {now}: {busy} busy, {heads} heads, and work starts"
    for station, count in machines_of(run).items():
        mine = [(began, ended) for name, _, began, ended in done if name == station]
        down = run.timeline.down.get(station)
        columns = () if down is None else (down.time.tolist(), down.down.tolist())
        steps = list(zip(*columns, strict=True))
        out_at = outages_begin(run, station)
        for now in {began for began, ended in mine if ended > began}:
            busy = sum(began <= now < ended for began, ended in mine)
            out = next((number for at, number in reversed(steps) if at <= now), 0)
            finishing = most_that_finish(mine, out_at, now)
            if busy - min(finishing, out) > count - out:
                yield (
                    f"{station} at {now}: {busy} busy of {count}, {out} down, of which at most "
                    f"{finishing} finish what they had begun, and work starts"
                )


def most_that_finish(work: list[Span], out_at: list[tuple[int, int, int]], now: int) -> int:
    """Machines that may be at work though they are out of use: they began before it."""
    return sum(
        min(taken, sum(began < begin and now < ended for began, ended in work))
        for begin, end, taken in out_at
        if begin <= now < end
    )


def outages_begin(run: Run, station: str) -> list[tuple[int, int, int]]:
    """(from, until, machines) of the planned outages of a station."""
    s = run.scenario
    if station == "labeling":
        assert s.labeling is not None
        places = [(s.labeling.printers, s.labeling.outages)]
    else:
        assert s.packing is not None
        lanes = s.packing.lanes
        benches = (
            [lanes.single_line.stations, lanes.multi_line.stations]
            if lanes is not None
            else [s.packing.stations]
        )
        places = [(one.count, one.outages) for one in benches if one is not None]
    return [
        (begin, begin + outage.for_, outage.stations or count)
        for count, outages in places
        for outage in outages
        for begin in [round((outage.at - run.start).total_seconds() * 1000)]
    ]


@law
def whoever_works_past_the_plan_finishes_what_was_begun(run: Run) -> Iterator[str]:
    """Beyond shifts and breaks: only work begun before, and none where it is left or passed on."""
    done = list(stretches(run))
    for k, (name, section) in enumerate(run.scenario.crews.items()):
        on_call = section.on_call is not None
        plan = [] if on_call else planned(run, name)
        steps, mine = roster(run, name), [span for span in done if span[1] == k]
        ends = {
            False: [span.end for span in plan if not span.is_break and span.begun_work == "finish"],
            True: [span.begin for span in plan if span.is_break and span.begun_work == "finish"],
        }
        if on_call:  # called and sent home, it goes as a shift does that finishes
            ends[False] = [row[0] for row in steps]
        if section.heads is not None:  # who misses the next day finishes past midnight
            ends[False] = [run.at(day, 0) for day in run.dates()]
        if any(span.overtime for span in plan):
            ends[False] += [row[0] for row in steps]
        stops = not on_call and all(s.begun_work != "finish" for s in plan if not s.is_break)
        for moment, _, _, _, _, overrun, late, _ in steps:
            since = max((at for at in ends[False] + ends[True] if at <= moment), default=-1)
            old = sum(began < since and ended > moment for _, _, began, ended in mine)
            if overrun + late > old:
                yield f"{name} at {moment}: {overrun} and {late} beyond, {old} began before {since}"
            if overrun and stops and not ends[True]:
                yield f"{name} at {moment}: {overrun} finish past the end of a shift that stops"


@law
def work_that_is_stopped_adds_up(run: Run) -> Iterator[str]:
    """Busy time equals service given: the stretches of a visit are what it needs, at each speed."""
    s = run.scenario
    if s.picking and s.picking.method.zones:
        return
    alone = {"picking": not (s.picking and s.picking.layout),
             "labeling": not (s.labeling and s.labeling.service)}  # fmt: skip
    for (order, station, number), mine in spells(run).items():
        ended = run.visit(order, station, number)
        orders = [order]
        if station == "picking" and number == 1 and order < run.workload.n:
            orders = run.tours[int(run.timeline.batch[order])]
        if not alone.get(station, True) or ended is None or ended.ended is None:
            continue
        if run.missing & {parcel % run.workload.n for parcel in orders}:
            continue
        speeds = [speed_of(run, c, station, began) if c >= 0 else 1.0 for c, began, _ in mine]
        given = sum((e - b) * v for (_, b, e), v in zip(mine, speeds, strict=True))
        need = requirement(run, Task(station, orders, number, 0, ended.queued, None, None, -1))
        if abs(given - need) > len(mine) * max(speeds):  # each stretch ends at a whole millisecond
            yield f"{station} of order {order}: needs {need}, was given {given:.1f} in {mine}"


@law
def overtime_is_in_whole_steps_after_a_shift(run: Run) -> Iterator[str]:
    """Up to its limit and to its heads; who has gone does not come back."""
    for crew in run.scenario.crews:
        steps = roster(run, crew)
        if not any(row[7] for row in steps):
            continue
        stints = [span for span in planned(run, crew) if span.overtime is not None]
        before = 0
        for row in steps:
            now, heads = row[0], row[7]
            stays = [span for span in stints if span.end <= now < last(span)]
            if heads > sum(span.heads for span in stays):
                yield f"{crew} at {now}: {heads} stay on of {stays}"
            if heads > before and not any(now == span.end for span in stays):
                yield f"{crew} at {now}: {heads} stay on, {before} did before"
            if heads < before and now < run.horizon and not any(is_a_step(s, now) for s in stints):
                yield f"{crew} at {now}: {before - heads} go within a step of their overtime"
            before = heads


def last(stint: Planned) -> int:
    """Until when those of a shift stay on at the most."""
    return stint.end + (stint.overtime.up_to if stint.overtime is not None else 0)


def is_a_step(stint: Planned, now: int) -> bool:
    """Whether those who stay on after a shift may go at a moment."""
    assert stint.overtime is not None
    whole = (now - stint.end) % stint.overtime.step == 0
    return stint.end < now <= last(stint) and (whole or now == last(stint))


@law
def who_is_called_comes_in_time_and_stays(run: Run) -> Iterator[str]:
    """All of them or nobody, in the crew's hours: a lead time after the call, and long enough."""
    for crew, section in run.scenario.crews.items():
        call = section.on_call
        if call is None:
            continue
        there = [(row[0], row[1] + row[3]) for row in roster(run, crew)]
        if odd := {heads for _, heads in there} - {0, call.heads}:
            yield f"{crew}: {odd} heads, {call.heads} are called"
        hours = list(windows(run, crew))
        opens, closes = {begin for begin, _ in hours}, {end for _, end in hours}
        came: int | None = None
        for now, heads in there:
            if heads and came is None:
                came, since = now, now - call.lead_time
                if since < 0 or (since % call.judged_every and now not in opens):
                    yield f"{crew} comes at {now}, judged every {call.judged_every}"
                if not any(begin <= now < end for begin, end in hours):
                    yield f"{crew} comes at {now}, out of its hours"
            elif not heads and came is not None:
                judged = now % call.judged_every == 0 or now in closes or now >= run.horizon
                early = now - came < call.stay and not {came, now} & (opens | closes)
                if not judged or (early and now < run.horizon):
                    yield f"{crew} came at {came} and goes at {now}, to stay {call.stay}"
                came = None

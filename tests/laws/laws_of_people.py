"""Laws of people: they are there when the roster says, and nobody works beyond what it allows."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.engine.rosters import Backlog
from tests.laws.laws import law
from tests.laws.laws_of_floor import batches, repeated_instants, requirement
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
from tests.laws.runs import FAR, Run, Task

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
            heads, on_break, absent, paid, late, overtime = *row[1:5], row[6], row[7]
            now = [span for span in plan if span.begin <= moment < span.end]
            scheduled = sum(span.heads for span in now if not span.is_break)
            pausing = sum(span.heads for span in now if span.is_break)
            here = heads - overtime
            if here + on_break + absent != scheduled or min(*row[1:], here) < 0:
                yield f"{crew} at {moment}: {here}+{on_break}+{absent}, scheduled {scheduled}"
            if section.absence == 0:
                unpaid = sum(span.heads for span in now if span.is_break and not span.is_paid)
                least = scheduled - unpaid + (late if unpaid == pausing else 0)
                most = scheduled - unpaid + min(late, unpaid)
                if (absent, on_break) != (0, pausing) or not least <= paid <= most:
                    yield f"{crew} at {moment}: absent {absent}, break {on_break}, paid {paid}"
            elif not here <= paid <= here + on_break:
                yield f"{crew} at {moment}: {paid} paid of {here} at work and {on_break} on break"


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
        need = requirement(run, Task(station, orders, number, 0, None, None, None, -1))
        if abs(given - need) > len(mine) * max(speeds):  # each stretch ends at a whole millisecond
            yield f"{station} of order {order}: needs {need}, was given {given:.1f} in {mine}"


@law
def overtime_and_calls_follow_the_backlog(run: Run) -> Iterator[str]:
    """Shifts stay on, and agency staff comes and goes, when what waits says so."""
    ruled = [name for name, crew in run.scenario.crews.items() if crew.on_call]
    ruled += [name for name in run.scenario.crews if any(s.overtime for s in planned(run, name))]
    again = repeated_instants(run)
    exact = run.is_plain_floor and not again
    for crew in dict.fromkeys(ruled):
        section, steps = run.scenario.crews[crew], roster(run, crew)
        k = 0 if section.on_call else 7
        if section.on_call is not None:
            stints = [(*span, section.on_call.heads) for span in _called(run, crew)]
        else:
            stints = [(*_stays(run, crew, one), one.heads) for one in planned(run, crew)
                      if one.overtime]  # fmt: skip
        edges = {t for span in stints for t in span[:2] if 0 <= t < run.horizon}
        # A run that ends once all is done may end as a crew is judged, who then goes at the end.
        moments = {0, *edges, *(step[0] for step in steps if step[0] < run.horizon)}
        for moment in sorted(moments) if exact else ():
            row = [row for row in steps if row[0] <= moment][-1]
            seen = row[1] + row[3] if k == 0 else row[k]
            due = sum(heads for begin, end, heads in stints if begin <= moment < end)
            if seen != due if k == 0 or section.absence == 0 else seen > due:
                yield f"{crew} at {moment}: {seen} called or in overtime, expected {due}"


def _is_above(run: Run, crew: str, now: int, above: Backlog) -> bool:
    """Whether more than the threshold waits at the stations of the crew's skills."""
    skills = set(run.scenario.crews[crew].skills)
    if above.orders is not None:
        waiting = [
            visit
            for (_, activity), visits in run.visits.items()
            if activity in skills
            for visit in visits
            if (visit.queued or 0) <= now <= (FAR if visit.began is None else visit.began)
        ]
        return len(waiting) > above.orders
    formed = batches(run)[0] if run.in_batches else {}
    work = sum(
        requirement(run, task)
        for task in run.tasks(formed)
        if task.since is None
        and task.station in skills
        and task.entry is not None
        and task.entry <= now <= task.start
    )
    if run.pulled and "picking" in skills:
        work += _work_to_pull(run, now)
    return work > (above.work or 0)


def _work_to_pull(run: Run, now: int) -> int:
    """Of orders that wait for a picker to be free, as the batches that they would make."""
    assert run.scenario.picking is not None
    batch = run.scenario.picking.method.batch
    assert batch is not None
    groups: dict[int, list[tuple[int, int, int]]] = {}
    for visit in run.first_visits["picking"]:
        i = visit.order
        if visit.queued is not None and visit.queued <= now <= (
            FAR if visit.began is None else visit.began
        ):
            kind = int(run.workload.order_class[i]) if batch.by == "class" else 0
            groups.setdefault(kind, []).append((run.priority(i), visit.queued, i))
    work = 0
    for group in groups.values():
        ranked = [i for *_, i in sorted(group)]
        for first in range(0, len(ranked), batch.up_to):
            orders = ranked[first : first + batch.up_to]
            work += requirement(run, Task("picking", orders, 1, 0, None, None, None, -1))
    return work


def _stays(run: Run, crew: str, stint: Planned) -> Span:
    """The overtime of a shift: judged at its end and after every step."""
    rule = stint.overtime
    assert rule is not None
    now, last = stint.end, stint.end + rule.up_to
    while now < last and now < run.horizon and _is_above(run, crew, now, rule.backlog_above):
        now = min(now + rule.step, last)
    return stint.end, now


def _called(run: Run, crew: str) -> list[Span]:
    """When a crew on call is there."""
    section = run.scenario.crews[crew].on_call
    assert section is not None
    open_ = list(windows(run, crew))
    wanted: list[Span] = []
    arrival: int | None = None
    for now in range(0, run.horizon, section.judged_every):
        above = _is_above(run, crew, now, section.backlog_above)
        if arrival is None:
            coming = now + section.lead_time
            if above:
                arrival = min((max(coming, begin) for begin, end in open_ if coming < end),
                              default=None)  # fmt: skip
        elif not above and now >= arrival + section.stay:
            wanted.append((arrival, now))
            arrival = None
    if arrival is not None:
        wanted.append((arrival, FAR))
    return [
        (max(begin, first), min(end, last))
        for begin, end in open_
        for first, last in wanted
        if max(begin, first) < min(end, last)
    ]

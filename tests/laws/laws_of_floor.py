"""Laws of the floor: heads, machines, batches, who starts when, and how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.results.timeline import ACTIVITIES, STATIONS
from simulator.scenario.picking import Batch
from tests.laws.drawing import DAY
from tests.laws.laws import law
from tests.laws.runs import FAR, Run, Task, Visit


def roster(run: Run, crew: str) -> list[tuple[int, int, int, int, int, int, int]]:
    """(from, heads, on break, absent, paid, past their end, into their break) of a crew."""
    heads = run.timeline.heads[crew]
    columns = (
        heads.time, heads.heads, heads.on_break, heads.absent, heads.paid, heads.overrun, heads.late
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def at_work(row: tuple[int, ...]) -> int:
    """Of a row of the roster: heads that may start work, and those who finish what they began."""
    return row[1] + row[5] + row[6]


def spans(run: Run, crew: str) -> Iterator[tuple[int, int, int, bool, bool]]:
    """(begin, end, heads, is a break, is paid) of every shift of a crew and its breaks."""
    section = run.scenario.crews[crew]
    if section.heads is not None:
        yield 0, FAR, section.heads, False, True
    for shift in run.scenario.shifts.values():
        opens, closes = shift.hours
        for day in run.dates():
            if day.weekday() not in shift.days or crew not in shift.heads:
                continue
            if day in run.holidays and not shift.on_holidays:
                continue
            yield run.at(day, opens), run.at(day, closes), shift.heads[crew], False, True
            for pause in shift.breaks:
                begins = run.at(day, pause.at + (DAY if pause.at < opens else 0))
                yield begins, begins + pause.for_, shift.heads[crew], True, shift.paid_breaks


@law
def heads_are_there_when_the_roster_says(run: Run) -> Iterator[str]:
    """Scheduled less absent; breaks within the shift; unpaid breaks and absent heads not paid."""
    for crew, section in run.scenario.crews.items():
        planned = list(spans(run, crew))
        steps = roster(run, crew)
        edges = sorted({t for span in planned for t in span[:2] if 0 <= t < run.horizon})
        for moment in sorted({0, *edges, *(step[0] for step in steps)}):
            _, heads, on_break, absent, paid, *_ = [row for row in steps if row[0] <= moment][-1]
            now = [span for span in planned if span[0] <= moment < span[1]]
            scheduled = sum(span[2] for span in now if not span[3])
            pausing = sum(span[2] for span in now if span[3])
            if heads + on_break + absent != scheduled or min(heads, on_break, absent, paid) < 0:
                yield f"{crew} at {moment}: {heads}+{on_break}+{absent}, scheduled {scheduled}"
            if section.absence == 0:
                unpaid = sum(run_heads for *_, run_heads, is_break, is_paid in now
                             if is_break and not is_paid)  # fmt: skip
                if (absent, on_break, paid) != (0, pausing, scheduled - unpaid):
                    yield f"{crew} at {moment}: absent {absent}, break {on_break}, paid {paid}"
            elif not heads <= paid <= heads + on_break:
                yield f"{crew} at {moment}: {paid} paid of {heads} at work and {on_break} on break"


def batches(run: Run) -> tuple[dict[int, int], list[str]]:
    """When each batch was formed by the rule, and where the run has other ones."""
    assert run.scenario.picking is not None
    batch = run.scenario.picking.method.batch
    assert batch is not None
    queued = [v for v in run.first_visits["picking"] if v.queued is not None]
    of_orders = {tuple(orders): tour for tour, orders in run.tours.items()}
    formed, wrong = {}, []
    kinds = sorted({_kind(run, batch.by, v.order) for v in queued})
    for kind in kinds:
        mine = [v for v in queued if _kind(run, batch.by, v.order) == kind]
        for now, orders in _formed(run, batch, mine):
            if orders in of_orders:
                formed[of_orders[orders]] = now
            else:
                wrong.append(f"at {now} the batch {orders} forms by the rule, but not in the run")
    wrong += [
        f"tour {tour} of {orders} should not have formed"
        for orders, tour in of_orders.items()
        if tour not in formed
    ]
    return formed, wrong


def _kind(run: Run, by: str, order: int) -> int:
    return int(run.workload.order_class[order]) if by == "class" else 0


def _formed(run: Run, batch: Batch, queued: list[Visit]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(when, its orders) of the batches that orders form which may share a tour."""
    waiting: list[tuple[int, int, int]] = []
    coming = sorted((v.queued or 0, v.order) for v in queued)
    moments = {at for at, _ in coming} | {at + batch.wait_at_most for at, _ in coming}
    for now in sorted(m for m in moments if m <= run.horizon):
        while coming and coming[0][0] == now:
            waiting.append((run.priority(coming[0][1]), *coming.pop(0)))
        waiting.sort()
        while len(waiting) >= batch.up_to or any(
            entered + batch.wait_at_most <= now for _, entered, _ in waiting
        ):
            members, waiting = waiting[: batch.up_to], waiting[batch.up_to :]
            yield now, tuple(order for *_, order in members)


@law
def batches_form_by_their_rule(run: Run) -> Iterator[str]:
    """Full, or when one has waited enough; the most urgent first; picked together."""
    again = repeated_instants(run, ("fraud_review", "inspection"))
    if not run.in_batches or again or not run.is_plain("picking"):
        return
    yield from batches(run)[1]
    assert run.scenario.picking is not None
    batch = run.scenario.picking.method.batch
    assert batch is not None
    for tour, orders in run.tours.items():
        if len(orders) > batch.up_to:
            yield f"tour {tour} has {len(orders)} orders, at most {batch.up_to}"
        seen = {
            (v.began, v.ended, v.server) for v in (run.first_visits["picking"][i] for i in orders)
        }
        if len(seen) > 1:
            yield f"tour {tour}: its orders are picked apart, {seen}"


def repeated_instants(run: Run, stations: tuple[str, ...] = STATIONS) -> set[int]:
    """Instants at which a service began and ended, so that the floor was assigned twice."""
    return {
        visit.began
        for (_, activity), visits in run.visits.items()
        if activity in stations
        for visit in visits
        if visit.began is not None and visit.began == visit.ended
    } | {
        visit.ended  # back at the moment of its hand-over, after the floor was assigned
        for (order, activity), visits in run.visits.items()
        if activity == "returns"
        for visit in visits
        if visit.ended is not None and visit.ended == run.timeline.handed_over[order]
    }


def requirement(run: Run, task: Task) -> int:
    """The time that the task's orders need at speed 1."""
    w, i = run.workload, task.orders[0]
    if task.station == "fraud_review":
        need = int(w.review[i])
    elif task.station == "picking":
        need = int(w.pick_setup[i]) + sum(pick_time(run, order) for order in task.orders)
    elif task.station == "packing":
        check = run.scenario.packing.quality_check if run.scenario.packing else None
        again = task.number == 1 or (check is not None and check.recheck)
        extra = check.time if check and w.checked[i] and again else 0
        need = int(w.pack[i]) + extra
    elif task.station == "labeling":
        need = int(w.label[i])
    else:
        need = int(w.inspection[i])
    return need


def pick_time(run: Run, order: int) -> int:
    """The time of the lines that are still in the order."""
    w = run.workload
    lines = range(w.line_start[order], w.line_start[order + 1])
    return sum(int(w.line_pick[k]) for k in lines if not run.timeline.line_canceled[k])


def service_time(run: Run, task: Task) -> int:
    """The time that the task's orders need from its crew."""
    need = requirement(run, task)
    if task.server < 0:
        return need
    return round(need / run.scenario.crews[run.timeline.crews[task.server]].speed)


def machines_of(run: Run) -> dict[str, int]:
    """Machines of each station that has a limit, by the scenario."""
    s, found = run.scenario, {}
    if s.packing and s.packing.stations:
        found["packing"] = s.packing.stations.count
    if s.packing and s.packing.lanes:
        lanes = (s.packing.lanes.single_line.stations, s.packing.lanes.multi_line.stations)
        if all(lanes):
            found["packing"] = sum(lane.count for lane in lanes if lane)
    if s.labeling:
        found["labeling"] = s.labeling.printers
    return found


@law
def service_takes_what_it_needs(run: Run) -> Iterator[str]:
    """The requirement divided by the speed of the crew; only able crews serve."""
    formed = {} if not run.in_batches else batches(run)[0]
    for task in run.tasks(formed):
        if task.began is None or not run.is_plain(task.station) or run.missing & set(task.orders):
            continue
        due = task.began + service_time(run, task)
        if task.ended != (due if due <= run.horizon else None):
            yield f"{task}: ends at {task.ended}, expected {due}"
        able = able_crews(run, task.station)
        if (task.server in able) != bool(able) or (not able and task.server != -1):
            yield f"{task}: done by {task.server}, able are {able}"


def able_crews(run: Run, station: str) -> list[int]:
    """Crews with the skill: at home first, then with the fewest skills, then as written."""
    crews = [
        (k, tuple(run.scenario.crews[name].skills)) for k, name in enumerate(run.timeline.crews)
    ]
    able = [(skills[0] != station, len(skills), k) for k, skills in crews if station in skills]
    return [k for *_, k in sorted(able)]


@dataclass
class Floor:
    """The floor at the end of an instant, rebuilt from the log."""

    heads: dict[int, int]
    busy: Counter[int]
    running: Counter[str]
    machines: dict[str, int]
    able: dict[str, list[int]]
    waiting: dict[str, dict[int, Task]]

    def free_crew(self, station: str) -> int | None:
        """The crew that would take the next task: -1 where none is needed, None if none can."""
        if not self.able[station]:
            return -1
        return next((k for k in self.able[station] if self.busy[k] < self.heads[k]), None)

    def startable(self) -> list[str]:
        """Stations with a task, a machine and a head."""
        return [
            station
            for station, tasks in self.waiting.items()
            if tasks
            and self.running[station] < self.machines.get(station, FAR)
            and self.free_crew(station) is not None
        ]

    def start(self, task: Task, crew: int) -> None:
        """Put a task into service."""
        del self.waiting[task.station][id(task)]
        self.running[task.station] += 1
        self.busy[crew] += 1


def on_the_floor(run: Run) -> Iterator[tuple[int, Floor, list[Task]]]:
    """At each instant: the floor before anything starts at it, and the tasks that start.

    Nothing where the log does not tell all: of some methods and failures, and where batches may
    form twice at an instant.
    """
    again = run.in_batches and repeated_instants(run, ("fraud_review", "inspection"))
    if again or not run.is_plain_floor:
        return
    formed = batches(run)[0] if run.in_batches else {}
    tasks = [task for task in run.tasks(formed) if task.entry is not None]
    for task in tasks:
        by = {"fifo": 0, "shortest": requirement(run, task), "priority": task.priority}
        task.rank = by[run.discipline(task.station)]
    crews = run.timeline.crews
    floor = Floor(
        heads=dict.fromkeys(range(len(crews)), 0),
        busy=Counter(),
        running=Counter(),
        machines=machines_of(run),
        able={station: able_crews(run, station) for station in STATIONS},
        waiting={station: {} for station in STATIONS},
    )
    enters = sorted(tasks, key=lambda task: task.entry or 0)
    begins = sorted((t for t in tasks if t.began is not None), key=lambda task: task.start)
    ends = sorted((t for t in tasks if t.ended is not None), key=lambda task: task.end)
    steps = sorted(
        (row[0], k, at_work(row)) for k, name in enumerate(crews) for row in roster(run, name)
    )
    instants = {t.entry for t in tasks} | {t.began for t in begins} | {t.ended for t in ends}
    for now in sorted({*instants, *(step[0] for step in steps)} - {None}):  # type: ignore[type-var]
        while steps and steps[0][0] == now:
            _, crew, floor.heads[crew] = steps.pop(0)
        while enters and enters[0].entry == now:
            task = enters.pop(0)
            floor.waiting[task.station][id(task)] = task
        finishing = _taken(ends, now, "ended")
        for task in finishing:
            if task.began != now:
                floor.running[task.station] -= 1
                floor.busy[task.server] -= 1
        started = _taken(begins, now, "began")
        yield now, floor, started
        for task in started:
            if id(task) in floor.waiting[task.station]:
                floor.start(task, task.server)
            if task.ended == now:
                floor.running[task.station] -= 1
                floor.busy[task.server] -= 1
        floor.busy[-1] = 0


def _taken(tasks: list[Task], now: int, moment: str) -> list[Task]:
    found = []
    while tasks and getattr(tasks[0], moment) == now:
        found.append(tasks.pop(0))
    return found


@law
def capacity_is_never_exceeded(run: Run) -> Iterator[str]:
    """Machines at most their count; nobody starts when no head of the crew is free."""
    for now, floor, started in on_the_floor(run):
        heads, machines = Counter[int](), Counter[str]()
        for task in started:
            heads[task.server] += task.ended != now
            machines[task.station] += task.ended != now
        for crew in {task.server for task in started} - {-1}:
            before = floor.busy[crew]
            if before + max(heads[crew], 1) > floor.heads[crew]:
                yield f"crew {crew} at {now}: {before} busy, {started} of {floor.heads[crew]}"
        for station, count in floor.machines.items():
            if floor.running[station] + machines[station] > count:
                yield f"{station} at {now}: {floor.running[station]} + {started} of {count}"


def stretches(run: Run) -> Iterator[tuple[str, int, int, int]]:
    """(station, crew, began, ended) of all work: visits, or the spells in which it was done.

    A pick tour counts once, under its lowest order.
    """
    log = run.timeline.spells
    columns = (log.order, log.activity, log.visit, log.began, log.ended, log.server)
    in_spells = set()
    for order, activity, visit, began, ended, server in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        in_spells.add((order, ACTIVITIES[activity], visit))
        yield ACTIVITIES[activity], server, began, FAR if ended < 0 else ended
    led = {min(orders) for orders in run.tours.values()}
    for (order, station), visits in run.visits.items():
        for visit in visits if station in STATIONS else ():
            follows = station == "picking" and visit.number == 1 and order not in led
            if visit.began is None or follows or (order, station, visit.number) in in_spells:
                continue
            yield station, visit.server, visit.began, FAR if visit.ended is None else visit.ended


@law
def work_never_exceeds_heads_and_machines(run: Run) -> Iterator[str]:
    """Whatever the method and whatever fails: nothing starts without a free head and machine."""
    done = list(stretches(run))
    machines = machines_of(run)
    for k, name in enumerate(run.timeline.crews):
        steps = roster(run, name)
        mine = [(began, ended) for _, server, began, ended in done if server == k]
        for now in {began for began, ended in mine if ended > began}:
            busy = sum(began <= now < ended for began, ended in mine)
            heads = [at_work(row) for row in steps if row[0] <= now][-1]
            if busy > heads:
                yield f"{name} at {now}: {busy} busy, {heads} heads, and work starts"
    for station, count in machines.items():
        mine = [(began, ended) for name, _, began, ended in done if name == station]
        down = run.timeline.down.get(station)
        columns = () if down is None else (down.time.tolist(), down.down.tolist())
        steps = [] if _finishes_work(run, station) else list(zip(*columns, strict=True))
        for now in {began for began, ended in mine if ended > began}:
            busy = sum(began <= now < ended for began, ended in mine)
            out = next((number for at, number in reversed(steps) if at <= now), 0)
            if busy > count - out:
                yield f"{station} at {now}: {busy} busy of {count}, {out} down, and work starts"


def _finishes_work(run: Run, station: str) -> bool:
    """Whether machines that are down may still be at work: in a planned outage they finish it."""
    s = run.scenario
    if station == "labeling":
        return bool(s.labeling and s.labeling.outages)
    lanes = s.packing.lanes if s.packing else None
    benches = [s.packing.stations] if s.packing else []
    benches += [lanes.single_line.stations, lanes.multi_line.stations] if lanes else []
    return any(one.outages for one in benches if one is not None)


@law
def no_head_is_idle_while_work_can_start(run: Run) -> Iterator[str]:
    """After every instant no task waits that has a free machine and a free able head."""
    for now, floor, started in on_the_floor(run):
        after = Floor(
            floor.heads, Counter(floor.busy), Counter(floor.running), floor.machines, floor.able,
            {station: dict(tasks) for station, tasks in floor.waiting.items()},
        )  # fmt: skip
        for task in started:
            if id(task) in after.waiting[task.station]:
                after.start(task, task.server)
            if task.ended == now:
                after.running[task.station] -= 1
                after.busy[task.server] -= 1
        for station in after.startable():
            waiting = list(after.waiting[station].values())[:2]
            yield f"{station} at {now}: {waiting} could start; crews {after.heads}, {after.busy}"


@law
def tasks_start_by_priority_entry_and_order(run: Run) -> Iterator[str]:
    """At each station the lowest goes first, whoever does it."""
    again = repeated_instants(run)
    for now, floor, started in on_the_floor(run):
        if now in again:
            continue
        for station in {task.station for task in started}:
            chosen = [task.key for task in started if task.station == station]
            left = [task.key for task in floor.waiting[station].values() if task not in started]
            if left and max(chosen) > min(left):
                yield f"{station} at {now}: {max(chosen)} starts before {min(left)}"


@law
def crews_are_assigned_by_one_rule(run: Run) -> Iterator[str]:
    """Over stations that share crews the lowest task starts first, with the crew that fits best."""
    again = repeated_instants(run)
    for now, floor, started in on_the_floor(run):
        if now in again:
            continue
        trial = Floor(
            floor.heads, Counter(floor.busy), Counter(floor.running), floor.machines, floor.able,
            {station: dict(tasks) for station, tasks in floor.waiting.items()},
        )  # fmt: skip
        expected = []
        while stations := trial.startable():
            task = min(
                (min(trial.waiting[s].values(), key=lambda task: task.key) for s in stations),
                key=lambda task: task.urgency,
            )
            crew = trial.free_crew(task.station)
            assert crew is not None
            expected.append((task.station, task.orders[0], crew))
            trial.start(task, crew)
            trial.busy[-1] = 0
        seen = [(task.station, task.orders[0], task.server) for task in started]
        if sorted(expected) != sorted(seen):
            yield f"at {now}: {seen} start, by the rule {expected}"


@law
def length_of_the_queue_is_arrivals_times_waits(run: Run) -> Iterator[str]:
    """L = lambda W (Little 1961), exactly, up to the horizon: queue and station, whole run."""
    for station in STATIONS:
        visits = [v for (_, activity), mine in run.visits.items() if activity == station
                  for v in mine]  # fmt: skip
        for name, end in (("began", "began"), ("ended", "ended")):
            changes: Counter[int] = Counter()
            waits = 0
            for visit in visits:
                until = getattr(visit, end)
                until = run.horizon if until is None else until
                changes[visit.queued] += 1  # type: ignore[index]
                changes[until] -= 1
                waits += until - (visit.queued or 0)
            area = length = last = 0
            for moment in sorted(changes):
                area += length * (moment - last)
                length, last = length + changes[moment], moment
            if area != waits or length:
                yield f"{station} until {name}: area {area}, waits {waits}, left {length}"

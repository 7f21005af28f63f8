"""Laws of the floor: batches, who starts when, how long it takes, and what waits meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.stages import INBOUND, STATIONS, WORKPLACES
from tests.laws import pallets
from tests.laws.boxes import parcels_of
from tests.laws.laws import law
from tests.laws.laws_of_roads import deadlines
from tests.laws.people import at_work, machines_of, roster, speed_of, spells
from tests.laws.returned import to_mend
from tests.laws.runs import ALONE, FAR, Run, Task


def batches(run: Run) -> dict[int, int]:
    """When each batch was formed: with its last order if full, else when one had waited enough.

    One that forms when a picker is free is formed by being begun.
    """
    assert run.scenario.picking is not None
    batch = run.scenario.picking.method.batch
    assert batch is not None
    visits = run.first_visits["picking"]
    if run.pulled:
        begun = {tour: visits[orders[0]].began for tour, orders in run.tours.items()}
        return {tour: now for tour, now in begun.items() if now is not None}
    queued = {tour: [visits[i].queued or 0 for i in orders] for tour, orders in run.tours.items()}
    return {
        tour: max(came) if len(came) >= batch.up_to else min(came) + batch.wait_at_most
        for tour, came in queued.items()
    }


@law
def batches_form_by_their_rule(run: Run) -> Iterator[str]:
    """Of orders that go together, none too large; no full one waits, and no order for too long.

    The most urgent of what waits go first, and all of a batch are picked together.
    """
    again = repeated_instants(run, ALONE)
    if not run.in_batches or again or not run.is_plain("picking"):
        return
    assert run.scenario.picking is not None
    batch, visits = run.scenario.picking.method.batch, run.first_visits["picking"]
    assert batch is not None
    formed = batches(run)
    at = {i: formed.get(tour, FAR) for tour, orders in run.tours.items() for i in orders}
    waiting = [v.order for v in visits if v.queued is not None]
    kind = {i: int(run.workload.order_class[i]) if batch.by == "class" else 0 for i in waiting}
    rank = {i: (run.priority(i), visits[i].queued or 0, i) for i in waiting}
    for tour, orders in run.tours.items():
        if len(orders) > batch.up_to or len({kind[i] for i in orders}) > 1:
            yield f"tour {tour} has {orders}, at most {batch.up_to} of a kind"
        if len({(visits[i].began, visits[i].ended, visits[i].server) for i in orders}) > 1:
            yield f"tour {tour}: its orders are picked apart"
        now = formed.get(tour, FAR)
        others = [i for i in waiting if rank[i][1] <= now < at.get(i, FAR)]
        left = [rank[i] for i in others if kind[i] == kind[orders[0]]]
        if now < FAR and left and max(rank[i] for i in orders) > min(left):
            yield f"tour {tour} of {orders} forms at {now} before {min(left)}"
        if (visits[orders[0]].began or FAR) < now or max(rank[i][1] for i in orders) > now:
            yield f"tour {tour} of {orders} begins before it is formed at {now}"
    for i in () if run.pulled else waiting:
        now = rank[i][1]
        with_it = sum(rank[k][1] <= now < at.get(k, FAR) and kind[k] == kind[i] for k in waiting)
        if with_it >= batch.up_to:
            yield f"at {now}: {with_it} orders wait for company, {batch.up_to} are a batch"
        if min(at.get(i, FAR), run.horizon) - now > batch.wait_at_most:
            yield f"order {i} waits for company from {now} to {at.get(i)}"


def repeated_instants(run: Run, stations: tuple[str, ...] = STATIONS) -> set[int]:
    """Instants at which a service began and ended, so that the floor was assigned twice."""
    return (
        {
            visit.began
            for (_, activity), visits in run.visits.items()
            if activity in stations
            for visit in visits
            if visit.began is not None and visit.began == visit.ended
        }
        | {task.began for task in pallets.tasks(run) if task.began == task.ended}
        | {
            visit.ended  # back at the moment of its hand-over, after the floor was assigned
            for (order, activity), visits in run.visits.items()
            if activity == "returns"
            for visit in visits
            if visit.ended is not None and visit.ended == run.left_at(order)
        }
    )


def requirement(run: Run, task: Task) -> int:
    """The time that the task's orders need at speed 1."""
    if task.station in INBOUND:
        return pallets.need(run, task)
    w, i = run.workload, task.orders[0] % run.workload.n
    if task.station == "fraud_review":
        need = int(w.review[i])
    elif task.station == "picking":
        need = int(w.pick_setup[i]) + sum(pick_time(run, parcel) for parcel in task.orders)
    elif task.station == "packing":
        check = run.scenario.packing.quality_check if run.scenario.packing else None
        first = task.number == 1 or run.is_anew(task.orders[0], task.entry)
        again = first or (check is not None and check.recheck)
        extra = check.time if check and w.checked[i] and again else 0
        need = int(w.pack[i]) + extra - time_left_out(run, task.orders[0])
    elif task.station == "labeling":
        need = int(w.label[i]) * parcels_of(run, task.orders[0])
    elif task.station == "refurbishing":
        parcel = task.orders[0]
        need = to_mend(run, parcel) * int(w.added["returns"]["refurbishing"][i])
    elif task.station in w.added:
        need = int(w.added[task.station]["time"][i])
    else:
        need = int(w.inspection[i])
    return need


def pick_time(run: Run, parcel: int) -> int:
    """The time of the lines that are still in the parcel."""
    lines, canceled = run.lines(parcel), run.timeline.line_canceled
    return sum(int(run.workload.line_pick[k]) for k in lines if not canceled[k])


def time_left_out(run: Run, parcel: int) -> int:
    """The packing time of the units that are in the order's other parcels."""
    w, order = run.workload, parcel % run.workload.n
    units = int(w.units[order]) - sum(int(w.line_units[k]) for k in run.lines(parcel))
    return int(w.pack[order] - w.pack_setup[order]) * units // int(w.units[order])


def service_time(run: Run, task: Task) -> int:
    """The time that the task's orders need from its crew."""
    need = requirement(run, task)
    if task.server < 0:
        return need
    return round(need / speed_of(run, task.server, task.station, task.start))


@law
def service_takes_what_it_needs(run: Run) -> Iterator[str]:
    """The requirement divided by the speed of the crew; only able crews serve."""
    formed = {} if not run.in_batches else batches(run)
    stopped = spells(run) | pallets.spells(run)
    for task in [*run.tasks(formed), *pallets.tasks(run)]:
        if (
            task.began is None
            or not run.is_plain(task.station)
            or (
                task.station in STATIONS and run.missing & {p % run.workload.n for p in task.orders}
            )
        ):
            continue
        if (min(task.orders), task.station, task.number) in stopped:
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
    """At each instant: the floor before anything starts, and what starts.

    Nothing where the log does not tell all: of some methods and failures, of work that
    was stopped, and where batches may
    form twice at an instant.
    """
    again = run.in_batches and repeated_instants(run, ALONE)
    if again or not run.is_plain_floor:
        return
    formed = batches(run) if run.in_batches else {}
    tasks = [*run.tasks(formed), *pallets.tasks(run)]
    tasks = [task for task in tasks if task.entry is not None]
    planned = deadlines(run, tasks)
    for task in tasks:
        by = {
            "fifo": 0,
            "shortest": requirement(run, task),
            "priority": task.priority,
            "deadline": min(planned.get(p % max(run.workload.n, 1), FAR) for p in task.orders),
        }
        task.rank = by[run.discipline(task.station)]
    crews = run.timeline.crews
    floor = Floor(
        heads=dict.fromkeys(range(len(crews)), 0),
        busy=Counter(),
        running=Counter(),
        machines=machines_of(run),
        able={station: able_crews(run, station) for station in WORKPLACES},
        waiting={station: {} for station in WORKPLACES},
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
    """Each crew with a free head names a task; the lowest starts, by the crew that fits best."""
    again = repeated_instants(run)
    if run.pulled and any(one.prefers == "longest queue" for one in run.scenario.crews.values()):
        return  # the log does not say how many batches were on offer
    for now, floor, started in on_the_floor(run):
        if now in again:
            continue
        trial = Floor(
            floor.heads, Counter(floor.busy), Counter(floor.running), floor.machines, floor.able,
            {station: dict(tasks) for station, tasks in floor.waiting.items()},
        )  # fmt: skip
        expected = []
        while stations := trial.startable():
            task, crew = _next(run, trial, stations)
            expected.append((task.station, task.orders[0], crew))
            trial.start(task, crew)
            trial.busy[-1] = 0
        seen = [(task.station, task.orders[0], task.server) for task in started]
        if sorted(expected) != sorted(seen):
            yield f"at {now}: {seen} start, by the rule {expected}"


def _next(run: Run, floor: Floor, stations: list[str]) -> tuple[Task, int]:
    """The task that starts next and its crew, by what the crews prefer."""
    first = {s: min(floor.waiting[s].values(), key=lambda task: task.key) for s in stations}
    named = [(first[s].urgency, 0, s, -1) for s in stations if not floor.able[s]]
    for crew, heads in floor.heads.items():
        mine = [s for s in stations if crew in floor.able[s]]
        if not mine or floor.busy[crew] >= heads:
            continue
        section = run.scenario.crews[run.timeline.crews[crew]]
        home = next(iter(section.skills))
        station = min(mine, key=lambda s: {
            "most urgent": (0, first[s].urgency),
            "home first": (int(s != home), first[s].urgency),
            "longest queue": (-len(floor.waiting[s]), first[s].urgency),
        }[section.prefers])  # fmt: skip
        named.append((first[station].urgency, floor.able[station].index(crew), station, crew))
    _, _, station, crew = min(named)
    return first[station], crew


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

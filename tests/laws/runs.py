"""One replication of a drawn scenario, and what happened in it as plain Python lists."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from simulator.calendars import calendar
from simulator.journey import simulate
from simulator.measure.cohort import select
from simulator.measure.flow import Flow, time_by_cause
from simulator.measure.measurement import measure
from simulator.measure.work import crew_times, station_visits
from simulator.results.parcels import later_visits
from simulator.results.promises import as_promised
from simulator.results.timeline import Movement, Timeline
from simulator.scenario import Loaded, Scenario, loads
from simulator.stages import ACTIVITIES, INBOUND, STATIONS
from simulator.stages.picking.methods import chosen_method
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.sampling import sample
from tests.laws.drawing import DAY
from tests.laws.scenarios import World

_FOLDER = tempfile.TemporaryDirectory(prefix="laws-")
FAR = 2**62
"""Later than everything."""
ALONE = ("fraud_review", "inspection", "refurbishing")
"""Stations that are not on the way of a parcel to the dock."""


def load(world: World) -> Loaded:
    """Read a world as a file would be read, with its CSVs beside it."""
    content = repr(sorted(world.files.items())).encode()
    folder = Path(_FOLDER.name) / sha256(content).hexdigest()[:16]
    if not folder.exists():
        folder.mkdir()
        for name, text in world.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    return loads(world.text, directory=folder, name="drawn.yaml")


@dataclass
class Visit:
    """One visit of one parcel to one activity; None is what has not happened.

    A parcel has the number of its order; a second one that plus the number of orders.
    """

    order: int
    activity: str
    number: int
    queued: int | None
    began: int | None
    ended: int | None
    server: int


@dataclass
class Task:
    """One piece of work at a station: a visit, or a pick tour of several orders."""

    station: str
    orders: list[int]
    number: int
    priority: int
    entry: int | None  # to the queue for people; of a tour, when it was formed
    began: int | None
    ended: int | None
    server: int
    place: tuple[int, int] = (0, 0)  # of who came at one moment: the order, first parcel first
    rank: int = 0  # in its own queue, by the discipline; the priority if nothing else is said
    since: int | None = None  # where it stands in the queue as if it had come then

    @property
    def key(self) -> tuple[int, int, tuple[int, int]]:
        """The lowest of its station starts first."""
        assert self.entry is not None
        return (self.rank, self.entry if self.since is None else self.since, self.place)

    @property
    def urgency(self) -> tuple[int, int, tuple[int, int]]:
        """The lowest of the stations that share crews starts first."""
        assert self.entry is not None
        return (self.priority, self.entry if self.since is None else self.since, self.place)

    @property
    def start(self) -> int:
        """When it began, far off if it has not."""
        return FAR if self.began is None else self.began

    @property
    def end(self) -> int:
        """When it ended, far off if it has not."""
        return FAR if self.ended is None else self.ended


def known(moment: int) -> int | None:
    """None for NEVER."""
    return None if moment == NEVER else int(moment)


@dataclass(frozen=True)
class Moved:
    """One movement of stock."""

    time: int
    sku: int
    kind: Movement
    units: int
    order: int


@dataclass
class Run:
    """Scenario, workload and timeline, with slow and plain ways to look at them."""

    scenario: Scenario
    workload: Workload
    timeline: Timeline
    orders: range = field(init=False)

    def __post_init__(self) -> None:
        self.orders = range(self.workload.n)

    @property
    def horizon(self) -> int:
        """End of the simulated time, which may be before that of the scenario."""
        return self.timeline.horizon

    @property
    def planned_horizon(self) -> int:
        """The end of the simulated time at the latest: up to there everything is sampled."""
        return self.scenario.clock.horizon

    def column(self, values: object) -> list[int | None]:
        """Moments as integers or None."""
        return [known(value) for value in values.tolist()]  # type: ignore[attr-defined]

    @cached_property
    def flow(self) -> Flow:
        """What the program credits the time of orders to."""
        people = crew_times(self.timeline, station_visits(self.timeline))
        cohort = select(self.scenario, self.workload, self.timeline)
        return time_by_cause(self.scenario, self.workload, self.timeline, cohort, people)

    @cached_property
    def movements(self) -> list[Moved]:
        """The log of the stock, in its order."""
        log = self.timeline.stock
        columns = (log.time, log.sku, log.kind, log.units, log.order)
        return [
            Moved(a, b, Movement(c), d, e)
            for a, b, c, d, e in zip(*(column.tolist() for column in columns), strict=True)
        ]

    @cached_property
    def kpis(self) -> dict[tuple[str, str], float]:
        """(KPI, scope) -> value, as every run measures them."""
        return measure(self.scenario, self.workload, self.timeline).kpis

    @cached_property
    def first_visits(self) -> dict[str, list[Visit]]:
        """By activity, a visit for every order."""
        found = {}
        for activity, visit in self.timeline.visits.items():
            rows = zip(
                self.column(visit.queued), self.column(visit.began), self.column(visit.ended),
                visit.server.tolist(), strict=True,
            )  # fmt: skip
            found[activity] = [Visit(i, activity, 1, *row) for i, row in enumerate(rows)]
        return found

    @cached_property
    def repeats(self) -> list[Visit]:
        """Second and later visits, and those of further parcels."""
        found = []
        for activity in ACTIVITIES:
            later = later_visits(self.timeline, activity)
            rows = zip(
                self.numbers[later.parcel].tolist(), later.visit.tolist(),
                self.column(later.queued), self.column(later.began), self.column(later.ended),
                later.server.tolist(), strict=True,
            )  # fmt: skip
            found += [Visit(parcel, activity, *row) for parcel, *row in rows]
        return found

    @cached_property
    def numbers(self) -> np.ndarray:
        """The numbers of the log's parcels as they are here."""
        table = self.timeline.parcels
        return table.order + self.workload.n * (table.number.astype(np.int64) - 1)

    @cached_property
    def visits(self) -> dict[tuple[int, str], list[Visit]]:
        """All visits that were queued, by parcel and activity, in order of their numbers."""
        found: dict[tuple[int, str], list[Visit]] = defaultdict(list)
        for visits in (*self.first_visits.values(), self.repeats):
            for visit in visits:
                if visit.queued is not None:
                    found[visit.order, visit.activity].append(visit)
        for visits in found.values():
            visits.sort(key=lambda visit: visit.number)
        return found

    def visit(self, order: int, activity: str, number: int = 1) -> Visit | None:
        """One visit, None if it was not queued."""
        visits = self.visits.get((order, activity), [])
        return next((visit for visit in visits if visit.number == number), None)

    @cached_property
    def sent_again(self) -> dict[int, int]:
        """When a parcel that is claimed goes to the floor once more, by parcel."""
        claims = self.timeline.claims
        if claims is None:
            return {}
        rows = claims.reshipped != NEVER
        parcels = self.numbers[claims.parcel[rows]].tolist()
        return dict(zip(parcels, claims.reshipped[rows].tolist(), strict=True))

    def is_anew(self, parcel: int, moment: int | None) -> bool:
        """Whether what begins at a moment is of a parcel's second shipment."""
        return moment is not None and moment >= self.sent_again.get(parcel, FAR)

    @cached_property
    def tours(self) -> dict[int, list[int]]:
        """The orders of each pick tour; those of a batch by (priority, queued, order)."""
        found: dict[int, list[int]] = defaultdict(list)
        for order, tour in enumerate(self.timeline.batch.tolist()):
            if tour != NEVER:
                found[tour].append(order)
        picking = self.first_visits.get("picking", [])
        for orders in found.values():
            orders.sort(key=lambda i: (self.priority(i), picking[i].queued, i))
        return found

    def priority(self, parcel: int) -> int:
        """Of the order's class."""
        return int(self.workload.priority[parcel % self.workload.n])

    @cached_property
    def split(self) -> set[int]:
        """Orders that were split."""
        return set(self.timeline.parcels.split.tolist())

    @property
    def parcels(self) -> list[int]:
        """The first parcels of all orders, the second ones, ..."""
        return sorted(self.numbers.tolist())

    def parcels_of(self, order: int) -> list[int]:
        """All parcels of an order."""
        count = int((self.timeline.parcels.order == order).sum())
        return [order + k * self.workload.n for k in range(count)]

    def left_at(self, parcel: int) -> int | None:
        """When the carrier took a parcel."""
        dock = self.visit(parcel, "shipping")
        return dock.ended if dock is not None else None

    def lines(self, parcel: int) -> list[int]:
        """The lines of a parcel, taken out ones too."""
        order = parcel % self.workload.n
        every = range(self.workload.line_start[order], self.workload.line_start[order + 1])
        mine = self.numbers[self.timeline.line_parcel[every.start : every.stop]].tolist()
        return [line for line, its in zip(every, mine, strict=True) if its == parcel]

    @property
    def gathers(self) -> bool:
        """Whether orders wait to share tours, by whichever method."""
        return bool(self.scenario.picking and chosen_method(self.scenario.picking.method))

    @property
    def in_batches(self) -> bool:
        """Whether picking collects batches."""
        return bool(self.scenario.picking and self.scenario.picking.method.batch)

    @property
    def pulled(self) -> bool:
        """Whether a batch forms when a picker is free."""
        batch = self.scenario.picking and self.scenario.picking.method.batch
        return bool(batch and batch.form == "when free")

    def is_plain(self, station: str) -> bool:
        """Whether the log tells all of a station: no waves, zones, walks, lanes, failures."""
        s = self.scenario
        if station == "picking" and s.picking:
            method = s.picking.method
            mixed = method.batch and method.batch.by == "pick_up"
            others = self.gathers and not method.batch
            return not (others or method.zones or s.picking.layout or mixed)
        if station == "packing" and s.packing:
            benches = s.packing.stations
            failing = benches and (benches.breakdowns or benches.outages)
            return not (s.packing.lanes or failing or (s.picking and s.picking.method.zones))
        if station == "labeling" and s.labeling:
            return not (s.labeling.breakdowns or s.labeling.outages or s.labeling.service)
        return True

    @property
    def is_plain_floor(self) -> bool:
        """Whether the log tells all of the floor, so that every start can be worked out."""
        plain = all(self.is_plain(station) for station in STATIONS) and not self.stops_work
        return plain and not self.missing

    @property
    def stops_work(self) -> bool:
        """Whether work that has begun may be left to others as people go."""
        shifts = self.scenario.shifts.values()
        rules = [shift.end_of_shift for shift in shifts]
        rules += [pause.begun_work for shift in shifts for pause in shift.breaks]
        return any(rule != "finish" for rule in rules)

    def discipline(self, station: str) -> str:
        """Who is served first at a station."""
        s = self.scenario
        if station in INBOUND:
            return "priority"
        sections = {
            "fraud_review": s.payment and s.payment.fraud_review,
            "inspection": s.returns,
            "refurbishing": s.returns and s.returns.refurbishing,
        }
        section = sections[station] if station in sections else getattr(s, station)
        return section.discipline if section else "priority"

    @cached_property
    def missing(self) -> set[int]:
        """Orders with a line that is on record and not on the shelf."""
        of_line = [i for i in self.orders for _ in range(int(self.workload.lines[i]))]
        return {of_line[k] for k, gone in enumerate(self.workload.line_missing.tolist()) if gone}

    def tasks(self, formed: dict[int, int]) -> list[Task]:
        """All work that entered a station's queue; `formed` is when each batch was."""
        found = []
        for station in STATIONS:
            again = [visit for visit in self.repeats if visit.activity == station]
            batched = station == "picking" and self.in_batches
            first = [] if batched else self.first_visits.get(station, [])
            found += [
                Task(station, [v.order], v.number, self.priority(v.order), v.queued, v.began,
                     v.ended, v.server, self._place(v.order))
                for v in (*first, *again) if v.queued is not None
            ]  # fmt: skip
            if batched:
                found += [self._tour(tour, orders, formed) for tour, orders in self.tours.items()]
        return found

    def _tour(self, tour: int, orders: list[int], formed: dict[int, int]) -> Task:
        visits = self.first_visits["picking"]
        first = visits[orders[0]]
        most_urgent = min(self.priority(order) for order in orders)
        since = min(visits[order].queued or 0 for order in orders) if self.pulled else None
        return Task(
            "picking", orders, 1, most_urgent, formed.get(tour), first.began, first.ended,
            first.server, self._place(orders[0]), since=since,
        )  # fmt: skip

    def _place(self, parcel: int) -> tuple[int, int]:
        return parcel % self.workload.n, parcel // self.workload.n

    # The calendar, slowly

    @cached_property
    def start(self) -> datetime:
        """The first simulated moment."""
        return self.scenario.clock.start

    @cached_property
    def holidays(self) -> set[date]:
        """Dates on which nobody works; a country's are taken from the program's calendar."""
        return self._dates(self.scenario.clock.holidays)

    @cached_property
    def days_off(self) -> dict[str | None, set[date]]:
        """The same by carrier, its own among them."""
        return {None: self.holidays} | {
            name: self.holidays | self._dates(carrier.holidays)
            for name, carrier in self.scenario.carriers.items()
        }

    def _dates(self, written: tuple[date, ...] | str) -> set[date]:
        if not isinstance(written, str):
            return set(written)
        dates = calendar(self.start, written, self.planned_horizon)
        return {self.start.date() + timedelta(days=k) for k in dates.holidays}

    def at(self, day: date, time_of_day: int) -> int:
        """Milliseconds since the start of a time of day on a date."""
        midnight = datetime(day.year, day.month, day.day)
        return (midnight - self.start) // timedelta(milliseconds=1) + time_of_day

    def date_of(self, moment: int) -> date:
        """The date of a moment."""
        return (self.start + timedelta(milliseconds=moment)).date()

    def dates(self, until: int | None = None) -> list[date]:
        """From the day before the start to the day of a moment, by default the planned horizon."""
        first = self.start.date() - timedelta(days=1)
        last = self.date_of(self.planned_horizon if until is None else until)
        count = (last - first).days + 1
        return [first + timedelta(days=k) for k in range(count)]

    def works(self, day: date, weekdays: tuple[int, ...], carrier: str | None = None) -> bool:
        """Whether a day is one of the weekdays and no holiday, or day off of the carrier."""
        return day.weekday() in weekdays and day not in self.days_off[carrier]

    def nth_working_day(
        self, day: date, n: int, weekdays: tuple[int, ...], carrier: str | None = None
    ) -> date:
        """The n-th working day after a day, of the house or a carrier."""
        while n:
            day += timedelta(days=1)
            n -= self.works(day, weekdays, carrier)
        return day


def run(world: World) -> Run:
    """Read, sample and simulate a world once."""
    scenario = load(world).scenario
    workload = sample(scenario, 0)
    timeline = simulate(scenario, workload)
    return Run(scenario, as_promised(workload, timeline.promises), timeline)


__all__ = ["DAY", "FAR", "Run", "Task", "Visit", "load", "run"]

"""Who is planned, who is there and what they do, slowly and from the log: for the laws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from simulator.engine.section_crews import OvertimeRule
from simulator.stages import ACTIVITIES, STATIONS
from tests.laws import pallets
from tests.laws.drawing import DAY
from tests.laws.runs import FAR, Run

Visited = tuple[int, str, int]
"""Order, activity and the number of the visit."""


def roster(run: Run, crew: str) -> list[tuple[int, ...]]:
    """(from, heads, on break, absent, paid, past the end, into the break, overtime) of a crew."""
    heads = run.timeline.heads[crew]
    columns = (
        heads.time, heads.heads, heads.on_break, heads.absent, heads.paid, heads.overrun,
        heads.late, heads.overtime,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def at_work(row: tuple[int, ...]) -> int:
    """Of a row of the roster: heads that may start work, and those who finish what they began."""
    return row[1] + row[5] + row[6]


@dataclass(frozen=True)
class Planned:
    """Heads of a shift, or of a break of it, from `begin` until `end`."""

    begin: int
    end: int
    heads: int
    is_break: bool = False
    is_paid: bool = True
    begun_work: str = "finish"
    overtime: OvertimeRule | None = None


def planned(run: Run, crew: str) -> list[Planned]:
    """Every shift of a crew and every wave of its breaks, before anybody is absent."""
    section = run.scenario.crews[crew]
    if section.heads is not None:
        return [Planned(0, FAR, section.heads)]
    found: list[Planned] = []
    for shift in run.scenario.shifts.values():
        opens, closes = shift.hours
        for day in run.dates():
            heads = _heads_on(run, shift, crew, day)
            begin, end = run.at(day, opens), run.at(day, closes)
            if not heads or end <= 0:
                continue
            rule, over = shift.end_of_shift, shift.overtime
            found.append(Planned(begin, end, heads, begun_work=rule, overtime=over))
            for pause in shift.breaks:
                at = run.at(day, pause.at + (DAY if pause.at < opens else 0))
                for wave in range(pause.waves):
                    few, rest = divmod(heads, pause.waves)
                    pausing = few + (wave < rest)
                    if pausing:
                        found.append(Planned(at, at + pause.for_, pausing, True,
                                             shift.paid_breaks, pause.begun_work))  # fmt: skip
                        at += pause.for_
    return found


def _heads_on(run: Run, shift: Any, crew: str, day: date) -> int:
    """Heads in the shift that begins on a day."""
    begins = day.weekday() in shift.days and (shift.on_holidays or day not in run.holidays)
    heads: int = shift.heads.get(crew, 0) if begins else 0
    for other in shift.heads_on:
        if crew not in other.heads:
            continue
        if other.date is not None:
            fits = day == other.date
        else:
            fits = begins and day.weekday() in other.days
            fits &= (other.from_ or date.min) <= day <= (other.to or date.max)
        if fits:
            heads = other.heads[crew]
    return heads


def windows(run: Run, crew: str) -> Iterator[tuple[int, int]]:
    """When a crew on call can work."""
    section = run.scenario.crews[crew].on_call
    assert section is not None
    opens, closes = section.hours
    for day in run.dates():
        if day.weekday() in section.days and (section.on_holidays or day not in run.holidays):
            yield run.at(day, opens), run.at(day, closes)


def speed_of(run: Run, server: int, station: str, now: int) -> float:
    """What divides a requirement that a crew begins now: its speed at the skill, and new hires."""
    name = run.timeline.crews[server]
    section = run.scenario.crews[name]
    speed = section.speed * next(own for skill, own in section.skills.items() if skill == station)
    hires = section.new_hires
    if section.cohorts:
        heads = [row[1] for row in roster(run, name) if row[0] <= now][-1]
        return speed * _pace_of_cohorts(run, section.cohorts, heads, now)
    if hires is None:
        return speed
    heads = [row[1] for row in roster(run, name) if row[0] <= now][-1]
    hired: datetime = run.start if hires.hired is None else hires.hired
    days = (now - (hired - run.start) / timedelta(milliseconds=1)) / hires.full_after
    new = min(1.0, hires.heads / max(heads, 1)) if hires.heads is not None else hires.share
    assert new is not None
    return speed * (1.0 - new * (1.0 - hires.start) * (1.0 - min(max(days, 0.0), 1.0)))


def _pace_of_cohorts(run: Run, cohorts: Any, heads: int, now: int) -> float:
    """Mean speed of a crew: of each cohort that has come, and of the others at 1."""
    parts, paces = [], []
    for cohort in cohorts:
        since = now - (cohort.hired - run.start) / timedelta(milliseconds=1)
        if since >= 0:
            parts.append(cohort.share if cohort.heads is None else cohort.heads / max(heads, 1))
            learned = min(since / cohort.full_after, 1.0)
            paces.append(cohort.start + (1.0 - cohort.start) * learned)
    everybody = max(sum(parts), 1.0)
    new = sum(part * pace for part, pace in zip(parts, paces, strict=True))
    return (new + everybody - sum(parts)) / everybody


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
    for station in STATIONS.values():
        if station.section in run.workload.added and station.count:
            count = getattr(getattr(s, station.section), station.count)
            found |= {} if count is None else {station.name: count}
    return found


def spells(run: Run) -> dict[Visited, list[tuple[int, int, int]]]:
    """(crew, began, ended) of the stretches of each visit that was not worked on in one go."""
    log = run.timeline.log.stretches
    columns = (run.numbers[log.parcel], log.activity, log.visit, log.began, log.ended, log.server)
    found: dict[Visited, list[tuple[int, int, int]]] = {}
    for order, activity, visit, began, ended, server in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        mine = found.setdefault((order, ACTIVITIES[activity], visit), [])
        mine.append((server, began, FAR if ended < 0 else ended))
    return found


def stretches(run: Run) -> Iterator[tuple[str, int, int, int]]:
    """(station, crew, began, ended) of all work: visits, or the spells in which it was done.

    A pick tour counts once, under its lowest order.
    """
    in_spells = spells(run) | pallets.spells(run)
    for task in pallets.tasks(run):
        if task.began is not None and (task.orders[0], task.station, 1) not in in_spells:
            yield task.station, task.server, task.began, task.end
    for (_, activity, _), mine in in_spells.items():
        yield from ((activity, *spell) for spell in mine)
    led = {min(orders) for orders in run.tours.values()}
    for (order, station), visits in run.visits.items():
        for visit in visits if station in STATIONS else ():
            first = visit.number == 1 and order < run.workload.n
            follows = station == "picking" and first and order not in led
            if visit.began is None or follows or (order, station, visit.number) in in_spells:
                continue
            yield station, visit.server, visit.began, FAR if visit.ended is None else visit.ended

"""Who is planned to work when, and who of them comes: stints by crew, less drawn absences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from simulator.calendars import Calendar, OpenDays
from simulator.engine.rosters import HeadCount, Overtime, Pause, Stint, head_count
from simulator.engine.section_crews import Break, Crew, HeadsOn, OnCall, Shift
from simulator.kept import kept_with
from simulator.scenario.scenario import Scenario
from simulator.units import DAY
from simulator.workload.draws import Draws, Flags, Integers, within


def rosters(scenario: Scenario, dates: Calendar, draws: Draws) -> dict[str, tuple[Stint, ...]]:
    """Stints by crew over the horizon, in time order; of a crew on call, when it could come.

    Each person has a stream for absences from each shift, so that one more head, or another
    shift, leaves everybody else's absences as they are. Constant heads miss whole days.
    """
    by_crew = {}
    for name, crew in scenario.crews.items():
        stints = (each for each in _stints(name, crew, scenario, dates, draws) if each.end > 0)
        by_crew[name] = tuple(sorted(stints, key=lambda stint: stint.begin))
    return by_crew


def present(scenario: Scenario, dates: Calendar, draws: Draws) -> dict[str, HeadCount]:
    """Heads by crew over time as planned, less absences: nobody called, no overtime."""
    return {
        name: head_count(() if scenario.crews[name].on_call else stints, scenario.clock.horizon)
        for name, stints in rosters(scenario, dates, draws).items()
    }


def _stints(
    name: str, crew: Crew, scenario: Scenario, dates: Calendar, draws: Draws
) -> Iterator[Stint]:
    horizon = scenario.clock.horizon
    last = dates.last_day(horizon)
    if crew.on_call is not None:
        absent = _absences(f"{name}.", crew.on_call.heads, crew.absence, dates, last, draws)
        yield from _on_call(crew.on_call, absent, dates, last)
    elif crew.heads is not None:
        yield from _constant(name, crew.heads, crew.absence, horizon, last, dates, draws)
    else:
        for title, shift in scenario.shifts.items():
            planned = _planned(shift, name, dates, last)
            who = f"{name}.{title}"
            absent = _absences(who, planned.most, crew.absence, dates, last, draws)
            yield from planned.stints(shift, title, absent)


def _constant(
    name: str, heads: int, absence: float, horizon: int, last: int, dates: Calendar, draws: Draws
) -> Iterator[Stint]:
    """Those who never miss a day are one stint; the others have one for each run of days."""
    absent = _absences(f"{name}.", heads, absence, dates, last, draws)
    always = int((~absent.any(axis=1)).sum()) if absent.size else heads
    yield Stint(0, horizon, always)
    for row in absent[absent.any(axis=1)] if absent.size else ():
        for missing, days in groupby(range(last + 1), key=lambda day: bool(row[day + 1])):
            run = list(days)
            begin, end = _at(dates, run[0], 0), _at(dates, run[-1] + 1, 0)
            yield Stint(begin, end, 1, int(missing))


def _heads_by_day(crew: str, shift: Shift, dates: Calendar, last: int) -> Integers:
    """Heads of a crew in the shift that begins on each day; index 0 is the day before day 0."""
    heads = np.zeros(last + 2, dtype=np.int64)
    open_days = OpenDays(dates, frozenset(shift.days), shift.on_holidays)
    begins = open_days.between(-1, last) + 1
    heads[begins] = shift.heads.get(crew, 0)
    for other in shift.heads_on:
        if crew in other.heads:
            days = _days_of(other, dates, last) + 1
            days = days if other.date is not None else np.intersect1d(days, begins)
            heads[days] = other.heads[crew]
    return heads


def _days_of(other: HeadsOn, dates: Calendar, last: int) -> Integers:
    """The days from -1 to `last` for which other heads are written."""
    days = np.arange(-1, last + 1, dtype=np.int64)
    if other.date is not None:
        return np.flatnonzero(days == dates.day_number(other.date)) - 1
    fits = np.isin(dates.weekday(days), list(other.days))
    if other.from_ is not None:
        fits &= days >= dates.day_number(other.from_)
    if other.to is not None:
        fits &= days <= dates.day_number(other.to)
    return np.flatnonzero(fits) - 1


@dataclass(frozen=True)
class _Planned:
    """A crew in a shift: on which days, from when to when, and its stints by who was absent.

    `index` are the days with heads, 0 the day before day 0; `made` are the stints by place in it
    and by heads that were absent, as replications have most of them in common.
    """

    most: int
    index: Integers
    scheduled: Integers
    opens: list[int]
    closes: list[int]
    breaks: list[list[int]]
    made: dict[tuple[int, int], Stint] = field(default_factory=dict)

    def stints(self, shift: Shift, title: str, absent: Flags) -> Iterator[Stint]:
        """The stints of the shift, from the one that begins the day before the start."""
        missing = np.zeros(len(self.index), dtype=np.int64)
        if absent.size:
            planned = np.arange(len(absent))[:, None] < self.scheduled
            missing = (absent[:, self.index] & planned).sum(axis=0)
        for key in enumerate(missing.tolist()):
            if key not in self.made:
                self.made[key] = self._stint(shift, title, *key)
            yield self.made[key]

    def _stint(self, shift: Shift, title: str, k: int, away: int) -> Stint:
        all_of_them = int(self.scheduled[k])
        rule = shift.overtime
        overtime = None if rule is None else Overtime(rule.backlog_above, rule.up_to, rule.step)
        pauses = tuple(
            pause
            for each, begins in zip(shift.breaks, self.breaks, strict=True)
            for pause in _waves(each, shift, begins[k], all_of_them - away)
        )
        begin, end = self.opens[k], self.closes[k]
        return Stint(begin, end, all_of_them, away, pauses, shift.end_of_shift, overtime, title)


@kept_with
def _planned(shift: Shift, crew: str, dates: Calendar, last: int) -> _Planned:
    """What of the stints hangs on no draw."""
    heads = _heads_by_day(crew, shift, dates, last)
    index = np.flatnonzero(heads)
    opens, closes = (dates.moment(index - 1, at).tolist() for at in shift.hours)
    breaks = [_begins(dates, index - 1, pause.at, shift) for pause in shift.breaks]
    return _Planned(int(heads.max()), index, heads[index], opens, closes, breaks)


def _at(dates: Calendar, day: int, time_of_day: int) -> int:
    """When the clock shows a time of a day; a shift over a change of it is longer or shorter."""
    return int(dates.instant(np.array(day * DAY + time_of_day)))


def _begins(dates: Calendar, days: Integers, at: int, shift: Shift) -> list[int]:
    """When a break begins on each day of a shift: past midnight where it must be."""
    begins: list[int] = dates.moment(days, at + (DAY if at < shift.hours[0] else 0)).tolist()
    return begins


def _waves(pause: Break, shift: Shift, begin: int, present: int) -> Iterator[Pause]:
    """A break that begins at a moment; the first waves are the larger ones."""
    each, left = divmod(present, pause.waves)
    for wave in range(pause.waves):
        heads = each + (wave < left)
        if heads:
            end = begin + pause.for_
            yield Pause(begin, end, heads, pause.begun_work, shift.paid_breaks, pause.stops_first)
            begin = end


def _on_call(section: OnCall, absent: Flags, dates: Calendar, last: int) -> Iterator[Stint]:
    opens, closes = section.hours
    open_days = OpenDays(dates, frozenset(section.days), section.on_holidays)
    for day in open_days.between(-1, last).tolist():
        missing = int(absent[:, day + 1].sum()) if absent.size else 0
        yield Stint(_at(dates, day, opens), _at(dates, day, closes), section.heads, missing)


def _absences(
    name: str, heads: int, absence: float, dates: Calendar, last: int, draws: Draws
) -> Flags:
    """(heads, days) who misses the shift that begins on each day; index 0 is the day before day 0.

    By date and head: neither another start nor more heads move anybody. Empty where nobody ever is
    absent.
    """
    if absence == 0:
        return np.zeros((0, last + 2), dtype=np.bool_)
    head, index = within(np.full(heads, last + 2))
    absent = draws.dates(f"absence.{name}", dates, index - 1, head).happens(absence)
    return absent.reshape(heads, last + 2)

"""Which day is shown, and which hour of it is the worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from simulator.measure.steps import Step, counting
from simulator.reporting.moments import day_text
from simulator.reporting.numbers import counted
from simulator.reporting.replay.spells import Spells, or_later
from simulator.reporting.replay.spots import Spot
from simulator.results.outcomes import GOES_ON, is_any_of
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
QUARTER = 15 * MINUTE


@dataclass(frozen=True)
class Day:
    """A date by the clock on the wall: from its midnight (included) to the next one, in ms."""

    date: date
    begin: int
    end: int

    @property
    def text(self) -> str:
        """'Friday 13 March 2026'."""
        return day_text(self.date)


def day_of(scenario: Scenario, when: date) -> Day:
    """A date of a scenario's clock; it need not be within the run."""
    dates = scenario.clock.calendar
    number = dates.day_number(when)
    begin, end = (int(dates.moment(np.array(each))) for each in (number, number + 1))
    return Day(when, begin, end)


def days_until(scenario: Scenario, horizon: int) -> tuple[Day, ...]:
    """Every day up to a moment, from that of the start on."""
    first = scenario.clock.start.date()
    last = scenario.clock.calendar.last_day(max(horizon - 1, 0))
    return tuple(day_of(scenario, first + timedelta(days=k)) for k in range(last + 1))


def waiting(timeline: Timeline, spots: Sequence[Spot], spells: Spells, at: Numbers) -> Numbers:
    """Orders that wait at a station where somebody of its crews is at work, at each moment.

    Before opening hours the queue is long and nothing is wrong. Zones are in the whole of them.
    """
    total = np.zeros(len(at), dtype=np.int64)
    for number, spot in enumerate(spots):
        if spot.kind != "station" or spot.part_of is not None:
            continue
        rows = np.flatnonzero(spells.spot == number)
        here = counting(spells.queued[rows], spells.began[rows]).at(at)
        total += np.where(_is_open(timeline, spot, at), here, 0)
    return total


def _is_open(timeline: Timeline, spot: Spot, at: Numbers) -> npt.NDArray[np.bool_]:
    if not spot.crews:
        return np.ones(len(at), dtype=np.bool_)
    heads = [timeline.heads[timeline.crews[crew]] for crew in spot.crews]
    present = np.sum([Step(each.time, each.heads).at(at) for each in heads], axis=0)
    there: npt.NDArray[np.bool_] = present > 0
    return there


def missed(workload: Workload, timeline: Timeline) -> Numbers:
    """The moments at which a promised hand-over was missed, ascending, up to the horizon."""
    if "shipping" not in timeline.visits:
        return np.empty(0, dtype=np.int64)
    promise = workload.ship_by
    owed = (timeline.paid != NEVER) & is_any_of(timeline.outcome, GOES_ON)
    late = owed & (promise < or_later(timeline.handed_over)) & (promise <= timeline.horizon)
    late &= promise != NEVER
    return np.sort(promise[late])


def by_badness(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    spots: Sequence[Spot],
    spells: Spells,
) -> list[tuple[Day, str]]:
    """The days of the measurement window, the worst first, and why each stands where it does.

    The worst has most waiting at stations with people at work; of those with as much, most missed
    promises.
    """
    low, high = scenario.clock.window
    every = days_until(scenario, timeline.horizon)
    days = [day for day in every if day.end > low and day.begin < high] or list(every)
    begins = np.array([day.begin for day in days])
    at = np.arange(max(days[0].begin, 0), min(days[-1].end, timeline.horizon), QUARTER)
    of_day = np.searchsorted(begins, at, side="right") - 1
    waits = np.bincount(of_day, waiting(timeline, spots, spells, at), minlength=len(days))
    hours = waits * QUARTER / HOUR
    due = missed(workload, timeline)
    due = due[(due >= days[0].begin) & (due < days[-1].end)]
    late = np.bincount(np.searchsorted(begins, due, side="right") - 1, minlength=len(days))
    worst_first = np.lexsort((begins, -late, -hours)).tolist()
    return [(days[k], _why(int(late[k]), float(hours[k]))) for k in worst_first]


def _why(late: int, hours: float) -> str:
    told = []
    if hours:
        told.append(f"orders waited {hours:,.0f} hours in all at stations with people at work")
    if late:
        told.append(f"{counted(late, 'order')} missed the promised hand-over")
    return "; ".join(told) or "no order waited at a station with people at work, and none was late"


@dataclass(frozen=True)
class WorstHour:
    """The clock hour with most orders waiting; `begin` in ms since the run's start."""

    begin: int
    orders: float


def worst_hour(day: Day, at: Numbers, orders: Numbers) -> WorstHour | None:
    """Of a day whose orders wait `at` these moments, a minute apart; None where none waits."""
    hour = (at - day.begin) // HOUR
    if not orders.any():
        return None
    mean = np.bincount(hour, orders) / np.maximum(np.bincount(hour), 1)
    worst = int(mean.argmax())
    return WorstHour(day.begin + worst * HOUR, float(mean[worst]))

"""What may happen in a forecast: a backlog at a moment, or a KPI by its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from simulator.experiments.goals import Goal, goal_of
from simulator.experiments.wording import goal_text
from simulator.mistakes import InputError
from simulator.reading import quantities, times
from simulator.reading.mistakes import did_you_mean
from simulator.reporting.moments import moment_text
from simulator.scenario import Scenario
from simulator.stages import TO_THE_DOCK
from simulator.units import DAY, shown

EVENT = "--event"
PLACES = ("backlog", "fraud_review", *TO_THE_DOCK, "shipping")
"""Where a forecast counts orders: in the house in all, and at each stage of it."""

_BACKLOG = re.compile(r"\s*backlog(?:\.(\w+))?\s*(>=|<=)\s*(\d+)(?:\s*orders?)?\s+at\s+(.+?)\s*")


@dataclass(frozen=True)
class Happening:
    """A number of orders at a place and moment, or a goal of the whole forecast."""

    text: str
    place: str = ""
    moment: int = 0
    relation: str = ""
    orders: int = 0
    goal: Goal | None = None

    def holds(self, value: float) -> bool:
        """Whether it happens with this value."""
        if self.goal is not None:
            more, limit = self.goal.more_is_safer, self.goal.value
        else:
            more, limit = self.relation == ">=", float(self.orders)
        return value >= limit if more else value <= limit


def events_of(texts: Sequence[str], scenario: Scenario, begins: datetime) -> tuple[Happening, ...]:
    """Events as they are written; InputError for what is none."""
    return tuple(_event(text, scenario, begins) for text in texts)


def _event(text: str, scenario: Scenario, begins: datetime) -> Happening:
    if not text.lstrip().startswith("backlog") or re.match(r"\s*backlog\.(mean|peak|end)", text):
        goal = goal_of(text, scenario, EVENT)
        return Happening(goal_text(goal, scenario.currency), goal=goal)
    match = _BACKLOG.fullmatch(text)
    if match is None:
        said = f"{EVENT} {shown(text)}: is not an event"
        raise InputError(f"{said}; write one such as 'backlog<=0 at 21:30' or on_time_ship>=98%")
    place = match[1] or "backlog"
    if place not in PLACES:
        said = f"{EVENT} {shown(text)}: {shown(place)} is not a place in the house"
        raise InputError(f"{said}; {did_you_mean(place, PLACES[1:])}")
    moment = moment_of(match[4], begins, EVENT)
    clock = scenario.clock
    at = clock.calendar.since_start(moment)
    if not clock.window[0] <= at <= clock.window[1]:
        last = moment_text(clock.calendar.shown(clock.window[1]))
        said = f"{EVENT} {shown(text)}: {moment_text(moment)} is not in the forecast"
        raise InputError(f"{said}, which ends {last}; write a moment in it, or a later --until")
    at_most = "at most" if match[2] == "<=" else "at least"
    what = "backlog" if place == "backlog" else f"orders at {place}"
    told = f"{what} {at_most} {match[3]} on {moment_text(moment)}"
    return Happening(told, place, at, match[2], int(match[3]))


def moment_of(written: str, begins: datetime, option: str) -> datetime:
    """'22:00' is the next one, '72 h' so long after the beginning, and else a date and time."""
    text = written.strip()
    try:
        return _clock_time(text, begins)
    except ValueError:
        pass
    try:
        return begins + timedelta(milliseconds=quantities.positive_duration(text))
    except ValueError:
        pass
    try:
        return times.moment(text)
    except ValueError:
        said = f"{option} {shown(written)}: is not a moment"
        raise InputError(f"{said}; write 22:00, 72 h or 2026-03-12 22:00") from None


def _clock_time(text: str, begins: datetime) -> datetime:
    of_day = times.clock_time(text) % DAY
    midnight = datetime.combine(begins.date(), time())
    at = midnight + timedelta(milliseconds=of_day)
    return at if at > begins else at + timedelta(days=1)

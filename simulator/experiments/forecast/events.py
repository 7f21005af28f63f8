"""What may happen in a forecast: a backlog at a moment, or a KPI by its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from simulator.calendars import Calendar
from simulator.experiments.goals import Goal, goal_of
from simulator.experiments.wording import goal_text
from simulator.mistakes import InputError
from simulator.reading import quantities, times
from simulator.reading.mistakes import did_you_mean, one_of
from simulator.reporting.labels import words
from simulator.reporting.moments import day_text, moment_text
from simulator.scenario import Scenario
from simulator.stages import TO_THE_DOCK
from simulator.units import DAY, shown

EVENT = "--event"
PLACES = ("backlog", "fraud_review", *TO_THE_DOCK, "shipping")
"""Where a forecast counts orders: in the house in all, and at each stage of it."""
EXAMPLE = "'backlog<=0 at 21:30' or on_time_ship>=98%"

_BACKLOG = re.compile(r"\s*backlog(?:\.(\w+))?\s*(>=|<=)\s*(\d+)(?:\s*orders?)?\s+at\s+(.+?)\s*")
_OF_A_KPI = re.compile(r"\s*backlog\.(mean|peak|end)\b")
_AT = re.compile(r"(.+?)\s+at\s+(\S.*?)\s*")
_LENGTH = re.compile(r"-?[\d.,]+\s*(?:ms|s|min|h|hours?|d|days?|w|weeks?|months?|years?)\b")
_OF_PERIODS = re.compile(r"(.+?)\s+in\s+\S.*")


@dataclass(frozen=True)
class Happening:
    """A number of orders at a place and moment, or a goal of the whole forecast.

    `text` has the date and stands alone; `phrase` is for a sentence that tells of its chance.
    """

    text: str
    phrase: str = ""
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


def place_words(place: str) -> str:
    """Where an order is, in words: 'in packing', 'at the dock'."""
    return _WORDS.get(place) or f"in {words(place)}"


_WORDS = {
    "backlog": "in the house",
    "shipping": "at the dock",
    "inventory": "waiting for stock",
}


def places_of(scenario: Scenario) -> tuple[str, ...]:
    """Those of `PLACES` that a scenario has: all in all, and the stages that are on."""
    other = {"fraud_review": scenario.payment and scenario.payment.fraud_review}
    return tuple(
        place
        for place in PLACES
        if place == "backlog" or other.get(place, getattr(scenario, place, None))
    )


def events_of(texts: Sequence[str], scenario: Scenario, begins: datetime) -> tuple[Happening, ...]:
    """Events as they are written; InputError with all that are not events, one to a line."""
    events: list[Happening] = []
    mistakes: list[str] = []
    for text in texts:
        try:
            events.append(_event(text, scenario, begins))
        except InputError as problem:
            mistakes.append(str(problem))
    if mistakes:
        raise InputError("\n".join(dict.fromkeys(mistakes)))
    return tuple(events)


def _event(text: str, scenario: Scenario, begins: datetime) -> Happening:
    if not text.lstrip().startswith("backlog") or _OF_A_KPI.match(text):
        return _of_a_kpi(text, scenario)
    match = _BACKLOG.fullmatch(text)
    if match is None:
        raise InputError(f"{EVENT} {shown(text)}: is not an event; {_remedy(text)}")
    place, places = match[1] or "backlog", places_of(scenario)
    if place not in places:
        names = [f"backlog.{each}" for each in places[1:]]
        wrong, remedy = "is not a place in the house", did_you_mean(f"backlog.{place}", names)
        if place in PLACES:
            wrong, remedy = "is off in this scenario", f"write {one_of(names or ['backlog'])}"
        raise InputError(f"{EVENT} {shown(text)}: {shown(place)} {wrong}; {remedy}")
    moment = moment_of(match[4], begins, EVENT, scenario.clock.calendar, text)
    clock = scenario.clock
    at = clock.calendar.since_start(moment)
    if not clock.window[0] <= at <= clock.window[1]:
        last = moment_text(clock.calendar.shown(clock.window[1]))
        wrong = f"{EVENT} {shown(text)}: {moment_text(moment)} is not in the forecast"
        raise InputError(f"{wrong}, which ends {last}; write a moment in it, or a later --until")
    at_most = "at most" if match[2] == "<=" else "at least"
    what = "backlog" if place == "backlog" else f"orders {place_words(place)}"
    told = f"{what} {at_most} {match[3]} on {moment_text(moment)}"
    phrase = _phrase(place, at_most, int(match[3]), moment, begins)
    return Happening(told, phrase, place, at, match[2], int(match[3]))


def _phrase(place: str, at_most: str, orders: int, moment: datetime, begins: datetime) -> str:
    """'a backlog of at most 120 orders at 21:45', with its day where that is another."""
    number = f"{at_most} {orders:,} order{'s' * (orders != 1)}"
    what = f"a backlog of {number}" if place == "backlog" else f"{number} {place_words(place)}"
    if orders == 0 and at_most == "at most":
        what = "an empty house" if place == "backlog" else f"no orders {place_words(place)}"
    return f"{what} {when(moment, begins)}"


def when(moment: datetime, begins: datetime) -> str:
    """'at 21:45' of the day on which the forecast begins, with the date of another."""
    of_day = "" if moment.date() == begins.date() else f" on {day_text(moment)}"
    return f"at {moment:%H:%M}{of_day}"


def _of_a_kpi(text: str, scenario: Scenario) -> Happening:
    wrong = f"{EVENT} {shown(text)}"
    if not re.search(r"[<>]=", text):
        raise InputError(f"{wrong}: is not an event; write one such as {EXAMPLE}")
    timed, of_periods = _AT.fullmatch(text), _OF_PERIODS.fullmatch(text)
    if timed is not None:
        place = re.match(r"\w*", text.strip())
        if place is not None and place[0] in PLACES:
            raise InputError(f"{wrong}: is not an event; write backlog.{text.strip()}")
        raise InputError(
            f"{wrong}: a KPI is about the whole forecast and has no moment; write "
            f"{timed[1].strip()}, and --until {shown(timed[2])} for one by then"
        )
    if of_periods is not None:
        raise InputError(
            f"{wrong}: an event happens in a future or does not; write {of_periods[1].strip()}"
        )
    goal = goal_of(text, scenario, EVENT)
    told = goal_text(goal, scenario.currency)
    return Happening(told, told, goal=goal)


def _remedy(text: str) -> str:
    """What to write for a backlog that cannot be read; the nearest event where there is one."""
    for near in _nearest(text.strip()):
        if _BACKLOG.fullmatch(near):
            return f"write {shown(near)}"
    return f"write one such as {EXAMPLE}"


def _nearest(text: str) -> Iterator[str]:
    """Without separators of thousands, and with a relation that there is."""
    yield (plain := re.sub(r"(?<=\d)[,_ ](?=\d{3}\b)", "", text))
    strict = re.fullmatch(r"(.*?)([<>])\s*(\d+)(\s.*)", plain)
    if strict is not None:
        step = -1 if strict[2] == "<" else 1
        yield f"{strict[1]}{strict[2]}={max(int(strict[3]) + step, 0)}{strict[4]}"
    yield re.sub(r"=<|==?", "<=", plain, count=1)


def moment_of(
    written: str, begins: datetime, option: str, dates: Calendar, within: str = ""
) -> datetime:
    """'22:00' is the next one, '72 h' so long after the beginning, and else a date and time.

    InputError, with what it is written `within`, for what is not one, and for one that the clock in
    the house shows twice or never.
    """
    moment = _read(written.strip(), begins, option, within)
    odd = dates.oddity(moment)
    if odd is not None:
        raise InputError(f"{option} {shown(within or written)}: {moment:%Y-%m-%d %H:%M} {odd}")
    return moment


def _read(text: str, begins: datetime, option: str, within: str) -> datetime:
    try:
        return _clock_time(text, begins)
    except ValueError:
        pass
    wrong = f"{option} {shown(within or text)}: "
    try:
        return begins + timedelta(milliseconds=quantities.positive_duration(text))
    except OverflowError:
        raise InputError(f"{wrong}ends after the year 9999; write a shorter time") from None
    except ValueError as problem:
        if _LENGTH.match(text):
            raise InputError(f"{wrong}{problem}") from None
    try:
        return times.moment(text)
    except ValueError:
        wrong += f"{shown(text)} is not a moment" if within else "is not a moment"
        raise InputError(f"{wrong}; write 22:00, 72 h or 2026-03-12 22:00") from None


def _clock_time(text: str, begins: datetime) -> datetime:
    of_day = times.clock_time(text) % DAY
    midnight = datetime.combine(begins.date(), time())
    at = midnight + timedelta(milliseconds=of_day)
    return at if at > begins else at + timedelta(days=1)

"""What must fit together for people to come: crews, shifts, breaks, dates, agencies, premiums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from simulator.engine.section_crews import Break, Crew, HeadsOn
from simulator.reading.fields import Section
from simulator.reading.mistakes import did_you_mean, one_of, suggestion
from simulator.reading.nodes import flow
from simulator.reading.times import WEEKDAYS
from simulator.scenario.clock import Clock
from simulator.scenario.layout import kind_at, whole_example
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, SECOND, clock_text, duration_text

Misfit = tuple[tuple[str | int, ...], str]
Path = tuple[str | int, ...]


def crews_at_work(scenario: Scenario) -> Iterator[Misfit]:
    """Shifts name known crews, and every crew has heads in exactly one way."""
    meant = {suggestion(name, scenario.crews) for name, _ in strangers(scenario)}
    for crew, at in strangers(scenario):
        remedy = f"write crews.{crew}: {{skills: [picking]}}"
        remedy = did_you_mean(crew, scenario.crews) if scenario.crews else remedy
        yield at, f"there is no crew {crew!r}; {remedy}"
    for name, each in scenario.crews.items():
        on_shift = any(name == crew for crew, _ in _named(scenario))
        ways = [way for way in ("heads", "on_call") if getattr(each, way) is not None]
        if each.heads is not None and on_shift:
            wrong = "the crew has heads of its own and in a shift; keep one of the two"
            yield ("crews", name, "heads"), wrong
        elif each.on_call is not None and on_shift:
            wrong = "the crew comes when called and in a shift; keep one of the two"
            yield ("crews", name, "on_call"), wrong
        elif len(ways) > 1:
            wrong = "the crew has heads of its own and comes when called; keep one of the two"
            yield ("crews", name, "on_call"), wrong
        elif name in never_planned(scenario) and name not in meant:
            yield ("crews", name), "nobody ever works in it; write heads: 2, or heads in a shift"


def breaks(scenario: Scenario) -> Iterator[Misfit]:
    """Breaks lie within their shift with all their waves, one after the other."""
    for name, shift in scenario.shifts.items():
        start, end = shift.hours
        spans = []
        for k, pause in enumerate(shift.breaks):
            begins, ends = _span(pause, start)
            spans.append((begins, ends, k))
            if ends > end:
                hours = f"{clock_text(start)}-{clock_text(end % DAY or DAY)}"
                what = "the break is" if pause.waves == 1 else "a wave of the break is"
                wrong = f"{what} outside the shift's hours {hours}"
                yield ("shifts", name, "breaks", k, "at"), f"{wrong}; move or shorten it"
            if pause.stops_first != "last begun":
                at = ("shifts", name, "breaks", k, "stops_first")
                if pause.begun_work == "finish":
                    wrong = "nobody's work is stopped where begun_work is finish"
                    yield at, f"{wrong}; write begun_work: interrupt too, or remove it"
                elif pause.waves == 1:
                    wrong = "all of them pause at once, so that there is nobody to choose"
                    yield at, f"{wrong}; write waves: 2 too, or remove it"
        for (_, ended, _), (begins, _, k) in pairwise(sorted(spans)):
            if begins < ended:
                wrong = "begins before the break before it has ended; move or merge it"
                yield ("shifts", name, "breaks", k, "at"), wrong


def _span(pause: Break, start: int) -> tuple[int, int]:
    begins = pause.at if pause.at >= start else pause.at + DAY
    return begins, begins + pause.waves * pause.for_


def other_heads(scenario: Scenario) -> Iterator[Misfit]:
    """Other heads are on a date or in a range, the right way round, within the simulated time."""
    day = timedelta(days=1)
    start = max(scenario.clock.start.date(), date.min + day)
    first = start - day  # a night shift reaches the start
    try:
        last = (scenario.clock.start + timedelta(milliseconds=scenario.clock.horizon)).date()
    except OverflowError:
        return
    for name, shift in scenario.shifts.items():
        for k, other in enumerate(shift.heads_on):
            at = ("shifts", name, "heads_on", k)
            begins, ends = other.date or other.from_, other.date or other.to
            if other.date is not None and (other.from_ is not None or other.to is not None):
                yield (*at, "date"), "there are both a date and a range; keep one of the two"
            elif other.date is None and not {"from_", "to", "days"} & other.model_fields_set:
                yield at, "it does not say when; write days: sat (or date:, or from: and to:)"
            elif begins is not None and ends is not None and ends < begins:
                yield (*at, "to"), f"{ends} is before from ({begins}); swap the two"
            elif (ends is not None and ends < first) or (begins is not None and begins > last):
                key = (
                    "date" if other.date is not None else "to" if ends and ends < first else "from"
                )
                wrong = (
                    f"it is outside the simulated time ({scenario.clock.start.date()} to {last})"
                )
                yield (*at, key), f"{wrong}; write a date in it, such as {min(start + day, last)}"
            elif other.date is None and not set(other.days) & set(shift.days):
                wrong = "the shift begins on none of these days"
                yield (*at, "days"), f"{wrong}; write {_days_text(shift.days)} or some of them"


def _days_text(days: tuple[int, ...]) -> str:
    """'mon, tue' of weekdays, Monday 0."""
    return ", ".join(WEEKDAYS[day] for day in days)


def overtime(scenario: Scenario) -> Iterator[Misfit]:
    """A step of overtime is not longer than all of it, which ends before the shift begins again."""
    for name, shift in scenario.shifts.items():
        rule, at = shift.overtime, ("shifts", name, "overtime")
        if rule is None:
            continue
        if rule.step < MINUTE:
            yield (*at, "step"), "the backlog cannot be judged that often; write 1 min or more"
        if "step" in rule.model_fields_set and rule.step > rule.up_to:
            longest = duration_text(rule.up_to)
            yield (*at, "step"), f"is longer than up_to ({longest}); write {longest} or less"
        if shift.hours[1] - shift.hours[0] + rule.up_to > DAY:
            wrong = "shift and overtime together are longer than a day"
            yield (*at, "up_to"), f"{wrong}; write {_rest(shift.hours)} or less"


def on_call(scenario: Scenario) -> Iterator[Misfit]:
    """Staff on call is judged at sensible intervals."""
    for name, crew in scenario.crews.items():
        if crew.on_call is not None and crew.on_call.judged_every < MINUTE:
            wrong = "the backlog cannot be judged that often; write 1 min or more"
            yield ("crews", name, "on_call", "judged_every"), wrong


def _rest(hours: tuple[int, int]) -> str:
    return duration_text(DAY - (hours[1] - hours[0]))


def alternatives(scenario: Scenario) -> Iterator[Misfit]:
    """New hires and premiums say how many, or how much, in exactly one way."""
    for name, crew in scenario.crews.items():
        if crew.new_hires is not None:
            yield from _exactly_one(crew.new_hires, ("crews", name, "new_hires"))
        yield from _cohorts(crew, ("crews", name, "cohorts"))
        for k, premium in enumerate(crew.premiums):
            yield from _exactly_one(premium, ("crews", name, "premiums", k))


def _cohorts(crew: Crew, at: Path) -> Iterator[Misfit]:
    """Each says how many in one way, all of them at most everybody, and nothing else does."""
    if crew.cohorts and crew.new_hires is not None:
        yield at, "there is new_hires too; keep one of the two"
    for k, cohort in enumerate(crew.cohorts):
        yield from _exactly_one(cohort, (*at, k))
    shares = [cohort.share or 0.0 for cohort in crew.cohorts]
    if sum(shares) > 1 + 1e-9:
        last = max(k for k, share in enumerate(shares) if share)
        rest = max(0.0, 1 - sum(shares[:last]))
        total = f"{100 * sum(shares):.4g} %"
        wrong = f"the shares of the cohorts add up to {total}, more than all heads"
        remedy = f"write {100 * rest:.4g} % or less" if rest > 0 else "remove this cohort"
        yield (*at, last, "share"), f"{wrong}; {remedy}"


def _exactly_one(section: Section, at: Path) -> Iterator[Misfit]:
    names = section.one_of[0]
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) > 1:
        yield (*at, given[1]), f"there is {given[0]} too; keep one of the two"
    elif not given:
        steps = {name: kind_at((*at, name)) for name in names}
        shown = [f"{name}: {flow(whole_example(step))}" for name, step in steps.items()]
        yield at, f"it says nothing; write {one_of(shown)}"


def happens(clock: Clock, days: tuple[int, ...], time: int) -> bool:
    """Whether a time of day on these weekdays comes within the simulated time."""
    return _overlaps(clock, days, (time, time + 1))


def _overlaps(clock: Clock, days: tuple[int, ...], hours: tuple[int, int]) -> bool:
    """Whether these hours of the weekdays on which they begin touch the simulated time."""
    midnight = clock.start.hour * HOUR + clock.start.minute * MINUTE + clock.start.second * SECOND
    for k in range(-1, min(clock.horizon // DAY + 2, 9)):
        begins, ends = (k * DAY + time - midnight for time in hours)
        if (clock.start.weekday() + k) % 7 in days and begins < clock.horizon and ends > 0:
            return True
    return False


def never_planned(scenario: Scenario) -> list[str]:
    """Crews that have no heads of their own, are not on call and are in no shift."""
    planned = {crew for crew, _ in _named(scenario)}
    crews = scenario.crews.items()
    return [
        name
        for name, crew in crews
        if crew.heads is None and crew.on_call is None and name not in planned
    ]


def _named(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    """Crews that shifts name, and where."""
    for name, shift in scenario.shifts.items():
        for crew in shift.heads:
            yield crew, ("shifts", name, "heads", crew)
        for k, other in enumerate(shift.heads_on):
            for crew in other.heads:
                yield crew, ("shifts", name, "heads_on", k, "heads", crew)


def strangers(scenario: Scenario) -> list[tuple[str, Path]]:
    """Crews that shifts name and that do not exist, and where."""
    return [(crew, at) for crew, at in _named(scenario) if crew not in scenario.crews]


def heads_ever(scenario: Scenario, crew: str) -> bool:
    """Whether anybody of a crew can be there at some time of the simulation."""
    section = scenario.crews[crew]
    if section.heads:
        return True
    if section.on_call is not None:
        return _overlaps(scenario.clock, section.on_call.days, section.on_call.hours)
    for shift in scenario.shifts.values():
        if shift.heads.get(crew) and _overlaps(scenario.clock, shift.days, shift.hours):
            return True
        if any(other.heads.get(crew) and _fits(other) for other in shift.heads_on):
            return True
    return False


def zero_is_meant(scenario: Scenario, crew: str) -> bool:
    """Whether nobody of a crew ever comes because every number of its heads is written as 0."""
    section = scenario.crews[crew]
    shifts = scenario.shifts.values()
    written = [section.heads, *(shift.heads.get(crew) for shift in shifts)]
    written += [other.heads.get(crew) for shift in shifts for other in shift.heads_on]
    return section.on_call is None and not any(written)


def _fits(other: HeadsOn) -> bool:
    """Whether other heads may come; `other_heads` tells of those that cannot."""
    return other.date is not None or bool(other.days)

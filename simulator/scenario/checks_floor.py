"""What must fit together on the floor: crews, shifts, breaks, and the stages that need people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.scenario.clock import Clock
from simulator.scenario.crews import Skill
from simulator.scenario.mistakes import did_you_mean, suggestion
from simulator.scenario.packing import Packing
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, SECOND, clock_text

Misfit = tuple[tuple[str | int, ...], str]


def crews_at_work(scenario: Scenario) -> Iterator[Misfit]:
    """Shifts name known crews, and every crew has heads in exactly one way."""
    meant = {suggestion(name, scenario.crews) for name in _strangers(scenario)}
    for name, shift in scenario.shifts.items():
        for crew in shift.heads:
            if crew not in scenario.crews:
                remedy = did_you_mean(crew, scenario.crews) if scenario.crews else "write crews:"
                yield ("shifts", name, "heads", crew), f"there is no crew {crew!r}; {remedy}"
    for name, each in scenario.crews.items():
        on_shift = any(name in shift.heads for shift in scenario.shifts.values())
        if each.heads is not None and on_shift:
            said = "the crew has heads of its own and in a shift; keep one of the two"
            yield ("crews", name, "heads"), said
        elif name in _never_planned(scenario) and name not in meant:
            yield ("crews", name), "nobody ever works in it; write heads:, or heads in a shift"


def skills_used(scenario: Scenario) -> Iterator[Misfit]:
    """A crew has each skill once, and some of them at a stage that is on."""
    on = _stages_on(scenario)
    for name, crew in scenario.crews.items():
        at = ("crews", name, "skills")
        doubled = {skill for skill in crew.skills if crew.skills.count(skill) > 1}
        for skill in sorted(doubled):
            yield at, f"{skill} is there twice; remove one"
        if not any(on[skill] for skill in crew.skills):
            off = " and ".join(dict.fromkeys(crew.skills))
            yield at, f"the crew has no work, {off} is off; switch it on or remove the crew"


def stages_staffed(scenario: Scenario) -> Iterator[Misfit]:
    """Every stage that needs people has some, at some time of the simulation."""
    on, places = _stages_on(scenario), _places(scenario)
    said_already = bool(_strangers(scenario)) or bool(_never_planned(scenario))
    for skill, place in places.items():
        if not on[skill]:
            continue
        crews = [name for name, crew in scenario.crews.items() if skill in crew.skills]
        machines = skill == "labeling" or (skill == "packing" and benches_counted(scenario.packing))
        if not crews and not machines:
            extra = ", or stations: for machines" if skill == "packing" else ""
            said = f"no crew has the skill {skill}"
            yield place, f"{said}; write it under a crew's skills{extra}"
        elif crews and not said_already and not any(_heads_ever(scenario, crew) for crew in crews):
            said = f"nobody with the skill {skill} is ever there"
            yield place, f"{said}; write heads above 0 for {' or '.join(crews)}"


def breaks(scenario: Scenario) -> Iterator[Misfit]:
    """Breaks lie within their shift, one after the other."""
    for name, shift in scenario.shifts.items():
        start, end = shift.hours
        spans = []
        for k, pause in enumerate(shift.breaks):
            begins = pause.at if pause.at >= start else pause.at + DAY
            spans.append((begins, begins + pause.for_, k))
            if begins + pause.for_ > end:
                hours = f"{clock_text(start)}-{clock_text(end % DAY or DAY)}"
                said = f"the break is outside the shift's hours {hours}"
                yield ("shifts", name, "breaks", k, "at"), f"{said}; move or shorten it"
        for (_, ended, _), (begins, _, k) in pairwise(sorted(spans)):
            if begins < ended:
                said = "begins before the break before it has ended; move or merge it"
                yield ("shifts", name, "breaks", k, "at"), said


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


def _never_planned(scenario: Scenario) -> list[str]:
    """Crews that have no heads of their own and are in no shift."""
    planned = {crew for shift in scenario.shifts.values() for crew in shift.heads}
    crews = scenario.crews.items()
    return [name for name, crew in crews if crew.heads is None and name not in planned]


def _strangers(scenario: Scenario) -> list[str]:
    """Crews that shifts name and that do not exist."""
    named = (crew for shift in scenario.shifts.values() for crew in shift.heads)
    return [crew for crew in named if crew not in scenario.crews]


def _heads_ever(scenario: Scenario, crew: str) -> bool:
    own = scenario.crews[crew].heads
    if own:
        return True
    for shift in scenario.shifts.values():
        if shift.heads.get(crew) and _overlaps(scenario.clock, shift.days, shift.hours):
            return True
    return False


def benches_counted(packing: Packing | None) -> bool:
    """Whether all packing is at a limited number of benches."""
    if packing is None or packing.lanes is None:
        return packing is not None and packing.stations is not None
    return all(lane.stations for lane in (packing.lanes.single_line, packing.lanes.multi_line))


def _stages_on(scenario: Scenario) -> dict[Skill, bool]:
    payment = scenario.payment
    return {
        "fraud_review": payment is not None and payment.fraud_review is not None,
        "picking": scenario.picking is not None,
        "packing": scenario.packing is not None,
        "labeling": scenario.labeling is not None,
        "inspection": scenario.returns is not None,
    }


def _places(scenario: Scenario) -> dict[Skill, tuple[str, ...]]:
    return {
        "fraud_review": ("payment", "fraud_review"),
        "picking": ("picking",),
        "packing": ("packing",),
        "labeling": ("labeling",),
        "inspection": ("returns",),
    }

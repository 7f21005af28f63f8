"""What must fit together on the floor: the stages that need people, and the crews' skills."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.reading.work import Skill
from simulator.scenario.checks_crews import heads_ever, never_planned, strangers, zero_is_meant
from simulator.scenario.scenario import Scenario
from simulator.stages import BESIDE, WORKPLACES
from simulator.stages.packing.section import Packing
from simulator.units import DAY, HOUR, clock_text, duration_text

Misfit = tuple[tuple[str | int, ...], str]


def skills_used(scenario: Scenario) -> Iterator[Misfit]:
    """A crew has a skill of a stage that is on."""
    on = _stages_on(scenario)
    for name, crew in scenario.crews.items():
        at = ("crews", name, "skills")
        if not any(on[skill] for skill in crew.skills):
            off = " and ".join(crew.skills)
            place = ".".join(_places()[next(iter(crew.skills))])
            yield at, f"the crew has no work, {off} is off; switch on {place}, or remove the crew"


def stages_staffed(scenario: Scenario) -> Iterator[Misfit]:
    """Every stage that needs people has some, at some time of the simulation, or 0 is meant."""
    on, places = _stages_on(scenario), _places()
    said_already = bool(strangers(scenario)) or bool(never_planned(scenario))
    for skill, place in places.items():
        if not on[skill]:
            continue
        crews = [name for name, crew in scenario.crews.items() if skill in crew.skills]
        if not crews and skill in BESIDE:
            continue
        if not crews and not machines_counted(scenario, skill):
            count = WORKPLACES[skill].count.partition(".")[0]
            extra = f", or {count}: for machines" if count else ""
            wrong = f"no crew has the skill {skill}"
            yield place, f"{wrong}; write it under a crew's skills{extra}"
        elif crews and not said_already and not any(heads_ever(scenario, crew) for crew in crews):
            if all(zero_is_meant(scenario, crew) for crew in crews):
                continue  # orders wait
            wrong = f"nobody with the skill {skill} is ever there"
            yield place, f"{wrong}{_how_there(scenario, crews)}"


def _how_there(scenario: Scenario, crews: list[str]) -> str:
    """How somebody of these crews comes: heads alone do not help in a shift after the end."""
    planned = [
        name
        for name, shift in scenario.shifts.items()
        if any(shift.heads.get(crew) for crew in crews)
    ]
    if not planned:
        return f"; write heads above 0 for {' or '.join(crews)}"
    run = duration_text(-(-scenario.clock.run // DAY) * DAY + DAY)
    return (
        f" in the simulated time; write a longer clock.run, such as {run}, or hours within it for "
        f"shift '{planned[0]}'"
    )


def machines_counted(scenario: Scenario, skill: Skill) -> bool:
    """Whether a station has a limited number of machines, so that it can do without people."""
    station = WORKPLACES[skill]
    if skill == "packing":
        return benches_counted(scenario.packing)
    return bool(station.count) and _is_on(scenario, (*_places()[skill], *station.count.split(".")))


def benches_counted(packing: Packing | None) -> bool:
    """Whether all packing is at a limited number of benches."""
    if packing is None or packing.lanes is None:
        return packing is not None and packing.stations is not None
    return all(lane.stations for lane in (packing.lanes.single_line, packing.lanes.multi_line))


def _stages_on(scenario: Scenario) -> dict[Skill, bool]:
    return {skill: _is_on(scenario, path) for skill, path in _places().items()}


def _is_on(scenario: Scenario, path: tuple[str, ...]) -> bool:
    section: object = scenario
    for key in path:
        section = getattr(section, key, None)
    return section is not None


def _places() -> dict[Skill, tuple[str, ...]]:
    return {name: tuple(station.section.split(".")) for name, station in WORKPLACES.items()}


def paced(scenario: Scenario) -> Iterator[Misfit]:
    """The pace of the handling has some weight within its hours, on each of its days."""
    section = scenario.handling
    if section is None or section.pace is None:
        return
    weights = [section.pace[k : k + 24] for k in range(0, len(section.pace), 24)]
    opens, closes = section.hours
    for day in section.days:
        hours = range(opens // HOUR, -(-closes // HOUR))
        if not any(weights[(day + hour // 24) % 7 % len(weights)][hour % 24] for hour in hours):
            wrong = "no hour of a working day has any weight, so that the lag never ends"
            yield ("handling", "pace"), f"{wrong}; write weights within {_text(section.hours)}"
            return


def leaves(scenario: Scenario) -> Iterator[Misfit]:
    """Hours at which orders leave are those of any day, behind working hours of one day."""
    section = scenario.handling
    if section is None or section.leaves is None:
        return
    if len(section.leaves) != 24:
        wrong = f"has {len(section.leaves)} weights, but every working day has the same hours"
        yield ("handling", "leaves"), f"{wrong}; write 24"
    elif section.hours[1] > DAY:
        wrong = "needs working hours that end by midnight"
        yield ("handling", "leaves"), f"{wrong}; write hours such as 08:00-18:00, or no leaves"
    elif not any(section.leaves):
        yield ("handling", "leaves"), "has no weight above 0; write one where orders leave"


def _text(hours: tuple[int, int]) -> str:
    """'08:00 to 18:00'"""
    return " to ".join("24:00" if at == DAY else clock_text(at % DAY) for at in hours)

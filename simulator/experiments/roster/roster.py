"""The cheapest weekly roster of shift templates that holds, beside today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.engine.rosters import HeadCount
from simulator.experiments.alternatives import Alternative
from simulator.experiments.compare.put_off import GROWTH
from simulator.experiments.compare.states import limits_of
from simulator.experiments.goals import Goal, Judged, verdict_of_all
from simulator.experiments.roster.cover import House, cover, keeps_up
from simulator.experiments.roster.level import needed_heads
from simulator.experiments.roster.needs import AMPLE, needs, stations_of
from simulator.experiments.roster.search import Search, Step, all_templates, holds, safer, search
from simulator.experiments.roster.templates import QUARTER, Template
from simulator.experiments.roster.week import QUARTERS, Roster, lines_of
from simulator.experiments.running.batch import Batch
from simulator.experiments.targets import Verdict
from simulator.experiments.trials import FRESH, Trials
from simulator.measure.limiting import Limits
from simulator.measure.statistics import Estimate
from simulator.measure.steps import Step as Steps
from simulator.mistakes import InputError
from simulator.reporting.brief import brief
from simulator.scenario import Scenario
from simulator.streams import Streams
from simulator.units import HOUR, MINUTE, WEEK
from simulator.workload.draws import Draws
from simulator.workload.staffing import present

Floats = npt.NDArray[np.float64]
Status = Literal["met", "undecided", "missed", "impossible"]
LOOKS = 4
"""Looks at a roster in fresh replications, twice as many at each, while it is undecided."""


SAFER = 4
"""Dearer rosters that are tried where fresh replications confirm none of those that held."""


@dataclass(frozen=True)
class Told:
    """A roster, or today's, in fresh replications: cost and paid hours of a week as planned.

    `grows`: its backlog no longer falls to where it was, so that what is shown hangs on how long
    the run is.
    """

    cost: float
    hours: float
    judged: tuple[Judged, ...]
    replications: int
    growth: Estimate
    grows: bool = False

    @property
    def verdict(self) -> Verdict:
        """Of all goals together."""
        return verdict_of_all(self.judged)


@dataclass(frozen=True)
class Rostered:
    """The answer.

    `roster` is confirmed where `status` is 'met'; the safest that was found where it is 'undecided'
    or 'missed'; and every template at its most where it is 'impossible'. `least` is what no roster
    that keeps up with its work can cost less than, `program` the share by which the first program's
    cost may be above the least. `needed` and `scheduled` are heads by crew and quarter of
    the week. `complete` says whether every cheaper roster was looked at; `limits` what limits it.
    `interrupted`: it is the cheapest that held by then, else the dearest, and not confirmed; of
    today's there may be no replications.
    """

    base: Alternative
    alternative: Alternative
    goals: tuple[Goal, ...]
    templates: tuple[Template, ...]
    status: Status
    roster: Roster
    told: Told
    today: Told
    least: float
    program: float
    needed: Mapping[str, Floats]
    scheduled: Mapping[str, Floats]
    today_scheduled: Mapping[str, Floats]
    steps: tuple[Step, ...]
    complete: bool
    limits: Limits
    runs: int
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Share of the cost above the bound; NaN where nothing bounds it."""
        return (self.told.cost - self.least) / self.told.cost if self.told.cost else float("nan")

    @property
    def verdict(self) -> tuple[str, str]:
        """Whether the roster holds, or could; with its words."""
        if self.status == "impossible":
            return "missed", "Not possible"
        verdict = "undecided" if self.interrupted and self.status != "met" else self.status
        return verdict, verdict.capitalize()

    def __repr__(self) -> str:
        cost = f"{self.told.cost:,.0f} {self.base.scenario.currency} a week"
        return brief(self, f"{self.status}: {cost}, today {self.today.cost:,.0f}")


def crews_of(templates: Sequence[Template]) -> tuple[str, ...]:
    """The crews that are to be rostered."""
    return tuple(dict.fromkeys(template.crew for template in templates))


def roster(
    base: Alternative,
    templates: Sequence[Template],
    goals: Sequence[Goal],
    known: Trials,
    *,
    replications: int,
    check: int,
) -> Rostered:
    """Find it; `check` fresh replications confirm it. InputError without goals or work.

    Interrupted it is what was known by then; KeyboardInterrupt where that is not a roster.
    """
    if not goals:
        wrong = f"{base.scenario.name} has no targets"
        raise InputError(f"{wrong}; write what must hold: --subject-to 'on_time_ship>=98%'")
    scenario, crews = base.scenario, crews_of(templates)
    lines, numbers = lines_of(templates), range(replications)
    batch: Batch[Any] = known.batch
    work = needs(scenario, crews, numbers, batch, base.command)
    house = house_of(scenario, crews)
    searched = Search(base, lines, house, tuple(goals), work, work.weight, known, batch, numbers)
    most = all_templates(lines, AMPLE)
    possible = searched.judged(searched.made(most), numbers)
    searched.always_grows = searched.grows(searched.made(most))
    if not all(holds(each) for each in possible):
        return _answer(searched, most, "impossible", range(replications))
    try:
        search(searched)
        chosen, status, trials = _confirmed(searched, check)
    except KeyboardInterrupt:
        if not searched.steps:
            raise
        return _answer(searched, _so_far(searched), "undecided", numbers, interrupted=True)
    return _answer(searched, chosen, status, range(FRESH, FRESH + trials))


def _so_far(search: Search) -> Roster:
    """The cheapest roster that held in the search, else the dearest."""
    dearest = max((step.roster for step in search.steps), key=lambda each: each.cost)
    return search.held[0] if search.held else dearest


def house_of(scenario: Scenario, crews: Sequence[str]) -> House:
    """Speeds, who comes, and the heads of the other crews that can do the same work."""
    stations = set(stations_of(scenario, crews))
    weeks = scheduled_heads(scenario, tuple(scenario.crews))
    others = {
        name: weeks[name] * (1 - crew.absence)
        for name, crew in scenario.crews.items()
        if name not in crews and crew.on_call is None and stations & set(crew.skills)
    }
    speeds = {
        (name, skill): scenario.crews[name].speed * own
        for name in (*crews, *others)
        for skill, own in scenario.crews[name].skills.items()
        if skill in stations
    }
    return House(speeds, {name: 1 - scenario.crews[name].absence for name in crews}, others)


def scheduled_heads(scenario: Scenario, crews: Sequence[str]) -> dict[str, Floats]:
    """(quarters of a week,) Heads of today's shifts at work, if everybody comes: of the window.

    The mean of its weeks; of a window of less than a week, of as much of a week as there is.
    """
    clock, by_crew = scenario.clock, {}
    low, high = _planned_for(scenario)
    edges = np.arange(low, high + 1, QUARTER)
    shown = clock.calendar.shown(low)
    begin = (shown.weekday() * 24 * HOUR + shown.hour * HOUR + shown.minute * MINUTE) // QUARTER
    place = (begin + np.arange(len(edges) - 1)) % QUARTERS
    times = np.maximum(np.bincount(place, minlength=QUARTERS), 1)
    for name, heads in _as_planned(scenario).items():
        if name in crews:
            each = np.diff(Steps(heads.time, heads.heads).until(edges)) / QUARTER
            by_crew[name] = np.bincount(place, each, QUARTERS) / times
    return by_crew


def planned_cost(scenario: Scenario, crews: Sequence[str]) -> tuple[float, float]:
    """Wages and paid hours of a week of today's shifts of these crews, if everybody comes."""
    cost, hours = 0.0, 0.0
    low, high = _planned_for(scenario)
    for name, heads in _as_planned(scenario).items():
        if name in crews:
            paid = Steps(heads.time, heads.paid).total(low, high) / HOUR * WEEK / (high - low)
            hours += paid
            cost += paid * scenario.crews[name].wage
    return cost, hours


def _planned_for(scenario: Scenario) -> tuple[int, int]:
    """The window; where that is shorter than a week, a week around it, if there is one."""
    low, high = scenario.clock.window
    if high - low >= WEEK:
        return low, high
    low = max(min(low, scenario.clock.horizon - WEEK), 0)
    return low, min(low + WEEK, scenario.clock.horizon)


def _as_planned(scenario: Scenario) -> dict[str, HeadCount]:
    """Heads by crew over the horizon, if everybody comes."""
    everybody = {
        name: crew.model_copy(update={"absence": 0.0}) for name, crew in scenario.crews.items()
    }
    planned = scenario.model_copy(update={"crews": everybody})
    return present(planned, scenario.clock.calendar, Draws(Streams(scenario.experiment.seed, 0)))


def _confirmed(search: Search, check: int) -> tuple[Roster, Status, int]:
    """The cheapest that fresh replications confirm, of those that held; else the safest.

    One that fails is followed by dearer ones, by steps twice as wide, then by those between.
    """
    held = search.held
    if not held:
        return _so_far(search), "missed", check
    verdicts: dict[int, tuple[str, int]] = {}
    at, step, failed, met = 0, 1, -1, len(held)
    while failed + 1 < met:
        verdicts[at] = _tried(search, held[at], check)
        if verdicts[at][0] == "met":
            met = at
            at = (failed + met) // 2
            if at == failed:
                break
        else:
            failed = at
            at = min(at + step, met - 1) if met == len(held) else (failed + met) // 2
            step *= 2
            if at == failed:
                break
    if met < len(held):
        return held[met], "met", verdicts[met][1]
    for _ in range(SAFER):
        dearer = safer(search)
        if dearer is None:
            break
        verdict, trials = _tried(search, dearer, check)
        if verdict == "met":
            return dearer, "met", trials
    verdict, trials = verdicts[failed]
    return held[failed], "undecided" if verdict == "undecided" else "missed", trials


def _tried(search: Search, roster: Roster, check: int) -> tuple[str, int]:
    trials = check
    for look in range(LOOKS):
        judged = search.judged(search.made(roster), range(FRESH, FRESH + trials))
        verdict = verdict_of_all(judged)
        if verdict != "undecided" or look == LOOKS - 1:
            break
        trials *= 2
    return verdict, trials


def _answer(
    search: Search,
    chosen: Roster,
    status: Status,
    numbers: Sequence[int],
    interrupted: bool = False,
) -> Rostered:
    base, house = search.base, search.made(chosen)
    of_today = [k for k in numbers if search.known.has(base, k)] if interrupted else numbers
    crews = tuple(dict.fromkeys(line.template.crew for line in search.lines))
    weekly = search.needs.weekly()
    program = search.first
    if program is None:
        program = cover(search.lines, weekly, search.house)
    cost, hours = planned_cost(base.scenario, crews)
    return Rostered(
        base=base,
        alternative=house,
        goals=search.goals,
        templates=tuple(dict.fromkeys(line.template for line in search.lines)),
        status=status,
        roster=chosen,
        told=_told(search, house, chosen.cost, chosen.hours, numbers),
        today=_told(search, base, cost, hours, of_today),
        least=keeps_up(search.lines, weekly, search.house),
        program=program.gap,
        needed=needed_heads(search.lines, weekly, search.house, program),
        scheduled={crew: chosen.scheduled(crew) for crew in crews},
        today_scheduled=scheduled_heads(base.scenario, crews),
        steps=tuple(search.steps),
        complete=search.complete,
        limits=limits_of(house, search.known, numbers),
        runs=search.known.runs,
        interrupted=interrupted,
    )


def _told(
    search: Search, alternative: Alternative, cost: float, hours: float, numbers: Sequence[int]
) -> Told:
    judged = search.judged(alternative, numbers) if numbers else ()
    growth = search.known.estimate(alternative, numbers, GROWTH)
    return Told(cost, hours, judged, len(numbers), growth, search.grows(alternative))

"""What happens in the next hours or days, from where the house stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.estimate import long, size
from simulator.experiments.forecast.events import EVENT, Happening, events_of, moment_of
from simulator.experiments.forecast.seen import Chance, Counts, Late, Seen
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.work import Work
from simulator.intake.state_files import standing_of
from simulator.measure.statistics import Estimate, paired_difference
from simulator.mistakes import InputError
from simulator.scenario import Loaded, Scenario
from simulator.scenario.settings import settings_of
from simulator.units import DAY, HOUR, duration_text

Numbers = npt.NDArray[np.float64]
FEWEST = 2
"""Futures that make a forecast where it is interrupted."""
HEADS = re.compile(r"shifts\.([^.]+)\.heads\.([^.]+)")
"""A path of the heads of a crew in a shift."""
LONGEST = 366 * DAY
"""No forecast is longer: long before, nothing hangs on the state any more, and hours of computing
would be spent without a sign."""
MANY_DAYS = 14
"""Length of a forecast from which is said how long it takes."""
ENOUGH = 0.9
"""The chance that heads on call are to bring an event to."""


@dataclass(frozen=True)
class Call:
    """The first event's chance with a value of what is called, and what that costs.

    `cost` is what wages are more by the end of the forecast, in the same futures; `inside` has the
    orders at the event's place (in the house, for a KPI) by (replication, moment).
    """

    value: str
    chance: Chance
    cost: Estimate
    inside: Counts


@dataclass(frozen=True)
class Forecast:
    """What was found.

    `inside` has for each place of `places` orders by (replication, moment of `hours`); `hours`
    count from the state's moment. `scenario` ends with it. `pick_ups` are (hour, carrier),
    `handed_over` orders by (replication, pick-up). `calls` are the first event's with other values
    of `path`. `interrupted` says of how many replications it is, or that not all calls were tried.
    """

    loaded: Loaded
    scenario: Scenario
    replications: int
    hours: Numbers
    places: tuple[str, ...]
    inside: Counts
    pick_ups: tuple[tuple[float, str], ...]
    handed_over: Counts
    chances: tuple[Chance, ...]
    late: tuple[Late, ...]
    path: str = ""
    calls: tuple[Call, ...] = ()
    interrupted: str = ""

    @property
    def best(self) -> Call | None:
        """The first with which the first event's chance is `ENOUGH`."""
        return next((each for each in self.calls if each.chance.share >= ENOUGH), None)

    @property
    def enough(self) -> str | None:
        """The value of `path` of it."""
        return None if self.best is None else self.best.value


def how_many(scenario: Scenario, futures: int) -> Iterator[str]:
    """'20 futures of 92 days', where they last weeks, before their orders are drawn."""
    if scenario.clock.run >= MANY_DAYS * DAY:
        yield f"{futures:,} futures of {scenario.clock.run / DAY:,.0f} days; the first is drawn"


def how_long(scenario: Scenario, futures: int, workers: int) -> Iterator[str]:
    """'all futures take about 5 min on 2 processes', where they last weeks."""
    if scenario.clock.run >= MANY_DAYS * DAY:
        took = long(size(scenario, workers).seconds_each * futures, workers)
        yield f"all {futures:,} take {took}"


def ending(scenario: Scenario, end: str) -> Scenario:
    """The scenario with its window from the state to a moment, where it ends.

    InputError without a state, and for a moment not after it or more than `LONGEST`. No check of a
    whole scenario is asked of so short a time: that a carrier does not come in it is not a mistake.
    """
    state, clock = scenario.state, scenario.clock
    if state is None:
        wrong = f"{scenario.name} does not say where it begins"
        raise InputError(f"{wrong}; write --from STATE, or a section state: in it")
    moment = moment_of(end, state.at, "--until", clock.calendar)
    length = clock.calendar.since_start(moment) - clock.window[0]
    if length <= 0:
        wrong = f"--until {end}: is not after the state ({state.at})"
        raise InputError(f"{wrong}; write a later moment, such as 22:00 or 72 h")
    if length > LONGEST:
        wrong = f"--until {end}: is {-(-length // DAY):,} days after the state ({state.at})"
        wrong += ", of which the state tells nothing any more"
        raise InputError(f"{wrong}; write {duration_text(LONGEST)} or less")
    until = clock.model_copy(update={"run": length, "cool_down": 0})
    return scenario.model_copy(update={"clock": until})


def forecast(
    loaded: Loaded,
    end: str,
    texts: Sequence[str],
    replications: int,
    batch: Batch[Any],
    called: Sequence[Variable] = (),
) -> Forecast:
    """Replications of the state's future; of the first event also with other values of a path.

    Interrupted it is that of the futures, or of the values, that are finished; KeyboardInterrupt
    where those are fewer than two futures.
    """
    scenario = ending(loaded.scenario, end)
    events = events_of(texts, scenario, scenario.of_state.at)
    if len(called) > 1:
        raise InputError("--call: takes one path at a time; write one")
    if called and not events:
        wrong = "--call: brings an event about"
        raise InputError(f"{wrong}; write one too, such as {EVENT} 'backlog<=0 at 21:30'")
    for variable in called:
        _require_effect(scenario, variable.path)
    seen, interrupted = _looked(scenario, loaded.command, events, replications, batch), ""
    if len(seen.wages) < replications:
        interrupted = f"after {len(seen.wages):,} of {replications:,} futures"
    calls: list[Call] = []
    if called and not interrupted:
        try:
            _call(calls, loaded, end, called[0], seen, events[0], batch)
        except KeyboardInterrupt:
            tried, every = len(calls), len(called[0].values)
            interrupted = f"after {tried:,} of {every:,} values of {called[0].path}"
    begin = scenario.clock.window[0]
    return Forecast(
        loaded=loaded,
        scenario=scenario,
        replications=len(seen.wages),
        hours=(seen.grid - begin) / HOUR,
        places=seen.places,
        inside=seen.inside,
        pick_ups=tuple(((moment - begin) / HOUR, carrier) for moment, carrier in seen.pick_ups),
        handed_over=seen.handed_over,
        chances=seen.chances(),
        late=seen.who_is_late(),
        path=called[0].path if called else "",
        calls=tuple(calls),
        interrupted=interrupted,
    )


def _require_effect(scenario: Scenario, path: str) -> None:
    """InputError for heads of a shift that has begun, of whom the state tells who is there."""
    shift = HEADS.fullmatch(path)
    if shift is None or shift[1] not in scenario.shifts:
        return
    if shift[2] in standing_of(scenario).people and not begins(scenario, shift[1]):
        wrong = (
            f"--call {path}: shift {shift[1]} does not begin between the state and the end, and "
        )
        told = f"who is there of {shift[2]} the state says"
        remedy = "write a shift that is still to come and call for it, or leave people out of it"
        raise InputError(f"{wrong}{told}; {remedy}")


def begins(scenario: Scenario, name: str) -> bool:
    """Whether a shift begins after the state and before the forecast's end."""
    low, high = scenario.clock.window
    dates, shift = scenario.clock.calendar, scenario.shifts[name]
    for day in range(dates.last_day(low), dates.last_day(high) + 1):
        moment = int(dates.moment(np.array(day), shift.hours[0]))
        if int(dates.weekday(np.array(day))) in shift.days and low < moment < high:
            return True
    return False


def _call(
    calls: list[Call],
    loaded: Loaded,
    end: str,
    called: Variable,
    seen: Seen,
    event: Happening,
    batch: Batch[Any],
) -> None:
    """One value after the other, in the futures that are seen, until one is enough."""
    for value in called.values:
        other = loaded.with_(settings_of(f"{called.path}={value}", "--call"))
        scenario = ending(other.scenario, end)
        looked = _looked(scenario, other.command, (event,), len(seen.wages), batch)
        if len(looked.wages) < len(seen.wages):
            raise KeyboardInterrupt
        (chance,) = looked.chances()
        cost = paired_difference(looked.wages, seen.wages, chance.confidence)
        place = looked.places.index(event.place or "backlog")
        calls.append(Call(value, chance, cost, looked.inside[:, place]))
        if chance.share >= ENOUGH:
            break


def _looked(
    scenario: Scenario,
    command: str,
    events: Sequence[Happening],
    replications: int,
    batch: Batch[Any],
) -> Seen:
    """Its futures; those that are finished where it is interrupted, if they are enough."""
    seen = Seen(scenario, events)
    batch.progress.total(replications)
    work = (Work(scenario, k, command, "all") for k in range(replications))
    try:
        batch.run(enumerate(work), seen.look)
    except KeyboardInterrupt:
        if len(seen.wages) < FEWEST:
            raise
    return seen

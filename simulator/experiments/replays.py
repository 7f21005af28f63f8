"""Which replication of a run is replayed, and which days of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from math import nan

import numpy as np

from simulator.compiled.choice import LASTED, Asked, Engine, asked_for, engine_named
from simulator.experiments.running.replication import Replication
from simulator.journey import simulate
from simulator.measure.kpis import headline
from simulator.mistakes import InputError
from simulator.reading.times import day as date_written
from simulator.reporting.labels import label, unit_of
from simulator.reporting.numbers import shown
from simulator.reporting.replay.days import days_until
from simulator.reporting.replay.picture import Past
from simulator.reporting.replay.replay import Replay, past_of, replay_of
from simulator.results.promises import as_promised
from simulator.scenario.scenario import Scenario
from simulator.workload.sampling import sample

WORST, ALL, OFF = "worst", "all", "off"
"""What may be asked for besides a date."""


def asked_day(scenario: Scenario, asked: str | date) -> str | date:
    """A date of the run, or 'worst', 'all' or 'off'. Raises InputError for anything else."""
    if isinstance(asked, str) and asked.strip() in (WORST, ALL, OFF):
        return asked.strip()
    days = days_until(scenario, scenario.clock.horizon)
    first, last = days[0], days[-1]
    others = "worst, all or off"
    written = asked.strip() if isinstance(asked, str) else asked
    try:
        date = date_written(written)
    except ValueError:
        wrong = f"is not a date; write one of the run, such as {first.date}, or {others}"
        raise InputError(f"--replay {written or repr(written)}: {wrong}") from None
    if not first.date <= date <= last.date:
        wrong = f"is outside the run; write a date from {first.date} to {last.date}, or {others}"
        raise InputError(f"--replay {written or repr(written)}: {wrong}")
    return date


def replay(
    scenario: Scenario, replications: Sequence[Replication], asked: str | date, engine: Asked
) -> Replay | None:
    """The replay of a run's replication that is the nearest to the median; None if it is off.

    Where that replication was not the only one, it is simulated again, by `engine`: what happened
    in it is too much to be kept of each. Raises InputError as `asked_day` does.
    """
    day = asked_day(scenario, asked)
    if day == OFF:
        return None
    chosen, told = nearest_to_the_median(scenario, replications)
    past = _past(scenario, chosen, engine)
    days: Sequence[date] = ()
    if isinstance(day, date):
        days = (day,)
    elif day == ALL:
        days = [each.date for each in days_until(past.scenario, past.timeline.horizon)]
    return replay_of(past, chosen.number, told, days)


def nearest_to_the_median(
    scenario: Scenario, replications: Sequence[Replication]
) -> tuple[Replication, list[str]]:
    """One of the replications, and the sentence that says why it is that one.

    By the first of the headline figures that was measured and is not the same in all.
    """
    count, first = len(replications), replications[0]
    if count == 1:
        return first, [f"Replication {first.number}, the only one of this run."]
    again = "" if first.log is not None else "; it was simulated once more for this"
    for name in headline():
        values = np.array(
            [replication.measurement.kpis.get((name, "all"), nan) for replication in replications]
        )
        if np.isnan(values).any() or np.ptp(values) == 0:
            continue
        nearest = int(np.abs(values - np.median(values)).argmin())
        text = shown(float(values[nearest]), nan, unit_of(name, scenario.currency), 1).text
        which = f"{label(name).lower()} ({text}) is the nearest to the median"
        number = replications[nearest].number
        return replications[nearest], [f"Replication {number} of {count}, whose {which}{again}."]
    return first, [f"Replication {first.number} of {count}{again}."]


def _past(scenario: Scenario, chosen: Replication, engine: Asked) -> Past:
    """What happened in a replication: as it was kept, or simulated again, which gives the same."""
    if chosen.log is not None:
        return past_of(scenario, *chosen.log)
    with asked_for(engine):
        workload = sample(scenario, chosen.number)
        timeline = simulate(scenario, workload)
        return past_of(scenario, as_promised(workload, timeline.promises), timeline)


def engine_of(engines: Mapping[str, int], seconds: float) -> Asked:
    """The engine that a run had, or would have by now; nothing is compiled for a picture.

    `engines` is what its replications were simulated by, none where all were read from a store, and
    `seconds` how long it took.
    """
    engine: Engine = engine_named(None)
    if "compiled" in engines:
        engine = "compiled"
    elif "simpy: asked for" in engines:
        engine = "simpy"
    lasted = min(seconds, 2 * LASTED) if engines else 2 * LASTED
    return Asked(engine, time.time() - lasted)

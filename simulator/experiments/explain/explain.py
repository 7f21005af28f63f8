"""What a scenario asks of its people, carriers and stock, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

from simulator.experiments.alternatives import Source, length_of, made
from simulator.experiments.estimate import Size, size
from simulator.experiments.explain.advice import Advice, advice
from simulator.experiments.explain.assumed import Assumed, assumed, nothing_varies
from simulator.experiments.explain.explained import as_html
from simulator.experiments.explain.for_target import ForTarget, for_target
from simulator.experiments.explain.heads import Heads
from simulator.experiments.explain.inputs import remarks
from simulator.experiments.explain.load import GroupLoad, loads, title
from simulator.experiments.explain.page import charts, findings
from simulator.experiments.explain.premises import premises, working_day
from simulator.experiments.explain.supply import Cover, PickUps, cover, pick_ups
from simulator.experiments.explain.work import Sampled, work
from simulator.experiments.provenance import of_one
from simulator.experiments.running.executors import default_jobs
from simulator.experiments.store.store import StoreGiven, store_of
from simulator.reporting.brief import brief
from simulator.reporting.by_name import Figures
from simulator.reporting.findings import write as write_findings
from simulator.scenario import Scenario, resolve
from simulator.scenario.settings import Overrides
from simulator.units import DAY, HOUR, MINUTE
from simulator.workload.sampling import prepare

WAIT = 10 * MINUTE
"""Mean wait at a station that is asked for where the caller names none (assumption)."""


@dataclass(frozen=True)
class StationWork:
    """What a station has to do: tasks a placed order, and the work of one, at speed 1.

    A pick tour of several orders is one task.
    """

    station: str
    tasks_per_order: float
    hours: float
    cv: float

    @property
    def hours_per_order(self) -> float:
        """Mean work that a placed order brings, repeats included."""
        return self.tasks_per_order * self.hours


@dataclass(frozen=True)
class Load:
    """What the figures of a run rest on: load, heads, assumed values, what does not vary."""

    loads: tuple[GroupLoad, ...]
    heads: tuple[Heads, ...]
    advice: tuple[Advice, ...]
    assumed: tuple[Assumed, ...]
    nothing_varies: str
    premises: tuple[str, ...]
    working_day: str


@dataclass(frozen=True)
class Explanation:
    """All that can be said of a scenario before it is run; `yaml` is the scenario, resolved.

    `manifest` says which command made it, of which scenario, seed and versions.
    """

    name: str
    title: str
    hours: float
    replications: int
    seed: int
    orders_a_day: float
    accepted: float
    stations: tuple[StationWork, ...]
    loads: tuple[GroupLoad, ...]
    heads: tuple[Heads, ...]
    advice: tuple[Advice, ...]
    pick_ups: tuple[PickUps, ...]
    cover: Cover | None
    assumed: tuple[Assumed, ...]
    nothing_varies: str
    premises: tuple[str, ...]
    working_day: str
    for_target: ForTarget | None
    remarks: tuple[str, ...]
    size: Size
    yaml: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def plot(self) -> Figures:
        """Loads against their limits, load by weekday and hour, heads needed and scheduled.

        One method each; called, it draws the first.
        """
        return Figures(charts(self))

    def write(self, folder: str | Path) -> Path:
        """Write report, tables and figures; an older such folder is replaced whole."""
        return write_findings(findings(self), Path(folder))

    def _repr_html_(self) -> str:
        return as_html(self)

    def __repr__(self) -> str:
        loads = ", ".join(f"{load.name} {100 * load.load:.0f} %" for load in self.loads)
        return brief(self, f"of {self.name}: {self.orders_a_day:,.0f} orders a day; {loads}")


def explain(
    source: Source,
    *,
    wait: str | timedelta = "10 min",
    overrides: Overrides = None,
    seed: int | None = None,
    jobs: int | None = None,
    store: StoreGiven = None,
    command: str = "asked in Python",
) -> Explanation:
    """What a scenario asks of its people, carriers and stock, from the scenario alone.

    `wait` is the mean wait at a station to staff for, `jobs` the processes that the run's expected
    time is for. Nothing is read from a store or kept there, since no replication is run: `store`
    is what every other question takes, so that one call asks them all. Raises InputError.
    """
    began = perf_counter()
    store_of(store)
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    explained = explanation(base.scenario, length_of("wait", wait), jobs)
    seconds = perf_counter() - began
    told = of_one(base.loaded, command, seconds, explained.replications)
    return replace(explained, yaml=resolve(base.loaded), manifest=told)


def explanation(scenario: Scenario, wait: int = WAIT, jobs: int | None = None) -> Explanation:
    """Work out loads, heads, pick-ups, cover and remarks; `wait` is the mean wait to staff for.

    The work is that of the first replications, as sampled. Outages, breakdowns, overtime and staff
    on call are not seen, nor what runs short of stock.
    """
    asked = work(scenario)
    load = load_of(scenario, asked, wait)
    return Explanation(
        name=scenario.name,
        title=scenario.title or scenario.name,
        hours=scenario.clock.run / HOUR,
        replications=asked.replications,
        seed=scenario.experiment.seed,
        orders_a_day=asked.placed / scenario.clock.run * DAY,
        accepted=asked.accepted,
        stations=_stations(asked),
        **vars(load),
        for_target=for_target(scenario, load.loads),
        pick_ups=tuple(pick_ups(scenario, asked)),
        cover=cover(scenario, asked.first),
        remarks=tuple(remarks(scenario)),
        size=size(scenario, jobs or default_jobs(), asked.first),
    )


def load_of(scenario: Scenario, asked: Sampled | None = None, wait: int = WAIT) -> Load:
    """The part of an explanation that a run's report shows too."""
    asked = asked or work(scenario)
    hours, needed = loads(scenario, asked, wait / HOUR)
    weights = tuple(assumed(scenario, hours, asked.first))
    return Load(
        loads=tuple(hours),
        heads=tuple(needed),
        advice=advice(scenario, asked, hours),
        assumed=weights,
        nothing_varies=nothing_varies(scenario),
        premises=premises(scenario, hours, weights),
        working_day=working_day(scenario),
    )


def _stations(asked: Sampled) -> tuple[StationWork, ...]:
    placed = asked.placed or 1.0
    return tuple(
        StationWork(title(each.name), tasks.count / placed, tasks.hours, tasks.cv)
        for each, tasks in zip(asked.stations, asked.tasks, strict=True)
    )

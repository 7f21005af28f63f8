"""What a scenario asks of its people, carriers and stock, before anything runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from simulator.experiments.estimate import Size, size
from simulator.experiments.executors import default_jobs
from simulator.experiments.explain_advice import Advice, advice
from simulator.experiments.explain_assumed import Assumed, assumed, nothing_varies
from simulator.experiments.explain_heads import Heads
from simulator.experiments.explain_inputs import remarks
from simulator.experiments.explain_load import GroupLoad, loads, title
from simulator.experiments.explain_steps import hour_text
from simulator.experiments.explain_supply import Cover, PickUps, cover, pick_ups
from simulator.experiments.explain_work import Sampled, work
from simulator.reporting.brief import brief
from simulator.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE

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


@dataclass(frozen=True)
class Explanation:
    """All that can be said of a scenario before it is run."""

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
    remarks: tuple[str, ...]
    size: Size

    def __repr__(self) -> str:
        loads = ", ".join(f"{one.name} {one.load:.0%}" for one in self.loads)
        return brief(self, f"of {self.name}: {self.orders_a_day:,.0f} orders a day; {loads}")


def explain(scenario: Scenario, wait: int = WAIT, jobs: int | None = None) -> Explanation:
    """Work out loads, heads, pick-ups, cover and remarks; `wait` is the mean wait to staff for.

    The work is that of the first replications, as sampled. Outages, breakdowns, overtime and staff
    on call are not seen, nor what runs short of stock.
    """
    asked = work(scenario)
    return Explanation(
        name=scenario.name,
        title=scenario.title or scenario.name,
        hours=scenario.clock.run / HOUR,
        replications=asked.replications,
        seed=scenario.experiment.seed,
        orders_a_day=asked.placed / scenario.clock.run * DAY,
        accepted=asked.accepted,
        stations=_stations(asked),
        **vars(load_of(scenario, asked, wait)),
        pick_ups=tuple(pick_ups(scenario, asked)),
        cover=cover(scenario, asked.first),
        remarks=tuple(remarks(scenario)),
        size=size(scenario, jobs or default_jobs(), asked.first),
    )


def load_of(scenario: Scenario, asked: Sampled | None = None, wait: int = WAIT) -> Load:
    """The part of an explanation that a run's report shows too."""
    asked = asked or work(scenario)
    found, needed = loads(scenario, asked, wait / HOUR)
    return Load(
        loads=tuple(found),
        heads=tuple(needed),
        advice=advice(scenario, asked, found),
        assumed=tuple(assumed(scenario, found, asked.first)),
        nothing_varies=nothing_varies(scenario),
    )


def _stations(asked: Sampled) -> tuple[StationWork, ...]:
    placed = asked.placed or 1.0
    return tuple(
        StationWork(title(one.name), tasks.count / placed, tasks.hours, tasks.cv)
        for one, tasks in zip(asked.stations, asked.tasks, strict=True)
    )


def as_json(found: Explanation) -> dict[str, Any]:
    """As plain values; durations in hours, money nowhere."""
    from simulator.experiments.explain_conclusion import conclusion

    plain: dict[str, Any] = {"conclusion": conclusion(found), **_plain(asdict(found))}
    for group, load in zip(plain["loads"], found.loads, strict=True):
        group["people"] = load.people
        group["stable"] = load.stable
        group["unstable_hours"] = [hour_text(hour) for hour in load.unstable_hours]
    for change, advised in zip(plain["advice"], found.advice, strict=True):
        change["set"] = advised.override
    plain["size"]["seconds"] = found.size.seconds
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value

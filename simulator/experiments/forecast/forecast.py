"""What happens in the next hours or days, from where the house stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.forecast.events import EVENT, PLACES, Happening, events_of, moment_of
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.intake.state_files import standing_of
from simulator.measure.statistics import wilson
from simulator.mistakes import InputError
from simulator.scenario import Loaded, Scenario
from simulator.scenario.settings import settings_of
from simulator.stages.shipping.deadlines import carriers_pick_ups
from simulator.stages.shipping.process import coming
from simulator.units import DAY, HOUR, MINUTE, WEEK

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]
ENOUGH = 0.9
"""The chance that heads on call are to bring an event to."""


@dataclass(frozen=True)
class Chance:
    """How often an event happens, of the replications in which it is known whether it does."""

    event: Happening
    hits: int
    trials: int
    confidence: float

    @property
    def share(self) -> float:
        """NaN where it is known in none."""
        return self.hits / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval."""
        return wilson(self.hits, self.trials, self.confidence)


@dataclass(frozen=True)
class Late:
    """An order in the house, and in how many replications it is late of those in which is known."""

    order: str
    stage: str
    ship_by: str
    late: int
    known: int


@dataclass(frozen=True)
class Forecast:
    """What was found.

    `inside` has for each place of `places` orders by (replication, moment of `hours`); `hours`
    count from the state's moment. `scenario` ends with it. `pick_ups` are (hour, carrier),
    `handed_over` orders by (replication, pick-up). `calls` are the chances of the first event with
    other values of `path`.
    """

    loaded: Loaded
    scenario: Scenario
    replications: int
    hours: Numbers
    places: tuple[str, ...]
    inside: npt.NDArray[np.int64]
    pick_ups: tuple[tuple[float, str], ...]
    handed_over: npt.NDArray[np.int64]
    chances: tuple[Chance, ...]
    late: tuple[Late, ...]
    path: str = ""
    calls: tuple[tuple[str, Chance], ...] = ()

    @property
    def enough(self) -> str | None:
        """The first value of `path` with which the first event's chance is `ENOUGH`."""
        return next((value for value, one in self.calls if one.share >= ENOUGH), None)


def ending(scenario: Scenario, end: str) -> Scenario:
    """The scenario with its window from the state to a moment, where it ends.

    InputError without a state. No check of a whole scenario is asked of so short a time: that a
    carrier does not come in it is no mistake.
    """
    state, clock = scenario.state, scenario.clock
    if state is None:
        said = f"{scenario.name} says not where it begins"
        raise InputError(f"{said}; write --from STATE, or a section state: in it")
    moment = moment_of(end, state.at, "--until")
    length = clock.calendar.since_start(moment) - clock.window[0]
    if length <= 0:
        said = f"--until {end}: is not after the state ({state.at})"
        raise InputError(f"{said}; write a later moment, such as 22:00 or 72 h")
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
    """Replications of the state's future; of the first event also with other values of a path."""
    scenario = ending(loaded.scenario, end)
    assert scenario.state is not None
    events = events_of(texts, scenario, scenario.state.at)
    if len(called) > 1:
        raise InputError("--call: takes one path at a time; write one")
    if called and not events:
        said = "--call: brings an event about"
        raise InputError(f"{said}; write one too, such as {EVENT} 'backlog<=0 at 21:30'")
    seen = _looked(scenario, loaded.command, events, replications, batch)
    calls: list[tuple[str, Chance]] = []
    path, values = (called[0].path, called[0].values) if called else ("", ())
    for value in values:
        other = loaded.with_(settings_of(f"{path}={value}", "--call"))
        called_so = ending(other.scenario, end)
        looked = _looked(called_so, other.command, events[:1], replications, batch)
        (chance,) = looked.chances(called_so)
        calls.append((str(value), chance))
        if chance.share >= ENOUGH:
            break
    return Forecast(
        loaded=loaded,
        scenario=scenario,
        replications=replications,
        hours=(seen.grid - scenario.clock.window[0]) / HOUR,
        places=seen.places,
        inside=np.stack(seen.inside),
        pick_ups=tuple(
            ((moment - scenario.clock.window[0]) / HOUR, carrier)
            for moment, carrier in seen.pick_ups
        ),
        handed_over=np.stack(seen.handed_over),
        chances=seen.chances(scenario),
        late=seen.who_is_late(),
        path=path,
        calls=tuple(calls),
    )


def _looked(
    scenario: Scenario,
    command: str,
    events: Sequence[Happening],
    replications: int,
    batch: Batch[Any],
) -> Seen:
    seen = Seen(scenario, events)
    batch.progress.total(replications)
    work = (Work(scenario, k, command, "all") for k in range(replications))
    batch.run(enumerate(work), seen.look)
    return seen


class Seen:
    """What is kept of each replication while they are run."""

    def __init__(self, scenario: Scenario, events: Sequence[Happening]) -> None:
        low, high = scenario.clock.window
        step = 15 * MINUTE if high - low <= DAY else HOUR if high - low <= WEEK else 6 * HOUR
        self._dates, self._events = scenario.clock.calendar, events
        self.grid = np.append(np.arange(low, high, step), high)
        names = {"fraud_review": scenario.payment and scenario.payment.fraud_review}
        self.places = tuple(
            place
            for place in PLACES
            if place == "backlog" or names.get(place, getattr(scenario, place, None))
        )
        sections = scenario.carriers.items()
        self.pick_ups = sorted(
            (moment, name)
            for times, (name, section) in zip(carriers_pick_ups(scenario), sections, strict=True)
            for moment in coming(np.array(times, dtype=np.int64), section, self._dates).tolist()
            if low < moment <= high
        )
        self._moments = self._walls([moment for moment, _ in self.pick_ups])
        self.inside: list[npt.NDArray[np.int64]] = []
        self.handed_over: list[npt.NDArray[np.int64]] = []
        self._values: list[list[float]] = []
        state = standing_of(scenario)
        self._open = {o.name: o.stage for o in state.orders if o.stage not in ("checkout", *_GONE)}
        self._late = dict.fromkeys(self._open, 0)
        self._known = dict.fromkeys(self._open, 0)
        self._ship_by: dict[str, str] = {}
        self._end = self._walls([high])[0]

    def _walls(self, moments: Sequence[int]) -> npt.NDArray[np.datetime64]:
        return np.array([self._dates.shown(int(k)) for k in moments], dtype="datetime64[ms]")

    def look(self, _: Any, replication: Replication) -> None:
        """Take from a replication what the forecast is made of."""
        import pandas as pd

        orders = pd.DataFrame(dict(replication.tables["orders"]))
        visits = pd.DataFrame(dict(replication.tables["events"]))
        spans = {place: _span(place, orders, visits) for place in self.places}
        grid = self._walls(self.grid.tolist())
        self.inside.append(np.stack([_count(spans[place], grid) for place in self.places]))
        gone = orders.handed_over_at.to_numpy()
        counts = [
            int(((gone == at) & (orders.carrier == carrier).to_numpy()).sum())
            for at, (_, carrier) in zip(self._moments, self.pick_ups, strict=True)
        ]
        self.handed_over.append(np.array(counts, dtype=np.int64))
        kpis = replication.measurement.kpis
        self._values.append(
            [
                float(kpis.get(event.goal.key, np.nan))
                if event.goal is not None
                else float(_count(spans[event.place], self._walls([event.moment]))[0])
                for event in self._events
            ]
        )
        self._note_late(orders)

    def _note_late(self, orders: pd.DataFrame) -> None:
        mine = orders[orders.order.astype(str).isin(self._open) & orders.ship_by.notna()]
        gone = mine.handed_over_at.notna()
        late = (gone & (mine.handed_over_at > mine.ship_by)) | (
            ~gone & mine.ended_at.isna() & (mine.ship_by <= self._end)
        )
        known = gone | (mine.ship_by <= self._end)
        for name, ship_by, is_late, is_known in zip(
            mine.order.astype(str), mine.ship_by, late, known, strict=True
        ):
            self._ship_by[name] = f"{ship_by:%Y-%m-%d %H:%M}"
            self._late[name] += int(is_late)
            self._known[name] += int(is_known)

    def chances(self, scenario: Scenario) -> tuple[Chance, ...]:
        """Of every event."""
        found = []
        for k, event in enumerate(self._events):
            values = [row[k] for row in self._values if not np.isnan(row[k])]
            hits = sum(event.holds(value) for value in values)
            found.append(Chance(event, hits, len(values), scenario.experiment.confidence))
        return tuple(found)

    def who_is_late(self) -> tuple[Late, ...]:
        """Orders of the house that are late in some replication, the surest first."""
        found = [
            Late(name, self._open[name], self._ship_by[name], count, self._known[name])
            for name, count in self._late.items()
            if count
        ]
        return tuple(sorted(found, key=lambda one: (-one.late / one.known, one.ship_by, one.order)))


_GONE = ("transit", "delivery", "returns")
Span = tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]


def _span(place: str, orders: pd.DataFrame, visits: pd.DataFrame) -> Span:
    """When orders come to a place, and when they leave it, each ascending."""
    if place == "backlog":
        released = orders[orders.released_at.notna()]
        left = released.handed_over_at.fillna(released.ended_at)
        came = released.released_at
    else:
        rows = visits[visits.activity == place]
        came, left = rows.queued_at, rows.ended_at
    return np.sort(came.dropna().to_numpy()), np.sort(left.dropna().to_numpy())


def _count(span: Span, moments: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    came, left = (np.searchsorted(side, moments, side="right") for side in span)
    return came - left

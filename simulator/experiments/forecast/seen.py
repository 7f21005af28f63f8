"""What is kept of each replication of a forecast while they are run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.experiments.forecast.events import Happening, places_of
from simulator.experiments.running.replication import Replication
from simulator.intake.state_files import standing_of
from simulator.measure.statistics import wilson
from simulator.scenario import Scenario
from simulator.stages.shipping.draws_pick_ups import planned_at
from simulator.units import DAY, HOUR, MINUTE, WEEK

if TYPE_CHECKING:
    import pandas as pd

WAGES = "total_cost.labor"
"""What those who are called cost more: their wages to the end of the forecast."""
_GONE = ("transit", "delivery", "returns")
Moments = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]
Span = tuple[Moments, Moments]


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
    """An order in the house, and in how many replications it is late of those in which is known.

    `already` is one whose promise had passed as the forecast began.
    """

    order: str
    stage: str
    ship_by: str
    late: int
    known: int
    already: bool = False

    @property
    def risk(self) -> float:
        """Share of the replications."""
        return self.late / self.known


@dataclass(frozen=True)
class _Kept:
    """Of one replication: orders by (place, moment) and by pick-up, a value per event, wages."""

    inside: Counts
    handed_over: Counts
    values: tuple[float, ...]
    wages: float


class Seen:
    """What is kept of all replications, whatever the order in which they come."""

    def __init__(self, scenario: Scenario, events: Sequence[Happening]) -> None:
        low, high = scenario.clock.window
        step = 15 * MINUTE if high - low <= DAY else HOUR if high - low <= WEEK else 6 * HOUR
        self._dates, self._events = scenario.clock.calendar, events
        self._confidence = scenario.experiment.confidence
        self.grid = np.append(np.arange(low, high, step), high)
        self.places = places_of(scenario)
        longer = scenario.clock.model_copy(update={"cool_down": WEEK})
        beyond = scenario.model_copy(update={"clock": longer})
        carriers = scenario.carriers
        pick_ups = sorted(
            (moment, name)
            for name, section in carriers.items()
            for moment in planned_at(beyond.clock, section).tolist()
            if low < moment
        )
        self.pick_ups = [each for each in pick_ups if each[0] <= high]
        after = next((moment for moment, _ in pick_ups if moment > high), high + 1)
        if not all(section.is_punctual for section in carriers.values()):
            after = high + 1  # a truck that is late may come then
        self._moments = self._walls([moment for moment, _ in self.pick_ups])
        self._until = self._walls([_next(pick_ups, each, high + 1) for each in self.pick_ups])
        self._kept: dict[int, _Kept] = {}
        state = standing_of(scenario)
        self._open = {o.name: o.stage for o in state.orders if o.stage not in ("checkout", *_GONE)}
        self._late = dict.fromkeys(self._open, 0)
        self._known = dict.fromkeys(self._open, 0)
        self._ship_by: dict[str, pd.Timestamp] = {}
        self._begin, self._next = self._walls([low, after])

    def _walls(self, moments: Sequence[int]) -> Moments:
        return np.array([self._dates.shown(int(k)) for k in moments], dtype="datetime64[ms]")

    def look(self, number: int, replication: Replication) -> None:
        """Take from the replication of that number what the forecast is made of."""
        import pandas as pd

        orders = pd.DataFrame(dict(replication.tables["orders"]))
        visits = pd.DataFrame(dict(replication.tables["events"]))
        spans = {place: _span(place, orders, visits) for place in self.places}
        grid = self._walls(self.grid.tolist())
        gone = orders.handed_over_at.to_numpy()
        counts = [
            int(((gone >= at) & (gone < until) & (orders.carrier == carrier).to_numpy()).sum())
            for at, until, (_, carrier) in zip(
                self._moments, self._until, self.pick_ups, strict=True
            )
        ]
        kpis = replication.measurement.kpis
        values = tuple(
            float(kpis.get(event.goal.key, np.nan))
            if event.goal is not None
            else float(_count(spans[event.place], self._walls([event.moment]))[0])
            for event in self._events
        )
        self._kept[number] = _Kept(
            np.stack([_count(spans[place], grid) for place in self.places]),
            np.array(counts, dtype=np.int64),
            values,
            float(kpis.get((WAGES, "all"), np.nan)),
        )
        self._note_late(orders)

    def _note_late(self, orders: pd.DataFrame) -> None:
        mine = orders[orders.order.astype(str).isin(self._open) & orders.ship_by.notna()]
        gone = mine.handed_over_at.notna()
        missed = mine.ship_by < self._next  # whoever is there at the end leaves then or later
        late = (gone & (mine.handed_over_at > mine.ship_by)) | (
            ~gone & mine.ended_at.isna() & missed
        )
        known = gone | missed
        for name, ship_by, is_late, is_known in zip(
            mine.order.astype(str), mine.ship_by, late, known, strict=True
        ):
            self._ship_by[name] = ship_by
            self._late[name] += int(is_late)
            self._known[name] += int(is_known)

    @property
    def _in_order(self) -> list[_Kept]:
        return [self._kept[number] for number in sorted(self._kept)]

    @property
    def inside(self) -> Counts:
        """Orders by (replication, place, moment of the grid)."""
        return np.stack([each.inside for each in self._in_order])

    @property
    def handed_over(self) -> Counts:
        """Orders by (replication, pick-up)."""
        return np.stack([each.handed_over for each in self._in_order])

    @property
    def wages(self) -> npt.NDArray[np.float64]:
        """By replication, from the state to the end; NaN where nobody has any."""
        return np.array([each.wages for each in self._in_order])

    def chances(self) -> tuple[Chance, ...]:
        """Of every event."""
        by_event = []
        for k, event in enumerate(self._events):
            values = [each.values[k] for each in self._in_order if not np.isnan(each.values[k])]
            hits = sum(event.holds(value) for value in values)
            by_event.append(Chance(event, hits, len(values), self._confidence))
        return tuple(by_event)

    def who_is_late(self) -> tuple[Late, ...]:
        """Orders of the house that are late in some replication, the surest first."""
        late = [
            Late(
                name,
                self._open[name],
                f"{self._ship_by[name]:%Y-%m-%d %H:%M}",
                times,
                self._known[name],
                bool(self._ship_by[name] <= self._begin),
            )
            for name, times in self._late.items()
            if times
        ]
        return tuple(sorted(late, key=lambda each: (-each.risk, each.ship_by, each.order)))


def _next(pick_ups: Sequence[tuple[int, str]], this: tuple[int, str], last: int) -> int:
    """When the same carrier should come next: until then goes what a late truck takes."""
    later = (at for at, carrier in pick_ups if carrier == this[1] and at > this[0])
    return min(next(later, last), last)


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


def _count(span: Span, moments: Moments) -> Counts:
    came, left = (np.searchsorted(side, moments, side="right") for side in span)
    return came - left

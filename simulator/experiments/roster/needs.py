"""The work of the crews that are to be rostered: when it comes, and by when it has to be done.

Replications with more heads of these crews than there is ever work for say both, for every order at
every station: nobody waits for anybody there, so that work begins when it comes, and it could be
put off by as much as the order is ready before the pick-up that keeps its promise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.roster.templates import QUARTER
from simulator.experiments.roster.week import QUARTERS
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.mistakes import InputError
from simulator.scenario import Scenario
from simulator.stages import TO_THE_DOCK
from simulator.stages.shipping.deadlines import carriers_pick_ups
from simulator.units import DAY, HOUR, MINUTE, WEEK

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AMPLE = 2_000
"""Heads of a crew for whom there is never work enough."""
UNDUE = 7 * DAY
"""By when work is to be done that nothing is promised of, such as a return's inspection."""


@dataclass(frozen=True)
class Weekly:
    """Work of an average week by station and quarter of an hour, in hours at speed 1.

    `arrives` in each quarter, (stations, quarters of a week); `undue` is what has arrived by the
    end of each and is due later: more than that must not be left.
    """

    stations: tuple[str, ...]
    arrives: Floats
    undue: Floats


@dataclass(frozen=True)
class Needs:
    """Every visit of an order to a station of the crews, of all replications.

    `station` indexes `stations`; `order` is the row in the order table of replication `number`;
    `hours` are at speed 1, `arrives` and `due` quarters since the Monday before the window. `share`
    is what one visit counts of an average week. `weight` says how often it counts: once, and more
    often where rosters were late with it.
    """

    stations: tuple[str, ...]
    number: Integers
    order: Integers
    station: Integers
    hours: Floats
    arrives: Integers
    due: Integers
    share: Floats
    weight: Floats

    def weekly(self, weight: Floats | None = None) -> Weekly:
        """The average week, each visit counting its weight."""
        counts = (self.weight if weight is None else weight) * self.share * self.hours
        shape = (len(self.stations), QUARTERS)
        arrives, due = np.zeros(shape), np.zeros(shape)
        np.add.at(arrives, (self.station, self.arrives % QUARTERS), counts)
        np.add.at(due, (self.station, self.due % QUARTERS), counts)
        weeks = self.due // QUARTERS - self.arrives // QUARTERS
        before = np.zeros(len(self.stations))
        np.add.at(before, self.station, counts * weeks)
        undue = before[:, None] + np.cumsum(arrives - due, axis=1)
        return Weekly(self.stations, arrives, np.maximum(undue, 0.0))


def stations_of(scenario: Scenario, crews: Sequence[str]) -> tuple[str, ...]:
    """What these crews can do, in the order of the journey."""
    skills = {skill for name in crews for skill in scenario.crews[name].skills}
    first = [name for name in TO_THE_DOCK if name in skills]
    return (*first, *sorted(skills - set(first)))


def with_ample_heads(scenario: Scenario, crews: Sequence[str]) -> Scenario:
    """The scenario with more heads of these crews than it needs, at every hour."""
    ample = {
        name: crew.model_copy(
            update={"heads": AMPLE, "absence": 0.0, "new_hires": None, "cohorts": ()}
        )
        if name in crews
        else crew
        for name, crew in scenario.crews.items()
    }
    shifts = {}
    for name, shift in scenario.shifts.items():
        heads = {crew: k for crew, k in shift.heads.items() if crew not in crews}
        others = tuple(
            other.model_copy(update={"heads": left})
            for other in shift.heads_on
            if (left := {crew: k for crew, k in other.heads.items() if crew not in crews})
        )
        if heads or others:
            shifts[name] = shift.model_copy(update={"heads": heads, "heads_on": others})
    return scenario.model_copy(update={"crews": ample, "shifts": shifts})


def needs(
    scenario: Scenario, crews: Sequence[str], numbers: Sequence[int], batch: Batch[Any], alone: str
) -> Needs:
    """What these replications bring the crews; `alone` is the command that runs the scenario.

    InputError where there is no work for them.
    """
    stations = stations_of(scenario, crews)
    ample = with_ample_heads(scenario, crews)
    look = _Look(scenario, stations, crews)
    batch.run(((k, Work(ample, k, alone, keep="all")) for k in numbers), look.take)
    needed = look.needs(len(numbers))
    if not len(needed.hours):
        raise InputError(f"there is no work for {', '.join(crews)} in {scenario.name}")
    return needed


def looked_at(scenario: Scenario) -> tuple[int, int]:
    """Of which time the work is taken: the window, or all there is if that is less than a week."""
    clock = scenario.clock
    low, high = clock.window
    if high - low >= WEEK:
        return low, high
    return (0 if scenario.state is None else low), clock.horizon


class _Look:
    """Takes from each replication the visits to the stations."""

    def __init__(self, scenario: Scenario, stations: Sequence[str], crews: Sequence[str]) -> None:
        clock = scenario.clock
        self._stations, self._crews = tuple(stations), tuple(crews)
        self._speeds = {
            (name, skill): crew.speed * own
            for name, crew in scenario.crews.items()
            for skill, own in crew.skills.items()
        }
        low, high = looked_at(scenario)
        shown = clock.calendar.shown
        self._low, self._high = (np.datetime64(shown(moment), "ms") for moment in (low, high))
        self._monday = self._low.astype("datetime64[D]")
        self._monday -= np.timedelta64((int(self._monday.astype(np.int64)) + 3) % 7, "D")
        self._has_state = scenario.state is not None
        self._cut_offs = {name: carrier.cut_off for name, carrier in scenario.carriers.items()}
        self._pick_ups = {
            name: np.array([shown(at) for at in times], dtype="datetime64[ms]")
            for name, times in zip(scenario.carriers, carriers_pick_ups(scenario), strict=True)
        }
        self._parts: dict[int, dict[str, npt.NDArray[Any]]] = {}

    def take(self, number: int, replication: Replication) -> None:
        """The visits of one replication."""
        import pandas as pd

        tables = replication.tables
        orders, visits = (pd.DataFrame(dict(tables[name])) for name in ("orders", "events"))
        mine = visits.activity.isin(self._stations) & visits.done_by.isin(self._speeds_of())
        visits = visits[mine & visits.ended_at.notna()]
        order = visits.order.cat.codes.to_numpy(np.int64)
        worked = _hours(visits, orders.batch.to_numpy(dtype=np.float64, na_value=-1)[order])
        worked *= self._factors(visits, worked, pd.DataFrame(dict(tables["roster"])))
        slack = self._slack(orders)[order]
        began = visits.queued_at.to_numpy().astype("datetime64[ms]")
        ended = visits.ended_at.to_numpy().astype("datetime64[ms]")
        due = np.where(np.isnat(slack), began + np.timedelta64(UNDUE, "ms"), ended + slack)
        if self._has_state:
            began = np.maximum(began, self._low)
        inside = (began >= self._low) & (began < self._high)
        names = visits.activity.astype(str).map(self._stations.index).to_numpy(np.int64)
        arrives = self._quarter(began)[inside]
        last = np.maximum(self._quarter(due)[inside] - 1, arrives)
        self._parts[number] = {
            "number": np.full(int(inside.sum()), number),
            "order": order[inside],
            "station": names[inside],
            "hours": worked[inside],
            "arrives": arrives,
            "due": last,
        }

    def needs(self, replications: int) -> Needs:
        """All of them, in the order of their replications."""
        parts = [self._parts[number] for number in sorted(self._parts)]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        whole = np.arange(*(int(self._quarter(np.array([e]))[0]) for e in (self._low, self._high)))
        times = np.bincount(whole % QUARTERS, minlength=QUARTERS)
        share = 1.0 / (replications * np.maximum(times, 1)[columns["arrives"] % QUARTERS])
        return Needs(self._stations, **columns, share=share, weight=np.ones(len(share)))

    def _speeds_of(self) -> list[str]:
        return sorted({name for name, _ in self._speeds})

    def _quarter(self, moment: npt.NDArray[np.datetime64]) -> Integers:
        since: Integers = (moment - self._monday).astype("timedelta64[ms]").astype(np.int64)
        return since // QUARTER

    def _factors(self, visits: pd.DataFrame, hours: Floats, roster: pd.DataFrame) -> Floats:
        """What makes hours of visits those that their crews were busy, at speed 1."""
        busy = roster.groupby(roster.crew.astype(str)).busy_min.sum() * MINUTE / HOUR
        crew = visits.done_by.astype(str).to_numpy()
        activity = visits.activity.astype(str).to_numpy()
        factors = np.ones(len(visits))
        for name in set(crew.tolist()):
            mine = crew == name
            total = float(hours[mine].sum())
            scale = float(busy[name]) / total if total else 1.0
            speeds = {skill: s for (who, skill), s in self._speeds.items() if who == name}
            of_visit = np.array([speeds.get(skill, 1.0) for skill in activity[mine].tolist()])
            factors[mine] = scale * of_visit
        return factors

    def _slack(self, orders: pd.DataFrame) -> npt.NDArray[np.timedelta64]:
        """(orders,) How much later each could be ready; NaT where nothing is promised."""
        ready = orders.labeled_at.to_numpy().astype("datetime64[ms]")
        ship_by = orders.ship_by.to_numpy().astype("datetime64[ms]")
        gone = orders.handed_over_at.to_numpy().astype("datetime64[ms]")
        due = np.where(ready <= ship_by, ship_by, np.datetime64("NaT", "ms"))
        carrier = orders.carrier.astype(str).to_numpy()
        for name, times in self._pick_ups.items():
            mine = (carrier == name) & ~np.isnat(ship_by)
            last = np.searchsorted(times, ship_by[mine], side="right") - 1
            planned = np.where(last >= 0, times[last], gone[mine]) if len(times) else gone[mine]
            cut_off = np.timedelta64(self._cut_offs[name], "ms")
            # What is late however many people there are goes with the first that comes.
            in_time = planned - cut_off >= ready[mine]
            due[mine] = np.where(in_time, planned, gone[mine]) - cut_off
        slack: npt.NDArray[np.timedelta64] = due - ready
        return slack


def _hours(visits: pd.DataFrame, tour: Floats) -> Floats:
    """Hours of each visit; what a tour takes is shared by the orders that it collects."""
    spent = (visits.ended_at - visits.began_at).to_numpy().astype("timedelta64[ms]")
    hours: Floats = spent.astype(np.int64) / HOUR
    keys = [
        visits.activity.cat.codes.to_numpy(np.int64),
        visits.began_at.to_numpy().astype("datetime64[ms]").astype(np.int64),
        visits.ended_at.to_numpy().astype("datetime64[ms]").astype(np.int64),
        np.where(tour >= 0, tour, -1 - np.arange(len(tour))).astype(np.int64),
    ]
    alone = visits.activity.astype(str).to_numpy() != "picking"
    keys[3] = np.where(alone, -1 - np.arange(len(tour)), keys[3])
    _, place, count = np.unique(np.stack(keys), axis=1, return_inverse=True, return_counts=True)
    shared: Floats = hours / count[place.reshape(-1)]
    return shared


def late_weights(
    needs: Needs, late: Mapping[int, tuple[Integers, Integers]], more: float
) -> Floats:
    """(visits,) Weights with `more` for those that made orders late, at the station they waited at.

    `late` has for each replication the rows of its late orders, and the station of each.
    """
    weight = needs.weight.copy()
    for number, (orders, stations) in late.items():
        here = np.flatnonzero(needs.number == number)
        keys = needs.order[here] * len(needs.stations) + needs.station[here]
        weight[here[np.isin(keys, orders * len(needs.stations) + stations)]] += more
    return weight

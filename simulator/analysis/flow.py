"""Where the time of an order goes: its cycle time taken apart by cause, exact to the ms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.cohort import Cohort
from simulator.analysis.scopes import Kpis, Scopes
from simulator.analysis.steps import Step, combined, sum_of
from simulator.analysis.work import CrewTime, crews_of
from simulator.kpi_catalog import CAUSES
from simulator.results.parcels import second_visits
from simulator.results.timeline import ACTIVITIES, Timeline, Visit
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, NEVER

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Flow:
    """Milliseconds of every finished cohort order by cause; over the causes they add up to the
    order's cycle time. `order` has the order numbers of the rows.
    """

    order: npt.NDArray[np.int64]
    by_cause: dict[str, Milliseconds]


@dataclass(frozen=True)
class Waits:
    """Why an order waits at a station at each moment: 0/1 functions; the rest is labor.

    `closed`: no head is at work. `free`: a head is free, so that something else is missing, which
    `else_` names. A station without crews is never closed and always free.
    """

    closed: Step
    free: Step
    else_: str


def time_by_cause(
    scenario: Scenario, timeline: Timeline, cohort: Cohort, crew_times: dict[str, CrewTime]
) -> Flow:
    """Take apart the time from placed to finished.

    The moments of an order are walked in sequence and each step is credited to one cause, so
    nothing is counted twice or left out. A gap between the first visits of the floor is rework. Of
    a split order the parcel that is delivered last is followed; what it waited for is stock.
    """
    rows = np.flatnonzero(cohort.finished)
    last = _last_parcels(timeline, rows)
    spent = {cause: np.zeros(len(rows), dtype=np.int64) for cause in CAUSES}
    end = cohort.finished_at[rows]
    now = cohort.placed[rows]

    def walk(cause: str, until: Milliseconds) -> None:
        nonlocal now
        then = np.clip(until, now, np.maximum(end, now))
        spent[cause] += then - now
        now = then

    visits = timeline.visits
    if "payment" in visits:
        walk("stock", visits["payment"].queued[rows])
    walk("payment", timeline.paid[rows])
    if "fraud_review" in visits:
        walk("stock", visits["fraud_review"].queued[rows])
        walk("fraud_review", visits["fraud_review"].ended[rows])
    walk("stock", timeline.released[rows])

    def serve(station: str, visit: Visit) -> None:
        nonlocal now
        parts = _queue_parts(scenario, timeline, crew_times, station, now, visit.began)
        for cause, part in parts.items():
            spent[cause] += part
        now = np.maximum(now, visit.began)
        walk(station, visit.ended)

    if "picking" in visits and last.any:
        serve("picking", last.first_pick(timeline))
        walk("stock", last.second_pick(timeline).queued)
    for station in ("picking", "packing", "labeling"):
        if station in visits:
            visit = last.visit(timeline, station)
            walk("rework", visit.queued)
            serve(station, visit)
            one_parcel = rows[~last.second]
            for cause, part in _stops(scenario, timeline, crew_times, station, one_parcel).items():
                spent[cause][~last.second] += part
                spent[station][~last.second] -= part
    if "shipping" in visits:
        shipped = last.visit(timeline, "shipping")
        walk("rework", shipped.queued)
        walk("pick_up", shipped.ended)
    if "transit" in visits:
        walk("transit", last.visit(timeline, "transit").ended)
    walk("delivery" if "transit" in visits else "rework", end)
    return Flow(rows, spent)


@dataclass(frozen=True)
class _LastParcels:
    """Which parcel of some orders ended last; `of_split` has the rows of `Timeline.splits`."""

    rows: npt.NDArray[np.int64]
    second: npt.NDArray[np.bool_]
    of_split: npt.NDArray[np.int64]
    split_at: Milliseconds

    @property
    def any(self) -> bool:
        """Whether one of them is a second parcel."""
        return bool(self.second.any())

    def visit(self, timeline: Timeline, activity: str) -> Visit:
        """The visit of the parcel that ended last."""
        first = _of(timeline.visits[activity], self.rows)
        if not self.any:
            return first
        return _merged(first, self.second, _of(second_visits(timeline, activity), self.of_split))

    def first_pick(self, timeline: Timeline) -> Visit:
        """What the second parcel owes to the pick of the first one: up to the split."""
        visit = _of(timeline.visits["picking"], self.rows[self.second])
        queued, began, ended = (
            np.minimum(moment, self.split_at) for moment in (visit.queued, visit.began, visit.ended)
        )
        return self._only_second(Visit(queued, began, ended, visit.server))

    def second_pick(self, timeline: Timeline) -> Visit:
        """The pick of the second parcel; NEVER where the first one ended last."""
        return self._only_second(_of(second_visits(timeline, "picking"), self.of_split))

    def _only_second(self, visit: Visit) -> Visit:
        never = np.full(len(self.rows), NEVER, dtype=np.int64)
        nobody = np.full(len(self.rows), -1, dtype=np.int16)
        return _merged(Visit(never, never, never, nobody), self.second, visit)


def _last_parcels(timeline: Timeline, rows: npt.NDArray[np.int64]) -> _LastParcels:
    splits = timeline.splits
    later = splits.live[:, 1] & (~splits.live[:, 0] | (splits.ended[:, 1] > splits.ended[:, 0]))
    second = np.isin(rows, splits.order[later])
    of_split = np.searchsorted(splits.order, rows[second])
    return _LastParcels(rows, second, of_split, splits.at[of_split])


def _of(visit: Visit, rows: npt.NDArray[np.int64]) -> Visit:
    return Visit(visit.queued[rows], visit.began[rows], visit.ended[rows], visit.server[rows])


def _merged(visit: Visit, where: npt.NDArray[np.bool_], other: Visit) -> Visit:
    """The rows of a visit, those of another one in place of some."""
    columns = []
    for name in ("queued", "began", "ended", "server"):
        column = getattr(visit, name).copy()
        column[where] = getattr(other, name)
        columns.append(column)
    return Visit(*columns)


def _queue_parts(
    scenario: Scenario,
    timeline: Timeline,
    crew_times: dict[str, CrewTime],
    station: str,
    queued: Milliseconds,
    began: Milliseconds,
) -> dict[str, Milliseconds]:
    began = np.maximum(began, queued)
    crews = [crew_times[crew] for crew in crews_of(scenario, timeline, station)]
    if not crews:
        return {"equipment": began - queued}
    waits = _waits(crews, station, station in timeline.equipment)
    off_shift = waits.closed.between(queued, began)
    other = waits.free.between(queued, began)
    parts = {"off_shift": off_shift, "labor": began - queued - off_shift - other}
    parts[waits.else_] = parts.get(waits.else_, np.zeros_like(other)) + other
    return parts


def _stops(
    scenario: Scenario,
    timeline: Timeline,
    crew_times: dict[str, CrewTime],
    station: str,
    rows: npt.NDArray[np.int64],
) -> dict[str, Milliseconds]:
    """Time between a stop and going on, within the first visits of finished orders, by cause."""
    pauses = timeline.pauses
    mine = (pauses.activity == ACTIVITIES.index(station)) & np.isin(pauses.order, rows)
    if not mine.any():
        return {}
    stopped, resumed = pauses.stopped[mine], pauses.resumed[mine]
    parts = _queue_parts(scenario, timeline, crew_times, station, stopped, resumed)
    place = np.searchsorted(rows, pauses.order[mine])
    found = {cause: np.zeros(len(rows), dtype=np.int64) for cause in parts}
    for cause, part in parts.items():
        np.add.at(found[cause], place, part)
    return found


def _waits(crews: list[CrewTime], station: str, has_machines: bool) -> Waits:
    heads = sum_of([crew.heads for crew in crews])
    idle = []
    for crew in crews:
        present, busy = combined(crew.heads, crew.busy_in_shift)
        idle.append(Step(present.time, np.maximum(present.value - busy.value, 0)))
    free = sum_of(idle)
    batching = "batching" if station == "picking" else "labor"
    return Waits(
        closed=Step(heads.time, (heads.value == 0).astype(np.int64)),
        free=Step(free.time, (free.value > 0).astype(np.int64)),
        else_="equipment" if has_machines else batching,
    )


def flow_kpis(scopes: Scopes, flow: Flow) -> Kpis:
    """Mean hours of a finished order by cause, and shares of the cycle time."""
    rows = Scopes(scopes.classes, scopes.order_class[flow.order])
    every = np.ones(len(flow.order), dtype=np.bool_)
    orders = rows.sums(every)
    totals = {cause: rows.sums(every, spent) for cause, spent in flow.by_cause.items()}
    cycle = [sum(parts) for parts in zip(*totals.values(), strict=True)]
    kpis: Kpis = {}
    for cause, spent in totals.items():
        kpis |= rows.ratio(f"time_hours.{cause}", [ms / HOUR for ms in spent], orders)
        kpis |= rows.ratio(f"time_share.{cause}", spent, cycle, 100.0)
    return kpis

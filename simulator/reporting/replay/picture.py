"""One day of a replication as the page reads it: small numbers, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.reporting.replay.around import Line, inbound, machines, outside, people, stock
from simulator.reporting.replay.coding import packed, zigzag
from simulator.reporting.replay.days import Day, waiting, worst_hour
from simulator.reporting.replay.spells import LATER, Spells, or_later
from simulator.reporting.replay.spots import Spot, elsewhere
from simulator.results.outcomes import Outcome
from simulator.results.pick_ups import pick_ups_of
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import MINUTE, NEVER, SECOND
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Json = dict[str, Any]

STEPS = tuple(seconds * SECOND for seconds in (1, 5, 10, 30, 60, 120, 300, 600, 900))
"""Lengths of a frame, the finest first; each divides the hour."""
MOST_BYTES = 10_000_000
"""Of a picture; what does not fit has coarser steps."""


@dataclass(frozen=True)
class Past:
    """One replication as a picture needs it."""

    scenario: Scenario
    workload: Workload
    timeline: Timeline
    spots: tuple[Spot, ...]
    spells: Spells


@dataclass(frozen=True)
class Grid:
    """The frames of a day, `step` ms apart: frame k shows what has happened by `begin + k step`."""

    begin: int
    step: int
    last: int

    @property
    def moments(self) -> Numbers:
        """Of every frame."""
        return self.begin + self.step * np.arange(self.last + 1)

    @property
    def minutes(self) -> Numbers:
        """Every minute, or every frame where frames are longer."""
        return self.moments[:: max(MINUTE // self.step, 1)]

    def frames(self, moments: Numbers) -> Numbers:
        """The first frame by which something has happened; past the last one for what has not."""
        late = moments > self.begin + self.step * self.last
        some = np.where(late, 0, moments) - self.begin
        return np.where(late, self.last + 1, -(-some // self.step))


def shared(past: Past) -> Json:
    """What is said of all days."""
    timeline, workload = past.timeline, past.workload
    section, receipts = past.scenario.receiving, timeline.receipts
    return {
        "spots": [{**asdict(spot), "before_the_door": spot.before_the_door} for spot in past.spots],
        "crews": list(timeline.crews),
        "carriers": list(timeline.carriers),
        "classes": list(workload.classes),
        "machines": dict(timeline.equipment),
        "on_call": bool(_lead_times(past).any()),
        "doors": section.doors if section is not None and receipts is not None else 0,
        "inbound": [] if receipts is None else list(receipts.log.first),
        "outside": list(elsewhere(timeline)),
        "outcomes": [kind.name.lower().replace("_", " ") for kind in sorted(Outcome)],
    }


def picture(past: Past, day: Day, why: str, most_bytes: int = MOST_BYTES) -> Json:
    """A day, in the finest steps by which it takes no more than `most_bytes`.

    Where it does not fit in the coarsest ones, `data` is empty and `note` says so.
    """
    for step in STEPS:
        drawn = _in_steps(past, day, step)
        if len(drawn["data"]) <= most_bytes:
            note = _note(past, day, step)
            return {**drawn, "why": why, "note": note}
    orders = len(drawn.pop("names") or range(drawn["orders"]))
    note = f"{orders:,} orders are too many for a picture; scale the demand down to see the day"
    return {**drawn, "names": [], "columns": [], "data": "", "why": why, "note": note}


def _note(past: Past, day: Day, step: int) -> str:
    if day.begin >= past.timeline.horizon:
        return "The simulated time ended before this day."
    if day.end > past.timeline.horizon:
        return "The simulated time ended on this day; from then on nothing moves."
    if step > STEPS[0]:
        long = f"{step // MINUTE} min" if step >= MINUTE else f"{step // SECOND} s"
        return f"So many orders: the picture has steps of {long}; at each of them it is exact."
    return ""


def _in_steps(past: Past, day: Day, step: int) -> Json:
    timeline = past.timeline
    grid = Grid(day.begin, step, -(-(day.end - day.begin) // step))
    spells = _of_day(past, day)
    columns = {**_parcels(past, grid, spells), **_spells(grid, spells), **_trucks(past, grid)}
    at = grid.minutes
    goods = stock(past.workload, timeline, at)
    waits = waiting(timeline, past.spots, past.spells, at)
    waits[at > timeline.horizon] = 0
    lines = [line for told in (people, inbound, machines) for line in told(timeline, grid.moments)]
    by_minute = [*outside(timeline, at), *goods.lines, Line("waiting", waits)]
    units: dict[str, int] = {}
    for line in (*lines, *by_minute):
        changed = np.flatnonzero(np.diff(line.values, prepend=0))
        columns[f"{line.name}.at"] = np.diff(changed, prepend=0)
        columns[f"{line.name}.by"] = zigzag(np.diff(line.values, prepend=0)[changed])
        units[line.name] = max(MINUTE // step, 1) if line in by_minute else 1
    worst = worst_hour(day, at[:-1], waits[:-1])
    names = past.workload.order_id
    orders = np.unique(timeline.parcels.order[spells.parcel])
    return {
        "date": day.date.isoformat(),
        "label": day.text,
        "seconds": step // SECOND,
        "last": grid.last,
        "shown": _wall(past.scenario, grid),
        "orders": len(orders),
        "names": None if names is None else [names[order] for order in orders.tolist()],
        "skus": list(goods.skus),
        "lines": units,
        "worst": None if worst is None else [int(worst.begin - day.begin) // step, worst.orders],
        "columns": [[name, len(values)] for name, values in columns.items()],
        "data": packed(list(columns.values())),
    }


def _wall(scenario: Scenario, grid: Grid) -> list[list[int]]:
    """[frame, minutes since midnight that the clock on the wall shows then], where it is put."""
    at = grid.minutes
    ahead = (scenario.clock.calendar.wall(at) - at) // MINUTE
    changes = np.flatnonzero(np.diff(ahead, prepend=ahead[:1] - 1))
    first = ahead[0] * MINUTE + grid.begin
    each = max(MINUTE // grid.step, 1)
    return [
        [k * each, int((at[k] + ahead[k] * MINUTE - first) // MINUTE)] for k in changes.tolist()
    ]


def _of_day(past: Past, day: Day) -> Spells:
    """The spells up to the day's end of parcels that are in the house on it.

    Rows by the first of the parcel's that is left, the parcel, and time.
    """
    spells, table = past.spells, past.timeline.parcels
    placed = past.workload.placed[table.order] != NEVER
    until = min(day.end, past.timeline.horizon)
    by_then = (spells.queued <= until) & placed[spells.parcel]
    inside = by_then & (spells.ended > day.begin)
    here = np.zeros(len(table.order), dtype=np.bool_)
    here[spells.parcel[inside]] = True
    rows = spells.rows(by_then & here[spells.parcel])
    first = np.full(len(table.order), LATER)
    np.minimum.at(first, rows.parcel, rows.queued)
    by = np.lexsort((rows.began, rows.queued, rows.parcel, first[rows.parcel]))
    return rows.rows(by)


def _begins(spells: Spells) -> Numbers:
    """The first row of each parcel."""
    return np.flatnonzero(np.diff(spells.parcel, prepend=-1))


def _parcels(past: Past, grid: Grid, spells: Spells) -> Mapping[str, Numbers]:
    """A row per parcel, by its first spell."""
    table, workload = past.timeline.parcels, past.workload
    begins = _begins(spells)
    parcel = spells.parcel[begins]
    order = table.order[parcel]
    due = workload.ship_by[order]
    over = grid.frames(or_later(table.ended)[parcel])
    is_over = over <= grid.last
    number = np.unique(order, return_inverse=True)[1] if workload.order_id is not None else order
    carrier = _carriers(past)[order]
    return {
        "spells": np.diff(begins, append=len(spells.parcel)),
        "order": zigzag(np.diff(number, prepend=0)),
        "number": table.number[parcel].astype(np.int64),
        "class": workload.order_class[order].astype(np.int64),
        "due": np.where(due == NEVER, 0, 1 + zigzag(_signed(grid, due))),
        "carrier": carrier + 1,
        "outcome": np.where(is_over, 1 + table.outcome[parcel].astype(np.int64), 0),
        "over": np.where(is_over, zigzag(over), 0),
    }


def _signed(grid: Grid, moments: Numbers) -> Numbers:
    """Frames of moments that may be long before or after the day."""
    some = np.where(moments == NEVER, grid.begin, moments) - grid.begin
    return -(-some // grid.step)


def _carriers(past: Past) -> Numbers:
    """(n,) By order the index of its carrier; -1 where there is none."""
    names = past.timeline.carriers
    of_service = [names.index(name) if name in names else -1 for name, _ in past.workload.services]
    return np.array([*of_service, -1], dtype=np.int64)[past.workload.service]


def _spells(grid: Grid, spells: Spells) -> Mapping[str, Numbers]:
    """A row per spell: where, how long after the one before it, how long until and of the work.

    The time before is until the end of the parcel's last spell, as far as it is known; of a
    parcel's first one, since the first one of the parcel before.
    """
    queued = _signed(grid, spells.queued)
    began, ended = grid.frames(spells.began), grid.frames(spells.ended)
    known = np.where(ended <= grid.last, ended, np.where(began <= grid.last, began, queued))
    begins = _begins(spells)
    since = np.append(0, known)[:-1]
    since[begins] = np.append(0, queued[begins])[:-1]
    return {
        "spot": spells.spot,
        "queued": zigzag(queued - since),
        "wait": np.where(began <= grid.last, began - queued + 1, 0),
        "work": np.where((began <= grid.last) & (ended <= grid.last), ended - began + 1, 0),
        "crew": np.where(began <= grid.last, spells.crew + 1, 0),
        "person": spells.is_person.astype(np.int64),
    }


def _trucks(past: Past, grid: Grid) -> Mapping[str, Numbers]:
    """The day's pick-ups, and of each carrier the one before and the one after.

    `truck.called` has the frame of the call of a truck that was not planned: before it, nobody
    knows of that truck. `truck.missed` are pick-ups to which none came, at their planned moment.
    """
    log, missed = past.timeline.pick_ups, _missed(past)
    none = np.zeros(len(missed.time), dtype=np.int64)
    time, carrier = (np.append(getattr(log, k), getattr(missed, k)) for k in ("time", "carrier"))
    came = np.append(np.ones(len(log.time), dtype=np.bool_), none > 0)
    called = np.append(log.called, none > 0)
    chosen = _shown(grid, time, carrier, called)
    chosen = chosen[np.lexsort((carrier[chosen], time[chosen]))]
    room = np.append(log.capacity, none + NEVER)[chosen]
    waiting, loaded = (np.append(each, none)[chosen] for each in (log.waiting, log.loaded))
    planned = np.append(log.planned, missed.time)[chosen]
    time, carrier = (each[chosen] for each in (time, carrier))
    called, came = (each[chosen] for each in (called, came))
    at, due = (_signed(grid, moments) for moments in (time, planned))
    calls = _signed(grid, time - _lead_times(past)[carrier])
    return {
        "truck.at": zigzag(at),
        "truck.since": at - due,
        "truck.carrier": carrier.astype(np.int64),
        "truck.room": np.where(room == NEVER, 0, 1 + room),
        "truck.waiting": waiting,
        "truck.loaded": loaded,
        "truck.late": (time - planned) // MINUTE,
        "truck.called": np.where(called, 1 + zigzag(calls), 0),
        "truck.missed": np.where(came, 0, 1),
    }


def _shown(grid: Grid, time: Numbers, carrier: Numbers, called: Flags) -> Numbers:
    """Rows of pick-ups of the day; of each carrier the one before, and the next one of its plan."""
    end = grid.begin + grid.step * grid.last
    rows = [np.flatnonzero((time > grid.begin) & (time <= end))]
    for number in np.unique(carrier):
        mine = np.flatnonzero(carrier == number)
        mine = mine[np.argsort(time[mine], kind="stable")]
        later = mine[time[mine] > end]
        rows += [mine[time[mine] <= grid.begin][-1:], later[:1], later[~called[later]][:1]]
    return np.unique(np.concatenate(rows))


class _Missed(NamedTuple):
    """Pick-ups that were planned and to which no truck came, by carrier."""

    time: Numbers
    carrier: Numbers


def _missed(past: Past) -> _Missed:
    times, carriers = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for number, name in enumerate(past.timeline.carriers):
        plan = pick_ups_of(past.scenario, past.workload, past.timeline, name)
        times.append(plan.planned[plan.missed])
        carriers.append(np.full(int(plan.missed.sum()), number))
    return _Missed(np.concatenate(times), np.concatenate(carriers))


def _lead_times(past: Past) -> Numbers:
    """From the call of a truck until it comes, by carrier; 0 where none can be called."""
    sections = (past.scenario.carriers[name].on_call for name in past.timeline.carriers)
    return np.array([0 if each is None else each.lead_time for each in sections], dtype=np.int64)

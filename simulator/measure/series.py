"""Curves and profiles of one replication, as one tidy table.

Columns `series` (str), `group` (str), `x` (float64), `value` (float64, missing where undefined):

| series | group | x | value |
|---|---|---|---|
| placed_by_hour_of_week | "" | 0-167 from Monday 0 h | orders placed in that hour, mean per week |
| shipped_by_hour_of_week | "" | 0-167 | orders handed over in that hour, mean per week |
| queue_length | station | hours since start | orders queued and not begun |
| backlog | "" | hours since start | orders released and not handed over |
| utilization_by_hour_of_week | crew | 0-167 | busy / scheduled heads; missing if none scheduled |
| heads_by_hour_of_week | crew | 0-167 | mean heads scheduled |
| cycle_time_histogram | class, and "all" | left edge of bin, hours | share of finished orders |
| promise | class | 0 = ship_by, 1 = deliver_by | mean promised hours after placing |
| stock_level | SKU | hours since start | units on hand |
| time_by_cause | cause | 0 | mean hours a finished order of the cohort |
| pick_up_loaded | carrier | planned hour since start | parcels handed over at that pick-up |
| pick_up_waiting | carrier | planned hour since start | parcels labeled before its cut-off |
| pick_up_capacity | carrier | planned hour since start | parcels that fit; missing: no limit |
| pick_up_weight | carrier with a payload | planned hour since start | kg handed over |
| pick_up_payload | carrier with a payload | planned hour since start | kg that fit; missing: all |
| pick_up_volume | carrier with a load volume | planned hour since start | l handed over |
| pick_up_load_volume | carrier with a load volume | planned hour since start | l that fit |
| pick_up_delay | carrier that may be late | planned hour | minutes late; missing: no truck |
| called_truck_loaded | carrier with trucks on call | hours since start | parcels that it took |
| money_by_class | class | place in `money_groups.FIGURES` | of the cohort's orders that left |
| money_by_service | carrier, service | the same | the same |
| money_by_method | method of payment | the same | the same |
| money_by_day | date of placing | the same | the same |
| money_by_pick_ups | carrier | 0 | cost of the pick-ups in the window |

A run's folder adds what is explained of the scenario, the same for all replications, under
replication 0 (`experiments.explain_report`), by group of crews and hour of the week:
`load_by_hour_of_week`, `heads_planned_by_hour_of_week` and `heads_needed_by_hour_of_week`.

Grids depend on the scenario alone, so that replications can be averaged point by point.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.measure.backlog import backlog_until
from simulator.measure.cohort import Cohort
from simulator.measure.flow import Flow
from simulator.measure.money_groups import money_groups, pick_ups_by_carrier
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.measure.work import CrewTime, Visits
from simulator.results.order_money import OrderMoney
from simulator.results.pick_ups import pick_ups_of
from simulator.results.timeline import PickUpLog, StockLog, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures_levels import ON_HAND, changes
from simulator.stages.shipping.figures_planned import left_behind
from simulator.stages.shipping.section import Carrier
from simulator.units import DAY, HOUR, MINUTE, NEVER, SECOND
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.float64]
Milliseconds = npt.NDArray[np.int64]

MOST_POINTS = 2000
"""A curve over time has a point per hour, or fewer where it would have more than this."""
SHOWN_SKUS = (0, 9, 99, 999)
"""Ranks by demand of the SKUs whose stock level is shown."""


@dataclass(frozen=True)
class Curve:
    """One group of one series."""

    series: str
    group: str
    x: Numbers
    value: Numbers


def series_table(observed: Observation) -> dict[str, npt.NDArray[np.generic]]:
    """The columns `series`, `group`, `x`, `value`; text columns are arrays of objects."""
    scenario, workload, timeline = observed.scenario, observed.workload, observed.timeline
    cohort = observed.cohort
    curves = [
        *_by_hour_of_week(scenario, cohort, observed.people),
        *_over_time(timeline, cohort, observed.visits),
        *_cycle_times(scenario, workload, cohort),
        *_promises(workload, cohort),
        *_stock_levels(workload, timeline),
        *_causes(observed.flow),
        *_pick_ups(scenario, workload, timeline),
        *_money(scenario, workload, timeline, cohort, observed.money),
    ]
    lengths = [len(curve.x) for curve in curves]
    none = np.empty(0, dtype=np.float64)

    def words(values: list[str]) -> npt.NDArray[np.generic]:
        return np.repeat(np.array(values, dtype=object), lengths)

    return {
        "series": words([curve.series for curve in curves]),
        "group": words([curve.group for curve in curves]),
        "x": np.concatenate([none, *(curve.x for curve in curves)]),
        "value": np.concatenate([none, *(curve.value for curve in curves)]),
    }


def _by_hour_of_week(
    scenario: Scenario, cohort: Cohort, people: dict[str, CrewTime]
) -> list[Curve]:
    low, high = cohort.window
    start = scenario.clock.start
    since_midnight = start.hour * HOUR + start.minute * MINUTE + start.second * SECOND
    since_monday = start.weekday() * DAY + since_midnight
    hour = np.arange(168)
    first = (low + since_monday) // HOUR
    edges = np.arange(first, (high + since_monday - 1) // HOUR + 2) * HOUR - since_monday
    edges = np.clip(edges, low, high)
    begins = np.arange(first, first + len(edges) - 1) * HOUR - since_monday
    dates = scenario.clock.calendar
    hour_of_week = dates.hour_of_week(begins)
    exposure = np.bincount(hour_of_week, np.diff(edges), minlength=168).astype(np.float64)

    def profile(moments: Milliseconds) -> Numbers:
        inside = moments[(moments >= low) & (moments < high)]
        count = np.bincount(dates.hour_of_week(inside), minlength=168)
        return _divided((count * HOUR).astype(np.float64), exposure)

    def folded(total_until: Milliseconds) -> Numbers:
        by_hour = np.bincount(hour_of_week, np.diff(total_until), minlength=168)
        return by_hour.astype(np.float64)

    x = hour.astype(np.float64)
    curves = [
        Curve("placed_by_hour_of_week", "", x, profile(cohort.placed[cohort.orders])),
        Curve("shipped_by_hour_of_week", "", x, profile(cohort.left)),
    ]
    for crew, time in people.items():
        heads = folded(time.heads.until(edges))
        busy = folded(time.worked_in_shift(edges))
        curves.append(Curve("utilization_by_hour_of_week", crew, x, _divided(busy, heads)))
        curves.append(Curve("heads_by_hour_of_week", crew, x, _divided(heads, exposure)))
    return curves


def _divided(above: Numbers, below: Numbers) -> Numbers:
    quotient = np.full(len(above), np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient


def _over_time(timeline: Timeline, cohort: Cohort, visits: dict[str, Visits]) -> list[Curve]:
    """How many wait at each point of the grid, the horizon's last instant included."""
    grid = _grid(timeline.horizon)
    step = int(grid[1]) if len(grid) > 1 else max(timeline.horizon, 1)
    x = grid / HOUR

    def open_at(begin: Milliseconds, end: Milliseconds) -> Numbers:
        begun, over = (reached(moments, step, len(grid)) for moments in (begin, end))
        return (begun - over).astype(np.float64)

    curves = [
        Curve("queue_length", station, x, open_at(v.queued, v.until_began))
        for station, v in visits.items()
    ]
    rows = timeline.released != NEVER
    until = backlog_until(cohort, timeline)
    curves.append(Curve("backlog", "", x, open_at(timeline.released[rows], until[rows])))
    return curves


def reached(moments: Milliseconds, step: int, points: int) -> npt.NDArray[np.int64]:
    """(points,) How many are at or before each point, which are a step apart from 0 on.

    To count by cell is faster than to sort.
    """
    counts = np.zeros(points + 1, dtype=np.int64)
    count = _count_by_cell()
    if count is None:
        cell = np.minimum(-(-np.maximum(moments, 0) // step), points)
        counts += np.bincount(cell, minlength=points + 1)
    else:
        count(flat(moments, np.int64), step, counts)
    return np.cumsum(counts[:points])


@kernel("void(int64[::1], int64, int64[::1])")
def _count_by_cell(moments: Milliseconds, step: int, counts: Milliseconds) -> None:
    """Moments after the last point count there, those before the first one at 0."""
    last = len(counts) - 1
    for moment in moments:
        cell = 0 if moment <= 0 else (moment + step - 1) // step
        counts[min(cell, last)] += 1


def _grid(horizon: int) -> Milliseconds:
    hours = -(-horizon // HOUR)
    every = -(-hours // MOST_POINTS)
    return np.arange(0, horizon, every * HOUR, dtype=np.int64)


def _cycle_times(scenario: Scenario, workload: Workload, cohort: Cohort) -> list[Curve]:
    """Shares by bins of 6 h up to 20 days, or of half an hour up to 2 days without shipping.

    What took longer is in the last bin.
    """
    width, bins = (6 * HOUR, 80) if scenario.shipping else (HOUR // 2, 96)
    cycle = (cohort.finished_at - cohort.placed)[cohort.finished]
    classes = workload.order_class[cohort.finished]
    place = np.minimum(cycle // width, bins - 1)
    groups = [(ALL, place)]
    if workload.classes != (ALL,):
        groups += [(name, place[classes == k]) for k, name in enumerate(workload.classes)]
    x = (np.arange(bins) * (width / HOUR)).astype(np.float64)
    curves = []
    for name, mine in groups:
        count = np.bincount(mine, minlength=bins).astype(np.float64)
        value = count / len(mine) if len(mine) else np.full(bins, np.nan)
        curves.append(Curve("cycle_time_histogram", name, x, value))
    return curves


def _promises(workload: Workload, cohort: Cohort) -> list[Curve]:
    curves = []
    for k, name in enumerate(workload.classes):
        mine = cohort.orders & (workload.order_class == k)
        value = []
        for promised in (workload.ship_by, workload.deliver_by):
            rows = mine & (promised != NEVER)
            hours = (promised - cohort.placed)[rows] / HOUR
            value.append(float(hours.mean()) if len(hours) else float("nan"))
        curves.append(Curve("promise", name, np.array([0.0, 1.0]), np.array(value)))
    return curves


def _stock_levels(workload: Workload, timeline: Timeline) -> list[Curve]:
    supply, log = workload.supply, timeline.stock
    if not supply.policed:
        return []
    grid = _grid(timeline.horizon)
    by_demand = np.argsort(-supply.demand_rate, kind="stable")
    shown = by_demand[[rank for rank in SHOWN_SKUS if rank < len(by_demand)]]
    is_shown = np.zeros(len(by_demand), dtype=np.bool_)
    is_shown[shown] = True
    log = _some(log, is_shown.take(log.sku))
    curves = []
    for sku in shown.tolist():
        own = _some(log, log.sku == sku)
        level = np.append(0, np.cumsum(changes(own, ON_HAND))) + supply.initial[sku]
        value = level[np.searchsorted(own.time, grid, side="right")]
        curves.append(Curve("stock_level", supply.sku[sku], grid / HOUR, value.astype(np.float64)))
    return curves


def _some(log: StockLog, flags: npt.NDArray[np.bool_]) -> StockLog:
    """Some movements; it is not known any more whose they are."""
    rows, nobody = np.flatnonzero(flags), log.order[:0]
    return StockLog(
        log.time.take(rows), log.sku.take(rows), log.kind.take(rows), log.units.take(rows), nobody
    )


def _causes(flow: Flow) -> list[Curve]:
    return [
        Curve(
            "time_by_cause",
            cause,
            np.zeros(1),
            np.array([spent.mean() / HOUR if len(spent) else np.nan]),
        )
        for cause, spent in flow.by_cause.items()
    ]


def _money(
    scenario: Scenario, workload: Workload, timeline: Timeline, cohort: Cohort, money: OrderMoney
) -> list[Curve]:
    groups = chain(
        money_groups(scenario, workload, cohort, money),
        pick_ups_by_carrier(scenario, cohort, timeline),
    )
    return [
        Curve(f"money_by_{grouping}", name, np.arange(len(values), dtype=np.float64), values)
        for grouping, name, values in groups
    ]


def _sizes(
    carrier: Carrier, log: PickUpLog, rows: npt.NDArray[np.intp]
) -> dict[str, npt.NDArray[np.float64]]:
    """Kilograms and liters at these pick-ups, where a truck of the carrier is limited by them."""
    limits, values = carrier.trucks, {}
    pairs = (
        ("weight", log.grams, "payload", log.payload),
        ("volume", log.volume, "load_volume", log.load_volume),
    )
    for what, loaded, limit, fits in pairs:
        if any(getattr(truck, limit) is not None for truck in limits):
            values[f"pick_up_{what}"] = loaded[rows] / 1000
            room = np.where(np.isinf(fits[rows]), np.nan, fits[rows] / 1000)
            values[f"pick_up_{limit}"] = room
    return values


def _pick_ups(scenario: Scenario, workload: Workload, timeline: Timeline) -> list[Curve]:
    log, curves = timeline.pick_ups, []
    for index, carrier in enumerate(timeline.carriers):
        rows = np.flatnonzero((log.carrier == index) & ~log.called)
        x, capacity = log.planned[rows], log.capacity[rows]
        values = {
            "pick_up_loaded": log.loaded[rows].astype(np.float64),
            "pick_up_waiting": log.waiting[rows].astype(np.float64),
            "pick_up_capacity": np.where(capacity == NEVER, np.nan, capacity.astype(np.float64)),
        }
        values |= _sizes(scenario.carriers[carrier], log, rows)
        house = scenario, workload, timeline, carrier
        theirs = pick_ups_of(*house)
        if carrier in workload.truck_comes:
            missed = theirs.planned[theirs.missed]
            left = left_behind(*house, missed).astype(np.float64)
            x, none = np.append(x, missed), np.zeros(len(missed))
            added = {"pick_up_waiting": left, "pick_up_loaded": none}
            for name, made in values.items():
                values[name] = np.append(made, added.get(name, none * np.nan))
        by = np.argsort(x, kind="stable")
        curves += [Curve(name, carrier, x[by] / HOUR, each[by]) for name, each in values.items()]
        if carrier in workload.truck_comes:
            late = np.where(theirs.missed, np.nan, (theirs.comes - theirs.planned) / MINUTE)
            curves.append(Curve("pick_up_delay", carrier, theirs.planned / HOUR, late))
        if scenario.carriers[carrier].on_call is not None:
            rows = np.flatnonzero((log.carrier == index) & log.called)
            taken = log.loaded[rows].astype(np.float64)
            curves.append(Curve("called_truck_loaded", carrier, log.time[rows] / HOUR, taken))
    return curves

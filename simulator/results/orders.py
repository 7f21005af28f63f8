"""The order table: one row per order or cart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.results.columns import Columns, Known, Values, Words, arrays, duration, moments
from simulator.results.order_money import order_money
from simulator.results.outcomes import Outcome
from simulator.results.parcels import (
    damaged_orders,
    first_handed_over,
    last_to_the_dock,
    later_visits,
    parcels,
    written_off,
)
from simulator.results.timeline import ReturnState, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.boxes import kinds_of
from simulator.stages.packing.cartons import Cartons, cartons
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload.workload import Workload

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.int64]
METER = 1000  # millimeters


def names_of(workload: Workload) -> tuple[str, ...]:
    """The names of the orders, by number."""
    return workload.order_id or tuple(map(str, range(workload.n)))


def index_of(workload: Workload) -> pd.Index[str]:
    """The same for several tables, so that names are made and compared with each other once."""
    import pandas as pd

    return pd.Index(names_of(workload))


def carts_by(workload: Workload, horizon: int) -> int:
    """How many carts were created by then: the first so many rows of the workload."""
    return int(np.searchsorted(workload.created, horizon, side="right"))


def order_table(
    scenario: Scenario, workload: Workload, timeline: Timeline, index: pd.Index[str] | None = None
) -> Columns:
    """The columns of `columns.ORDERS`, of the carts created by the end of the simulation.

    `index` is that of `index_of`, for all tables of a replication.
    """
    dates = scenario.clock.calendar
    n = timeline.n
    names = index_of(workload) if index is None else index
    gone = timeline.handed_over != NEVER

    def stamp(moment: Numbers) -> npt.NDArray[np.datetime64]:
        return moments(moment, dates)

    def ended(activity: str) -> Numbers:
        visit = timeline.visits.get(activity)
        return np.full(n, NEVER) if visit is None else visit.ended

    def waited(activity: str) -> npt.NDArray[np.float64]:
        visit = timeline.visits.get(activity)
        if visit is None:
            return np.full(n, np.nan)
        return duration(visit.queued, visit.began, MINUTE)

    def begun(activity: str) -> npt.NDArray[np.bool_]:
        visit = timeline.visits.get(activity)
        return np.zeros(n, np.bool_) if visit is None else visit.began != NEVER

    packed = ended("packing") != NEVER
    used = cartons(scenario, workload, timeline)
    money = order_money(scenario, workload, timeline)
    boxes = tuple(scenario.packing.boxes) if scenario.packing is not None else ()
    dock = last_to_the_dock(timeline) if "shipping" in timeline.visits else np.full(n, NEVER)
    first_gone, taken = first_handed_over(timeline), _parcels_taken(timeline, used)
    of_line = np.repeat(np.arange(n), workload.lines)
    placed = workload.placed
    placed = np.where(placed > timeline.horizon, NEVER, placed)
    deliver_by = workload.deliver_by if scenario.delivery else np.full(n, NEVER)
    finished = np.where(timeline.outcome == Outcome.COMPLETED, timeline.ended, timeline.delivered)
    table: dict[str, Values] = {
        "order": Words(np.arange(n), names),
        "class": Words(workload.order_class.astype(np.int64), workload.classes),
        "region": Words(workload.region.astype(np.int64), workload.regions),
        "created_at": stamp(workload.created),
        "placed_at": stamp(placed),
        "paid_at": stamp(timeline.paid),
        "released_at": stamp(timeline.released),
        "picked_at": stamp(ended("picking")),
        "packed_at": stamp(ended("packing")),
        "labeled_at": stamp(dock),
        "first_handed_over_at": stamp(first_gone),
        "handed_over_at": stamp(timeline.handed_over),
        "delivered_at": stamp(timeline.delivered),
        "ended_at": stamp(timeline.ended),
        "outcome": Words(timeline.outcome.astype(np.int64), _words(Outcome)),
        "return_state": Words(timeline.return_state.astype(np.int64), _words(ReturnState)),
        "ship_by": stamp(workload.ship_by),
        "deliver_by": stamp(workload.deliver_by),
        "shipped_on_time": _kept(workload.ship_by, timeline.handed_over, timeline),
        "delivered_on_time": _kept(deliver_by, timeline.delivered, timeline),
        "lines": workload.lines,
        "lines_canceled": np.bincount(of_line[timeline.line_canceled], minlength=n),
        "lines_missing": Known(
            np.bincount(of_line[written_off(workload, timeline)], minlength=n),
            ended("picking") != NEVER,
        ),
        "lines_following": np.bincount(of_line[timeline.line_follows], minlength=n),
        "units": workload.units,
        "value": workload.value / 100,
        "charged": timeline.charged / 100,
        "refunded": timeline.refunded / 100,
        "order_cost": np.where(money.left, money.cost, np.nan),
        "goods_cost": np.where(money.left, money.goods, np.nan),
        "revenue": np.where(money.left, money.revenue, np.nan),
        "carrier": _carrier(workload, 0),
        "service": _carrier(workload, 1),
        "parcels": Known(taken, taken > 0),
        "batch": Known(timeline.batch, timeline.batch != NEVER),
        "tours_m": _walk(timeline),
        "picked_by": _crew(timeline, "picking"),
        "packed_by": _crew(timeline, "packing"),
        "box": Words(np.where(packed, _largest(scenario, used)[:n], -1), boxes),
        "boxes": Known(_boxes(used), packed & (len(boxes) > 0)),
        "label_by_hand": Known(timeline.label_by_hand, begun("labeling")),
        "payment_attempts": _attempts(timeline, "payment"),
        "delivery_attempts": _attempts(timeline, "delivery"),
        "reworked": _repeated(timeline, "packing", first_only=True) > 0,
        "wrong_items": Known(timeline.wrong_items, gone),
        "damaged": Known(damaged_orders(workload, timeline), gone),
        "payment_min": duration(placed, timeline.paid, MINUTE),
        "wait_for_picking_min": waited("picking"),
        "wait_for_packing_min": waited("packing"),
        "click_to_ship_h": duration(placed, first_gone, HOUR),
        "cycle_time_h": duration(placed, finished, HOUR),
    }
    known = carts_by(workload, timeline.horizon)
    return {name: column[:known] for name, column in arrays(table).items()}


def _parcels_taken(timeline: Timeline, used: Cartons) -> Numbers:
    """(n,) Parcels of each order that a carrier has."""
    taken = np.where(parcels(timeline).handed_over != NEVER, used.parcels, 0)
    parts = timeline.part_loads
    missing = taken[parts.parcel] == 0
    count = np.bincount(used.order, taken, minlength=timeline.n)
    order = timeline.parcels.order[parts.parcel]
    count += np.bincount(order, parts.boxes * missing, minlength=timeline.n)
    return count.astype(np.int64)


def _boxes(used: Cartons) -> Numbers:
    """(n,) Boxes of each order that are packed."""
    counts = np.bincount(used.order, np.where(used.packed, used.count, 0))
    return counts.astype(np.int64)


def _largest(scenario: Scenario, used: Cartons) -> Numbers:
    """The largest box of each parcel; -1 if there is none."""
    largest = np.full(len(used.order), -1, dtype=np.int64)
    if scenario.packing is not None and scenario.packing.boxes:
        for kind in kinds_of(scenario.packing).by_size.tolist():
            largest[used.boxes[:, kind] > 0] = kind
    return largest


def _words(kinds: type[Outcome] | type[ReturnState]) -> tuple[str, ...]:
    return tuple(kind.name.lower() for kind in sorted(kinds))


def _kept(promise: Numbers, moment: Numbers, timeline: Timeline) -> Known:
    """Whether a promise was kept; known once the order has arrived or the promise has passed."""
    owed = (timeline.paid != NEVER) & (promise != NEVER)
    owed &= ~np.isin(
        timeline.outcome,
        (Outcome.OUT_OF_STOCK, Outcome.REJECTED, Outcome.EXPIRED, Outcome.CALLED_OFF),
    ) & (timeline.outcome != Outcome.COMPLETED)
    arrived = moment != NEVER
    ended = timeline.outcome != Outcome.IN_FLIGHT
    return Known(
        arrived & (moment <= promise),
        owed & (arrived | ended | (promise <= timeline.horizon)),
    )


def _carrier(workload: Workload, part: int) -> Words:
    names = tuple(dict.fromkeys(pair[part] for pair in workload.services))
    place = [names.index(pair[part]) for pair in workload.services]
    return Words(np.array([*place, -1], dtype=np.int64)[workload.service], names)


def _crew(timeline: Timeline, activity: str) -> Words:
    visit = timeline.visits.get(activity)
    nobody = np.full(timeline.n, -1, dtype=np.int64)
    return Words(nobody if visit is None else visit.server.astype(np.int64), timeline.crews)


def _repeated(timeline: Timeline, activity: str, first_only: bool = False) -> Numbers:
    """(n,) Visits of each order that are not its first; or those of its first parcel alone."""
    later = later_visits(timeline, activity)
    mine = later.order[later.parcel < timeline.n] if first_only else later.order
    return np.bincount(mine, minlength=timeline.n)


def _attempts(timeline: Timeline, activity: str) -> Numbers:
    visit = timeline.visits.get(activity)
    if visit is None:
        return np.zeros(timeline.n, dtype=np.int64)
    attempts: Numbers = (visit.began != NEVER) + _repeated(timeline, activity)
    return attempts


def _walk(timeline: Timeline) -> npt.NDArray[np.float64]:
    """(n,) Meters of the first pick tours of each order, shared ones whole; NaN where none is."""
    meters = np.full(timeline.n, np.nan)
    log = timeline.tours
    if len(log.number) and log.walk.any():
        total = np.bincount(log.number, log.walk) / METER
        known = timeline.batch != NEVER
        meters[known] = total[timeline.batch[known]]
    return meters

"""Real orders as the demand of a replication: window, shift, scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from simulator.scenario.demand import Trace
from simulator.scenario.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.streams import Words, mixed
from simulator.units import DAY, MINUTE, NEVER
from simulator.workload.assortment import Assortment, assortment_of_trace
from simulator.workload.draws import Draws, Flags, Floats, Integers, within
from simulator.workload.lines import order_sums, starts
from simulator.workload.orders import Orders, by_name, class_and_region
from simulator.workload.trace_file import TraceFile, read_trace

_EPOCH = datetime(1970, 1, 1)
JITTER = 15 * MINUTE
"""A repeated order comes up to this much before or after the real one."""

FIRST = 0
"""An id is of one order of the file, so this is its first occurrence in the simulated time."""


def from_trace(scenario: Scenario, trace: Trace, draws: Draws) -> tuple[Orders, Assortment]:
    """The trace's orders in the simulated time, and their SKUs.

    The SKUs and their demand rates are those of all orders in the trace's window, whatever the
    simulated time and thinning leave of them. Raises ScenarioError if no order is left.
    """
    file = read_trace(trace.file, trace.format, trace.class_column)
    in_window, first_day = _window(trace, file)
    moved = _moved(scenario, trace, first_day)
    rows = _chosen(scenario, trace, file, in_window, moved)
    skus, row_of, rate = _skus(scenario, trace, file, in_window)
    times = _times(scenario, file, rows, moved, draws)
    orders = _orders(scenario, file, times, row_of)
    if not file.priced:
        value = order_sums(orders.line_units * skus.price[orders.line_sku], orders.line_start)
        orders = replace(orders, value=value)
    named = _named(scenario, orders, draws)
    return replace(named, demand_rate=rate * scenario.demand.scale), skus


@dataclass(frozen=True)
class Times:
    """When orders of a file are placed: (n,) by time. A `copy` above 0 repeats the real one."""

    row: Integers  # in the file
    copy: Integers
    created: Integers
    later: Integers  # than in the file
    identity: Words


def _day(when: date) -> int:
    """Days since 1970."""
    return (when - _EPOCH.date()).days


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _window(trace: Trace, file: TraceFile) -> tuple[Flags, int]:
    """The orders of the file that are in the trace's window, and the window's first day."""
    if trace.window is None:
        return np.ones(len(file.placed), dtype=np.bool_), int(file.placed[0]) // DAY
    first, last = _day(trace.window.from_), _day(trace.window.to)
    return (file.placed >= first * DAY) & (file.placed < (last + 1) * DAY), first


def _moved(scenario: Scenario, trace: Trace, first_day: int) -> int:
    """What is added to moments since 1970, so that they are since the start."""
    moved = -_ms(scenario.clock.start)
    if trace.shift_to is not None:
        moved += (_ms(trace.shift_to) // DAY - first_day) * DAY
    return moved


def _chosen(
    scenario: Scenario, trace: Trace, file: TraceFile, in_window: Flags, moved: int
) -> Integers:
    """Rows of the orders in window and horizon, and of those whose copies may come into it."""
    created, horizon = file.placed + moved, scenario.clock.horizon
    if not (in_window & (created >= 0) & (created < horizon)).any():
        start = _ms(scenario.clock.start)
        covers = " to ".join(_date(int(file.placed[k])) for k in (0, -1))
        simulated = f"{_date(start)} to {_date(start + horizon)}"
        said = (
            f"no order of the trace ({covers}) is in its window and the simulated time "
            f"({simulated}); write shift_to: {_date(start)}"
        )
        raise mistake_at(str(trace.file), None, "demand.trace", said)
    near = JITTER if scenario.demand.scale > 1 else 0
    return np.flatnonzero(in_window & (created >= -near) & (created < horizon + near))


def _date(moment: int) -> str:
    return (_EPOCH + timedelta(milliseconds=moment)).date().isoformat()


def _times(scenario: Scenario, file: TraceFile, rows: Integers, moved: int, draws: Draws) -> Times:
    """Each order `scale` times on average, those in the simulated time.

    An order is there as often as `scale` is above its uniform, 1 above it, and so on: a larger
    scale only adds. A copy comes up to `JITTER` before or after the real order, on its day.
    """
    scale, digest, placed = scenario.demand.scale, file.digest[rows], file.placed[rows]
    real = draws.of(mixed(digest, FIRST, 0))
    copies = np.full(len(rows), int(scale))
    copies += real.orders("demand.trace_thinning").happens(scale - int(scale))
    at, copy = within(copies)
    identity = mixed(digest[at], FIRST, copy.astype(np.uint64))
    moment = placed[at]
    again = copy > 0
    jitter = np.zeros(len(at))
    jitter[again] = draws.of(identity).orders("demand.trace_jitter").uniforms(again)
    moved_by = np.rint((2 * jitter - 1) * JITTER).astype(np.int64)
    moment[again] = _on_its_day(moment[again], moved_by[again])
    created = moment + moved
    inside = np.flatnonzero((created >= 0) & (created < scenario.clock.horizon))
    chosen = inside[np.lexsort((copy[inside], at[inside], created[inside]))]
    return Times(
        row=rows[at[chosen]],
        copy=copy[chosen],
        created=created[chosen],
        later=created[chosen] - placed[at[chosen]],
        identity=identity[chosen],
    )


def _on_its_day(moment: Integers, moved_by: Integers) -> Integers:
    """The moments moved; what would leave its day is turned back at midnight."""
    time = moment % DAY + moved_by
    time = np.where(time < 0, -time, np.where(time >= DAY, 2 * DAY - 1 - time, time))
    return moment - moment % DAY + time


def _orders(scenario: Scenario, file: TraceFile, times: Times, row_of: Integers) -> Orders:
    """These orders of the file; class and region -1 where the file does not name one."""

    def moments(column: Integers | None) -> Integers | None:
        if column is None:
            return None
        chosen = column[rows]
        return np.where(chosen == NEVER, NEVER, chosen + times.later)

    n, rows = len(times.row), times.row
    lines, line_start = _lines_of(file.line_start, rows)
    order_class = np.full(n, -1, dtype=np.int64)
    if file.service is not None:
        order_class = by_name(file.service, tuple(scenario.demand.classes))[rows]
    region = np.full(n, -1, dtype=np.int64)
    for column in file.region:
        named = by_name(column, tuple(scenario.demand.regions))[rows]
        region = np.where(named >= 0, named, region)
    names = zip(rows.tolist(), times.copy.tolist(), strict=True)
    return Orders(
        identity=times.identity,
        order_id=tuple(file.order_id[row] + (f"#{k + 1}" if k else "") for row, k in names),
        created=times.created,
        in_cart=np.zeros(n, dtype=np.int64),
        abandons=np.zeros(n, dtype=np.bool_),
        order_class=order_class,
        region=region,
        line_start=line_start,
        line_sku=row_of[file.line_sku[lines]].astype(np.int32),
        line_units=file.line_units[lines].astype(np.int32),
        value=order_sums(file.line_value[lines], line_start),
        demand_rate=np.empty(0),
        paid=moments(file.paid),
        promised=moments(file.promised),
    )


def _lines_of(line_start: Integers, rows: Integers) -> tuple[Integers, Integers]:
    """Line numbers of these orders, and where each order's lines begin among them."""
    counts = np.diff(line_start)[rows]
    first = starts(counts)
    lines = np.arange(first[-1]) + np.repeat(line_start[rows] - first[:-1], counts)
    return lines, first


def _skus(
    scenario: Scenario, trace: Trace, file: TraceFile, in_window: Flags
) -> tuple[Assortment, Integers, Floats]:
    """The SKUs that the window's orders have, with a mean price by SKU.

    Also the row among them of each SKU of the file, and their units a day over the days that
    window and file have in common.
    """
    lines = np.repeat(in_window, np.diff(file.line_start))
    count = len(file.sku)
    units = np.bincount(file.line_sku, file.line_units * lines, count).astype(np.float64)
    used = np.flatnonzero(units)
    row_of = np.zeros(count, dtype=np.int64)
    row_of[used] = np.arange(len(used))
    price = None
    if file.priced:
        value = np.bincount(file.line_sku, file.line_value * lines, count)
        price = np.rint(value[used] / units[used]).astype(np.int64)
    names = tuple(file.sku[k] for k in used.tolist())
    first, last = (int(file.placed[k]) // DAY for k in (0, -1))
    if trace.window is not None:
        first = max(first, _day(trace.window.from_))
        last = min(last, _day(trace.window.to))
    skus = assortment_of_trace(scenario.catalog, names, units[used], price)
    return skus, row_of, units[used] / (1 + last - first)


def _named(scenario: Scenario, orders: Orders, draws: Draws) -> Orders:
    """Class and region where the trace names none: by the scenario's shares."""
    drawn_class, drawn_region = class_and_region(scenario, draws.of(orders.identity))
    other = tuple(scenario.demand.regions)
    if "all" in other:
        drawn_region = np.full(orders.n, other.index("all"), dtype=np.int64)
    return replace(
        orders,
        order_class=np.where(orders.order_class < 0, drawn_class, orders.order_class),
        region=np.where(orders.region < 0, drawn_region, orders.region),
    )

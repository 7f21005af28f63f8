"""Real orders as the demand of a replication: window, shift, scale."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from simulator.scenario.demand import Trace
from simulator.scenario.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, MINUTE, NEVER
from simulator.workload.assortment import Assortment, assortment_of_trace
from simulator.workload.draws import Draw, Integers
from simulator.workload.lines import order_sums, starts
from simulator.workload.orders import Orders, by_name, class_of, region_of
from simulator.workload.trace_file import TraceFile, read_trace

_EPOCH = datetime(1970, 1, 1)
JITTER = 15 * MINUTE
"""A repeated order comes up to this much before or after the real one."""


def from_trace(scenario: Scenario, trace: Trace, draw: Draw) -> tuple[Orders, Assortment]:
    """The trace's orders in the simulated time, and their SKUs.

    The SKUs and their demand rates are those of all orders in the simulated time, whatever
    thinning leaves. Raises ScenarioError if there is no order in it.
    """
    file = read_trace(trace.file, trace.format, trace.class_column)
    rows, moved = _chosen(scenario, trace, file)
    orders = _orders(scenario, file, rows, moved)
    days = 1 + int(orders.created[-1] // DAY - orders.created[0] // DAY)
    skus, orders = _only_their_skus(scenario, file, orders, rows)
    units = np.bincount(orders.line_sku, orders.line_units, minlength=len(skus.sku))
    rate = units * scenario.demand.scale / days
    scaled = _scaled(orders, scenario.demand.scale, scenario.clock.horizon, draw)
    named = _named(scenario, scaled, draw)
    return replace(named, demand_rate=rate), skus


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _chosen(scenario: Scenario, trace: Trace, file: TraceFile) -> tuple[Integers, int]:
    """Rows of the orders in window and horizon, and what is added to moments since 1970."""
    inside = np.ones(len(file.placed), dtype=bool)
    first_day = int(file.placed[0]) // DAY
    if trace.window is not None:
        midnight = datetime.min.time()
        first = _ms(datetime.combine(trace.window.from_, midnight))
        last = _ms(datetime.combine(trace.window.to, midnight)) + DAY
        inside = (file.placed >= first) & (file.placed < last)
        first_day = first // DAY
    start = _ms(scenario.clock.start)
    moved = -start
    if trace.shift_to is not None:
        moved += (_ms(trace.shift_to) // DAY - first_day) * DAY
    created = file.placed + moved
    inside &= (created >= 0) & (created < scenario.clock.horizon)
    rows = np.flatnonzero(inside)
    if len(rows) == 0:
        covers = " to ".join(_date(int(file.placed[k])) for k in (0, -1))
        simulated = f"{_date(start)} to {_date(start + scenario.clock.horizon)}"
        said = (
            f"no order of the trace ({covers}) is in its window and the simulated time "
            f"({simulated}); write shift_to: {_date(start)}"
        )
        raise mistake_at(str(trace.file), None, "demand.trace", said)
    return rows, moved


def _date(moment: int) -> str:
    return (_EPOCH + timedelta(milliseconds=moment)).date().isoformat()


def _orders(scenario: Scenario, file: TraceFile, rows: Integers, moved: int) -> Orders:
    """These orders of the file; class and region -1 where the file does not name one."""

    def moments(column: Integers | None) -> Integers | None:
        if column is None:
            return None
        chosen = column[rows]
        return np.where(chosen == NEVER, NEVER, chosen + moved)

    n = len(rows)
    lines, line_start = _lines_of(file.line_start, rows)
    order_class = np.full(n, -1, dtype=np.int64)
    if file.service is not None:
        order_class = by_name(file.service, tuple(scenario.demand.classes))[rows]
    region = np.full(n, -1, dtype=np.int64)
    for column in file.region:
        named = by_name(column, tuple(scenario.demand.regions))[rows]
        region = np.where(named >= 0, named, region)
    return Orders(
        order_id=tuple(file.order_id[row] for row in rows.tolist()),
        created=file.placed[rows] + moved,
        in_cart=np.zeros(n, dtype=np.int64),
        abandons=np.zeros(n, dtype=np.bool_),
        order_class=order_class,
        region=region,
        line_start=line_start,
        line_sku=file.line_sku[lines].astype(np.int32),
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


def _only_their_skus(
    scenario: Scenario, file: TraceFile, orders: Orders, rows: Integers
) -> tuple[Assortment, Orders]:
    """The SKUs that these orders have, in order of their names, with a mean price by SKU."""
    used, line_sku = np.unique(orders.line_sku, return_inverse=True)
    units = np.bincount(line_sku, orders.line_units).astype(np.float64)
    price = None
    if file.priced:
        lines, _ = _lines_of(file.line_start, rows)
        value = np.bincount(line_sku, file.line_value[lines])
        price = np.rint(value / units).astype(np.int64)
    names = tuple(file.sku[k] for k in used.tolist())
    skus = assortment_of_trace(scenario.catalog, names, units, price)
    orders = replace(orders, line_sku=line_sku.astype(np.int32))
    if price is None:
        value = order_sums(orders.line_units * skus.price[line_sku], orders.line_start)
        orders = replace(orders, value=value)
    return skus, orders


def _scaled(orders: Orders, scale: float, horizon: int, draw: Draw) -> Orders:
    """Each order `scale` times on average: whole copies, and one more for the rest's share."""
    if scale == 1:
        return orders
    whole = int(scale)
    extra = draw("demand.trace_thinning", orders.n) < scale - whole
    copies = whole + extra
    rows = np.repeat(np.arange(orders.n), copies)
    copy = np.arange(len(rows)) - np.repeat(starts(copies)[:-1], copies)
    jitter = np.zeros(len(rows), dtype=np.int64)
    for k in range(1, int(copies.max(initial=0))):
        shift = draw(f"demand.trace_jitter.{k}", orders.n)
        jitter[copy == k] = np.rint((2 * shift - 1) * JITTER).astype(np.int64)[rows[copy == k]]
    moment = np.clip(orders.created[rows] + jitter, 0, horizon - 1)
    by_time = np.lexsort((copy, rows, moment))
    return _taken(orders, rows[by_time], copy[by_time], moment[by_time])


def _taken(orders: Orders, rows: Integers, copy: Integers, created: Integers) -> Orders:
    """These rows of the orders at their new moments; a copy's name ends with its number."""
    lines, line_start = _lines_of(orders.line_start, rows)
    later = created - orders.created[rows]

    def moments(column: Integers | None) -> Integers | None:
        if column is None:
            return None
        return np.where(column[rows] == NEVER, NEVER, column[rows] + later)

    assert orders.order_id is not None
    names = zip(rows.tolist(), copy.tolist(), strict=True)
    columns: dict[str, Any] = {
        name: getattr(orders, name)[rows]
        for name in ("in_cart", "abandons", "order_class", "region", "value")
    }
    return replace(
        orders,
        order_id=tuple(orders.order_id[r] + (f"#{k + 1}" if k else "") for r, k in names),
        created=created,
        line_start=line_start,
        line_sku=orders.line_sku[lines],
        line_units=orders.line_units[lines],
        paid=moments(orders.paid),
        promised=moments(orders.promised),
        **columns,
    )


def _named(scenario: Scenario, orders: Orders, draw: Draw) -> Orders:
    """Class and region where the trace names none: by the scenario's shares."""
    drawn_class = class_of(scenario, orders.n, draw)
    other = tuple(scenario.demand.regions)
    drawn_region = region_of(scenario, orders.n, draw)
    if "all" in other:
        drawn_region = np.full(orders.n, other.index("all"), dtype=np.int64)
    return replace(
        orders,
        order_class=np.where(orders.order_class < 0, drawn_class, orders.order_class),
        region=np.where(orders.region < 0, drawn_region, orders.region),
    )

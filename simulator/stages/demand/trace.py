"""Real orders as the demand of a replication: window, shift, scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.calendars import Calendar
from simulator.intake.order_file import OrderFile
from simulator.reading.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders, class_and_region
from simulator.stages.demand.lines import order_sums, starts
from simulator.stages.demand.resample import Pool, drawn_days, orders_of_days
from simulator.stages.demand.section import Trace
from simulator.stages.demand.trace_names import Named, named_of
from simulator.stages.demand.trace_window import (
    by_wall,
    date_of,
    day_of,
    moved_to,
    ms_of,
    order_file,
    shift_of,
    window_of,
)
from simulator.stages.inventory.assortment import Assortment, assortment_of_trace
from simulator.streams import Words, mixed
from simulator.units import DAY, MINUTE, NEVER
from simulator.workload.draws import Draws, Flags, Floats, Integers, within

_WORD = (1 << 32) - 1
JITTER = 15 * MINUTE
"""A repeated order comes up to this much before or after the real one."""


def from_trace(scenario: Scenario, trace: Trace, draws: Draws) -> tuple[Orders, Assortment]:
    """The trace's orders in the simulated time, and their SKUs.

    The SKUs and their demand rates are those of all orders in the trace's window, whatever the
    simulated time and thinning leave of them. Raises ScenarioError if no order is left.
    """
    file = order_file(scenario, trace)
    in_window = window_of(trace, file)
    named = named_of(scenario, trace, file)
    shift = shift_of(trace, file, in_window)
    if trace.resample is None:
        placings = _as_they_came(scenario, trace, file, in_window, shift)
    else:
        placings = _resampled(scenario, trace, file, shift, draws)
    skus, row_of, rate = _skus(scenario, trace, file, in_window)
    times = _times(scenario, file, placings, draws)
    orders = _orders(scenario, file, times, row_of, named)
    if not file.priced:
        value = order_sums(orders.line_units * skus.price[orders.line_sku], orders.line_start)
        orders = replace(orders, value=value)
    drawn = _drawn(scenario, orders, draws)
    return replace(drawn, demand_rate=rate * scenario.demand.scale), skus


@dataclass(frozen=True)
class Placings:
    """Which orders of a file come in the simulated time, and when: (n,), copies not counted."""

    row: Integers  # in the file
    moved: Integers  # what is added to what the clock on the wall shows
    away: Integers  # days from its own date, once shifted; 0 on its own


@dataclass(frozen=True)
class Times:
    """When orders of a file are placed: (n,) by time. A `copy` above 0 repeats the real one."""

    row: Integers  # in the file
    copy: Integers
    away: Integers  # days from its own date
    created: Integers
    moved: Integers  # of the real order by the clock on the wall
    jitter: Integers  # of a copy beside it
    identity: Words


def _as_they_came(
    scenario: Scenario, trace: Trace, file: OrderFile, in_window: Flags, shift: int
) -> Placings:
    """The orders in window and horizon, and those whose copies may come into it."""
    horizon = scenario.clock.horizon
    every = np.arange(len(file.placed))
    created = moved_to(scenario, file, every, np.full(len(every), shift))
    if not (in_window & (created >= 0) & (created < horizon)).any():
        start = ms_of(scenario.clock.start)
        covers = " to ".join(date_of(int(file.wall[k])) for k in (0, -1))
        simulated = f"{date_of(start)} to {date_of(start + horizon)}"
        wrong = (
            f"no order of the trace ({covers}) is in its window and the simulated time "
            f"({simulated}); write shift_to: {date_of(start)}"
        )
        raise mistake_at(str(trace.file), None, "demand.trace", wrong)
    near = JITTER if scenario.demand.scale > 1 else 0
    rows = np.flatnonzero(in_window & (created >= -near) & (created < horizon + near))
    return Placings(rows, np.full(len(rows), shift), np.zeros(len(rows), dtype=np.int64))


def _resampled(
    scenario: Scenario, trace: Trace, file: OrderFile, shift: int, draws: Draws
) -> Placings:
    """The orders of the days that the simulated days draw."""
    dates, days = _days_of(scenario)
    drawn = drawn_days(trace, _pool(trace, file, shift // DAY), dates, days, draws)
    rows, which = orders_of_days(file.wall // DAY, drawn - shift // DAY)
    away = day_of(dates.start) + days - drawn
    return Placings(row=rows, moved=away[which] * DAY + shift, away=away[which])


def _days_of(scenario: Scenario) -> tuple[Calendar, Integers]:
    """The calendar, and the day numbers of all simulated dates."""
    dates = scenario.clock.calendar
    return dates, np.arange(1 + int(dates.day(np.array(scenario.clock.horizon - 1))))


def _pool(trace: Trace, file: OrderFile, shift: int) -> Pool:
    """The days that may be drawn, as shifted: those that window and file have in common."""
    first, last = _days_in_common(trace, file)
    if last < first:
        covers = " to ".join(date_of(int(file.wall[k])) for k in (0, -1))
        wrong = f"no order of the trace ({covers}) is in it; write dates of the trace"
        raise mistake_at(str(trace.file), None, "demand.trace.window", wrong)
    return Pool(first + shift, last + shift)


def _days_in_common(trace: Trace, file: OrderFile) -> tuple[int, int]:
    """The first and last day, since 1970, of the file within the window."""
    first, last = (int(file.wall[k]) // DAY for k in (0, -1))
    if trace.window is not None:
        first = max(first, day_of(trace.window.from_))
        last = min(last, day_of(trace.window.to))
    return first, last


def _times(scenario: Scenario, file: OrderFile, placings: Placings, draws: Draws) -> Times:
    """Each order `scale` times on average, those in the simulated time.

    An order is there as often as `scale` is above its uniform, 1 above it, and so on: a larger
    scale only adds. A copy comes up to `JITTER` before or after the real order, on its day.
    """
    scale, digest = scenario.demand.scale, file.digest[placings.row]
    occurrence = (placings.away & _WORD).astype(np.uint64)
    real = draws.of(mixed(digest, occurrence, 0))
    copies = np.full(len(digest), int(scale))
    copies += real.orders("demand.trace_thinning").happens(scale - int(scale))
    at, copy = within(copies)
    identity = mixed(digest[at], occurrence[at], copy.astype(np.uint64))
    row, moved = placings.row[at], placings.moved[at]
    again = copy > 0
    uniform = np.zeros(len(at))
    uniform[again] = draws.of(identity).orders("demand.trace_jitter").uniforms(again)
    jitter = np.zeros(len(at), dtype=np.int64)
    wall = file.wall[row[again]]
    beside = np.rint((2 * uniform[again] - 1) * JITTER).astype(np.int64)
    jitter[again] = _on_its_day(wall, beside) - wall
    created = moved_to(scenario, file, row, moved)
    created[again] = by_wall(scenario, wall + (jitter + moved)[again])
    inside = np.flatnonzero((created >= 0) & (created < scenario.clock.horizon))
    chosen = inside[np.lexsort((copy[inside], at[inside], created[inside]))]
    return Times(
        row=row[chosen],
        copy=copy[chosen],
        away=placings.away[at[chosen]],
        created=created[chosen],
        moved=moved[chosen],
        jitter=jitter[chosen],
        identity=identity[chosen],
    )


def _on_its_day(moment: Integers, moved_by: Integers) -> Integers:
    """The moments moved; what would leave its day is turned back at midnight."""
    time = moment % DAY + moved_by
    time = np.where(time < 0, -time, np.where(time >= DAY, 2 * DAY - 1 - time, time))
    return moment - moment % DAY + time


def _orders(
    scenario: Scenario, file: OrderFile, times: Times, row_of: Integers, named: Named
) -> Orders:
    """These orders of the file; class and region -1 where the file does not name one."""
    n, rows = len(times.row), times.row
    lines, line_start = _lines_of(file.line_start, rows)
    handed_over, took = _left_and_arrived(file, times)
    unpaid = None if file.unpaid is None else file.unpaid[rows]
    paid = np.full(n, NEVER, dtype=np.int64)
    if file.paid_after is not None:
        after = file.paid_after[rows]
        paid = np.where(after == NEVER, NEVER, times.created + after)
    return Orders(
        identity=times.identity,
        order_id=_names(scenario, file, times),
        created=times.created,
        in_cart=np.zeros(n, dtype=np.int64),
        abandons=np.zeros(n, dtype=np.bool_),
        order_class=named.order_class[rows],
        region=named.region[rows],
        line_start=line_start,
        line_sku=row_of[file.line_sku[lines]].astype(np.int32),
        line_units=file.line_units[lines].astype(np.int32),
        value=order_sums(file.line_value[lines], line_start),
        line_value=file.line_value[lines] if file.priced else None,
        demand_rate=np.empty(0),
        paid=paid,
        unpaid=unpaid,
        promised=_promised(scenario, file, times),
        handed_over=handed_over,
        took=took,
    )


def _left_and_arrived(file: OrderFile, times: Times) -> tuple[Integers | None, Integers | None]:
    """(n,) When orders were handed over, and how long they then took; NEVER: that is drawn."""
    if file.handed_after is None:
        return None, None
    handed = file.handed_after[times.row]
    left = np.where(sound_hand_over(handed), times.created + handed, NEVER)
    if file.delivered_after is None:
        return left, None
    delivered = file.delivered_after[times.row]
    return left, np.where(sound_transit(handed, delivered), delivered - handed, NEVER)


def sound_hand_over(handed: Integers) -> Flags:
    """Orders that were handed over, and not before they were placed."""
    sound: Flags = (handed != NEVER) & (handed >= 0)
    return sound


def sound_transit(handed: Integers, delivered: Integers) -> Flags:
    """Orders whose transit is told: they arrived, and not before they left."""
    sound: Flags = sound_hand_over(handed) & (delivered != NEVER) & (delivered >= handed)
    return sound


def _promised(scenario: Scenario, file: OrderFile, times: Times) -> Integers | None:
    """(n,) Promises moved with their orders; one that is a date moves by whole days alone."""
    if file.promised is None or file.promised_days is None:
        return None
    wall, days = file.promised[times.row], file.promised_days[times.row]
    later = np.where(days, times.moved // DAY * DAY, times.moved + times.jitter)
    return np.where(wall == NEVER, NEVER, by_wall(scenario, wall + later))


def _names(scenario: Scenario, file: OrderFile, times: Times) -> tuple[str, ...]:
    """The id; of an order on another day than its own with @ and the date, of a copy with #2."""
    own = [file.order_id[row] for row in times.row.tolist()]
    if not (times.away.any() or times.copy.any()):
        return tuple(own)
    calendar = scenario.clock.calendar
    days = calendar.day(times.created) + day_of(calendar.start)
    dates = {day: f"@{date_of(day * DAY)}" for day in np.unique(days).tolist()}
    which = zip(own, times.away.tolist(), days.tolist(), times.copy.tolist(), strict=True)
    return tuple(
        f"{name}{dates[day] if away else ''}{f'#{copy + 1}' if copy else ''}"
        for name, away, day, copy in which
    )


def _lines_of(line_start: Integers, rows: Integers) -> tuple[Integers, Integers]:
    """Line numbers of these orders, and where each order's lines begin among them."""
    counts = np.diff(line_start)[rows]
    first = starts(counts)
    lines = np.arange(first[-1]) + np.repeat(line_start[rows] - first[:-1], counts)
    return lines, first


def _skus(
    scenario: Scenario, trace: Trace, file: OrderFile, in_window: Flags
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
    first, last = _days_in_common(trace, file)
    weight = None if file.weight is None else file.weight[used]
    skus = assortment_of_trace(scenario.catalog, names, units[used], price, weight)
    return skus, row_of, units[used] / (1 + last - first)


def _drawn(scenario: Scenario, orders: Orders, draws: Draws) -> Orders:
    """Class and region where the trace names none: by the scenario's shares."""
    told = orders.order_class
    order_class, drawn_region = class_and_region(
        scenario, draws.of(orders.identity), lambda drawn: np.where(told < 0, drawn, told)
    )
    return replace(
        orders,
        order_class=order_class,
        region=np.where(orders.region < 0, drawn_region, orders.region),
    )

"""Stock: fill rates, stock-outs, cover and what holding and lacking it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.scopes import ALL, Kpis, Scopes
from simulator.results.timeline import Movement, Outcome, StockLog, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.stages.demand.lines import order_sums
from simulator.units import DAY, NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]

YEAR = 365
"""Days."""

ON_HAND = {
    Movement.RECEIVED: 1,
    Movement.PICKED: -1,
    Movement.RESTOCKED: 1,
    Movement.WRITTEN_OFF: -1,
}
RESERVED = {
    Movement.RESERVED: 1,
    Movement.RELEASED: -1,
    Movement.PICKED: -1,
    Movement.WRITTEN_OFF: -1,
}
BACKORDERED = {Movement.BACKORDERED: 1, Movement.BACKORDER_ENDED: -1}
ON_ORDER = {Movement.ORDERED: 1, Movement.RECEIVED: -1}


def changes(log: StockLog, effect: dict[Movement, int]) -> Numbers:
    """(movements,) Signed units by which each movement changes one kind of stock."""
    sign = np.zeros(len(Movement), dtype=np.int64)
    for kind, direction in effect.items():
        sign[kind] = direction
    return sign[log.kind] * log.units


@dataclass(frozen=True)
class BySku:
    """The movements sorted by SKU and time: their rows in the log, SKUs and moments."""

    row: Numbers
    sku: npt.NDArray[np.int32]
    time: Numbers
    first: npt.NDArray[np.bool_]  # of its SKU
    settled: npt.NDArray[np.bool_]  # the last of its SKU and moment


def by_sku(log: StockLog, skus: int) -> BySku:
    """Sort the log once for all its running levels."""
    # NumPy sorts 16-bit keys by radix, ten times as fast.
    key = log.sku.astype(np.uint16) if skus <= 65536 else log.sku
    row = np.argsort(key, kind="stable")
    sku, time = log.sku[row], log.time[row]
    first = np.ones(len(sku), dtype=np.bool_)
    first[1:] = sku[1:] != sku[:-1]
    settled = np.ones(len(sku), dtype=np.bool_)
    settled[:-1] = first[1:] | (time[1:] != time[:-1])
    return BySku(row, sku, time, first, settled)


def levels(sorted_log: BySku, change: Numbers, initial: Numbers) -> Numbers:
    """The level of its SKU after each sorted movement; only those that are `settled` were real."""
    step = change[sorted_log.row]
    running = np.cumsum(step)
    starts = np.flatnonzero(sorted_log.first)
    before = np.repeat((running - step)[starts], np.diff(np.append(starts, len(step))))
    return running - before + initial[sorted_log.sku]


def time_average(cohort: Cohort, log: StockLog, change: Numbers, initial: int) -> float:
    """Time average over the window of a total that starts at `initial`."""
    low, high = cohort.window
    open_time = np.clip(high - log.time, 0, high - low)
    return initial + float((change * open_time).sum()) / (high - low)


def time_at_zero(cohort: Cohort, log: StockLog, change: Numbers, initial: Numbers) -> float:
    """Share of SKU-time in the window at a level of 0 or less."""
    low, high = cohort.window
    movements = by_sku(log, len(initial))
    settled = movements.settled
    sku, time = movements.sku[settled], movements.time[settled]
    level = levels(movements, change, initial)[settled]
    following = np.append(time[1:], high)
    last_of_sku = np.append(sku[1:] != sku[:-1], True) if len(sku) else np.zeros(0, dtype=np.bool_)
    following = np.where(last_of_sku, high, following)
    length = np.clip(following, low, high) - np.clip(time, low, high)
    empty = int(length[level <= 0].sum())
    first = np.full(len(initial), high, dtype=np.int64)
    np.minimum.at(first, sku, time)
    empty += int((np.clip(first, low, high) - low)[initial <= 0].sum())
    return empty / ((high - low) * len(initial)) if len(initial) else float("nan")


def stock(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """All stock figures; {} with inventory off."""
    visit = timeline.visits.get("inventory")
    if scenario.inventory is None or visit is None:
        return {}
    return {
        **_fill_rates(scopes, cohort, workload, timeline),
        **_stock_levels(cohort, workload, timeline),
        ("inventory.cost_per_day", ALL): inventory_cost(scenario, cohort, workload, timeline)
        / _days(cohort),
    }


def _fill_rates(scopes: Scopes, cohort: Cohort, workload: Workload, timeline: Timeline) -> Kpis:
    visit = timeline.visits["inventory"]
    asked = cohort.orders & (visit.queued != NEVER)
    given_up = np.isin(timeline.outcome, (Outcome.OUT_OF_STOCK,))
    given_up |= (timeline.outcome == Outcome.EXPIRED) & (visit.ended == NEVER)
    waiting = (visit.ended == NEVER) & ~given_up
    again = timeline.repeats
    open_again = (again.activity == ACTIVITIES.index("inventory")) & (again.ended == NEVER)
    waiting[again.order[open_again]] = True
    of_line = np.repeat(np.arange(timeline.n), workload.lines)
    rows = Scopes(scopes.classes, scopes.order_class[of_line])
    kpis: Kpis = {}
    base = asked[of_line]
    short = ~timeline.line_filled
    kpis |= rows.share("fill_rate.unit", ~short, base, workload.line_units)
    ordered = rows.sums(base, workload.line_units)
    kpis |= rows.ratio("fill_rate.unit_each", rows.sums(base, timeline.line_found), ordered, 100.0)
    kpis |= rows.share("fill_rate.line", ~short, base)
    kpis |= rows.share("stock_out_rate", short, base)
    any_short = np.bincount(of_line[short], minlength=timeline.n) > 0
    kpis |= scopes.share("fill_rate.order", ~any_short, asked)
    # An order whose lines still wait at the horizon is censored.
    known = asked & ~waiting
    base = known[of_line]
    missing = timeline.line_canceled | given_up[of_line]
    kpis |= rows.share("fill_rate.unit_final", ~missing, base, workload.line_units)
    kpis |= rows.share("fill_rate.line_final", ~missing, base)
    any_missing = np.bincount(of_line[missing], minlength=timeline.n) > 0
    return kpis | scopes.share("fill_rate.order_final", ~any_missing, known)


def _stock_levels(cohort: Cohort, workload: Workload, timeline: Timeline) -> Kpis:
    log, initial = timeline.stock, workload.supply.initial
    low, high = cohort.window
    shipped = order_sums(
        np.where(timeline.line_canceled, 0, workload.line_units), workload.line_start
    )[(cohort.left >= low) & (cohort.left < high)].sum()
    on_hand = time_average(cohort, log, changes(log, ON_HAND), int(initial.sum()))
    available = changes(log, ON_HAND) - changes(log, RESERVED)
    a_day = float(workload.units[cohort.orders].sum()) / _days(cohort)
    ordered = (log.kind == Movement.ORDERED) & (log.time >= low) & (log.time < high)
    return {
        ("on_hand.mean", ALL): on_hand,
        ("backordered.mean", ALL): time_average(cohort, log, changes(log, BACKORDERED), 0),
        ("stock_out_time", ALL): 100 * time_at_zero(cohort, log, available, initial),
        ("days_of_cover", ALL): on_hand / a_day if a_day else float("nan"),
        ("inventory.turns", ALL): YEAR * float(shipped) / _days(cohort) / on_hand
        if on_hand
        else float("nan"),
        ("inventory.reorders", ALL): float(np.count_nonzero(ordered)),
    }


def inventory_cost(
    scenario: Scenario, cohort: Cohort, workload: Workload, timeline: Timeline
) -> float:
    """Holding, reorders and shortage in the window, in the scenario's currency; 0 if off."""
    section, log = scenario.inventory, timeline.stock
    if section is None:
        return 0.0
    low, high = cohort.window
    initial = int(workload.supply.initial.sum())
    on_hand = time_average(cohort, log, changes(log, ON_HAND), initial)
    short = time_average(cohort, log, changes(log, BACKORDERED), 0)
    ordered = (log.kind == Movement.ORDERED) & (log.time >= low) & (log.time < high)
    a_day = section.holding_cost * on_hand + section.shortage_cost * short
    return a_day * _days(cohort) + section.reorder_cost * float(np.count_nonzero(ordered))


def _days(cohort: Cohort) -> float:
    return (cohort.window[1] - cohort.window[0]) / DAY

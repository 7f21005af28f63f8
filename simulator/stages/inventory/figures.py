"""Stock: fill rates, stock-outs, cover and what holding and lacking it costs."""

from __future__ import annotations

import numpy as np

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.parcels import later_visits
from simulator.results.timeline import Outcome
from simulator.stages.demand.lines import order_sums
from simulator.stages.inventory.figures_levels import time_at_zero
from simulator.units import DAY, NEVER

YEAR = 365
"""Days."""


INVENTORY = ("inventory",)


def _share(name: str, definition: str, better: Better = "higher", by_class: bool = True) -> Kpi:
    return Kpi(name, "%", "inventory", definition, better, by_class, sections=INVENTORY)


@figures(
    _share("fill_rate.unit", "units of lines served whole at first allocation / units ordered"),
    _share(
        "fill_rate.unit_each",
        "units there at first allocation, each for itself, that nobody waits for / units "
        "ordered: the fill rate of the textbooks, of a house that parts lines",
    ),
    _share("fill_rate.line", "lines served from stock at first allocation / lines ordered"),
    _share("fill_rate.order", "orders served whole at first allocation / orders allocated"),
    _share("fill_rate.unit_final", "units reserved in the end / units ordered"),
    _share("fill_rate.line_final", "lines reserved in the end / lines ordered"),
    _share("fill_rate.order_final", "orders reserved whole in the end / orders allocated"),
    _share("stock_out_rate", "demand lines that find too little available / demand lines", "lower"),
    group="stock",
)
def fill_rates(observed: Observation) -> Kpis:
    """What of the orders was there, at first and in the end."""
    scopes, cohort = observed.scopes, observed.cohort
    workload, timeline = observed.workload, observed.timeline
    visit = timeline.visits["inventory"]
    asked = cohort.orders & (visit.queued != NEVER)
    given_up = np.isin(timeline.outcome, (Outcome.OUT_OF_STOCK,))
    given_up |= (timeline.outcome == Outcome.EXPIRED) & (visit.ended == NEVER)
    waiting = (visit.ended == NEVER) & ~given_up
    later = later_visits(timeline, "inventory")
    waiting[later.order[later.ended == NEVER]] = True
    of_line = np.repeat(np.arange(timeline.n), workload.lines)
    rows = scopes.of(of_line)
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


def _level(name: str, unit: str, definition: str, better: Better, called: str = "") -> Kpi:
    return Kpi(
        name, unit, "inventory", definition, better, False, sections=INVENTORY, called=called
    )


@figures(
    _share(
        "stock_out_time",
        "share of SKU-time in the window with nothing on hand that is not reserved",
        "lower",
        False,
    ),
    _level(
        "days_of_cover",
        "d",
        "mean units on hand / mean units ordered a day, in the window",
        "neutral",
    ),
    _level(
        "inventory.turns",
        "turns",
        "units of orders that left in the window, at 365 days a year / mean units on hand",
        "higher",
        called="Inventory turns a year",
    ),
    _level("on_hand.mean", "units", "time average in the window", "lower"),
    _level("backordered.mean", "units", "time average in the window", "lower"),
    _level(
        "inventory.reorders", "orders", "replenishments in the window", "neutral", called="Reorders"
    ),
    _level(
        "inventory.cost_per_day",
        "currency/d",
        "holding + reorders + shortage, a day of the window",
        "lower",
        called="Inventory cost a day",
    ),
    group="stock",
)
def stock_levels(observed: Observation) -> Kpis:
    """What lay on the shelves in the window, and what it cost."""
    cohort, workload, timeline = observed.cohort, observed.workload, observed.timeline
    low, high = cohort.window
    shipped = order_sums(
        np.where(timeline.line_canceled, 0, workload.line_units), workload.line_start
    )[(cohort.left >= low) & (cohort.left < high)].sum()
    stock = observed.stock
    on_hand = stock.on_hand
    a_day = float(workload.units[cohort.orders].sum()) / _days(cohort)
    return {
        ("on_hand.mean", ALL): on_hand,
        ("backordered.mean", ALL): stock.backordered,
        ("stock_out_time", ALL): 100
        * time_at_zero(cohort, observed.movements, workload.supply.initial),
        ("days_of_cover", ALL): on_hand / a_day if a_day else float("nan"),
        ("inventory.turns", ALL): YEAR * float(shipped) / _days(cohort) / on_hand
        if on_hand
        else float("nan"),
        ("inventory.reorders", ALL): float(stock.reorders),
        ("inventory.cost_per_day", ALL): inventory_cost(observed) / _days(cohort),
    }


def inventory_cost(observed: Observation) -> float:
    """Holding, reorders and shortage in the window, in the scenario's currency; 0 if off."""
    section = observed.scenario.inventory
    if section is None:
        return 0.0
    stock = observed.stock
    a_day = section.holding_cost * stock.on_hand + section.shortage_cost * stock.backordered
    return a_day * _days(observed.cohort) + section.reorder_cost * float(stock.reorders)


def _days(cohort: Cohort) -> float:
    return (cohort.window[1] - cohort.window[0]) / DAY

"""Stock: fill rates, stock-outs, cover and what holding and lacking it costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.outcomes import Outcome, is_any_of
from simulator.results.parcels import later_visits
from simulator.stages.demand.lines import order_sums, sums_of_few
from simulator.units import DAY, NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

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
    given_up |= is_any_of(timeline.outcome, (Outcome.EXPIRED, Outcome.CALLED_OFF)) & (
        visit.ended == NEVER
    )
    waiting = (visit.ended == NEVER) & ~given_up
    later = later_visits(timeline, "inventory")
    waiting[later.order[later.ended == NEVER]] = True
    lines, units = scopes.sums(asked, workload.lines), scopes.sums(asked, workload.units)
    short_lines, short_units = _lines_and_units(workload, ~timeline.line_filled)
    served_units = order_sums(timeline.line_found, workload.line_start)

    def share(kpi: str, flags: Flags, hits: Numbers, of_all: list[float]) -> Kpis:
        return scopes.ratio(kpi, scopes.sums(flags, hits), of_all, 100.0)

    kpis = {
        **share("fill_rate.unit", asked, workload.units - short_units, units),
        **share("fill_rate.unit_each", asked, served_units, units),
        **share("fill_rate.line", asked, workload.lines - short_lines, lines),
        **share("stock_out_rate", asked, short_lines, lines),
        **scopes.share("fill_rate.order", short_lines == 0, asked),
    }
    # An order whose lines still wait at the horizon is censored.
    known = asked & ~waiting
    lines, units = scopes.sums(known, workload.lines), scopes.sums(known, workload.units)
    lines_out, units_out = _lines_and_units(workload, timeline.line_canceled)
    served = known & ~given_up
    return kpis | {
        **share("fill_rate.unit_final", served, workload.units - units_out, units),
        **share("fill_rate.line_final", served, workload.lines - lines_out, lines),
        **scopes.share("fill_rate.order_final", ~given_up & (lines_out == 0), known),
    }


def _lines_and_units(workload: Workload, few: Flags) -> tuple[Numbers, Numbers]:
    """(n,) How many of each order's lines are flagged, and how many units these have."""
    rows = np.flatnonzero(few)
    return (
        sums_of_few(rows, 1, workload.line_start),
        sums_of_few(rows, workload.line_units[rows], workload.line_start),
    )


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
    left_in_window = (cohort.left >= low) & (cohort.left < high)
    _, out = _lines_and_units(workload, timeline.line_canceled)
    shipped = (workload.units - out)[left_in_window].sum()
    stock = observed.stock
    on_hand = stock.on_hand
    a_day = float(workload.units[cohort.orders].sum()) / _days(cohort)
    return {
        ("on_hand.mean", ALL): on_hand,
        ("backordered.mean", ALL): stock.backordered,
        ("stock_out_time", ALL): 100 * stock.at_zero,
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

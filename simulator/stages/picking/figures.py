"""Pick tours and their walks, and lines that were not on the shelf."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.ordering import first_of_each
from simulator.results.parcels import set_aside, written_off
from simulator.results.timeline import Timeline
from simulator.stages.demand.lines import order_sums, orders_of, sums_of_few
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
METER = 1000
"""Millimeters."""


PICKING = ("picking",)
WALKED = "walked on pick tours that begin in the window"
LAYOUT = ("picking", "picking.layout")


def _of_tours(
    name: str,
    unit: str,
    definition: str,
    better: Better = "neutral",
    sections: tuple[str, ...] = PICKING,
    called: str = "",
) -> Kpi:
    whole = f"picking.{name}"
    return Kpi(whole, unit, "picking", definition, better, False, sections=sections, called=called)


@figures(
    _of_tours(
        "tours",
        "tours",
        "pick tours that begin in the window; with zones one in each",
        called="Pick tours",
    ),
    _of_tours(
        "orders_per_tour",
        "orders",
        "orders (or their parts in the zone) / pick tours",
        called="Orders a pick tour",
    ),
    _of_tours("lines_per_tour", "lines", "lines / pick tours", called="Lines a pick tour"),
    _of_tours(
        "distance_per_tour", "m", f"{WALKED} / tours", "lower", LAYOUT, called="Walk a pick tour"
    ),
    _of_tours(
        "distance_per_line", "m", f"{WALKED} / lines", "lower", LAYOUT, called="Walk a picked line"
    ),
)
def tours(observed: Observation) -> Kpis:
    """First pick tours that begin in the window; with zones each zone's part is a tour."""
    low, high = observed.cohort.window
    began, orders, lines, walk = _tours(observed.workload, observed.timeline)
    mine = (began >= low) & (began < high)
    count = float(np.count_nonzero(mine))
    meters = walk[mine].sum() / METER
    return {
        ("picking.tours", ALL): count,
        ("picking.orders_per_tour", ALL): _ratio(orders[mine].sum(), count),
        ("picking.lines_per_tour", ALL): _ratio(lines[mine].sum(), count),
        ("picking.distance_per_tour", ALL): _ratio(meters, count),
        ("picking.distance_per_line", ALL): _ratio(meters, lines[mine].sum()),
    }


def _tours(workload: Workload, timeline: Timeline) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Begin, orders, lines and millimeters of every tour; by their number where no more is kept."""
    log = timeline.tours
    if len(log.number):
        return log.began, log.orders, log.lines, log.walk
    gone = timeline.line_canceled
    if gone.any():
        gone = gone & ~written_off(workload, timeline)
    not_sought = np.flatnonzero(gone | set_aside(workload, timeline))
    of_order = workload.lines - sums_of_few(not_sought, 1, workload.line_start)
    toured = np.flatnonzero(timeline.batch != NEVER)
    first, tour = first_of_each(timeline.batch[toured])
    lines = np.bincount(tour, of_order[toured], minlength=len(first)).astype(np.int64)
    began = timeline.visits["picking"].began[toured[first]]
    return began, np.bincount(tour, minlength=len(first)), lines, np.zeros_like(lines)


@figure(
    "picking.short_rate",
    "%",
    "picking",
    "lower",
    sections=("inventory", "picking"),
    called="Lines not on the shelf",
)
def short_picks(observed: Observation) -> Kpis:
    """Lines on record and not on the shelf / lines looked for, of picked orders."""
    scopes, workload, timeline = observed.scopes, observed.workload, observed.timeline
    picked = observed.cohort.orders & (timeline.visits["picking"].ended != NEVER)
    missed, aside = written_off(workload, timeline), set_aside(workload, timeline)
    later = np.zeros(timeline.n, dtype=np.bool_)
    table = timeline.parcels
    came = (timeline.log.first["picking"].ended != NEVER) & (table.number > 1)
    later[table.order[came]] = True
    # A line can be lost after payment and before its tour: a late slip finds its units gone.
    sought = ~timeline.line_canceled | missed
    apart = np.flatnonzero(aside)
    sought[apart] &= later[orders_of(apart, workload.line_start)]
    missing, lines = (
        scopes.sums(picked, order_sums(flags, workload.line_start)) for flags in (missed, sought)
    )
    return scopes.ratio("picking.short_rate", missing, lines, 100.0)


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")

"""Pick tours and their walks, and lines that were not on the shelf."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.parcels import set_aside, written_off
from simulator.results.timeline import Timeline
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
    gone = timeline.line_canceled & ~timeline.line_refunded
    left = np.where(gone | set_aside(workload, timeline), 0, 1)
    of_order = np.add.reduceat(np.append(left, 0), workload.line_start[:-1])
    toured = np.flatnonzero(timeline.batch != NEVER)
    _, first, tour = np.unique(timeline.batch[toured], return_index=True, return_inverse=True)
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
    order = np.repeat(np.arange(workload.n), workload.lines)
    missed, aside = written_off(workload, timeline), set_aside(workload, timeline)
    later = np.zeros(timeline.n, dtype=np.bool_)
    table = timeline.parcels
    came = (timeline.log.first["picking"].ended != NEVER) & (table.number > 1)
    later[table.order[came]] = True
    sought = ~timeline.line_canceled | np.where(aside, missed, timeline.line_refunded)
    sought &= ~aside | later[order]

    def lines(flags: npt.NDArray[np.bool_]) -> Numbers:
        return np.bincount(order[flags], minlength=workload.n)

    missing = scopes.sums(picked, lines(missed))
    return scopes.ratio("picking.short_rate", missing, scopes.sums(picked, lines(sought)), 100.0)


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")

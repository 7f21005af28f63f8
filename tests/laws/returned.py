"""What comes back of an order, line by line, worked out slowly from what was drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.units import NEVER
from tests.laws.runs import Run


class There(NamedTuple):
    """(n,) What was drawn of pick-up points; nothing goes there without any."""

    at_point: npt.NDArray[np.bool_]
    collected: npt.NDArray[np.int64]
    uncollected: npt.NDArray[np.bool_]


def at_points(run: Run) -> There:
    """What goes to points, and how long after it came it is collected."""
    n, columns = run.workload.n, run.workload.added.get("delivery", {})
    at_point = columns.get("at_point", np.zeros(n, np.bool_))
    collected = columns.get("collected", np.full(n, NEVER))
    return There(at_point, collected, at_point & (collected == NEVER))


def lines_back(run: Run, parcel: int) -> list[int]:
    """The lines that come back with a parcel; a customer's return has those of its whole order."""
    w, t, order = run.workload, run.timeline, parcel % run.workload.n
    by_customer = t.outcome[order] == Outcome.DELIVERED
    parcels = run.parcels_of(order) if by_customer else [parcel]
    sent = [k for p in parcels for k in run.lines(p) if not t.line_canceled[k]]
    if w.line_back is None or not by_customer:
        return sent
    return [k for k in sent if w.line_back[k]] or sent


def to_mend(run: Run, parcel: int) -> int:
    """Units that are refurbished of what comes back with a parcel."""
    of_line = run.workload.line_refurbished
    return 0 if of_line is None else sum(int(of_line[k]) for k in lines_back(run, parcel))


def on_the_shelf(run: Run, parcel: int) -> dict[int, list[tuple[int, int]]]:
    """By line, when how many of its units are on the shelf again: as new, then refurbished."""
    w, section = run.workload, run.scenario.returns
    inspection = run.visit(parcel, "inspection")
    if inspection is None or inspection.ended is None:
        return {}
    at, found = inspection.ended, dict[int, list[tuple[int, int]]]()
    for k in lines_back(run, parcel):
        units = int(w.line_units[k])
        if w.line_scrapped is None or w.line_refurbished is None:
            shelved = [(at, units if w.restockable[parcel % w.n] else 0)]
        else:
            mended, visit = int(w.line_refurbished[k]), run.visit(parcel, "refurbishing")
            benched = section is not None and section.refurbishing is not None
            then = (visit.ended if visit else None) if benched else at
            shelved = [(at, units - mended - int(w.line_scrapped[k]))]
            shelved += [] if then is None else [(then, mended)]
        found[k] = [each for each in shelved if each[1]]
    return found


def price(run: Run, lines: list[int]) -> int:
    """Cents of lines, as their file tells them or by the prices of their SKUs."""
    w, told = run.workload, run.workload.line_value
    if told is not None:
        return sum(int(told[k]) for k in lines)
    return sum(int(w.line_units[k] * w.supply.price[w.line_sku[k]]) for k in lines)


def paid_back_at(run: Run, order: int) -> int | None:
    """When its customer gets the money for what comes back; None: not yet, or never."""
    w, section = run.workload, run.scenario.returns
    if section is None or run.timeline.outcome[order] != Outcome.DELIVERED or not w.returns[order]:
        return None
    parcels = [p for p in run.parcels_of(order) if run.visit(p, "returns")]
    if not parcels:
        return None
    after = section.refund.after if section.refund else "inspection"
    visit = run.visit(parcels[0], "inspection" if after == "inspection" else "returns")
    columns = w.added.get("returns", {})
    moment = visit.ended if visit else None
    if after == "hand-in" and visit is not None and visit.began is not None:
        moment = visit.began + int(columns["handed_in"][order])
    if moment is None or moment == NEVER:
        return None
    moment += int(columns["refund_delay"][order]) if section.refund else 0
    return moment if moment <= run.timeline.horizon else None

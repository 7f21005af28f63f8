"""Laws of what comes back by the line and by the unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.results.outcomes import Outcome
from simulator.units import NEVER
from tests.laws.laws import law
from tests.laws.returned import at_points, lines_back, to_mend
from tests.laws.runs import Run


@law
def units_that_come_back_are_as_new_refurbished_or_scrapped(run: Run) -> Iterator[str]:
    """Each of a line's units is one of the three, and those of a share of 0 % never are."""
    w, section = run.workload, run.scenario.returns
    grading = section.grading if section is not None else None
    if grading is None or w.line_refurbished is None or w.line_scrapped is None:
        return
    as_new = w.line_units - w.line_refurbished - w.line_scrapped
    for name, share, units in (
        ("restocked", grading.restock, as_new),
        ("refurbished", grading.refurbish, w.line_refurbished),
        ("scrapped", grading.scrap, w.line_scrapped),
    ):
        if (units < 0).any() or (units > w.line_units).any():
            yield f"{name}: {units.min()} to {units.max()} units of a line"
        if (share == 0 and units.any()) or (share == 1 and (units != w.line_units).any()):
            yield f"{name}: {int(units.sum())} units, share {share}"


@law
def a_return_in_part_keeps_some_lines_and_sends_some(run: Run) -> Iterator[str]:
    """Of a drawn order all lines are sent back, or at least one and not all; of wrong ones all."""
    w, section = run.workload, run.scenario.returns
    if section is None or section.in_part is None or w.line_back is None:
        return
    for i in run.orders:
        lines = w.line_back[w.line_start[i] : w.line_start[i + 1]]
        in_part = not lines.all()
        if not lines.any():
            yield f"order {i}: nothing comes back of a return"
        whole = w.wrong_items[i] or at_points(run).uncollected[i]
        if in_part and (whole or not w.returns[i] or section.in_part.share == 0):
            yield f"order {i}: comes back in part"
        sure = section.in_part.share == 1 and len(lines) > 1 and not whole
        if w.returns[i] and sure and not in_part:
            yield f"order {i}: comes back whole"


@law
def what_is_mended_came_back_and_was_delivered(run: Run) -> Iterator[str]:
    """Of customers' returns each line was delivered before; nobody mends what is not graded so."""
    w, t = run.workload, run.timeline
    for parcel in run.parcels:
        order, back = parcel % w.n, run.visit(parcel, "returns")
        visit, inspection = run.visit(parcel, "refurbishing"), run.visit(parcel, "inspection")
        if back is not None and t.outcome[order] == Outcome.DELIVERED:
            if back.began is None or back.began < t.delivered[order] or not w.returns[order]:
                yield f"order {order}: comes back from {back.began}, before it was delivered"
            if any(t.line_canceled[k] for k in lines_back(run, parcel)):
                yield f"order {order}: a line comes back that was not sent"
        if visit is None or visit.queued is None:
            continue
        if inspection is None or inspection.ended != visit.queued or not to_mend(run, parcel):
            yield f"parcel {parcel}: refurbished from {visit.queued}, inspected {inspection}"


@law
def every_return_has_its_reason(run: Run) -> Iterator[str]:
    """But those of wrong items and what nobody collects; what does not come back has none."""
    w, section = run.workload, run.scenario.returns
    if section is None or not section.reasons:
        return
    reason = w.added["returns"]["reason"]
    has = w.returns & ~w.wrong_items & ~at_points(run).uncollected
    for i in np.flatnonzero((reason >= 0) != has).tolist():
        yield f"order {i}: reason {reason[i]}, comes back: {w.returns[i]}"
    if reason.max(initial=-1) >= len(section.reasons):
        yield f"reasons up to {reason.max()}"


@law
def what_nobody_collects_comes_back_once_its_time_is_over(run: Run) -> Iterator[str]:
    """Nothing is collected later than that, nothing sent back earlier than it was collected."""
    w, section, there = run.workload, run.scenario.delivery, at_points(run)
    rule = section.points if section is not None else None
    if rule is None:
        return
    for i in run.orders:
        never = there.uncollected[i]
        if there.at_point[i] and (w.attempt_fails[i].any() or w.abandons[i]):
            yield f"order {i}: goes to a point, and nobody is at home or has ordered it"
        if there.at_point[i] and not never and not 0 <= there.collected[i] <= rule.kept:
            yield f"order {i}: collected {there.collected[i]} after it came, kept for {rule.kept}"
        least = rule.kept if never else there.collected[i]
        if never and not w.returns[i]:
            yield f"order {i}: nobody collects it, and it does not come back"
        if there.at_point[i] and w.returns[i] and w.return_after[i] < least:
            yield f"order {i}: is back {w.return_after[i]} after it came, at a point for {least}"


@law
def nobody_gets_back_more_than_was_paid(run: Run) -> Iterator[str]:
    """Refunds are at most what was charged, and none before the payment."""
    t = run.timeline
    too_much = t.refunded > t.charged
    rows = np.flatnonzero(too_much | ((t.refunded > 0) & (t.paid == NEVER)))
    for i in rows.tolist():
        yield f"order {i}: {t.refunded[i]} of {t.charged[i]} given back"

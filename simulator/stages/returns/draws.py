"""Which orders come back, and what their inspection takes and finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.stages.delivery.draws_points import AtPoints
from simulator.stages.returns.draws_lines import grades, lines_back
from simulator.stages.returns.section import Returns
from simulator.workload.draws import Flags, Floats, Integers, OrderDraws
from simulator.workload.workload import Columns


@dataclass(frozen=True)
class ReturnColumns:
    """Columns of the workload for returns."""

    returns: Flags
    return_after: Integers
    inspection: Integers
    restockable: Flags
    line_back: Flags | None = None
    line_refurbished: Integers | None = None
    line_scrapped: Integers | None = None


@dataclass(frozen=True)
class Asking:
    """Who may send back: (n,) placed, with the wrong items, of which of the classes, how many
    lines; (m,) units of each line; and what goes to pick-up points, if there are any.
    """

    placed: Flags
    wrong_items: Flags
    order_class: Integers
    classes: tuple[str, ...]
    lines: Integers
    line_units: Integers
    points: AtPoints | None = None


def returns(
    section: Returns | None, asking: Asking, draws: OrderDraws
) -> tuple[ReturnColumns, dict[str, Columns]]:
    """Whether a delivered order comes back, when, and what its inspection takes and finds.

    Orders with the wrong items come back by a share of their own. Beside the columns is, by stage,
    only some houses have, (n,) each: with a road back or a refund `handed_in`, milliseconds from
    the delivery to the hand-in; with a window `too_late`, whether the order would come back were
    there none; with a refund its `refund_delay`; what `refurbishing` a unit takes; and with reasons
    the number of the `reason`, -1 of what comes back for none. What nobody collects at a pick-up
    point comes back whole, for none; what is collected counts from then on.
    """
    placed, n, points = asking.placed, len(asking.placed), asking.points
    if section is None:
        no, zero = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        return ReturnColumns(no, zero, zero, no), {}
    share = np.where(asking.wrong_items, section.wrong_items, _share(section, asking))
    returning, restock = draws.order_pair("returns.share", "returns.restock")
    after, inspection = draws.order_pair("returns.after", "returns.inspection")
    back = returning.happens(share, placed)
    uncollected = np.zeros(n, dtype=np.bool_) if points is None else points.uncollected
    back &= ~uncollected
    handed_in = after.integers(section.after, back)
    work = inspection.integers(section.inspection, back | uncollected)
    arrives, further = handed_in, dict[str, Integers | Flags]()
    if section.transit is not None:
        arrives = handed_in + draws.orders("returns.transit").integers(section.transit, back)
        further["handed_in"] = handed_in
    if section.window is not None:
        late = back & (handed_in > section.window)
        further["too_late"], back = late, back & ~late
    if section.refund is not None:
        delay = draws.orders("returns.refund").integers(section.refund.delay, back | uncollected)
        further |= {"handed_in": handed_in, "refund_delay": delay}
    if section.refurbishing is not None:
        times = draws.orders("returns.refurbishing")
        further["refurbishing"] = times.integers(section.refurbishing.time, placed)
    if section.reasons:
        further["reason"] = _reason(section, back & ~asking.wrong_items, draws)
    fit = restock.happens(section.restock, placed)
    columns = ReturnColumns(
        back, arrives, work, fit, *_of_lines(section, asking, back, further, draws)
    )
    if points is not None:
        columns = replace(
            columns,
            returns=back | uncollected,
            return_after=np.where(uncollected, points.back, _since(points, back, arrives)),
        )
        if "handed_in" in further:
            own = _since(points, back, handed_in)
            further["handed_in"] = np.where(uncollected, points.kept, own)
    return columns, {"returns": further} if further else {}


def _since(points: AtPoints, back: Flags, after: Integers) -> Integers:
    """(n,) Milliseconds after the delivery, of those after customers have what comes back."""
    return after + np.where(back & points.at_point, points.collected, 0)


def _reason(section: Returns, back: Flags, draws: OrderDraws) -> Integers:
    """(n,) The number of the reason for which each order comes back; -1: it does for none."""
    reason = np.full(len(back), -1, dtype=np.int64)
    shares = [each.share for each in section.reasons.values()]
    reason[back] = draws.orders("returns.reason").choose(shares, back)
    return reason


def _of_lines(
    section: Returns,
    asking: Asking,
    back: Flags,
    further: Columns,
    draws: OrderDraws,
) -> tuple[Flags | None, Integers | None, Integers | None]:
    """Columns of lines; None for what is not in the scenario."""
    lines = refurbished = scrapped = None
    if section.in_part is not None:
        lines = lines_back(section.in_part, back & ~asking.wrong_items, asking.lines, draws)
    if section.grading is not None:
        own = [reason.grading or section.grading for reason in section.reasons.values()]
        which = further["reason"] if own else np.full(len(back), -1)
        refurbished, scrapped = grades(
            (*own, section.grading), np.repeat(which, asking.lines), asking.line_units, draws
        )
    return lines, refurbished, scrapped


def _share(section: Returns, asking: Asking) -> float | Floats:
    """The share that comes back, of all orders or of each."""
    if not section.by_class:
        return section.share
    shares = [section.by_class.get(name, section.share) for name in asking.classes]
    return np.array(shares)[asking.order_class]

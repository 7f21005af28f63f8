"""When customers get back what they paid for what they send back, and how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome, is_any_of
from simulator.results.returned import are_whole, is_by_line, lines_that_return
from simulator.results.timeline import ReturnState, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import order_sums
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Refunds:
    """By the horizon: (n,) orders of which all is given back, and cents of the others' lines."""

    whole: Flags
    in_part: npt.NDArray[np.int64]


def refunds(scenario: Scenario, workload: Workload, timeline: Timeline) -> Refunds:
    """What has been given back for returns."""
    section = scenario.returns
    none = np.zeros(timeline.n, dtype=np.int64)
    if section is None or (section.refund is None and not is_by_line(workload)):
        inspected = (ReturnState.RESTOCKED, ReturnState.SCRAPPED)
        return Refunds(is_any_of(timeline.return_state, inspected), none)
    paid = refunded_at(scenario, workload, timeline)
    done = (paid != NEVER) & (paid <= timeline.horizon)
    whole = done & are_whole(workload, timeline)
    value = np.where(lines_that_return(workload, timeline), workload.values(), 0)
    return Refunds(whole, np.where(done & ~whole, order_sums(value, workload.line_start), 0))


def refunded_at(scenario: Scenario, workload: Workload, timeline: Timeline) -> Milliseconds:
    """(n,) When customers have their money, perhaps after the horizon; NEVER: it is not known."""
    section, columns = scenario.returns, workload.added.get("returns", {})
    comes = (timeline.outcome == Outcome.DELIVERED) & workload.returns
    if section is None:
        return np.full(timeline.n, NEVER, dtype=np.int64)
    rule = section.refund
    after = rule.after if rule is not None else "inspection"
    if after == "hand-in":
        begins = handed_in_at(workload, timeline)
    else:
        begins = of_first(timeline, "returns" if after == "arrival" else "inspection", "ended")
    comes = comes & (begins != NEVER)
    delay = columns["refund_delay"].astype(np.int64) if rule is not None else 0
    return np.where(comes, np.where(comes, begins, 0) + delay, NEVER)


def handed_in_at(workload: Workload, timeline: Timeline) -> Milliseconds:
    """(n,) When customers hand in what they send back; NEVER: they do not, or it is not known."""
    leaves = of_first(timeline, "returns", "began")
    comes = (leaves != NEVER) & (timeline.outcome == Outcome.DELIVERED) & workload.returns
    handed_in = workload.added["returns"]["handed_in"].astype(np.int64)
    return np.where(comes, np.where(comes, leaves, 0) + handed_in, NEVER)


def of_first(timeline: Timeline, activity: str, moment: str) -> Milliseconds:
    """(n,) A moment of a visit of what came back; of the first parcel that came back."""
    visit, order = timeline.log.first.get(activity), timeline.parcels.order
    if visit is None:
        return np.full(timeline.n, NEVER, dtype=np.int64)
    every: Milliseconds = getattr(visit, moment)
    firsts = every[: timeline.n].copy()
    for parcel in range(timeline.n, len(every)):
        if firsts[order[parcel]] == NEVER:
            firsts[order[parcel]] = every[parcel]
    return firsts

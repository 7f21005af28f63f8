"""Who is told that an order will be late: as a delay holds it up, or as its promise runs out.

Each order has one notice at most, of whichever comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.parcels import parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.delayed import Delayed, delayed
from simulator.stages.delivery.ways import drivers_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class DelayNotices:
    """A row for each notice that is sent by the horizon, by order."""

    order: Numbers
    sent: Numbers
    latency: Numbers
    bounced: Flags


def delay_notices_of(
    scenario: Scenario, workload: Workload, timeline: Timeline
) -> DelayNotices | None:
    """All that are sent; None where nobody is told."""
    section = scenario.notification
    if section is None or section.delay_notice is None:
        return None
    sent = np.full(timeline.n, FAR)
    if section.delay_notice.held_up:
        calm = delayed(scenario, workload, timeline)
        if calm is not None:
            np.minimum.at(sent, calm.order, _meets(scenario, workload, timeline, calm))
    if section.delay_notice.before_promise is not None:
        sent = np.minimum(sent, _runs_out(section.delay_notice.before_promise, workload, timeline))
    since = NEVER if workload.begins is None else workload.begins.at
    rows = np.flatnonzero((sent <= timeline.horizon) & (sent > since))
    columns = workload.added["notification"]
    latency, bounced = columns["latency"][rows], columns["bounces"][rows]
    return DelayNotices(rows, sent[rows], latency.astype(np.int64), bounced.astype(np.bool_))


def _meets(scenario: Scenario, workload: Workload, timeline: Timeline, delayed: Delayed) -> Numbers:
    """(k,) When the first delay begins that meets each parcel that is held up; else FAR."""
    gone, met = parcels(timeline).handed_over[delayed.parcel], np.full(len(delayed.order), FAR)
    drivers = drivers_of(scenario, workload)
    carrier, region = drivers.carrier_of[delayed.order], workload.region[delayed.order]
    for index, regions in drivers.delays.items():
        for number, spans in enumerate(regions):
            mine = np.flatnonzero((carrier == index) & (region == number) & (delayed.held > 0))
            if len(mine) and len(spans):
                first = np.searchsorted(spans[:, 1], gone[mine], side="right")
                begins = spans[np.minimum(first, len(spans) - 1), 0]
                met[mine] = np.maximum(begins, gone[mine])
    return met


def _runs_out(before: int, workload: Workload, timeline: Timeline) -> Numbers:
    """(n,) So long before its promise, of an order that is paid and not at its end by then."""
    moment = workload.deliver_by - before
    due = (workload.deliver_by != NEVER) & (timeline.paid != NEVER) & (timeline.paid <= moment)
    due &= (timeline.outcome == Outcome.IN_FLIGHT) | (timeline.ended > moment)
    return np.where(due, moment, FAR)

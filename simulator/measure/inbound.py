"""What people did with what suppliers brought, as stretches of work."""

from __future__ import annotations

import numpy as np

from simulator.measure.steps import happened
from simulator.measure.work_done import Work
from simulator.results.timeline import Log, Timeline
from simulator.stages import ACTIVITIES, INBOUND
from simulator.units import NEVER


def inbound_work(timeline: Timeline) -> dict[str, Work]:
    """By activity of `INBOUND`; none where receiving is off.

    What was stopped is there with its stretches in place of the whole.
    """
    if timeline.receipts is None:
        return {}
    return {
        name: _work(timeline.receipts.log, name, timeline.horizon)
        for name in timeline.receipts.log.first
    }


def _work(log: Log, activity: str, horizon: int) -> Work:
    visit, stretches = log.first[activity], log.stretches
    number = len(ACTIVITIES) + tuple(INBOUND).index(activity)
    mine = np.flatnonzero(stretches.activity == number)
    whole = visit.began != NEVER
    whole[stretches.parcel[mine]] = False
    rows = np.flatnonzero(whole)
    return Work(
        np.concatenate((visit.began[rows], stretches.began[mine])),
        np.concatenate(
            (happened(visit.ended[rows], horizon), happened(stretches.ended[mine], horizon))
        ),
        np.concatenate((visit.server[rows], stretches.server[mine])),
    )

"""Orders that are still inside when the simulated time ends: how many, where, how old."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import Outcome, Timeline
from simulator.units import HOUR, NEVER
from simulator.workload.workload import Workload

_STEPS = (
    ("checkout", "in the cart"),
    ("payment", "payment"),
    ("fraud_review", "fraud review"),
    ("picking", "picking"),
    ("packing", "packing"),
    ("labeling", "labeling"),
    ("shipping", "waiting for the pick-up"),
    ("transit", "in transit"),
    ("delivery", "out for delivery"),
)
STOCK = "waiting for stock"


@dataclass(frozen=True)
class Inside:
    """Orders at one place at the horizon, and hours since the oldest was created."""

    where: str
    orders: int
    oldest_hours: float


def in_flight(workload: Workload, timeline: Timeline) -> tuple[Inside, ...]:
    """Where the open orders are, in the order of the journey; places without orders are left out.

    An order is where it last began to wait or to be worked on; between two stages it waits for
    stock if it is paid and not released, and for the next stage's answer otherwise.
    """
    open_ = (timeline.outcome == Outcome.IN_FLIGHT) & (workload.created <= timeline.horizon)
    place = np.zeros(workload.n, dtype=np.int8)
    names = [name for _, name in _STEPS]
    for index, (activity, _) in enumerate(_STEPS):
        if activity in timeline.visits:
            place[_came(timeline, activity)] = index
    unreleased = (timeline.paid != NEVER) & (timeline.released == NEVER)
    reviewing = (
        _came(timeline, "fraud_review") & (timeline.visits["fraud_review"].ended == NEVER)
        if "fraud_review" in timeline.visits
        else np.zeros(workload.n, dtype=np.bool_)
    )
    stock = open_ & unreleased & ~reviewing
    groups = [(name, open_ & ~stock & (place == index)) for index, name in enumerate(names)]
    groups.insert(3, (STOCK, stock))
    return tuple(
        Inside(name, int(here.sum()), _oldest(workload, timeline, here))
        for name, here in groups
        if here.any()
    )


def _came(timeline: Timeline, activity: str) -> npt.NDArray[np.bool_]:
    came: npt.NDArray[np.bool_] = timeline.visits[activity].queued != NEVER
    return came


def _oldest(workload: Workload, timeline: Timeline, here: npt.NDArray[np.bool_]) -> float:
    return float((timeline.horizon - workload.created[here].min()) / HOUR)

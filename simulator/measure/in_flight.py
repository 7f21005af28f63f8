"""Which orders are still inside at the horizon, where, and since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.stages import BEFORE_THE_DOOR
from simulator.units import HOUR, NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Inside:
    """Orders in flight at one activity, waiting for it or in it; the age is since they were placed.

    Every order counts, whenever it was placed; `of_window` are those placed in the window, which
    the figures of the cohort are about.
    """

    where: str
    orders: int
    oldest_hours: float
    of_window: int


def in_flight(
    workload: Workload, timeline: Timeline, window: tuple[int, int]
) -> tuple[Inside, ...]:
    """One row per activity with orders at it, in the sequence of the journey.

    An order is at the last activity that it has entered (`shipping` waits for the pick-up); one
    that is paid and still lacks stock is at `inventory`, and one that nothing has begun to work on
    at `payment`. A split order is where that parcel is which is least far; a further one is at
    `inventory` until it is picked.
    """
    placed = workload.placed
    inside = (timeline.outcome == Outcome.IN_FLIGHT) & (placed != NEVER)
    rows = np.flatnonzero(inside & (placed <= timeline.horizon))
    of_cohort = (placed >= window[0]) & (placed < window[1])
    if workload.begins is not None:
        of_cohort[workload.begins.in_house] = True
    of_cohort, placed = of_cohort[rows], placed[rows]
    place = _with_split_orders(timeline, rows, _places(timeline, rows))
    records = []
    for number, activity in enumerate(BEFORE_THE_DOOR):
        here = place == number
        if here.any():
            oldest = float((timeline.horizon - placed[here]).max()) / HOUR
            counts = int(np.count_nonzero(here)), int(np.count_nonzero(here & of_cohort))
            records.append(Inside(activity, counts[0], oldest, counts[1]))
    return tuple(records)


def _places(timeline: Timeline, rows: Numbers) -> Numbers:
    """Where each of these orders is, by its first parcel: an index into `BEFORE_THE_DOOR`."""
    place = np.full(len(rows), BEFORE_THE_DOOR.index("payment"))
    visits = {activity: visit.rows(rows) for activity, visit in timeline.visits.items()}
    for number, activity in enumerate(BEFORE_THE_DOOR):
        visit = visits.get(activity)
        if visit is not None:
            place[(visit.queued != NEVER) | (visit.began != NEVER)] = number
    stock = visits.get("inventory")
    if stock is not None:
        short = (stock.queued != NEVER) & (stock.ended == NEVER)
        short &= (timeline.released[rows] == NEVER) & (timeline.paid[rows] != NEVER)
        review = visits.get("fraud_review")
        if review is not None:
            short &= ~((review.queued != NEVER) & (review.ended == NEVER))
        place[short] = BEFORE_THE_DOOR.index("inventory")
    return place


def _with_split_orders(timeline: Timeline, rows: Numbers, places: Numbers) -> Numbers:
    """The same, where split orders are at their parcel in flight that is least far."""
    table = timeline.parcels
    if not len(table.split):
        return places
    place = np.zeros(timeline.n, dtype=np.int64)
    place[rows] = places
    every = np.full(len(table.order), BEFORE_THE_DOOR.index("inventory"))
    for number, activity in enumerate(BEFORE_THE_DOOR):
        if number > BEFORE_THE_DOOR.index("inventory") and activity in timeline.visits:
            visit = timeline.log.first[activity]
            every[(visit.queued != NEVER) | (visit.began != NEVER)] = number
    every[: timeline.n] = place
    mine = table.of_split
    is_open = table.outcome[mine] == Outcome.IN_FLIGHT
    place[table.split] = table.least(np.where(is_open, every[mine], len(BEFORE_THE_DOOR) - 1))
    return place[rows]

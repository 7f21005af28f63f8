"""The pick-up that was planned for each order, and whether it was made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.results.parcels import last_to_the_dock
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.workload import Workload


@dataclass(frozen=True)
class Plan:
    """(n,) The planned pick-up, NEVER where none is due yet; missed and bumped orders."""

    pick_up: npt.NDArray[np.int64]
    missed: npt.NDArray[np.bool_]
    bumped: npt.NDArray[np.bool_]


def planned_pick_ups(
    scenario: Scenario, workload: Workload, timeline: Timeline, cohort: Cohort
) -> Plan:
    """Plan for the accepted cohort.

    Planned is the carrier's last pick-up from the release to the ship-by time; without one, or
    without a promise, the first after the release. A parcel that is labeled at the cut-off is in
    time; of a split order the last one counts. An order that is still inside and whose planned
    pick-up lies past the horizon has no plan yet; one that has gone before has made it.
    """
    n = timeline.n
    planned = np.full(n, NEVER, dtype=np.int64)
    cut_off = np.zeros(n, dtype=np.int64)
    of_service = [timeline.carriers.index(carrier) for carrier, _ in workload.services]
    carrier = np.array([*of_service, -1], dtype=np.int64)[workload.service]
    mine = cohort.accepted & (timeline.released != NEVER) & (workload.service >= 0)
    known = (workload.ship_by == NEVER) | (workload.ship_by <= cohort.horizon)
    known |= timeline.handed_over != NEVER
    known &= mine
    for index, name in enumerate(timeline.carriers):
        rows = np.flatnonzero(known & (carrier == index))
        times = timeline.pick_ups.time[timeline.pick_ups.carrier == index]
        first = np.searchsorted(times, timeline.released[rows], side="left")
        last = np.searchsorted(times, workload.ship_by[rows], side="right") - 1
        chosen = np.maximum(first, last)
        come = chosen < len(times)
        planned[rows[come]] = times[chosen[come]]
        cut_off[rows] = scenario.carriers[name].cut_off
    due = planned != NEVER
    ready = last_to_the_dock(timeline)
    missed = due & ((ready == NEVER) | (ready > planned - cut_off))
    gone = timeline.handed_over
    bumped = due & ~missed & ((gone == NEVER) | (gone > planned))
    return Plan(planned, missed, bumped)


def first_in_time(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    order: npt.NDArray[np.int64],
    labeled: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """The carrier's first pick-up for which a parcel, labeled then, is in time; far off if none.

    A parcel that is not loaded at it was bumped: there was no room.
    """
    carrier = carriers_of(workload, timeline)[order]
    found = np.full(len(order), np.iinfo(np.int64).max)
    for index, name in enumerate(timeline.carriers):
        mine = np.flatnonzero(carrier == index)
        times = timeline.pick_ups.time[timeline.pick_ups.carrier == index]
        ready = labeled[mine] + scenario.carriers[name].cut_off
        place = np.searchsorted(times, ready, side="left")
        comes = place < len(times)
        found[mine[comes]] = times[place[comes]]
    return found


def carriers_of(workload: Workload, timeline: Timeline) -> npt.NDArray[np.int64]:
    """(n,) The carrier of each order: an index into `timeline.carriers`."""
    of_service = [timeline.carriers.index(carrier) for carrier, _ in workload.services]
    return np.array(of_service, dtype=np.int64)[workload.service]

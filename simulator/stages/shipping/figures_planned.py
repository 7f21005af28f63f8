"""The pick-up that was planned for each order, and whether it was made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.results.parcels import last_to_the_dock
from simulator.results.pick_ups import PickUps, pick_ups_of
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.cartons import cartons
from simulator.stages.shipping.draws_pick_ups import planned_at
from simulator.units import NEVER, WEEK
from simulator.workload.workload import Workload


@dataclass(frozen=True)
class Plan:
    """(n,) The planned pick-up, NEVER where none is due yet; orders that did not make it.

    Those that were not there in time, for which there was no room, and to which no truck came.
    """

    pick_up: npt.NDArray[np.int64]
    missed: npt.NDArray[np.bool_]
    bumped: npt.NDArray[np.bool_]
    no_show: npt.NDArray[np.bool_]


def planned_pick_ups(
    scenario: Scenario, workload: Workload, timeline: Timeline, cohort: Cohort
) -> Plan:
    """Plan for the accepted cohort.

    Planned is the carrier's last pick-up from the release to the ship-by time; without one, or
    without a promise, the first after the release. A parcel that is labeled at the cut-off is in
    time; of a split order the last one counts. An order that is still inside and whose planned
    pick-up lies past the horizon has no plan yet; one that has gone before has made it. Who goes
    with the truck of the planned pick-up has made it, late as the truck may be.
    """
    n = timeline.n
    planned, comes = np.full(n, NEVER, dtype=np.int64), np.full(n, NEVER, dtype=np.int64)
    cut_off = np.zeros(n, dtype=np.int64)
    of_service = [timeline.carriers.index(carrier) for carrier, _ in workload.services]
    carrier = np.array([*of_service, -1], dtype=np.int64)[workload.service]
    mine = cohort.accepted & (timeline.released != NEVER) & (workload.service >= 0)
    known = (workload.ship_by == NEVER) | (workload.ship_by <= cohort.horizon)
    known |= timeline.handed_over != NEVER
    known &= mine
    for index, name in enumerate(timeline.carriers):
        rows = np.flatnonzero(known & (carrier == index))
        times, trucks = _with_later(scenario, workload, timeline, name, rows)
        first = np.searchsorted(times, timeline.released[rows], side="left")
        last = np.searchsorted(times, workload.ship_by[rows], side="right") - 1
        chosen = np.maximum(first, last)
        come = chosen < len(times)
        planned[rows[come]], comes[rows[come]] = times[chosen[come]], trucks[chosen[come]]
        cut_off[rows] = scenario.carriers[name].cut_off
    ready, gone = last_to_the_dock(timeline), timeline.handed_over
    planned[(comes > cohort.horizon) & (gone == NEVER)] = NEVER  # its truck is still to come
    due, limit = planned != NEVER, np.maximum(planned, comes)
    before = (gone != NEVER) & (gone <= planned)  # with a truck on call, ready late as it was
    missed = due & ~before & ((ready == NEVER) | (ready > limit - cut_off))
    stayed = due & ~missed & ((gone == NEVER) | (gone > limit))
    none = stayed & (comes == NEVER)
    return Plan(planned, missed, bumped=stayed & ~none, no_show=none)


def _with_later(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    carrier: str,
    rows: npt.NDArray[np.int64],
) -> PickUps:
    """A carrier's pick-ups, and those past the end of the run up to the last that these orders
    wait for, as if punctual: an order that a truck on call took before has made its own.
    """
    until = max(workload.ship_by[rows].max(initial=0), timeline.released[rows].max(initial=0))
    beyond = max(int(until) - scenario.clock.horizon, 0) + WEEK
    theirs = pick_ups_of(scenario, workload, timeline, carrier)
    every = planned_at(scenario.clock, scenario.carriers[carrier], beyond)
    later = every[every > timeline.horizon]
    return PickUps(np.append(theirs.planned, later), np.append(theirs.comes, later))


def first_in_time(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    order: npt.NDArray[np.int64],
    labeled: npt.NDArray[np.int64],
    as_planned: bool = False,
) -> npt.NDArray[np.int64]:
    """The carrier's first pick-up for which a parcel, labeled then, is in time; far off if none.

    A parcel that is not loaded at it was bumped: there was no room. It is the first truck that came
    or, `as_planned`, the first for which one should have come, be it late or none, if that is
    earlier.
    """
    carrier = carriers_of(workload, timeline)[order]
    first = np.full(len(order), np.iinfo(np.int64).max)
    for index, name in enumerate(timeline.carriers):
        mine = np.flatnonzero(carrier == index)
        times = timeline.pick_ups.time[timeline.pick_ups.carrier == index]
        if as_planned and name in workload.truck_comes:
            planned = pick_ups_of(scenario, workload, timeline, name).planned
            times = np.union1d(times, planned)
        ready = labeled[mine] + scenario.carriers[name].cut_off
        place = np.searchsorted(times, ready, side="left")
        comes = place < len(times)
        first[mine[comes]] = times[place[comes]]
    return first


def carriers_of(workload: Workload, timeline: Timeline) -> npt.NDArray[np.int64]:
    """(n,) The carrier of each order: an index into `timeline.carriers`."""
    of_service = [timeline.carriers.index(carrier) for carrier, _ in workload.services]
    return np.array(of_service, dtype=np.int64)[workload.service]


def left_behind(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    carrier: str,
    moments: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Boxes of a carrier that were ready by the cut-off of a pick-up at each moment, and stayed."""
    dock, parts = timeline.log.first["shipping"], timeline.part_loads
    packed = cartons(scenario, workload, timeline)
    index, cut_off = timeline.carriers.index(carrier), scenario.carriers[carrier].cut_off
    theirs = (carriers_of(workload, timeline)[packed.order] == index) & (dock.queued != NEVER)
    left = np.zeros(len(moments), dtype=np.int64)
    for place, moment in enumerate(moments.tolist()):
        gone = (dock.ended != NEVER) & (dock.ended <= moment)
        stays = theirs & (dock.queued <= moment - cut_off) & ~gone
        before = (parts.time <= moment) & stays[parts.parcel]
        left[place] = packed.parcels[stays].sum() - parts.boxes[before].sum()
    return left

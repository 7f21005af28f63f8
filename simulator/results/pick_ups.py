"""The pick-ups that were planned, and the trucks that came to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import last_to_the_dock
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_pick_ups import planned_at
from simulator.units import NEVER
from simulator.workload import Workload

Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class PickUps(NamedTuple):
    """A carrier's planned pick-ups, ascending, and when a truck came to each: NEVER, if none."""

    planned: Milliseconds
    comes: Milliseconds

    @property
    def late(self) -> Flags:
        """Those to which it came late."""
        flags: Flags = self.comes > self.planned
        return flags

    @property
    def missed(self) -> Flags:
        """Those to which none came."""
        flags: Flags = self.comes == NEVER
        return flags


def pick_ups_of(
    scenario: Scenario, workload: Workload, timeline: Timeline, carrier: str
) -> PickUps:
    """The pick-ups planned up to the end of a run, outages aside; a truck may come after it."""
    comes = workload.truck_comes.get(carrier)
    if comes is None:
        log = timeline.pick_ups
        ours = (log.carrier == timeline.carriers.index(carrier)) & ~log.called
        times = log.time[ours]
        return PickUps(times, times)
    planned = planned_at(scenario.clock, scenario.carriers[carrier])
    since = NEVER if workload.begins is None else workload.begins.at
    ours = (planned <= timeline.horizon) & (np.maximum(planned, comes) > since)
    return PickUps(planned[ours], comes[ours])


def waited_in_vain(
    scenario: Scenario, workload: Workload, timeline: Timeline, at: Milliseconds
) -> Flags:
    """(n,) Orders that were whole on the dock in time for a truck planned `at` a moment.

    And it was late, or did not come: that is their carrier's fault.
    """
    waited = np.zeros(timeline.n, dtype=np.bool_)
    if not workload.truck_comes:
        return waited
    ready = last_to_the_dock(timeline)
    for carrier in workload.truck_comes:
        services = [k for k, (name, _) in enumerate(workload.services) if name == carrier]
        planned, comes = pick_ups_of(scenario, workload, timeline, carrier)
        in_time = (ready != NEVER) & (ready + scenario.carriers[carrier].cut_off <= at)
        theirs = np.isin(workload.service, services)
        waited |= in_time & theirs & np.isin(at, planned[comes != planned])
    return waited

"""What the delays of carriers do to parcels: their ways as they are, and as they would be without.

The road is arithmetic, so both are worked out from the hand-over; a delay ahead that has not begun
by the horizon is among them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.parcels import parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.ways import Ways, carry, drivers_of, roads_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Delayed:
    """A row per parcel that was handed over: `parcel` is its row among all of the timeline's."""

    parcel: Numbers
    order: Numbers
    arrived: Numbers  # at the depot of the destination, or known to be lost
    without: Ways  # as they would be with no delay

    @property
    def held(self) -> Numbers:
        """Milliseconds by which delays made them arrive later."""
        return self.arrived - self.without.arrived


def delayed(scenario: Scenario, workload: Workload, timeline: Timeline) -> Delayed | None:
    """The parcels that were handed over; None where no carrier has delays."""
    if not workload.delays:
        return None
    every = parcels(timeline)
    rows = np.flatnonzero(every.handed_over != NEVER)
    order, gone = every.order[rows], every.handed_over[rows]
    place = order + workload.n * (every.parcel[rows] - 1)
    roads, drivers = roads_of(workload), drivers_of(scenario, workload)
    arrived = carry(scenario, drivers, roads, place, gone).arrived
    without = carry(scenario, replace(drivers, delays={}), roads, place, gone)
    return Delayed(rows, order, arrived, without)


def in_time_without(delayed: Delayed, workload: Workload, timeline: Timeline) -> Flags:
    """(n,) Orders whose parcels are all with the carrier, and would all be delivered in time."""
    table = timeline.parcels
    live = np.ones(len(table.order), dtype=np.bool_)
    live[table.of_split] = table.live
    gone = np.zeros(len(table.order), dtype=np.bool_)
    gone[delayed.parcel] = True
    done = delayed.without.outcome == Outcome.DELIVERED
    met = gone.copy()
    met[delayed.parcel] = done & (delayed.without.ended <= workload.deliver_by[delayed.order])
    wrong = np.bincount(table.order, live & ~met, minlength=workload.n)
    some = np.bincount(table.order, live & gone, minlength=workload.n)
    flags: Flags = (some > 0) & (wrong == 0)
    return flags

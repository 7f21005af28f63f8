"""How the promises of delivery ended: kept, early, broken and by whom, or open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import GOES_ON, Outcome, is_any_of
from simulator.results.parcels import parcels
from simulator.results.pick_ups import waited_in_vain
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ends:
    """(n,) Flags of promises at checkout that are still owed or were met; exactly one holds.

    `kept` are delivered on the day that was promised, `early` before it. A promise that its day has
    passed, or that nothing can keep any more, is broken: by the `house` if the order was not whole
    with the carrier at the pick-up that the promise counts on, unless it stood ready there and the
    truck was late or did not come; else by the `carrier` if that, or if a parcel was lost, or
    longer on its way than the quantile of transit allows; else at the `door`, where nobody took it.
    All others are `open`.
    """

    open: Flags
    kept: Flags
    early: Flags
    house: Flags
    carrier: Flags
    door: Flags

    @property
    def due(self) -> Flags:
        """Those that are not open."""
        flags: Flags = self.kept | self.early | self.house | self.carrier | self.door
        return flags


def ends_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Ends:
    """The ends of all promises made at checkout, of orders that are paid and not canceled."""
    promise, by = workload.added["promise"], workload.deliver_by
    pick_up, at_depot = (promise[name].astype(np.int64) for name in ("pick_up", "at_depot"))
    owed = (timeline.paid != NEVER) & is_any_of(timeline.outcome, GOES_ON) & (by != NEVER)
    delivered = timeline.outcome == Outcome.DELIVERED
    in_time = owed & delivered & (timeline.delivered <= by)
    ended = timeline.outcome != Outcome.IN_FLIGHT
    broken = owed & ~in_time & (ended | (by <= timeline.horizon))
    dates = scenario.clock.calendar
    day, promised = (dates.day(np.where(in_time, m, 0)) for m in (timeline.delivered, by - 1))
    early = in_time & (day < promised)
    gone = timeline.handed_over
    stayed = broken & ((gone == NEVER) | (gone > pick_up))
    no_truck = stayed & waited_in_vain(scenario, workload, timeline, pick_up)
    house = stayed & ~no_truck
    slow = _arrives_after(timeline, at_depot) | no_truck
    carrier = broken & ~house & (slow | (timeline.outcome == Outcome.LOST))
    return Ends(
        open=owed & ~in_time & ~broken,
        kept=in_time & ~early,
        early=early,
        house=house,
        carrier=carrier,
        door=broken & ~house & ~carrier,
    )


def _arrives_after(timeline: Timeline, limit: Numbers) -> Flags:
    """(n,) Orders of which a parcel was at the depot of its destination later, or is not yet."""
    transit = timeline.log.first.get("transit")
    if transit is None:
        return np.zeros(timeline.n, dtype=np.bool_)
    every = parcels(timeline)
    late = (every.handed_over != NEVER) & (
        (transit.ended == NEVER) | (transit.ended > limit[every.order])
    )
    flags: Flags = np.bincount(every.order, late, minlength=timeline.n) > 0
    return flags

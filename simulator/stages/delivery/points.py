"""What becomes of orders at pick-up points: when customers have what was delivered there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AtPoint:
    """(n,) Moments of orders at points, NEVER where there is none by the horizon."""

    collected: Numbers
    reminded: Numbers
    not_collected: Numbers


def in_hand(workload: Workload, delivered: Numbers) -> Numbers:
    """(n,) When customers have what was delivered at these moments, perhaps beyond the horizon.

    At the door at once, at a point as they collect it; NEVER: they never do.
    """
    columns = workload.added.get("delivery", {})
    if "at_point" not in columns:
        return delivered
    collected = columns["collected"].astype(np.int64)
    there = columns["at_point"].astype(np.bool_) & (delivered != NEVER)
    return np.where(there, np.where(collected == NEVER, NEVER, delivered + collected), delivered)


def at_point_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> AtPoint | None:
    """What is seen of orders at points by the horizon; None without points."""
    rule = scenario.delivery.points if scenario.delivery is not None else None
    if rule is None:
        return None
    columns = workload.added["delivery"]
    stands = columns["at_point"].astype(np.bool_) & (timeline.delivered != NEVER)
    waits = columns["collected"].astype(np.int64)
    never = waits == NEVER

    def seen(after: Numbers | int, whose: Flags) -> Numbers:
        at = timeline.delivered + after
        return np.where(stands & whose & (at <= timeline.horizon), at, NEVER)

    told = np.zeros(workload.n, dtype=np.bool_)
    if rule.reminded is not None and rule.reminded < rule.kept:
        told = never | (waits > rule.reminded)
    return AtPoint(
        collected=seen(waits, ~never),
        reminded=seen(rule.reminded or 0, told),
        not_collected=seen(rule.kept, never),
    )


def cost_of_points(scenario: Scenario, workload: Workload, came: Flags) -> Floats:
    """(n,) What points ask for orders that come there; `came` begins with the first parcels."""
    rule = scenario.delivery.points if scenario.delivery is not None else None
    if rule is None:
        return np.zeros(workload.n)
    at_point = workload.added["delivery"]["at_point"].astype(np.bool_)
    cost: Floats = rule.cost * (came[: workload.n] & at_point).astype(np.float64)
    return cost

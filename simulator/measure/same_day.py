"""Orders placed before the shop's cut-off on a working day, and those that leave that same day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.promises import carriers_of_services, working_days
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CutOffs:
    """(n,) By order: the cut-off of the day on which it was placed, and the end of that day.

    Both are NEVER unless it was placed by the cut-off of its class (`order_cut_off`) on a day with
    a pick-up of its carrier that is not a holiday; an outage of the carrier does not matter.
    """

    cut_off: Milliseconds
    day_ends: Milliseconds

    @property
    def before(self) -> Flags:
        """Placed by the cut-off of a working day."""
        flags: Flags = self.cut_off != NEVER
        return flags


def cut_offs_of(scenario: Scenario, workload: Workload) -> CutOffs:
    """From what customers do and what the shop says alone; nothing of it needs a simulation."""
    clock, placed = scenario.clock, workload.placed
    dates = clock.calendar
    day = dates.day(np.where(placed == NEVER, 0, placed))
    cut_off = np.full(workload.n, NEVER, dtype=np.int64)
    carriers = carriers_of_services(scenario)[workload.service]
    for carrier, (open_days, _) in enumerate(working_days(scenario, dates)):
        mine = carriers == carrier
        works = open_days.on_or_after(day) == day
        for k, section in enumerate(scenario.demand.classes.values()):
            if section.order_cut_off is not None:
                rows = np.flatnonzero(mine & works & (workload.order_class == k))
                cut_off[rows] = dates.moment(day[rows], section.order_cut_off)
    before = (placed != NEVER) & (placed <= cut_off)
    return CutOffs(
        cut_off=np.where(before, cut_off, NEVER),
        day_ends=np.where(before, dates.moment(day + 1), NEVER),
    )


def _no_cut_off(scenario: Scenario, _: str) -> str | None:
    if scenario.demand.has_cut_off:
        return None
    return "no class has a cut-off; write order_cut_off: 15:00 under a class"


@figures(
    Kpi(
        "same_day_share",
        "%",
        "shipping",
        "accepted orders placed by the cut-off of their class (order_cut_off) on a day with a "
        "pick-up of their carrier, releasable by it and handed over that day / those placed by "
        "it; one still inside counts once its day is over",
        "higher",
        sections=("shipping",),
        absent=_no_cut_off,
        called="Ordered by the cut-off, left that day",
    ),
    group="service",
    after="return_rate",
)
def same_day(observed: Observation) -> Kpis:
    """The share of them that is releasable by the cut-off and handed over that day.

    An order that is still inside counts once its day is over.
    """
    cohort, released = observed.cohort, observed.timeline.released
    cut_offs = cut_offs_of(observed.scenario, observed.workload)
    gone = cohort.left != NEVER
    placed = cohort.accepted & cut_offs.before & (gone | (cut_offs.day_ends <= cohort.horizon))
    ready = (released != NEVER) & (released <= cut_offs.cut_off)
    left_that_day = ready & gone & (cohort.left < cut_offs.day_ends)
    return observed.scopes.share("same_day_share", left_that_day, placed)

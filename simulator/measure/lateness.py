"""What made an order late: what it waited for longest, if it could have been in time without.

An order could not that was placed so late that its work alone, or the next pick-up after it, came
too late: then it is what took longest of all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.waits import AVOIDABLE, WORK, Behind
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.figures_planned import first_in_time
from simulator.units import NEVER
from simulator.workload.workload import Workload

Milliseconds = npt.NDArray[np.int64]
Spent = Mapping[Behind, Milliseconds]


def made_late(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    cohort: Cohort,
    order: npt.NDArray[np.int64],
    spent: Spent,
) -> dict[Behind, int]:
    """How many of these late orders each made late; `spent` is theirs, up to what was promised."""
    if not spent:
        return {}
    behinds = list(spent)
    table = np.stack([spent[behind] for behind in behinds])
    limits = list(dict.fromkeys(behind.limit for behind in behinds))
    of_limit = np.array([limits.index(behind.limit) for behind in behinds])
    total = np.zeros((len(limits), table.shape[1]), dtype=np.int64)
    np.add.at(total, of_limit, table)
    avoidable = np.array([cause in AVOIDABLE for cause, _, _ in limits])
    waited = total[avoidable].sum(axis=0)
    work = table[[behind.cause in WORK for behind in behinds]].sum(axis=0)
    possible = _in_time(scenario, workload, timeline, cohort, order, waited, work) & (waited > 0)
    chosen = np.where(avoidable[:, None] == possible, total, -1).argmax(axis=0)
    largest = np.where(of_limit[:, None] == chosen, table, -1).argmax(axis=0)
    counts = np.bincount(largest, minlength=len(behinds))
    return {behind: int(count) for behind, count in zip(behinds, counts, strict=True)}


def _in_time(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    cohort: Cohort,
    order: npt.NDArray[np.int64],
    waited: Milliseconds,
    work: Milliseconds,
) -> npt.NDArray[np.bool_]:
    """Whether an order would have been in time, had it not waited for what can be avoided."""
    ready = cohort.placed[order] + work
    if scenario.shipping is not None:
        ready = first_in_time(scenario, workload, timeline, order, ready)
    ship_by, finished = workload.ship_by[order], cohort.finished_at[order]
    ended = np.where(finished == NEVER, timeline.horizon, finished)
    delivered = ended - waited <= workload.deliver_by[order]
    return np.where(ship_by == NEVER, delivered, ready <= ship_by)

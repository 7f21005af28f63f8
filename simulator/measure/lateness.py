"""What made an order late: what it waited for longest, if it could have been in time without.

An order could not that was placed so late that its work alone, or the next pick-up after it, came
too late: then it is what took longest of all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.kernels import kernel
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
    avoidable = np.array([cause in AVOIDABLE for cause, _, _ in limits])
    waited = table[avoidable[of_limit]].sum(axis=0)
    work = table[[behind.cause in WORK for behind in behinds]].sum(axis=0)
    possible = _in_time(scenario, workload, timeline, cohort, order, waited, work) & (waited > 0)
    counts = longest(table, of_limit, avoidable, possible)
    return {behind: int(count) for behind, count in zip(behinds, counts, strict=True)}


def longest(
    table: Milliseconds,
    of_limit: npt.NDArray[np.int64],
    avoidable: npt.NDArray[np.bool_],
    possible: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """How many orders each row of `table`, (causes, orders), is the longest of.

    First the limit (`of_limit` has that of each row) is chosen of which all rows together are the
    most, among the avoidable ones where it was `possible` for the order and the others elsewhere;
    then the longest row of that limit. Of equal ones it is the first.
    """
    count = _count_longest()
    if count is not None:
        counts = np.zeros(len(table), dtype=np.int64)
        count(table, of_limit, avoidable, possible, counts)
        return counts
    total = np.zeros((len(avoidable), table.shape[1]), dtype=np.int64)
    np.add.at(total, of_limit, table)
    chosen = np.where(avoidable[:, None] == possible, total, -1).argmax(axis=0)
    largest = np.where(of_limit[:, None] == chosen, table, -1).argmax(axis=0)
    return np.bincount(largest, minlength=len(table))


@kernel("void(int64[:, ::1], int64[::1], boolean[::1], boolean[::1], int64[::1])")
def _count_longest(
    table: Milliseconds,
    of_limit: npt.NDArray[np.int64],
    avoidable: npt.NDArray[np.bool_],
    possible: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.int64],
) -> None:
    """The same, an order at a time; what it may not be counts as -1."""
    total = np.zeros(len(avoidable), np.int64)
    for order in range(table.shape[1]):
        total[:] = 0
        for row in range(len(of_limit)):
            total[of_limit[row]] += table[row, order]
        chosen, most = 0, np.int64(-2)
        for limit in range(len(avoidable)):
            value = total[limit] if avoidable[limit] == possible[order] else np.int64(-1)
            if value > most:
                chosen, most = limit, value
        largest, most = 0, np.int64(-2)
        for row in range(len(of_limit)):
            value = table[row, order] if of_limit[row] == chosen else np.int64(-1)
            if value > most:
                largest, most = row, value
        counts[largest] += 1


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
        ready = first_in_time(scenario, workload, timeline, order, ready, as_planned=True)
    ship_by, finished = workload.ship_by[order], cohort.finished_at[order]
    ended = np.where(finished == NEVER, timeline.horizon, finished)
    delivered = ended - waited <= workload.deliver_by[order]
    return np.where(ship_by == NEVER, delivered, ready <= ship_by)

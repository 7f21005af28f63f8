"""Which orders an alternative makes late or on time, and why: matched order by order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative
from simulator.journey import simulate
from simulator.measure.cohort import Cohort
from simulator.measure.flow import Flow
from simulator.measure.observation import Observation
from simulator.mistakes import InputError
from simulator.results.columns import moments
from simulator.results.orders import names_of
from simulator.results.promises import as_promised
from simulator.units import HOUR, NEVER
from simulator.workload.sampling import sample
from simulator.workload.workload import Workload

if TYPE_CHECKING:
    import pandas as pd

CHANGES = ("became late", "became on time", "late in both", "later", "earlier")


@dataclass(frozen=True)
class _Told:
    """One alternative's replication, as far as orders are compared."""

    name: str
    workload: Workload
    cohort: Cohort
    flow: Flow


def order_differences(alternatives: Sequence[Alternative], replication: int) -> pd.DataFrame:
    """One row per order and alternative whose hand-over changed, against the baseline's.

    Columns: alternative, replication, order, class, placed_at, ship_by, left_baseline,
    left_alternative, hours_later (missing where one has not left), change, and `cause`: the cause
    of time that grew most (shrank most, if it left earlier); 'still inside' where that cannot be
    known. Raises InputError if the alternatives have not the same orders.
    """
    import pandas as pd

    baseline = _told(alternatives[0], replication)
    frames = [
        _against(baseline, _told(each, replication), alternatives[0], replication)
        for each in alternatives[1:]
    ]
    return pd.concat(frames, ignore_index=True)


def _told(alternative: Alternative, replication: int) -> _Told:
    workload = sample(alternative.scenario, replication)
    timeline = simulate(alternative.scenario, workload)
    workload = as_promised(workload, timeline.promises)
    observed = Observation(alternative.scenario, workload, timeline)
    return _Told(alternative.name, workload, observed.cohort, observed.flow)


def _against(first: _Told, second: _Told, baseline: Alternative, replication: int) -> pd.DataFrame:
    import pandas as pd

    a, b = first.workload, second.workload
    if a.n != b.n or not np.array_equal(a.created, b.created):
        raise InputError(
            f"--orders: {second.name} has other orders than {first.name}; order-by-order "
            "differences need the same demand, seed and clock in both"
        )
    left_a, left_b = first.cohort.left, second.cohort.left
    late_a = first.cohort.ship_due & ~first.cohort.ship_on_time
    late_b = second.cohort.ship_due & ~second.cohort.ship_on_time
    rows = np.flatnonzero(first.cohort.orders & ((left_a != left_b) | (late_a != late_b)))
    both = (left_a[rows] != NEVER) & (left_b[rows] != NEVER)
    later = np.where(both, (left_b[rows] - left_a[rows]) / HOUR, np.nan)
    dates = baseline.scenario.clock.calendar
    names, classes = np.array(names_of(a), dtype=object), np.array(a.classes, dtype=object)
    return pd.DataFrame(
        {
            "alternative": second.name,
            "replication": replication,
            "order": names[rows],
            "class": classes[a.order_class[rows]],
            "placed_at": moments(a.placed[rows], dates),
            "ship_by": moments(a.ship_by[rows], dates),
            "left_baseline": moments(left_a[rows], dates),
            "left_alternative": moments(left_b[rows], dates),
            "hours_later": later,
            "change": _change(late_a[rows], late_b[rows], left_a[rows], left_b[rows]),
            "cause": _causes(first.flow, second.flow, rows, left_b[rows] > left_a[rows]),
        }
    )


def _change(
    late_a: npt.NDArray[np.bool_],
    late_b: npt.NDArray[np.bool_],
    left_a: npt.NDArray[np.int64],
    left_b: npt.NDArray[np.int64],
) -> npt.NDArray[np.object_]:
    never_b = left_b == NEVER
    later = never_b | ((left_a != NEVER) & (left_b > left_a))
    kind = np.select(
        [late_b & ~late_a, late_a & ~late_b, late_a & late_b, later], [0, 1, 2, 3], default=4
    )
    words: npt.NDArray[np.object_] = np.array(CHANGES, dtype=object)[kind]
    return words


def _causes(
    first: Flow, second: Flow, rows: npt.NDArray[np.int64], later: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    """The cause that explains most of the change, for orders that are finished in both."""
    names = np.array(list(first.by_cause), dtype=object)
    causes = np.full(len(rows), "still inside", dtype=object)
    place_a, place_b = np.searchsorted(first.order, rows), np.searchsorted(second.order, rows)
    in_a = np.isin(rows, first.order)
    both = in_a & np.isin(rows, second.order)
    if not both.any():
        return causes
    spent_a = np.stack(list(first.by_cause.values()))[:, place_a[both]]
    spent_b = np.stack(list(second.by_cause.values()))[:, place_b[both]]
    change = np.where(later[both], 1, -1) * (spent_b - spent_a)
    # What happens after the hand-over follows from it and does not explain it.
    house = ~np.isin(names, ("transit", "delivery"))
    causes[both] = names[house][change[house].argmax(axis=0)]
    return causes

"""What is promised in the course of a run, where a promise at checkout knows the backlog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.workload.workload import Workload

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Promises:
    """(n,) Promises as they were made: `ship_by` and `deliver_by` as in the workload.

    `columns` are those of the stage: `days` told, whose customers are `lost`, `pick_up` and
    `at_depot` on which a promise counts, `least_days` without the backlog, `put_off` days of the
    house that the backlog adds, NEVER before the checkout, and `lost_to_backlog`.
    """

    ship_by: Milliseconds
    deliver_by: Milliseconds
    columns: Mapping[str, npt.NDArray[np.generic]]


def as_promised(workload: Workload, promises: Promises | None) -> Workload:
    """The workload with the promises of a run; those who left over them are carts that are left.

    The same where there are none, as all was promised before the run.
    """
    if promises is None:
        return workload
    lost = promises.columns["lost_to_backlog"].astype(np.bool_)
    return replace(
        workload,
        abandons=workload.abandons | lost,
        ship_by=promises.ship_by,
        deliver_by=promises.deliver_by,
        added={**workload.added, "promise": {**workload.added["promise"], **promises.columns}},
    )

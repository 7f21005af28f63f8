"""What the orders of a workload ask of the stations, as columns and without a run.

Every stage with a station says so in the `work.py` of its folder, from the service requirements
that it sampled: `work(section, scenario, workload, orders)` gives the tasks that the orders bring
it and the orders as they go on. Nobody waits for a crew or a machine here, and what hangs on the
course of a run is left out: stock that runs short, outages, breakdowns, expired reservations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.workload.workload import Flags, Milliseconds, Numbers, Workload


@dataclass(frozen=True)
class Orders:
    """Orders between two stages, one row each: their rows in the workload, and since when.

    `in_two` are those that go on in two parcels. `after` are the stations that all of them have
    left by then.
    """

    row: Numbers
    moment: Milliseconds
    in_two: Flags
    after: tuple[str, ...] = ()

    def where(self, chosen: Flags) -> Orders:
        """Some of them."""
        return replace(
            self, row=self.row[chosen], moment=self.moment[chosen], in_two=self.in_two[chosen]
        )


class Tasks(NamedTuple):
    """Tasks of one station: when each could begin, and its milliseconds at speed 1.

    `after` are the stations that its orders have left before; a tour of several orders is one task.
    """

    station: str
    moment: Milliseconds
    time: npt.NDArray[np.int64]
    after: tuple[str, ...] = ()


class Work(Protocol):
    """The function `work` of a stage; `section` is what the scenario says of it."""

    def __call__(
        self, section: Any, scenario: Scenario, workload: Workload, orders: Orders
    ) -> tuple[list[Tasks], Orders]:
        """The tasks that come to its stations, and the orders that leave it."""
        ...


def placed(workload: Workload) -> Orders:
    """The orders that are placed within the horizon, whatever becomes of them."""
    moment = workload.placed
    row = np.flatnonzero(~workload.abandons & (moment < workload.horizon))
    return Orders(row, moment[row], np.zeros(len(row), dtype=np.bool_))

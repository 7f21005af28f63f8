"""One replication, from the scenario to its figures: a line a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.analysis.conservation import check
from simulator.analysis.in_flight import Inside, in_flight
from simulator.analysis.measurement import Measurement, measure
from simulator.experiments.executors import quiet_garbage_collector
from simulator.model.pipeline import simulate
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.scenario.scenario import Scenario
from simulator.workload.sampling import sample

Columns = Mapping[str, npt.NDArray[np.generic]]
Keep = Literal["none", "first", "all"]
"""Of which replications the order table and the event log are kept."""


@dataclass(frozen=True)
class Replication:
    """What is kept of one replication; the tables are None unless asked for."""

    number: int
    measurement: Measurement
    in_flight: tuple[Inside, ...]
    orders: Columns | None
    events: Columns | None


def replicate(scenario: Scenario, number: int, keep: Keep = "first") -> Replication:
    """Simulate replication `number` (from 0) of a scenario; the same call gives the same value."""
    workload = sample(scenario, number)
    with quiet_garbage_collector():
        timeline = simulate(scenario, workload)
    check(scenario, workload, timeline)
    kept = keep == "all" or (keep == "first" and number == 0)
    return Replication(
        number=number,
        measurement=measure(scenario, workload, timeline),
        in_flight=in_flight(workload, timeline),
        orders=order_table(scenario, workload, timeline) if kept else None,
        events=event_log(scenario, workload, timeline) if kept else None,
    )

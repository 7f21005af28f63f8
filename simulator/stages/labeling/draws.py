"""What labels take, all tries together and by hand, and when the service does not answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.labeling.section import Labeling
from simulator.workload.breakdowns import silences
from simulator.workload.draws import Draws, Flags, Integers, OrderDraws

MOST_LABEL_FAILURES = 20


@dataclass(frozen=True)
class LabelingColumns:
    """Columns of the workload for labels."""

    label: Integers
    label_failures: npt.NDArray[np.int16]
    label_by_hand: Integers


def labeling(section: Labeling | None, placed: Flags, draws: OrderDraws) -> LabelingColumns:
    """Time of all tries together (each a carrier call and a print), tries that failed, by hand."""
    n = len(placed)
    nothing = np.zeros(n, dtype=np.int64)
    if section is None:
        return LabelingColumns(nothing, nothing.astype(np.int16), nothing)
    failures = nothing
    if section.failure > 0:
        u = draws.orders("labeling.failures").uniforms(placed)
        run = np.floor(np.log1p(-u) / np.log(section.failure))
        failures = nothing.copy()
        failures[placed] = np.minimum(run, MOST_LABEL_FAILURES).astype(np.int64)
    time = nothing.copy()
    for attempt in range(int(failures.max(initial=0)) + 1):
        again = placed & (failures >= attempt)
        call, printing = draws.order_pair(
            f"labeling.carrier_call.{attempt}", f"labeling.time.{attempt}"
        )
        time += call.integers(section.carrier_call, again)
        time += printing.integers(section.time, again)
    by_hand = nothing
    if section.service is not None:
        by_hand = draws.orders("labeling.manual").integers(section.service.manual, placed)
    return LabelingColumns(time, failures.astype(np.int16), by_hand)


def label_service_down(scenario: Scenario, draws: Draws) -> Integers:
    """(k, 2) From and until when the label service does not answer: outages and failures."""
    service = scenario.labeling.service if scenario.labeling is not None else None
    if service is None:
        return np.zeros((0, 2), dtype=np.int64)
    return silences(service, "labeling.service", scenario, draws)

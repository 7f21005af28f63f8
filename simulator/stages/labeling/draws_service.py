"""When the carrier's label service does not answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.labeling.section import LabelService
from simulator.workload.breakdowns import lasting
from simulator.workload.draws import Draws, Integers


def label_service_down(scenario: Scenario, draws: Draws) -> Integers:
    """(k, 2) From and until when the label service does not answer: outages and failures."""
    service = scenario.labeling.service if scenario.labeling is not None else None
    spans: list[tuple[int, int]] = []
    if service is not None:
        for outage in service.outages:
            begins = scenario.clock.calendar.since_start(outage.at)
            spans.append((begins, begins + outage.for_))
        spans += _service_failures(service, scenario.clock.horizon, draws)
    return _apart(spans)


def _service_failures(
    service: LabelService, horizon: int, draws: Draws
) -> Iterator[tuple[int, int]]:
    if service.every is None:
        return
    up = lasting(service.every, "labeling.service", horizon, draws)
    down = draws.listed("labeling.service.repair", len(up)).integers(service.repair)
    begins = np.cumsum(up) + np.concatenate([[0], np.cumsum(down)[:-1]])
    for begin, length in zip(begins.tolist(), down.tolist(), strict=True):
        if begin < horizon:
            yield begin, begin + length


def _apart(spans: list[tuple[int, int]]) -> Integers:
    """The same time as spans that neither touch nor overlap, ascending."""
    merged: list[list[int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif end > begin:
            merged.append([begin, end])
    return np.array(merged, dtype=np.int64).reshape(len(merged), 2)

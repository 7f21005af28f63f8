"""When nothing of a carrier moves, by region.

A delay at random has its own list of times, as a machine has of its failures: the time up and the
time it lasts in turn, from the start on, whatever else is delayed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.section_delays import Delay
from simulator.workload.breakdowns import apart, lasting
from simulator.workload.draws import Draws, Integers


def delays(scenario: Scenario, draws: Draws) -> dict[str, tuple[Integers, ...]]:
    """By carrier that has any: for each region the (k, 2) spans of its delays, apart, in turn.

    They are those that begin by the horizon.
    """
    regions = tuple(scenario.demand.regions)
    by_carrier = {}
    for carrier, section in scenario.carriers.items():
        if not section.delays:
            continue
        spans: dict[str, list[tuple[int, int]]] = {name: [] for name in regions}
        for delay in section.delays:
            source = f"shipping.{carrier}.delays.{delay.name}"
            lasts = list(_spans(scenario, delay, source, draws))
            for name in delay.regions or regions:
                spans[name] += lasts
        by_carrier[carrier] = tuple(apart(spans[name]) for name in regions)
    return by_carrier


def _spans(
    scenario: Scenario, delay: Delay, source: str, draws: Draws
) -> Iterator[tuple[int, int]]:
    """From when until when one delay lasts, each time."""
    clock = scenario.clock
    if delay.at is not None:
        begins = clock.calendar.since_start(delay.at)
        length = draws.listed(f"{source}.for", 1).integers(delay.for_)
        yield begins, begins + int(length[0])
    if delay.every is not None:
        up = lasting(delay.every, source, clock.horizon, draws)
        down = draws.listed(f"{source}.for", len(up)).integers(delay.for_)
        begin = np.cumsum(up) + np.concatenate([[0], np.cumsum(down)[:-1]])
        for begins, length in zip(begin.tolist(), down.tolist(), strict=True):
            if begins < clock.horizon:
                yield begins, begins + length

"""That fewer people may do, of a run that meets its targets with many of them idle."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isnan

from simulator.experiments.goals import Judged
from simulator.experiments.unpriced import Measured
from simulator.measure.scopes import ALL
from simulator.measure.statistics import estimate
from simulator.reporting.numbers import listed
from simulator.scenario.scenario import Scenario

IDLE = 0.6
"""Busy part of a crew's time below which fewer may do; where one is busier nothing is said."""
ROOM = 1.1
"""Times the work that the fewest heads worth a look have time for."""


def spare(results: Measured, judged: Sequence[Judged]) -> tuple[str, ...]:
    """A sentence with the search that finds the fewest; none where a crew has much to do."""
    scenario = results.scenario
    if not judged or any(each.verdict != "met" for each in judged):
        return ()
    busy = {}
    for name in scenario.crews:
        key = (f"utilization.{name}", ALL)
        if key in results.keys:
            part = estimate(results.values(*key), scenario.experiment.confidence).mean
            if not isnan(part):
                busy[name] = part / 100
    ranges = _ranges(scenario, busy)
    if not ranges or max(busy.values()) >= IDLE:
        return ()
    (name, part), *others = busy.items()
    told = [f"'{name}' are busy {100 * part:.0f} % of their time"]
    told += [f"'{name}' {100 * part:.0f} %" for name, part in others]
    search = " ".join(f"--vary {path}={low}..{high}" for path, low, high in ranges)
    return (
        f"Fewer people may do: {listed(told)}. 'simulator optimize' finds the fewest, with "
        f"{search}.",
    )


def _ranges(scenario: Scenario, busy: dict[str, float]) -> list[tuple[str, int, int]]:
    """Heads of shifts that may be fewer: path, the least that have time for the work, now."""
    ranges = []
    for title, shift in scenario.shifts.items():
        for crew, now in shift.heads.items():
            least = max(1, ceil(now * busy.get(crew, 1.0) * ROOM))
            if least < now:
                ranges.append((f"shifts.{title}.heads.{crew}", least, now))
    return ranges

"""How many deliveries come late by delays on the road, which nothing in the house decides."""

from __future__ import annotations

from math import isnan

from simulator.experiments.unpriced import Measured
from simulator.measure.statistics import estimate
from simulator.reporting.numbers import value_text

KPI = "shipping.late_by_delay"
FEW = 0.5
"""Per cent of the promised deliveries below which nothing is said."""


def late_by_delays(results: Measured) -> tuple[str, ...]:
    """A sentence with the share, where carriers have delays that make it matter."""
    scenario = results.scenario
    if scenario.delivery is None or not any(each.delays for each in scenario.carriers.values()):
        return ()
    late = estimate(results.values(KPI), scenario.experiment.confidence)
    if isnan(late.mean) or late.mean < FEW:
        return ()
    share = value_text(late, "%")
    return (
        f"{share} of the promised deliveries come late by delays on the road ({KPI}); "
        "more heads do not change that.",
    )

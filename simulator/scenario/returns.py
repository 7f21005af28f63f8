"""Returned orders: share, delay, inspection, restock."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import DurationDistribution, Money, Section, Share


class Returns(Section):
    """A delivered order comes back, is inspected by a crew with that skill, and restocked or not."""

    share: Share = Field(default=0.20, description="Of delivered orders (NRF-based reports: 20 %).")
    after: DurationDistribution = Field(
        default={"weibull": {"shape": 1.6, "scale": "9 d"}},
        validate_default=True,
        description="From delivery to arrival at the warehouse (assumption).",
    )
    inspection: DurationDistribution = Field(
        default={"lognormal": {"mean": "3 min", "cv": 0.5}},
        validate_default=True,
        description="Inspection of an order (assumption).",
    )
    restock: Share = Field(default=0.85, description="Inspected orders that go back to stock.")
    cost: Money = Field(default=0.0, description="Return label and handling material, an order.")

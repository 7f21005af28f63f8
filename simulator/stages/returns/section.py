"""Returned orders: share, delay, inspection, restock."""

from __future__ import annotations

from simulator.engine.section_equipment import DISCIPLINE
from simulator.policies.names import DisciplineName
from simulator.reading.fields import DurationDistribution, Money, Section, Share, preset


class Returns(Section):
    """A delivered order comes back, is inspected by a crew with the skill, and restocked or not."""

    share: Share = preset("20 %", description="Of delivered orders (NRF-based reports: 20 %).")
    after: DurationDistribution = preset(
        {"weibull": {"shape": 1.6, "scale": "9 d"}},
        description="From delivery to arrival at the warehouse (assumption).",
    )
    inspection: DurationDistribution = preset(
        {"lognormal": {"mean": "3 min", "cv": 0.5}},
        description="Inspection of an order (assumption).",
    )
    restock: Share = preset("85 %", description="Inspected orders back to stock (assumption).")
    wrong_items: Share = preset(
        "100 %", description="Of the orders with wrong items, those sent back (assumption)."
    )
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)
    cost: Money = preset(
        0, description="Return label and handling material, an order (assumption: 0)."
    )

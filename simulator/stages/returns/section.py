"""Returned orders: share, window, road back, inspection, restock."""

from __future__ import annotations

from pydantic import Field

from simulator.engine.section_equipment import DISCIPLINE
from simulator.policies.names import DisciplineName
from simulator.reading.fields import (
    DurationDistribution,
    Label,
    Money,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class Returns(Section):
    """A delivered order comes back, is inspected by a crew with the skill, and restocked or not."""

    share: Share = preset("20 %", description="Of delivered orders (NRF-based reports: 20 %).")
    by_class: dict[Label, Share] = preset({}, description="Another share for an order class.")
    after: DurationDistribution = preset(
        {"weibull": {"shape": 1.6, "scale": "9 d"}},
        description="From delivery to arrival at the warehouse; with a `transit`, to the hand-in "
        "of the parcel (assumption).",
    )
    window: PositiveDuration | None = Field(
        default=None,
        description="After delivery; what would come `after` it is not sent, and counted (mean "
        "51.7 d in Germany, 28.1 d in the rest of the EU: Bamberg 2022). None: no limit.",
        examples=["30 d"],
    )
    transit: DurationDistribution | None = Field(
        default=None,
        description="The road back, from the hand-in to the arrival at the warehouse. None: "
        "`after` has it.",
        examples=[{"gamma": {"mean": "3 d", "cv": 0.5}}, "2 d"],
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

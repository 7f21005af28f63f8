"""Returned orders: share, window, road back, in part, inspection, grading, refund."""

from __future__ import annotations

from typing import ClassVar, Literal

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


class InPart(Section):
    """Some lines of an order come back, and the customer keeps the others."""

    share: Share = preset(
        "40 %",
        description="Of returned orders of several lines, those that come back in part; wrong "
        "items come back whole (assumption: Bamberg 2018 has 1 parcel in 6 and 1 article in 8).",
    )
    lines: Share = preset(
        "50 %",
        description="The chance of each of their lines to come back, of which at least one does "
        "and not all do (assumption).",
    )


class Grading(Section):
    """What the inspection makes of each unit; together 100 %."""

    restock: Share = preset("79 %", description="Sold as new (Bamberg 2018: 79 %).")
    refurbish: Share = preset("17 %", description="To be refurbished (the rest).")
    scrap: Share = preset("4 %", description="Worth nothing (Bamberg 2018: 4 %).")


class Reason(Section):
    """Why customers send back."""

    share: Share = Field(
        description="Of returned orders but those with wrong items; the reasons add up to 100 % "
        "(UK 2020, several allowed: does not fit 66 %, not as described 39 %).",
        examples=["60 %", "100 %"],
    )
    grading: Grading | None = Field(
        default=None,
        description="What the inspection makes of what comes back for it; none: returns.grading.",
    )


class Refurbishing(Section):
    """A crew with the skill `refurbishing` makes units fit for the shelf again."""

    time: DurationDistribution = preset(
        {"lognormal": {"mean": "10 min", "cv": 0.5}},
        description="Of a unit; all of a return take as long each (assumption).",
    )
    cost: Money = preset(0, description="Material, a unit (assumption: 0).")
    loses: Share = preset(
        "0 %",
        description="Of its cost of goods, what a unit is worth less afterwards (assumption: 0).",
    )
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)


class Refund(Section):
    """When customers get back what they paid for what they send back."""

    after: Literal["hand-in", "arrival", "inspection"] = preset(
        "inspection",
        description="What it waits for: the hand-in of the parcel, its arrival, or the end of its "
        "inspection (assumption; EU law: it may wait for the goods, 14 d from the notice at most).",
    )
    delay: DurationDistribution = preset(
        "0 s", description="From then until the customer has it (assumption: 0)."
    )


class Returns(Section):
    """A delivered order comes back, is inspected by a crew with the skill, and restocked or not."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("restock", "grading"),)

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
    in_part: InPart | None = Field(
        default=None,
        description="None: orders come back whole.",
        examples=[{"share": "40 %"}],
    )
    reasons: dict[Label, Reason] = preset(
        {}, description="Why orders come back, by name. Orders with wrong items have none of them."
    )
    inspection: DurationDistribution = preset(
        {"lognormal": {"mean": "3 min", "cv": 0.5}},
        description="Inspection of an order, whole or in part (assumption).",
    )
    restock: Share = preset("85 %", description="Inspected orders back to stock (assumption).")
    grading: Grading | None = Field(
        default=None,
        description="Each unit is restocked, refurbished or scrapped, in place of `restock`. None: "
        "an order is restocked or scrapped as a whole.",
        examples=[{"restock": "85 %", "refurbish": "10 %", "scrap": "5 %"}],
    )
    refurbishing: Refurbishing | None = Field(
        default=None,
        description="The work on units to be refurbished. None: they are on the shelf as soon as "
        "they are graded.",
        examples=[{"time": "12 min", "cost": "1.50 USD"}],
    )
    refund: Refund | None = Field(
        default=None,
        description="None: at the end of the inspection.",
        examples=[{"after": "arrival", "delay": "2 d"}],
    )
    wrong_items: Share = preset(
        "100 %", description="Of the orders with wrong items, those sent back (assumption)."
    )
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)
    cost: Money = preset(
        0, description="Return label and handling material, an order (assumption: 0)."
    )

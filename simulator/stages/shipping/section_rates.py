"""The section of rate cards: what a carrier asks for a box by weight and zone, and on top."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydantic import Field

from simulator.reading.fields import (
    Date,
    FilePath,
    Label,
    Money,
    Name,
    Section,
    Share,
    VolumePerWeight,
    Weight,
    preset,
)
from simulator.stages.packing.section import Box, Packing

Floats = npt.NDArray[np.float64]


class Surcharge(Section):
    """Asked for a box besides its price: in a season, for heavy ones, to some regions."""

    price: Money = Field(description="A box.")
    from_: Date | None = Field(
        default=None, alias="from", description="First day of hand-over on which it is asked."
    )
    until: Date | None = Field(default=None, description="Last such day, itself one of them.")
    over: Weight | None = Field(
        default=None, description="Only for boxes that are billed by more than this weight."
    )
    regions: tuple[Label, ...] = preset([], description="Only to these regions; none: to all.")


class RateCard(Section):
    """Prices of boxes by the weight that is billed, the greater of true and dimensional weight."""

    file: FilePath = Field(
        description="CSV, or a sheet of a workbook (rates.xlsx#ground): up_to_kg (or up_to_g, "
        "up_to_lb, up_to_oz), then a column for each zone, with the price of a box up to that "
        "weight in the scenario's currency."
    )
    zones: dict[Label, Label] = preset(
        {},
        description="Column by region; a region that is not named has the column of its own name. "
        "Not needed where the card has one column of prices.",
    )
    divisor: VolumePerWeight | None = Field(
        default=None,
        description="Volume of a box that is billed as one unit of weight (UPS, FedEx 2024: 139 "
        "in3/lb; outside the US 5000 cm3/kg); none: true weight alone counts.",
    )
    fuel: Share = preset(
        "0 %",
        description="Fuel surcharge on price and surcharges (assumption: 0; ground, US, mid 2025: "
        "20.5 %).",
    )
    surcharges: dict[Name, Surcharge] = preset({}, description="By name.")


def weights(section: Packing, card: RateCard) -> tuple[Floats, Floats]:
    """(kinds,) Grams of an empty box, 0 where unknown, and its dimensional weight."""
    boxes: list[Box] = list(section.boxes.values())
    own = np.array([box.material or 0.0 for box in boxes])
    if card.divisor is None:
        return own, np.zeros(len(boxes))
    return own, np.array([box.volume for box in boxes]) / card.divisor

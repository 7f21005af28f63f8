"""The SKUs that are sold."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from simulator.reading.fields import (
    Count,
    FilePath,
    Money,
    Name,
    NonNegative,
    Section,
    Share,
    UnitCost,
    VolumeDistribution,
    WeightDistribution,
    preset,
)


class AbcClass(Section):
    """One class of an ABC analysis."""

    skus: Share = Field(description="Share of the SKUs; the classes add up to 100 %.")
    demand: Share = Field(description="Share of the demand lines; the classes add up to 100 %.")


class Popularity(Section):
    """How demand spreads over SKUs; exactly one of the two."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("zipf", "abc"),)

    zipf: NonNegative | None = Field(
        default=None, description="The k-th SKU has weight k to the power of minus this."
    )
    abc: dict[Name, AbcClass] | None = Field(default=None, description="Shares by class.")


class Catalog(Section):
    """The SKUs that are sold: a number and a popularity, or a CSV with one row per SKU.

    With a trace the SKUs are those of the trace, and `file` may add their prices and policies.
    """

    skus: Count = preset(1, ge=1, description="Number of SKUs (assumption: 1).")
    popularity: Popularity = preset(
        {"zipf": 0.95},
        description="Zipf exponent 0.95 (Olist .63-.71, Online Retail .51-.78, Saci 1.04).",
    )
    price: Money = preset(
        0, description="Price of a unit where no CSV or trace gives one (assumption: 0)."
    )
    cost: UnitCost = preset(
        0,
        description="Cost of goods of a unit where no CSV gives it: an amount, or a share of its "
        "price such as 60 % (assumption: 0, which leaves the goods out of the margin).",
    )
    file: FilePath | None = Field(
        default=None,
        description="CSV, or a sheet of a workbook (stock.xlsx#SKUs): sku, weight (of demand) and "
        "optionally price, cost (of goods, a unit), s, S, r, Q, initial, case_size, minimum_order, "
        "unit_weight_g, unit_volume_cm3, zone; and weight_NAME, of the orders of a class alone.",
    )
    unit_weight: WeightDistribution | None = Field(
        default=None, description="Of a unit by SKU, where no CSV gives it; boxes need it."
    )
    unit_volume: VolumeDistribution | None = Field(
        default=None, description="Of a unit by SKU, where no CSV gives it; boxes need it."
    )

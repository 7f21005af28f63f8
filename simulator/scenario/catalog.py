"""The SKUs that are sold."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from simulator.scenario.fields import Money, Name, NonNegative, Section, Share


class AbcClass(Section):
    """One class of an ABC analysis."""

    skus: Share = Field(description="Share of the SKUs; the classes add up to 100 %.")
    demand: Share = Field(description="Share of the demand lines; the classes add up to 100 %.")


class Popularity(Section):
    """How demand spreads over SKUs; exactly one of the two."""

    zipf: NonNegative | None = Field(
        default=None, description="The k-th SKU has weight k to the power of minus this."
    )
    abc: dict[Name, AbcClass] | None = Field(default=None, description="Shares by class.")


class Catalog(Section):
    """The SKUs that are sold: a number and a popularity, or a CSV with a row a SKU.

    With a trace the SKUs are those of the trace, and `file` may add their prices and policies.
    """

    skus: int = Field(default=1, ge=1, description="Number of SKUs.")
    popularity: Popularity = Field(
        default_factory=lambda: Popularity(zipf=0.95),
        description="Zipf exponent 0.95 (Olist .63-.71, Online Retail .51-.78, Saci 1.04).",
    )
    price: Money = Field(default=0.0, description="Price of a unit where no CSV or trace gives one.")
    file: Path | None = Field(
        default=None,
        description="CSV: sku, weight (of demand) and optionally price, s, S, r, Q, initial.",
    )

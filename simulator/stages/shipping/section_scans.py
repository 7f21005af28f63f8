"""Depots of a carrier that scan its parcels."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import Label, Section, Share, preset


class Scan(Section):
    """Where on the way a carrier reads the labels of its parcels, for all who track them."""

    name: Label = Field(description="Of the depot.", examples=["origin depot"])
    at: Share = Field(
        description="Of the time from the hand-over to the depot of the destination, with what "
        "holds the parcel up on the way; 0 % is at the hand-over.",
        examples=["5 %", "95 %"],
    )
    missed: Share = preset("2 %", description="Parcels that pass it unread (assumption: 2 %).")

"""Shipping labels: the carrier's service and the printers."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import DurationDistribution, Section, Share


class Labeling(Section):
    """A label takes the carrier call and the print-and-apply time, again for each failure.

    With a crew that has the skill `labeling` a label needs a head and a printer, else a printer.
    """

    printers: int = Field(ge=1)
    carrier_call: DurationDistribution = Field(default="1 s", validate_default=True)
    time: DurationDistribution = Field(
        default="12 s", validate_default=True, description="Print 1 s and apply 10-15 s (study)."
    )
    failure: Share = Field(default=0.0, lt=1, description="Chance that a label must be made again.")

"""Shipping labels: the carrier's service and the printers."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import Count, DurationDistribution, Section, Share, preset


class Labeling(Section):
    """A label takes the carrier call and the print-and-apply time, again for each failure.

    With a crew that has the skill `labeling` a label needs a head and a printer, else a printer.
    """

    printers: Count = Field(ge=1, description="Label printers.")
    carrier_call: DurationDistribution = preset(
        "1 s", description="The carrier's service answers with the label (study: 1 s)."
    )
    time: DurationDistribution = preset("12 s", description="Print 1 s and apply 10-15 s (study).")
    failure: Share = preset(
        "0 %", lt=1, description="Chance that a label must be made again (assumption: 0)."
    )

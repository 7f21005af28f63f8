"""Shipping labels: the carrier's service and the printers."""

from __future__ import annotations

from pydantic import Field

from simulator.engine.section_equipment import (
    DISCIPLINE,
    BetweenFailures,
    Breakdowns,
    Outage,
    ServiceOutage,
)
from simulator.policies.names import DisciplineName
from simulator.reading.fields import (
    Count,
    DurationDistribution,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class LabelService(Section):
    """The carrier's label service, which is down now and then.

    A label that finds it down is tried again a few times; then it is written by hand, which takes
    `manual` in place of the carrier call and the print.
    """

    outages: tuple[ServiceOutage, ...] = preset([], description="Planned as dates.")
    every: BetweenFailures | None = Field(
        default=None,
        description="Up between failures: the mean of an exponential, or a distribution; none: "
        "only the outages.",
    )
    repair: DurationDistribution = preset(
        {"exponential": {"mean": "25 min"}}, description="Down until it is repaired (assumption)."
    )
    retries: Count = preset(2, ge=0, description="Tries after the first (assumption).")
    retry_after: PositiveDuration = preset(
        "20 s", description="Waited at the printer before each of them (assumption)."
    )
    manual: DurationDistribution = preset(
        "4 min", description="A label on the carrier's web page or by hand (assumption)."
    )


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
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)
    breakdowns: Breakdowns | None = Field(default=None, description="None: printers never fail.")
    outages: tuple[Outage, ...] = preset([], description="Printers planned to be out of use.")
    service: LabelService | None = Field(default=None, description="None: it always answers.")

"""Messages: confirmation to the customer, notice to the seller, shipped and delivered."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    DurationDistribution,
    Flag,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class DelayNotice(Section):
    """One e-mail to whoever waits longer than promised: of what comes first."""

    held_up: Flag = preset(
        True, description="As a delay of the carrier begins that holds the order up on the road."
    )
    before_promise: PositiveDuration | None = Field(
        default=None,
        description="So long before the promised delivery passes, if nothing has been delivered "
        "by then; some of these orders come in time all the same. None: not for that.",
        examples=["6 h", "1 d"],
    )


class Notification(Section):
    """Latency and bounces of every message; nothing on the floor waits for a message."""

    latency: DurationDistribution = preset(
        {"lognormal": {"median": "5 s", "cv": 1.0}},
        description="From the event to the inbox (assumption: median 5 s).",
    )
    bounces: Share = preset("0.5 %", description="Share never delivered (assumption: 0.5 %).")
    delay_notice: DelayNotice | None = Field(
        default=None, description="None: nobody is told of a delay."
    )

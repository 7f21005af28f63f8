"""Messages: confirmation to the customer, notice to the seller, shipped and delivered."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import DurationDistribution, Section, Share


class Notification(Section):
    """Latency and bounces of every message; nothing on the floor waits for a message."""

    latency: DurationDistribution = Field(
        default={"lognormal": {"median": "5 s", "cv": 1.0}},
        validate_default=True,
        description="From the event to the inbox (assumption: median 5 s).",
    )
    bounces: Share = Field(default=0.005, description="Share never delivered (assumption: 0.5 %).")

"""Messages: confirmation to the customer, notice to the seller, shipped and delivered."""

from __future__ import annotations

from simulator.reading.fields import DurationDistribution, Section, Share, preset


class Notification(Section):
    """Latency and bounces of every message; nothing on the floor waits for a message."""

    latency: DurationDistribution = preset(
        {"lognormal": {"median": "5 s", "cv": 1.0}},
        description="From the event to the inbox (assumption: median 5 s).",
    )
    bounces: Share = preset("0.5 %", description="Share never delivered (assumption: 0.5 %).")

"""Messages to customers and the seller."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.stages.notification.messages import messages_of
from simulator.units import SECOND

NOTIFICATION = ("notification",)


@figures(
    Kpi(
        "messages.sent",
        "messages",
        "notification",
        "messages to customers and the seller",
        sections=NOTIFICATION,
    ),
    Kpi(
        "messages.bounce_rate",
        "%",
        "notification",
        "messages bounced / messages sent",
        "lower",
        sections=NOTIFICATION,
    ),
    *moments(
        "messages.latency",
        "s",
        "notification",
        "received - sent, of the messages that arrive",
        ("mean", "p95"),
        sections=NOTIFICATION,
    ),
    group="messages",
)
def messages(observed: Observation) -> Kpis:
    """Messages sent, bounced and their latency."""
    sent = messages_of(observed.workload, observed.timeline, observed.cohort.orders)
    rows, all_of_them = observed.scopes.of(sent.order), np.ones(len(sent.order), dtype=np.bool_)
    return {
        **rows.count("messages.sent", all_of_them),
        **rows.share("messages.bounce_rate", sent.bounced, all_of_them),
        **rows.moments("messages.latency", sent.latency, ~sent.bounced, SECOND, ("mean", "p95")),
    }
